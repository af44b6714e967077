"""Summed stress, rest and difference scores of the segments that count."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from centralis.core.criteria.findings import Finding, Severity
from centralis.core.scores.stress_perfusion.model import Assessment, Model, Parameters, Segment, TimePoint
from centralis.core.scores.stress_perfusion.tables import NAMES, RULES, VESSELS

CHECKS: dict[str, str] = {
    "P01": "A segment that counts is not listed.",
    "P02": "A row names no segment that counts.",
    "P03": "A segment is worse at rest than at stress.",
}
_WORST = 4


def numbers_of(parameters: Parameters) -> range:
    """The segments that count."""
    return range(1, 18 if parameters.model is Model.SEVENTEEN else 17)


def list_rows(parameters: Parameters) -> dict[str, dict[str, str]]:
    """The rows of a form: the segments that count, by number and name."""
    return {"segments": {str(number): f"{number} {NAMES[number]}" for number in numbers_of(parameters)}}


def _scores(point: TimePoint, parameters: Parameters) -> dict[int, tuple[int, int]]:
    told: dict[int, tuple[int, int]] = {}
    for segment in point.segments:
        if segment.id.isdecimal() and segment.stress is not None and segment.rest is not None:
            told[int(segment.id)] = segment.stress, segment.rest
    return {number: told[number] for number in numbers_of(parameters) if number in told}


def assess(history: Sequence[TimePoint], parameters: Parameters) -> tuple[Assessment, ...]:
    """The sums of each examination."""
    return tuple(_assess(point, parameters) for point in history)


def _assess(point: TimePoint, parameters: Parameters) -> Assessment:
    scores = _scores(point, parameters)
    count = len(numbers_of(parameters))
    missing = [number for number in numbers_of(parameters) if number not in scores]
    if missing:
        why = f"Not scored: {', '.join(NAMES[number] for number in missing)}; there are no sums."
        return Assessment(point.day, None, None, None, None, None, None, "", "NOT-EVALUABLE", why)
    stress, rest = (sum(pair[side] for pair in scores.values()) for side in (0, 1))
    difference = sum(_difference(pair, parameters) for pair in scores.values())
    rule = _grade(stress, parameters)
    most = Decimal(_WORST * count)
    sentence = f"{RULES[rule]} Stress {stress}, rest {rest}, difference {difference} of {most} each."
    return Assessment(
        day=point.day,
        summed_stress=stress,
        summed_rest=rest,
        summed_difference=difference,
        stress_percent=100 * stress / most,
        difference_percent=100 * difference / most,
        ischaemia=difference >= parameters.ischaemia_from,
        worst_vessel=_worst_vessel(scores),
        rule=rule,
        sentence=sentence,
    )


def _difference(pair: tuple[int, int], parameters: Parameters) -> int:
    difference = pair[0] - pair[1]
    return max(0, difference) if parameters.floor_differences else difference


def _grade(stress: int, parameters: Parameters) -> str:
    steps = (("SEVERE", parameters.severe_from), ("MODERATE", parameters.moderate_from), ("MILD", parameters.mild_from))
    return next((rule for rule, least in steps if stress >= least), "NORMAL")


def _worst_vessel(scores: Mapping[int, tuple[int, int]]) -> str:
    """The vessel with the highest mean stress score of its segments; empty when all are normal."""
    means = {
        name: Decimal(sum(scores[n][0] for n in numbers if n in scores)) / sum(1 for n in numbers if n in scores)
        for name, numbers in VESSELS.items()
    }
    worst = max(means, key=lambda name: means[name])
    return worst if means[worst] else ""


def check(history: Sequence[TimePoint], parameters: Parameters) -> Iterator[Finding]:
    """Every segment once, none that does not count, and none better at stress unnoticed."""
    segments = history[-1].segments
    told = {segment.id for segment in segments}
    for number in numbers_of(parameters):
        if str(number) not in told:
            yield Finding(
                "P01", Severity.ERROR, "segments", str(number), f"Segment {number} ({NAMES[number]}) is missing."
            )
    for index, segment in enumerate(segments):
        yield from _check_one(f"segments[{index}]", segment, parameters)


def _check_one(place: str, segment: Segment, parameters: Parameters) -> Iterator[Finding]:
    if not segment.id.isdecimal() or int(segment.id) not in numbers_of(parameters):
        text = f"{segment.id!r} is no segment of the {parameters.model.value}-segment model."
        yield Finding("P02", Severity.ERROR, f"{place}.id", segment.id, text)
    elif segment.stress is not None and segment.rest is not None and segment.rest > segment.stress:
        text = f"Segment {segment.id} is {segment.rest} at rest and {segment.stress} at stress. Look again."
        yield Finding("P03", Severity.WARNING, f"{place}.rest", segment.id, text)
