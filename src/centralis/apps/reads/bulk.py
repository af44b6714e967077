"""Read the progress of reading in bulk, for pages of unblinded people; counts and times only, never an assessment.

One query each, whatever the size. Readers and adjudicators have no permission under which they could ask; of their own
work they are told here only whether something waits, nothing of trial, subject, number or time (leaks L22, L23).
"""

from collections import Counter, defaultdict
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from centralis.apps.intake.models import ExamState, ExamVersion
from centralis.apps.people.reach import Reach
from centralis.apps.reads.models import Adjudication, AdjudicationState, Read, ReadingTask, ReadState


class VisitReads(NamedTuple):
    """How far a visit is read: reads that were begun, reads that are signed, and when the last one was."""

    begun: int
    locked: int
    locked_at: datetime | None


class AdjudicationFacts(NamedTuple):
    """The adjudication of a subject: due or done, and since when."""

    trial_id: UUID
    subject_id: UUID
    state: str
    since: datetime

    @property
    def is_due(self) -> bool:
        return self.state == AdjudicationState.DUE


def reads_by_visit(reach: Reach) -> dict[UUID, VisitReads]:
    """Return how far each visit within reach is read, by visit id."""
    rows = Read.objects.filter(reach.within("task__trial_id", "task__subject__site_id", "task__subject_id"))
    found: dict[UUID, list[tuple[str, datetime]]] = defaultdict(list)
    current = rows.exclude(state=ReadState.REOPENED).values_list("visit_id", "state", "state_since")
    for visit_id, state, since in current:
        found[visit_id].append((state, since))
    return {visit_id: _progress(reads) for visit_id, reads in found.items()}


def _progress(reads: list[tuple[str, datetime]]) -> VisitReads:
    begun = sum(1 for state, _since in reads if state in (ReadState.OPEN, ReadState.LOCKED))
    locked = [since for state, since in reads if state == ReadState.LOCKED]
    return VisitReads(begun, len(locked), max(locked, default=None))


def tasks_by_subject(reach: Reach) -> Counter[UUID]:
    """Count the readers to whom each subject is assigned, by subject id."""
    rows = ReadingTask.objects.filter(reach.within("trial_id", "subject__site_id"))
    return Counter(rows.values_list("subject_id", flat=True))


def adjudications(reach: Reach) -> dict[UUID, AdjudicationFacts]:
    """Return the adjudication that counts for each subject within reach, by subject id."""
    rows = Adjudication.objects.filter(reach.within("trial_id", "subject__site_id"))
    fields = ("trial_id", "subject_id", "state", "state_since")
    valid = rows.exclude(state=AdjudicationState.VOID).values_list(*fields)
    return {facts[1]: AdjudicationFacts(*facts) for facts in valid}


def reads_wait_for(reach: Reach, person_id: UUID | None) -> bool:
    """Tell whether an accepted exam waits for a reader's signature, in the trials reached."""
    tasks = ReadingTask.objects.filter(trial_id__in=reach.sites, reader_id=person_id)
    subjects = dict(tasks.values_list("subject_id", "pk"))
    accepted = ExamVersion.objects.filter(exam__subject_id__in=subjects, state=ExamState.ACCEPTED)
    signed = Read.objects.filter(task__in=subjects.values(), state=ReadState.LOCKED)
    return bool(set(accepted.values_list("exam__visit_id", flat=True)) - set(signed.values_list("visit_id", flat=True)))


def adjudications_wait_for(reach: Reach, person_id: UUID | None) -> bool:
    """Tell whether an adjudication waits for somebody, assigned or still without an owner, in the trials reached."""
    rows = Adjudication.objects.filter(trial_id__in=reach.sites, state=AdjudicationState.DUE)
    return any(owner in (None, person_id) for owner in rows.values_list("adjudicator_id", flat=True))
