"""Was contrast given, in the phase and at the delay the charter asks for."""

from collections.abc import Iterator

from centralis.core.acquisition.assignment import phase_of
from centralis.core.acquisition.context import Transmittal
from centralis.core.acquisition.facts import SeriesFacts
from centralis.core.acquisition.outcome import Outcome, judged
from centralis.core.acquisition.registry import Case, check, each_series
from centralis.core.acquisition.requirements import Contrast, SeriesRequirement, Severity


@check("contrast-phase", "1", Severity.MAJOR, "The series shows the contrast phase the charter asks for.")
def contrast_phase(case: Case) -> Iterator[Outcome]:
    """The series description speaks first, then the transmittal; an agent without a phase is not evaluable."""

    def look(wanted: SeriesRequirement, series: SeriesFacts) -> Iterator[Outcome]:
        if wanted.contrast is not None:
            yield _phase(wanted.contrast, series, case.context.transmittal)

    yield from each_series(case, look)


@check(
    "contrast-delay", "1", Severity.MAJOR, "The delay between injection of contrast and scan is as the charter asks."
)
def contrast_delay(case: Case) -> Iterator[Outcome]:
    """Seconds from the header's bolus start, or as stated on the transmittal."""

    def look(wanted: SeriesRequirement, series: SeriesFacts) -> Iterator[Outcome]:
        if wanted.contrast is None or wanted.contrast.delay_s is None:
            return
        delay, source = _delay_s(series, case.context.transmittal)
        within = wanted.contrast.delay_s
        holds = None if delay is None else within.holds(delay)
        observed = "not recorded" if delay is None else f"{delay:g}"
        severity = wanted.contrast.severity
        judged_so = judged(holds, within.words(), observed, (("source", source),), severity)
        yield Outcome(
            judged_so.verdict, judged_so.expected, judged_so.observed, "s", judged_so.evidence, severity, "delay_s"
        )

    yield from each_series(case, look)


def _phase(wanted: Contrast, series: SeriesFacts, form: Transmittal | None) -> Outcome:
    agents = series.words("contrast_agent")
    told = phase_of(series.description)
    stated = "" if form is None else form.contrast_phase.strip().lower()
    evidence = (
        ("contrast agent in header", ", ".join(agents) or "none"),
        ("series description", series.description or "empty"),
        ("transmittal", stated or "not stated"),
    )
    phase = told or stated
    given = bool(agents) or phase not in ("", "none")
    if wanted.phase == "none":
        return judged(not given, "no contrast", phase or "contrast agent recorded" if given else "no contrast recorded",
                      evidence, wanted.severity)  # fmt: skip
    if wanted.phase in ("any", "post"):
        holds: bool | None = True if given else (False if phase == "none" else None)
        return judged(holds, "with contrast", phase or ("with contrast" if given else "not recorded"), evidence,
                      wanted.severity)  # fmt: skip
    if not phase or phase in ("any", "post"):
        said = "contrast given, phase not recorded" if given else "not recorded"
        return judged(None, wanted.phase, said, evidence, wanted.severity)
    return judged(phase == wanted.phase, wanted.phase, phase, evidence, wanted.severity)


def _delay_s(series: SeriesFacts, form: Transmittal | None) -> tuple[float | None, str]:
    if series.contrast_at is not None and series.acquired_at is not None:
        return (series.acquired_at - series.contrast_at).total_seconds(), "header"
    if form is not None and form.contrast_delay_s is not None:
        return form.contrast_delay_s, "transmittal"
    return None, "neither header nor transmittal"
