"""A field laid on another grid and brought back says the same at the same place in the patient."""

import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from centralis.core.deid.faces.grids import bring_back, dilated, eroded, largest, patient_grid, sample
from centralis.core.deid.faces.volume import HeadVolume


def _oblique():
    affine = np.eye(4)
    affine[:3, :3] = Rotation.from_euler("xyz", (20, -15, 30), degrees=True).as_matrix() @ np.diag([1.0, 1.2, 2.0])
    affine[:3, 3] = (11.0, -40.0, 300.0)
    k, j, i = np.meshgrid(np.arange(20), np.arange(30), np.arange(40), indexing="ij")
    place = np.tensordot(affine[:3, :3], np.stack([i, j, k]).astype(float), 1) + affine[:3, 3].reshape(3, 1, 1, 1)
    ramp = np.rint(10 * place[2]).astype(np.int16)
    return HeadVolume(ramp, affine, "MR", np.full(20, 0.1), np.zeros(20)), place


def test_values_lie_where_they_lay_in_an_oblique_volume():
    volume, _ = _oblique()
    grid = patient_grid(volume, 3.0)
    values, inside = sample(volume, grid)
    index = np.argwhere(inside)
    expected = index @ grid.to_lps[:3, :3].T + grid.to_lps[:3, 3]
    error = np.abs(values[inside] - expected[:, 2])
    assert inside.sum() > 500
    assert np.percentile(error, 90) < 0.3


def test_a_field_comes_back_to_the_voxels_it_stands_for():
    volume, place = _oblique()
    grid = patient_grid(volume, 3.0)
    axes = [np.arange(size) for size in grid.shape]
    up = np.broadcast_to((grid.to_lps[2, 3] + 3.0 * axes[0])[:, None, None], grid.shape).astype(np.float32)
    assert bring_back(up, grid, volume, 5, 9) == pytest.approx(place[2, 5:9], abs=0.05)


def test_padding_counts_as_the_lowest_value():
    samples = np.full((4, 4, 4), 100, np.int16)
    samples[0] = -2000
    volume = HeadVolume(samples, np.diag([2.0, 2, 2, 1]), "CT", np.ones(4), np.full(4, -50.0), -2000)
    values, _ = sample(volume, patient_grid(volume, 2.0))
    assert values[0].max() == -1024
    assert values[3].min() == 50


def test_growing_and_shrinking_by_distance():
    mask = np.zeros((9, 9, 9), bool)
    mask[4, 4, 4] = True
    assert dilated(mask, 1.0).sum() == 7
    assert eroded(dilated(mask, 2.0), 2.0).sum() == 1
    mask[0, 0, :2] = True
    assert largest(mask).sum() == 2
