"""The stages of an exam version in the background: what is due, what ran, and the reconciler that lets nothing lie.

A task in the queue is only a hint. The table `Stage` says what is due; `run_stage` is idempotent and safe to run twice
or at the same time; `reconcile` issues everything that is overdue, so a lost, repeated or killed task changes nothing.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db.models import F

from centralis.apps.intake.models import ExamState, ExamVersion, Stage

log = logging.getLogger(__name__)

#: stage → what it does to an exam version; rooms above add theirs at start-up (`register`)
STAGES: dict[str, Callable[[ExamVersion], None]] = {}
#: what rooms above have the reconciler do each round, told the time; each decides itself what is due
CHORES: list[Callable[[datetime], object]] = []
#: stages that wait while an exam is held
WAITING_WHILE_HELD: set[str] = set()

_PATIENCE = timedelta(seconds=60)
_ATTEMPTS = 8


def register(name: str, work: Callable[[ExamVersion], None], *, waits_while_held: bool = False) -> None:
    """Add a stage that every exam version passes. `work` must be idempotent: it may run twice, also at once."""
    STAGES[name] = work
    if waits_while_held:
        WAITING_WHILE_HELD.add(name)


def plan_stages(version: ExamVersion, at: datetime) -> None:
    """Put every stage of a version on the list, once."""
    rows = [Stage(exam_version=version, name=name, due_at=at) for name in STAGES]
    Stage.objects.bulk_create(rows, ignore_conflicts=True)


def plan_again(version: ExamVersion, name: str, at: datetime) -> None:
    """Have one stage of a version run once more, as what it looks at has changed."""
    Stage.objects.update_or_create(
        exam_version=version, name=name, defaults={"due_at": at, "done_at": None, "attempts": 0, "fault": ""}
    )


def run_stage(stage_id: int, at: datetime) -> bool:
    """Run one stage if it is still due; tell whether it is done. A failure is kept and tried again later."""
    stage = Stage.objects.select_related("exam_version__exam").filter(pk=stage_id, done_at__isnull=True).first()
    if stage is None or stage.name not in STAGES:
        return False
    if stage.exam_version.state == ExamState.HELD and stage.name in WAITING_WHILE_HELD:
        return False
    # Claimed first: another worker that looks now sees it due later.
    claimed = Stage.objects.filter(pk=stage_id, done_at__isnull=True, attempts=stage.attempts)
    if not claimed.update(attempts=F("attempts") + 1, due_at=at + _PATIENCE * 2**stage.attempts):
        return False
    try:
        STAGES[stage.name](stage.exam_version)
    except Exception as fault:
        log.exception("stage %s of %s failed", stage.name, stage.exam_version_id)
        Stage.objects.filter(pk=stage_id).update(fault=f"{type(fault).__name__}: {fault}"[:2000])
        return False
    Stage.objects.filter(pk=stage_id).update(done_at=at, fault="")
    return True


def due(at: datetime, limit: int = 200) -> list[int]:
    """List the stages that are due and not given up, the oldest first."""
    open_ones = Stage.objects.filter(done_at__isnull=True, due_at__lte=at, attempts__lt=_ATTEMPTS)
    open_ones = open_ones.filter(name__in=list(STAGES))
    return list(open_ones.order_by("due_at", "pk").values_list("pk", flat=True)[:limit])


def reconcile(at: datetime, issue: Callable[[int], object]) -> int:
    """Issue everything that is due (again); return how many. A stage that was never planned is planned now."""
    for name in STAGES:
        for version in ExamVersion.objects.exclude(state=ExamState.SUPERSEDED).exclude(stages__name=name)[:500]:
            plan_stages(version, at)
    overdue = due(at)
    for stage_id in overdue:
        issue(stage_id)
    return len(overdue)
