"""Sampling: geometry as asked, noise as physics has it, the same voxels for the same seed."""

import time
from dataclasses import replace
from datetime import datetime

import numpy as np
import pytest

from centralis.core.simulation import SCANNERS, Acquisition, Coverage, Kernel, SubjectTruth, acquire, simulate_exam

GE = SCANNERS["ge"]
SMALL = Acquisition(Coverage.CHEST, rows=128, columns=128)


def liver_patch(subject: SubjectTruth, acquisition: Acquisition, scanner=GE) -> np.ndarray:  # type: ignore[no-untyped-def]
    """HU of a lesion-free block of liver."""
    bare = replace(subject, body_scale=1.0, time_points=(replace(subject.time_points[0], lesions=()),))
    volume = acquire(bare, 0, scanner, acquisition, 3)
    place = int(np.argmin(np.abs(np.array(volume.z_mm) + 60)))
    x0, y0 = volume.first_pixel_mm
    column, row = round((-70 - x0) / volume.pixel_mm), round((-15 - y0) / volume.pixel_mm)
    return volume.hu[place - 1 : place + 2, row - 15 : row + 15, column - 15 : column + 15]


def test_voxels_follow_from_the_seed(responder: SubjectTruth) -> None:
    one, two = (acquire(responder, 0, GE, SMALL, seed=5) for _ in range(2))
    other = acquire(responder, 0, GE, SMALL, seed=6)
    assert one.hu.dtype == np.int16
    assert np.array_equal(one.hu, two.hu)
    assert not np.array_equal(one.hu, other.hu)


def test_slices_stand_at_regular_heights_and_cover_the_chest(responder: SubjectTruth) -> None:
    volume = acquire(responder, 0, GE, replace(SMALL, slice_thickness_mm=2.5, spacing_mm=4.0), seed=5)
    assert volume.hu.shape == (len(volume.z_mm), 128, 128)
    assert np.allclose(np.diff(volume.z_mm), 4.0)
    assert volume.z_mm[-1] - volume.z_mm[0] == pytest.approx(260 * responder.body_scale, abs=8)
    assert volume.pixel_mm == pytest.approx(400 / 128)


def test_missing_slices_leave_a_gap_and_touch_no_other(responder: SubjectTruth) -> None:
    whole = acquire(responder, 0, GE, SMALL, seed=5)
    holed = acquire(responder, 0, GE, replace(SMALL, missing_slices=(20, 21)), seed=5)
    assert len(whole.hu) - len(holed.hu) == 2
    assert max(np.diff(holed.z_mm)) == pytest.approx(15.0)
    assert np.array_equal(np.delete(whole.hu, [20, 21], axis=0), holed.hu)
    assert 20 not in holed.numbers
    assert holed.planned == len(whole.hu)


def test_the_liver_is_as_dense_as_its_phase_and_as_noisy_as_its_scanner(responder: SubjectTruth) -> None:
    thick = Acquisition(Coverage.ABDOMEN)
    portal = liver_patch(responder, thick)
    native = liver_patch(responder, replace(thick, phase="none"))
    assert portal.mean() == pytest.approx(112, abs=2)
    assert native.mean() == pytest.approx(58, abs=2)
    assert portal.std() == pytest.approx(GE.noise_hu, rel=0.35)
    assert liver_patch(responder, thick, replace(GE, noise_hu=24.0)).std() == pytest.approx(2 * portal.std(), rel=0.02)


def test_thin_slices_and_sharp_kernels_are_noisier(responder: SubjectTruth) -> None:
    thick = Acquisition(Coverage.ABDOMEN)
    base = liver_patch(responder, thick).std()
    thin = liver_patch(responder, replace(thick, slice_thickness_mm=1.25, spacing_mm=20.0)).std()
    assert thin == pytest.approx(2 * base, rel=0.1), "a quarter of the photons: twice the noise"
    assert liver_patch(responder, replace(thick, kernel=Kernel.LUNG)).std() > 2 * base


def test_noise_is_greater_in_the_middle_than_at_the_skin(responder: SubjectTruth) -> None:
    bare = replace(responder, time_points=(replace(responder.time_points[0], lesions=()),))
    one, two = (acquire(bare, 0, GE, Acquisition(Coverage.ABDOMEN), seed=s).hu.astype(float) for s in (1, 2))
    noise = (one - two)[10:14]
    assert noise[:, 120:136, 120:136].std() > 1.3 * noise[:, 62:68, 120:136].std()


def test_a_responders_lesion_shrinks_on_the_images(responder: SubjectTruth) -> None:
    lesion = responder.time_points[0].lesions[0]
    bright = []
    for index in (0, 3):
        volume = acquire(responder, index, GE, Acquisition(Coverage.CHEST), seed=9)
        place = int(np.argmin(np.abs(np.array(volume.z_mm) - lesion.centre_mm[2])))
        x0, y0 = volume.first_pixel_mm
        column = round((lesion.centre_mm[0] - x0) / volume.pixel_mm)
        row = round((lesion.centre_mm[1] - y0) / volume.pixel_mm)
        window = volume.hu[place, row - 14 : row + 15, column - 14 : column + 15]
        area_mm2 = np.count_nonzero(window > -400) * volume.pixel_mm**2
        now = responder.time_points[index].lesions[0]
        assert area_mm2 == pytest.approx(np.pi / 4 * now.longest_mm * now.short_axis_mm, rel=0.15)
        bright.append(area_mm2)
    assert bright[1] < 0.5 * bright[0]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"phase": "lunar"}, "No contrast phase 'lunar'"),
        ({"rows": 1024}, "1024 × 256"),
        ({"slice_thickness_mm": 0.0}, "above 0 mm"),
        ({"spacing_mm": -1.0}, "above 0 mm"),
    ],
)
def test_an_impossible_acquisition_is_refused_in_words(change: dict[str, object], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        replace(Acquisition(), **change)  # type: ignore[arg-type]


def test_an_exam_of_about_60_slices_takes_at_most_a_second_and_a_half(
    responder: SubjectTruth, acquired_at: datetime
) -> None:
    acquisition = Acquisition(Coverage.CHEST, slice_thickness_mm=4.3)
    started = time.process_time()
    files = list(simulate_exam(responder, 0, GE, acquisition, 5, acquired_at))
    spent_s = time.process_time() - started
    assert len(files) >= 58
    assert spent_s <= 1.5
