"""Pictures: the window does what PS3.3 C.11.2.1.2 says, colours stay colours, and bad images are refused by code."""

from pathlib import Path

import numpy as np
import pytest
from tests.hostile.dicom_files import ct, stored

from centralis.core.dicom.faults import DicomCode, DicomFault
from centralis.core.dicom.render import render


def test_a_given_window_maps_its_ends_to_black_and_white() -> None:
    picture = render(stored(ct()), window=(128.0, 101.0))
    values = np.arange(256).reshape(16, 16)
    assert picture.shape == (16, 16)
    assert (picture[values <= 77] == 0).all()
    assert (picture[values >= 178] == 255).all()
    inside = picture[(values > 77) & (values < 178)].astype(int)
    assert (np.diff(np.sort(inside.ravel())) >= 0).all()
    assert 0 < inside.min() < 10


def test_monochrome1_is_the_negative_of_monochrome2() -> None:
    plain = render(stored(ct()), window=(128.0, 200.0)).astype(int)
    negative = render(stored(ct(PhotometricInterpretation="MONOCHROME1")), window=(128.0, 200.0)).astype(int)
    assert np.abs(plain + negative - 255).max() <= 1


def test_a_window_of_no_width_falls_back_to_percentiles() -> None:
    picture = render(stored(ct(WindowCenter="40", WindowWidth="0")))
    assert picture.min() == 0
    assert picture.max() == 255


@pytest.mark.parametrize("name", ["examples_palette.dcm", "examples_rgb_color.dcm", "examples_ybr_color.dcm"])
def test_colour_images_come_out_in_three_channels(shared_data: Path, name: str) -> None:
    found = sorted(shared_data.rglob(name))
    if not found:
        pytest.skip(f"{name} is not among the shared data")
    picture = render(found[0].read_bytes())
    assert picture.ndim == 3
    assert picture.shape[2] == 3
    assert picture.std() > 1


@pytest.mark.parametrize("changes", [{"Rows": 0}, {"Rows": 65_535, "Columns": 65_535}, {"BitsAllocated": 17}])
def test_what_cannot_be_drawn_is_refused(changes: dict[str, int]) -> None:
    with pytest.raises(DicomFault) as caught:
        render(stored(ct(**changes)))
    assert caught.value.code is DicomCode.NOT_RENDERABLE


def test_a_frame_that_is_not_there_is_refused() -> None:
    with pytest.raises(DicomFault):
        render(stored(ct()), frame=1)
