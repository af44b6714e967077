"""What those who run the reading see of the scan before release: what is held back, what is still looked through."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef

from centralis.apps.action import Caller
from centralis.apps.intake.models import ExamState, ExamVersion, Stage
from centralis.apps.people.queries import trials_of
from centralis.apps.reads.guarding.scanning import STAGE, outdated
from centralis.apps.reads.models import LeakScan, LeakState
from centralis.core.reading.exposure import REACHES

PAGE = "reads.manage_page"
RELEASE = "reads.release_leaks"
_GONE = (ExamState.SUPERSEDED, ExamState.REJECTED)
_EXAM = ("exam_version__exam__subject", "exam_version__exam__visit", "exam_version__exam__site")


@dataclass(frozen=True, slots=True)
class HeldExam:
    """An exam that is held back: what gets to the reader, and what else was noted."""

    scan: LeakScan
    reaches: tuple[Mapping[str, Any], ...]
    noted: tuple[Mapping[str, Any], ...]

    @property
    def exam(self) -> ExamVersion:
        return self.scan.exam_version


@dataclass(frozen=True, slots=True)
class Guarded:
    """How far the scan is in a trial: exams held back, accepted exams not looked through yet and, of these, those
    whose images could not be read; and exams that a newer scanner is to look through again."""

    held: tuple[HeldExam, ...]
    waiting: int
    failed: int
    again: int


def guarded(caller: Caller, trial_id: UUID) -> Guarded:
    """Tell how far the scan is. Raises LeakScan.DoesNotExist where the caller may not know."""
    if trial_id not in trials_of(caller, PAGE):
        raise LeakScan.DoesNotExist
    rows = LeakScan.objects.filter(exam_version__trial_id=trial_id, state=LeakState.HELD)
    later = LeakScan.objects.filter(exam_version=OuterRef("exam_version"), ran_at__gt=OuterRef("ran_at"))
    rows = rows.exclude(Exists(later)).exclude(exam_version__state__in=_GONE).select_related(*_EXAM).order_by("ran_at")
    accepted = ExamVersion.objects.filter(trial_id=trial_id, state=ExamState.ACCEPTED, leak_scans__isnull=True)
    failed = Stage.objects.filter(exam_version__in=accepted, name=STAGE).exclude(fault="")
    again = outdated().filter(trial_id=trial_id)
    return Guarded(tuple(map(_shown, rows)), accepted.count(), failed.count(), again.count())


def held_exam(caller: Caller, trial_id: UUID, scan_id: UUID) -> HeldExam:
    """An exam held back in a trial where the caller may release it."""
    if trial_id not in trials_of(caller, RELEASE):
        raise LeakScan.DoesNotExist
    row: LeakScan = LeakScan.objects.select_related(*_EXAM).get(pk=scan_id, exam_version__trial_id=trial_id)
    return _shown(row)


def _shown(row: LeakScan) -> HeldExam:
    reaches = tuple(one for one in row.findings if one["fate"] == REACHES)
    return HeldExam(row, reaches, tuple(one for one in row.findings if one["fate"] != REACHES))
