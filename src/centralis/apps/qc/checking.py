"""Run the checks on an exam version as one of intake's background stages; running it again changes nothing."""

import logging
from functools import lru_cache
from typing import Any

from django.db import IntegrityError

from centralis.apps.action import Caller, Done, house
from centralis.apps.intake import preparing, stages
from centralis.apps.intake.models import ExamState, ExamVersion
from centralis.apps.qc import actions, evidence
from centralis.apps.qc.models import CheckRun
from centralis.apps.trials import queries as trials
from centralis.core.acquisition import ExamFacts, Requirement, catalogue, run_checks
from centralis.core.acquisition.findings import Finding, order
from centralis.core.ledger.canonical import content_digest
from centralis.services.store import SealedStore

log = logging.getLogger(__name__)
STAGE = "qc"
RUNNER = Caller.system("qc runner")


@lru_cache(maxsize=1)
def engine_version() -> str:
    """Name the checks in force: another version of any check is another engine."""
    return f"checks {content_digest([[one['id'], one['version']] for one in catalogue()])[:12]}"


def check(version: ExamVersion) -> None:
    """Check an exam version, unless these checks ran on it already under its definition against the same baseline."""
    fresh = ExamVersion.objects.select_related(
        "exam__subject", "exam__visit", "exam__trial", "definition", "scanner__site", "transmittal"
    ).get(pk=version.pk)
    if fresh.state not in actions.CHECKED_STATES:
        return
    plan = evidence.plan_of(fresh)
    key = {"definition": fresh.definition, "engine": engine_version(), "baseline": plan.baseline}
    if CheckRun.objects.filter(exam_version=fresh, **key).exists():
        return
    found = findings(fresh, plan, preparing.store())
    try:
        actions.record_checks(RUNNER, fresh, findings=found, **key)
    except IntegrityError:
        log.info("the checks of %s ran twice at once; the first run stands", fresh.pk)


def findings(version: ExamVersion, plan: evidence.Plan, store: SealedStore) -> list[dict[str, Any]]:
    """Return the checklist of an exam version: each finding with the acquisition requirement it belongs to."""
    exam, context = evidence.gather(version, plan, store)
    lines: list[tuple[Finding, str]] = []
    for requirement in plan.requirements:
        if not _is_asked(requirement, exam):
            continue
        lines += [(one, requirement.id) for one in run_checks(exam, requirement, context)]
    lines.sort(key=lambda line: order(line[0]))
    return [{**one.as_json(), "acquisition": name} for one, name in lines]


def _is_asked(requirement: Requirement, exam: ExamFacts) -> bool:
    """Tell whether a requirement counts for an exam: one without any required series only where its modality came."""
    return any(one.required for one in requirement.series) or requirement.modality in {
        one.modality for one in exam.series
    }


def recheck_followers(done: Done) -> None:
    """Once a baseline is accepted, have the subject's undecided exams compared with it."""
    version = ExamVersion.objects.select_related("exam__visit", "definition").filter(pk=done.object_id).first()
    if version is None or version.state != ExamState.ACCEPTED:
        return
    baseline = trials.parsed(version.definition).baseline
    if baseline is None or version.exam.visit.code != baseline.id:
        return
    waiting = ExamVersion.objects.filter(exam__subject_id=version.exam.subject_id, state__in=actions.CHECKED_STATES)
    for other in waiting.exclude(pk=version.pk):
        stages.plan_again(other, STAGE, house.now())
