"""Repeatability against the children's peak flows of the BMJ, and what holds for any repeats."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from centralis.core.agreement.examples import build_children
from centralis.core.agreement.ratings import AgreementError
from centralis.core.agreement.repeatability import REPEATED, compute_repeatability

REPEATS = st.lists(st.lists(st.integers(1, 60), min_size=2, max_size=4), min_size=1, max_size=8)


def test_bmj_1996_peak_flow_of_twenty_children():
    """BMJ 1996;313:744: within-subject variance 460.52, standard deviation 21.5 l/min."""
    found = compute_repeatability(build_children())
    assert (round(found.wsd.estimate**2, 2), round(found.wsd.estimate, 1)) == (460.52, 21.5)
    assert (found.cases, found.measurements, found.df) == (20, 80, 60)
    assert found.rc.estimate == pytest.approx(REPEATED * found.wsd.estimate)
    assert round(REPEATED, 2) == 2.77


def test_limits_are_those_of_chi_square():
    """60 degrees of freedom: quantiles 40.482 and 83.298 of any chi-square table."""
    found = compute_repeatability(build_children())
    assert found.wsd.interval.lower == pytest.approx(found.wsd.estimate * (60 / 83.298) ** 0.5, rel=1e-5)
    assert found.wsd.interval.upper == pytest.approx(found.wsd.estimate * (60 / 40.482) ** 0.5, rel=1e-5)
    assert found.rc.interval.upper == pytest.approx(REPEATED * found.wsd.interval.upper)


@settings(deadline=None)
@given(REPEATS)
def test_two_repeats_are_half_the_mean_squared_difference(repeats):
    pairs = {str(n): one[:2] for n, one in enumerate(repeats)}
    found = compute_repeatability(pairs)
    expected = np.mean([(a - b) ** 2 for a, b in pairs.values()]) / 2
    assert found.wsd.estimate == pytest.approx(expected**0.5)
    spread = np.mean([(a - b) ** 2 / 2 / ((a + b) / 2) ** 2 for a, b in pairs.values()])
    assert found.wcv.estimate == pytest.approx(spread**0.5)
    assert json.dumps(found.to_json(), allow_nan=False)


@settings(deadline=None)
@given(REPEATS, st.floats(0.01, 100))
def test_the_coefficient_of_variation_has_no_unit(repeats, factor):
    found = compute_repeatability({str(n): one for n, one in enumerate(repeats)})
    other = compute_repeatability({str(n): [value * factor for value in one] for n, one in enumerate(repeats)})
    assert other.wcv.estimate == pytest.approx(found.wcv.estimate, abs=1e-9)
    assert other.rc.estimate == pytest.approx(found.rc.estimate * factor, abs=1e-9)


def test_cases_measured_once_do_not_count():
    assert compute_repeatability({"1": [1.0, 2.0], "2": [5.0]}).cases == 1
    with pytest.raises(AgreementError, match="No case was measured twice"):
        compute_repeatability({"1": [1.0]})


def test_reasons_for_what_cannot_be_had():
    same = compute_repeatability({"1": [0.1, 0.1, 0.1]})
    assert (same.wsd.estimate, same.wsd.interval, same.wcv.estimate) == (0, None, 0)
    assert "Every repeat gave the same value" in same.reason
    below = compute_repeatability({"1": [-1.0, -2.0]})
    assert (below.wcv, below.rc_percent) == (None, None)
    assert "no coefficient of variation" in below.reason
