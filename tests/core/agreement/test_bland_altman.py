"""Limits of agreement against the printed papers, exact limits against tolerance tables, and coverage."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from centralis.core.agreement.bland_altman import LimitMethod, compute_limits, derive_limits, derive_multiple
from centralis.core.agreement.examples import build_peak_flow
from centralis.core.agreement.ratings import AgreementError

PAIRS = st.lists(st.tuples(st.integers(-100, 100), st.integers(-100, 100)), min_size=3, max_size=20)
TWO_SD = 0.9544997361


def test_lancet_1986_peak_flow():
    """Mean difference -2.1, SD 38.8, interval of the mean -22.0 to 17.8; limits of two SD -79.7 and 75.5, which the
    paper takes from its rounded mean and SD."""
    found = compute_limits(build_peak_flow(), TWO_SD)
    assert (round(found.bias, 1), round(found.sd, 1)) == (-2.1, 38.8)
    assert (round(found.bias_interval.lower, 1), round(found.bias_interval.upper, 1)) == (-22.0, 17.8)
    rounded = derive_limits(-2.1, 38.8, 17, TWO_SD)
    assert (round(rounded.lower, 1), round(rounded.upper, 1)) == (-79.7, 75.5)


def test_statistical_methods_1999_blood_pressure():
    """Section 2: mean -16.29, SD 19.61 of 85 people give limits -54.7 and 22.1 mmHg."""
    found = derive_limits(-16.29, 19.61, 85)
    assert (round(found.lower, 1), round(found.upper, 1)) == (-54.7, 22.1)
    half = (found.upper_interval.upper - found.upper_interval.lower) / 2
    assert half == pytest.approx(1.98861 * 1.71 * 19.61 / 85**0.5, rel=5e-3)  # the paper rounds the factor to 1.71


@pytest.mark.parametrize(("coverage", "factor"), [(0.90, 2.355), (0.95, 2.911), (0.99, 3.981)])
def test_exact_limits_are_one_sided_tolerance_factors(coverage, factor):
    """Ten values, confidence 0.95 (Owen's tables, MIL-HDBK-17): the outer end of a 90 % interval of the limit."""
    found = derive_limits(0.0, 1.0, 10, agreement=2 * coverage - 1, level=0.90, method=LimitMethod.EXACT)
    assert found.upper_interval.upper == pytest.approx(factor, abs=5e-4)


def test_exact_and_approximate_meet_in_a_large_sample():
    exact, approximate = (derive_limits(1.0, 2.0, 20_000, method=method) for method in LimitMethod)
    assert exact.upper_interval.lower == pytest.approx(approximate.upper_interval.lower, abs=1e-3)
    assert exact.lower_interval.upper == pytest.approx(approximate.lower_interval.upper, abs=1e-3)


def test_exact_limits_cover_as_often_as_they_say():
    chance = np.random.default_rng(7)
    held = 0
    for row in chance.standard_normal((1000, 8)):
        found = derive_limits(float(row.mean()), float(row.std(ddof=1)), 8, method=LimitMethod.EXACT)
        held += found.upper_interval.lower <= 1.959964 <= found.upper_interval.upper
    assert 0.93 <= held / 1000 <= 0.97


@settings(deadline=None)
@given(PAIRS, st.sampled_from(LimitMethod))
def test_swapping_readers_turns_the_limits_round(pairs, method):
    found, swapped = compute_limits(pairs, method=method), compute_limits([(b, a) for a, b in pairs], method=method)
    assert swapped.bias == pytest.approx(-found.bias)
    assert (swapped.lower, swapped.upper) == (pytest.approx(-found.upper), pytest.approx(-found.lower))
    assert json.dumps(found.to_json(), allow_nan=False)
    if found.bias_interval is None:
        assert found.reason
    else:
        assert found.lower_interval.lower < found.lower < found.lower_interval.upper
        assert swapped.lower_interval.lower == pytest.approx(-found.upper_interval.upper)


@settings(deadline=None)
@given(PAIRS, st.floats(0.1, 50), st.floats(-500, 500))
def test_limits_follow_the_unit_and_forget_a_common_shift(pairs, factor, shift):
    found = compute_limits(pairs)
    other = compute_limits([(a * factor + shift, b * factor + shift) for a, b in pairs])
    assert other.lower == pytest.approx(found.lower * factor, abs=1e-6)
    assert other.upper == pytest.approx(found.upper * factor, abs=1e-6)


def test_a_bias_that_grows_with_size_shows_in_the_slope():
    found = compute_limits([(1.1 * x, x + 0.01 * (-1) ** x) for x in range(10, 40)])
    assert found.slope.slope == pytest.approx(0.1 / 1.05, abs=1e-3)
    assert found.slope.p < 1e-6
    assert compute_limits(build_peak_flow()).slope.p > 0.5


def test_equal_differences_have_a_reason_and_no_interval():
    found = compute_limits([(1.1, 0.1), (2.1, 1.1), (5.1, 4.1)])
    assert (found.lower, found.upper) == (pytest.approx(1), pytest.approx(1))
    assert (found.sd, found.bias_interval, found.slope) == (0, None, None)
    assert found.reason.startswith("Every difference is the same")


def test_what_it_refuses():
    with pytest.raises(AgreementError, match="2 cases were measured by both"):
        compute_limits([(1, 2), (2, 3)])
    with pytest.raises(AgreementError, match="The agreement is 95"):
        derive_multiple(95, 0.95)
    with pytest.raises(AgreementError, match="The level is 1"):
        derive_multiple(0.95, 1)
