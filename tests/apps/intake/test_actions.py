"""The acts around a receipt: announcing, holding, releasing, asking for a re-send."""

import json

import pytest
from tests.apps.intake.conftest import SYSTEM, Bench, dicom

from centralis.apps.action import Caller
from centralis.apps.intake import actions
from centralis.apps.intake.models import ExamState, ExamVersion
from centralis.apps.ledger.models import Entry
from centralis.core.refusal import Refused

pytestmark = pytest.mark.django_db


def held(bench: Bench) -> ExamVersion:
    """An exam from a scanner that nobody registered."""
    return bench.send(bench.announce(), dicom(DeviceSerialNumber="S-999")).receipt.exam_version


def caller(bench: Bench, role: str) -> Caller:
    return bench.member(role.split()[0].lower(), role)


def test_a_visit_is_announced_once(bench: Bench):
    bench.announce()
    with pytest.raises(Refused) as refused:
        bench.announce()
    assert refused.value.code == "already_announced"
    assert bench.announce(bench.visits["W8"]).state == "open"


def test_giving_up_needs_a_reason(bench: Bench):
    transmittal = bench.announce()
    with pytest.raises(Refused) as refused:
        actions.abandon(SYSTEM, transmittal, "  ")
    assert refused.value.code == "reason_needed"


def test_an_exam_of_an_unknown_scanner_is_held_with_the_reason(bench: Bench):
    version = held(bench)
    assert version.state == ExamState.HELD
    assert [one["code"] for one in version.hold_reasons] == ["unknown_scanner"]


def test_an_analyst_releases_only_what_is_cured(bench: Bench):
    version = held(bench)
    with pytest.raises(Refused) as refused:
        actions.release_hold(caller(bench, "QC analyst"), version, "looks fine")
    assert refused.value.code == "hold_remains"
    assert "not registered" in refused.value.sentence
    version.refresh_from_db()
    assert version.state == ExamState.HELD


def test_a_project_manager_overrides_and_the_entry_says_what(bench: Bench):
    version = held(bench)
    actions.release_hold(caller(bench, "project manager"), version, "a loan scanner; survey is on file")
    assert version.state == ExamState.RECEIVED
    entry = json.loads(Entry.objects.filter(action="intake.release_hold").latest("pk").body)
    assert entry["reason"] == "a loan scanner; survey is on file"
    assert [one["code"] for one in entry["facts"]["overridden"]] == ["unknown_scanner"]


def test_an_exam_that_is_not_held_has_nothing_to_release(bench: Bench):
    version = bench.send(bench.announce(), dicom()).receipt.exam_version
    with pytest.raises(Refused) as refused:
        actions.release_hold(caller(bench, "project manager"), version, "why not")
    assert refused.value.code == "not_held"


def test_the_core_lab_asks_for_the_images_again(bench: Bench):
    version = bench.send(bench.announce(), dicom()).receipt.exam_version
    transmittal = actions.request_resend(caller(bench, "QC analyst"), version, "the lung kernel was sent")
    assert (transmittal.state, transmittal.resend_reason) == ("open", "the lung kernel was sent")
    again = bench.send(transmittal, dicom()).receipt.exam_version
    assert (again.number, again.instance_count, again.supersede_reason) == (2, 1, "the lung kernel was sent")
