"""Control charts: published intervals, limits that chance crosses as rarely as they say, and drift."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom

from centralis.core.agreement.coefficient import Interval
from centralis.core.agreement.control_chart import (
    Period,
    ShareInterval,
    build_control_chart,
    derive_share_interval,
    track_drift,
)
from centralis.core.agreement.ratings import AgreementError


@pytest.mark.parametrize(
    ("count", "of", "lower", "upper"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_newcombe_1998_prints_these_wilson_intervals(count, of, lower, upper):
    """Newcombe RG, Stat Med 1998;17:857-872, table I, method 3."""
    found = derive_share_interval(count, of, ShareInterval.WILSON, 0.95)
    assert (round(found.lower, 4), round(found.upper, 4)) == (lower, upper)


@pytest.mark.parametrize(
    ("count", "of", "lower", "upper"),
    [(81, 263, 0.2527, 0.3676), (15, 148, 0.0578, 0.1617), (0, 20, 0.0, 0.1684), (1, 29, 0.0009, 0.1776)],
)
def test_newcombe_1998_prints_these_exact_intervals(count, of, lower, upper):
    """The same table, method 5 (Clopper-Pearson)."""
    found = derive_share_interval(count, of, ShareInterval.EXACT, 0.95)
    assert (round(found.lower, 4), round(found.upper, 4)) == (lower, upper)


def test_a_bad_month_is_out_and_the_others_are_not():
    periods = [Period("Jan", 27, 30), Period("Feb", 26, 30), Period("Mar", 14, 30), Period("Apr", 28, 30)]
    chart = build_control_chart("Reader 2", periods)
    assert chart.centre == pytest.approx(95 / 120)
    assert [point.name for point in chart.out] == ["Mar"]
    assert chart.points[2].share == pytest.approx(14 / 30)
    assert isinstance(chart.points[0].interval, Interval)


@settings(deadline=None)
@given(st.integers(1, 300), st.floats(0.02, 0.98))
def test_limits_leave_at_most_what_three_deviations_leave(n, centre):
    point = build_control_chart("R", [Period("p", n, n)], target=centre).points[0]
    lower, upper = round(point.lower * n), round(point.upper * n)
    assert binom.cdf(lower - 1, n, centre) <= 0.00135 < binom.cdf(lower, n, centre)
    assert binom.sf(upper, n, centre) <= 0.00135 + 1e-12
    assert binom.sf(upper - 1, n, centre) > 0.00135 - 1e-12


def test_full_agreement_everywhere_has_limits_at_1():
    chart = build_control_chart("R", [Period("a", 5, 5), Period("b", 9, 9)])
    assert chart.centre == 1
    assert [(point.lower, point.upper, point.is_out) for point in chart.points] == [(1, 1, False)] * 2


def test_empty_periods_are_left_out():
    chart = build_control_chart("R", [Period("a", 0, 0), Period("b", 9, 10)], target=0.8, interval=ShareInterval.EXACT)
    assert [point.name for point in chart.points] == ["b"]
    assert chart.points[0].interval.lower == pytest.approx(0.5550, abs=1e-4)


def test_drift_is_seen_after_a_change_and_not_before():
    steady = [(str(n), n % 5 != 0) for n in range(1, 101)]
    assert track_drift("R", steady, 0.8).signal is None
    broken = steady + [(str(n), n % 2 == 0) for n in range(101, 151)]
    drift = track_drift("R", broken, 0.8)
    assert drift.signal.is_out
    assert 100 < int(drift.signal.case) < 140
    assert drift.signal.average < 0.8


def test_the_moving_average_by_hand():
    drift = track_drift("R", [("1", True), ("2", False)], 0.5, weight=0.2, width=3)
    first, second = drift.points
    assert (first.average, second.average) == (pytest.approx(0.6), pytest.approx(0.48))
    assert first.upper == pytest.approx(0.5 + 3 * 0.5 * 0.2)
    assert second.upper == pytest.approx(0.5 + 3 * 0.5 * (0.2 / 1.8 * (1 - 0.8**4)) ** 0.5)


def test_false_alarms_are_rare():
    """100 readers of 200 steady cases each: a run of 500 on average between alarms leaves a good half without one."""
    chance = np.random.default_rng(2)
    alarms = 0
    for _ in range(100):
        cases = [(str(n), bool(agreed)) for n, agreed in enumerate(chance.random(200) < 0.8)]
        alarms += track_drift("R", cases, 0.8).signal is not None
    assert alarms < 55


def test_what_it_refuses():
    with pytest.raises(AgreementError, match="5 of 4 cases agreed"):
        build_control_chart("R", [Period("a", 5, 4)])
    with pytest.raises(AgreementError, match="R has no cases in any period"):
        build_control_chart("R", [Period("a", 0, 0)])
    with pytest.raises(AgreementError, match="target is 80"):
        build_control_chart("R", [Period("a", 1, 4)], target=80)
    with pytest.raises(AgreementError, match="R has no cases; drift"):
        track_drift("R", [], 0.8)
    with pytest.raises(AgreementError, match="weight above 0"):
        track_drift("R", [("1", True)], 0.8, weight=0)
