"""Statistics against scipy's and numpy's own, by hand for a few values, and what is not defined."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from centralis.core.measurement.intensity import compute_statistics


@given(values=st.lists(st.integers(-1000, 3000), min_size=3, max_size=60).filter(lambda found: len(set(found)) > 1))
def test_statistics_are_those_of_the_libraries(values):
    x = np.array(values, dtype=float)
    found = compute_statistics(x)
    p10, p25, p50, p75, p90 = np.percentile(x, [10, 25, 50, 75, 90])
    robust = x[(x >= p10 - 1e-9) & (x <= p90 + 1e-9)]
    expected = {
        "stat_mean": x.mean(), "stat_var": x.var(), "stat_skew": stats.skew(x), "stat_kurt": stats.kurtosis(x),
        "stat_median": p50, "stat_iqr": p75 - p25, "stat_p10": p10, "stat_p90": p90,
        "stat_mad": np.abs(x - x.mean()).mean(), "stat_medad": np.abs(x - p50).mean(),
        "stat_rmad": np.abs(robust - robust.mean()).mean(), "stat_energy": (x**2).sum(),
    }  # fmt: skip
    for tag, value in expected.items():
        assert found[tag] == pytest.approx(value, rel=1e-7, abs=1e-6), tag


def test_two_values_have_no_robust_deviation_and_everything_else():
    """Of 0 and 10, p10 is 1 and p90 is 9: nothing lies between."""
    found = compute_statistics(np.array([10.0, 0.0]))
    assert found["stat_rmad"] is None
    assert (found["stat_p10"], found["stat_p90"], found["stat_mad"], found["stat_var"]) == (1.0, 9.0, 5.0, 25.0)


@pytest.mark.parametrize(
    ("values", "said"), [([], "at least one value"), ([[1.0]], "at least one value"), ([np.inf], "not numbers")]
)
def test_what_has_no_statistics_is_said(values, said):
    with pytest.raises(ValueError, match=said):
        compute_statistics(np.array(values))
