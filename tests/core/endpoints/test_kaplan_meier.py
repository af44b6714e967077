"""Curves, bands and medians against what R's package survival prints, lifelines, and the estimate's own rules."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lifelines import KaplanMeierFitter
from lifelines.datasets import load_lung

from centralis.core.endpoints.kaplan_meier import (
    ConfType,
    at_risk_at,
    derive_quantile,
    estimate_survival,
    survival_at,
)
from centralis.core.endpoints.method import StatisticsError
from centralis.core.endpoints.survival_data import check_survival_data

#: aml of R's package survival (Miller, Survival Analysis, 1997): weeks of remission, maintained and not
MAINTAINED = [9, 13, 13, 18, 23, 28, 31, 34, 45, 48, 161], [1, 1, 0, 1, 1, 0, 1, 1, 0, 1, 0]
NOT_MAINTAINED = [5, 5, 8, 8, 12, 16, 23, 27, 30, 33, 43, 45], [1, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1]


@pytest.fixture(scope="module")
def lung():
    """The NCCTG lung data as lifelines ships it; event 1 is a death."""
    return load_lung()


def curve_of(rows, conf_type=ConfType.LOG, level=0.95):
    return estimate_survival(check_survival_data(rows.time, rows.status), conf_type, level)


def limits(found):
    return found.estimate, found.lower, found.upper


@pytest.mark.parametrize(
    ("sex", "conf_type", "expected"),
    [
        (1, ConfType.LOG, (138, 112, 270, 212, 310)),
        (2, ConfType.LOG, (90, 53, 426, 348, 550)),
        (1, ConfType.LOG_LOG, (138, 112, 270, 210, 306)),
        (2, ConfType.LOG_LOG, (90, 53, 426, 345, 524)),
    ],
)
def test_medians_of_lung_by_sex_as_r_prints_them(lung, sex, conf_type, expected):
    """print(survfit(Surv(time, status) ~ sex, lung)), with the default conf.type and with "log-log"."""
    curve = curve_of(lung[lung.sex == sex], conf_type)
    assert (curve.n, curve.total_events, *limits(curve.median)) == expected


@pytest.mark.parametrize(("ecog", "expected"), [(1, (113, 82, 306, 268, 429)), (2, (50, 44, 199, 156, 288))])
def test_medians_of_lung_by_ecog_as_r_prints_them(lung, ecog, expected):
    """tests/cancer.Rout.save of R's package survival."""
    curve = curve_of(lung[lung["ph.ecog"] == ecog])
    assert (curve.n, curve.total_events, *limits(curve.median)) == expected


def test_table_of_lung_by_ecog_as_r_prints_it(lung):
    """Rows of summary(survfit(..., ph.ecog = 2), times) in tests/cancer.Rout.save: n.risk, survival, se, limits."""
    curve = curve_of(lung[lung["ph.ecog"] == 2])
    printed = {
        30: (46, 0.9000, 0.0424, 0.821, 0.987),
        120: (34, 0.7174, 0.0641, 0.602, 0.855),
        365: (9, 0.2147, 0.0614, 0.123, 0.376),
        730: (1, 0.0371, 0.0345, 0.006, 0.229),
    }
    for day, (at_risk, survival, error, lower, upper) in printed.items():
        at = np.array([float(day)])
        place = np.searchsorted(curve.time, day, side="right") - 1
        found = [float(one[0]) for one in survival_at(curve, at)]
        assert at_risk_at(curve, at)[0] == at_risk
        assert [round(found[0], 4), round(float(curve.std_error[place]), 4)] == [survival, error]
        assert [round(one, 3) for one in found[1:]] == [lower, upper]


def test_quartiles_of_lung_as_r_prints_them(lung):
    """quantile(survfit(Surv(time, status) ~ 1, lung)): 170 310 550; by sex 1: 144 270 457, by sex 2: 226 426 687."""
    for rows, printed in (
        (lung, (170, 310, 550)),
        (lung[lung.sex == 1], (144, 270, 457)),
        (lung[lung.sex == 2], (226, 426, 687)),
    ):
        curve = curve_of(rows)
        assert tuple(derive_quantile(curve, level).estimate for level in (0.25, 0.5, 0.75)) == printed
    assert limits(curve_of(lung).median) == (310, 285, 363)


@pytest.mark.parametrize(("rows", "expected"), [(MAINTAINED, (31, 18, None)), (NOT_MAINTAINED, (23, 8, None))])
def test_medians_of_aml_have_no_upper_limit(rows, expected):
    """print(survfit(Surv(time, status) ~ x, aml)): 31 18 NA and 23 8 NA; the second curve ends at survival 0."""
    median = estimate_survival(check_survival_data(*rows), ConfType.LOG).median
    assert limits(median) == expected
    assert "the upper limit did not fall to 0.5" in median.reason


def test_survival_zero_has_no_band_and_says_why():
    curve = estimate_survival(check_survival_data(*NOT_MAINTAINED))
    assert curve.survival[-1] == 0
    assert np.isnan([curve.lower[-1], curve.upper[-1], curve.std_error[-1]]).all()
    assert not np.isnan(curve.lower[:-1]).any()
    assert curve.reason == "From 45 on nobody is left, so survival is 0 and has no standard error."


def test_median_is_the_middle_of_a_plateau_at_one_half():
    """Of 4 subjects without censoring half are left between the 2nd and 3rd event: (2 + 3)/2."""
    curve = estimate_survival(check_survival_data([1, 2, 3, 4], [1, 1, 1, 1]))
    assert curve.median.estimate == 2.5


def test_a_curve_that_stays_high_has_no_median():
    median = estimate_survival(check_survival_data([1, 2, 3, 4], [1, 0, 0, 0])).median
    assert (median.estimate, median.upper) == (None, None)
    assert median.reason.startswith("Up to 4 survival and")


def test_lifelines_gives_the_same_curve_and_band(lung):
    peer = KaplanMeierFitter().fit(lung.time, lung.status)
    curve = curve_of(lung, ConfType.LOG_LOG)
    assert peer.survival_function_.to_numpy()[1:, 0] == pytest.approx(curve.survival)
    band = peer.confidence_interval_survival_function_.to_numpy()[1:]
    assert band[:-1] == pytest.approx(np.column_stack((curve.lower, curve.upper))[:-1])


def test_numbers_before_and_beyond_the_times():
    curve = estimate_survival(check_survival_data([2, 4, 6], [1, 0, 1]))
    survival, lower, upper = survival_at(curve, np.array([0.0, 1.9, 2.0, 5.0, 7.0]))
    assert survival[:4] == pytest.approx([1, 1, 2 / 3, 2 / 3])
    assert np.isnan([survival[4], lower[4], upper[4]]).all()
    assert at_risk_at(curve, np.array([0.0, 2.0, 2.1, 6.0, 6.1])).tolist() == [3, 3, 2, 1, 0]


TIMES = st.lists(st.tuples(st.integers(0, 30), st.booleans()), min_size=1, max_size=40)


@given(TIMES, st.sampled_from(ConfType), st.randoms(use_true_random=False))
def test_rules_of_every_curve(rows, conf_type, shuffler):
    """It falls from 1, lies in its band, does not mind the subjects' order, and scales with the unit of time."""
    time, event = zip(*rows, strict=True)
    curve = estimate_survival(check_survival_data(time, event), conf_type)
    assert (np.diff(curve.survival) <= 0).all()
    assert ((curve.survival >= 0) & (curve.survival <= 1)).all()
    told = ~np.isnan(curve.lower)
    assert (curve.lower[told] <= curve.survival[told] + 1e-12).all()
    assert (curve.upper[told] >= curve.survival[told] - 1e-12).all()
    assert curve.at_risk[0] == curve.n
    assert curve.events.sum() + curve.censored.sum() == curve.n
    shuffled = list(rows)
    shuffler.shuffle(shuffled)
    other = estimate_survival(check_survival_data(*zip(*shuffled, strict=True)), conf_type)
    assert other.survival.tolist() == curve.survival.tolist()
    scaled = estimate_survival(check_survival_data([one * 8.0 for one in time], event), conf_type)
    for mine, its in zip(limits(curve.median), limits(scaled.median), strict=True):
        assert its == (None if mine is None else pytest.approx(mine * 8))


@given(st.lists(st.integers(0, 30), min_size=1, max_size=30))
def test_without_censoring_survival_is_the_share_left(times):
    curve = estimate_survival(check_survival_data(times, [1] * len(times)))
    left = [sum(one > at for one in times) / len(times) for at in curve.time]
    assert curve.survival == pytest.approx(left)
    error = [math.sqrt(share * (1 - share) / len(times)) for share in left]
    assert curve.std_error[:-1] == pytest.approx(error[:-1])


@pytest.mark.parametrize("level", [0, 1, 95])
def test_levels_that_cannot_be_are_refused(level):
    with pytest.raises(StatisticsError, match="between 0 and 1"):
        estimate_survival(check_survival_data([1], [1]), level=level)


def test_quantiles_that_cannot_be_are_refused():
    with pytest.raises(StatisticsError, match="quantile"):
        derive_quantile(estimate_survival(check_survival_data([1], [1])), 0)
