"""A reader asks the core lab, or reports what is no part of the trial; both without unblinding anybody.

A question is answered by the project manager in words in which nothing hidden stands: they are searched like images
before release. An incidental finding goes to the medical monitor alone: its mail says only that there is one, and what
was done is seen by no reader and no site. Whoever opened a time point may write, also after the signature.
"""

from centralis.apps.action import Act, DoorRefusal, action
from centralis.apps.intake.models import ExamVersion
from centralis.apps.reads.guarding.scanning import known_of
from centralis.apps.reads.models import NoteKind, Read, ReaderNote
from centralis.apps.reads.refusals import ReadsRefusal
from centralis.core.reading.exposure import Search
from centralis.core.refusal import Refused

LONGEST = 2000
_EXAM = ("exam__subject", "exam__visit", "exam__site", "trial", "scanner", "transmittal__scanner")


@action("reads.write_note")
def write_note(do: Act, read: Read, kind: str, text: str) -> ReaderNote:
    """Keep a reader's question or incidental finding about a time point that the reader opened."""
    if read.task.reader_id != do.caller.person_id:
        raise Refused(DoorRefusal.NOT_PERMITTED)
    if kind not in NoteKind.values or not text.strip() or len(text) > LONGEST:
        raise Refused(ReadsRefusal.NOTE_EMPTY)
    return do.create(ReaderNote, read=read, kind=kind, text=text.strip())


@action("reads.answer_question")
def answer_question(do: Act, note: ReaderNote, text: str) -> ReaderNote:
    """Answer a reader's question in words that tell nothing that is hidden from readers."""
    _check(note, NoteKind.QUESTION, text)
    version = ExamVersion.objects.select_related(*_EXAM).get(pk=note.read.exam_version_id)
    told = sorted(Search(known_of(version)).all_in(text))
    if told:
        raise Refused(ReadsRefusal.ANSWER_TELLS, what=", ".join(told))
    do.change(note, answer=text.strip(), answered_by=do.caller.name, answered_at=do.at)
    return note


@action("reads.handle_finding")
def handle_finding(do: Act, note: ReaderNote, text: str) -> ReaderNote:
    """Say what was done about an incidental finding: passed on to the site's investigator, or why not."""
    _check(note, NoteKind.FINDING, text)
    do.change(note, answer=text.strip(), answered_by=do.caller.name, answered_at=do.at)
    return note


def _check(note: ReaderNote, kind: NoteKind, text: str) -> None:
    if note.kind != kind:
        raise Refused(DoorRefusal.NOT_PERMITTED)
    if note.answered_at is not None:
        raise Refused(ReadsRefusal.NOTE_ANSWERED)
    if not text.strip() or len(text) > LONGEST:
        raise Refused(ReadsRefusal.NOTE_EMPTY)
