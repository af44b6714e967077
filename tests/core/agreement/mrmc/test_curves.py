"""ROC curves: their areas are the Wilcoxon areas, and the average keeps the mean of them."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from centralis.core.agreement.mrmc.curves import Curve, average_curves, derive_curve, derive_curves
from centralis.core.agreement.mrmc.data import Ratings
from centralis.core.agreement.mrmc.figures import compute_auc


def test_a_curve_by_hand() -> None:
    curve = derive_curve(np.array([3.0, 2.0, np.nan]), np.array([1.0, 2.0]))
    assert curve is not None
    assert curve.fpf.tolist() == [0, 0, 0.5, 1]
    assert curve.tpf.tolist() == [0, 0.5, 1, 1]
    assert curve.area == 0.875


def test_no_curve_without_a_case_of_each_truth() -> None:
    assert derive_curve(np.array([np.nan]), np.array([1.0])) is None
    assert derive_curve(np.array([1.0]), np.array([])) is None


@given(st.integers(0, 2**32 - 1), st.sampled_from([2, 4, 1000]))
@settings(max_examples=40, deadline=None)
def test_areas_are_wilcoxons_and_the_average_keeps_their_mean(seed: int, steps: int) -> None:
    rng = np.random.default_rng(seed)
    values = rng.integers(0, steps, (2, 4, 23)).astype(float) + rng.normal(size=(1, 4, 1)).round()
    values[rng.random(values.shape) < 0.1] = np.nan
    names = ("r1", "r2", "r3", "r4"), ("t1", "t2"), tuple(f"c{number}" for number in range(23))
    study = Ratings(*names, np.arange(23) < 9, values)
    areas = compute_auc(study)
    for place, test in enumerate(derive_curves(study)):
        for reader, curve in enumerate(test.readers):
            if curve is None:
                assert np.isnan(areas[place, reader])
                continue
            assert curve.area == pytest.approx(areas[place, reader])
            assert (np.diff(curve.fpf) >= 0).all()
            assert (np.diff(curve.tpf) >= 0).all()
            assert (curve.fpf[0], curve.tpf[0], curve.fpf[-1], curve.tpf[-1]) == (0, 0, 1, 1)
        assert test.average is not None
        assert test.average.area == pytest.approx(np.nanmean(areas[place]))


def test_the_average_of_one_curve_is_the_curve() -> None:
    curve = Curve(np.array([0.0, 0.0, 0.25, 1.0]), np.array([0.0, 0.5, 0.75, 1.0]))
    mean = average_curves([curve])
    assert mean.fpf == pytest.approx(curve.fpf)
    assert mean.tpf == pytest.approx(curve.tpf)
