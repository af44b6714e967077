"""Test cases: readers are tested on the cases of a training trial, apart from the data of the trial they will read.

The training trial is set up like any other, with the same criterion and one reader a case: the expert, whose signed
reads are the reference. A test case is a case of the purpose `training` over the exam versions that the expert read, in
the same reading room under the same rules; until it is signed to its end it looks like any other (`feedback`). It
counts in no result of either trial. A case agrees when, by the conditions of the trial to be read, the expert's and the
reader's read would need no adjudication (`tested`).
FDA, Clinical Trial Imaging Endpoint Process Standards (2018), on the training and testing of readers.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID, uuid4

from centralis.apps.action import Act, Caller, action
from centralis.apps.people.models import Person
from centralis.apps.people.queries import trials_of
from centralis.apps.reads import rules
from centralis.apps.reads.cases import Case, design_of
from centralis.apps.reads.keys import token_key
from centralis.apps.reads.models import ReadingTask, TaskPurpose, TrainingTrial
from centralis.apps.reads.refusals import ReadsRefusal
from centralis.apps.reads.running.pool import demand_of, reader_pool, verified_readers
from centralis.apps.reads.running.tested import Tested, carries, gather_given, references_of
from centralis.apps.trials.models import Definition, DefinitionState, Trial
from centralis.core.reading.qualification import CasesScore
from centralis.core.reading.tokens import derive_token
from centralis.core.refusal import Refused

PERMISSION = "reads.training_page"
NUMBER = 100
"""The reader number of the first test reader's case: apart from those of the readers and the adjudicator."""


@dataclass(frozen=True, slots=True)
class ReaderTested:
    """One reader of a trial with what the test cases came to.

    `is_reader_there`: whether the reader holds the role of reader in the training trial too, without which nothing can
    be given.
    """

    person: Person
    is_reader_there: bool
    tested: Tested


@dataclass(frozen=True, slots=True)
class Training:
    """The page of test cases: the training trial if one is named, its finished reference cases, every reader."""

    named: TrainingTrial | None
    references: int
    readers: tuple[ReaderTested, ...]
    choices: tuple[tuple[Trial, Person], ...]


@dataclass(frozen=True, slots=True)
class Scored:
    """A reader's score as a qualification takes it. `is_carried`: fewer cases count than are asked for and a record
    stands already, so that one made now rests on the test cases of that one, and holds no longer."""

    named: TrainingTrial
    score: CasesScore
    is_carried: bool


@action("reads.name_training_trial")
def name_training_trial(do: Act, trial: Trial, training: Trial, reference: Person) -> TrainingTrial:
    """Name the trial whose cases test this one's readers, and the expert; the caller runs both."""
    if training.pk not in trials_of(do.caller, PERMISSION) or training.pk == trial.pk:
        raise Refused(ReadsRefusal.TRAINING_UNKNOWN)
    if TrainingTrial.objects.filter(trial=trial).exists():
        raise Refused(ReadsRefusal.TRAINING_NAMED)
    if TrainingTrial.objects.filter(training_id__in=(trial.pk, training.pk)).exists():
        raise Refused(ReadsRefusal.TRAINING_UNKNOWN)
    if not _is_in_force(training.pk) or reference not in verified_readers(training.pk):
        raise Refused(ReadsRefusal.TRAINING_UNKNOWN)
    why = _why_unfit(trial.pk, training.pk)
    if why:
        raise Refused(ReadsRefusal.TRAINING_UNFIT, why=why)
    return do.create(TrainingTrial, trial=trial, training=training, reference=reference)


@action("reads.give_test_cases")
def give_test_cases(do: Act, training: Trial, person: Person) -> list[ReadingTask]:
    """Give a reader every test case of a training trial that the expert finished and the reader does not have yet."""
    named = TrainingTrial.objects.select_related("training", "reference").filter(training=training).first()
    if named is None:
        raise Refused(ReadsRefusal.TRAINING_UNKNOWN)
    if person.pk == named.reference_id or person not in verified_readers(named.training_id):
        raise Refused(ReadsRefusal.NOT_TESTABLE, person=person.printed_name, trial=named.training.protocol)
    had = ReadingTask.every.filter(trial_id=named.training_id, reader=person).values_list("subject_id", flat=True)
    due = [case for case in references_of(named) if case.task.subject_id not in set(had)]
    if not due:
        raise Refused(ReadsRefusal.NO_TEST_CASE)
    do.note(reader=person.printed_name, cases=len(due))
    return [_give(do, case, person) for case in due]


def evidence_of(named: TrainingTrial, score: CasesScore) -> str:
    """What a project manager has seen of the test cases, in a sentence to begin the evidence with."""
    return (
        f"Test cases of {named.training.protocol}: {score.agreed} of {len(score.cases)} agree with the reference of "
        f"{named.reference.printed_name}."
    )


def score_of(trial_id: UUID, person_id: UUID) -> Scored | None:
    """A reader's score over the finished test cases that count; None where the trial names no training trial."""
    named = TrainingTrial.objects.select_related("training", "reference").filter(trial_id=trial_id).first()
    if named is None:
        return None
    given = gather_given(named, person_id)
    score = given.of(person_id).score
    return Scored(named, score, carries(given.records.get(person_id), score, given.demand))


def training(caller: Caller, trial_id: UUID) -> Training:
    """Gather the page of test cases of a trial."""
    if trial_id not in trials_of(caller, PERMISSION):
        raise Trial.DoesNotExist
    named = TrainingTrial.objects.select_related("training", "reference").filter(trial_id=trial_id).first()
    if named is None:
        return Training(None, 0, (), tuple(_choices(caller, trial_id)))
    given, there = gather_given(named), {one.pk for one in verified_readers(named.training_id)}
    readers = tuple(
        ReaderTested(person, person.pk in there and person.pk != named.reference_id, given.of(person.pk))
        for person in sorted(reader_pool(trial_id), key=lambda one: one.printed_name)
    )
    return Training(named, len(given.references), readers, ())


def reader_to_test(caller: Caller, trial_id: UUID, person_id: UUID) -> tuple[Trial, Person]:
    """Return the training trial of a trial that the caller runs, and a reader to be tested there."""
    if trial_id not in trials_of(caller, PERMISSION):
        raise Person.DoesNotExist
    named = TrainingTrial.objects.select_related("training").get(trial_id=trial_id)
    found = next((one for one in reader_pool(trial_id) if one.pk == person_id), None)
    if found is None:
        raise Person.DoesNotExist
    return named.training, found


def _choices(caller: Caller, trial_id: UUID) -> Iterable[tuple[Trial, Person]]:
    """Training trials that fit, each with each of its readers as the expert."""
    taken = set(TrainingTrial.objects.values_list("training_id", flat=True))
    rows = Trial.objects.filter(pk__in=trials_of(caller, PERMISSION) - taken - {trial_id}).order_by("protocol")
    for row in rows:
        if _is_in_force(row.pk) and not _why_unfit(trial_id, row.pk):
            for person in verified_readers(row.pk):
                yield row, person


def _is_in_force(trial_id: UUID) -> bool:
    return Definition.objects.filter(trial_id=trial_id, state=DefinitionState.ACTIVE).exists()


def _why_unfit(trial_id: UUID, training_id: UUID) -> str:
    """Why the cases of a trial can't test the readers of another, or nothing."""
    mine, theirs = design_of(trial_id), design_of(training_id)
    if (mine.criterion, dict(mine.parameters)) != (theirs.criterion, dict(theirs.parameters)):
        return "it reads by another criterion or with other parameters"
    if theirs.readers != 1:
        return "its definition must have one reader a case, the expert"
    if not demand_of(theirs).is_empty:
        return "its definition asks a qualification of readers, who are to earn theirs there"
    if not mine.triggers:
        return "the definition of the trial to be read has no conditions by which two reads differ"
    return ""


def _give(do: Act, reference: Case, person: Person) -> ReadingTask:
    """A test case of the exam versions that the expert read."""
    subject, task_id = reference.task.subject, uuid4()
    place = ReadingTask.every.filter(subject=subject, purpose=TaskPurpose.TRAINING).count()
    return do.create(
        ReadingTask,
        id=task_id,
        trial_id=subject.trial_id,
        subject=subject,
        reader=person,
        reader_number=NUMBER + place,
        purpose=TaskPurpose.TRAINING,
        token=derive_token(token_key(), str(person.pk), str(task_id)),
        order_key=rules.plain_key(place),
        only_exams=[str(one.read.exam_version_id) for one in reference.places if one.read is not None],
    )
