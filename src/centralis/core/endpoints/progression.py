"""Progression date and progression-free survival of a subject, with the rule that decided in a sentence.

Rules `fda-2018-a`: our table after FDA, Clinical Trial Endpoints for the Approval of Cancer Drugs and Biologics (2007,
2018), appendix table A; of its rows, "the date is the first time progression was noted", deaths as events, censoring
at the last visit after two or more missed visits were seen in an excerpt, the others are from general knowledge.
A gap is measured in time: an event later than `missed_visits` x (interval + window) after the last adequate assessment.
Durations count the first day: days = end - start + 1 (ADaM convention for time-to-event); months are days / 30.4375.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

DAYS_PER_MONTH = 30.4375
ADEQUATE = frozenset({"CR", "PR", "SD", "NON-CR/NON-PD", "NED", "PD"})


@dataclass(frozen=True)
class ProgressionRule:
    """The trial's choices. `interval_days` 0: gaps are not looked at. `new_therapy_is`: censor, event or ignore."""

    missed_visits: int = 2
    interval_days: int = 0
    window_days: int = 0
    new_therapy_is: str = "censor"
    gap_is: str = "censor"


@dataclass(frozen=True)
class ReadAssessment:
    """One time point of one reader or of the adjudicated result.

    `counts_from` is the date a progression counts from when an equivocal new lesion was confirmed later; None: `on`.
    """

    on: date
    response: str
    counts_from: date | None = None


@dataclass(frozen=True)
class SubjectFacts:
    """What else decides: the start (randomisation), death, new anti-cancer therapy; None when it has not happened."""

    start: date
    died_on: date | None = None
    new_therapy_on: date | None = None


@dataclass(frozen=True)
class TimeToEvent:
    """A duration: its first and last day, the days with both, event or censored, the rule and its sentence."""

    start: date
    on: date
    days: int
    is_event: bool
    rule: str
    sentence: str

    @property
    def months(self) -> float:
        return self.days / DAYS_PER_MONTH


def derive_progression_date(assessments: Sequence[ReadAssessment]) -> date | None:
    """The date of the first progression, back to the first sighting of a lesion that was confirmed later; or None."""
    dates = [one.counts_from or one.on for one in assessments if one.response == "PD"]
    return min(dates) if dates else None


def derive_progression_free_survival(
    assessments: Sequence[ReadAssessment], subject: SubjectFacts, rule: ProgressionRule
) -> TimeToEvent:
    """Event or censoring of progression-free survival, from the start of the subject.

    Raises ValueError for an unknown choice in the rule and for a death or therapy before the start.
    """
    _check(subject, rule)
    record = sorted((one for one in assessments if one.on >= subject.start), key=lambda one: one.on)
    progressed = derive_progression_date(record)
    therapy = subject.new_therapy_on
    event, name = _first_event(progressed, subject.died_on)
    if therapy is not None and rule.new_therapy_is != "ignore" and (event is None or therapy < event):
        if rule.new_therapy_is == "event":
            return _end(subject, therapy, True, "new-therapy", "New anti-cancer therapy began")
        last = _last_adequate(record, therapy, subject.start)
        return _censored(subject, last, "new-therapy", "New anti-cancer therapy began before progression")
    if event is None:
        last = _last_adequate(record, None, subject.start)
        if last == subject.start:
            return _censored(subject, last, "no-assessment", "No adequate assessment since the start")
        return _censored(subject, last, "no-progression", "No progression and no death")
    last = _last_adequate(record, event, subject.start)
    allowed = rule.missed_visits * (rule.interval_days + rule.window_days)
    gap = (event - last).days
    if allowed and gap > allowed and rule.gap_is == "censor":
        why = f"{name} came {gap} days after the last adequate assessment, more than the {allowed} days allowed"
        return _censored(subject, last, "missed-visits", why)
    return _end(subject, event, True, "death" if name == "Death" else "progression", name)


def _check(subject: SubjectFacts, rule: ProgressionRule) -> None:
    if rule.new_therapy_is not in ("censor", "event", "ignore") or rule.gap_is not in ("censor", "event"):
        raise ValueError("new_therapy_is is censor, event or ignore; gap_is is censor or event.")
    for what, on in (("death", subject.died_on), ("new therapy", subject.new_therapy_on)):
        if on is not None and on < subject.start:
            raise ValueError(f"The {what} on {on.isoformat()} lies before the start on {subject.start.isoformat()}.")


def _first_event(progressed: date | None, died_on: date | None) -> tuple[date | None, str]:
    """Whichever comes first; on the same day it is the progression."""
    if progressed is not None and (died_on is None or progressed <= died_on):
        return progressed, "Progression"
    return died_on, "Death"


def _last_adequate(record: Sequence[ReadAssessment], before: date | None, start: date) -> date:
    """The last assessment that says something, before an event when one is given; the start when there is none."""
    dates = [one.on for one in record if one.response in ADEQUATE and (before is None or one.on < before)]
    return max(dates, default=start)


def _end(subject: SubjectFacts, on: date, is_event: bool, rule: str, why: str) -> TimeToEvent:
    days = (on - subject.start).days + 1
    sentence = f"{why} on {on.isoformat()}, day {days}: event."
    return TimeToEvent(subject.start, on, days, is_event, rule, sentence)


def _censored(subject: SubjectFacts, on: date, rule: str, why: str) -> TimeToEvent:
    days = (on - subject.start).days + 1
    place = (
        "at the start" if on == subject.start else f"at the last adequate assessment on {on.isoformat()}, day {days}"
    )
    return TimeToEvent(subject.start, on, days, False, rule, f"{why}: censored {place}.")
