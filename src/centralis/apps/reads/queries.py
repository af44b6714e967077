"""Read the reading room for the rooms around it: signed reads, what was adjudicated, what is due.

What a blinded reader may see stands in `reader_views`, the project manager's page in `managing`, progress in `bulk`.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from centralis.apps.action import Caller
from centralis.apps.people import queries as people
from centralis.apps.reads.actions import is_baseline_accepted, reader_pool
from centralis.apps.reads.cases import Case, design_of, gather_all
from centralis.apps.reads.comparing import compare, standing
from centralis.apps.reads.models import Adjudication, AdjudicationState, Read, ReadingSeed, ReadingTask, ReadState
from centralis.apps.trials.models import Definition, DefinitionState, Subject, Trial
from centralis.apps.trials.queries import is_system


def _readers(trial_id: UUID) -> int:
    in_force = Definition.objects.filter(trial_id=trial_id, state=DefinitionState.ACTIVE)
    return design_of(trial_id).readers if in_force.exists() else 0


def _standing(trial_id: UUID) -> QuerySet[Adjudication]:
    return Adjudication.objects.filter(trial_id=trial_id).exclude(state=AdjudicationState.VOID)


# --- signed reads, for outcomes -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SignedRead:
    """A locked read as outcomes take it. `day` counts from the subject's anchor or, without one, the baseline scan."""

    read_id: UUID
    task_id: UUID
    subject_id: UUID
    reader_number: int
    reader_name: str
    time_point: int
    visit_id: UUID
    visit_code: str
    exam_date: date
    day: int
    content: dict[str, Any]
    assessment: dict[str, Any]
    digest: str
    signed_at: datetime
    definition_id: UUID
    software: str


@dataclass(frozen=True, slots=True)
class SubjectReads:
    """All that reading came to for one subject. `accepted_task` is the case that counts: the one that was chosen or,
    where no adjudication was asked, the first reader's; None while reading or adjudication is not finished."""

    subject_id: UUID
    subject_code: str
    readers: int
    reads: tuple[SignedRead, ...]
    is_complete: bool
    adjudication: Adjudication | None
    accepted_task: UUID | None

    def by_reader(self, number: int) -> tuple[SignedRead, ...]:
        return tuple(one for one in self.reads if one.reader_number == number)

    def accepted(self) -> tuple[SignedRead, ...]:
        return tuple(one for one in self.reads if one.task_id == self.accepted_task)


def signed_reads(caller: Caller, trial_id: UUID, subject_id: UUID, permission: str) -> SubjectReads:
    """Return a subject's signed reads and which of them count; a room above asks under its own permission."""
    return next(iter(signed_reads_of_trial(caller, trial_id, permission, [subject_id])))


def signed_reads_of_trial(
    caller: Caller, trial_id: UUID, permission: str, subject_ids: list[UUID] | None = None
) -> list[SubjectReads]:
    """Return the same for each subject with a case in reading (or for some), by subject code, in few queries."""
    if not is_system(caller) and trial_id not in people.trials_of(caller, permission):
        raise Trial.DoesNotExist
    rows = ReadingTask.objects.filter(trial_id=trial_id).select_related("subject", "reader")
    if subject_ids is not None:
        rows = rows.filter(subject_id__in=subject_ids)
    tasks = list(rows.order_by("subject__code", "reader_number"))
    cases = gather_all(tasks)
    signatures = {
        read.pk: read.signature
        for read in Read.objects.filter(task__in=tasks, state=ReadState.LOCKED).select_related("signature")
    }
    judged = {row.subject_id: row for row in _standing(trial_id).select_related("signature")}
    found: list[SubjectReads] = []
    for subject in dict.fromkeys(task.subject for task in tasks):
        mine = [case for case in cases if case.task.subject_id == subject.pk]
        reads = tuple(
            _signed(case.task, place.read, case.day_of(place.read.exam_date), signatures)
            for case in mine
            for place in case.places
            if place.read is not None and place.read.state == ReadState.LOCKED
        )
        complete = len(mine) >= mine[0].design.readers and all(case.is_complete for case in mine)
        chosen = judged.get(subject.pk)
        found.append(
            SubjectReads(
                subject.pk, subject.code, len(mine), reads, complete, chosen, _accepted(mine, complete, chosen)
            )
        )
    return found


def _signed(task: ReadingTask, read: Read, day: int, signatures: dict[UUID, Any]) -> SignedRead:
    signature = signatures[read.pk]
    return SignedRead(
        read.pk, task.pk, task.subject_id, task.reader_number, task.reader.printed_name, read.time_point,
        read.visit_id, read.visit.code, read.exam_date, day, read.content, read.assessment,
        signature.content_digest, signature.signed_at, read.definition_id, read.software,
    )  # fmt: skip


def _accepted(cases: list[Case], complete: bool, chosen: Adjudication | None) -> UUID | None:
    if not complete or (chosen is not None and chosen.state != AdjudicationState.DONE):
        return None
    if chosen is not None:
        return chosen.side_a_task_id if chosen.choice == "A" else chosen.side_b_task_id
    first = min(cases, key=lambda case: case.task.reader_number)
    task_id: UUID = first.task.pk
    return task_id


# --- what a background job finds due --------------------------------------------------------------


def subjects_to_assign(trial_id: UUID | None = None) -> list[Subject]:
    """The subjects whose baseline is accepted and who lack a reader, in trials whose seed is sealed."""
    sealed = ReadingSeed.objects.all() if trial_id is None else ReadingSeed.objects.filter(trial_id=trial_id)
    due: list[Subject] = []
    for trial in sealed.values_list("trial_id", flat=True):
        pool = {person.pk for person in reader_pool(trial)}
        held: dict[UUID, set[UUID]] = {}
        for subject_id, reader_id in ReadingTask.objects.filter(trial_id=trial).values_list("subject_id", "reader_id"):
            held.setdefault(subject_id, set()).add(reader_id)
        wanted = _readers(trial)
        for subject in Subject.objects.filter(trial_id=trial):
            mine = held.get(subject.pk, set())
            if len(mine) < wanted and pool - mine and is_baseline_accepted(subject):
                due.append(subject)
    return due


@dataclass(frozen=True, slots=True)
class Due:
    """What the comparison of a subject's reads asks for: an adjudication to open, or an old one to make void."""

    subject: Subject
    opens: bool
    voids: Adjudication | None


def comparison_due(subject: Subject) -> Due | None:
    """Say what is due for a subject now, or None."""
    found = compare(subject)
    if found is None:
        return None
    old = standing(subject.pk)
    if found.is_needed and (old is None or old.basis != found.basis):
        return Due(subject, True, None)
    if not found.is_needed and old is not None and old.basis != found.basis:
        return Due(subject, False, old)
    return None


def comparisons_due(trial_id: UUID | None = None) -> list[Due]:
    """Say what is due for every subject with a case in reading."""
    rows = Subject.objects.filter(reading_tasks__isnull=False).distinct()
    rows = rows if trial_id is None else rows.filter(trial_id=trial_id)
    return [due for due in map(comparison_due, rows) if due is not None]
