"""What is done in the reading room: open, read, sign and lock, reopen, compare, adjudicate.

Who reads what stands in `assigning`, who may read and holds in `running`.
"""

from typing import Any
from uuid import uuid4

from centralis.apps.action import Act, action
from centralis.apps.people.signing import sign as put_signature
from centralis.apps.people.signing import void
from centralis.apps.reads import comparing, forms, rules, scoring, signing
from centralis.apps.reads.cases import Case, Place, accepted_versions, exam_date, gather
from centralis.apps.reads.designs import anew, global_read
from centralis.apps.reads.keys import token_key
from centralis.apps.reads.models import (
    Adjudication,
    AdjudicationState,
    Read,
    ReadingTask,
    ReadState,
    TaskPurpose,
)
from centralis.apps.reads.readiness import check_own, check_reader
from centralis.apps.reads.refusals import ReadsRefusal
from centralis.apps.reads.running import displays
from centralis.apps.reads.running.assigning import end_own_case, hold_row, void_standing
from centralis.apps.reads.running.assigning import void_adjudication as void_row
from centralis.apps.reads.viewing import state as viewing_state
from centralis.apps.trials import queries as trials
from centralis.apps.trials.models import Subject
from centralis.core.reading.tokens import derive_token
from centralis.core.refusal import Refused


@action("reads.open_time_point")
def open_time_point(do: Act, task: ReadingTask, number: int) -> Read:
    """Open a time point for its reader: pinned to the exam version and the definition in force. Again: no change."""
    check_own(do, task)
    check_reader(do, task)
    hold_row(ReadingTask, task.pk)
    case = gather(task)
    place = next((one for one in case.places if one.number == number), None)
    if place is None or not place.is_writable:
        raise Refused(ReadsRefusal.NOT_OPEN, because=place.opening.sentence if place else "There is none.")
    earlier = case.scored_before(number)
    if case.is_at_once and len(earlier) < number - 1:
        raise Refused(ReadsRefusal.EARLIER_UNFINISHED)
    start = case.reading.start(earlier)
    if place.read is None:
        return do.create(Read, task=task, time_point=number, state_since=do.at, content=start, **_pinned(task, place))
    entries = scoring.carry_over(place.read.content, start, forms.growing(case.reading.form(), number == 1))
    if place.read.state == ReadState.WAITING:
        do.change(place.read, state=ReadState.OPEN, state_since=do.at, content=entries, **_pinned(task, place))
    elif case.is_at_once and place.read.state == ReadState.OPEN and entries != place.read.content:
        do.change(place.read, content=entries)
    return place.read


def _pinned(task: ReadingTask, place: Place) -> dict[str, Any]:
    version = place.version
    if place.read is not None and not task.only_exams:
        version = accepted_versions([task.subject_id]).get(place.read.visit_id, place.version)
    if version is None:
        raise Refused(ReadsRefusal.NOT_OPEN)
    return {
        "visit_id": version.exam.visit_id,
        "exam_version": version,
        "exam_date": exam_date(version) or place.on,
        "definition": trials.version_for_job(task.trial_id),
    }


@action("reads.save_draft")
def save_draft(do: Act, read: Read, entries: dict[str, Any]) -> Read:
    """Keep what the reader entered so far."""
    check_writable(do, read)
    do.change(read, content=entries)
    return read


@action("reads.sign", signs=True)
def sign(do: Act, read: Read) -> Read:
    """Sign and lock a read: checks and assessment are run again here, on what is stored."""
    hold_row(ReadingTask, read.task_id)
    case = check_writable(do, read)
    check_reader(do, read.task)
    ready = signing.prepare(read, case)
    signature = put_signature(do, read, ready.content, rules.READ_MEANING)
    do.change(
        read,
        state=ReadState.LOCKED,
        state_since=do.at,
        assessment=ready.assessment,
        view=viewing_state.pinned(read),
        software=signing.SOFTWARE,
        display_check=displays.newest(read.task.reader_id),
        signature=signature,
    )
    return read


def check_writable(do: Act, read: Read) -> Case:
    """Return the case of a read that its reader may change now; refuse any other."""
    check_own(do, read.task)
    case = gather(read.task)
    place = next((one for one in case.places if one.read is not None and one.read.pk == read.pk), None)
    if place is not None and place.read is not None and place.read.state == ReadState.LOCKED:
        raise Refused(ReadsRefusal.LOCKED)
    if place is None or read.state != ReadState.OPEN or not place.is_writable:
        raise Refused(ReadsRefusal.NOT_OPENED)
    return case


@action("reads.reopen")
def reopen(do: Act, read: Read, reason: str) -> Read:
    """Give a signed read back to its reader, with the reason; its signature is void, both versions are kept.

    Reads of later time points of the case rest on it (lesions carried forward, sums, nadir), so they are given back
    too and signed anew in their order; an adjudication of the case is void.
    """
    if not reason.strip():
        raise Refused(ReadsRefusal.REASON_NEEDED)
    again = {} if read.task.only_exams else accepted_versions([read.task.subject_id])
    newest = again.get(read.visit_id, read.exam_version)
    if read.state != ReadState.LOCKED and not (read.state == ReadState.OPEN and newest.pk != read.exam_version_id):
        raise Refused(ReadsRefusal.NOT_LOCKED, state=read.state)
    hold_row(ReadingTask, read.task_id)
    do.explain(reason)
    later = Read.every.filter(task=read.task, time_point__gt=read.time_point).select_related("task", "signature")
    for one in later.filter(state=ReadState.LOCKED).order_by("time_point"):
        _give_back(do, one, f"time point {read.time_point} was reopened: {reason}", state=ReadState.WAITING)
    for one in later.filter(state=ReadState.OPEN):
        do.change(one, state=ReadState.WAITING, state_since=do.at)
    if read.task.purpose == TaskPurpose.ANEW:
        anew.reopen_decision(do, read.task, reason)
    else:
        void_standing(do, read.task.subject_id, f"a read was reopened: {reason}")
    global_read.void_stated(do, read.task, f"a time point was reopened: {reason}")
    pins = {
        "exam_version_id": newest.pk,
        "exam_date": exam_date(newest) or read.exam_date,
        "definition_id": trials.version_for_job(read.task.trial_id).pk,
    }
    return _give_back(do, read, reason, state=ReadState.OPEN, **pins)


def _give_back(do: Act, read: Read, reason: str, **values: Any) -> Read:
    if read.signature is not None:
        void(do, read.signature, reason)
    fresh: dict[str, Any] = {
        "assessment": {},
        "view": {},
        "software": "",
        "display_check_id": None,
        "signature_id": None,
        "reopen_reason": "",
        "supersedes_id": read.pk,
    }
    mark = {"state": ReadState.REOPENED, "state_since": do.at, "reopen_reason": reason}
    return do.supersede(read, mark, state_since=do.at, **fresh, **values)


@action("reads.open_adjudication")
def open_adjudication(do: Act, subject: Subject) -> Adjudication:
    """Open the adjudication of a subject's finished reads when the definition's conditions ask for one."""
    hold_row(Subject, subject.pk)
    found = comparing.compare(subject)
    if found is None:
        raise Refused(ReadsRefusal.NOT_COMPLETE)
    if not found.is_needed:
        raise Refused(ReadsRefusal.NOT_TRIGGERED)
    old = comparing.standing(subject.pk)
    if old is not None:
        if old.basis == found.basis:
            raise Refused(ReadsRefusal.ADJUDICATION_EXISTS)
        void_row(do, old, "other reads were signed since")
    adjudication_id = uuid4()
    return do.create(
        Adjudication,
        id=adjudication_id,
        trial_id=subject.trial_id,
        subject=subject,
        definition=trials.version_for_job(subject.trial_id),
        token=derive_token(token_key(), "adjudication", str(adjudication_id)),
        by=found.by,
        triggers=found.explain(),
        side_a_task=found.side_a,
        side_b_task=found.side_b,
        basis=found.basis,
        state_since=do.at,
    )


@action("reads.void_adjudication")
def void_adjudication(do: Act, adjudication: Adjudication) -> Adjudication:
    """Make void an adjudication whose reads are no longer those that count, and no longer differ."""
    found = comparing.compare(adjudication.subject)
    if found is None or found.is_needed or found.basis == adjudication.basis:
        raise Refused(ReadsRefusal.ADJUDICATION_EXISTS)
    void_row(do, adjudication, "other reads were signed since, and they agree")
    return adjudication


@action("reads.adjudicate", signs=True)
def adjudicate(do: Act, adjudication: Adjudication, choice: str, reason: str) -> Adjudication:
    """Choose one of the two reads as a whole, or the own read where the case was read anew, say why, and sign."""
    anew.check_may_decide(do, adjudication)
    if choice not in ("A", "B") and not (choice == rules.OWN_READ and adjudication.by == rules.READ_ANEW):
        raise Refused(ReadsRefusal.CHOICE_UNKNOWN)
    if choice == rules.OWN_READ:
        anew.check_own_read(adjudication)
    if not reason.strip():
        raise Refused(ReadsRefusal.REASON_NEEDED)
    found = comparing.compare(adjudication.subject)
    if found is None or found.basis != adjudication.basis:
        raise Refused(ReadsRefusal.ADJUDICATION_NOT_DUE)
    displays.require(adjudication.trial_id, do.caller.person_id, do.at)
    do.explain(reason)
    content = signing.choice_content(adjudication, choice, reason)
    signature = put_signature(do, adjudication, content, rules.ADJUDICATION_MEANING)
    if choice != rules.OWN_READ:
        end_own_case(do, adjudication, f"read {choice} was chosen")
    do.change(
        adjudication,
        state=AdjudicationState.DONE,
        state_since=do.at,
        choice=choice,
        reason=reason,
        adjudicator_id=do.caller.person_id,
        view=viewing_state.pinned_decision(adjudication, do.caller.person_id),
        software=signing.SOFTWARE,
        signature=signature,
    )
    return adjudication
