"""Gather what the pages of endpoints, agreement and readers are computed from; who may see it: `queries`."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from importlib.metadata import version
from uuid import UUID

from centralis.apps.action import Caller
from centralis.apps.outcomes import queries
from centralis.apps.outcomes.agreement import ReaderCase
from centralis.apps.outcomes.discordance import READ_ANEW, Judged, count_adjudication
from centralis.apps.outcomes.facts import CENTRAL
from centralis.apps.outcomes.meaning import Meaning, find_value
from centralis.apps.outcomes.models import Outcome
from centralis.apps.outcomes.monitoring import ReaderMonitor, Repeat, agrees_within, compare_reads, monitor_readers
from centralis.apps.outcomes.queries import Overview
from centralis.apps.outcomes.reader_case import said
from centralis.apps.outcomes.times import Settled
from centralis.apps.reads.models import (
    Adjudication,
    AdjudicationState,
    Read,
    ReadingTask,
    ReadState,
    TaskPurpose,
)
from centralis.apps.reads.rules import OWN_READ
from centralis.apps.trials import queries as trials
from centralis.apps.trials.definition.model import Definition, Endpoint
from centralis.core.agreement.monitoring import MonitoringLimits
from centralis.core.endpoints.rule_sets import RULE_SETS
from centralis.core.endpoints.time_to_event import RuleSet, Schedule
from centralis.core.reading.adjudication import Condition, Variable

_MISSED = 2


@dataclass(frozen=True, slots=True)
class Plan:
    """What the definition says of endpoints and reading: the endpoint's name, rules and schedule; the conditions.
    `names_rules`: False where the rules are the house's, since the definition names none that is known."""

    endpoint: str
    names_rules: bool
    rules: tuple[RuleSet, ...]
    schedule: Schedule
    triggers: tuple[Condition, ...]
    least_agreement: float

    @property
    def progression_tolerance_days(self) -> int:
        """How far apart two progressions may be and still be alike by the definition."""
        dates = (one for one in self.triggers if one.variable is Variable.PROGRESSION_DATE)
        return max((one.tolerance_days for one in dates), default=0)

    @property
    def limits(self) -> MonitoringLimits:
        """What readers are judged by: the definition's least agreement, or the house's where it names none."""
        return MonitoringLimits(least_agreement=self.least_agreement or MonitoringLimits().least_agreement)

    @property
    def score_tolerance(self) -> Decimal | None:
        """How far apart two scores may be and still agree by the definition; None where it says nothing of scores."""
        return next((one.tolerance for one in self.triggers if one.variable is Variable.SCORE), None)


@dataclass(frozen=True, slots=True)
class Analysis:
    """A trial's outcomes with its plan, every reader's case by the reader's name, the adjudications that count, and the
    time points that readers read twice."""

    found: Overview
    plan: Plan
    cases: tuple[ReaderCase, ...]
    judged: Mapping[str, Judged]
    repeats: tuple[Repeat, ...]


def analysis(caller: Caller, trial_id: UUID) -> Analysis:
    """Everything the analyses take. Raises Trial.DoesNotExist for who may not see outcomes."""
    found = queries.overview(caller, trial_id)
    names = _reader_names(trial_id)
    cases = tuple(
        case_of(outcome, names.get((row.subject.pk, source), source))
        for row in found.rows
        for source, outcome in row.outcomes.items()
        if source != CENTRAL
    )
    return Analysis(
        found=found,
        plan=plan_of(trials.definition_for_job(trial_id)),
        cases=cases,
        judged=_judged(trial_id, names),
        repeats=tuple(_repeats(trial_id, found.meaning)),
    )


@dataclass(frozen=True, slots=True)
class Watched:
    """Every reader's monitor, and the limits and the tolerance that it was judged by."""

    monitors: tuple[ReaderMonitor, ...]
    limits: MonitoringLimits
    tolerance: Decimal | None
    repeats: int


def watch(data: Analysis) -> Watched:
    """Hold every reader's time points against the other readers'."""
    limits, tolerance = data.plan.limits, data.plan.score_tolerance
    after_baseline = data.found.meaning.responses is not None
    compared = compare_reads(data.cases, agrees_within(tolerance), after_baseline=after_baseline)
    judged = count_adjudication(data.cases, data.judged)
    measure = data.found.meaning.measure
    found = monitor_readers(compared, judged, limits, data.repeats, measure.unit if measure else "")
    return Watched(tuple(found), limits, tolerance, len(data.repeats))


def settled_of(found: Overview) -> list[Settled]:
    """The subjects with a central result as the rules of times take them."""
    return [
        Settled(
            subject=row.subject.code,
            day_0=row.subject.anchor_date,
            headline=row.result,
            best_change=None if one.best_change_percent is None else float(one.best_change_percent),
            progressed=one.progression_date,
            time_points=one.time_points,
            parameters=one.basis["parameters"],
        )
        for row in found.settled
        for one in (row.central,)
        if one is not None and row.subject.anchor_date is not None
    ]


def plan_of(definition: Definition) -> Plan:
    """The endpoint's rules (and EMA's beside them, to see what the choice does) and the planned visits."""
    endpoint = _timed(definition)
    planned = tuple(sorted(one.day for one in definition.visits if one.day is not None and one.day > 0))
    windows = [max(one.window) for one in definition.visits if one.day is not None and one.day > 0]
    named = RULE_SETS.get(endpoint.rules if endpoint else "", RULE_SETS["fda-2018-a"])
    other = RULE_SETS["ema-2012"]
    gaps = [later - earlier for earlier, later in zip((0, *planned), planned, strict=False)]
    return Plan(
        endpoint=endpoint.name if endpoint else "Progression-free survival",
        names_rules=endpoint is not None,
        rules=(named,) if named.name == other.name else (named, other),
        schedule=Schedule(
            missed_visits=(endpoint.missed_visits if endpoint else None) or _MISSED,
            window_days=max((abs(one) for one in windows), default=0),
            interval_days=max(gaps, default=1),
            planned_days=planned,
        ),
        triggers=definition.reading.triggers,
        least_agreement=definition.reading.agreement_min,
    )


def versions() -> dict[str, str]:
    """What computed the numbers."""
    return {name: version(name) for name in ("centralis", "numpy", "scipy")}


def _timed(definition: Definition) -> Endpoint | None:
    """The endpoint of the definition that names rules of time, the primary one first."""
    named = [definition.endpoints.primary, *definition.endpoints.secondary]
    return next((one for one in named if one is not None and one.rules in RULE_SETS), None)


def case_of(outcome: Outcome, reader: str) -> ReaderCase:
    """A reader's outcome of one subject as the analyses take it; `reader`: what the reader is told apart by."""
    return ReaderCase(
        subject=outcome.subject.code,
        reader=reader,
        headline=outcome.headline,
        progressed=outcome.progression_date,
        day_0=outcome.subject.anchor_date,
        time_points=outcome.time_points,
        is_complete=not outcome.missing,
    )


def _reader_names(trial_id: UUID) -> dict[tuple[UUID, str], str]:
    """(subject, source) → the reader's printed name."""
    rows = ReadingTask.objects.filter(trial_id=trial_id).select_related("reader")
    return {(row.subject_id, f"reader {row.reader_number}"): row.reader.printed_name for row in rows}


def _repeats(trial_id: UUID, meaning: Meaning) -> Iterator[Repeat]:
    """Signed time points of hidden repeats beside those of the first pass, in the order of signing."""
    rows = Read.every.filter(task__trial_id=trial_id, state=ReadState.LOCKED, signature__isnull=False)
    rows = rows.filter(task__ended_at__isnull=True).select_related("task__subject", "task__reader", "visit")
    rows = rows.order_by("signature__signed_at")
    first = {(row.task_id, row.visit_id): row for row in rows}
    for row in rows:
        task = row.task
        before = first.get((task.repeats_id, row.visit_id))
        if task.purpose != TaskPurpose.REPEAT or before is None:
            continue
        said_then, said_now = (said(one.assessment, meaning) for one in (before, row))
        if said_then and said_now:
            case = f"{task.subject.code} {row.visit.name}"
            yield Repeat(task.reader.printed_name, case, said_then, said_now, _numbers(before, row, meaning))


def _numbers(before: Read, again: Read, meaning: Meaning) -> tuple[float, float] | None:
    key = meaning.measure.key if meaning.measure else ""
    first, second = (find_value(one.assessment, key) for one in (before, again))
    is_number = all(isinstance(one, int | float) and not isinstance(one, bool) for one in (first, second))
    return (float(first), float(second)) if is_number else None


def _judged(trial_id: UUID, names: Mapping[tuple[UUID, str], str]) -> dict[str, Judged]:
    """Subject → the adjudication that counts, due or decided."""
    rows = Adjudication.objects.filter(trial_id=trial_id).exclude(state=AdjudicationState.VOID)
    found = {}
    for row in rows.select_related("subject", "side_a_task", "side_b_task"):
        task = row.side_a_task if row.choice == "A" else row.side_b_task
        is_done = row.state == AdjudicationState.DONE
        chosen = names.get((row.subject_id, f"reader {task.reader_number}"), "") if is_done else ""
        if is_done and row.choice == OWN_READ:
            chosen = READ_ANEW
        causes = tuple(one["condition"] for one in row.triggers if one["is_met"])
        found[row.subject.code] = Judged(causes, chosen, row.reason if is_done else "")
    return found
