"""The real reader: planted strings are found in every size, greyness and direction, anatomy is left alone."""

from pathlib import Path

import numpy as np
import pytest
from pydicom import dcmread
from tests.core.deid.pixels.objects import CT, SC, clean, image, outside, samples
from tests.core.deid.pixels.planted_text import STRINGS, background, plant

from centralis.core.deid import Context, Profile, deidentify
from centralis.core.deid.pixels import TextCleaner
from centralis.core.deid.pixels.finding import is_text
from centralis.core.dicom.faults import DicomFault
from centralis.edge.ocr import TextReader, text_reader


@pytest.fixture(scope="session")
def reader() -> TextReader:
    return text_reader()


def test_the_networks_load_once() -> None:
    assert text_reader() is text_reader()


@pytest.mark.parametrize(("kind", "size", "grey", "turned"), [
    ("black", 8, 200, 0), ("ct", 12, 255, 0), ("ultrasound", 14, 230, 90), ("noise", 18, 255, 270), ("ct", 32, 0, 0),
])  # fmt: skip
def test_planted_strings_are_covered_and_nothing_else_changes(
    reader: TextReader, kind: str, size: int, grey: int, turned: int
) -> None:
    rng = np.random.default_rng(size)
    picture = background(kind, 256, 320, rng)
    planted = plant(picture, STRINGS[size % len(STRINGS)], rng, size, grey, turned, (20, 30), contrast=90)
    cleaned, after = clean(image(picture[None], SC), reader)
    free = outside(picture.shape, cleaned.pixels["boxes"])
    assert not (planted.glyphs & free).any()
    assert np.array_equal(samples(after)[0][free], picture[free])
    assert free.mean() > 0.7


def test_twelve_bit_text_over_bone_and_air_is_found_by_the_detector(reader: TextReader) -> None:
    rng = np.random.default_rng(2)
    picture = background("ct", 256, 256, rng)
    written = picture.copy()
    planted = plant(written, "QUISTGAARD OTTILIE", rng, 14, 255, 0, (8, 8), contrast=90)
    stored = np.where(planted.glyphs, 4095, picture.astype(np.uint16) * 8)
    ds = image(stored.astype(np.uint16)[None], CT, Modality="CT", BitsStored=12, HighBit=11,
               ImageType=["DERIVED", "SECONDARY"])  # fmt: skip
    cleaned, after = clean(ds, reader)
    assert cleaned.pixels["why"] == ["detector", "strokes"]
    assert not (planted.glyphs & outside(picture.shape, cleaned.pixels["boxes"])).any()
    assert int(samples(after).max()) < 4095


@pytest.mark.parametrize("kind", ["ct", "ultrasound", "noise"])
def test_pictures_without_text_are_left_alone(reader: TextReader, kind: str) -> None:
    picture = background(kind, 256, 256, np.random.default_rng(9))
    found = reader.read(picture)
    assert [one for one in found if is_text(one, found)] == []


def test_no_name_is_left_on_a_real_ultrasound_picture(reader: TextReader, shared_data: Path) -> None:
    path = shared_data / "burned_in/us_with_name_in_pixels/ultrasounds/GREYSCALE_IMAGE.dcm"
    cleaned = deidentify(path.read_bytes(), Profile(), Context(b"k" * 32, "SUBJ-1", {}), pixels=TextCleaner(reader))
    before = samples(dcmread(path))[0]
    ds = dcmread(path)
    ds.PixelData = bytes(cleaned.tail)[12:]
    after = samples(ds)[0]
    free = outside(before.shape, cleaned.pixels["boxes"])
    assert np.array_equal(before[free], after[free])
    assert int(after[:22].max()) < 60  # the bar with name, number, date of birth and hospital


def test_real_slices_pass_untouched(reader: TextReader, shared_data: Path) -> None:
    cleaner = TextCleaner(reader)
    paths = [path for path in sorted((shared_data / "trial").rglob("*.dcm")) if path.stat().st_size < 200_000][::60]
    touched = []
    for path in paths:
        try:
            cleaned = deidentify(path.read_bytes(), Profile(), Context(b"k" * 32, "SUBJ-1", {}), pixels=cleaner)
        except DicomFault:
            continue
        if cleaned.pixels and cleaned.pixels["boxes"]:
            touched.append(path.name)
    assert len(paths) >= 8
    assert touched == []


def test_what_was_read_is_not_handed_out(reader: TextReader) -> None:
    picture = background("black", 96, 256, np.random.default_rng(1))
    plant(picture, "QUISTGAARD", np.random.default_rng(1), 20, 255, place=(20, 20))
    found = reader.read(picture)
    assert found
    assert all("QUIST" not in repr(one).upper() for one in found)
