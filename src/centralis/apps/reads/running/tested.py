"""What a reader came to over the test cases: held against the expert's reads, and which of them still count.

Agreement is judged when it is asked for, against the expert's reads of then and the conditions of the trial to be read.
A case that its reader was shown beside the expert's read is used up once a qualification with as many cases as were
asked for rests on it: who knows the answers is tested on other cases the next time.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from centralis.apps.reads import comparing
from centralis.apps.reads.cases import Case, design_of, gather_all
from centralis.apps.reads.models import (
    ReaderQualification,
    ReadingTask,
    ShownComparison,
    TaskPurpose,
    TrainingTrial,
)
from centralis.apps.reads.running.pool import demand_of, newest_qualifications
from centralis.core.reading.adjudication import Trigger, assess_triggers, is_adjudication_needed
from centralis.core.reading.qualification import CasesScore, ReaderDemand, ScoredCase, score_test_cases


@dataclass(frozen=True, slots=True)
class Seen:
    """A finished test case that the reader was shown beside the expert's read."""

    case: str
    shown_at: datetime


@dataclass(frozen=True, slots=True)
class Tested:
    """One reader's test cases: how many were given, the score over those that are finished and count, those whose
    comparison the reader looked at, and how many of these count no more."""

    given: int
    score: CasesScore
    seen: tuple[Seen, ...] = ()
    used: int = 0


@dataclass(frozen=True, slots=True)
class Given:
    """All test cases of a training trial, with what they are held against."""

    named: TrainingTrial
    references: tuple[Case, ...]
    given: tuple[Case, ...]
    shown: Mapping[UUID, ShownComparison]
    records: Mapping[UUID, ReaderQualification]
    demand: ReaderDemand

    def of(self, person_id: UUID) -> Tested:
        """What one reader came to."""
        mine = [case for case in self.given if case.task.reader_id == person_id]
        done = [(case, held) for case in mine if (held := self.held(case)) is not None]
        used = {case.task.pk for case, _held in done if self._is_used(case)}
        scored = [
            ScoredCase(
                case.task.subject.code,
                not is_adjudication_needed(held),
                tuple(one.sentence for one in held if one.is_met),
            )
            for case, held in done
            if case.task.pk not in used
        ]
        seen = [Seen(case.task.subject.code, row.shown_at) for case in mine if (row := self.shown.get(case.task.pk))]
        return Tested(len(mine), score_test_cases(scored), tuple(seen), len(used))

    def held(self, case: Case) -> tuple[Trigger, ...] | None:
        """The conditions of the trial to be read over the expert's and the reader's read; None while one is missing."""
        reference = self.reference_of(case)
        if reference is None or not case.is_finished:
            return None
        sides = [comparing.outcome_of(reference), comparing.outcome_of(case)]
        return assess_triggers(design_of(self.named.trial_id).triggers, sides)

    def reference_of(self, case: Case) -> Case | None:
        """The expert's finished case of the same subject, over the visits that the reader was given."""
        found = next((one for one in self.references if one.task.subject_id == case.task.subject_id), None)
        return None if found is None else _at_visits_of(case, found)

    def _is_used(self, case: Case) -> bool:
        record = self.records.get(case.task.reader_id)
        if case.task.pk not in self.shown or record is None or record.test_cases < self.demand.test_cases:
            return False
        signed = [one.read.state_since for one in case.places if one.read is not None]
        return max(signed) <= record.created_at


def gather_given(named: TrainingTrial, person_id: UUID | None = None) -> Given:
    """Gather the test cases of a training trial in a fixed number of queries, of all readers or of one."""
    rows = ReadingTask.every.filter(trial_id=named.training_id, purpose=TaskPurpose.TRAINING, ended_at__isnull=True)
    rows = rows.select_related("subject", "reader").order_by("subject__code")
    given = gather_all(list(rows if person_id is None else rows.filter(reader_id=person_id)))
    shown = ShownComparison.objects.filter(task_id__in=[case.task.pk for case in given])
    return Given(
        named,
        tuple(references_of(named)),
        tuple(given),
        {row.task_id: row for row in shown},
        newest_qualifications(named.trial_id),
        demand_of(design_of(named.trial_id)),
    )


def references_of(named: TrainingTrial) -> list[Case]:
    """The expert's finished cases, by subject."""
    rows = ReadingTask.objects.filter(trial_id=named.training_id, reader_id=named.reference_id)
    cases = gather_all(list(rows.select_related("subject", "reader").order_by("subject__code")))
    return [case for case in cases if case.is_finished]


def carries(last: ReaderQualification | None, score: CasesScore, demand: ReaderDemand) -> bool:
    """Whether a record made now rests on the test cases of the one before: fewer new ones than are asked for."""
    return last is not None and len(score.cases) < min(demand.test_cases, last.test_cases)


def _at_visits_of(case: Case, reference: Case) -> Case:
    visits: Sequence[UUID] = [one.read.visit_id for one in case.places if one.read is not None]
    places = tuple(one for one in reference.places if one.read is not None and one.read.visit_id in visits)
    return replace(reference, places=places)
