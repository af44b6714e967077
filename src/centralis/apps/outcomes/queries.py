"""Read outcomes: results by subject, time point and source; the evidence behind a number; the data locks.

Arms stand in the definition and are given to the unblinded statistician alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from centralis.apps.action import Caller
from centralis.apps.governance.models import Consent
from centralis.apps.outcomes import evidence, locking, rules
from centralis.apps.outcomes.entered import show_result
from centralis.apps.outcomes.facts import CENTRAL
from centralis.apps.outcomes.locking import LockFacts
from centralis.apps.outcomes.meaning import Meaning
from centralis.apps.outcomes.models import DataLock, Outcome
from centralis.apps.people import queries as people
from centralis.apps.people.roles import Role
from centralis.apps.reads.models import Adjudication, AdjudicationState, Read
from centralis.apps.reads.queries import standing_reads
from centralis.apps.trials import queries as trials
from centralis.apps.trials.models import Subject, Trial
from centralis.core.endpoints.figures import PlotSubject

PAGE = "outcomes.page"


@dataclass(frozen=True, slots=True)
class TimePointRow:
    """One time point of a subject by every source (source → stored time point), and whether the readers agree: of a
    score's numbers by how much they are apart. `shown`: source → its result as the pages show it."""

    visit: str
    name: str
    day: int | None
    on: str
    by_source: Mapping[str, Mapping[str, Any]]
    concordance: str
    apart: float | None
    shown: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class SubjectRow:
    """A subject with its outcomes by source and its time points side by side; `shown`: its result for the pages."""

    subject: Subject
    outcomes: Mapping[str, Outcome]
    time_points: tuple[TimePointRow, ...]
    shown: str = ""

    @property
    def central(self) -> Outcome | None:
        return self.outcomes.get(CENTRAL)

    @property
    def result(self) -> str:
        """The central headline (best overall response, last value of a score), empty while there is none."""
        return self.central.headline if self.central else ""

    @property
    def is_settled(self) -> bool:
        """Whether nothing is missing for a central result."""
        return self.central is not None and not self.central.missing

    @property
    def readers_agree(self) -> bool | None:
        """Whether all readers came to the same headline; None with fewer than two of them."""
        found = [row.headline for name, row in self.outcomes.items() if name != CENTRAL]
        return None if len(found) < 2 or "" in found else len(set(found)) == 1


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything that the pages of a trial's results are made from."""

    trial: Trial
    meaning: Meaning
    sources: tuple[str, ...]
    rows: tuple[SubjectRow, ...]
    subjects: tuple[Subject, ...]
    lock: DataLock | None
    arms: tuple[tuple[str, str], ...]

    @property
    def readers(self) -> tuple[str, ...]:
        """The sources that are readers."""
        return self.sources[:-1]

    @property
    def settled(self) -> tuple[SubjectRow, ...]:
        """The subjects with a central result."""
        return tuple(row for row in self.rows if row.is_settled)

    @property
    def subject_ids(self) -> dict[str, UUID]:
        """Code → key of the subjects that have outcomes."""
        return {row.subject.code: row.subject.pk for row in self.rows}

    @property
    def progressed(self) -> int:
        return sum(1 for row in self.rows if row.central and row.central.progression_date)


def overview(caller: Caller, trial_id: UUID) -> Overview:
    """The outcomes of a trial. Raises Trial.DoesNotExist for who may not see them."""
    trial = _trial(caller, trial_id)
    subjects = tuple(Subject.objects.filter(trial=trial).order_by("code"))
    definition = trials.definition_for_job(trial.pk)
    found = evidence.meaning_in_force(trial.pk)
    readers = [f"reader {number}" for number in range(1, definition.reading.readers + 1)]
    return Overview(
        trial=trial,
        meaning=found,
        sources=(*readers, CENTRAL),
        rows=tuple(_rows(subjects, found)),
        subjects=subjects,
        lock=locking.open_lock(trial.pk),
        arms=_arms(caller, trial.pk, definition.trial.arms),
    )


def subject_row(caller: Caller, trial_id: UUID, subject_id: UUID) -> SubjectRow:
    """One subject's outcomes. Raises Subject.DoesNotExist."""
    trial = _trial(caller, trial_id)
    subject: Subject = Subject.objects.get(pk=subject_id, trial=trial)
    found = _rows([subject], evidence.meaning_in_force(trial.pk))
    return next(iter(found), SubjectRow(subject, {}, ()))


def meaning(caller: Caller, trial_id: UUID) -> Meaning:
    """What the outcomes of a trial are made of, by the definition in force."""
    return evidence.meaning_in_force(_trial(caller, trial_id).pk)


def earlier_outcomes(caller: Caller, trial_id: UUID, subject_id: UUID) -> list[Outcome]:
    """What was derived of a subject before, the newest first: superseded, never removed."""
    trial = _trial(caller, trial_id)
    rows = Outcome.objects.filter(trial=trial, subject_id=subject_id, is_current=False)
    return list(rows.order_by("-derived_at", "source"))


def adjudication(caller: Caller, trial_id: UUID, subject_id: UUID) -> Adjudication | None:
    """The decided adjudication that counts for a subject, with its signature, or None."""
    rows = Adjudication.objects.filter(trial=_trial(caller, trial_id), subject_id=subject_id)
    return rows.filter(state=AdjudicationState.DONE).select_related("signature").first()


def plots(found: Overview) -> list[PlotSubject]:
    """The subjects of the figures: those with a central result."""
    return [
        rules.plot_subject(
            row.subject.code,
            row.central,
            found.meaning.responding,
            ongoing=row.subject.state == "enrolled" and row.central.progression_date is None,
        )
        for row in found.rows
        if row.central is not None and row.is_settled
    ]


@dataclass(frozen=True, slots=True)
class ReadEvidence:
    """One read with all that stands behind it: who signed what when, on which images, by which rules and consent."""

    read: Read
    subject: Subject
    consent: Consent | None
    is_current: bool
    meaning: Meaning
    form: Mapping[str, Any]


def read_evidence(caller: Caller, trial_id: UUID, read_id: UUID) -> ReadEvidence:
    """A signed read of the trial (also one that was reopened). Raises Read.DoesNotExist."""
    trial = _trial(caller, trial_id)
    related = ("task__subject", "task__reader", "visit", "definition", "signature", "exam_version__exam__visit")
    rows = standing_reads(trial.pk).select_related(*related).filter(signature__isnull=False)
    read: Read = rows.get(pk=read_id)
    consents = Consent.objects.filter(subject=read.task.subject, signed_on__lte=read.exam_date)
    consent = consents.order_by("-signed_on", "-created_at").first()
    rule = evidence.rule_of(read.definition)
    is_current = read.state == "locked"
    return ReadEvidence(read, read.task.subject, consent, is_current, rule.meaning, rule.reading.form())


def lock_facts(caller: Caller, trial_id: UUID) -> LockFacts:
    """What a data lock would hold now, and what it must wait for."""
    return locking.facts_of(_trial(caller, trial_id))


def locks(caller: Caller, trial_id: UUID) -> list[DataLock]:
    """Every data lock of a trial, the newest first."""
    rows = DataLock.objects.filter(trial=_trial(caller, trial_id))
    return list(rows.select_related("trial", "lock_signature", "unlock_signature").order_by("-locked_at"))


def lock(caller: Caller, trial_id: UUID, lock_id: UUID) -> DataLock:
    """One data lock. Raises DataLock.DoesNotExist."""
    row: DataLock = DataLock.objects.select_related("trial", "lock_signature", "unlock_signature").get(
        pk=lock_id, trial=_trial(caller, trial_id)
    )
    return row


def trial_of(caller: Caller, trial_id: UUID, permission: str = PAGE) -> Trial:
    """The trial, for who has a permission of this room there. Raises Trial.DoesNotExist."""
    return _trial(caller, trial_id, permission)


def _trial(caller: Caller, trial_id: UUID, permission: str = PAGE) -> Trial:
    if not trials.is_system(caller) and trial_id not in people.trials_of(caller, permission):
        raise Trial.DoesNotExist
    return Trial.objects.get(pk=trial_id)


def _arms(caller: Caller, trial_id: UUID, arms: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    return arms if Role.UNBLINDED_STATISTICIAN in people.roles_in(caller, trial_id) else ()


def _rows(subjects: Sequence[Subject], meaning: Meaning) -> list[SubjectRow]:
    found: dict[UUID, dict[str, Outcome]] = {}
    for row in evidence.current([one.pk for one in subjects]):
        found.setdefault(row.subject_id, {})[row.source] = row
    known = {one.pk: one for one in subjects}
    rows = [
        SubjectRow(known[pk], outcomes, _side_by_side(outcomes, meaning), _result(outcomes, meaning))
        for pk, outcomes in found.items()
    ]
    return sorted(rows, key=lambda row: row.subject.code)


def _result(outcomes: Mapping[str, Outcome], meaning: Meaning) -> str:
    central = outcomes.get(CENTRAL)
    return show_result(central.headline, meaning) if central else ""


def _side_by_side(outcomes: Mapping[str, Outcome], meaning: Meaning) -> tuple[TimePointRow, ...]:
    """Time points of all sources joined by visit, in the order of their days."""
    by_visit: dict[str, dict[str, Mapping[str, Any]]] = {}
    for source, row in outcomes.items():
        for point in row.time_points:
            by_visit.setdefault(point["visit"], {})[source] = point
    joined = []
    for visit, points in by_visit.items():
        first = next(iter(points.values()))
        said = [points[source] for source in outcomes if source != CENTRAL and source in points]
        joined.append(
            TimePointRow(
                visit=visit,
                name=first["name"],
                day=first["day"],
                on=first["on"],
                by_source=points,
                concordance=_concordance(said),
                apart=_apart(said),
                shown={source: show_result(point["response"], meaning) for source, point in points.items()},
            )
        )
    return tuple(sorted(joined, key=lambda row: (row.on, row.visit)))


def _concordance(said: Sequence[Mapping[str, Any]]) -> str:
    words = [point["response"] for point in said]
    if not any(words):
        return "no response"
    if len(words) < 2:
        return "one reader"
    return "agree" if len(set(words)) == 1 else "differ"


def _apart(said: Sequence[Mapping[str, Any]]) -> float | None:
    """How far the readers' numbers are apart; None with fewer than two of them."""
    numbers = [point["value"] for point in said if point["value"] is not None]
    return round(max(numbers) - min(numbers), 6) if len(numbers) > 1 else None
