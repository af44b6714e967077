"""Was it made at the right time: the visit's window, the transmittal's date, the subject's preparation."""

from collections.abc import Iterator
from datetime import date

from centralis.core.acquisition.findings import Verdict
from centralis.core.acquisition.outcome import Outcome, judged
from centralis.core.acquisition.registry import Case, check
from centralis.core.acquisition.requirements import Severity


@check("visit-window", "1", Severity.MAJOR, "The exam was made inside the visit's window.")
def visit_window(case: Case) -> Iterator[Outcome]:
    """Days early or late are counted; an unscheduled visit has no window and passes with those words."""
    visit, made = case.context.visit, case.exam.date
    if visit is None:
        yield judged(None, "the visit's window", "the visit is not known")
    elif visit.unscheduled:
        yield judged(True, "any day: unscheduled visit", "not recorded" if made is None else made.isoformat())
    elif made is None or (visit.opens is None and visit.closes is None):
        missing = "exam date not recorded" if made is None else "the visit's due date is not known yet"
        yield judged(None, _window(visit.opens, visit.closes), missing)
    else:
        early = (visit.opens - made).days if visit.opens else 0
        late = (made - visit.closes).days if visit.closes else 0
        days = max(early, late, 0)
        words = f"{made.isoformat()}, {days} day{'s' * (days != 1)} {'early' if early > 0 else 'late'}"
        evidence = (("visit", visit.visit), ("days outside", str(days)))
        expected = _window(visit.opens, visit.closes)
        yield judged(days == 0, expected, words if days else made.isoformat(), evidence)


@check("transmittal-date", "1", Severity.MAJOR, "The date on the transmittal form is the date in the images.")
def transmittal_date(case: Case) -> Iterator[Outcome]:
    """Silent when there is no transmittal."""
    form = case.context.transmittal
    if form is not None and form.exam_date is not None:
        made = case.exam.date
        holds = None if made is None else made == form.exam_date
        yield judged(holds, form.exam_date.isoformat(), "not recorded" if made is None else made.isoformat())


@check("later-than-earlier-exams", "1", Severity.MAJOR, "A follow-up is made after the exams that come before it.")
def after_baseline(case: Case) -> Iterator[Outcome]:
    """Compare with the baseline's date; silent for the baseline itself."""
    base, made = case.context.baseline, case.exam.date
    if base is None or case.context.is_baseline:
        return
    first = base.exam.date
    holds = None if made is None or first is None else made > first
    expected = "after the baseline" if first is None else f"after {first.isoformat()}"
    yield judged(holds, expected, "not recorded" if made is None else made.isoformat())


@check("subject-preparation", "1", Severity.MAJOR, "The subject was prepared as the charter asks (fasting, glucose).")
def subject_preparation(case: Case) -> Iterator[Outcome]:
    """Hold the requirement's subject rules against the transmittal's numbers."""
    form = case.context.transmittal
    for rule in case.requirement.subject:
        value = None if form is None else form.numbers.get(rule.parameter)
        holds = None if value is None else rule.within is None or rule.within.holds(value)
        verdict = Verdict.NOT_EVALUABLE if holds is None else Verdict.PASS if holds else Verdict.FAIL
        observed = "not stated on a transmittal" if value is None else f"{value:g}"
        yield Outcome(verdict, rule.words(), observed, severity=rule.severity, parameter=rule.parameter)


def _window(opens: date | None, closes: date | None) -> str:
    return f"{opens.isoformat() if opens else 'any'} to {closes.isoformat() if closes else 'any'}"
