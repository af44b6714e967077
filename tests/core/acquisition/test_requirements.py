"""Intervals and their words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from centralis.core.acquisition import Range, Rule


@pytest.mark.parametrize(
    ("interval", "value", "holds"),
    [(Range(maximum=5), 5.0, True), (Range(maximum=5), 5.01, False), (Range(maximum=3), 2.999999, True),
     (Range(100, 140), 99, False), (Range(100, 140), 120, True), (Range(maximum=0), 0.01, False)],
)  # fmt: skip
def test_holds(interval: Range, value: float, holds: bool) -> None:
    assert interval.holds(value) is holds


def test_decimal_strings_a_hair_over_are_not_deviations() -> None:
    assert Range(maximum=5).holds(5.000001)
    assert Range(minimum=3).holds(2.999999)


def test_words() -> None:
    assert Range(100, 140).words() == "100 to 140"
    assert Rule("kvp", Range(maximum=5)).words() == "at most 5"
    assert Rule("kernel", one_of=("A", "B")).words() == "one of A, B"
    assert Rule("corrected", includes=("ATTN",)).words() == "including ATTN"
    assert Rule("weight_kg", present=True).words() == "recorded"


@given(st.floats(0, 1e6), st.floats(0, 1e6), st.floats(0, 1e6))
def test_inside_is_inside(a: float, b: float, c: float) -> None:
    low, middle, high = sorted((a, b, c))
    assert Range(low, high).holds(middle)
