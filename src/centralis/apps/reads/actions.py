"""What is done in the reading room: give out cases, read, sign and lock, reopen, compare, adjudicate."""

from typing import Any
from uuid import UUID, uuid4

from centralis.apps.action import Act, DoorRefusal, action
from centralis.apps.ledger.recorded import Recorded
from centralis.apps.people import queries as people
from centralis.apps.people.models import Person
from centralis.apps.people.roles import Role
from centralis.apps.people.signing import sign as put_signature
from centralis.apps.people.signing import void
from centralis.apps.reads import comparing, forms, rules, scoring, signing
from centralis.apps.reads.cases import Case, Place, accepted_versions, design_of, exam_date, gather
from centralis.apps.reads.keys import token_key, trial_seed
from centralis.apps.reads.models import (
    Adjudication,
    AdjudicationState,
    Read,
    ReadingSeed,
    ReadingTask,
    ReadState,
)
from centralis.apps.reads.refusals import ReadsRefusal
from centralis.apps.trials import queries as trials
from centralis.apps.trials.models import Subject, Trial, Visit
from centralis.core.reading.keyed import compute_commitment
from centralis.core.reading.randomisation import ALGORITHM
from centralis.core.reading.tokens import derive_token
from centralis.core.refusal import Refused


@action("reads.seal_seed")
def seal_seed(do: Act, trial: Trial) -> ReadingSeed:
    """Draw the trial's seed, once. The seed stays in the keys' folder; its commitment is entered."""
    if ReadingSeed.objects.filter(trial=trial).exists():
        raise Refused(ReadsRefusal.SEED_EXISTS)
    return do.create(ReadingSeed, trial=trial, commitment=compute_commitment(trial_seed(trial.pk)), algorithm=ALGORITHM)


@action("reads.assign")
def assign(do: Act, subject: Subject) -> list[ReadingTask]:
    """Give a subject's case to the readers drawn for it; those who have it keep it."""
    if not ReadingSeed.objects.filter(trial_id=subject.trial_id).exists():
        raise Refused(ReadsRefusal.SEED_MISSING)
    if not is_baseline_accepted(subject):
        raise Refused(ReadsRefusal.NOT_ACCEPTED)
    _hold(Subject, subject.pk)
    pool = reader_pool(subject.trial_id)
    if not pool:
        raise Refused(ReadsRefusal.NO_READERS)
    design = design_of(subject.trial_id)
    scoring.reading_of(design)
    given = {task.reader_id: task.reader_number for task in ReadingTask.objects.filter(subject=subject)}
    persons = {str(person.pk): person for person in pool}
    wanted = rules.draw_readers(trial_seed(subject.trial_id), str(subject.pk), list(persons), design.readers)
    fresh = [persons[one] for one in wanted if persons[one].pk not in given]
    numbers = rules.free_numbers(given.values(), design.readers)
    return [_give(do, subject, *pair) for pair in zip(fresh, numbers, strict=False)]


def _give(do: Act, subject: Subject, reader: Person, number: int) -> ReadingTask:
    task_id = uuid4()
    token = derive_token(token_key(), str(reader.pk), str(task_id))
    return do.create(
        ReadingTask, id=task_id, trial_id=subject.trial_id, subject=subject, reader=reader, reader_number=number,
        token=token,
    )  # fmt: skip


def reader_pool(trial_id: UUID) -> list[Person]:
    """The readers of a trial whose identity was verified, who began first before the others."""
    held = [one for one in people.persons_of_trial(trial_id) if one.role == Role.READER]
    ready = [one for one in held if one.person.is_active and one.person.identity_verified_at is not None]
    return list({one.person_id: one.person for one in sorted(ready, key=lambda m: (m.began_at, str(m.pk)))}.values())


def is_baseline_accepted(subject: Subject) -> bool:
    """Tell whether the subject's baseline exam has an accepted version."""
    baselines = [one.id for one in trials.definition_for_job(subject.trial_id).visits if one.baseline]
    visits = Visit.objects.filter(subject=subject, code__in=baselines).values_list("pk", flat=True)
    return bool(set(visits) & set(accepted_versions([subject.pk])))


@action("reads.open_time_point")
def open_time_point(do: Act, task: ReadingTask, number: int) -> Read:
    """Open a time point for its reader: pinned to the exam version and the definition in force. Again: no change."""
    _own(do, task)
    _check_reader(task.reader)
    _hold(ReadingTask, task.pk)
    case = gather(task)
    place = next((one for one in case.places if one.number == number), None)
    if place is None or not place.is_writable:
        why = place.opening.sentence if place else "It opens when the time point before it is signed."
        raise Refused(ReadsRefusal.NOT_OPEN, why=why)
    start = case.reading.start(case.scored_before(number))
    if place.read is None:
        return do.create(Read, task=task, time_point=number, state_since=do.at, content=start, **_pinned(task, place))
    if place.read.state == ReadState.WAITING:
        growing = forms.growing(case.reading.form(), number == 1)
        entries = scoring.carry_over(place.read.content, start, growing)
        do.change(place.read, state=ReadState.OPEN, state_since=do.at, content=entries, **_pinned(task, place))
    return place.read


def _pinned(task: ReadingTask, place: Place) -> dict[str, Any]:
    version = place.version
    if place.read is not None:
        version = accepted_versions([task.subject_id]).get(place.read.visit_id, place.version)
    if version is None:
        raise Refused(ReadsRefusal.NOT_OPEN, why="Its images are not ready to be read.")
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
    _hold(ReadingTask, read.task_id)
    case = check_writable(do, read)
    ready = signing.prepare(read, case)
    signature = put_signature(do, read, ready.content, rules.READ_MEANING)
    do.change(
        read,
        state=ReadState.LOCKED,
        state_since=do.at,
        assessment=ready.assessment,
        software=signing.SOFTWARE,
        signature=signature,
    )
    return read


def check_writable(do: Act, read: Read) -> Case:
    """Return the case of a read that its reader may change now; refuse any other."""
    _own(do, read.task)
    case = gather(read.task)
    place = next((one for one in case.places if one.read is not None and one.read.pk == read.pk), None)
    if place is not None and place.read is not None and place.read.state == ReadState.LOCKED:
        raise Refused(ReadsRefusal.LOCKED)
    if place is None or read.state != ReadState.OPEN or not place.is_writable:
        raise Refused(ReadsRefusal.NOT_OPENED)
    return case


def _hold(table: type[Recorded], row_id: UUID) -> None:
    """Let acts on one case or subject wait for each other (PostgreSQL; SQLite lets one act write at a time)."""
    table.objects.select_for_update().get(pk=row_id)


def _own(do: Act, task: ReadingTask) -> None:
    if task.reader_id != do.caller.person_id:
        raise Refused(DoorRefusal.NOT_PERMITTED)


def _check_reader(reader: Person) -> None:
    if reader.identity_verified_at is None:
        raise Refused(ReadsRefusal.READER_NOT_READY, why="your identity has not been verified. Ask an administrator.")
    if reader.signature_accepted_at is None:
        raise Refused(
            ReadsRefusal.READER_NOT_READY,
            why="accept on your own page first that your electronic signature binds you like one by hand.",
        )


@action("reads.reopen")
def reopen(do: Act, read: Read, reason: str) -> Read:
    """Give a signed read back to its reader, with the reason; its signature is void, both versions are kept.

    Reads of later time points of the case rest on it (lesions carried forward, sums, nadir), so they are given back
    too and signed anew in their order; an adjudication of the case is void.
    """
    if not reason.strip():
        raise Refused(ReadsRefusal.REASON_NEEDED)
    newest = accepted_versions([read.task.subject_id]).get(read.visit_id, read.exam_version)
    if read.state != ReadState.LOCKED and not (read.state == ReadState.OPEN and newest.pk != read.exam_version_id):
        raise Refused(ReadsRefusal.NOT_LOCKED, state=read.state)
    _hold(ReadingTask, read.task_id)
    do.explain(reason)
    later = Read.objects.filter(task=read.task, time_point__gt=read.time_point).select_related("task", "signature")
    for one in later.filter(state=ReadState.LOCKED).order_by("time_point"):
        _give_back(do, one, f"time point {read.time_point} was reopened: {reason}", state=ReadState.WAITING)
    for one in later.filter(state=ReadState.OPEN):
        do.change(one, state=ReadState.WAITING, state_since=do.at)
    adjudication = comparing.standing(read.task.subject_id)
    if adjudication is not None:
        _void(do, adjudication, f"a read was reopened: {reason}")
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
        "software": "",
        "signature_id": None,
        "reopen_reason": "",
        "supersedes_id": read.pk,
    }
    mark = {"state": ReadState.REOPENED, "state_since": do.at, "reopen_reason": reason}
    return do.supersede(read, mark, state_since=do.at, **fresh, **values)


@action("reads.open_adjudication")
def open_adjudication(do: Act, subject: Subject) -> Adjudication:
    """Open the adjudication of a subject's finished reads when the definition's conditions ask for one."""
    _hold(Subject, subject.pk)
    found = comparing.compare(subject)
    if found is None:
        raise Refused(ReadsRefusal.NOT_COMPLETE)
    if not found.is_needed:
        raise Refused(ReadsRefusal.NOT_TRIGGERED)
    old = comparing.standing(subject.pk)
    if old is not None:
        if old.basis == found.basis:
            raise Refused(ReadsRefusal.ADJUDICATION_EXISTS)
        _void(do, old, "other reads were signed since")
    adjudication_id = uuid4()
    return do.create(
        Adjudication,
        id=adjudication_id,
        trial_id=subject.trial_id,
        subject=subject,
        definition=trials.version_for_job(subject.trial_id),
        token=derive_token(token_key(), "adjudication", str(adjudication_id)),
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
    _void(do, adjudication, "other reads were signed since, and they agree")
    return adjudication


def _void(do: Act, adjudication: Adjudication, reason: str) -> None:
    if adjudication.signature is not None:
        void(do, adjudication.signature, reason)
    do.change(adjudication, state=AdjudicationState.VOID, state_since=do.at, void_reason=reason)


@action("reads.adjudicate", signs=True)
def adjudicate(do: Act, adjudication: Adjudication, choice: str, reason: str) -> Adjudication:
    """Choose one of the two reads as a whole, say why, and sign."""
    if adjudication.state != AdjudicationState.DUE:
        raise Refused(ReadsRefusal.ADJUDICATION_NOT_DUE, state=adjudication.state)
    if choice not in ("A", "B"):
        raise Refused(ReadsRefusal.CHOICE_UNKNOWN)
    if not reason.strip():
        raise Refused(ReadsRefusal.REASON_NEEDED)
    found = comparing.compare(adjudication.subject)
    if found is None or found.basis != adjudication.basis:
        raise Refused(DoorRefusal.STALE)
    do.explain(reason)
    content = signing.choice_content(adjudication, choice, reason)
    signature = put_signature(do, adjudication, content, rules.ADJUDICATION_MEANING)
    do.change(
        adjudication,
        state=AdjudicationState.DONE,
        state_since=do.at,
        choice=choice,
        reason=reason,
        adjudicator_id=do.caller.person_id,
        signature=signature,
    )
    return adjudication
