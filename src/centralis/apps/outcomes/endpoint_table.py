"""The endpoints of a trial by its central results, each with its method and interval. Pure.

Rates have exact limits (Clopper-Pearson); times are Kaplan-Meier estimates with log-log limits in months of 30.4375
days; medians and their limits by Brookmeyer and Crowley. What cannot be given has its reason in words.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from centralis.apps.outcomes.meaning import Meaning
from centralis.apps.outcomes.times import Settled, SubjectTimes, derive_times
from centralis.core.endpoints.kaplan_meier import ConfType, SurvivalCurve, estimate_survival
from centralis.core.endpoints.response import Rate, compute_rate
from centralis.core.endpoints.time_to_event import RuleSet, Schedule, TimeToEvent, collect_times

LEVEL = 0.95
CONF_TYPE = ConfType.LOG_LOG


@dataclass(frozen=True, slots=True)
class RateLine:
    """A rate by name, the codes that count, whom it is among, and the rate."""

    name: str
    codes: tuple[str, ...]
    among: str
    rate: Rate

    @property
    def percent(self) -> float:
        return 100 * self.rate.rate

    @property
    def lower(self) -> float:
        return 100 * self.rate.lower

    @property
    def upper(self) -> float:
        return 100 * self.rate.upper


@dataclass(frozen=True, slots=True)
class TimeLine:
    """A time in months: how many subjects, how many events, the median with its limits (None: see the reason)."""

    name: str
    rules: str
    curve: SurvivalCurve | None
    subjects: int
    events: int
    reason: str = ""

    @property
    def median(self) -> float | None:
        return self.curve.median.estimate if self.curve else None

    @property
    def lower(self) -> float | None:
        return self.curve.median.lower if self.curve else None

    @property
    def upper(self) -> float | None:
        return self.curve.median.upper if self.curve else None


@dataclass(frozen=True, slots=True)
class Range:
    """A plain summary of numbers: how many, the median, the smallest and the largest."""

    count: int
    median: float
    smallest: float
    largest: float


@dataclass(frozen=True, slots=True)
class RulesResult:
    """Everything that rests on one rule set, with each subject's times and what could not be derived."""

    rules: RuleSet
    progression_free: TimeLine
    of_response: TimeLine
    times: Mapping[str, SubjectTimes]
    faults: tuple[str, ...]

    @property
    def lines(self) -> tuple[TimeLine, ...]:
        """The lines of the table of times."""
        return (self.progression_free, self.of_response)


def response_rates(headlines: Sequence[str], meaning: Meaning, subjects: int | None = None) -> list[RateLine]:
    """Objective response and disease control among subjects with a result, or among all `subjects`, of whom those
    without one did not respond. Nothing for a score or for nobody."""
    population = len(headlines) if subjects is None else subjects
    if meaning.responses is None or not population:
        return []
    among = "subjects with a central result" if subjects is None else "all subjects; without a result: no response"
    names = (("Objective response rate", meaning.responding), ("Disease control rate", meaning.controlled))
    return [
        RateLine(name, codes, among, compute_rate(sum(one in codes for one in headlines), population, LEVEL))
        for name, codes in names
    ]


def derive_by_rules(
    settled: Sequence[Settled], meaning: Meaning, rules: RuleSet, schedule: Schedule, name: str
) -> RulesResult:
    """Every subject's times by a rule set, and their estimates."""
    times: dict[str, SubjectTimes] = {}
    faults: list[str] = []
    for one in settled:
        try:
            times[one.subject] = derive_times(one, meaning, rules, schedule)
        except ValueError as fault:
            faults.append(str(fault))
    durations = [one.of_response for one in times.values() if one.of_response is not None]
    return RulesResult(
        rules=rules,
        progression_free=_estimate(name, rules, [one.progression_free for one in times.values()]),
        of_response=_estimate("Duration of response", rules, durations),
        times=times,
        faults=tuple(faults),
    )


def summarise_range(numbers: Sequence[float]) -> Range | None:
    """Median and range; None of nothing."""
    return Range(len(numbers), float(median(numbers)), min(numbers), max(numbers)) if numbers else None


def methods(
    meaning: Meaning, results: Sequence[RulesResult], schedule: Schedule, versions: Mapping[str, str]
) -> list[tuple[str, str]]:
    """What the numbers rest on, as (word, text): for the page's foot and for exports."""
    found = meaning.responses
    lines = [
        ("Criterion", f"{meaning.title}, {meaning.edition}"),
        ("Rates", f"Clopper-Pearson, exact; level {LEVEL:g}"),
    ]
    if found is not None:
        lines.append(("Progression", f"{found.rule} Source: {found.source}"))
    lines += [
        (one.rules.name, f"{one.rules.title}. {one.rules.citation}."
         + (f" Confirmed: {one.rules.confirmed_by}." if one.rules.confirmed_by else " Not confirmed against the text."))
        for one in results
    ]  # fmt: skip
    planned = ", ".join(map(str, schedule.planned_days)) or f"every {schedule.interval_days}"
    lines += [
        ("Missed visits", f"{schedule.missed_visits} in a row; planned on days {planned}, ± {schedule.window_days}"),
        ("Times", f"Kaplan-Meier, {CONF_TYPE.value} limits, medians by Brookmeyer and Crowley; level {LEVEL:g}; "
         "durations count the first day, months have 30.4375 days"),
        ("Software", ", ".join(f"{name} {number}" for name, number in versions.items())),
    ]  # fmt: skip
    return lines


def time_row(one: TimeToEvent | None) -> dict[str, Any]:
    """A time as a table shows it."""
    if one is None:
        return {"on": None, "days": None, "end": "", "rule": "", "sentence": "", "provenance": ""}
    end = "event" if one.is_event else "censored"
    return {
        "on": one.on, "days": one.days, "end": end, "rule": one.rule, "sentence": one.sentence,
        "provenance": one.provenance,
    }  # fmt: skip


def _estimate(name: str, rules: RuleSet, found: Sequence[TimeToEvent]) -> TimeLine:
    if not found:
        return TimeLine(name, rules.name, None, 0, 0, "No subject has one.")
    curve = estimate_survival(collect_times(found), CONF_TYPE, LEVEL)
    events = sum(one.is_event for one in found)
    return TimeLine(name, rules.name, curve, len(found), events, _not_reached(curve))


def _not_reached(curve: SurvivalCurve) -> str:
    """Which of the median and its limits the follow-up does not reach, in words."""
    found = curve.median
    parts = (("median", found.estimate), ("lower limit", found.lower), ("upper limit", found.upper))
    missing = [word for word, value in parts if value is None]
    return f"Not reached within {float(curve.time[-1]):.1f} months: {', '.join(missing)}." if missing else ""
