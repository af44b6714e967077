"""The Mayo endoscopic subscore: the worst of the segments scored."""

from collections.abc import Iterator, Sequence

from centralis.core.criteria.findings import Finding, Severity
from centralis.core.scores.mayo_endoscopic.model import Assessment, Friability, Parameters, Segment, TimePoint
from centralis.core.scores.mayo_endoscopic.tables import RULES

CHECKS: dict[str, str] = {
    "M01": "What was told of a segment asks for a higher score.",
    "M02": "No segment is listed.",
}


def assess(history: Sequence[TimePoint], parameters: Parameters) -> tuple[Assessment, ...]:
    """The score of each time point; the segment named first counts among equals."""
    return tuple(_assess(point, parameters) for point in history)


def _assess(point: TimePoint, parameters: Parameters) -> Assessment:
    scored = [(segment.score, segment.id) for segment in point.segments if segment.score is not None]
    if not scored:
        return Assessment(point.day, None, "", None, None, "NOT-EVALUABLE", RULES["NOT-EVALUABLE"])
    score, name = max(scored, key=lambda one: one[0])
    rule = f"MES-{score}"
    sentence = f"{RULES[rule]} It is {name}, of {len(scored)} scored."
    improved, remitted = score <= parameters.improvement_up_to, score <= parameters.remission_up_to
    return Assessment(point.day, score, name, improved, remitted, rule, sentence)


def derive_least_score(segment: Segment, parameters: Parameters) -> int:
    """The least score that what was told of a segment allows."""
    if segment.spontaneous_bleeding or segment.ulceration:
        return 3
    if segment.erosions or segment.friability is Friability.PRESENT:
        return 2
    if segment.friability is Friability.MILD:
        return 2 if parameters.mild_friability_is_two else 1
    return 0


def check(history: Sequence[TimePoint], parameters: Parameters) -> Iterator[Finding]:
    """Hold findings against scores."""
    segments = history[-1].segments
    if not segments:
        yield Finding("M02", Severity.ERROR, "segments", "", "No segment is listed. List those that were seen.")
    for index, segment in enumerate(segments):
        least = derive_least_score(segment, parameters)
        if segment.score is not None and segment.score < least:
            text = f"{segment.id}: what was told asks for {least} at least, the score is {segment.score}."
            yield Finding("M01", Severity.ERROR, f"segments[{index}].score", segment.id, text)
