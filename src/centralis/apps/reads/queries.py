"""Read the reading room for the rooms around it: signed reads, what was adjudicated, what is due.

What a blinded reader may see stands in `reader_views`, the project manager's page in `managing`, progress in `bulk`.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from centralis.apps.action import Caller
from centralis.apps.people import queries as people
from centralis.apps.reads.cases import Case, design_of, gather_all
from centralis.apps.reads.comparing import compare, standing
from centralis.apps.reads.keys import trial_seed
from centralis.apps.reads.models import (
    Adjudication,
    AdjudicationState,
    Read,
    ReadingSeed,
    ReadingTask,
    ReadState,
    TaskPurpose,
)
from centralis.apps.reads.rules import CONSENSUS, OWN_READ
from centralis.apps.reads.running.assigning import is_baseline_accepted
from centralis.apps.reads.running.pool import pool_of
from centralis.apps.trials.models import BEFORE_ENROLMENT, Definition, DefinitionState, Subject, Trial
from centralis.apps.trials.queries import is_system
from centralis.core.reading.repeats import FinishedCase, RepeatDesign, derive_due_repeats


def _readers(trial_id: UUID) -> int:
    in_force = Definition.objects.filter(trial_id=trial_id, state=DefinitionState.ACTIVE)
    return design_of(trial_id).readers if in_force.exists() else 0


def _standing(trial_id: UUID) -> QuerySet[Adjudication]:
    return Adjudication.objects.filter(trial_id=trial_id).exclude(state=AdjudicationState.VOID)


def standing_reads(trial_id: UUID) -> QuerySet[Read]:
    """The reads of a trial of cases that count: the readers', and those that an adjudicator reads anew to decide."""
    counting = (TaskPurpose.PRIMARY, TaskPurpose.ANEW)
    return Read.every.filter(task__trial_id=trial_id, task__ended_at__isnull=True, task__purpose__in=counting)


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
    """All that reading came to for one subject. `accepted_task` is the case that counts: the one that was chosen, the
    adjudicator's own or, where no adjudication was asked, the first reader's; None while reading or adjudication is
    not finished."""

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
    cases = gather_all([*tasks, *_read_anew(trial_id, subject_ids)])
    signatures = {
        read.pk: read.signature
        for read in standing_reads(trial_id).filter(state=ReadState.LOCKED).select_related("signature")
    }
    judged = {row.subject_id: row for row in _standing(trial_id).select_related("signature")}
    found: list[SubjectReads] = []
    for subject in dict.fromkeys(task.subject for task in tasks):
        all_mine = [case for case in cases if case.task.subject_id == subject.pk]
        mine = [case for case in all_mine if case.task.purpose != TaskPurpose.ANEW]
        reads = tuple(
            _signed(case.task, place.read, case.day_of(place.read.exam_date), signatures)
            for case in all_mine
            for place in case.places
            if place.read is not None and place.read.state == ReadState.LOCKED
        )
        complete = len(mine) >= mine[0].design.readers and all(case.is_finished for case in mine)
        chosen = judged.get(subject.pk)
        found.append(
            SubjectReads(
                subject.pk, subject.code, len(mine), reads, complete, chosen, _accepted(mine, complete, chosen)
            )
        )
    return found


def _read_anew(trial_id: UUID, subject_ids: list[UUID] | None) -> list[ReadingTask]:
    """The cases that an adjudicator reads anew or did, which stand."""
    rows = ReadingTask.every.filter(trial_id=trial_id, purpose=TaskPurpose.ANEW, ended_at__isnull=True)
    rows = rows if subject_ids is None else rows.filter(subject_id__in=subject_ids)
    return list(rows.select_related("subject", "reader"))


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
    if chosen is not None and chosen.choice == OWN_READ:
        own: UUID | None = chosen.anew_task_id
        return own
    if chosen is not None:
        return chosen.side_a_task_id if chosen.choice == "A" else chosen.side_b_task_id
    if cases[0].design.adjudicate_by == CONSENSUS and not all(case.is_settled for case in cases):
        return None  # whether they must agree is asked when nothing is to come any more
    first = min(cases, key=lambda case: case.task.reader_number)
    task_id: UUID = first.task.pk
    return task_id


# --- what a background job finds due --------------------------------------------------------------


def subjects_to_assign(trial_id: UUID | None = None) -> list[Subject]:
    """The subjects whose baseline is accepted, who lack a reader whom the pool has, in trials whose seed is sealed."""
    sealed = ReadingSeed.objects.all() if trial_id is None else ReadingSeed.objects.filter(trial_id=trial_id)
    due: list[Subject] = []
    for trial in sealed.values_list("trial_id", flat=True):
        wanted = _readers(trial)
        if not wanted:
            continue
        pool = pool_of(trial)
        held = Counter(ReadingTask.objects.filter(trial_id=trial).values_list("subject_id", flat=True))
        for subject in Subject.objects.filter(trial_id=trial).exclude(state__in=BEFORE_ENROLMENT).order_by("code"):
            if held[subject.pk] < wanted and pool.is_free(subject) and is_baseline_accepted(subject):
                due.append(subject)
    return due


def repeats_due(now: datetime) -> list[ReadingTask]:
    """The finished cases that are to be read a second time by the same reader, washed out, in a blind order."""
    found: list[ReadingTask] = []
    for trial_id in ReadingSeed.objects.values_list("trial_id", flat=True):
        design = design_of(trial_id) if _readers(trial_id) else None
        if design is None or not design.repeat_fraction:
            continue
        rule = RepeatDesign(Decimal(str(design.repeat_fraction)), design.washout_days)
        rows = ReadingTask.objects.filter(trial_id=trial_id, repeated_by__isnull=True)
        cases = [case for case in gather_all(list(rows.select_related("subject", "reader"))) if case.is_complete]
        pool = pool_of(trial_id)
        for reader in {case.task.reader_id for case in cases}:
            mine = {str(case.task.subject_id): case for case in cases if case.task.reader_id == reader}
            finished = [FinishedCase(name, _finished_on(case)) for name, case in mine.items()]
            names = derive_due_repeats(trial_seed(trial_id), str(reader), finished, rule, now.date())
            found += [mine[one].task for one in names if not pool.why_not(reader, mine[one].task.subject)]
    return found


def _finished_on(case: Case) -> date:
    return max(place.read.state_since for place in case.places if place.read is not None).date()


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
