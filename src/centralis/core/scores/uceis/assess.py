"""UCEIS: the sum of three descriptors of the worst area."""

from collections.abc import Iterator, Sequence
from enum import StrEnum

from centralis.core.criteria.findings import Finding, Severity
from centralis.core.scores.uceis.model import Assessment, Parameters, TimePoint

CHECKS: dict[str, str] = {"U01": "A descriptor is not judged."}
_WORDS = {"vascular": "vascular pattern", "bleeding": "bleeding", "ulcers": "erosions and ulcers"}


def assess(history: Sequence[TimePoint], parameters: Parameters) -> tuple[Assessment, ...]:
    """The score of each time point."""
    return tuple(_assess(point, parameters) for point in history)


def _told(point: TimePoint) -> dict[str, StrEnum | None]:
    return {"vascular": point.vascular, "bleeding": point.bleeding, "ulcers": point.ulcers}


def _assess(point: TimePoint, parameters: Parameters) -> Assessment:
    told = _told(point)
    start = 1 if parameters.starts_at_one else 0
    scale = "3 to 11" if parameters.starts_at_one else "0 to 8"
    missing = [_WORDS[name] for name, value in told.items() if value is None]
    if missing:
        why = f"Not judged: {', '.join(missing)}; there is no score."
        return Assessment(point.day, None, scale, None, "NOT-EVALUABLE", why)
    points = [list(type(value)).index(value) + start for value in told.values() if value is not None]
    score = sum(points)
    remission = score - 3 * start <= parameters.remission_up_to
    sentence = f"{' + '.join(map(str, points))} = {score} on the scale from {scale}."
    return Assessment(point.day, score, scale, remission, "TOTAL", sentence)


def check(history: Sequence[TimePoint], parameters: Parameters) -> Iterator[Finding]:
    """Name each descriptor that is not judged."""
    for name, value in _told(history[-1]).items():
        if value is None:
            text = f"{_WORDS[name].capitalize()} is not judged; without it there is no score."
            yield Finding("U01", Severity.WARNING, name, "", text)
