"""Pages of read management: qualify by signature, hold and lift, hand over, the list as a file, due and overdue."""

import json
from datetime import timedelta

import pytest
import time_machine
from tests.apps.reads.conftest import entries, target
from tests.apps.reads.running.test_assigning import hire
from tests.apps.reads.test_reader_views import browser, form_of

from centralis.apps.action import house
from centralis.apps.reads.models import Hold, ReaderQualification, ReadingTask

pytestmark = pytest.mark.django_db
BASE = entries(target("T1", 20.0))
SECRET = "a quiet morning in march"


def room(reading):
    return f"/t/{reading.trial_id}/reads/"


@pytest.mark.req("IMG-10")
def test_a_reader_is_qualified_by_a_signature_under_what_was_shown(started):
    reader = started.world.people["reader 1"]
    url = f"{room(started)}readers/{reader.pk}/qualification/"
    client = browser(started, "project manager")
    page = client.get(url).content.decode()
    assert "The definition asks for radiology." in page
    assert "On record now" in page
    assert form_of(page)["specialty"] == "radiology"
    typed = {"specialty": "radiology", "test_cases": "12", "agreement": "0.93", "conflicts": ["02"], "evidence": "seen"}
    assert client.post(url, {**typed, "agreement": "1.2"}).status_code == 409
    shown = client.post(url, typed).content.decode()
    assert "0.9300" in shown
    hidden = {**form_of(shown), "conflicts": ["02"]}
    wrong = client.post(url, {**hidden, "secret": "not it"})
    assert (wrong.status_code, "not your password" in wrong.content.decode()) == (409, True)
    before = ReaderQualification.objects.filter(person=reader).count()
    assert client.post(url, {**hidden, "secret": SECRET}).status_code == 302
    row = ReaderQualification.objects.filter(person=reader).order_by("created_at").last()
    assert (row.test_cases, float(row.agreement), row.conflict_sites) == (12, 0.93, [str(started.world.sites["02"].pk)])
    assert ReaderQualification.objects.filter(person=reader).count() == before + 1
    forged = {**hidden, "test_cases": "99", "secret": SECRET}
    assert client.post(url, forged).status_code == 409, "what was shown is not what would be signed"
    stranger = started.world.people["QC analyst"]
    assert client.get(f"{room(started)}readers/{stranger.pk}/qualification/").status_code == 404


def test_holds_are_placed_and_lifted_with_reasons(started):
    client, reader = browser(started, "project manager"), started.task("01-001", 1).reader
    url = f"{room(started)}hold/?reader={reader.pk}"
    assert reader.printed_name in client.get(url).content.decode()
    assert client.post(url, {"reader": str(reader.pk), "reason": " "}).status_code == 409
    assert client.post(url, {"reader": str(reader.pk), "reason": "drift in test cases"}).status_code == 302
    page = client.get(room(started)).content.decode()
    assert "drift in test cases" in page
    own = browser(started, started.task("01-001", 1)).get("/reading/").content.decode()
    assert "Read baseline" not in own
    assert "drift" not in own
    hold = Hold.objects.get()
    lift = f"{room(started)}holds/{hold.pk}/lift/"
    stale = client.post(lift, {"revision": hold.revision + 7, "reason": "trained"})
    assert (stale.status_code, "Somebody changed this meanwhile" in stale.content.decode()) == (409, True)
    assert client.post(lift, {"revision": hold.revision, "reason": "trained"}).status_code == 302
    assert Hold.objects.get().end_reason == "trained"
    assert client.post(f"{room(started)}hold/", {"reason": "scanner recall"}).status_code == 302
    assert "All reading is on hold" in client.get(room(started)).content.decode()
    assert client.get(f"{room(started)}hold/?subject=99-999").status_code == 404
    assert client.get(f"{room(started)}hold/?reader=nobody").status_code == 404


def test_a_case_is_handed_over_on_the_page(started):
    task = started.task("01-001", 1)
    url = f"{room(started)}tasks/{task.pk}/hand-over/"
    client = browser(started, "project manager")
    assert "Nobody else of the pool may read this case now." in client.get(url).content.decode()
    third = hire(started, 3)
    page = client.get(url).content.decode()
    assert "Reader 3" in page
    typed = {"revision": task.revision, "reason": "ill", "to": str(third.pk)}
    assert client.post(url, {**typed, "to": str(task.reader_id)}).status_code == 409
    assert client.post(url, typed).status_code == 302
    assert ReadingTask.objects.get(subject=task.subject, reader_number=1).reader == third
    assert client.post(url, typed).status_code == 404, "it stands no more"


@pytest.mark.parametrize("form", ["csv", "json"])
def test_the_list_is_a_file_for_those_who_run_the_trial(started, form):
    answer = browser(started, "data manager").get(f"{room(started)}randomisation.{form}")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="randomisation.{form}"'
    text = answer.content.decode()
    assert "01-001" in text
    if form == "json":
        assert len(json.loads(text)["cases"]) == 2
    for part in ("reader 1", "adjudicator", "monitor", "QC analyst", "outsider"):
        assert browser(started, part).get(f"{room(started)}randomisation.{form}").status_code == 404


def test_only_the_project_manager_runs_reading(started):
    task = started.task("01-001", 1)
    for part in ("data manager", "reader 1", "adjudicator", "monitor", "outsider"):
        for path in ("hold/", f"tasks/{task.pk}/hand-over/", f"readers/{task.reader_id}/qualification/"):
            assert browser(started, part).get(room(started) + path).status_code == 404, (part, path)


def test_due_and_overdue_reads_are_told_and_never_to_the_reader(started):
    started.amend("  readers: 2\n", "  readers: 2\n  due_days: 5\n")
    task = started.task("01-001", 1)
    started.read(task, 1, BASE)
    page = browser(started, "project manager").get(room(started)).content.decode()
    assert "overdue." not in page
    now = house.now()
    with time_machine.travel(now + timedelta(days=6), tick=False):
        client, own = browser(started, "project manager"), browser(started, task)
        page = client.get(room(started)).content.decode()
        assert "2 reads are overdue." in page
        assert (now + timedelta(days=5)).date().isoformat() in page
        mine = own.get("/reading/").content.decode() + own.get(f"/reading/{task.token}/").content.decode()
        assert "overdue" not in mine
        assert (now + timedelta(days=5)).date().isoformat() not in mine


def test_an_overdue_read_on_hold_waits_longer(started):
    started.amend("  readers: 2\n", "  readers: 2\n  due_days: 5\n")
    client = browser(started, "project manager")
    assert client.post(f"{room(started)}hold/", {"subject": "01-001", "reason": "query to the site"}).status_code == 302
    with time_machine.travel(house.now() + timedelta(days=9), tick=False):
        page = browser(started, "project manager").get(room(started)).content.decode()
    assert "overdue" not in page.replace("Overdue", "")
    assert "On hold" in page
