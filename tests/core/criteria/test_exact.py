"""Exact decimals: thresholds by products, display cut towards zero, no text taken for a number."""

from decimal import Decimal as D

import pytest

from centralis.core.criteria import exact
from centralis.core.criteria.findings import CaseError


def test_thresholds_are_inclusive_and_exact():
    assert exact.is_increase_of(D("39.96"), D("33.3"), D(20))
    assert not exact.is_increase_of(D("39.959"), D("33.3"), D(20))
    assert exact.is_decrease_of(D(70), D(100), D(30))
    assert not exact.is_decrease_of(D("70.0001"), D(100), D(30))


@pytest.mark.parametrize(
    ("value", "shown"), [("24", "24 %"), ("19.96", "19.9 %"), ("-30.04", "30 %"), ("0.04", "0 %"), ("100", "100 %")]
)
def test_percentages_are_cut_not_rounded(value, shown):
    assert exact.render_percent(D(value)) == shown


@pytest.mark.parametrize(("value", "shown"), [("62", "62.0 mm"), ("5.25", "5.25 mm"), ("120", "120.0 mm")])
def test_millimetres_keep_their_digits(value, shown):
    assert exact.render_mm(D(value)) == shown


def test_change_from_zero_is_no_percentage():
    assert exact.compute_change_percent(D(8), D(0)) is None
    assert exact.compute_change_percent(D(75), D(100)) == D(-25)


def test_missing_stays_missing_in_json():
    assert exact.to_number(None) is None
    assert exact.to_number(D("19.99999"), 4) == 19.9999


@pytest.mark.parametrize("value", ["12", None, True, float("inf"), D("NaN"), [1]])
def test_only_finite_numbers_are_read(value):
    with pytest.raises(CaseError, match="x: expected a"):
        exact.to_decimal(value, "x")


def test_a_float_is_read_by_its_shown_digits():
    assert exact.to_decimal(12.7, "x") == D("12.7")
