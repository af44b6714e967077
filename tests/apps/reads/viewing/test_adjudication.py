"""The adjudicator's images and marks: both readers' as A and B, and nothing that says whose."""

import json

import pytest
from tests.apps.reads.conftest import entries, target
from tests.apps.reads.viewing.test_marks import save
from tests.apps.reads.viewing.test_views import post
from tests.apps.reads.viewing.viewing_world import accept, phantom
from tests.core.reading.test_view_state import cell, cut, state, view

from centralis.apps.ledger.models import Entry
from centralis.apps.reads import actions, signing
from centralis.apps.reads.models import Adjudication, DecisionViewDraft, Mark
from centralis.apps.reads.viewing import series as viewing

pytestmark = pytest.mark.django_db


@pytest.fixture
def compared(reading) -> Adjudication:
    """Two reads of one case that differ: response against progression, each with a mark at both time points."""
    accept(reading, "01-001", "BL", phantom())
    accept(reading, "01-001", "W8", phantom(StudyInstanceUID="1.2.3.9", SeriesInstanceUID="1.2.3.9.1"))
    reading.begin()
    for number, second in ((1, 10.0), (2, 30.0)):
        task = reading.task("01-001", number)
        for point, size in ((1, 20.0), (2, second)):
            reading.open(task, point)
            for edit in range(1, number + 1):
                save(reading, task, size, 8.0, edit=edit, key=f"7d0c4ab4-7d54-4d9d-9c5f-5f6a9f1f00{number}{point}")
            reading.read(task, point, entries(target("T1", size)))
    return Adjudication.objects.get(state="due")


def test_marks_of_both_readers_are_told_apart_by_letters_alone(reading, compared, browse):
    client = browse("adjudicator")
    base = f"/adjudication/{compared.token}/2"
    told = client.get(f"{base}/marks/").json()["marks"]
    sizes = {"A": None, "B": None}
    for letter, task in zip("AB", (compared.side_a_task, compared.side_b_task), strict=True):
        sizes[f"{letter} T1"] = 10.0 if task.reader_number == 1 else 30.0
        del sizes[letter]
    assert {one["lesion"]: one["long_mm"] for one in told} == sizes
    assert {one["edit"] for one in told} == {1}
    series = json.loads(client.get(f"{base}/images/").content)["series"][0]
    named = {one["instance"] for one in series["images"]}
    assert {one["instance"] for one in told} <= named
    for number in (1, 2):
        task = reading.task("01-001", number)
        own = {viewing.opaque(task, mark.sop_uid) for mark in Mark.objects.filter(read__task=task)}
        assert not own & named
    assert client.get(series["images"][0]["url"]).headers["Cache-Control"] == "no-store"


def test_nobody_else_and_no_other_time_point(reading, compared, browse):
    adjudicator, reader = browse("adjudicator"), browse(reading.part(reading.task("01-001", 1)))
    for place in ("images/", "marks/"):
        assert adjudicator.get(f"/adjudication/{compared.token}/3/{place}").status_code == 404
        assert reader.get(f"/adjudication/{compared.token}/2/{place}").status_code == 404
    assert adjudicator.post(f"/adjudication/{compared.token}/2/marks/").status_code == 405


def shown(client, compared, number=2, **values):
    """A view state of one pane that shows the first image of a time point under this adjudicator's names."""
    series = client.get(f"/adjudication/{compared.token}/{number}/images/").json()["series"][0]
    named = {"number": number, "series": series["id"], "instance": series["images"][0]["instance"], "frame": 1}
    return state(cell(**named, **values))


def test_what_an_adjudicators_page_shows_is_kept_for_this_one_alone_and_pinned_by_the_signature(
    reading, compared, browse
):
    client, url = browse("adjudicator"), f"/adjudication/{compared.token}/view/"
    sent = shown(client, compared, view=view(rotation_deg=90), cut=cut())
    answer = post(client, url, sent)
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")
    row = DecisionViewDraft.objects.get()
    assert row.person_id == reading.world.people["adjudicator"].pk
    assert row.state["cells"][0]["series"] == "1.2.3.9.1"
    assert plan_of(client, compared)["view"] == sent
    assert post(browse("reader 1"), url, sent).status_code == 404
    assert post(client, url, {**sent, "cells": [cell(number=3)]}).status_code == 404
    assert "not of the form" in post(client, url, {}).json()["sentence"]
    content = signing.choice_content(compared, "A", "T1 grew")
    decided = actions.adjudicate(reading.world.signing("adjudicator", content), compared, "A", "T1 grew")
    assert Adjudication.objects.get(pk=decided.pk).view == row.state
    assert decided.software.startswith("Centralis ")
    assert '"rotation_deg":90' in Entry.objects.get(action="reads.adjudicate", outcome="done").body.replace(" ", "")
    assert post(client, url, sent).status_code == 409
    assert "view_url" not in plan_of(client, compared)


def plan_of(client, compared):
    page = client.get(f"/adjudication/{compared.token}/").content.decode()
    return json.loads(page.split('id="viewer-plan"')[1].split(">", 1)[1].split("</script>")[0])


def test_the_page_starts_the_viewer_with_nothing_to_draw(compared, browse):
    page = browse("adjudicator").get(f"/adjudication/{compared.token}/")
    plan = json.loads(page.content.decode().split('id="viewer-plan"')[1].split(">", 1)[1].split("</script>")[0])
    assert [one["label"] for one in plan["panes"]] == ["Baseline", "Time point 2"]
    assert not plan["editable"]
    assert "wasm-unsafe-eval" in page.headers["Content-Security-Policy"]
