"""Is everything there: the modality, the required series, the body part, and pixels that can be read."""

from collections.abc import Iterator
from dataclasses import replace

from centralis.core.acquisition.facts import SeriesFacts
from centralis.core.acquisition.outcome import Outcome, judged
from centralis.core.acquisition.parameters import REGIONS
from centralis.core.acquisition.registry import Case, check, each_series
from centralis.core.acquisition.requirements import SeriesRequirement, Severity


@check(
    "readable-pixels", "1", Severity.CRITICAL,
    "Every image decodes: an image that cannot be shown cannot be read.",
)  # fmt: skip
def readable_pixels(case: Case) -> Iterator[Outcome]:
    """Fail for objects that did not decode; not evaluable when decoding was not tried."""
    broken = case.exam.unreadable
    total = sum(series.instances for series in case.exam.series)
    if broken:
        yield judged(False, "every image decodes", f"{len(broken)} of {total} do not decode", broken[:20])
    else:
        tried = case.exam.pixels_tried
        yield judged(True if tried else None, "every image decodes", f"{total} decoded" if tried else "not decoded yet")


@check("modality", "1", Severity.CRITICAL, "The exam holds images of the modality the charter asks for.")
def modality(case: Case) -> Iterator[Outcome]:
    """Compare the modalities of the exam with the requirement's."""
    wanted, found = case.requirement.modality, sorted({series.modality for series in case.exam.series} - {""})
    holds = wanted in found if found else None
    yield judged(holds, wanted, ", ".join(found) or "no modality recorded")


@check("required-series", "1", Severity.MAJOR, "Each series the charter requires is there, and it is said which one.")
def required_series(case: Case) -> Iterator[Outcome]:
    """One outcome a series requirement; an optional series that is absent is not mentioned."""
    for wanted in case.requirement.series:
        chosen = case.assignment.series_for(wanted.id)
        series = None if chosen is None else case.exam.find(chosen.series)
        if chosen is not None and series is not None:
            evidence = (*(("because", reason) for reason in chosen.reasons), ("score", str(chosen.score)))
            said = f"series {series.number if series.number is not None else '?'}: {series.description or 'unnamed'}"
            outcome = judged(True, f"a series of modality {case.requirement.modality} for {wanted.id}", said, evidence)
            yield replace(outcome, series=series.uid, requirement=wanted.id)
        elif wanted.required:
            offered = tuple((one.description or one.uid, one.modality) for one in case.exam.series)
            said = "no series fits" if offered else "the exam holds no series"
            outcome = judged(
                False, f"a series of modality {case.requirement.modality} for {wanted.id}", said, offered[:20]
            )
            yield replace(outcome, requirement=wanted.id)


@check("body-part", "1", Severity.MAJOR, "The body part in the header is one the charter's coverage names.")
def body_part(case: Case) -> Iterator[Outcome]:
    """Compare Body Part Examined with the coverage; words outside DICOM's list leave it not evaluable."""

    def look(wanted: SeriesRequirement, series: SeriesFacts) -> Iterator[Outcome]:
        if not wanted.coverage:
            return
        named = [word.upper().replace(" ", "").replace("_", "") for word in series.words("body_part")]
        known = [word for word in named if any(word in words for words in REGIONS.values())]
        expected = ", ".join(wanted.coverage)
        if not known:
            yield judged(None, expected, ", ".join(named) or "not recorded")
            return
        shown = [region for region in wanted.coverage if any(word in REGIONS.get(region, ()) for word in known)]
        yield judged(bool(shown), expected, ", ".join(known), tuple(("covered", region) for region in shown))

    yield from each_series(case, look)
