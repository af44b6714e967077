"""What is given ahead: the next case of one's own list, as far as it could be opened now, entered like any opening."""

import json

import pytest
from tests.apps.reads.conftest import entries, target

from centralis.apps.intake.opening import openings
from centralis.apps.ledger.models import Entry
from centralis.apps.reads.models import Read, ReadingTask
from centralis.apps.reads.running import actions as running
from centralis.apps.reads.viewing import prefetching

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_opening_entered_yet():
    openings._entered.clear()


@pytest.fixture
def two(reading):
    """A reader with two cases, the first opened; and the other."""
    reading.accept("01-001", "BL")
    reading.accept("01-001", "W8")
    reading.accept("01-002", "BL")
    reading.begin()
    first = reading.task("01-001", 1)
    reading.open(first, 1)
    return first, ReadingTask.objects.get(reader=first.reader, subject__code="01-002")


def ahead(client, task):
    answer = client.get(f"/reading/{task.token}/ahead/")
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store"
    return json.loads(answer.content)


def ways() -> list[str]:
    rows = Entry.objects.filter(action="intake.open_images").order_by("seq")
    return [json.loads(one.body)["facts"]["way"] for one in rows]


def test_the_other_case_is_given_as_its_own_page_will_give_it(reading, browse, two):
    first, other = two
    client = browse(reading.part(first))
    told = ahead(client, first)
    frame = told["series"][0]["images"][0]["url"]
    assert frame.startswith(f"/reading/{other.token}/1/images/")
    content = client.get(frame)
    assert content.status_code == 200
    assert ways() == ["fetched ahead of reading time point 1"]
    assert not Read.objects.filter(task=other).exists()
    reading.open(other, 1)
    assert json.loads(client.get(f"/reading/{other.token}/1/images/").content) == told
    assert client.get(frame).content == content.content


def test_another_edition_of_the_images_has_another_name(reading, browse, two):
    first, _other = two
    client = browse(reading.part(first))
    before = ahead(client, first)
    version = prefetching.following(reading.caller(first), first.token).version
    reading.accept("01-002", "BL", supersedes=version)
    after = ahead(client, first)
    assert after["edition"] != before["edition"]
    assert after["series"][0]["images"][0]["url"] != before["series"][0]["images"][0]["url"]


def test_nothing_is_given_of_what_could_not_be_opened(reading, browse, two):
    first, _other = two
    client = browse(reading.part(first))
    frame = ahead(client, first)["series"][0]["images"][0]["url"]
    hold = running.place_hold(reading.world.caller("project manager"), reading.world.trial, "data lock")
    assert ahead(client, first) == {"series": [], "edition": ""}
    assert client.get(frame).status_code == 404
    running.lift_hold(reading.world.caller("project manager"), hold, "lock lifted")
    assert client.get(frame).status_code == 200


def test_a_time_point_behind_an_unsigned_one_is_not_given(reading, browse, two):
    first, _other = two
    client = browse(reading.part(first))
    own = json.loads(client.get(f"/reading/{first.token}/1/images/").content)["series"][0]["images"][0]["url"]
    assert client.get(own.replace(f"/{first.token}/1/", f"/{first.token}/2/")).status_code == 404


def test_somebody_elses_case_looks_like_none(reading, browse, two):
    first, _other = two
    stranger = browse("reader 2" if reading.part(first) == "reader 1" else "reader 1")
    there, nowhere = (stranger.get(f"/reading/{one}/ahead/") for one in (first.token, "x" * 32))
    assert (there.status_code, nowhere.status_code) == (404, 404)


def test_the_last_case_is_followed_by_nothing(reading, browse, two):
    first, other = two
    client = browse(reading.part(first))
    reading.read(other, 1, entries(target("T1", 20.0)))
    assert ahead(client, first) == {"series": [], "edition": ""}


def test_a_signed_case_leads_to_the_next(reading, browse, two):
    first, other = two
    client = browse(reading.part(first))
    reading.read(first, 1, entries(target("T1", 20.0)))
    reading.read(first, 2, entries(target("T1", 20.0)))
    page = client.get(f"/reading/{first.token}/").content.decode()
    assert f'action="/reading/{other.token}/1/open/"' in page
    reading.open(other, 1)
    page = client.get(f"/reading/{first.token}/").content.decode()
    assert f'href="/reading/{other.token}/1/">Next case' in page
    assert "Next case" not in client.get(f"/reading/{other.token}/").content.decode()
