"""Background stages: each is done once it can be, a lost task changes nothing, a failing one is tried again later."""

from datetime import timedelta

import pytest
from tests.apps.intake.conftest import AT, Bench, dicom

from centralis.apps.intake import stages
from centralis.apps.intake.models import ExamVersion, Stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def counted(monkeypatch) -> list[str]:
    """A single stage that only counts; `fail` as its first element makes it fail."""
    ran: list[str] = []

    def work(version: ExamVersion) -> None:
        ran.append(str(version.pk))
        if ran[0] == "fail":
            raise RuntimeError("broken")

    monkeypatch.setattr(stages, "STAGES", {"count": work})
    return ran


@pytest.fixture
def version(counted, bench: Bench) -> ExamVersion:
    found = bench.send(bench.announce(), dicom()).receipt.exam_version
    Stage.objects.update(due_at=AT)
    return found


def test_a_due_stage_runs_once(counted, version):
    stage = Stage.objects.get()
    assert stages.run_stage(stage.pk, AT)
    assert not stages.run_stage(stage.pk, AT)
    assert counted == [str(version.pk)]


def test_a_failing_stage_is_kept_and_due_again_later(counted, version):
    counted.append("fail")
    stage = Stage.objects.get()
    assert not stages.run_stage(stage.pk, AT)
    stage.refresh_from_db()
    assert (stage.fault, stage.attempts) == ("RuntimeError: broken", 1)
    assert stages.due(AT) == []
    assert stages.due(AT + timedelta(minutes=2)) == [stage.pk]


def test_a_lost_task_is_issued_again(counted, version):
    issued: list[int] = []
    assert stages.reconcile(AT, issued.append) == 1
    assert issued == [Stage.objects.get().pk]


def test_a_stage_that_was_never_planned_is_planned(counted, version):
    Stage.objects.all().delete()
    assert stages.reconcile(AT, lambda pk: stages.run_stage(pk, AT)) == 1
    assert counted == [str(version.pk)]


def test_a_held_exam_waits(counted, version, monkeypatch):
    from django.db.models import QuerySet

    monkeypatch.setattr(stages, "WAITING_WHILE_HELD", {"count"})
    QuerySet.update(QuerySet(ExamVersion).filter(pk=version.pk), state="held")
    assert not stages.run_stage(Stage.objects.get().pk, AT)
    assert counted == []
