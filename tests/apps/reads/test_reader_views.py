"""The blinded reader's pages: what they hold, what they refuse, and that hidden facts change no byte of them."""

import html
import re
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test import Client

from centralis.apps.ledger.models import Entry
from centralis.apps.ledger.recorded import amend
from centralis.apps.people.models import Person
from centralis.apps.reads import actions, reactions, rules
from centralis.apps.reads.models import Read, ReadingTask
from centralis.apps.sites.models import Site
from centralis.apps.trials.models import Subject, Trial, Visit

from .conftest import AT, entries, target

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
SECRET = "a quiet morning in march"
BASE = entries(target("T1", 20.0))


def browser(reading, task_or_part) -> Client:
    part = task_or_part if isinstance(task_or_part, str) else reading.part(task_or_part)
    client = Client()
    client.force_login(reading.world.people[part].account, backend=BACKEND)
    return client


def form_of(page: str, **values: str) -> dict[str, str]:
    """The form's own values as a browser would send them, with some typed anew."""
    found = dict(re.findall(r'<input[^>]*?name="([^"]+)"[^>]*?value="([^"]*)"', page))
    for name, body in re.findall(r'<select[^>]*?name="([^"]+)"[^>]*>(.*?)</select>', page, re.S):
        chosen = re.search(r'<option value="([^"]*)" selected', body)
        found[name] = chosen[1] if chosen else ""
    found.pop("csrfmiddlewaretoken", None)
    return {**{name: html.unescape(value) for name, value in found.items()}, **values}


def signed_in_form(page: str) -> dict[str, str]:
    return {**form_of(page), "secret": SECRET}


def at(token: str, number: int, what: str = "") -> str:
    return f"/reading/{token}/{number}/{what}"


def test_a_reader_reads_a_time_point_from_list_to_lock(started):
    task = started.task("01-001", 1)
    client = browser(started, task)
    page = client.get("/reading/").content.decode()
    assert rules.name_case(task.token) in page
    assert "Read baseline" in page
    assert client.post(at(task.token, 1, "open/")).status_code == 302
    page = client.get(at(task.token, 1)).content.decode()
    typed = {"targets-0-organ": "liver", "targets-0-diameter_mm": "20,5", "targets-0-node": "no"}
    fragment = client.post(at(task.token, 1, "check/"), form_of(page, **typed)).content.decode()
    assert "20.5 mm" in fragment
    assert "<html" not in fragment
    assert Read.objects.get().content["targets"] == [], "a check saves nothing"
    answer = client.post(at(task.token, 1), form_of(page, wish="sign", **typed))
    assert answer.headers["Location"] == at(task.token, 1, "sign/")
    page = client.get(at(task.token, 1, "sign/")).content.decode()
    assert "I have read this time point as shown, and lock it" in page
    assert "20.5" in page
    wrong = client.post(at(task.token, 1, "sign/"), {**form_of(page), "secret": "wrong"}, follow=True)
    assert "That is not your password" in wrong.content.decode()
    done = client.post(at(task.token, 1, "sign/"), signed_in_form(page), follow=True).content.decode()
    assert "Signed and locked." in done
    assert "Time point 2" in done
    read = Read.objects.get()
    assert (read.state, read.content["targets"][0]["diameter_mm"]) == ("locked", 20.5)
    again = client.post(at(task.token, 1, "sign/"), signed_in_form(page), follow=True).content.decode()
    assert "signed and locked; it can be looked at, not changed" in again
    assert "form-control" not in client.get(at(task.token, 1)).content.decode()


def test_what_was_typed_comes_back_when_it_cannot_be_saved(started):
    task = started.task("01-001", 1)
    client = browser(started, task)
    started.open(task, 1)
    page = client.get(at(task.token, 1)).content.decode()
    typed = {"targets-0-organ": "liver", "targets-0-diameter_mm": "2O.5", "comment": "hard to see"}
    answer = client.post(at(task.token, 1), form_of(page, **typed))
    body = html.unescape(answer.content.decode())
    assert answer.status_code == 409
    assert 'value="2O.5"' in body
    assert "hard to see" in body
    assert "T1, diameter: '2O.5' is no number from 0 to 500 mm." in body
    assert Read.objects.get().content["targets"] == []


def test_a_stale_form_is_refused_and_keeps_what_was_typed(started):
    task = started.task("01-001", 1)
    client = browser(started, task)
    started.open(task, 1)
    page = client.get(at(task.token, 1)).content.decode()
    first = form_of(page, **{"targets-0-organ": "liver", "targets-0-diameter_mm": "20"})
    assert client.post(at(task.token, 1), first).status_code == 302
    second = client.post(at(task.token, 1), {**first, "targets-0-diameter_mm": "33"})
    assert second.status_code == 409
    assert "Somebody changed this meanwhile" in second.content.decode()
    assert 'value="33"' in second.content.decode()
    assert Read.objects.get().content["targets"][0]["diameter_mm"] == 20


def test_carried_lesions_cannot_be_renamed_by_the_page(started):
    task = started.task("01-001", 1)
    started.read(task, 1, BASE)
    started.open(task, 2)
    client = browser(started, task)
    page = client.get(at(task.token, 2)).content.decode()
    assert "baseline 20" in page
    typed = {"targets-0-id": "T9", "targets-0-organ": "lung", "targets-0-diameter_mm": "13", "targets-1-id": "T2"}
    client.post(at(task.token, 2), form_of(page, **typed, **{"targets-1-diameter_mm": "11"}))
    (kept,) = Read.objects.get(time_point=2).content["targets"]
    assert (kept["id"], kept["organ"], kept["diameter_mm"], kept["state"]) == ("T1", "liver", 13, "measured")


@pytest.mark.req("P11-10F-2")
def test_nothing_of_a_later_time_point_can_be_had_early(started):
    task = started.task("01-001", 1)
    client = browser(started, task)
    assert client.get(at(task.token, 1, "images/")).status_code == 404, "not opened yet"
    started.open(task, 1)
    assert client.get(at(task.token, 1, "images/")).status_code == 200
    for what in ("", "sign/", "images/"):
        assert client.get(at(task.token, 2, what)).status_code == 404
    assert "Time point 2" not in client.get(f"/reading/{task.token}/").content.decode()


def test_not_yours_and_does_not_exist_are_the_same_bytes(started):
    mine, other = started.task("01-001", 1), started.task("01-001", 2)
    started.open(other, 1)
    client = browser(started, mine)
    for what in ("", "1/", "1/sign/", "1/images/"):
        theirs = client.get(f"/reading/{other.token}/{what}")
        nobodys = client.get(f"/reading/{'x' * 32}/{what}")
        assert theirs.status_code == nobodys.status_code == 404
        assert bare(theirs) == bare(nobodys)
    for part in ("project manager", "adjudicator", "QC analyst", "inspector", "outsider"):
        assert browser(started, part).get(f"/reading/{other.token}/1/").status_code == 404


def test_pictures_come_in_order_of_position_without_any_header(started):
    task = started.task("01-001", 1)
    started.open(task, 1)
    client = browser(started, task)
    before = Entry.objects.count()
    (series,) = client.get(at(task.token, 1, "images/")).json()["series"]
    shades = []
    for image in series["images"]:
        answer = client.get(image["url"])
        assert answer.headers["Cache-Control"] == "no-store"
        assert not {"ETag", "Last-Modified", "Content-Disposition"} & set(answer.headers)
        shades.append(int.from_bytes(answer.content[:2], "little"))
    assert shades == [1000, 1100], "slice 1 of 2 is the darker one at 5 mm, though it was sent last"
    assert client.get(series["images"][0]["url"].replace("/frames/1", "/frames/2")).status_code == 404
    assert Entry.objects.count() == before + 1, "one opening, entered once"


@pytest.mark.req("IMG-8")
def test_the_order_of_the_list_is_sealed_and_stays_when_subjects_are_added(reading):
    for subject in ("01-001", "01-002"):
        reading.accept(subject, "BL")
    reading.begin()
    task = reading.task("01-001", 1)

    def shown() -> list[str]:
        page = browser(reading, task).get("/reading/").content.decode()
        return re.findall(r'href="/reading/([^/"]{32})/"', page)

    first = shown()
    reading.accept("02-001", "BL")
    reactions.assign_due(reading.trial_id)
    second = shown()
    assert len(first) == 2
    assert len(second) == 3
    assert [one for one in second if one in first] == first


MASKS = (
    (re.compile(rb'name="csrfmiddlewaretoken" value="[^"]*"'), b"csrf"),
    (re.compile(rb'<meta name="csrf-token" content="[^"]*">'), b"csrf"),
)


def bare(answer) -> tuple:
    """A response without what may differ: the form token, the cookies."""
    content = answer.content
    for pattern, put in MASKS:
        content = pattern.sub(put, content)
    headers = {name: value for name, value in answer.headers.items() if name not in ("Set-Cookie", "Content-Length")}
    return answer.status_code, headers, content


def session(reading, task) -> list[tuple]:
    """A whole session of one reader, up to the signature of time point 2, and every byte that came of it."""
    client = browser(reading, task)
    token = task.token
    seen = [client.get("/reading/"), client.get(f"/reading/{token}/")]
    for number, diameter in ((1, "20"), (2, "30")):
        seen.append(client.post(at(token, number, "open/")))
        page = client.get(at(token, number))
        seen.append(page)
        typed = {"targets-0-organ": "liver", "targets-0-diameter_mm": diameter, "wish": "sign"}
        form = form_of(page.content.decode(), **typed)
        seen.append(client.post(at(token, number, "check/"), form))
        seen.append(client.post(at(token, number), form))
        seen += [client.get(at(token, number, f"image/{index}.png")) for index in (0, 1, 2)]
        page = client.get(at(token, number, "sign/"))
        seen.append(page)
        seen.append(client.post(at(token, number, "sign/"), signed_in_form(page.content.decode())))
        seen.append(client.get(f"/reading/{token}/"))
    seen += [client.get("/reading/"), client.get(at(token, 3)), client.get(at(token, 1))]
    return [bare(one) for one in seen]


def other_world(reading, task) -> None:
    """Change every fact that is to be hidden, behind the door's back: same reader, same images, another truth."""
    subject = Subject.objects.get(pk=task.subject_id)
    amend(subject, {"code": "CANARY-SUBJECT", "sex": "M", "anchor_date": subject.anchor_date + timedelta(days=-3)}, AT)
    amend(Site.objects.get(pk=subject.site_id), {"name": "CANARY-SITE", "country": "JP", "code": "77"}, AT)
    amend(Trial.objects.get(pk=task.trial_id), {"title": "CANARY-TRIAL", "protocol": "CANARY-1"}, AT)
    for visit in Visit.objects.filter(subject=subject):
        amend(visit, {"name": f"CANARY-VISIT {visit.ordinal}"}, AT)
    for version in subject_versions(subject):
        amend(version, {"exam_date": version.exam_date + timedelta(days=-40)}, AT)
    other = ReadingTask.objects.get(subject=subject, reader_number=3 - task.reader_number)
    amend(Person.objects.get(pk=other.reader_id), {"printed_name": "CANARY READER"}, AT)
    table = connection.ops.quote_name(Subject._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET created_at = %s WHERE code = %s", [AT, "01-002"])


def subject_versions(subject):
    return [version for exam in subject.exams.all() for version in exam.versions.all()]


@pytest.mark.req("IMG-9")
def test_two_worlds_that_differ_in_hidden_facts_send_a_reader_the_same_bytes(started):
    task = started.task("01-001", 1)
    with transaction.atomic():
        mine = session(started, task)
        transaction.set_rollback(True)
    other = started.task("01-001", 2)
    started.read(other, 1, entries(target("T1", 77.7, "lung"), target("T2", 66.6)))
    started.read(other, 2, entries(target("T1", 99.9, "lung"), target("T2", 88.8)))
    actions.reopen(
        started.world.caller("project manager"),
        Read.objects.select_related("task__subject", "signature").get(task=other, time_point=2, state="locked"),
        "CANARY-REASON",
    )
    other_world(started, task)
    theirs = session(started, ReadingTask.objects.select_related("subject", "reader").get(pk=task.pk))
    assert len(mine) == len(theirs) == 25
    for place, (one, another) in enumerate(zip(mine, theirs, strict=True)):
        assert one == another, f"response {place} differs"
    everything = b"".join(one[2] + repr(one[1]).encode() for one in theirs)
    assert b"CANARY" not in everything
    assert b"Hamburg" not in everything
    assert b"77.7" not in everything
    assert b"CEN-301" not in everything
    assert b"reader2" not in everything
    assert {one[0] for one in theirs} == {200, 302, 404}
