"""When the reports of signed reads are made: soon after the signature, again after a failure, never in its way.

The signature is committed before anything here begins. `ReportStage` says what is due; a hint in the queue may be lost
or come twice, the reconciler's chore (`reconcile_reports`) takes up what is overdue.
"""

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import F
from django_tasks import task

from centralis.apps.action import Done, house
from centralis.apps.intake.preparing import store
from centralis.apps.reads.models import Read, ReadReport, ReadState, ReportStage
from centralis.apps.reads.reports.making import make_reports
from centralis.core.ledger.chain import Fault
from centralis.services.store import REPORTS

log = logging.getLogger(__name__)
PATIENCE = timedelta(seconds=60)
ATTEMPTS = 8
_MOST = 200


@task()
def report_task(stage_id: int) -> bool:
    """Make the reports of one read, if they are still due."""
    return run_stage(stage_id, house.now())


def hint_report(done: Done) -> None:
    """Plan the reports of a read that was just signed, and tell the worker."""
    if isinstance(done.result, Read):
        report_task.enqueue(_plan(done.result.pk, house.now()).pk)


def _plan(read_id: UUID, at: datetime) -> ReportStage:
    return ReportStage.objects.get_or_create(read_id=read_id, defaults={"due_at": at})[0]


def run_stage(stage_id: int, at: datetime) -> bool:
    """Make the reports of one read; tell whether they are done. A failure is kept and tried again later."""
    stage = ReportStage.objects.filter(pk=stage_id, done_at__isnull=True).first()
    if stage is None:
        return False
    # Claimed first: another worker that looks now sees it due later.
    claimed = ReportStage.objects.filter(pk=stage_id, done_at__isnull=True, attempts=stage.attempts)
    if not claimed.update(attempts=F("attempts") + 1, due_at=at + PATIENCE * 2**stage.attempts):
        return False
    related = (
        "task__subject",
        "task__trial",
        "visit",
        "definition",
        "signature",
        "supersedes",
        "exam_version__exam__site",
    )
    read = Read.every.select_related(*related).get(pk=stage.read_id)
    try:
        make_reports(read)
    except Exception as fault:
        log.exception("the report of read %s could not be made", read.pk)
        ReportStage.objects.filter(pk=stage_id).update(fault=f"{type(fault).__name__}: {fault}"[:2000])
        return False
    ReportStage.objects.filter(pk=stage_id).update(done_at=at, fault="")
    return True


def reconcile_reports(at: datetime) -> int:
    """Make every report that is due and was missed; return how many were looked at."""
    unplanned = Read.every.filter(state=ReadState.LOCKED, signature__isnull=False, report_stage__isnull=True)
    for read_id in unplanned.values_list("pk", flat=True)[:_MOST]:
        _plan(read_id, at)
    due = ReportStage.objects.filter(done_at__isnull=True, due_at__lte=at, attempts__lt=ATTEMPTS).order_by("due_at")
    stages = list(due.values_list("pk", flat=True)[:_MOST])
    for stage_id in stages:
        run_stage(stage_id, at)
    return len(stages)


def report_faults() -> Iterator[Fault]:
    """Yield a fault for every filed report whose sealed bytes are lost or changed; `ledger verify --tables` runs it."""
    for report in ReadReport.objects.select_related("read__task").order_by("pk").iterator():
        found = store().verify(REPORTS, report.digest)
        if found != "ok":
            sentence = f"{report.label().capitalize()}: its sealed bytes are {found} (sha256 {report.digest})."
            yield Fault(f"sealed object {found}", f"{REPORTS}/{report.digest[:12]}", sentence)
