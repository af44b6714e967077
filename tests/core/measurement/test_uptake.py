"""Tumour volume, glycolysis, peak and reference tissue against made volumes measured by hand, and a real series."""

from math import pi

import numpy as np
import pydicom
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from centralis.core.measurement.peak import compute_peaks
from centralis.core.measurement.uptake import (
    Reference,
    Threshold,
    ThresholdKind,
    Tissue,
    measure_blood_pool,
    measure_burden,
    measure_liver,
    measure_uptake,
)

SPACING_MM = (5.0, 4.0, 4.0)
VOXEL_ML = 0.08
FORTY = Threshold(ThresholdKind.PERCENT_OF_MAX, 40.0)
FOUR = Threshold(ThresholdKind.FIXED, 4.0)


def two_lesions():
    """Background 1; lesion 1: 2 × 3 × 4 voxels of 5 with one of 12.5; lesion 3: eight voxels of 3."""
    values, labels = np.ones((12, 24, 24)), np.zeros((12, 24, 24), dtype=np.int16)
    values[2:4, 3:6, 3:7], labels[2:4, 3:6, 3:7] = 5.0, 1
    values[3, 4, 5] = 12.5
    values[8:10, 15:17, 15:17], labels[8:10, 15:17, 15:17] = 3.0, 3
    return values, labels


def test_volume_and_glycolysis_by_hand():
    """Mask: 24 voxels of 0.08 ml = 1.92 ml, sum 23·5 + 12.5 = 127.5, TLG 127.5 · 0.08 = 10.2."""
    values, labels = two_lesions()
    found = measure_uptake(values, labels == 1, SPACING_MM)
    assert (found.threshold, found.voxels, found.highest) == (None, 24, 12.5)
    assert (found.volume_ml, found.glycolysis) == pytest.approx((1.92, 10.2))
    assert found.mean == pytest.approx(127.5 / 24)
    assert found.peak == compute_peaks(values, labels == 1, SPACING_MM)["loc_peak_glob"]


def test_a_voxel_exactly_at_the_threshold_counts():
    """40 % of 12.5 is 5: all 24 count. 41 %: only the hottest, 0.08 ml and TLG 1."""
    values, labels = two_lesions()
    assert measure_uptake(values, labels == 1, SPACING_MM, FORTY).voxels == 24
    over = measure_uptake(values, labels == 1, SPACING_MM, Threshold(ThresholdKind.PERCENT_OF_MAX, 41.0))
    assert (over.voxels, over.mean) == (1, 12.5)
    assert (over.threshold, over.volume_ml, over.glycolysis) == pytest.approx((5.125, VOXEL_ML, 1.0))


def test_a_burden_adds_lesions_each_by_its_own_maximum():
    values, labels = two_lesions()
    share = measure_burden(values, labels, SPACING_MM, FORTY)
    assert (list(share.lesions), share.hottest) == ([1, 3], 1)
    assert (share.volume_ml, share.glycolysis) == pytest.approx((32 * VOXEL_ML, (127.5 + 24) * VOXEL_ML))
    assert share.lesions[3].threshold == pytest.approx(1.2)
    fixed = measure_burden(values, labels, SPACING_MM, FOUR)
    assert (fixed.lesions[3].voxels, fixed.lesions[3].mean, fixed.lesions[3].glycolysis) == (0, None, 0.0)
    assert fixed.volume_ml == pytest.approx(24 * VOXEL_ML)
    for number in (1, 3):  # the box around a lesion holds all that its peak looks at
        assert share.lesions[number] == measure_uptake(values, labels == number, SPACING_MM, FORTY)


@given(seed=st.integers(0, 2**31), scale=st.sampled_from([0.5, 2.0, 4.0]), percent=st.floats(5.0, 95.0))
@settings(max_examples=40, deadline=None)
def test_scaling_values_scales_uptake_and_leaves_the_volume_of_a_share_alone(seed, scale, percent):
    rng = np.random.default_rng(seed)
    values, mask = rng.random((6, 7, 8)) + 0.1, rng.random((6, 7, 8)) > 0.6
    share = Threshold(ThresholdKind.PERCENT_OF_MAX, percent)
    one, other = (measure_uptake(each, mask, SPACING_MM, share) for each in (values, values * scale))
    assert other.voxels == one.voxels
    assert other.glycolysis == pytest.approx(one.glycolysis * scale)
    assert other.peak == pytest.approx(one.peak * scale)
    assert measure_uptake(values.transpose(2, 1, 0), mask.transpose(2, 1, 0), SPACING_MM[::-1], share).volume_ml == (
        pytest.approx(one.volume_ml)
    )


@given(seed=st.integers(0, 2**31), low=st.floats(0.05, 0.9), more=st.floats(0.0, 0.5))
@settings(max_examples=40, deadline=None)
def test_a_higher_threshold_never_adds_volume_or_glycolysis(seed, low, more):
    rng = np.random.default_rng(seed)
    values, mask = rng.random((5, 6, 7)), np.ones((5, 6, 7), dtype=bool)
    one, other = (
        measure_uptake(values, mask, SPACING_MM, Threshold(ThresholdKind.FIXED, least)) for least in (low, low + more)
    )
    assert other.volume_ml <= one.volume_ml
    assert other.glycolysis <= one.glycolysis + 1e-9


def test_the_liver_sphere_counts_voxels_by_their_centres_and_tells_what_is_measurable():
    """A pattern of 1.8 and 2.2 by turns: mean 2, deviation 0.2 (nearly: odd counts); 1.5 · 2 + 2 · 0.2 = 3.4."""
    turns = np.indices((30, 40, 40)).sum(axis=0) % 2
    found = measure_liver(np.where(turns, 1.8, 2.2), (15.0, 20.0, 20.0), (2.0, 2.0, 2.0))
    assert found.voxels * 0.008 == pytest.approx(4 / 3 * pi * 1.5**3, rel=0.03)
    assert (found.mean, found.deviation) == pytest.approx((2.0, 0.2), rel=0.01)
    assert found.least_measurable == pytest.approx(3.4, rel=0.01)


def test_the_blood_pool_is_a_cylinder_across_the_slices():
    values = np.full((30, 30, 30), 9.0)
    values[10:20, 12:18, 12:18] = 1.5  # 20 mm long, 12 mm wide
    found = measure_blood_pool(values, (14.5, 14.5, 14.5), (2.0, 2.0, 2.0))
    assert (found.tissue, found.mean, found.deviation) == (Tissue.BLOOD_POOL, 1.5, 0.0)
    assert found.voxels == 10 * 16  # centres lie 1, 3, 5 mm off both ways: √(3² + 3²) < 5 < √(5² + 1²)
    assert found.least_measurable == pytest.approx(3.0)
    assert Reference(Tissue.BLOOD_POOL, 2.0, 0.5, 10).least_measurable == pytest.approx(5.0)


def test_a_reference_touching_the_edge_is_still_inside():
    values = np.ones((16, 16, 16))
    assert measure_liver(values, (7.5, 7.5, 7.5), (2.0, 2.0, 2.0)).mean == 1.0
    with pytest.raises(ValueError, match="move it inside"):
        measure_liver(values, (6.9, 7.5, 7.5), (2.0, 2.0, 2.0))


ONES = np.ones((4, 4, 4))
SOME = np.ones((4, 4, 4), dtype=bool)


@pytest.mark.parametrize(
    ("measure", "said"),
    [
        (lambda: measure_uptake(ONES, ~SOME, SPACING_MM), "mask is empty"),
        (lambda: measure_uptake(ONES, SOME[1:], SPACING_MM), "one shape"),
        (lambda: measure_uptake(ONES, SOME, (1.0, 0.0, 1.0)), "positive"),
        (lambda: measure_uptake(ONES * np.nan, SOME, SPACING_MM), "not numbers"),
        (lambda: measure_uptake(np.where(np.arange(4) > 2, np.nan, ONES), SOME & (np.arange(4) < 3), (4.0, 4.0, 4.0)),
         "around the lesion"),
        (lambda: measure_uptake(ONES, SOME, SPACING_MM, Threshold(ThresholdKind.FIXED, 0.0)), "above 0"),
        (lambda: measure_uptake(ONES, SOME, SPACING_MM, Threshold(ThresholdKind.FIXED, float("nan"))), "above 0"),
        (lambda: measure_uptake(ONES, SOME, SPACING_MM, Threshold(ThresholdKind.PERCENT_OF_MAX, 101)), "at most 100"),
        (lambda: measure_burden(ONES, SOME * 0, SPACING_MM), "label volume is empty"),
        (lambda: measure_burden(ONES, SOME * -1, SPACING_MM), "below 0"),
        (lambda: measure_liver(ONES, (1.0, 1.0, float("nan")), SPACING_MM), "move it inside"),
        (lambda: measure_liver(ONES, (1.5, 1.5, 1.5), SPACING_MM, diameter_mm=0.0), "diameter of the reference is 0"),
        (lambda: measure_liver(ONES, (1.5, 1.5, 1.5), SPACING_MM, diameter_mm=1.0), "centre of no voxel"),
        (lambda: measure_liver(ONES * np.nan, (1.5, 1.5, 1.5), SPACING_MM, diameter_mm=8.0), "not numbers"),
        (lambda: measure_blood_pool(ONES, (1.5, 1.5, 1.5), SPACING_MM, length_mm=-1.0), "length of the reference"),
    ],
)  # fmt: skip
def test_what_cannot_be_measured_is_said(measure, said):
    with pytest.raises(ValueError, match=said):
        measure()


def test_a_real_slice_of_pet(shared_data):
    """One slice of a whole-body series as a volume: the hottest tenth by the same arithmetic on its own numbers."""
    image = pydicom.dcmread(shared_data / "trial" / "acrin_nsclc_petct" / "PT_081015" / "0001.dcm")
    values = image.pixel_array[None] * float(image.RescaleSlope)
    row, column = (float(one) for one in image.PixelSpacing)
    spacing = (float(image.SliceThickness), row, column)
    found = measure_uptake(values, np.ones(values.shape, dtype=bool), spacing, FORTY)
    hot = values[values >= values.max() * 0.4]
    assert found.voxels == hot.size > 10
    assert found.glycolysis == pytest.approx(hot.sum() * np.prod(spacing) / 1000.0)
    assert found.mean <= found.highest
    assert 0 < found.peak <= found.highest
