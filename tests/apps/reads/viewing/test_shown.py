"""Key images and the view of an open read over HTTP: kept for its reader alone, pinned and sealed by the signature."""

import pytest
from tests.apps.reads.conftest import entries, target
from tests.apps.reads.viewing.test_views import images, opened, post
from tests.core.reading.test_view_state import cell, state, view

from centralis.apps.ledger.models import Entry
from centralis.apps.reads import actions, signing
from centralis.apps.reads.models import KeyImage, Read, ViewDraft
from centralis.apps.reads.viewing import keys as viewing_keys
from centralis.apps.reads.viewing import state as viewing_state

pytestmark = pytest.mark.django_db


def series_of(client, base):
    return images(client, base).json()["series"][0]


def shown(series, number=1, **values):
    image = series["images"][0]
    named = {"number": number, "series": series["id"], "instance": image["instance"], "frame": 1}
    return state(cell(**named, **values), {"number": number})


def choose(client, base, image, is_chosen=True):
    body = {"instance": image["instance"], "frame": image["frame"], "is_chosen": is_chosen}
    return post(client, f"{base}/keys/", body)


def test_a_view_is_kept_under_the_stored_names_without_an_entry_and_shown_under_the_readers(started, browse):
    task, client, base = opened(started, browse)
    series = series_of(client, base)
    count = Entry.objects.count()
    for turned in (0, 90):
        answer = post(client, f"{base}/view/", shown(series, view=view(rotation_deg=turned)))
        assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")
    row = ViewDraft.objects.get()
    assert row.state["cells"][0]["view"]["rotation_deg"] == 90
    assert row.state["cells"][0]["series"] == "1.2.3.4.5"
    assert viewing_state.show(row.state, task) == shown(series)
    assert Entry.objects.count() == count


@pytest.mark.parametrize("number", [2, 3, 999])
def test_a_view_of_a_time_point_that_is_not_open_is_as_one_that_is_not_there(started, browse, number):
    _task, client, base = opened(started, browse)
    series = series_of(client, base)
    assert post(client, f"{base}/view/", shown(series, number)).status_code == 404
    unknown = {**shown(series), "cells": [cell(number=1, instance="2.25.1", frame=1)]}
    assert post(client, f"{base}/view/", unknown).status_code == 404
    assert not ViewDraft.objects.exists()


def test_a_view_of_another_form_or_too_long_is_refused_with_a_sentence(started, browse):
    _task, client, base = opened(started, browse)
    assert "not of the form" in post(client, f"{base}/view/", {"cells": []}).json()["sentence"]
    long = client.post(f"{base}/view/", " " * 30_000, content_type="application/json")
    assert (long.status_code, "takes more than" in long.json()["sentence"]) == (400, True)


def test_nobody_else_keeps_a_view_or_a_key_image(started, browse):
    _task, client, base = opened(started, browse)
    series = series_of(client, base)
    other = browse(started.part(started.task("01-001", 2)))
    assert post(other, f"{base}/view/", shown(series)).status_code == 404
    assert choose(other, base, series["images"][0]).status_code == 404
    assert other.get(f"{base}/keys/").status_code == 404


@pytest.mark.req("P11-10E-1")
def test_the_signature_pins_the_view_in_its_own_entry_and_nothing_moves_it_after(started, browse):
    task, client, base = opened(started, browse)
    series = series_of(client, base)
    post(client, f"{base}/view/", shown(series))
    read = started.read(task, 1, entries(target("T1", 20.0)))
    kept = Read.every.get(pk=read.pk).view
    assert viewing_state.show(kept, task) == shown(series)
    entry = Entry.objects.get(action="reads.sign", outcome="done")
    assert '"rotation_deg":90' in entry.body.replace(" ", "")
    late = post(client, f"{base}/view/", shown(series, view=view(rotation_deg=180)))
    assert (late.status_code, late.json()["sentence"].startswith("This time point is signed")) == (409, True)
    assert Read.every.get(pk=read.pk).view == kept
    fresh = actions.reopen(started.world.caller("project manager"), read_of(read), "a slice was left out")
    assert Read.every.get(pk=fresh.pk).view == {}
    assert Read.every.get(pk=read.pk).view == kept


def read_of(read):
    return Read.every.select_related("task__subject", "task__reader", "definition").get(pk=read.pk)


def test_a_key_image_is_chosen_once_taken_away_and_chosen_again(started, browse):
    _task, client, base = opened(started, browse)
    first, second = series_of(client, base)["images"]
    for _ in range(2):
        told = choose(client, base, first).json()["keys"]
        assert [(one["instance"], one["frame"], one["letter"]) for one in told] == [(first["instance"], 1, "")]
    assert Entry.objects.filter(action="reads.choose_key_image", outcome="done").count() >= 1
    assert KeyImage.objects.get().sop_uid not in str(told)
    assert choose(client, base, first, is_chosen=False).json() == {"keys": []}
    assert len(choose(client, base, first).json()["keys"]) == 1
    assert len(choose(client, base, second).json()["keys"]) == 2
    assert KeyImage.objects.count() == 2
    assert choose(client, base, {"instance": "2.25.1", "frame": 1}).status_code == 404
    for odd in ({"instance": first["instance"], "frame": True, "is_chosen": True}, [], {"frame": 1}):
        assert post(client, f"{base}/keys/", odd).status_code == 400


def test_chosen_key_images_are_part_of_what_is_signed_without_a_name_of_an_image(started, browse):
    task, client, base = opened(started, browse)
    image = series_of(client, base)["images"][0]
    read = started.fill(task, 1, entries(target("T1", 20.0)))
    assert "key_images" not in signing.prepare(read_of(read)).content
    choose(client, base, image)
    content = signing.prepare(read_of(read)).content
    assert len(content["key_images"]) == 1
    assert KeyImage.objects.get().sop_uid not in str(content)
    assert "Key images chosen" in client.get(f"{base}/sign/").content.decode()
    started.sign(read_of(read))
    refused = choose(client, base, image, is_chosen=False)
    assert (refused.status_code, "signed and locked" in refused.json()["sentence"]) == (409, True)


def test_key_images_carry_on_when_a_read_is_given_back_and_can_be_taken_away_then(started, browse):
    task, client, base = opened(started, browse)
    first, second = series_of(client, base)["images"]
    choose(client, base, first)
    choose(client, base, second)
    read = started.read(task, 1, entries(target("T1", 20.0)))
    fresh = actions.reopen(started.world.caller("project manager"), read_of(read), "a slice was left out")
    assert len(client.get(f"{base}/keys/").json()["keys"]) == 2
    assert len(choose(client, base, first, is_chosen=False).json()["keys"]) == 1
    assert len(viewing_keys.keys_of(read_of(read))) == 2
    assert len(viewing_keys.keys_of(read_of(fresh))) == 1


def test_there_is_an_end_to_key_images(started, browse, monkeypatch):
    _task, client, base = opened(started, browse)
    first, second = series_of(client, base)["images"]
    monkeypatch.setattr("centralis.apps.reads.viewing.actions.MOST_KEYS", 1)
    assert choose(client, base, first).status_code == 200
    assert "1 key images at most" in choose(client, base, second).json()["sentence"]


def test_the_adjudicator_gets_the_key_images_of_a_and_b_under_other_names(started, browse):
    chosen = []
    for number in (1, 2):
        _task, client, base = opened(started, browse, number)
        image = series_of(client, base)["images"][number - 1]
        chosen.append(image["instance"])
        choose(client, base, image)
    row = started.discordant()
    answer = browse("adjudicator").get(f"/adjudication/{row.token}/1/keys/")
    told = answer.json()["keys"]
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")
    assert [one["letter"] for one in told] == ["A", "B"]
    assert not {one["instance"] for one in told} & set(chosen)
    assert browse("reader 1").get(f"/adjudication/{row.token}/1/keys/").status_code == 404


def test_a_form_in_place_of_json_is_refused_with_a_sentence(started, browse):
    task = started.task("01-001", 1)
    started.open(task, 1)
    client = browse(started.part(task))
    for place in ("view", "keys", "marks", "marks/remove"):
        answer = client.post(f"/reading/{task.token}/1/{place}/", {"is": "a form"})
        assert answer.status_code == 400, place
        assert answer.json()["sentence"]
