"""A project manager sees exactly what a reader sees, as such, and can do nothing there."""

import json
import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from tests.apps.reads.conftest import Reading, entries, target

from centralis.apps.action import Caller, house
from centralis.apps.ledger.models import Entry
from centralis.apps.reads import actions
from centralis.apps.reads.models import Mark, Read, ReadingTask
from centralis.apps.reads.viewing import actions as viewing_actions
from centralis.core.refusal import Refused

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
BASE = entries(target("T1", 20.0))


def client_of(room: Reading, part: str) -> Client:
    client = Client()
    client.force_login(room.world.people[part].account, backend=BACKEND)
    return client


def address(room: Reading, task: ReadingTask, rest: str | None = None) -> str:
    base = f"/t/{room.trial_id}/reads/as/{task.pk}/"
    return base if rest is None else f"{base}page/{rest}"


def looking(room: Reading, task: ReadingTask) -> Client:
    client = client_of(room, "project manager")
    answer = client.post(address(room, task), {"reason": "The reader called about the second series."})
    assert answer.url == address(room, task, "")
    return client


def seen_of(page: str, prefix: str) -> str:
    """What a page shows, without its frame: addresses, tokens, what may be used, the banner."""
    main = re.findall(r"<main.*?</main>", page, re.S)[0]
    main = re.sub(r'<p class="note note-warning" role="status">You see what.*?</p>', "", main)
    main = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", main).replace(" inert", "").replace(prefix, "")
    return re.sub(r"\s+", " ", main.replace('"editable": true', '"editable": false'))


@pytest.fixture
def begun(started: Reading) -> ReadingTask:
    task = started.task("01-001", 1)
    started.read(task, 1, BASE)
    started.open(task, 2)
    return task


@pytest.mark.parametrize("rest", ["", "1/", "2/"])
def test_the_page_is_the_readers_with_nothing_added(started: Reading, begun: ReadingTask, rest: str):
    theirs = client_of(started, started.part(begun)).get(f"/reading/{begun.token}/{rest}").content.decode()
    mine = looking(started, begun).get(address(started, begun, rest)).content.decode()
    assert f"You see what {begun.reader.printed_name} sees" in mine
    assert begun.token not in mine
    assert "Leave this view" in mine
    assert '<form method="post"' not in mine, "every form is inert"
    left = seen_of(mine, address(started, begun, ""))
    right = seen_of(theirs, f"/reading/{begun.token}/")
    assert [one for one in left.split("<") if one not in right] == [
        one for one in left.split("<") if "select data-lesion" in one
    ]
    assert "01-001" not in left


def test_images_and_marks_come_under_the_readers_names_and_the_opening_is_the_managers(
    started: Reading, begun: ReadingTask
):
    client = looking(started, begun)
    theirs = client_of(started, started.part(begun)).get(f"/reading/{begun.token}/2/images/").json()
    mine = client.get(address(started, begun, "2/images/")).json()
    moved = json.dumps(mine).replace(address(started, begun, ""), f"/reading/{begun.token}/")
    assert json.loads(moved) == theirs
    assert client.get(mine["series"][0]["images"][0]["url"]).status_code == 200
    assert client.get(address(started, begun, "2/marks/")).json() == {"marks": []}
    manager = started.world.people["project manager"]
    entry = Entry.objects.filter(action="intake.open_images", actor=str(manager.pk)).get()
    body = json.loads(entry.body)
    assert body["facts"]["way"] == f"reading of time point 2, as {begun.reader.printed_name} sees it"
    assert body["actor"]["role"] == "project manager"


def test_the_reason_is_asked_for_entered_and_lasts_half_an_hour(started: Reading, begun: ReadingTask):
    client = client_of(started, "project manager")
    assert client.get(address(started, begun, "2/")).url == address(started, begun)
    assert client.post(address(started, begun), {"reason": " "}).status_code == 422
    client = looking(started, begun)
    body = json.loads(Entry.objects.filter(action="reads.view_as").get().body)
    assert (body["outcome"], body["facts"]["reason"]) == ("viewed", "The reader called about the second series.")
    assert client.get(address(started, begun, "2/")).status_code == 200
    assert Entry.objects.filter(action="reads.view_as").count() == 2, "the page too"
    with time_machine.travel(house.now() + timedelta(minutes=31)):
        client = client_of(started, "project manager")
        assert client.get(address(started, begun, "2/")).status_code == 302


def test_nothing_can_be_done_there(started: Reading, begun: ReadingTask):
    client = looking(started, begun)
    for rest in ("2/", "2/open/", "2/sign/", "2/marks/", "2/marks/remove/", "2/check/"):
        assert client.post(address(started, begun, rest), {"wish": "sign"}).status_code == 405
    for rest in ("2/sign/", "3/", "2/open/", "2/check/", "../../", "nowhere/"):
        assert client.get(address(started, begun, rest)).status_code == 404, rest
    assert client.get(address(started, begun, "2/marks/remove/")).status_code in (400, 404)
    assert not Mark.objects.exists()
    read = Read.objects.get(time_point=2)
    looks = started.world.caller("project manager")
    eyes = Caller(begun.reader_id, begun.reader.printed_name, looks.origin, seen_by=looks)
    for act in (lambda: actions.save_draft(eyes, read, BASE), lambda: viewing_actions.remove_mark(eyes, read, None)):
        with pytest.raises(Refused, match="no role"):
            act()
    refused = Entry.objects.filter(action="reads.save_draft", outcome="refused").get()
    assert refused.actor == str(looks.person_id)


def test_only_the_trials_project_manager_looks(started: Reading, begun: ReadingTask):
    for part in ("data manager", "QC analyst", "inspector", "monitor", "administrator", "reader 2", "adjudicator"):
        client = client_of(started, part)
        assert client.get(address(started, begun)).status_code == 404
        assert client.get(address(started, begun, "1/")).status_code == 404
    other = f"/t/{started.world.other_trial.pk}/reads/as/{begun.pk}/"
    assert client_of(started, "project manager").get(other).status_code == 404
