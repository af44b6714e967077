"""Is it the right scanner: qualified for the trial, as registered, and the one used at baseline."""

from collections.abc import Iterator

from centralis.core.acquisition.assignment import assign, phase_of
from centralis.core.acquisition.context import Qualification
from centralis.core.acquisition.facts import Scanner, SeriesFacts
from centralis.core.acquisition.outcome import Outcome, judged
from centralis.core.acquisition.parameters import PARAMETERS, Kind
from centralis.core.acquisition.registry import Case, check, each_series, ruled
from centralis.core.acquisition.requirements import SeriesRequirement, Severity
from centralis.core.acquisition.rules import observed_words

RELATIVE_CHANGE = 0.05
"""Numbers that differ from baseline by more than this fraction have changed; 3.3 mm to 3.0 mm has, 3.27 to 3.26 not."""


@check("scanner-qualified", "1", Severity.MAJOR, "The scanner is qualified for this trial on the day of the exam.")
def scanner_qualified(case: Case) -> Iterator[Outcome]:
    """Not evaluable when the scanner's file is not at hand; an unknown scanner fails."""
    file = case.context.scanner
    if file is None:
        yield judged(None, "a qualified scanner", "the site's scanner file was not given")
        return
    made = case.exam.date
    expired = file.valid_until is not None and made is not None and made > file.valid_until
    holds = file.status is Qualification.QUALIFIED and not expired
    said = "expired on " + file.valid_until.isoformat() if expired and file.valid_until else file.status.value
    said += f" ({file.reason})" if file.reason else ""
    yield judged(holds, "qualified on the day of the exam", said)


@check("scanner-as-registered", "1", Severity.MAJOR, "Maker, model, serial and software are those that were qualified.")
def scanner_as_registered(case: Case) -> Iterator[Outcome]:
    """Compare what the images name with the registration; facts that one side lacks are left out."""
    file = case.context.scanner
    if file is None or file.status is Qualification.UNKNOWN:
        return

    def look(wanted: SeriesRequirement, series: SeriesFacts) -> Iterator[Outcome]:
        changed, compared = _scanner_changes(file.registered, series.scanner)
        yield judged(not changed if compared else None, file.registered.words(), series.scanner.words(), changed)

    yield from each_series(case, look)


@check(
    "scanner-model", "1", Severity.MAJOR, "Maker and model are among those the charter accepts.",
    ("manufacturer", "model"),
)  # fmt: skip
def scanner_model(case: Case) -> Iterator[Outcome]:
    """Hold the charter's rules on maker and model."""
    yield from ruled(case, ("manufacturer", "model"))


@check("same-as-baseline", "1", Severity.MAJOR, "What the charter keeps constant is as it was at baseline.")
def same_as_baseline(case: Case) -> Iterator[Outcome]:
    """Compare each series with the baseline series that fills the same requirement; silent for the baseline itself."""
    if case.context.is_baseline:
        return
    base = case.context.baseline
    before = None if base is None else assign(base.exam, case.requirement)

    def look(wanted: SeriesRequirement, series: SeriesFacts) -> Iterator[Outcome]:
        chosen = None if before is None else before.series_for(wanted.id)
        earlier = base.exam.find(chosen.series) if base is not None and chosen is not None else None
        for kept in wanted.same_as_baseline:
            if earlier is None:
                missing = "no baseline exam" if base is None else "the baseline has no such series"
                yield _named(judged(None, f"{kept} as at baseline", missing), kept)
            else:
                yield _named(_compare(kept, earlier, series), kept)

    yield from each_series(case, look)


def _named(outcome: Outcome, kept: str) -> Outcome:
    unit = PARAMETERS[kept].unit if kept in PARAMETERS else ""
    return Outcome(outcome.verdict, outcome.expected, outcome.observed, unit, outcome.evidence, None, kept)


def _compare(kept: str, earlier: SeriesFacts, now: SeriesFacts) -> Outcome:
    if kept in ("scanner", "software"):
        changed, compared = _scanner_changes(earlier.scanner, now.scanner, software=kept == "software")
        return judged(not changed if compared else None, earlier.scanner.words(), now.scanner.words(), changed)
    if kept == "contrast":
        return _compare_contrast(earlier, now)
    expected, observed = observed_words(kept, earlier), observed_words(kept, now)
    if PARAMETERS[kept].kind is Kind.NUMBER:
        a, b = earlier.values(kept), now.values(kept)
        same = None if not a or not b else _near(a[0], b[0]) and _near(a[-1], b[-1])
    else:
        words, others = set(earlier.words(kept)), set(now.words(kept))
        same = None if not words or not others else words == others
    return judged(same, expected, observed, (("baseline", expected), ("now", observed)))


def _compare_contrast(earlier: SeriesFacts, now: SeriesFacts) -> Outcome:
    def said(series: SeriesFacts) -> tuple[bool, str]:
        phase = phase_of(series.description)
        agent = bool(series.words("contrast_agent"))
        return agent or phase not in ("", "none"), phase

    (was, phase_then), (given, phase_now) = said(earlier), said(now)
    expected = f"{'with' if was else 'no recorded'} contrast {phase_then}".strip()
    observed = f"{'with' if given else 'no recorded'} contrast {phase_now}".strip()
    phases_agree = not phase_then or not phase_now or phase_then == phase_now
    return judged(was == given and phases_agree, expected, observed)


def _near(a: float, b: float) -> bool:
    return abs(a - b) <= RELATIVE_CHANGE * max(abs(a), abs(b))


def _scanner_changes(
    earlier: Scanner, now: Scanner, *, software: bool = False
) -> tuple[tuple[tuple[str, str], ...], bool]:
    """Facts that differ, and whether anything could be compared at all."""
    names = ("software",) if software else ("manufacturer", "model", "serial")
    pairs = [(name, getattr(earlier, name), getattr(now, name)) for name in names]
    known = [(name, a, b) for name, a, b in pairs if a and b]
    changed = tuple((name, f"{a} → {b}") for name, a, b in known if a.casefold() != b.casefold())
    return changed, bool(known)
