"""Dates, times and words from headers: right ones are read, wrong ones are nothing."""

from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from centralis.core.acquisition.values import clock_time, moment, whole_date, words_of


@pytest.mark.parametrize(
    ("text", "expected"),
    [("20261121", date(2026, 11, 21)), ("2026.11.21", date(2026, 11, 21)), ("20261321", None), ("2026", None),
     (None, None), ("٢٠٢٦١١٢١", None)],
)  # fmt: skip
def test_whole_date(text: str | None, expected: date | None) -> None:
    assert whole_date(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("101530", time(10, 15, 30)), ("101530.25", time(10, 15, 30, 250000)), ("1015", time(10, 15)), ("10", time(10)),
     ("235960", time(23, 59, 59)), ("256000", None), ("1", None), ("", None)],
)  # fmt: skip
def test_clock_time(text: str, expected: time | None) -> None:
    assert clock_time(text) == expected


def test_moment_from_parts_or_from_one_value() -> None:
    assert moment("20260105", "101500") == datetime(2026, 1, 5, 10, 15)
    assert moment("20260105101500.5+0100", None) == datetime(2026, 1, 5, 10, 15, 0, 500000)
    assert moment("20260105", None) is None


def test_words_split_on_the_backslash() -> None:
    assert words_of("Br40d\\3") == ("Br40d", "3")
    assert words_of(("A", " ", "B ")) == ("A", "B")
    assert words_of(None) == ()


@given(st.text(max_size=30), st.text(max_size=30))
def test_nothing_raises(day: str, at: str) -> None:
    for found in (whole_date(day), clock_time(at), moment(day, at), moment(day, None)):
        assert found is None or isinstance(found, date | time)
