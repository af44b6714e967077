"""When the reports of what was signed are made: soon after the signature, again after a failure, never in its way.

The signature is committed before anything here begins. `ReportStage` (of a read) and `CaseReportStage` (of a statement
of a whole case, or a decision) say what is due; a hint in the queue may be lost or come twice, the reconciler's chore
(`reconcile_reports`) takes up what is overdue.
"""

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import F
from django_tasks import task

from centralis.apps.action import Done, house
from centralis.apps.intake.preparing import store
from centralis.apps.reads.models import (
    Adjudication,
    AdjudicationState,
    CaseReport,
    CaseReportStage,
    GlobalRead,
    GlobalState,
    Read,
    ReadReport,
    ReadState,
    ReportStage,
)
from centralis.apps.reads.reports.case_making import make_case_report
from centralis.apps.reads.reports.making import make_reports
from centralis.core.ledger.chain import Fault
from centralis.services.store import REPORTS

log = logging.getLogger(__name__)
PATIENCE = timedelta(seconds=60)
ATTEMPTS = 8
_MOST = 200
_RELATED = (
    "task__subject", "task__trial", "visit", "definition", "signature", "supersedes", "exam_version__exam__site",
)  # fmt: skip


@task()
def report_task(stage_id: int) -> bool:
    """Make the reports of one read, if they are still due."""
    return run_stage(stage_id, house.now())


@task()
def case_report_task(stage_id: int) -> bool:
    """Make the report of one statement or decision, if it is still due."""
    return run_stage(stage_id, house.now(), CaseReportStage)


def hint_report(done: Done) -> None:
    """Plan the reports of what was just signed, and tell the worker. A consensus is reported when it is settled."""
    row, now = done.result, house.now()
    if isinstance(row, Read):
        report_task.enqueue(_plan(row.pk, now).pk)
    elif isinstance(row, GlobalRead):
        case_report_task.enqueue(_plan_case(now, statement_id=row.pk).pk)
    elif isinstance(row, Adjudication) and row.state == AdjudicationState.DONE:
        case_report_task.enqueue(_plan_case(now, adjudication_id=row.pk).pk)


def _plan(read_id: UUID, at: datetime) -> ReportStage:
    return ReportStage.objects.get_or_create(read_id=read_id, defaults={"due_at": at})[0]


def _plan_case(at: datetime, **of: UUID) -> CaseReportStage:
    return CaseReportStage.objects.get_or_create(**of, defaults={"due_at": at})[0]


def run_stage(stage_id: int, at: datetime, table: Any = ReportStage) -> bool:
    """Make what one stage is of; tell whether it is done. A failure is kept and tried again later."""
    stage = table.objects.filter(pk=stage_id, done_at__isnull=True).first()
    if stage is None:
        return False
    # Claimed first: another worker that looks now sees it due later.
    claimed = table.objects.filter(pk=stage_id, done_at__isnull=True, attempts=stage.attempts)
    if not claimed.update(attempts=F("attempts") + 1, due_at=at + PATIENCE * 2**stage.attempts):
        return False
    try:
        _make(stage)
    except Exception as fault:
        log.exception("the report of %s %s could not be made", table.__name__, stage.pk)
        table.objects.filter(pk=stage_id).update(fault=f"{type(fault).__name__}: {fault}"[:2000])
        return False
    table.objects.filter(pk=stage_id).update(done_at=at, fault="")
    return True


def _make(stage: ReportStage | CaseReportStage) -> None:
    if isinstance(stage, ReportStage):
        make_reports(Read.every.select_related(*_RELATED).get(pk=stage.read_id))
    else:
        for row in (stage.statement, stage.adjudication):
            if row is not None:
                make_case_report(row)


def reconcile_reports(at: datetime) -> int:
    """Make every report that is due and was missed; return how many were looked at."""
    unplanned = Read.every.filter(state=ReadState.LOCKED, signature__isnull=False, report_stage__isnull=True)
    for read_id in unplanned.values_list("pk", flat=True)[:_MOST]:
        _plan(read_id, at)
    stated = GlobalRead.objects.filter(state=GlobalState.LOCKED, report_stage__isnull=True)
    for statement_id in stated.values_list("pk", flat=True)[:_MOST]:
        _plan_case(at, statement_id=statement_id)
    decided = Adjudication.objects.filter(state=AdjudicationState.DONE, report_stage__isnull=True)
    for adjudication_id in decided.values_list("pk", flat=True)[:_MOST]:
        _plan_case(at, adjudication_id=adjudication_id)
    return sum(_run_due(at, table) for table in (ReportStage, CaseReportStage))


def _run_due(at: datetime, table: Any) -> int:
    due = table.objects.filter(done_at__isnull=True, due_at__lte=at, attempts__lt=ATTEMPTS).order_by("due_at")
    stages = list(due.values_list("pk", flat=True)[:_MOST])
    for stage_id in stages:
        run_stage(stage_id, at, table)
    return len(stages)


def report_faults() -> Iterator[Fault]:
    """Yield a fault for every filed report whose sealed bytes are lost or changed; `ledger verify --tables` runs it."""
    of_reads = ReadReport.objects.select_related("read__task").order_by("pk").iterator()
    of_cases = CaseReport.objects.select_related("statement__task", "adjudication").order_by("pk").iterator()
    for report in (one for rows in (of_reads, of_cases) for one in rows):
        found = store().verify(REPORTS, report.digest)
        if found != "ok":
            sentence = f"{report.label().capitalize()}: its sealed bytes are {found} (sha256 {report.digest})."
            yield Fault(f"sealed object {found}", f"{REPORTS}/{report.digest[:12]}", sentence)
