"""A child that leaves reading to others says so for what must be read, and cleans the rest itself."""

from pathlib import Path
from typing import Any

import numpy as np
from tests.apps.intake.conftest import dicom

from centralis.core.deid import Profile
from centralis.edge.prepare import prepare_file

SECONDARY = "1.2.840.10008.5.1.4.1.1.7"


def prepared(tmp_path: Path, content: bytes, **more: Any) -> dict[str, Any]:
    (tmp_path / "in").write_bytes(content)
    job = {"source": str(tmp_path / "in"), "destination": str(tmp_path / "out"), "profile": Profile().to_json()}
    return prepare_file({**job, "key": "00" * 32, "subject_code": "S1", "trial": {}, **more})


def test_a_plain_slice_needs_no_reader(tmp_path: Path):
    assert prepared(tmp_path, dicom(), defer_reading=True)["outcome"] == "cleaned"


def test_a_capture_is_left_to_a_child_that_reads(tmp_path: Path):
    shown = np.random.default_rng(1).integers(0, 200, (64, 64)).astype(np.uint8)
    capture = dicom(
        SOPClassUID=SECONDARY, Modality="OT", BurnedInAnnotation="YES", Rows=64, Columns=64, BitsAllocated=8,
        BitsStored=8, HighBit=7, PixelData=shown.tobytes(),
    )  # fmt: skip
    answer = prepared(tmp_path, capture, defer_reading=True, gather=True)
    assert answer["outcome"] == "needs_reader"
    assert not (tmp_path / "out").exists()


def test_identifiers_are_answered_for_a_caller_that_knows_the_whole_exam(tmp_path: Path):
    answer = prepared(tmp_path, dicom(), gather=True)
    assert answer["identifiers"]["names"] == ["doe^jane"]
    assert "h-4711" in answer["identifiers"]["numbers"]
    assert prepared(tmp_path, dicom())["identifiers"] == {}
