"""Replay: what was signed is what is shown, step by step; reports as files; never for one who reads in the trial."""

import json
from io import BytesIO

import pytest
from pydicom import dcmread
from tests.apps.reads.conftest import entries, target
from tests.apps.reads.viewing.test_views import images, mark, post

from centralis.apps.action import house
from centralis.apps.ledger.models import Entry
from centralis.apps.reads import actions
from centralis.apps.reads.models import Mark, Read, ReadReport
from centralis.apps.reads.reports import making as reporting
from centralis.apps.reads.reports import replay_queries
from centralis.apps.reads.reports import stage as report_stage

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def _writer():
    yield
    reporting.writers().close()
    reporting.writers.cache_clear()


@pytest.fixture
def signed(started, browse):
    """Reader 1's baseline: a mark drawn and moved, the form saved twice, signed."""
    task = started.task("01-001", 1)
    read = started.open(task, 1)
    client, base = browse(started.part(task)), f"/reading/{task.token}/1"
    image = json.loads(images(client, base).content)["series"][0]["images"][0]
    post(client, f"{base}/marks/", mark(image, "T9"))
    z = image["position"][2]
    moved = [[0.7, 2.8, z], [9.1, 2.8, z], [4.2, 1.4, z], [4.2, 4.2, z]]
    post(client, f"{base}/marks/", mark(image, "T9", edit=2, points=moved))
    started.fill(task, 1, entries(target("T1", 18.0)))
    return started.sign(actions.save_draft(started.caller(task), read_of(read), entries(target("T1", 20.0))))


def read_of(read):
    return Read.every.select_related("task__subject", "task__reader", "definition").get(pk=read.pk)


def address(read, rest="replay/"):
    return f"/t/{read.task.trial_id}/reads/{read.pk}/{rest}"


@pytest.mark.req("P11-10E-1")
@pytest.mark.parametrize("role", ["project manager", "inspector", "data manager"])
def test_those_who_may_know_see_what_was_signed(signed, browse, role):
    answer = browse(role).get(address(signed))
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "What was signed is what is shown" in text
    assert answer.context["found"].kept.holds
    assert "20.0" in text
    assert Entry.objects.filter(action="reads.replay_page", outcome="viewed", object_id=str(signed.pk)).count() == 1


@pytest.mark.parametrize("role", ["monitor", "site coordinator", "QC analyst", "adjudicator", "statistician"])
def test_nobody_else_finds_it(signed, browse, role):
    for rest in ("replay/", "replay/1/images/", "replay/1/marks/"):
        assert browse(role).get(address(signed, rest)).status_code == 404


def test_no_reader_of_the_trial_finds_it_whatever_they_may_besides(started, signed, browse, monkeypatch):
    for number in (1, 2):
        part = started.part(started.task("01-001", number))
        assert browse(part).get(address(signed)).status_code == 404
        caller = started.world.caller(part)
        with monkeypatch.context() as patched:
            patched.setattr(replay_queries, "trials_of", lambda *_args: {started.trial_id})
            with pytest.raises(Read.DoesNotExist):
                replay_queries.signed_read(caller, started.trial_id, signed.pk)


def test_a_read_that_was_not_signed_or_is_of_another_trial_is_not_there(started, signed, browse):
    client = browse("project manager")
    later = started.fill(signed.task, 2, entries(target("T1", 10.0)))
    assert client.get(address(later)).status_code == 404
    other = started.world.other_trial
    assert client.get(f"/t/{other.pk}/reads/{signed.pk}/replay/").status_code == 404


def test_each_step_shows_the_entries_and_marks_of_then(signed, browse):
    client = browse("inspector")
    found = client.get(address(signed)).context["found"]
    words = [one.action.removeprefix("reads.") for one in found.steps]
    assert words == ["open_time_point", "save_mark", "save_mark", "save_draft", "save_draft", "sign"]
    shown = []
    for place in range(1, 7):
        answer = client.get(address(signed), {"step": place})
        told = client.get(address(signed, "replay/1/marks/"), {"step": place}).json()["marks"]
        content = answer.context["step"].content
        shown.append(([one["diameter_mm"] for one in content["targets"]], [one["long_mm"] for one in told]))
        assert answer.context["is_signed"] == (place == 6)
        assert ("a step before the signature" in answer.content.decode()) == (place < 6)
    assert shown == [([], []), ([], [7.0]), ([], [8.4]), ([18.0], [8.4]), ([20.0], [8.4]), ([20.0], [8.4])]
    for odd in ("0", "99", "x", ""):
        assert client.get(address(signed), {"step": odd}).status_code == 200


def test_the_images_come_under_the_names_the_reader_knew_and_their_opening_is_entered(started, signed, browse):
    client = browse("inspector")
    told = client.get(address(signed, "replay/1/images/")).json()["series"][0]
    reader = browse(started.part(signed.task)).get(f"/reading/{signed.task.token}/1/images/").json()["series"][0]
    assert [one["instance"] for one in told["images"]] == [one["instance"] for one in reader["images"]]
    mine, theirs = (
        client.get(told["images"][0]["url"]),
        browse(started.part(signed.task)).get(reader["images"][0]["url"]),
    )
    assert mine.content == theirs.content
    assert mine["Cache-Control"] == "no-store"
    entered = Entry.objects.filter(action="intake.open_images", body__contains="replay of time point 1")
    assert entered.count() == 1
    assert client.get(address(signed, "replay/2/images/")).status_code == 404


def test_nothing_can_be_changed_there(signed, browse):
    plan = browse("inspector").get(address(signed)).context["viewer"]
    assert plan["editable"] is False
    for rest in ("replay/", "replay/1/marks/"):
        assert browse("project manager").post(address(signed, rest)).status_code == 405


def test_a_value_changed_behind_the_systems_back_is_told(signed, browse):
    from django.db.models import QuerySet

    changed = {**signed.content, "targets": [target("T1", 30.0)]}
    QuerySet(Read).filter(pk=signed.pk).update(content=changed)
    answer = browse("inspector").get(address(signed))
    kept = answer.context["found"].kept
    assert (kept.is_same, kept.is_told, kept.is_bound) == (False, False, True)
    assert "What is stored has another digest than what was signed" in answer.content.decode()


def test_a_mark_moved_behind_the_systems_back_is_told(signed, browse):
    from django.db.models import QuerySet

    QuerySet(Mark).filter(read=signed).update(points=[[0.0, 0.0, 5.0]] * 4)
    kept = browse("inspector").get(address(signed)).context["found"].kept
    assert (kept.is_told, kept.holds) == (False, False)


def test_a_read_given_back_is_replayed_as_it_was_with_its_void_signature(started, signed, browse):
    fresh = actions.reopen(started.world.caller("project manager"), read_of(signed), "a slice was left out")
    again = started.sign(actions.save_draft(started.caller(signed.task), read_of(fresh), entries(target("T1", 24.0))))
    client = browse("inspector")
    old, new = client.get(address(signed)), client.get(address(again))
    assert old.context["found"].kept.holds
    assert new.context["found"].kept.holds
    assert "a slice was left out" in old.content.decode()
    assert old.context["step"].content["targets"][0]["diameter_mm"] == 20.0
    assert new.context["step"].content["targets"][0]["diameter_mm"] == 24.0
    assert sorted(new.context["step"].marks) == ["T9"]


def test_an_anchor_entered_after_the_signature_changes_nothing_that_was_signed(started, signed, browse):
    from datetime import date

    from centralis.apps.ledger.recorded import amend

    second = started.read(signed.task, 2, entries(target("T1", 12.0)))
    subject = started.world.subjects["01-001"]
    amend(subject, {"anchor_date": date(2025, 12, 1)}, house.now())
    for read in (signed, second):
        assert browse("inspector").get(address(read)).context["found"].kept.is_same


def test_the_reports_are_listed_and_had_as_files(signed, browse):
    client = browse("inspector")
    assert "It is being made" in client.get(address(signed)).content.decode()
    report_stage.reconcile_reports(house.now())
    text = client.get(address(signed)).content.decode()
    assert "Structured report (TID 1500)" in text
    assert "Key images" in text
    row = ReadReport.objects.get(read=signed, kind="SR")
    answer = client.get(address(signed, f"reports/{row.pk}.dcm"))
    assert answer["Content-Type"] == "application/dicom"
    assert answer["Content-Disposition"] == 'attachment; filename="01-001_BL_reader1_SR.dcm"'
    assert dcmread(BytesIO(answer.content)).SOPInstanceUID == row.sop_uid
    assert Entry.objects.filter(action="reads.report_file", outcome="viewed").count() == 1


@pytest.mark.parametrize("role", ["reader 1", "reader 2", "adjudicator", "monitor", "site coordinator"])
def test_a_report_is_not_there_for_others(signed, browse, role):
    report_stage.reconcile_reports(house.now())
    for row in ReadReport.objects.filter(read=signed):
        assert browse(role).get(address(signed, f"reports/{row.pk}.dcm")).status_code == 404
    assert ReadReport.objects.filter(read=signed).count() == 2
