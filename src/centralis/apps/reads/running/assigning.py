"""Who reads what: seal the seed, give cases out, hand one over, give hidden repeats; each draw a line of the list."""

from dataclasses import asdict
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from centralis.apps.action import Act, action
from centralis.apps.ledger.recorded import Recorded
from centralis.apps.people.models import Person
from centralis.apps.people.signing import void
from centralis.apps.reads import comparing, rules, scoring
from centralis.apps.reads.cases import accepted_versions, design_of, gather
from centralis.apps.reads.keys import token_key, trial_seed
from centralis.apps.reads.models import (
    Adjudication,
    AdjudicationState,
    RandomDraw,
    ReadingSeed,
    ReadingTask,
    ReadState,
    TaskPurpose,
)
from centralis.apps.reads.refusals import ReadsRefusal
from centralis.apps.reads.running.pool import pool_of
from centralis.apps.trials import queries as trials
from centralis.apps.trials.definition.model import ReadDesign
from centralis.apps.trials.models import BEFORE_ENROLMENT, Subject, Trial, Visit
from centralis.core.reading.assignment import ALGORITHM, Candidate, Draw, DrawKind, choose_readers, derive_batch
from centralis.core.reading.keyed import compute_commitment
from centralis.core.reading.randomisation import ALGORITHM as ORDER_ALGORITHM
from centralis.core.reading.repeats import is_repeat
from centralis.core.reading.tokens import derive_token
from centralis.core.refusal import Refused


@action("reads.seal_seed")
def seal_seed(do: Act, trial: Trial) -> ReadingSeed:
    """Draw the trial's seed, once. The seed stays in the keys' folder; its commitment is entered."""
    if ReadingSeed.objects.filter(trial=trial).exists():
        raise Refused(ReadsRefusal.SEED_EXISTS)
    commitment = compute_commitment(trial_seed(trial.pk))
    return do.create(ReadingSeed, trial=trial, commitment=commitment, algorithm=ORDER_ALGORITHM)


@action("reads.assign")
def assign(do: Act, subject: Subject) -> list[ReadingTask]:
    """Give a subject's case to readers drawn for it; those who have it keep it."""
    design = begin_draw(subject)
    if subject.state in BEFORE_ENROLMENT:
        raise Refused(ReadsRefusal.IN_SCREENING)
    if not is_baseline_accepted(subject):
        raise Refused(ReadsRefusal.NOT_ACCEPTED)
    scoring.reading_of(design)
    given = ReadingTask.objects.filter(subject=subject).values_list("reader_number", flat=True)
    numbers = rules.free_numbers(given, design.readers)
    if not numbers:
        return []
    candidates = pool_of(subject.trial_id).candidates(subject)
    if not candidates:
        raise Refused(ReadsRefusal.NO_READERS)
    chosen = choose_readers(trial_seed(subject.trial_id), str(subject.pk), candidates, len(numbers))
    need_somebody(chosen, candidates)
    draw = Draw(next_number(subject), str(subject.pk), DrawKind.READERS, candidates, len(numbers), chosen)
    record_draw(do, subject, draw)
    persons = {str(one.pk): one for one in Person.objects.filter(pk__in=chosen)}
    batch = _batch(subject, design)
    return [
        give_case(do, subject, persons[one], number, batch=batch, order_key=place_key(design, subject, draw, one))
        for one, number in zip(chosen, numbers, strict=False)
    ]


@action("reads.hand_over")
def hand_over(do: Act, task: ReadingTask, reason: str, to: Person | None = None) -> ReadingTask:
    """Take a case from its reader, with the reason, and give it whole to another: drawn, or named among those who may.

    What the first reader signed is kept as it was and counts no more; an adjudication of the case is void.
    """
    if not reason.strip():
        raise Refused(ReadsRefusal.REASON_NEEDED)
    if task.ended_at is not None or task.purpose != TaskPurpose.PRIMARY:
        raise Refused(ReadsRefusal.NOT_STANDING)
    subject = task.subject
    design = begin_draw(subject)
    candidates = pool_of(subject.trial_id).candidates(subject)
    if to is None:
        chosen = choose_readers(trial_seed(subject.trial_id), str(subject.pk), candidates, 1)
    else:
        chosen = tuple(one.reader for one in candidates if one.reader == str(to.pk) and not one.out)
    need_somebody(chosen, candidates)
    do.explain(reason)
    do.change(task, ended_at=do.at, end_reason=reason)
    void_standing(do, subject.pk, f"a case was handed over: {reason}")
    draw = Draw(
        next_number(subject), str(subject.pk), DrawKind.HANDOVER, candidates, 1, chosen, to is not None,
        str(task.reader_id),
    )  # fmt: skip
    record_draw(do, subject, draw)
    reader = Person.objects.get(pk=chosen[0])
    key = place_key(design, subject, draw, chosen[0])
    return give_case(do, subject, reader, task.reader_number, batch=task.batch, order_key=key)


@action("reads.give_repeat")
def give_repeat(do: Act, task: ReadingTask) -> ReadingTask:
    """Give a reader a finished case a second time, under another name, in its own place of the order (IMG-13)."""
    design = begin_draw(task.subject)
    case = gather(task)
    fraction = Decimal(str(design.repeat_fraction))
    reads = [one.read for one in case.places if one.read is not None and one.read.state == ReadState.LOCKED]
    is_drawn = is_repeat(trial_seed(task.trial_id), str(task.reader_id), str(task.subject_id), fraction)
    washed = [(do.at - read.state_since).days >= design.washout_days for read in reads]
    if not case.is_complete or not all(washed) or not is_drawn or ReadingTask.every.filter(repeats=task).exists():
        raise Refused(ReadsRefusal.NO_REPEAT)
    reader = str(task.reader_id)
    draw = Draw(next_number(task.subject), str(task.subject_id), DrawKind.REPEAT, (), 1, (reader,), fraction=fraction)
    record_draw(do, task.subject, draw)
    newest = ReadingTask.every.filter(reader_id=task.reader_id, trial_id=task.trial_id).order_by("-batch").first()
    return give_case(
        do, task.subject, task.reader, task.reader_number, purpose=TaskPurpose.REPEAT, repeats=task,
        only_exams=[str(read.exam_version_id) for read in reads], batch=newest.batch if newest else 1,
        order_key=place_key(design, task.subject, draw, reader),
    )  # fmt: skip


def is_baseline_accepted(subject: Subject) -> bool:
    """Tell whether the subject's baseline exam has an accepted version."""
    baselines = [one.id for one in trials.definition_for_job(subject.trial_id).visits if one.baseline]
    visits = Visit.objects.filter(subject=subject, code__in=baselines).values_list("pk", flat=True)
    return bool(set(visits) & set(accepted_versions([subject.pk])))


def hold_row(table: type[Recorded], row_id: UUID) -> None:
    """Let acts on one row wait for each other (PostgreSQL; SQLite lets one act write at a time)."""
    table._base_manager.select_for_update().get(pk=row_id)


def void_standing(do: Act, subject_id: UUID, reason: str) -> None:
    """Make void the adjudication of a subject that counts, if there is one."""
    adjudication = comparing.standing(subject_id)
    if adjudication is not None:
        void_adjudication(do, adjudication, reason)


def void_adjudication(do: Act, adjudication: Adjudication, reason: str) -> None:
    """Make an adjudication void with its signature; both are kept."""
    if adjudication.signature is not None:
        void(do, adjudication.signature, reason)
    end_own_case(do, adjudication, reason)
    do.change(adjudication, state=AdjudicationState.VOID, state_since=do.at, void_reason=reason)


def end_own_case(do: Act, adjudication: Adjudication, reason: str) -> None:
    """End the case that an adjudicator began to read anew, if there is one; what was signed is kept."""
    if adjudication.anew_task is not None and adjudication.anew_task.ended_at is None:
        do.change(adjudication.anew_task, ended_at=do.at, end_reason=reason)


def begin_draw(subject: Subject) -> ReadDesign:
    """Let the draws of a trial wait for each other; return the design. Refuses while the seed is not sealed."""
    seed = ReadingSeed.objects.filter(trial_id=subject.trial_id).first()
    if seed is None:
        raise Refused(ReadsRefusal.SEED_MISSING)
    hold_row(ReadingSeed, seed.pk)
    return design_of(subject.trial_id)


def next_number(subject: Subject) -> int:
    return RandomDraw.objects.filter(trial_id=subject.trial_id).count() + 1


def need_somebody(chosen: tuple[str, ...], candidates: tuple[Candidate, ...]) -> None:
    if chosen:
        return
    reasons = sorted({one.out for one in candidates if one.out})
    raise Refused(ReadsRefusal.NOBODY_FREE, why="; ".join(reasons) or "the reader named is not in the pool")


def record_draw(do: Act, subject: Subject, draw: Draw) -> RandomDraw:
    return do.create(
        RandomDraw,
        trial_id=subject.trial_id,
        subject=subject,
        number=draw.number,
        kind=draw.kind.value,
        algorithm=ALGORITHM,
        candidates=[asdict(one) for one in draw.candidates],
        count=draw.count,
        chosen=list(draw.chosen),
        named=draw.named,
        replaced=UUID(draw.replaced) if draw.replaced else None,
        fraction=draw.fraction,
    )


def _batch(subject: Subject, design: ReadDesign) -> int:
    """A subject's batch, by how many subjects were given out before; it never changes."""
    given = ReadingTask.every.filter(trial_id=subject.trial_id, purpose=TaskPurpose.PRIMARY)
    before: dict[UUID, int] = dict(given.values_list("subject_id", "batch"))
    return before.get(subject.pk) or derive_batch(len(before), design.batch_size)


def place_key(design: ReadDesign, subject: Subject, draw: Draw, reader: str) -> str:
    """Where a case stands among its reader's: by the sealed seed or, where nothing is randomised, as they come."""
    is_repeated = draw.kind is DrawKind.REPEAT
    if design.randomise == "none":
        return rules.plain_key(draw.number)
    return rules.order_key(trial_seed(subject.trial_id), reader, str(subject.pk), is_repeat=is_repeated)


def give_case(do: Act, subject: Subject, reader: Person, number: int, **values: Any) -> ReadingTask:
    task_id = uuid4()
    token = derive_token(token_key(), str(reader.pk), str(task_id))
    return do.create(
        ReadingTask, id=task_id, trial_id=subject.trial_id, subject=subject, reader=reader, reader_number=number,
        token=token, **values,
    )  # fmt: skip
