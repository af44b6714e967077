"""What those who run the reading see: who reads, where each read stands, what waits; states and times, never values."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time
from uuid import UUID

from centralis.apps.action import Caller, house
from centralis.apps.intake.models import ExamVersion
from centralis.apps.people.models import Person
from centralis.apps.people.queries import trials_of
from centralis.apps.reads.cases import Case, accepted_versions, gather_all
from centralis.apps.reads.designs import global_read
from centralis.apps.reads.keys import trial_seed
from centralis.apps.reads.models import (
    Adjudication,
    GlobalRead,
    Hold,
    Read,
    ReadingSeed,
    ReadingTask,
    ReadState,
    TaskPurpose,
)
from centralis.apps.reads.queries import standing_reads
from centralis.apps.reads.running.pool import adjudicators_anew, covers, pool_of, standing_holds
from centralis.apps.reads.running.readers import ReaderLine, reader_lines, ready_at
from centralis.apps.trials.models import Subject, Trial
from centralis.core.reading.due import Pause, compute_due, is_overdue
from centralis.core.reading.keyed import compute_commitment

PAGE = "reads.manage_page"
REOPEN = "reads.reopen"
HOLD = "reads.place_hold"
HAND_OVER = "reads.hand_over"
QUALIFY = "reads.qualify_reader"
VIEW_AS = "reads.view_as"
RELEASE = "reads.release_adjudication"


@dataclass(frozen=True, slots=True)
class ReadLine:
    """One time point of one reader's case. `resent`: the images came again after it was begun; `late`: they came
    after a later time point was read, so this reader has not seen them."""

    task_id: UUID
    subject: str
    reader: str
    visit: str
    time_point: int
    state: str
    since: datetime | None
    opened_at: datetime | None
    read_id: UUID | None
    can_reopen: bool
    resent: bool
    late: bool
    can_hand_over: bool = False
    is_held: bool = False
    due_at: datetime | None = None
    is_overdue: bool = False


@dataclass(frozen=True, slots=True)
class Managed:
    """The page of read management."""

    seed: ReadingSeed | None
    seed_fits: bool
    readers: tuple[ReaderLine, ...]
    reads: tuple[ReadLine, ...]
    adjudications: tuple[Adjudication, ...]
    statements: tuple[GlobalRead, ...]
    holds: tuple[Hold, ...]
    due_days: int

    @property
    def has_due(self) -> bool:
        """Whether anything has a day until which it is to be read."""
        return self.due_days > 0 or any(one.due_at is not None for one in self.reads)

    @property
    def has_notes(self) -> bool:
        return any(one.resent or one.late for one in self.reads)

    @property
    def has_tests(self) -> bool:
        """Whether readers of this trial are tested in a training trial."""
        return any(one.tested is not None for one in self.readers)

    @property
    def overdue(self) -> int:
        return sum(one.is_overdue and one.state != "locked" for one in self.reads)


def managed(caller: Caller, trial_id: UUID) -> Managed:
    """Gather the page of a trial."""
    if trial_id not in trials_of(caller, PAGE):
        raise Trial.DoesNotExist
    seed = ReadingSeed.objects.filter(trial_id=trial_id).first()
    counting = (TaskPurpose.PRIMARY, TaskPurpose.ANEW, TaskPurpose.ELIGIBILITY)
    rows = ReadingTask.every.filter(trial_id=trial_id, ended_at__isnull=True, purpose__in=counting)
    rows = rows.select_related("subject", "reader", "eligibility")
    tasks = list(rows.order_by("subject__code", "reader_number"))
    cases = gather_all(tasks)
    versions = _by_subject(accepted_versions(list({task.subject_id for task in tasks})))
    clock = _Clock(tuple(Hold.objects.filter(trial_id=trial_id)), house.now())
    lines = {case.task.pk: list(_lines(case, versions.get(case.task.subject_id, {}), clock)) for case in cases}
    judged = Adjudication.objects.filter(trial_id=trial_id).select_related("subject", "adjudicator")
    pool = pool_of(trial_id, [*adjudicators_anew(trial_id), *(task.reader for task in tasks)])
    holds = Hold.objects.filter(pk__in=[one.pk for one in standing_holds([trial_id])]).order_by("created_at")
    return Managed(
        seed,
        seed is not None and seed.commitment == compute_commitment(trial_seed(trial_id)),
        tuple(reader_lines(trial_id, pool, cases, lines, clock.now)),
        tuple(line for case in cases for line in lines[case.task.pk]),
        tuple(judged.order_by("state", "state_since")),
        tuple(global_read.statements_of(trial_id)),
        tuple(holds.select_related("reader", "subject")),
        cases[0].design.due_days if cases else 0,
    )


def adjudication_to_release(caller: Caller, trial_id: UUID, adjudication_id: UUID) -> Adjudication:
    """Return an adjudication of a trial that somebody began to read anew, where the caller may take it back."""
    if trial_id not in trials_of(caller, RELEASE):
        raise Adjudication.DoesNotExist
    rows = Adjudication.objects.select_related("subject", "adjudicator", "anew_task")
    row: Adjudication = rows.get(pk=adjudication_id, trial_id=trial_id, anew_task__isnull=False)
    return row


def read_to_reopen(caller: Caller, trial_id: UUID, read_id: UUID) -> Read:
    """Return a read that the caller may reopen."""
    if trial_id not in trials_of(caller, REOPEN):
        raise Read.DoesNotExist
    related = ("task__subject", "task__reader", "visit", "signature", "exam_version")
    row: Read = standing_reads(trial_id).select_related(*related).get(pk=read_id)
    return row


def task_to_hand_over(caller: Caller, trial_id: UUID, task_id: UUID) -> tuple[ReadingTask, list[Person]]:
    """Return a case that the caller may hand over, and who may be named to take it."""
    if trial_id not in trials_of(caller, HAND_OVER):
        raise ReadingTask.DoesNotExist
    row: ReadingTask = ReadingTask.objects.select_related("subject", "reader").get(pk=task_id, trial_id=trial_id)
    pool = pool_of(trial_id)
    free = {one.reader for one in pool.candidates(row.subject) if not one.out}
    return row, [one for one in pool.persons if str(one.pk) in free]


def hold_to_lift(caller: Caller, trial_id: UUID, hold_id: UUID) -> Hold:
    """Return a hold of a trial in which the caller may lift it."""
    if trial_id not in trials_of(caller, HOLD):
        raise Hold.DoesNotExist
    row: Hold = Hold.objects.select_related("reader", "subject").get(pk=hold_id, trial_id=trial_id)
    return row


def to_hold(caller: Caller, trial_id: UUID, reader: str, subject: str) -> tuple[Person | None, Subject | None]:
    """Return what an address names to be put on hold: a reader of the trial, a subject by its code, or neither."""
    if trial_id not in trials_of(caller, HOLD):
        raise Hold.DoesNotExist
    person = next((one for one in _people(trial_id) if str(one.pk) == reader), None) if reader else None
    if reader and person is None:
        raise Person.DoesNotExist
    return person, Subject.objects.get(trial_id=trial_id, code=subject) if subject else None


def task_to_look_at(caller: Caller, trial_id: UUID, task_id: UUID) -> ReadingTask:
    """A case of a trial where the caller may look; nobody who reads in the trial, or did, gets one (leaks L24, L44)."""
    if trial_id not in trials_of(caller, VIEW_AS):
        raise ReadingTask.DoesNotExist
    if ReadingTask.every.filter(trial_id=trial_id, reader_id=caller.person_id).exists():
        raise ReadingTask.DoesNotExist
    rows = ReadingTask.every.select_related("subject", "reader").filter(trial_id=trial_id, ended_at__isnull=True)
    row: ReadingTask = rows.get(pk=task_id)
    return row


def reader_to_qualify(caller: Caller, trial_id: UUID, person_id: UUID) -> Person:
    """Return a reader of a trial in which the caller may qualify readers."""
    if trial_id not in trials_of(caller, QUALIFY):
        raise Person.DoesNotExist
    found = next((one for one in _people(trial_id) if one.pk == person_id), None)
    if found is None:
        raise Person.DoesNotExist
    return found


def _people(trial_id: UUID) -> tuple[Person, ...]:
    return pool_of(trial_id, adjudicators_anew(trial_id)).persons


@dataclass(frozen=True, slots=True)
class _Clock:
    """Holds of all time and the moment: what due dates are counted by."""

    holds: tuple[Hold, ...]
    now: datetime

    def pauses(self, task: ReadingTask) -> list[Pause]:
        mine = (one for one in self.holds if covers(one, task.reader_id, task.subject_id))
        return [Pause(one.created_at, one.ended_at) for one in mine]

    def is_held(self, task: ReadingTask) -> bool:
        return any(one.ended_at is None for one in self.holds if covers(one, task.reader_id, task.subject_id))


def _lines(case: Case, versions: dict[UUID, ExamVersion], clock: _Clock) -> Iterable[ReadLine]:
    seen = set()
    pauses, is_held = clock.pauses(case.task), clock.is_held(case.task)
    names = (case.task.pk, case.task.subject.code, case.task.source.capitalize())
    for place in case.places:
        read, version = place.read, place.version
        if version is None:
            continue
        visit = version.exam.visit if read is None else read.visit
        seen.add(visit.pk)
        newest = versions.get(visit.pk)
        resent = read is not None and newest is not None and newest.pk != read.exam_version_id
        state = _state(place.is_writable, read)
        ready = ready_at(case, place.number, version.state_since) if state in ("due", "open", "locked") else []
        due = _asked_until(case.task) or compute_due(ready, case.design.due_days, pauses, clock.now)
        yield ReadLine(
            *names,
            visit.name,
            place.number,
            state,
            read.state_since if read else None,
            read.created_at if read else None,
            read.pk if read else None,
            _can_reopen(case.task, read, resent),
            resent,
            late=False,
            can_hand_over=place.number == 1 and case.task.purpose == TaskPurpose.PRIMARY,
            is_held=is_held and state in ("due", "open"),
            due_at=due,
            is_overdue=is_overdue(due, read.state_since if read and state == "locked" else None, clock.now),
        )
    for visit_id, version in versions.items():
        if visit_id not in seen and case.task.purpose != TaskPurpose.ELIGIBILITY:
            name = version.exam.visit.name
            yield ReadLine(*names, name, 0, "not in this pass", None, None, None, False, False, late=True)


def _asked_until(task: ReadingTask) -> datetime | None:
    """The end (UTC) of the day on which a read before enrolment is due; None for any other."""
    return None if task.eligibility is None else datetime.combine(task.eligibility.due_on, time.max, UTC)


def _can_reopen(task: ReadingTask, read: Read | None, resent: bool) -> bool:
    """Whether a read can be given back. One before enrolment is asked again instead: its answer stays as it was."""
    if read is None or task.purpose == TaskPurpose.ELIGIBILITY:
        return False
    return read.state == ReadState.LOCKED or (read.state == ReadState.OPEN and resent)


def _by_subject(versions: dict[UUID, ExamVersion]) -> dict[UUID, dict[UUID, ExamVersion]]:
    """Subject → its accepted exam versions by visit."""
    found: dict[UUID, dict[UUID, ExamVersion]] = {}
    for visit_id, version in versions.items():
        found.setdefault(version.exam.subject_id, {})[visit_id] = version
    return found


def _state(is_writable: bool, read: Read | None) -> str:
    if read is None:
        return "due" if is_writable else "waiting"
    return {ReadState.LOCKED: "locked", ReadState.OPEN: "open"}.get(ReadState(read.state), "waiting")
