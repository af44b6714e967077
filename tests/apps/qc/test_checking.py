"""The checks run by themselves on what a site sent, and say what was expected and what was found."""

from dataclasses import replace

import pytest
from tests.apps.qc.conftest import GOOD

from centralis.apps.action import house
from centralis.apps.intake import stages
from centralis.apps.intake.models import ExamState, Stage
from centralis.apps.qc import checking
from centralis.apps.qc.models import CheckRun, QcOutcome
from centralis.apps.sites import actions as sites
from centralis.core.simulation import Kernel

pytestmark = pytest.mark.django_db


def failed(desk, version) -> set[str]:
    run = CheckRun.objects.filter(exam_version=version).latest("ran_at")
    return {one["check"] for one in run.findings if one["verdict"] == "fail"}


@pytest.mark.req("IMG-6")
def test_a_good_exam_passes_every_check(desk):
    version = desk.checked()
    run = CheckRun.objects.get(exam_version=version)
    assert [(one["check"], one["observed"], one["expected"]) for one in run.findings if one["verdict"] == "fail"] == []
    assert version.state == ExamState.IN_QC
    assert (run.failed_major, run.failed_minor, run.not_evaluable) == (0, 0, 1)
    (readable,) = desk.findings(version, "readable-pixels")
    assert (readable["verdict"], readable["observed"]) == ("pass", "114 decoded")
    (window,) = desk.findings(version, "visit-window")
    visit = version.exam.visit
    assert window["expected"] == f"{visit.window_opens_on} to {visit.window_closes_on}"
    assert run.engine == checking.engine_version()
    assert all(one["acquisition"] == "ct_cap" for one in run.findings)


@pytest.mark.req("IMG-6")
@pytest.mark.parametrize(
    ("fault", "check", "expected", "observed", "severity"),
    [
        ({"slice_thickness_mm": 7.5}, "slice-thickness", "at most 5", "7.5", "major"),
        ({"kernel": Kernel.LUNG}, "kernel", "one of STANDARD, SOFT, B30f, B31f, Br40, FC08, B", "B70f", "minor"),
        ({"missing_slices": (40,)}, "slice-gaps", "even spacing, no slice missing", "1 slice missing", "major"),
        ({"phase": "none"}, "contrast-phase", "portal venous", "none", "minor"),
    ],
)
def test_a_fault_fails_its_own_check_with_expected_and_observed(desk, fault, check, expected, observed, severity):
    version = desk.checked(replace(GOOD, **fault))
    found = [one for one in desk.findings(version, check) if one["verdict"] == "fail"]
    assert len(found) == 1
    assert found[0]["expected"] == expected
    assert observed in found[0]["observed"]
    assert found[0]["severity"] == severity
    assert version.state == ExamState.IN_QC


def test_running_again_changes_nothing(desk):
    version = desk.checked()
    first = CheckRun.objects.get(exam_version=version)
    checking.check(version)
    stages.plan_again(version, "qc", house.now())
    assert stages.run_stage(Stage.objects.get(exam_version=version, name="qc").pk, house.now())
    assert CheckRun.objects.get(exam_version=version).pk == first.pk
    assert desk.fresh(version).revision == version.revision


def test_two_runners_at_once_leave_one_run(desk, monkeypatch):
    version = desk.sent()
    found = checking.findings

    def meanwhile(*args):
        lines = found(*args)
        monkeypatch.setattr(checking, "findings", found)
        checking.check(version)
        return lines

    monkeypatch.setattr(checking, "findings", meanwhile)
    checking.check(version)
    assert CheckRun.objects.filter(exam_version=version).count() == 1
    assert desk.fresh(version).state == ExamState.IN_QC


def test_a_held_exam_waits_and_is_checked_once_released(desk):
    sites.suspend_scanner(desk.world.caller("QC analyst"), desk.world.scanners["CT S"], "drift")
    version = desk.sent()
    assert version.state == ExamState.HELD
    stage = Stage.objects.get(exam_version=version, name="qc")
    assert not stages.run_stage(stage.pk, house.now())
    assert not CheckRun.objects.exists()


def test_a_follow_up_is_compared_once_its_baseline_is_accepted(desk):
    follow = desk.checked(replace(GOOD, slice_thickness_mm=3.0), "W8", seed=2)
    assert {one["verdict"] for one in desk.findings(follow, "same-as-baseline")} <= {"not_evaluable"}
    baseline = desk.checked(GOOD, "BL")
    desk.decide(baseline, QcOutcome.ACCEPT)
    stage = Stage.objects.get(exam_version=follow, name="qc")
    assert stage.done_at is None
    assert stages.run_stage(stage.pk, house.now())
    runs = CheckRun.objects.filter(exam_version=follow).order_by("ran_at")
    assert [run.baseline_id for run in runs] == [None, baseline.pk]
    changed = [one for one in desk.findings(follow, "same-as-baseline") if one["verdict"] == "fail"]
    assert [(one["expected"], one["observed"]) for one in changed if "thickness" in one["parameter"]] == [("5", "3")]
    assert desk.findings(follow, "sex-consistent")[0]["verdict"] == "pass"
