"""Ink is seen wherever letters were drawn, and hardly ever in real slices: measured on generated and real pictures."""

import time
from pathlib import Path

import numpy as np
import pydicom
import pytest
from numpy.typing import NDArray
from tests.core.deid.pixels.planted_text import FONTS, STRINGS, background, font, plant

from centralis.core.deid.pixels.detector import inked_regions
from centralis.core.deid.pixels.ink import ink_tiles
from centralis.core.dicom.samples import Layout

SHAPE = (384, 512)
SIZES = (9, 10, 12, 14, 18, 24, 32)
#: Soft-edged strings alone miss the goal of 98 %: measured 94 to 100 % by background, what is missed being mostly of
#: 9 and 10 pixels.
SOFT_SEEN_AT_LEAST, SLICES_READ_AT_MOST = 0.93, 0.05


def twelve_bits(kind: str, rng: np.random.Generator) -> NDArray[np.int16]:
    """A text-free picture of some 4000 values, as cross sections have."""
    return (background(kind, *SHAPE, rng).astype(np.int16) * 16 + rng.integers(0, 16, SHAPE)).astype(np.int16)


def layout_for(picture: NDArray[np.int16]) -> Layout:
    return Layout(*picture.shape, 1, 1, "MONOCHROME2", 0, 16, 16, 15, True)


def seen(picture: NDArray[np.int16], row: int, column: int) -> bool:
    return any(
        one.row <= row < one.row + one.height and one.column <= column < one.column + one.width
        for one in inked_regions(picture, layout_for(picture))
    )


@pytest.mark.parametrize("kind", ["noise", "ultrasound", "ct"])
def test_most_soft_edged_strings_are_seen_at_their_place(kind: str) -> None:
    rng = np.random.default_rng(11)
    missed, asked = [], 0
    for size in SIZES:
        for name in FONTS:
            for share in (1.0, 0.6):
                text = STRINGS[int(rng.integers(len(STRINGS)))]
                picture = background(kind, *SHAPE, rng)
                grey = 255 if share == 1.0 else int(share * 255)
                planted = plant(picture, text, rng, size, grey, name=name, contrast=80)
                asked += 1
                box = planted.box
                if not seen(picture.astype(np.int16), box.row + box.height // 2, box.column + box.width // 2):
                    missed.append((size, name, grey))
    assert asked == 84
    assert len(missed) <= (1 - SOFT_SEEN_AT_LEAST) * asked, missed


@pytest.mark.parametrize("grey", [0, 4095])
def test_hard_edged_letters_on_a_plate_are_seen_upright_and_turned(grey: int) -> None:
    rng = np.random.default_rng(3)
    for turned in (False, True):
        picture = twelve_bits("ct", rng)
        view = picture.T if turned else picture
        view[100:140, 100:300] = 4095 - grey
        mask = font(FONTS[0], 12).getmask("QUISTGAARD", mode="1")
        letters = np.asarray(mask, bool).reshape(mask.size[::-1])
        view[110 : 110 + letters.shape[0], 120 : 120 + letters.shape[1]][letters] = grey
        row, column = (150, 114) if turned else (114, 150)
        assert seen(picture, row, column)


@pytest.mark.parametrize("kind", ["ct", "ultrasound"])
def test_pictures_without_text_show_no_ink(kind: str) -> None:
    rng = np.random.default_rng(5)
    assert sum(bool(ink_tiles(twelve_bits(kind, rng)).any()) for _ in range(10)) == 0


def test_air_set_to_one_value_is_no_ink() -> None:
    picture = twelve_bits("noise", np.random.default_rng(7))
    row, column = np.mgrid[0 : SHAPE[0], 0 : SHAPE[1]]
    picture[np.hypot(row - 190, column - 256) > 150] = 0
    assert not ink_tiles(picture).any()


def real_slices(folder: Path) -> list[NDArray[np.int16]]:
    """Some five slices of each series."""
    found = []
    for series in sorted({path.parent for path in folder.rglob("*.dcm")}):
        files = sorted(series.glob("*.dcm"))
        for place in np.linspace(0, len(files) - 1, min(5, len(files))).astype(int):
            ds = pydicom.dcmread(files[place])
            if ds.get("Modality") in ("CT", "MR", "PT") and "PixelData" in ds and "NumberOfFrames" not in ds:
                found.append(ds.pixel_array)
    return [one for one in found if one.ndim == 2]


def test_few_real_slices_are_read_and_each_costs_little(shared_data: Path) -> None:
    slices = real_slices(shared_data / "trial")
    assert len(slices) > 50
    read = sum(bool(inked_regions(one, layout_for(one))) for one in slices)
    assert read <= SLICES_READ_AT_MOST * len(slices)
    large = [one for one in slices if one.shape == (512, 512)]
    began = time.process_time()
    for one in large:
        ink_tiles(one)
    assert (time.process_time() - began) / len(large) < 0.02  # ten times what is usual, for a busy machine
