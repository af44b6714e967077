"""What its reader opens next: named beforehand, so that its first images are there when it is opened.

Only what the reader could open at this very moment: unlocked, on no hold, by a reader who may read. Nothing is opened
by it and nothing pinned; that images were given is entered like any opening. It says nothing of how many cases wait.
"""

from dataclasses import dataclass

from centralis.apps.action import Caller, house
from centralis.apps.intake.models import ExamVersion
from centralis.apps.reads.cases import Case, Place, gather
from centralis.apps.reads.models import Read, ReadingTask, ReadState
from centralis.apps.reads.reader_queries import due_cases, own_task
from centralis.apps.reads.readiness import require_reader
from centralis.core.refusal import Refused


@dataclass(frozen=True, slots=True)
class Following:
    """The time point that its reader reads next, and its images. `is_open`: it was opened before."""

    task: ReadingTask
    number: int
    is_open: bool
    version: ExamVersion


def following(caller: Caller, token: str) -> Following | None:
    """The first time point of the caller's list that is of another case, when it may be opened now."""
    for case, place in due_cases(caller):
        if case.task.token != token:
            version = version_ahead(case, place)
            return Following(case.task, place.number, place.is_open, version) if version else None
    return None


def version_given(caller: Caller, token: str, number: int) -> tuple[ReadingTask, ExamVersion, bool]:
    """The images of a time point of the caller's own case, and whether it was begun or is only unlocked. Raises
    Read.DoesNotExist for any other."""
    task = own_task(caller, token)
    rows = Read.every.select_related("exam_version").filter(task=task, time_point=number)
    read = rows.filter(state__in=(ReadState.OPEN, ReadState.LOCKED)).first()
    return (task, version_unlocked(task, number), False) if read is None else (task, read.exam_version, True)


def version_unlocked(task: ReadingTask, number: int) -> ExamVersion:
    """The images of a time point that its reader has not opened and could open now. Raises Read.DoesNotExist."""
    case = gather(task)
    place = case.place(number)
    version = version_ahead(case, place) if place.read is None else None
    if version is None:
        raise Read.DoesNotExist
    return version


def version_ahead(case: Case, place: Place) -> ExamVersion | None:
    """The images that opening a time point would give to its reader now; None where it would be refused."""
    if not place.is_writable or not _may_read(case.task):
        return None
    if place.read is not None:
        return place.read.exam_version if place.is_open else None
    return place.version


def _may_read(task: ReadingTask) -> bool:
    """Whether the reader of a case would be let in now, as when it is opened."""
    try:
        require_reader(task, house.now())
    except Refused:
        return False
    return True
