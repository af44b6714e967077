"""The checks run by themselves on what a site sent, and say what was expected and what was found."""

import pytest

from centralis.apps.intake.models import ExamState
from centralis.apps.qc import checking
from centralis.apps.qc.models import CheckRun

pytestmark = pytest.mark.django_db


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
