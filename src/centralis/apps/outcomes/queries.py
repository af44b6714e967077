"""Read outcomes: rates, responses by source, progression, figures; the evidence behind a number; the data locks.

Arms stand in the definition and are given to the unblinded statistician alone.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from centralis.apps.action import Caller
from centralis.apps.governance.models import Consent
from centralis.apps.outcomes import evidence, locking, rules
from centralis.apps.outcomes.locking import LockFacts
from centralis.apps.outcomes.models import DataLock, Outcome
from centralis.apps.people import queries as people
from centralis.apps.people.roles import Role
from centralis.apps.reads.models import Adjudication, AdjudicationState, Read
from centralis.apps.trials import queries as trials
from centralis.apps.trials.models import Subject, Trial
from centralis.core.endpoints.figures import PlotSubject
from centralis.core.endpoints.response import (
    Rate,
    compute_disease_control_rate,
    compute_objective_response_rate,
    compute_rate,
)

PAGE = "outcomes.page"
MISSING = "MISSING"


@dataclass(frozen=True, slots=True)
class TimePointRow:
    """One time point of a subject by every source (source → stored time point), and whether the readers agree."""

    visit: str
    name: str
    day: int | None
    on: str
    by_source: Mapping[str, Mapping[str, Any]]
    concordance: str


@dataclass(frozen=True, slots=True)
class SubjectRow:
    """A subject with its outcomes by source and its time points side by side."""

    subject: Subject
    outcomes: Mapping[str, Outcome]
    time_points: tuple[TimePointRow, ...]

    @property
    def central(self) -> Outcome | None:
        return self.outcomes.get(rules.CENTRAL)

    @property
    def result(self) -> str:
        """The central best overall response, empty while there is none."""
        return self.central.best_response if self.central else ""

    @property
    def readers_agree(self) -> bool | None:
        """Whether all readers came to the same best overall response; None with fewer than two of them."""
        found = [row.best_response for name, row in self.outcomes.items() if name != rules.CENTRAL]
        return None if len(found) < 2 or "" in found else len(set(found)) == 1


@dataclass(frozen=True, slots=True)
class Discordance:
    """How two readers' responses stand against each other, time point by time point, and their best responses."""

    responses: tuple[str, ...]
    table: tuple[tuple[str, tuple[int, ...]], ...]
    time_points: Rate | None
    best: Rate | None
    adjudicated: int


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything the outcomes page shows. `evaluable` counts subjects with a central result, `all_subjects` all."""

    trial: Trial
    sources: tuple[str, ...]
    rows: tuple[SubjectRow, ...]
    subject_count: int
    evaluable: tuple[Rate, Rate] | None
    all_subjects: tuple[Rate, Rate] | None
    progressed: int
    discordance: Discordance
    lock: DataLock | None
    arms: tuple[tuple[str, str], ...]


def overview(caller: Caller, trial_id: UUID) -> Overview:
    """The outcomes of a trial. Raises Trial.DoesNotExist for who may not see them."""
    trial = _trial(caller, trial_id)
    subjects = list(Subject.objects.filter(trial=trial).order_by("code"))
    rows = _rows(trial, subjects)
    definition = trials.definition_for_job(trial.pk)
    readers = [f"reader {number}" for number in range(1, definition.reading.readers + 1)]
    results = [row.result for row in rows if row.result]
    population = results + [MISSING] * (len(subjects) - len(results))
    return Overview(
        trial=trial,
        sources=(*readers, rules.CENTRAL),
        rows=tuple(rows),
        subject_count=len(subjects),
        evaluable=_rates(results),
        all_subjects=_rates(population),
        progressed=sum(1 for row in rows if row.central and row.central.progression_date),
        discordance=_discordance(rows, readers),
        lock=locking.open_lock(trial.pk),
        arms=_arms(caller, trial.pk, definition.trial.arms),
    )


def subject_row(caller: Caller, trial_id: UUID, subject_id: UUID) -> SubjectRow:
    """One subject's outcomes. Raises Subject.DoesNotExist."""
    trial = _trial(caller, trial_id)
    subject: Subject = Subject.objects.get(pk=subject_id, trial=trial)
    return next(iter(_rows(trial, [subject])), SubjectRow(subject, {}, ()))


def earlier_outcomes(caller: Caller, trial_id: UUID, subject_id: UUID) -> list[Outcome]:
    """What was derived of a subject before, the newest first: superseded, never removed."""
    trial = _trial(caller, trial_id)
    rows = Outcome.objects.filter(trial=trial, subject_id=subject_id, is_current=False)
    return list(rows.order_by("-derived_at", "source"))


def adjudication(caller: Caller, trial_id: UUID, subject_id: UUID) -> Adjudication | None:
    """The decided adjudication that counts for a subject, with its signature, or None."""
    rows = Adjudication.objects.filter(trial=_trial(caller, trial_id), subject_id=subject_id)
    return rows.filter(state=AdjudicationState.DONE).select_related("signature").first()


def plots(rows: Sequence[SubjectRow]) -> list[PlotSubject]:
    """The subjects of the figures: those with a central result."""
    return [
        rules.plot_subject(
            row.subject.code,
            row.central.time_points,
            row.central.best_response,
            ongoing=row.subject.state == "enrolled" and row.central.progression_date is None,
        )
        for row in rows
        if row.central is not None and row.result
    ]


@dataclass(frozen=True, slots=True)
class ReadEvidence:
    """One read with all that stands behind it: who signed what when, on which images, by which rules and consent."""

    read: Read
    subject: Subject
    consent: Consent | None
    is_current: bool


def read_evidence(caller: Caller, trial_id: UUID, read_id: UUID) -> ReadEvidence:
    """A signed read of the trial (also one that was reopened). Raises Read.DoesNotExist."""
    trial = _trial(caller, trial_id)
    related = ("task__subject", "task__reader", "visit", "definition", "signature", "exam_version__exam__visit")
    rows = Read.objects.select_related(*related).filter(signature__isnull=False)
    read: Read = rows.get(pk=read_id, task__trial=trial)
    consents = Consent.objects.filter(subject=read.task.subject, signed_on__lte=read.exam_date)
    consent = consents.order_by("-signed_on", "-created_at").first()
    return ReadEvidence(read, read.task.subject, consent, read.state == "locked")


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


def _rows(trial: Trial, subjects: Sequence[Subject]) -> list[SubjectRow]:
    found: dict[UUID, dict[str, Outcome]] = {}
    for row in evidence.current([one.pk for one in subjects]):
        found.setdefault(row.subject_id, {})[row.source] = row
    known = {one.pk: one for one in subjects}
    rows = [SubjectRow(known[pk], outcomes, _side_by_side(outcomes)) for pk, outcomes in found.items()]
    return sorted(rows, key=lambda row: row.subject.code)


def _side_by_side(outcomes: Mapping[str, Outcome]) -> tuple[TimePointRow, ...]:
    """Time points of all sources joined by visit, in the order of their days."""
    by_visit: dict[str, dict[str, Mapping[str, Any]]] = {}
    for source, row in outcomes.items():
        for point in row.time_points:
            by_visit.setdefault(point["visit"], {})[source] = point
    joined = []
    for visit, points in by_visit.items():
        first = next(iter(points.values()))
        joined.append(
            TimePointRow(visit, first["name"], first["day"], first["on"], points, _concordance(points, outcomes))
        )
    return tuple(sorted(joined, key=lambda row: (row.on, row.visit)))


def _concordance(points: Mapping[str, Mapping[str, Any]], outcomes: Mapping[str, Outcome]) -> str:
    readers = [source for source in outcomes if source != rules.CENTRAL]
    said = [points[source]["response"] for source in readers if source in points]
    if not any(said):
        return "baseline"
    if len(said) < 2:
        return "one reader"
    return "agree" if len(set(said)) == 1 else "differ"


def _rates(results: Sequence[str]) -> tuple[Rate, Rate] | None:
    if not results:
        return None
    return compute_objective_response_rate(results), compute_disease_control_rate(results)


def _discordance(rows: Sequence[SubjectRow], readers: Sequence[str]) -> Discordance:
    pairs: Counter[tuple[str, str]] = Counter()
    agreed = [row.readers_agree for row in rows if row.readers_agree is not None]
    for row in rows:
        for point in row.time_points:
            said = [point.by_source[name]["response"] for name in readers[:2] if name in point.by_source]
            if len(said) == 2 and all(said):
                pairs[said[0], said[1]] += 1
    seen = {response for pair in pairs for response in pair}
    responses = tuple(one for one in ("CR", "PR", "SD", "NON-CR/NON-PD", "NED", "PD", "NE") if one in seen)
    total, same = pairs.total(), sum(count for pair, count in pairs.items() if pair[0] == pair[1])
    return Discordance(
        responses=responses,
        table=tuple((first, tuple(pairs[first, second] for second in responses)) for first in responses),
        time_points=compute_rate(same, total) if total else None,
        best=compute_rate(sum(agreed), len(agreed)) if agreed else None,
        adjudicated=sum(1 for row in rows if row.central and row.central.basis.get("adjudication")),
    )
