"""Hold the two finished reads of a subject against the definition's conditions: is an adjudication due, and why."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from centralis.apps.reads import rules, scoring
from centralis.apps.reads.cases import Case, gather_all
from centralis.apps.reads.keys import trial_seed
from centralis.apps.reads.models import Adjudication, AdjudicationState, GlobalRead, ReadingTask, TaskPurpose
from centralis.apps.trials.models import Subject
from centralis.core.reading.adjudication import (
    ReadOutcome,
    Trigger,
    assess_triggers,
    draw_sides,
    is_adjudication_needed,
)

SIDES = 2


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two finished reads side by side: which is A and which is B, drawn by the seed, and what the conditions say."""

    side_a: ReadingTask
    side_b: ReadingTask
    triggers: tuple[Trigger, ...]
    basis: dict[str, list[str]]
    by: str

    @property
    def is_needed(self) -> bool:
        return is_adjudication_needed(self.triggers)

    def explain(self) -> list[dict[str, str | bool]]:
        """Every condition with its verdict, as it is stored and shown."""
        return [
            {"condition": one.condition.text, "is_met": one.is_met, "sentence": one.sentence} for one in self.triggers
        ]


def tasks_of(subject_id: UUID) -> list[ReadingTask]:
    """The cases of a subject, by reader number."""
    rows = ReadingTask.objects.filter(subject_id=subject_id).select_related("subject", "reader")
    return list(rows.order_by("reader_number"))


def compare(subject: Subject) -> Comparison | None:
    """Compare a subject's reads, or return None while they are not finished or the trial has no second reader."""
    tasks = tasks_of(subject.pk)
    if len(tasks) != SIDES:
        return None
    cases = gather_all(tasks)
    conditions = cases[0].design.triggers
    if not conditions or not all(case.is_finished for case in cases):
        return None
    by = cases[0].design.adjudicate_by
    if by == rules.CONSENSUS and not all(case.is_settled for case in cases):
        return None  # readers who met would not be blind to each other at the time points that are still to come
    sides = draw_sides(trial_seed(subject.trial_id), str(subject.pk), [str(task.pk) for task in tasks])
    by_task = {str(task.pk): task for task in tasks}
    basis = {
        letter: digests_of(next(case for case in cases if str(case.task.pk) == side))
        for letter, side in zip("AB", sides, strict=True)
    }
    stated = [str(case.stated.pk) for case in cases if case.stated is not None]
    basis["reads"] = sorted([*(one for case in cases for one in case.read_ids), *stated])
    triggers = assess_triggers(conditions, [outcome_of(case) for case in cases])
    return Comparison(by_task[sides[0]], by_task[sides[1]], triggers, basis, by)


def subjects_read_by(person_id: UUID | None) -> set[UUID]:
    """The subjects whose case somebody ever had as a reader, so that they decide nothing of it (leak L44)."""
    rows = ReadingTask.every.filter(reader_id=person_id).exclude(purpose=TaskPurpose.ANEW)
    return set(rows.values_list("subject_id", flat=True))


def standing(subject_id: UUID) -> Adjudication | None:
    """The adjudication of a subject that counts, if there is one."""
    rows = Adjudication.objects.exclude(state=AdjudicationState.VOID)
    rows = rows.select_related("signature", "subject", "anew_task")
    return rows.filter(subject_id=subject_id).first()


def digests_of(case: Case) -> list[str]:
    """The digests of a case's signed reads, in their order, and of the statement of the whole case."""
    reads = [one.read for one in case.places if one.read is not None and one.read.signature_id is not None]
    stated = [case.stated.signature.content_digest] if case.stated is not None else []
    return [*(read.signature.content_digest for read in reads if read.signature is not None), *stated]


def outcome_of(case: Case) -> ReadOutcome:
    """What a finished case came to, as the conditions take it."""
    reads = [one.read for one in case.places if one.read is not None]
    points = [(case.day_of(read.exam_date), read.content) for read in reads]
    result = case.reading.case(points)
    key = rules.headline_key(scoring.criterion_of(case.design))
    overall = {
        rules.name_time_point(place): response or "none" for place, response in enumerate(result.overall, start=1)
    }
    stated = case.stated
    return ReadOutcome(
        str(case.task.pk),
        result.headline if stated is None else stated.best_overall_response,
        _date(case.reference, result.progression_day) if stated is None else stated_date(case, stated),
        overall,
        dict(zip(overall, (point.get(key) for point in result.time_points), strict=True)) if key else {},
    )


def stated_date(case: Case, stated: GlobalRead) -> date | None:
    """The day of the scan at which a reader stated progression."""
    return next((one.on for one in case.places if one.number == stated.progression_at), None)


def _date(reference: date | None, day: int | None) -> date | None:
    return None if reference is None or day is None else reference + timedelta(days=day)
