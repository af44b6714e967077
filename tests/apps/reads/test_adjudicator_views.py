"""The adjudicator's pages: two reads as A and B, why, one signed choice; no name, no date, no reader."""

import html
import re

import pytest

from centralis.apps.reads import rules
from centralis.apps.reads.models import Adjudication

from .test_reader_views import SECRET, bare, browser

pytestmark = pytest.mark.django_db


def hidden_fields(page: str) -> dict[str, str]:
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page)
    return {name: html.unescape(value) for name, value in found if name != "csrfmiddlewaretoken"}


@pytest.mark.req("IMG-12")
def test_an_adjudicator_sees_a_and_b_chooses_and_signs(started):
    due = started.discordant()
    client = browser(started, "adjudicator")
    assert rules.name_case(due.token) in client.get("/adjudication/").content.decode()
    url = f"/adjudication/{due.token}/"
    page = html.unescape(client.get(url).content.decode())
    for told in ("Read A", "Read B", "Best overall response differs: PD and SD.", "26.0 mm", "10.0 mm"):
        assert told in page
    for hidden in ("01-001", "Rosa", "Rafael", "reader1", "CEN-301", "Week 8", "Hamburg", "Reader 1", "day 5"):
        assert hidden not in page
    dates = {str(one.exam_date) for one in due.side_a_task.reads.all()}
    assert not any(date in page for date in dates)
    assert client.get(f"{url}2/images/").json()["series"]
    assert client.get(f"{url}3/images/").status_code == 404
    half = client.post(url, {"choice": "A", "reason": ""})
    assert half.status_code == 422
    assert "say why; nothing was decided yet" in half.content.decode()
    shown = client.post(url, {"choice": "B", "reason": "T1 grew"}).content.decode()
    assert "Exactly this is signed" in shown
    wrong = client.post(url, {**hidden_fields(shown), "secret": "no"})
    assert wrong.status_code == 409
    assert "T1 grew" in wrong.content.decode()
    assert client.post(url, {**hidden_fields(shown), "secret": SECRET}).status_code == 302
    done = Adjudication.objects.get(pk=due.pk)
    assert (done.state, done.choice, done.reason, done.adjudicator.username) == ("done", "B", "T1 grew", "adjudicator")
    assert "T1 grew" in client.get(url).content.decode()


def test_a_choice_that_was_altered_after_it_was_shown_is_not_signed(started):
    due = started.discordant()
    client = browser(started, "adjudicator")
    url = f"/adjudication/{due.token}/"
    fields = hidden_fields(client.post(url, {"choice": "B", "reason": "T1 grew"}).content.decode())
    answer = client.post(url, {**fields, "choice": "A", "secret": SECRET})
    assert answer.status_code == 409
    assert Adjudication.objects.get(pk=due.pk).state == "due"


def test_nobody_else_finds_an_adjudication(started):
    due = started.discordant()
    for part in ("reader 1", "project manager", "inspector", "outsider"):
        client = browser(started, part)
        theirs, nobodys = client.get(f"/adjudication/{due.token}/"), client.get(f"/adjudication/{'y' * 32}/")
        assert theirs.status_code == 404
        assert bare(theirs) == bare(nobodys)


def test_readers_learn_nothing_of_an_adjudication(started):
    client = browser(started, started.task("01-001", 1))
    started.discordant()
    page = client.get("/reading/").content.decode()
    assert "djudicat" not in page
