"""Limits with repeats against the cardiac output data of 1999, and the coverage of their intervals."""

import numpy as np
import pytest

from centralis.core.agreement.bland_altman import compute_limits
from centralis.core.agreement.bland_altman_repeated import (
    TrueValue,
    compute_constant_limits,
    compute_varying_limits,
)
from centralis.core.agreement.examples import build_cardiac_output, build_peak_flow
from centralis.core.agreement.ratings import AgreementError


def split(pairs):
    return ({case: [pair[place] for pair in values] for case, values in pairs.items()} for place in (0, 1))


def test_bland_altman_1999_cardiac_output_with_a_constant_true_value():
    """Section 5.2: within-patient variances 0.1072 and 0.1379; variance of a difference is their sum's with 0.91."""
    pairs = build_cardiac_output()
    found = compute_constant_limits(*split(pairs))
    kept = 1 - float(np.mean([1 / len(values) for values in pairs.values()]))
    assert [round(part.variance / kept, 4) for part in found.parts[1:]] == [0.1072, 0.1379]
    assert [part.df for part in found.parts] == [11, 48, 48]
    assert round(found.limits.bias, 2) == 0.71
    assert found.limits.sd**2 == pytest.approx(sum(part.variance for part in found.parts))
    assert (found.measurements, found.true_value) == (120, TrueValue.CONSTANT)


def test_the_same_data_with_a_varying_true_value():
    """R BAtrending prints 0.413 as the within-subject SD of the differences (60 pairs, 12 subjects)."""
    found = compute_varying_limits(build_cardiac_output())
    between, within = found.parts
    assert (round(within.variance**0.5, 3), within.df, between.df) == (0.413, 48, 11)
    assert (round(found.limits.bias, 2), round(found.limits.sd, 2)) == (0.60, 0.99)
    assert found.measurements == 60


def test_one_measurement_a_case_is_the_simple_method():
    pairs = build_peak_flow()
    simple = compute_limits(pairs)
    cases = {str(number): [pair] for number, pair in enumerate(pairs)}
    for found in (compute_varying_limits(cases), compute_constant_limits(*split(cases))):
        assert found.limits.lower == pytest.approx(simple.lower)
        assert found.limits.upper == pytest.approx(simple.upper)
        assert found.limits.bias_interval.lower == pytest.approx(simple.bias_interval.lower)


@pytest.mark.parametrize("true_value", TrueValue)
def test_intervals_of_the_limits_cover_as_often_as_they_say(true_value):
    """500 trials of 15 cases by 3: differences with SD 1 between and 0.8 within; the true limit is 1.96 sqrt(1.64)."""
    chance = np.random.default_rng(5)
    held = 0
    for _ in range(500):
        shift = chance.standard_normal((15, 1))
        x = shift + 0.8 * chance.standard_normal((15, 3)) * (0.5**0.5)
        y = 0.8 * chance.standard_normal((15, 3)) * (0.5**0.5)
        cases = {
            str(n): list(zip(*pair, strict=True)) for n, pair in enumerate(zip(x.tolist(), y.tolist(), strict=True))
        }
        if true_value is TrueValue.VARIES:
            found = compute_varying_limits(cases)
        else:
            found = compute_constant_limits(*split(cases))
        interval = found.limits.upper_interval
        held += interval.lower <= 1.959964 * 1.64**0.5 <= interval.upper
    assert 0.92 <= held / 500 <= 0.985


def test_equal_values_have_a_reason():
    found = compute_varying_limits({str(n): [(n + 0.1, n), (n + 0.1, n)] for n in range(4)})
    assert (found.limits.sd, found.limits.upper_interval) == (0, None)
    assert found.limits.reason.startswith("Every difference is the same")
    same = {"1": [1.0, 2.0], "2": [3.0, 5.0], "3": [2.0, 2.0]}
    constant = compute_constant_limits(same, same).limits
    assert constant.bias_interval is None
    assert "the bias has no interval" in constant.reason


def test_what_it_refuses():
    with pytest.raises(AgreementError, match="Case 2 was measured by one reader alone"):
        compute_constant_limits({"1": [1.0], "2": [1.0]}, {"1": [1.0]})
    with pytest.raises(AgreementError, match="2 cases were measured by both readers"):
        compute_varying_limits({"1": [(1, 2)], "2": [(1, 2)]})
