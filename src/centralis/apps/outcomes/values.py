"""Values of a score by visit: what every subject has, its change from baseline, and the summary of all. Pure.

Change is the difference to the subject's first value, in the measure's own unit; a value that is a change already has
none. Intervals of a mean are Student's t; a mean of one subject has none. Values that are words are counted.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, median, stdev
from typing import Any

from scipy.stats import t as student

from centralis.apps.outcomes.meaning import Measure

LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class Point:
    """One subject's value at one visit; `change` from the subject's first value, where there is one."""

    subject: str
    visit: str
    name: str
    day: int
    value: float | str
    change: float | None


@dataclass(frozen=True, slots=True)
class Spread:
    """A summary of numbers; `lower` and `upper` are the mean's confidence limits, None below two subjects."""

    count: int
    mean: float
    deviation: float | None
    median: float
    smallest: float
    largest: float
    lower: float | None
    upper: float | None


@dataclass(frozen=True, slots=True)
class VisitValues:
    """A measure at one visit: a summary of its numbers and of their change, or its words counted."""

    visit: str
    name: str
    values: Spread | None
    changes: Spread | None
    counts: tuple[tuple[str, int], ...] = ()


def points_of(subject: str, time_points: Sequence[Mapping[str, Any]], measure: Measure) -> tuple[Point, ...]:
    """One subject's values of a measure, from stored time points in their order; what has no value has no point."""
    found: list[Point] = []
    first: float | None = None
    for point in time_points:
        value = point["answers"].get(measure.key)
        if isinstance(value, bool) or not isinstance(value, int | float | str) or value == "" or point["day"] is None:
            continue
        change = None
        if isinstance(value, int | float) and not measure.is_change:
            change = None if first is None else round(value - first, 6)
            first = value if first is None else first
        found.append(Point(subject, point["visit"], point["name"], int(point["day"]), value, change))
    return tuple(found)


def summarise_by_visit(points: Iterable[Point], measure: Measure) -> tuple[VisitValues, ...]:
    """A measure over all subjects, visit by visit in the order of their days."""
    visits: dict[str, list[Point]] = {}
    for point in points:
        visits.setdefault(point.visit, []).append(point)
    ordered = sorted(visits.items(), key=lambda item: (median(one.day for one in item[1]), item[0]))
    return tuple(_visit(visit, found, measure) for visit, found in ordered)


def summarise(numbers: Sequence[float]) -> Spread | None:
    """Count, mean with its interval, standard deviation, median and range; None of nothing."""
    if not numbers:
        return None
    mean, count = fmean(numbers), len(numbers)
    spread = stdev(numbers) if count > 1 else None
    half = None if spread is None else float(student.ppf((1 + LEVEL) / 2, count - 1)) * spread / count**0.5
    return Spread(
        count=count,
        mean=mean,
        deviation=spread,
        median=float(median(numbers)),
        smallest=float(min(numbers)),
        largest=float(max(numbers)),
        lower=None if half is None else mean - half,
        upper=None if half is None else mean + half,
    )


def _visit(visit: str, points: Sequence[Point], measure: Measure) -> VisitValues:
    numbers = [float(one.value) for one in points if not isinstance(one.value, str)]
    changes = [one.change for one in points if one.change is not None]
    words = Counter(one.value for one in points if isinstance(one.value, str))
    order = [*measure.codes, *sorted(set(words) - set(measure.codes))]
    counts = tuple((word, words[word]) for word in order if words[word])
    return VisitValues(visit, points[0].name, summarise(numbers), summarise(changes), counts)
