"""The form saves itself: kept once however often it is sent, told why when it is not, never over another tab's."""

import pytest

from centralis.apps.ledger.models import Entry
from centralis.apps.reads import actions
from centralis.apps.reads.models import Read

from .conftest import entries, target
from .test_reader_views import BASE, at, browser, form_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(started):
    """A reader's open baseline: its task, the browser, the form as the page shows it."""
    task = started.task("01-001", 1)
    client = browser(started, task)
    client.post(at(task.token, 1, "open/"))
    form = form_of(client.get(at(task.token, 1)).content.decode())
    return task, client, {**form, "targets-0-organ": "liver"}


def saves() -> int:
    return Entry.objects.filter(action="reads.save_draft", outcome="done").count()


def test_a_change_is_kept_and_the_answer_names_the_revision_for_the_next(page):
    task, client, form = page
    answer = client.post(at(task.token, 1, "draft/"), {**form, "targets-0-diameter_mm": "21"})
    read = Read.objects.get()
    assert answer.json() == {"revision": read.revision}
    assert answer.headers["Cache-Control"] == "no-store"
    assert read.content["targets"][0] | {"diameter_mm": 21, "organ": "liver", "state": "measured"} == (
        read.content["targets"][0]
    )
    again = {**form, "revision": str(read.revision), "targets-0-diameter_mm": "22"}
    assert client.post(at(task.token, 1, "draft/"), again).json() == {"revision": read.revision + 1}


def test_the_same_save_sent_again_is_acknowledged_and_entered_once(page):
    task, client, form = page
    sent = {**form, "targets-0-diameter_mm": "21"}
    first = client.post(at(task.token, 1, "draft/"), sent)
    second = client.post(at(task.token, 1, "draft/"), sent)
    assert (first.status_code, second.status_code) == (200, 200)
    assert first.json() == second.json()
    assert saves() == 1


def test_a_tab_that_does_not_know_of_the_others_save_overwrites_nothing_and_is_told(page):
    task, client, form = page
    client.post(at(task.token, 1, "draft/"), {**form, "targets-0-diameter_mm": "21"})
    late = client.post(at(task.token, 1, "draft/"), {**form, "targets-0-diameter_mm": "33"})
    assert late.status_code == 409
    assert "Nothing of yours was saved" in late.json()["sentence"]
    assert Read.objects.get().content["targets"][0]["diameter_mm"] == 21


def test_what_is_no_number_is_named_and_nothing_is_changed(page):
    task, client, form = page
    answer = client.post(at(task.token, 1, "draft/"), {**form, "targets-0-diameter_mm": "2O"})
    assert answer.status_code == 422
    assert "'2O' is no number" in answer.json()["sentence"]
    assert saves() == 0


def test_nothing_is_saved_into_a_signed_read_nor_into_anothers(page, started):
    task, client, form = page
    started.sign(actions.save_draft(started.caller(task), Read.objects.get(), BASE))
    late = client.post(at(task.token, 1, "draft/"), {**form, "targets-0-diameter_mm": "33"})
    assert late.status_code == 409
    assert "signed and locked" in late.json()["sentence"]
    assert Read.objects.get(time_point=1).content["targets"] == entries(target("T1", 20.0))["targets"]
    other = browser(started, started.task("01-001", 2))
    nobody = other.post(at("x" * 32, 1, "draft/"), form)
    theirs = other.post(at(task.token, 1, "draft/"), form)
    assert (theirs.status_code, theirs.content) == (404, nobody.content)
