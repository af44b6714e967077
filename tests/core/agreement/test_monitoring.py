"""Monitoring: each flag with its sentence, judged by the estimate and by whether chance can explain it."""

import pytest

from centralis.core.agreement.adjudication import ReviewedCase, summarise_adjudication
from centralis.core.agreement.control_chart import Period, build_control_chart, track_drift
from centralis.core.agreement.monitoring import (
    Flag,
    MonitoringLimits,
    assess_adjudication_loss,
    assess_agreement,
    assess_chart,
    assess_drift,
    assess_repeated_categories,
    assess_repeated_numbers,
    find_fall,
)
from centralis.core.agreement.ratings import AgreementError

LIMITS = MonitoringLimits()


@pytest.mark.parametrize(
    ("agreed", "flag", "said"),
    [
        (
            25,
            Flag.FINE,
            "Reader 2 agreed in 25 of 30 cases (83 %, 95 % interval 65 % to 94 %), not below the limit of 60 %.",
        ),
        (14, Flag.WATCH, "below the limit of 60 %, which chance can still explain: look again with more cases."),
        (5, Flag.ACT, "below the limit of 60 %: look at the cases that differ, and retrain the reader."),
    ],
)
def test_agreement_is_judged_with_its_interval(agreed, flag, said):
    found = assess_agreement("Reader 2", agreed, 30, LIMITS)
    assert found.flag is flag
    assert found.sentence.endswith(said)
    assert found.lower < agreed / 30 < found.upper


def test_too_few_cases_say_so():
    found = assess_agreement("Reader 2", 1, 9, LIMITS)
    assert (found.flag, found.estimate) == (Flag.TOO_FEW, None)
    assert found.sentence == "Reader 2 has 9 cases; from 10 on there is something to say about agreement."
    assert found.to_json()["ci"] is None


def test_a_chart_names_the_periods_beyond_its_limits():
    periods = [Period("Jan", 27, 30), Period("Feb", 26, 30), Period("Mar", 14, 30)]
    low = assess_chart(build_control_chart("R", periods))
    assert low.flag is Flag.ACT
    assert "fell below its control limit in Mar (14 of 30)" in low.sentence
    high = assess_chart(build_control_chart("R", [Period("Jan", 30, 30)], target=0.5))
    assert (high.flag, "rose above its control limit in Jan" in high.sentence) == (Flag.WATCH, True)
    fine = assess_chart(build_control_chart("R", periods[:2]))
    assert (fine.flag, fine.sentence) == (Flag.FINE, "R's agreement stayed within its control limits in all 2 periods.")


def test_drift_down_up_and_none():
    down = assess_drift(track_drift("R", [(str(n), False) for n in range(10)], 0.8))
    assert (down.flag, "drifted down to" in down.sentence) == (Flag.ACT, True)
    up = assess_drift(track_drift("R", [(str(n), True) for n in range(30)], 0.5))
    assert (up.flag, "drifted up to" in up.sentence) == (Flag.WATCH, True)
    none = assess_drift(track_drift("R", [(str(n), n % 5 != 0) for n in range(1, 30)], 0.8))
    assert (none.flag, "no drift is seen" in none.sentence) == (Flag.FINE, True)


def test_a_fall_is_the_first_average_below_the_limits_also_after_a_rise():
    rose = [(str(n), True) for n in range(30)]
    assert find_fall(track_drift("R", rose, 0.5)) is None
    fell = track_drift("R", [*rose, *((str(n), False) for n in range(30, 60))], 0.5)
    assert fell.signal is not None
    assert fell.signal.average > 0.5
    found = find_fall(fell)
    assert found is not None
    assert found.estimate is not None
    assert found.lower is not None
    before = next(one for one in fell.points if one.average < one.lower)
    assert (found.flag, found.estimate, f"at case {before.case}, below its limit of" in found.sentence) == (
        Flag.ACT,
        before.average,
        True,
    )
    assert found.estimate < found.lower


def lost(times, of):
    cases = [ReviewedCase(str(n), ("R1", "R2"), ("x",), ("R2",) if n < times else ("R1",)) for n in range(of)]
    return assess_adjudication_loss(summarise_adjudication(cases), LIMITS)


def test_adjudication_loss():
    worse, better = lost(11, 12)
    assert (worse.reader, worse.flag, better.flag) == ("R1", Flag.ACT, Flag.FINE)
    assert worse.sentence.startswith(
        "R1 was overruled in 11 of 12 adjudicated cases (92 %, 95 % interval 62 % to 100 %)"
    )
    assert "go through these cases with the reader and the adjudicator" in worse.sentence
    assert lost(8, 12)[0].flag is Flag.WATCH
    assert lost(2, 4)[0].sentence.startswith("R1 has 4 adjudicated cases; from 10 on")
    assert lost(0, 1)[0].sentence.startswith("R1 has 1 adjudicated case; from 10 on")


def test_repeated_categories():
    good = [("PD", "PD")] * 10 + [("SD", "SD")] * 9 + [("SD", "PD")]
    found = assess_repeated_categories("R", good, LIMITS)
    assert (found.flag, found.estimate) == (Flag.FINE, pytest.approx(0.9))
    assert "same answer in 19 of 20 repeated cases (kappa 0.90, 95 % interval" in found.sentence
    bad = [("PD", "SD"), ("SD", "PD"), ("PD", "PD"), ("SD", "SD")] * 10
    assert assess_repeated_categories("R", bad, LIMITS).flag is Flag.ACT
    constant = assess_repeated_categories("R", [("PD", "PD")] * 12, LIMITS)
    assert (constant.flag, "so kappa has no value" in constant.sentence) == (Flag.TOO_FEW, True)
    assert assess_repeated_categories("R", good[:3], LIMITS).flag is Flag.TOO_FEW


def test_repeated_numbers():
    close = {str(n): (10.0 * n, 10.0 * n + (-1) ** n) for n in range(1, 15)}
    first, second = assess_repeated_numbers("R", close, MonitoringLimits(most_rc=5), "mm")
    assert (first.flag, second.flag) == (Flag.FINE, Flag.FINE)
    assert second.sentence == (
        "Two measurements of one case by R differ by up to 1.96 mm in 95 % of cases, not above the limit of 5 mm."
    )
    far = {str(n): (10.0, 10.0 + 9 * (-1) ** n + n / 10) for n in range(1, 15)}
    first, second = assess_repeated_numbers("R", far, MonitoringLimits(most_rc=5))
    assert (first.flag, second.flag) == (Flag.TOO_FEW, Flag.ACT)
    assert "look at how the reader places the measurements" in second.sentence
    loose = assess_repeated_numbers("R", close, LIMITS)[1]
    assert (loose.flag, loose.sentence.endswith("in 95 % of cases.")) == (Flag.FINE, True)
    edge = assess_repeated_numbers("R", close, MonitoringLimits(most_rc=1.9))[1]
    assert edge.flag is Flag.WATCH
    assert assess_repeated_numbers("R", {"1": (1.0, 2.0)}, LIMITS)[0].flag is Flag.TOO_FEW


def test_noise_in_place_of_repeats_is_told():
    noise = {str(n): (float(n % 4), float((n * 7 + 1) % 4)) for n in range(40)}
    assert assess_repeated_numbers("R", noise, LIMITS)[0].flag is Flag.ACT


def test_limits_and_counts_that_cannot_be():
    with pytest.raises(AgreementError, match="Every limit of monitoring is a share"):
        MonitoringLimits(least_agreement=60)
    with pytest.raises(AgreementError, match="expected at least 1"):
        MonitoringLimits(fewest=0)
    with pytest.raises(AgreementError, match="31 of 30 cases agreed"):
        assess_agreement("R", 31, 30, LIMITS)
