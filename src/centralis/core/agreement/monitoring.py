"""Reader monitoring: what a project manager should look at, in one sentence a finding, with the numbers behind it.

Four questions of each reader: does the reader agree often enough, did the agreement change, how often did the
adjudicator overrule the reader, does the reader agree with the own earlier read. FDA, Clinical Trial Imaging Endpoint
Process Standards, 2018 (on monitoring readers); intervals are those of the methods used.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from centralis.core.agreement.adjudication import AdjudicationSummary, ReaderShare
from centralis.core.agreement.coefficient import Interval
from centralis.core.agreement.concordance import compute_concordance
from centralis.core.agreement.control_chart import (
    ControlChart,
    Drift,
    ShareInterval,
    derive_share_interval,
)
from centralis.core.agreement.kappa import compute_kappa
from centralis.core.agreement.ratings import AgreementError, Rating
from centralis.core.agreement.repeatability import compute_repeatability
from centralis.core.agreement.weights import Weights
from centralis.core.agreement.words import number, percent


class Flag(StrEnum):
    """What to do: nothing; keep an eye on it; act; or wait, since the cases are too few to tell."""

    FINE = "fine"
    WATCH = "watch"
    ACT = "act"
    TOO_FEW = "too few"


@dataclass(frozen=True, slots=True)
class MonitoringLimits:
    """What the trial's charter asks of a reader. Shares 0 to 1; `fewest`: cases below which nothing is concluded.

    `least_agreement` may be 1: then every case must agree. `most_rc`: the largest repeatability coefficient, in the
    unit of the values; None: not judged.
    """

    least_agreement: float = 0.6
    most_overruled: float = 0.5
    least_kappa: float = 0.6
    least_concordance: float = 0.9
    most_rc: float | None = None
    fewest: int = 10
    level: float = 0.95

    def __post_init__(self) -> None:
        shares = (self.most_overruled, self.least_kappa, self.least_concordance, self.level)
        if not all(0 < one < 1 for one in shares) or not 0 < self.least_agreement <= 1:
            raise AgreementError(
                "Every limit of monitoring is a share; expected numbers between 0 and 1, the least agreement up to 1."
            )
        if self.fewest < 1:
            raise AgreementError(f"The fewest cases are {self.fewest}; expected at least 1.")


@dataclass(frozen=True, slots=True)
class MonitoringFinding:
    """One answer about one reader: the flag, the sentence, and the estimate with its limits where there is one."""

    reader: str
    measure: str
    flag: Flag
    sentence: str
    estimate: float | None = None
    lower: float | None = None
    upper: float | None = None

    def to_json(self) -> dict[str, Any]:
        return {
            "reader": self.reader,
            "measure": self.measure,
            "flag": self.flag.value,
            "sentence": self.sentence,
            "estimate": self.estimate,
            "ci": None if self.lower is None else [self.lower, self.upper],
        }


def assess_agreement(reader: str, agreed: int, cases: int, limits: MonitoringLimits) -> MonitoringFinding:
    """Does the reader agree with the other reader (or the final read) in enough cases?

    Act: the whole exact interval lies below the limit. Watch: the share does, the interval reaches it.
    """
    if not 0 <= agreed <= cases:
        raise AgreementError(f"{reader}: {agreed} of {cases} cases agreed; expected 0 to {cases}.")
    if cases < limits.fewest:
        return _too_few(reader, "agreement", cases, limits)
    share = agreed / cases
    interval = derive_share_interval(agreed, cases, ShareInterval.EXACT, limits.level)
    told = f"{reader} agreed in {agreed} of {cases} cases ({percent(share)}, {_range(interval, limits)})"
    crossed = f"below the limit of {percent(limits.least_agreement)}"
    line = _Line(crossed, "look at the cases that differ, and retrain the reader")
    flag, sentence = line.judge(told, share >= limits.least_agreement, interval.upper >= limits.least_agreement)
    return MonitoringFinding(reader, "agreement", flag, sentence, share, interval.lower, interval.upper)


def assess_chart(chart: ControlChart) -> MonitoringFinding:
    """Did a period's agreement lie beyond what chance does around the chart's centre?"""
    low = [one for one in chart.out if one.share < chart.centre]
    high = [one for one in chart.out if one.share > chart.centre]
    centre = f"the centre of {percent(chart.centre)}"
    if low:
        named = ", ".join(f"{one.name} ({one.agreed} of {one.cases})" for one in low)
        sentence = f"{chart.reader}'s agreement fell below its control limit in {named}, around {centre}: "
        return MonitoringFinding(
            chart.reader, "control chart", Flag.ACT, sentence + "look at the cases of that time for a common cause."
        )
    if high:
        named = ", ".join(f"{one.name} ({one.agreed} of {one.cases})" for one in high)
        sentence = f"{chart.reader}'s agreement rose above its control limit in {named}, around {centre}: "
        return MonitoringFinding(
            chart.reader,
            "control chart",
            Flag.WATCH,
            sentence + "find out what changed; the centre may be out of date.",
        )
    sentence = f"{chart.reader}'s agreement stayed within its control limits in all {len(chart.points)} periods."
    return MonitoringFinding(chart.reader, "control chart", Flag.FINE, sentence)


def assess_drift(drift: Drift) -> MonitoringFinding:
    """Has the moving average of agreement left its limits?"""
    last = drift.points[-1]
    if drift.signal is None:
        sentence = (
            f"{drift.reader}'s moving average of agreement is {percent(last.average)} after {len(drift.points)} cases, "
            f"within its limits around {percent(drift.target)}: no drift is seen."
        )
        return MonitoringFinding(drift.reader, "drift", Flag.FINE, sentence, last.average)
    way, flag = ("down", Flag.ACT) if drift.signal.average < drift.target else ("up", Flag.WATCH)
    sentence = (
        f"{drift.reader}'s moving average of agreement drifted {way} to {percent(drift.signal.average)} at case "
        f"{drift.signal.case}, away from {percent(drift.target)}: look at the cases up to there, in order."
    )
    return MonitoringFinding(drift.reader, "drift", flag, sentence, drift.signal.average)


def find_fall(drift: Drift) -> MonitoringFinding | None:
    """What a reader is put on hold for: the moving average of agreement fell below its limits. None while it did not.

    A rise before it, or a recovery after it, changes nothing: somebody should have looked then.
    """
    fall = drift.fall
    if fall is None:
        return None
    sentence = (
        f"{drift.reader}'s moving average of agreement fell to {percent(fall.average)} at case {fall.case}, below its "
        f"limit of {percent(fall.lower)} around {percent(drift.target)}."
    )
    return MonitoringFinding(drift.reader, "drift", Flag.ACT, sentence, fall.average, fall.lower, fall.upper)


def assess_adjudication_loss(summary: AdjudicationSummary, limits: MonitoringLimits) -> tuple[MonitoringFinding, ...]:
    """How often the adjudicator overruled each reader; with two readers about half is what chance gives."""
    return tuple(_assess_loss(one, limits) for one in summary.readers)


def _assess_loss(one: ReaderShare, limits: MonitoringLimits) -> MonitoringFinding:
    rate = one.overruled.rate
    if rate is None or rate.subjects < limits.fewest:
        return _too_few(one.reader, "adjudication loss", one.adjudicated, limits, "adjudicated case")
    interval = Interval(rate.lower, rate.upper, limits.level)
    told = (
        f"{one.reader} was overruled in {rate.responders} of {rate.subjects} adjudicated cases "
        f"({percent(rate.rate)}, {_range(interval, limits)})"
    )
    advice = "go through these cases with the reader and the adjudicator"
    line = _Line(f"above the limit of {percent(limits.most_overruled)}", advice)
    flag, sentence = line.judge(told, rate.rate <= limits.most_overruled, rate.lower <= limits.most_overruled)
    return MonitoringFinding(one.reader, "adjudication loss", flag, sentence, rate.rate, rate.lower, rate.upper)


def assess_repeated_categories(
    reader: str,
    repeats: Sequence[tuple[Rating, Rating]],
    limits: MonitoringLimits,
    weights: Weights = Weights.IDENTITY,
    categories: Sequence[Rating] | None = None,
) -> MonitoringFinding:
    """Does the reader give a case the same category again? (first, second read) a case; by Cohen's kappa."""
    measure = "intra-reader kappa"
    if len(repeats) < limits.fewest:
        return _too_few(reader, measure, len(repeats), limits, "repeated case")
    found = compute_kappa(repeats, weights, categories, limits.level)
    if found.estimate is None:
        return MonitoringFinding(reader, measure, Flag.TOO_FEW, f"{reader}: {found.reason}")
    same = sum(one == other for one, other in repeats)
    lower, upper = (found.interval.lower, found.interval.upper) if found.interval else (None, None)
    told = f"{reader} gave the same answer in {same} of {len(repeats)} repeated cases (kappa {found.estimate:.2f}"
    told += f", {percent(limits.level)} interval {lower:.2f} to {upper:.2f})" if lower is not None else ")"
    flag, sentence = _judge_coefficient(told, found.estimate, upper, limits.least_kappa)
    return MonitoringFinding(reader, measure, flag, sentence, found.estimate, lower, upper)


def assess_repeated_numbers(
    reader: str, repeats: Mapping[str, tuple[float, float]], limits: MonitoringLimits, unit: str = ""
) -> tuple[MonitoringFinding, ...]:
    """Does the reader measure a case alike again? Lin's coefficient and the repeatability coefficient, two findings."""
    if len(repeats) < max(limits.fewest, 3):
        return (_too_few(reader, "intra-reader concordance", len(repeats), limits, "repeated case"),)
    found = compute_concordance(list(repeats.values()), limits.level).coefficient
    if found.estimate is None:
        first = MonitoringFinding(reader, "intra-reader concordance", Flag.TOO_FEW, f"{reader}: {found.reason}")
    else:
        lower, upper = (found.interval.lower, found.interval.upper) if found.interval else (None, None)
        told = f"{reader}'s repeats of {len(repeats)} cases agree with concordance {found.estimate:.2f}"
        told += f" ({percent(limits.level)} interval {lower:.2f} to {upper:.2f})" if lower is not None else ""
        flag, sentence = _judge_coefficient(told, found.estimate, upper, limits.least_concordance)
        first = MonitoringFinding(reader, "intra-reader concordance", flag, sentence, found.estimate, lower, upper)
    return first, _assess_rc(reader, repeats, limits, unit)


def _assess_rc(
    reader: str, repeats: Mapping[str, tuple[float, float]], limits: MonitoringLimits, unit: str
) -> MonitoringFinding:
    rc = compute_repeatability(repeats, limits.level).rc
    lower, upper = (rc.interval.lower, rc.interval.upper) if rc.interval else (None, None)
    end = f" {unit}" if unit else ""
    told = f"Two measurements of one case by {reader} differ by up to {number(rc.estimate)}{end} in 95 % of cases"
    if limits.most_rc is None:
        return MonitoringFinding(reader, "repeatability", Flag.FINE, f"{told}.", rc.estimate, lower, upper)
    line = _Line(f"above the limit of {limits.most_rc:g}{end}", "look at how the reader places the measurements")
    is_open = lower is not None and lower <= limits.most_rc
    flag, sentence = line.judge(told, rc.estimate <= limits.most_rc, is_open)
    return MonitoringFinding(reader, "repeatability", flag, sentence, rc.estimate, lower, upper)


@dataclass(frozen=True, slots=True)
class _Line:
    """A limit's wrong side in words, and what to do beyond it."""

    crossed: str
    advice: str

    def judge(self, told: str, is_met: bool, is_open: bool) -> tuple[Flag, str]:
        """Fine where the limit is met; watch where the interval still reaches it (`is_open`); else act."""
        if is_met:
            return Flag.FINE, f"{told}, not {self.crossed}."
        if is_open:
            again = "which chance can still explain: look again with more cases"
            return Flag.WATCH, f"{told}, {self.crossed}, {again}."
        return Flag.ACT, f"{told}, {self.crossed}: {self.advice}."


def _judge_coefficient(told: str, estimate: float, upper: float | None, limit: float) -> tuple[Flag, str]:
    line = _Line(f"below the limit of {limit:g}", "look at the cases that differ, and retrain the reader")
    return line.judge(told, estimate >= limit, upper is not None and upper >= limit)


def _too_few(reader: str, measure: str, cases: int, limits: MonitoringLimits, what: str = "case") -> MonitoringFinding:
    counted = f"{cases} {what}" if cases == 1 else f"{cases} {what}s"
    sentence = f"{reader} has {counted}; from {limits.fewest} on there is something to say about {measure}."
    return MonitoringFinding(reader, measure, Flag.TOO_FEW, sentence)


def _range(interval: Interval, limits: MonitoringLimits) -> str:
    return f"{percent(limits.level)} interval {percent(interval.lower)} to {percent(interval.upper)}"
