"""Peaks against spheres summed voxel by voxel, at the edge of the image too."""

from math import pi

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from centralis.core.measurement.peak import SPHERE_RADIUS_MM, compute_peaks


def sphere_mean(image, centre, spacing_mm, radius_mm):
    """The mean of all voxels of the image whose centre lies within the radius of one voxel's."""
    away = [(np.arange(size) - place) * step for size, place, step in zip(image.shape, centre, spacing_mm, strict=True)]
    return image[sum(axis**2 for axis in np.meshgrid(*away, indexing="ij")) <= radius_mm**2].mean()


def test_the_sphere_holds_one_cubic_centimetre():
    assert 4 / 3 * pi * SPHERE_RADIUS_MM**3 == pytest.approx(1000.0)


@given(
    seed=st.integers(0, 2**31),
    spacing_mm=st.tuples(st.floats(0.9, 9.0), st.floats(0.9, 9.0), st.floats(0.9, 9.0)),
    radius_mm=st.sampled_from([0.5, SPHERE_RADIUS_MM]),
)
@settings(max_examples=60, deadline=None)
def test_peaks_are_the_means_of_spheres(seed, spacing_mm, radius_mm):
    rng = np.random.default_rng(seed)
    image, mask = rng.normal(5.0, 2.0, (7, 9, 8)), rng.random((7, 9, 8)) > 0.9
    mask[tuple(rng.integers(0, mask.shape))] = True
    found = compute_peaks(image, mask, spacing_mm, radius_mm)
    means = {tuple(one): sphere_mean(image, one, spacing_mm, radius_mm) for one in np.argwhere(mask)}
    hottest = max(means, key=lambda place: image[place])
    assert found["loc_peak_glob"] == pytest.approx(max(means.values()))
    assert found["loc_peak_loc"] == pytest.approx(means[hottest])


def test_of_equal_maxima_the_one_in_the_hotter_surroundings_counts():
    image = np.zeros((3, 3, 30))
    image[1, 1, [5, 20]], image[1, 1, 21] = 9.0, 3.0
    found = compute_peaks(image, image == 9.0, (5.0, 5.0, 5.0))
    assert found["loc_peak_loc"] == found["loc_peak_glob"] == pytest.approx(12.0 / 7.0)


def test_a_value_that_is_no_number_spoils_only_spheres_that_hold_it():
    image = np.ones((5, 5, 12))
    image[2, 2, 11] = np.nan
    mask = np.zeros(image.shape, dtype=bool)
    mask[2, 2, 2] = True
    assert compute_peaks(image, mask, (4.0, 4.0, 4.0))["loc_peak_glob"] == 1.0
    mask[2, 2, 10] = True
    assert np.isnan(compute_peaks(image, mask, (4.0, 4.0, 4.0))["loc_peak_glob"])


def test_an_empty_mask_has_no_peak():
    with pytest.raises(ValueError, match="mask is empty"):
        compute_peaks(np.ones((3, 3, 3)), np.zeros((3, 3, 3), dtype=bool), (1.0, 1.0, 1.0))
