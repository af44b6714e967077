"""Moran's I and Geary's C against sums over every pair of voxels."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from centralis.core.measurement.autocorrelation import compute_autocorrelation
from centralis.core.measurement.roi import measure_region


def by_pairs(image, mask, spacing_mm):
    values, places = image[mask], np.argwhere(mask) * np.asarray(spacing_mm)
    apart = np.linalg.norm(places[:, None] - places[None], axis=2)
    weights = np.divide(1.0, apart, out=np.zeros_like(apart), where=apart > 0)
    centred, count = values - values.mean(), values.size
    cross = (weights * centred[:, None] * centred[None]).sum()
    unlike = (weights * (values[:, None] - values[None]) ** 2).sum()
    squares = (centred**2).sum()
    return count / weights.sum() * cross / squares, (count - 1) / (2 * weights.sum()) * unlike / squares


@given(
    seed=st.integers(0, 2**31),
    shape=st.tuples(st.integers(1, 6), st.integers(1, 7), st.integers(2, 8)),
    spacing_mm=st.tuples(*[st.floats(0.3, 6.0)] * 3),
)
@settings(max_examples=60, deadline=None)
def test_spectra_give_the_sums_over_all_pairs(seed, shape, spacing_mm):
    rng = np.random.default_rng(seed)
    image, mask = rng.normal(100.0, 5.0, shape), rng.random(shape) > 0.3
    mask[0, 0, :2] = True
    found = compute_autocorrelation(image, mask, spacing_mm)
    assert (found["morph_moran_i"], found["morph_geary_c"]) == pytest.approx(
        by_pairs(image, mask, spacing_mm), abs=1e-9
    )


def test_two_voxels_by_hand():
    """Values 1 and −1, weight w both ways: I = 2/(2w) · (−2w)/2 = −1, C = 1/(2 · 2w) · 8w/2 = 1."""
    found = compute_autocorrelation(np.array([[[1.0, -1.0]]]), np.ones((1, 1, 2), dtype=bool), (1.0, 1.0, 2.5))
    assert (found["morph_moran_i"], found["morph_geary_c"]) == pytest.approx((-1.0, 1.0))


@pytest.mark.parametrize("count", [1, 8])
def test_a_single_voxel_and_a_constant_region_have_none(count):
    mask = np.arange(8).reshape(2, 2, 2) < count
    nothing = {"morph_moran_i": None, "morph_geary_c": None}
    assert compute_autocorrelation(np.full((2, 2, 2), 7.0), mask, (1.0, 1.0, 1.0)) == nothing


def test_a_region_too_large_has_none_and_everything_else():
    mask = np.zeros((2, 1001, 2001), dtype=bool)
    mask[0, 0, 0] = mask[-1, -1, -1] = True
    image = np.arange(mask.size, dtype=float).reshape(mask.shape)
    found = measure_region(image, mask, (1.0, 1.0, 1.0)).values
    assert (found["morph_moran_i"], found["stat_max"]) == (None, mask.size - 1.0)
