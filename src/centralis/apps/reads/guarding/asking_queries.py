"""Who may see a reader's notes: their writer the own ones, the core lab questions, the medical monitor findings."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from centralis.apps.action import Caller
from centralis.apps.people import queries as people
from centralis.apps.people.roles import Role
from centralis.apps.reads.models import NoteKind, Read, ReaderNote

PAGES = {NoteKind.QUESTION: "reads.answer_question", NoteKind.FINDING: "reads.handle_finding"}
_RELATED = ("read__task__subject", "read__task__reader", "read__visit", "read__exam_version")


@dataclass(frozen=True, slots=True)
class OwnNote:
    """A note as its writer sees it: a question with its answer, a finding as it was reported."""

    kind: str
    text: str
    answer: str


def own_notes(read: Read) -> tuple[OwnNote, ...]:
    """The notes of one's own read, in the order they were written; nothing of what became of a finding."""
    rows = ReaderNote.objects.filter(read=read).order_by("created_at")
    return tuple(OwnNote(one.kind, one.text, one.answer if one.kind == NoteKind.QUESTION else "") for one in rows)


def notes(caller: Caller, trial_id: UUID, kind: NoteKind) -> QuerySet[ReaderNote]:
    """The notes of a kind that the caller may answer, those that wait first. Raises ReaderNote.DoesNotExist."""
    if trial_id not in people.trials_of(caller, PAGES[kind]):
        raise ReaderNote.DoesNotExist
    rows = ReaderNote.objects.filter(read__task__trial_id=trial_id, kind=kind).select_related(*_RELATED)
    return rows.order_by("-answered_at", "created_at")


def waiting(trial_id: UUID, kind: NoteKind) -> int:
    """How many notes of a kind wait in a trial; for callers who were let in already."""
    return ReaderNote.objects.filter(read__task__trial_id=trial_id, kind=kind, answered_at__isnull=True).count()


@dataclass(frozen=True, slots=True)
class Waiting:
    """What readers wrote that waits: questions, findings, and whether anybody is there for findings."""

    questions: int
    findings: int
    has_monitor: bool


def waiting_of(trial_id: UUID) -> Waiting:
    """How much waits in a trial, without its content; for callers who were let in already."""
    has_monitor = any(one.role == Role.MEDICAL_MONITOR for one in people.persons_of_trial(trial_id))
    return Waiting(waiting(trial_id, NoteKind.QUESTION), waiting(trial_id, NoteKind.FINDING), has_monitor)


def monitors_of(trial_id: UUID) -> list[str]:
    """The addresses of a trial's medical monitors."""
    held = (one for one in people.persons_of_trial(trial_id) if one.role == Role.MEDICAL_MONITOR)
    return sorted({one.person.email for one in held if one.person.is_active and one.person.email})
