"""What those who run the reading see: who reads, where each read stands, what waits; states and times, never values."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from centralis.apps.action import Caller
from centralis.apps.intake.models import ExamVersion
from centralis.apps.people.models import Person
from centralis.apps.people.queries import trials_of
from centralis.apps.reads.cases import Case, accepted_versions, gather_all
from centralis.apps.reads.keys import trial_seed
from centralis.apps.reads.models import Adjudication, Read, ReadingSeed, ReadingTask, ReadState
from centralis.apps.reads.pool import reader_pool
from centralis.apps.trials.models import Trial
from centralis.core.reading.keyed import compute_commitment
from centralis.core.reading.randomisation import derive_order, verify_order

PAGE = "reads.manage_page"
REOPEN = "reads.reopen"


@dataclass(frozen=True, slots=True)
class ReadLine:
    """One time point of one reader's case. `resent`: the images came again after it was begun; `late`: they came
    after a later time point was read, so this reader has not seen them."""

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


@dataclass(frozen=True, slots=True)
class ReaderLine:
    """One reader: cases, reads signed and to do, and whether the order shown is the one that the seed gives."""

    person: Person
    cases: int
    signed: int
    waiting: int
    order: tuple[str, ...]
    order_is_derived: bool


@dataclass(frozen=True, slots=True)
class Managed:
    """The page of read management."""

    seed: ReadingSeed | None
    seed_fits: bool
    readers: tuple[ReaderLine, ...]
    reads: tuple[ReadLine, ...]
    adjudications: tuple[Adjudication, ...]


def managed(caller: Caller, trial_id: UUID) -> Managed:
    """Gather the page of a trial."""
    if trial_id not in trials_of(caller, PAGE):
        raise Trial.DoesNotExist
    seed = ReadingSeed.objects.filter(trial_id=trial_id).first()
    rows = ReadingTask.objects.filter(trial_id=trial_id).select_related("subject", "reader")
    tasks = list(rows.order_by("subject__code", "reader_number"))
    cases = gather_all(tasks)
    versions = accepted_versions(list({task.subject_id for task in tasks}))
    lines = [line for case in cases for line in _lines(case, versions)]
    judged = Adjudication.objects.filter(trial_id=trial_id).select_related("subject", "adjudicator")
    return Managed(
        seed,
        seed is not None and seed.commitment == compute_commitment(trial_seed(trial_id)),
        tuple(_reader(person, trial_id, cases) for person in _readers(trial_id, tasks)),
        tuple(lines),
        tuple(judged.order_by("state", "state_since")),
    )


def read_to_reopen(caller: Caller, trial_id: UUID, read_id: UUID) -> Read:
    """Return a read that the caller may reopen."""
    if trial_id not in trials_of(caller, REOPEN):
        raise Read.DoesNotExist
    rows = Read.objects.select_related("task__subject", "task__reader", "visit", "signature", "exam_version")
    row: Read = rows.get(pk=read_id, task__trial_id=trial_id)
    return row


def _readers(trial_id: UUID, tasks: list[ReadingTask]) -> list[Person]:
    persons = {person.pk: person for person in reader_pool(trial_id)}
    persons.update({task.reader_id: task.reader for task in tasks})
    return sorted(persons.values(), key=lambda person: person.printed_name)


def _reader(person: Person, trial_id: UUID, cases: list[Case]) -> ReaderLine:
    mine = [case for case in cases if case.task.reader_id == person.pk]
    codes = {str(case.task.subject_id): case.task.subject.code for case in mine}
    seed = trial_seed(trial_id)
    order = derive_order(seed, str(person.pk), list(codes))
    signed = sum(1 for case in mine for one in case.places if one.read and one.read.state == ReadState.LOCKED)
    waiting = sum(1 for case in mine if any(one.is_writable for one in case.places))
    is_derived = verify_order(seed, str(person.pk), order)
    return ReaderLine(person, len(mine), signed, waiting, tuple(codes[one] for one in order), is_derived)


def _lines(case: Case, versions: dict[UUID, ExamVersion]) -> list[ReadLine]:
    found = []
    seen = set()
    for place in case.places:
        read, version = place.read, place.version
        if version is None:
            continue
        visit = version.exam.visit if read is None else read.visit
        seen.add(visit.pk)
        newest = versions.get(visit.pk)
        resent = read is not None and newest is not None and newest.pk != read.exam_version_id
        found.append(
            ReadLine(
                case.task.subject.code,
                f"Reader {case.task.reader_number}",
                visit.name,
                place.number,
                _state(place.is_writable, read),
                read.state_since if read else None,
                read.created_at if read else None,
                read.pk if read else None,
                read is not None and (read.state == ReadState.LOCKED or (read.state == ReadState.OPEN and resent)),
                resent,
                False,
            )
        )
    for visit_id, version in versions.items():
        exam = version.exam
        if exam.subject_id == case.task.subject_id and visit_id not in seen:
            found.append(
                ReadLine(
                    case.task.subject.code, f"Reader {case.task.reader_number}", exam.visit.name, 0, "not in this pass",
                    None, None, None, False, False, True,
                )
            )  # fmt: skip
    return found


def _state(is_writable: bool, read: Read | None) -> str:
    if read is None:
        return "due" if is_writable else "waiting"
    return {ReadState.LOCKED: "locked", ReadState.OPEN: "open"}.get(ReadState(read.state), "waiting")
