"""Put a reader on hold whose agreement with the other readers fell below what the definition asks.

The limit is the definition's `agreement_min`; a definition without one has nobody put on hold. The rule is that of the
page of reader monitoring (`core.agreement.monitoring.find_fall`), over all time points that another reader signed too.
A pair shares its comparisons, so both of a pair may be held: who is right is for the project manager to find out.

Lifting a hold closes its evidence: the moving average begins anew with what is signed afterwards, as a control chart
does once its signal was followed up (Montgomery, Introduction to Statistical Quality Control, 2019, chapter 9).
"""

import logging
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from centralis.apps.action import Caller
from centralis.apps.outcomes import evidence, locking
from centralis.apps.outcomes.analysis import Plan, case_of, plan_of
from centralis.apps.outcomes.facts import CENTRAL
from centralis.apps.outcomes.models import Outcome
from centralis.apps.outcomes.monitoring import Compared, agrees_within, compare_reads
from centralis.apps.people.models import Person
from centralis.apps.reads.models import Hold, ReadingTask
from centralis.apps.reads.running import actions as running
from centralis.apps.reads.running import pool
from centralis.apps.trials import queries as trials
from centralis.apps.trials.models import DefinitionState, Trial
from centralis.core.agreement.control_chart import track_drift
from centralis.core.agreement.monitoring import MonitoringLimits, find_fall
from centralis.core.ledger.canonical import utc_text

log = logging.getLogger(__name__)

JOB = "reader monitoring"


def hold_due(_at: datetime) -> int:
    """The reconciler's chore: put every drifting reader of every trial on hold; return how many."""
    count = 0
    for trial in Trial.objects.filter(definitions__state=DefinitionState.ACTIVE):
        try:
            count += len(hold_drifting(trial))
        except Exception:
            log.exception("the readers of a trial could not be monitored; the next round tries again")
    return count


def hold_drifting(trial: Trial) -> list[Hold]:
    """Put the drifting readers of a trial on hold. While its data are locked nothing is read, and nobody is held."""
    plan = plan_of(trials.definition_for_job(trial.pk))
    if not plan.least_agreement or locking.open_lock(trial.pk) is not None:
        return []
    return [
        running.hold_drifting(Caller.system(JOB), trial, person, reason, numbers)
        for person, reason, numbers in _drifting(trial.pk, plan)
    ]


def _drifting(trial_id: UUID, plan: Plan) -> Iterator[tuple[Person, str, dict[str, Any]]]:
    """(reader, why in one sentence with numbers, the numbers) of each reader to be put on hold now."""
    compared = _compared(trial_id, plan)
    for person in pool.reader_pool(trial_id):
        holds = Hold.objects.filter(trial_id=trial_id, reader=person, subject=None)
        if holds.filter(ended_at__isnull=True).exists():
            continue
        closed = max((one.ended_at for one in holds if one.evidence and one.ended_at), default=None)
        rows = compared.get(str(person.pk), [])
        if closed is not None:
            rows = [one for one in rows if one.signed_at > utc_text(closed)]
        found = judge(person.printed_name, rows, plan.limits)
        if found is not None:
            yield person, *found


def judge(reader: str, rows: Sequence[Compared], limits: MonitoringLimits) -> tuple[str, dict[str, Any]] | None:
    """Why a reader is to be put on hold, in words and in numbers; None where nothing tells it, or cases are too few."""
    if len(rows) < limits.fewest:
        return None
    finding = find_fall(track_drift(reader, [(one.case, one.agreed) for one in rows], limits.least_agreement))
    if finding is None:
        return None
    agreed = sum(one.agreed for one in rows)
    numbers = {
        "rule": finding.measure,
        "average": round(finding.estimate or 0.0, 4),
        "limit": round(finding.lower or 0.0, 4),
        "least_agreement": limits.least_agreement,
        "agreed": agreed,
        "time_points": len(rows),
        "first_signed_at": rows[0].signed_at,
        "last_signed_at": rows[-1].signed_at,
    }
    return f"{finding.sentence} In all {agreed} of {len(rows)} time points agreed with another reader's.", numbers


def _compared(trial_id: UUID, plan: Plan) -> dict[str, list[Compared]]:
    """Reader's id → every time point that another reader signed too, in the order of signing."""
    tasks = ReadingTask.objects.filter(trial_id=trial_id)
    readers = {(row.subject_id, row.source): str(row.reader_id) for row in tasks}
    rows = Outcome.objects.filter(trial_id=trial_id, is_current=True).exclude(source=CENTRAL).select_related("subject")
    cases = [case_of(row, readers.get((row.subject_id, row.source), row.source)) for row in rows]
    after_baseline = evidence.meaning_in_force(trial_id).responses is not None
    return compare_reads(cases, agrees_within(plan.score_tolerance), after_baseline=after_baseline)
