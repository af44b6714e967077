"""What decides the time to progression of a subject, dated and with its provenance; and the date of its progression."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from centralis.core.criteria.best_response import RESPONSES
from centralis.core.endpoints.method import StatisticsError

ADEQUATE = frozenset({"CR", "PR", "SD", "NON-CR/NON-PD", "NED", "PD"})
"""Responses of an assessment that says something; NE and ND say nothing."""


class RecordError(StatisticsError):
    """A subject's record that cannot be: which subject, which fact on which date, and what it contradicts."""


@dataclass(frozen=True)
class Dated:
    """A fact's date and where it stands: a form, a row, a read."""

    on: date
    provenance: str = ""


@dataclass(frozen=True)
class ReadAssessment:
    """One time point of one reader, of the site, or of the adjudicated result.

    `counts_from` is the date a progression counts from when an equivocal new lesion was confirmed later; None: `on`.
    """

    on: date
    response: str
    counts_from: date | None = None
    provenance: str = ""

    @property
    def is_adequate(self) -> bool:
        return self.response in ADEQUATE

    @property
    def day_it_counts(self) -> date:
        return self.counts_from or self.on


@dataclass(frozen=True)
class SubjectRecord:
    """Everything that decides a subject's time to event, by one evaluator (a reader, the central review, the site).

    `start` is the randomisation, or the start of treatment. `assessments` are those after baseline. `discontinued`:
    treatment ended, or the subject was lost, without documented progression. None: it has not happened.
    """

    subject: str
    start: date
    assessments: tuple[ReadAssessment, ...] = ()
    has_baseline: bool = True
    death: Dated | None = None
    new_therapy: Dated | None = None
    discontinued: Dated | None = None
    cut_off: date | None = None


def derive_progression_date(assessments: Sequence[ReadAssessment]) -> date | None:
    """The date of the first progression, back to the first sighting of a lesion that was confirmed later; or None."""
    found = find_progression(assessments)
    return found.on if found else None


def find_progression(assessments: Sequence[ReadAssessment]) -> Dated | None:
    """The first progression with its provenance; of several that count from one date the one seen first."""
    found = [one for one in assessments if one.response == "PD"]
    if not found:
        return None
    first = min(found, key=lambda one: (one.day_it_counts, one.on))
    return Dated(first.day_it_counts, first.provenance)


def check_record(record: SubjectRecord) -> None:
    """Raises RecordError for a fact before the start, after the cut-off or after death, and for unclear assessments."""
    facts = [
        (name, fact.on)
        for name, fact in (
            ("death", record.death),
            ("new therapy", record.new_therapy),
            ("discontinuation", record.discontinued),
        )
        if fact is not None
    ]
    facts += [("assessment", one.on) for one in record.assessments]
    facts += [("progression", one.counts_from) for one in record.assessments if one.counts_from is not None]
    for name, on in facts:
        if on < record.start:
            _refuse(record, name, on, f"before the start on {record.start.isoformat()}")
        if record.cut_off is not None and on > record.cut_off:
            _refuse(record, name, on, f"after the data cut-off on {record.cut_off.isoformat()}")
    seen: set[date] = set()
    for one in record.assessments:
        if one.response not in RESPONSES:
            known = ", ".join(RESPONSES)
            sentence = f"response {one.response!r} on {one.on.isoformat()} is not known; expected one of {known}."
            raise RecordError(f"Subject {record.subject}: {sentence}")
        if one.on in seen:
            _refuse(record, "assessment", one.on, "twice; one evaluator has one response a date")
        if record.death is not None and one.on > record.death.on:
            _refuse(record, "assessment", one.on, f"after the death on {record.death.on.isoformat()}")
        if one.counts_from is not None and one.counts_from > one.on:
            _refuse(
                record, "progression", one.counts_from, f"after the assessment that shows it on {one.on.isoformat()}"
            )
        seen.add(one.on)


def _refuse(record: SubjectRecord, name: str, on: date, why: str) -> None:
    raise RecordError(f"Subject {record.subject}: the {name} on {on.isoformat()} stands {why}. Correct the record.")
