"""The shape of an answer: limits cut at what a coefficient can be, JSON without NaN."""

import json

import pytest

from centralis.core.agreement.coefficient import (
    Coefficient,
    Interval,
    derive_normal_interval,
    derive_null_test,
    derive_t_interval,
)


def test_limits_are_cut_at_1_and_minus_1():
    assert derive_normal_interval(0.9, 0.1, 0.95) == Interval(pytest.approx(0.7040036), 1.0, 0.95)
    assert derive_normal_interval(-0.95, 0.1, 0.95).lower == -1
    assert derive_t_interval(0.5, 0.1, 10, 0.95).lower == pytest.approx(0.5 - 2.228139 * 0.1, abs=1e-6)


def test_a_null_test_is_two_sided():
    test = derive_null_test(-0.196, 0.1)
    assert (test.z, test.p) == (pytest.approx(-1.96), pytest.approx(0.0499958, abs=1e-6))


def test_json_carries_the_reason_in_place_of_a_number():
    found = Coefficient(method="x", estimate=None, cases=3, readers=2, reason="Why.").to_json()
    assert found == {"estimate": None, "se": None, "ci": None, "cases": 3, "readers": 2, "reason": "Why."}
    assert json.loads(json.dumps(found, allow_nan=False)) == found
