"""The rows behind the waterfall, spider and swimmer plots: plain values, sorted, nothing invented for what is missing.

Changes are in percent of the baseline sum of diameters (negative: smaller), days count from the reference date.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class PlotPoint:
    """One time point of a subject. `change_percent` None: the sum could not be computed, and nothing is drawn."""

    day: int
    change_percent: Decimal | None
    response: str


@dataclass(frozen=True)
class PlotSubject:
    """A subject's points after baseline, best response, and, if known, the day it died and the day it left.

    `responding`: the criterion's codes of a response, best first. `progression_day`: the day its progression counts
    from, as the criterion says; where it is None, a point with PD is one.
    """

    subject: str
    points: tuple[PlotPoint, ...]
    best_response: str
    last_day: int
    is_ongoing: bool = False
    death_day: int | None = None
    progression_day: int | None = None
    responding: tuple[str, ...] = ("CR", "PR")


@dataclass(frozen=True)
class WaterfallRow:
    """A bar: the subject's largest shrinkage (or smallest growth) up to its first progression; `rank` from 1."""

    rank: int
    subject: str
    best_change_percent: float
    best_response: str


@dataclass(frozen=True)
class SpiderRow:
    """A point of a subject's line; every line starts at 0 % on its first row."""

    subject: str
    day: int
    change_percent: float
    response: str


@dataclass(frozen=True)
class SwimmerRow:
    """A bar from day 0 to `end_day`, its place from the top, and the events on it as (day, kind)."""

    rank: int
    subject: str
    end_day: int
    is_ongoing: bool
    best_response: str
    events: tuple[tuple[int, str], ...]


def derive_waterfall(subjects: Sequence[PlotSubject]) -> tuple[WaterfallRow, ...]:
    """One bar a subject with a sum after baseline, from the worst to the best change; others have no bar."""
    bars: list[tuple[Decimal, PlotSubject]] = []
    for one in subjects:
        changes = [point.change_percent for point in _until_progression(one) if point.change_percent is not None]
        if changes:
            bars.append((min(changes), one))
    bars.sort(key=lambda bar: (-bar[0], bar[1].subject))
    return tuple(
        WaterfallRow(rank, one.subject, float(change), one.best_response)
        for rank, (change, one) in enumerate(bars, start=1)
    )


def derive_spider(subjects: Sequence[PlotSubject], baseline_day: int = 0) -> tuple[SpiderRow, ...]:
    """Every subject's line from baseline over all its sums, by subject and day; a missing sum leaves a gap."""
    rows: list[SpiderRow] = []
    for one in sorted(subjects, key=lambda subject: subject.subject):
        drawn = [point for point in one.points if point.change_percent is not None]
        if drawn:
            rows.append(SpiderRow(one.subject, baseline_day, 0.0, "baseline"))
        for point in sorted(drawn, key=lambda found: found.day):
            rows.append(SpiderRow(one.subject, point.day, float(point.change_percent or 0), point.response))
    return tuple(rows)


def derive_swimmer(subjects: Sequence[PlotSubject]) -> tuple[SwimmerRow, ...]:
    """Every subject's bar, the longest first, with first responses, progression (as PD) and death as events."""
    rows: list[SwimmerRow] = []
    ordered = sorted(subjects, key=lambda one: (-one.last_day, one.subject))
    for rank, one in enumerate(ordered, start=1):
        events = [(point.day, point.response) for point in _firsts(one)]
        if one.death_day is not None:
            events.append((one.death_day, "death"))
        rows.append(
            SwimmerRow(rank, one.subject, one.last_day, one.is_ongoing, one.best_response, tuple(sorted(events)))
        )
    return tuple(rows)


def _until_progression(one: PlotSubject) -> list[PlotPoint]:
    """The points up to and including the first progression."""
    found: list[PlotPoint] = []
    for point in sorted(one.points, key=lambda candidate: candidate.day):
        if one.progression_day is not None and found and found[-1].day >= one.progression_day:
            break
        found.append(point)
        if point.response == "PD":
            break
    return found


def _firsts(one: PlotSubject) -> list[PlotPoint]:
    """The first point of each code of a response, and the progression."""
    firsts: dict[str, PlotPoint] = {}
    for point in sorted(one.points, key=lambda candidate: candidate.day):
        if point.response in (*one.responding, "PD"):
            firsts.setdefault(point.response, point)
    if one.progression_day is not None:
        firsts["PD"] = PlotPoint(one.progression_day, None, "PD")
    return list(firsts.values())
