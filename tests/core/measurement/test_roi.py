"""Regions against the consensus of the IBSI digital phantom, and against solids whose measures are known."""

import csv
from math import pi

import nibabel
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from centralis.core.measurement.roi import UNITS, measure_region
from centralis.core.measurement.shape import derive_mesh


def test_every_value_of_the_digital_phantom_lies_within_its_tolerance(shared_data):
    """IBSI-1 consensus (Zwanenburg 2020): every row of morphology, local intensity and statistics with a value."""
    folder = shared_data / "answers" / "ibsi"
    image = nibabel.load(folder / "digital_phantom.nii.gz")
    mask = np.asarray(nibabel.load(folder / "digital_phantom_mask.nii.gz").dataobj) > 0
    found = measure_region(np.asarray(image.dataobj, dtype=float), mask, image.header.get_zooms()).to_json()
    with (folder / "digital_phantom_expected.csv").open() as stream:
        rows = [row for row in csv.DictReader(stream) if row["reference_value"]]
    assert len(rows) == 45
    for row in rows:
        reference, tolerance = float(row["reference_value"]), float(row["tolerance"])
        digits = len(row["reference_value"].partition(".")[2])
        within = max(tolerance, 0.5 * 10**-digits if digits else 0.5)  # printed to these digits
        assert found[row["tag"]] == pytest.approx(reference, abs=within), row["tag"]
    assert found["voxels"] == 74
    assert found["units"]["morph_volume"] == "mm3"


def ball(radius_mm, spacing_mm):
    reach = [int(radius_mm / step) + 2 for step in spacing_mm]
    grid = np.meshgrid(*(np.arange(-n, n + 1) * step for n, step in zip(reach, spacing_mm, strict=True)), indexing="ij")
    return sum(axis**2 for axis in grid) <= radius_mm**2


@pytest.mark.parametrize("spacing_mm", [(1.0, 1.0, 1.0), (2.0, 0.8, 0.8)])
def test_a_ball_has_the_volume_of_a_ball(spacing_mm):
    mask = ball(20.0, spacing_mm)
    found = measure_region(np.ones(mask.shape), mask, spacing_mm).values
    assert found["morph_volume"] == pytest.approx(4 / 3 * pi * 20**3, rel=0.02)
    assert found["morph_vol_approx"] == pytest.approx(4 / 3 * pi * 20**3, rel=0.02)
    assert found["morph_diam"] == pytest.approx(40.0, abs=2.0)
    assert found["morph_pca_maj_axis"] == pytest.approx(4 * 20 / 5**0.5, rel=0.02)
    assert (found["stat_var"], found["stat_skew"], found["morph_moran_i"]) == (0.0, None, None)


def test_a_single_voxel_is_measured_and_says_what_it_has_not():
    mask = np.zeros((3, 3, 3), dtype=bool)
    mask[1, 1, 1] = True
    found = measure_region(np.full(mask.shape, 7.0), mask, (2.0, 1.0, 1.0)).values
    assert (found["morph_vol_approx"], found["stat_max"], found["loc_peak_loc"]) == (2.0, 7.0, 7.0)
    assert found["morph_pca_elongation"] is None


@given(scale=st.sampled_from([0.5, 2.0, 3.0]), seed=st.integers(0, 1000))
@settings(max_examples=20, deadline=None)
def test_shapes_scale_with_the_spacing(scale, seed):
    mask = np.random.default_rng(seed).random((6, 7, 8)) > 0.4
    one, other = derive_mesh(mask, (1.0, 1.0, 1.0)), derive_mesh(mask, (scale, scale, scale))
    assert other.volume_mm3 == pytest.approx(one.volume_mm3 * scale**3, rel=1e-5)
    assert other.area_mm2 == pytest.approx(one.area_mm2 * scale**2, rel=1e-5)


@pytest.mark.parametrize(
    ("image", "mask", "spacing_mm", "said"),
    [
        (np.ones((2, 2, 2)), np.zeros((2, 2, 2), bool), (1, 1, 1), "empty"),
        (np.ones((2, 2, 2)), np.ones((2, 2, 3), bool), (1, 1, 1), "one shape"),
        (np.ones((2, 2, 2)), np.ones((2, 2, 2), bool), (1, 0, 1), "positive"),
        (np.full((2, 2, 2), np.nan), np.ones((2, 2, 2), bool), (1, 1, 1), "not numbers"),
    ],
)
def test_what_cannot_be_measured_is_said(image, mask, spacing_mm, said):
    with pytest.raises(ValueError, match=said):
        measure_region(image, mask, spacing_mm)


def test_every_tag_with_a_unit_is_measured():
    found = measure_region(np.arange(27.0).reshape(3, 3, 3), np.ones((3, 3, 3), bool), (1, 1, 1)).values
    assert set(UNITS) <= set(found)
