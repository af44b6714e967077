"""Dates in texts: found however written, and numbers that are none left alone."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from centralis.core.deid.dates_in_text import dates_in, without_dates

FORMS = ("%Y%m%d", "%Y-%m-%d", "%d.%m.%Y", "%m/%d/%Y", "%d-%b-%Y", "%B %d, %Y", "%d %B %Y", "%d%b%Y", "%d.%m.%y",
         "%m/%d/%y", "%y-%m-%d", "%Y.%m.%d", "%d%m%Y", "%d/%b/%y", "%Y:%m:%d", "%b %d %Y", "%Y%m%d101112")  # fmt: skip


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)), st.sampled_from(FORMS))
def test_every_spelling_of_a_day_is_found_and_removed(day: date, form: str) -> None:
    written = f"x {day.strftime(form)} y"
    assert day.strftime("%Y%m%d") in dates_in(written)
    if form != "%Y%m%d101112":
        assert without_dates(written, "#") == "x # y"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("24. Dezember 1951", "19511224"), ("24 décembre 1951", "19511224"), ("24 diciembre 1951", "19511224"),
        ("Mar 5th, 2024", "20240305"), ("5.3.24", "20240305"), ("3/5/2024", "20240305"), ("2024 März 5", "20240305"),
    ],
)  # fmt: skip
def test_languages_and_missing_zeros(text: str, day: str) -> None:
    assert day in dates_in(text)


@pytest.mark.parametrize(
    "text", ["MAR 3D", "3 MAR", "MAR 2.5", "SEPT", "512x512", "2.5 120 35", "T1 SE 24", "may", "1.5", "5.0 mm"]
)
def test_what_only_looks_like_a_date_stays(text: str) -> None:
    assert without_dates(text, "#") == text
