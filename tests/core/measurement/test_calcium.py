"""Calcium of a made volume against arithmetic by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from centralis.core.measurement.calcium import compute_calcium, find_islands, weight_of

VESSELS = {1: "LAD", 2: "RCA"}
SPACING_MM = (3.0, 0.5, 0.5)


def volume():
    """Two islands of the LAD in one slice, a diagonal one of the RCA in the next, and calcium outside any vessel."""
    image = np.full((3, 16, 16), 40.0)
    labels = np.zeros(image.shape, dtype=np.int16)
    labels[:, :, :8], labels[:, :, 9:] = 1, 2
    image[0, 2:4, 2:4] = 150.0  # 4 voxels, 1 mm², weight 1
    image[0, 8:12, 2:6] = 350.0  # 16 voxels, 4 mm², weight 3
    image[1, [3, 4, 5, 6], [10, 11, 12, 13]] = 450.0  # touching at corners: one island, 1 mm², weight 4
    image[2, 3, 2] = 900.0  # one voxel, 0.25 mm²: too small
    image[2, :, 8] = 900.0  # in no vessel
    return image, labels


def test_islands_scores_volume_and_mass_by_hand():
    islands = find_islands(*volume(), VESSELS, SPACING_MM)
    assert [(one.vessel, one.area_mm2, one.peak_hu) for one in islands] == [
        ("LAD", 1.0, 150.0), ("LAD", 4.0, 350.0), ("RCA", 1.0, 450.0),
    ]  # fmt: skip
    found = compute_calcium(islands, 3.0, mg_per_mm3_hu=0.001)
    assert (found.agatston, found.by_vessel) == (1 * 1 + 4 * 3 + 1 * 4, {"LAD": 13.0, "RCA": 4.0})
    assert found.volume_mm3 == 18.0
    assert found.mass_mg == pytest.approx((1 * 150 + 4 * 350 + 1 * 450) * 3 * 0.001)
    assert found.is_standard_thickness


def test_another_thickness_is_said_and_scales_only_when_asked_for():
    islands = find_islands(*volume(), VESSELS, (1.5, 0.5, 0.5))
    assert compute_calcium(islands, 1.5).agatston == 8.5
    plain = compute_calcium(islands, 1.5, by_thickness=False)
    assert (plain.agatston, plain.is_standard_thickness, plain.mass_mg) == (17.0, False, None)


@pytest.mark.parametrize(
    ("peak_hu", "weight"), [(129.9, 0), (130, 1), (199, 1), (200, 2), (299.9, 2), (300, 3), (399.9, 3), (400, 4)]
)
def test_weights_at_their_thresholds(peak_hu, weight):
    assert weight_of(peak_hu) == weight


@given(offset=st.integers(0, 300))
def test_brighter_calcium_never_scores_less(offset):
    image, labels = volume()
    brighter = np.where(image >= 130, image + offset, image)
    before = compute_calcium(find_islands(image, labels, VESSELS, SPACING_MM), 3.0)
    assert compute_calcium(find_islands(brighter, labels, VESSELS, SPACING_MM), 3.0).agatston >= before.agatston


def test_what_does_not_fit_is_said():
    image, labels = volume()
    with pytest.raises(ValueError, match="one shape"):
        find_islands(image, labels[1:], VESSELS, SPACING_MM)
    with pytest.raises(ValueError, match="Labels without a vessel: 2"):
        find_islands(image, labels, {1: "LAD"}, SPACING_MM)
