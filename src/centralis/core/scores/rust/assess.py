"""The total of RUST and modified RUST: the sum of four cortices, or none when one is hidden."""

from collections.abc import Iterator, Sequence

from centralis.core.criteria.findings import Finding, Severity
from centralis.core.scores.rust.model import (
    Assessment,
    MrustParameters,
    MrustTimePoint,
    RustParameters,
    RustTimePoint,
)

CORTICES = ("medial", "lateral", "anterior", "posterior")
TimePoint = RustTimePoint | MrustTimePoint
Parameters = RustParameters | MrustParameters
CHECKS: dict[str, str] = {
    "R01": "A cortex has no points, and nothing is said to hide it.",
    "R02": "A cortex has fewer points than at an earlier time point.",
}


def rules_of(name: str) -> dict[str, str]:
    """The rules by id."""
    range_of = {"rust": "4 to 12", "mrust": "4 to 16"}[name]
    return {
        "TOTAL": f"All four cortices are seen: the total is the sum of their points, {range_of}.",
        "NOT-EVALUABLE": "A cortex can't be seen: there is no total.",
    }


def assess(history: Sequence[TimePoint], parameters: Parameters) -> tuple[Assessment, ...]:
    """The total of each time point."""
    return tuple(_assess(point, parameters) for point in history)


def _points(point: TimePoint) -> dict[str, int | None]:
    return {name: getattr(point, name) for name in CORTICES}


def _assess(point: TimePoint, parameters: Parameters) -> Assessment:
    points = _points(point)
    hidden = [name for name, value in points.items() if value is None]
    if hidden:
        return Assessment(point.day, None, None, "NOT-EVALUABLE", f"Not seen: {', '.join(hidden)}; there is no total.")
    told = [value for value in points.values() if value is not None]
    total = sum(told)
    united = total >= parameters.united_from_total
    sentence = f"{' + '.join(map(str, told))} = {total}; united from {parameters.united_from_total}."
    return Assessment(point.day, total, united, "TOTAL", sentence)


def check(history: Sequence[TimePoint], parameters: Parameters) -> Iterator[Finding]:
    """An unexplained gap is an error; a cortex that loses points is to be looked at again."""
    point = history[-1]
    for name, value in _points(point).items():
        if value is None and not point.hardware_hides:
            text = f"The {name} cortex has no points. Score it, or say that hardware or cast hides it."
            yield Finding("R01", Severity.ERROR, name, "", text)
        earlier = [getattr(one, name) for one in history[:-1] if getattr(one, name) is not None]
        if value is not None and earlier and value < earlier[-1]:
            text = f"The {name} cortex has {value} points after {earlier[-1]}; bone seldom loses any. Look again."
            yield Finding("R02", Severity.WARNING, name, "", text)
