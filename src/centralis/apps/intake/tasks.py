"""Hints to the background worker, and what it runs; the reconciler repeats what was lost."""

import logging

from django_tasks import task

from centralis.apps.action import Done, house
from centralis.apps.intake import stages
from centralis.apps.intake.models import ExamVersion, Receipt, Stage

log = logging.getLogger(__name__)


@task()
def stage_task(stage_id: int) -> bool:
    """Run one stage, if it is still due."""
    return stages.run_stage(stage_id, house.now())


def hint_stages(done: Done) -> None:
    """Tell the worker that an exam version has stages that are due: after a receipt, or when a hold was released."""
    result = done.result
    version_id = result.exam_version_id if isinstance(result, Receipt) else done.object_id
    for stage_id in Stage.objects.filter(exam_version_id=version_id, done_at__isnull=True).values_list("pk", flat=True):
        stage_task.enqueue(stage_id)


def reconcile() -> int:
    """Run, here and now, everything that is overdue; return how many stages were looked at."""
    for chore in stages.CHORES:
        try:
            chore(house.now())
        except Exception:
            log.exception("a chore failed and is tried again in the next round")
    return stages.reconcile(house.now(), lambda stage_id: stages.run_stage(stage_id, house.now()))


def settle(version: ExamVersion) -> None:
    """Run a version's due stages at once, as the command line and the demonstration do."""
    for stage_id in Stage.objects.filter(exam_version=version, done_at__isnull=True).values_list("pk", flat=True):
        stages.run_stage(stage_id, house.now())
