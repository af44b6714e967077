"""Limits and tests by t, normal, F and chi-squared, against their tables."""

import math

import pytest

from centralis.core.agreement.mrmc.data import MrmcError
from centralis.core.agreement.mrmc.results import (
    NO_VARIANCE,
    Spread,
    bound,
    check_level,
    compare,
    compute_test,
    finite,
    hillis_df,
    quantile,
)


def test_quantiles_of_the_tables() -> None:
    assert f"{quantile(0.95, math.inf):.3f}" == "1.960"
    assert f"{quantile(0.95, 4):.3f}" == "2.776"
    assert f"{quantile(0.99, 10):.3f}" == "3.169"
    assert quantile(0.95, 1e9) == pytest.approx(quantile(0.95, math.inf))


def test_a_comparison_by_hand() -> None:
    found = compare(("A", "B"), -0.5, Spread(0.25, 4.0), 0.95, "R1")
    assert (found.statistic, found.df, found.reader) == (-2.0, 4.0, "R1")
    assert (f"{found.lower:.4f}", f"{found.upper:.4f}", f"{found.p:.4f}") == ("-1.1941", "0.1941", "0.1161")
    normal = compare(("A", "B"), -0.5, Spread(0.25, math.inf), 0.95)
    assert (normal.df, f"{normal.p:.4f}") == (None, "0.0455")


def test_rounding_is_not_variance() -> None:
    found = compare(("A", "B"), 0.0, Spread(1e-17, 4.0), 0.95)
    assert (found.p, found.se, found.reason) == (None, 0.0, NO_VARIANCE)
    assert bound(1.0, Spread(0.0, 3.0), 0.95) == (None, None, NO_VARIANCE)
    assert compute_test(0.0, 1e-33, 1, 4.0).reason == NO_VARIANCE


def test_f_and_chi_squared_of_the_tables() -> None:
    assert f"{compute_test(5.991, 2.0, 2, math.inf).p:.3f}" == "0.050"
    assert compute_test(5.991, 2.0, 2, math.inf).chi2 == pytest.approx(5.991)
    found = compute_test(7.709, 1.0, 1, 4.0)
    assert (f"{found.p:.3f}", found.chi2) == ("0.050", None)


def test_hillis_degrees_of_freedom_of_van_dyke() -> None:
    """OR-DBM MRMC 2.51: error term 0.00107626, MS(T*R) 0.00055103 on 4: 15.26."""
    assert f"{hillis_df(0.00107626, 0.00055103, 4):.2f}" == "15.26"
    assert hillis_df(0.001, 0.001, 4) == pytest.approx(4)
    assert finite(hillis_df(0.001, 0.0, 4)) is None


@pytest.mark.parametrize("level", [0.0, 1.0, 95, -0.1, math.nan])
def test_levels_outside_are_refused(level: float) -> None:
    with pytest.raises(MrmcError, match="is not between 0 and 1"):
        check_level(level)
