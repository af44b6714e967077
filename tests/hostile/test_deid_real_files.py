"""Real files, hard ones among them: each is cleaned, or held back with a reason, and what is cleaned names nobody."""

import io
import re
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pydicom import dcmread
from pydicom.dataset import Dataset
from rapidocr import RapidOCR

from centralis.core.deid import Profile
from centralis.core.deid.vocabulary import imaging_words
from centralis.core.dicom.faults import DicomCode
from centralis.services.child import ChildLimits, ChildPool

CODES = {one.code for one in DicomCode}
JOB = {"profile": Profile().to_json(), "key": "5a" * 32, "subject_code": "SUBJ-01", "trial": {}, "headers_only": True}
WHO = ("PatientID", "OtherPatientIDs", "AccessionNumber", "InstitutionName", "StationName", "DeviceSerialNumber")
DATES = ("StudyDate", "SeriesDate", "AcquisitionDate", "ContentDate", "PatientBirthDate")
#: Files that must be held back, and why: everything else of the hard ones that is DICOM and has a SOP UID is cleaned.
HELD = {"no_sop_uid", "directory", "truncated", "unsupported_syntax", "not_dicom", "damaged", "unsupported_object",
        "not_renderable", "encapsulated_document", "video"}  # fmt: skip


@pytest.fixture(scope="module")
def pool() -> Iterator[ChildPool]:
    with ChildPool("centralis.edge.prepare:prepare_file", 1, ChildLimits(seconds=120)) as children:
        yield children


def prepared(pool: ChildPool, path: Path, out: Path, **how: object) -> dict[str, Any]:
    answer: dict[str, Any] = pool.run(JOB | {"source": str(path), "destination": str(out)} | how)
    return answer


def left_in(source: bytes, output: bytes) -> list[str]:
    """Words of five signs or more that name people, places or days in the source and stand outside the samples."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        before, after = dcmread(io.BytesIO(source), force=True), dcmread(io.BytesIO(output))
        words = set(_words(before)) - {str(before.get("SeriesNumber"))}  # one file's patient is called 123456, as it is
        samples = bytes(after.get("PixelData") or b"")
    native = not after.file_meta.TransferSyntaxUID.is_encapsulated
    seen = (output[: output.rfind(samples)] if native and len(samples) > 64 else output).lower()
    device = f"{after.get('Manufacturer', '')} {after.get('ManufacturerModelName', '')}".lower()
    return [one for one in words if one not in device and _stands(one.encode("utf-8", "replace"), seen)]


def _stands(word: bytes, text: bytes) -> bool:
    """Whether a word occurs; a number only by itself, not among the digits of another."""
    if not word.isdigit():
        return word in text
    return re.search(rb"(?<![\d.])" + word + rb"(?![\d.])", text) is not None


def _words(ds: Dataset) -> Iterator[str]:
    for element in ds.iterall():
        if element.VR == "PN" or element.keyword in WHO:
            for value in element.value if element.VM > 1 else [element.value]:
                for word in re.split(r"[\^=\\,\s]+", str(value).lower()):
                    if len(word) >= 5 and word not in imaging_words() and word not in ("removed", "anonymous"):
                        yield word
        elif element.keyword in DATES and len(str(element.value)) == 8:
            yield str(element.value)


@pytest.mark.slow
@pytest.mark.req("SEC-1")
@pytest.mark.parametrize("folder", ["hard", "objects", "faces", "trial", "burned_in"])
def test_every_real_file_is_cleaned_or_held_back(
    pool: ChildPool, shared_data: Path, tmp_path: Path, folder: str
) -> None:
    """The trial's slices are sampled; which pictures need a reader is decided here, reading them is tested below."""
    paths = sorted(path for path in (shared_data / folder).rglob("*") if path.is_file())
    paths = paths if len(paths) < 300 else paths[::15]
    outcomes: dict[str, int] = {}
    for path in paths:
        answer = prepared(pool, path, tmp_path / "out", defer_reading=True)
        said = answer["outcome"] if answer["outcome"] != "quarantined" else answer["code"]
        outcomes[said] = outcomes.get(said, 0) + 1
        assert (tmp_path / "out").exists() is (answer["outcome"] == "cleaned"), path
        if answer["outcome"] == "cleaned":
            assert left_in(path.read_bytes(), (tmp_path / "out").read_bytes()) == [], path
            (tmp_path / "out").unlink()
        elif answer["outcome"] == "quarantined":
            assert answer["code"] in CODES & HELD, (path, answer["reason"])
            assert len(answer["reason"]) > 20
    done = outcomes.get("cleaned", 0) + outcomes.get("needs_reader", 0)
    assert done > len(paths) * 0.8, outcomes
    assert outcomes.get("needs_reader", 0) > 10 or folder not in ("hard", "burned_in"), outcomes


@pytest.mark.slow
@pytest.mark.parametrize("name", ["us_with_name_in_pixels/ultrasounds/GREYSCALE_IMAGE.dcm", "ultrasound/US1_J2KI.dcm"])
def test_nothing_legible_is_left_in_real_pictures(
    pool: ChildPool, shared_data: Path, tmp_path: Path, name: str
) -> None:
    """Read by the unmodified OCR: no word of three letters, no number of four digits, samples beside the boxes kept."""
    path = shared_data / "burned_in" / name
    answer = prepared(pool, path, tmp_path / "out")
    assert answer["outcome"] == "cleaned", answer["reason"]
    assert left_in(path.read_bytes(), (tmp_path / "out").read_bytes()) == []
    before, after = dcmread(path), dcmread(tmp_path / "out")
    reader = RapidOCR(params={"Global.log_level": "critical"})
    texts = [" ".join(reader(_picture(ds)).txts or ()) for ds in (before, after)]
    telling = [re.findall(r"[A-Za-z]{3,}|\d{4,}", text) for text in texts]
    assert len(telling[0]) >= 5
    assert telling[1] == []
    if not after.file_meta.TransferSyntaxUID.is_encapsulated:
        outside = np.ones((before.Rows, before.Columns), bool)
        for row, column, height, width in answer["pixels"]["boxes"]:
            outside[row : row + height, column : column + width] = False
        assert outside.mean() > 0.5
        assert np.array_equal(before.pixel_array[outside], after.pixel_array[outside])


def _picture(ds: Dataset) -> np.ndarray:
    samples = ds.pixel_array
    return samples if samples.ndim == 3 else np.repeat(samples[..., None], 3, axis=2).astype(np.uint8)
