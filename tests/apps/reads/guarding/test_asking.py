"""Questions to the core lab and incidental findings: who is told what, and that nobody is unblinded by it."""

import json

import pytest
from django.core import mail
from django.test import Client
from tests.apps.conftest import make_person
from tests.apps.reads.conftest import Reading

from centralis.apps.action import house
from centralis.apps.ledger.models import Entry
from centralis.apps.ledger.recorded import amend
from centralis.apps.people import actions as people
from centralis.apps.people.roles import Role
from centralis.apps.reads.guarding import asking
from centralis.apps.reads.models import Read, ReaderNote
from centralis.core.refusal import Refused

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
FINDING = "A clot in the left femoral vein."


def client_for(account) -> Client:
    client = Client()
    client.force_login(account, backend=BACKEND)
    return client


@pytest.fixture
def read(started: Reading) -> Read:
    return started.open(started.task("01-001", 1), 1)


def test_a_question_is_answered_without_what_is_hidden(started: Reading, read: Read):
    reader = client_for(read.task.reader.account)
    where = f"/reading/{read.task.token}/1/ask/"
    assert reader.post(where, {"kind": "question", "text": "Is a series missing?"}).status_code == 302
    assert mail.outbox == []
    manager = client_for(started.world.people["project manager"].account)
    desk = f"/t/{started.trial_id}/reads/questions/"
    assert "1 question of a reader waits" in manager.get(f"/t/{started.trial_id}/reads/").content.decode()
    assert "Is a series missing?" in manager.get(desk).content.decode()
    note = ReaderNote.objects.get()
    for telling in ("Site 01 sent it at 2026-01-02.", "Subject 01-001 has none.", "It is the placebo arm."):
        answer = manager.post(desk, {"note": note.pk, "revision": note.revision, "text": telling})
        assert answer.status_code == 409
        assert "Readers must not learn" in answer.content.decode()
        assert telling in answer.content.decode(), "nothing that was typed is lost"
    assert manager.post(desk, {"note": "?", "revision": 1, "text": "x"}).status_code == 404
    assert manager.post(desk, {"note": note.pk, "revision": note.revision, "text": "No, it is complete."}).url == desk
    assert "No, it is complete." in reader.get(where).content.decode()
    with pytest.raises(Refused, match="answered already"):
        asking.answer_question(started.world.caller("project manager"), ReaderNote.objects.get(), "Again")


def test_a_finding_reaches_the_medical_monitor_and_nobody_else(started: Reading, read: Read):
    doctor = make_person("doctor", "Dora Doctor")
    amend(doctor, {"email": "dora@example.org"}, house.now())
    people.grant_role(started.world.caller("project manager"), started.world.scope, doctor, Role.MEDICAL_MONITOR)
    reader = client_for(read.task.reader.account)
    where = f"/reading/{read.task.token}/1/ask/"
    reader.post(where, {"kind": "finding", "text": FINDING})
    (letter,) = mail.outbox
    assert letter.to == [doctor.email]
    assert not any(word in letter.subject + letter.body for word in ("clot", "01-001", read.task.reader.printed_name))
    desk = f"/t/{started.trial_id}/reads/findings/"
    page = client_for(doctor.account).get(desk).content.decode()
    assert FINDING in page
    for part in ("project manager", "data manager", "reader 2", "site coordinator", "monitor", "adjudicator"):
        client = client_for(started.world.people[part].account)
        assert client.get(desk).status_code == 404, part
        assert client.get(where).status_code == (200 if started.world.people[part] == read.task.reader else 404)
    manage = client_for(started.world.people["project manager"].account).get(f"/t/{started.trial_id}/reads/")
    assert "1 incidental finding waits for the medical monitor" in manage.content.decode()
    assert "clot" not in manage.content.decode()
    note = ReaderNote.objects.get()
    told = {"note": note.pk, "revision": note.revision, "text": "Called the investigator."}
    assert client_for(doctor.account).post(desk, told).status_code == 302
    assert "investigator" not in reader.get(where).content.decode(), "what became of it is not the reader's to know"
    body = json.loads(Entry.objects.get(action="reads.handle_finding").body)
    assert body["actor"]["role"] == "medical monitor"


def test_only_who_opened_the_images_writes(started: Reading, read: Read):
    client = client_for(read.task.reader.account)
    assert client.post(f"/reading/{read.task.token}/2/ask/", {"kind": "question", "text": "x"}).status_code == 404
    assert client.post(f"/reading/{read.task.token}/1/ask/", {"kind": "letter", "text": "x"}).status_code == 409
    assert client.post(f"/reading/{read.task.token}/1/ask/", {"kind": "question", "text": " "}).status_code == 409
    other = started.task("01-001", 2)
    with pytest.raises(Refused, match="no role"):
        asking.write_note(started.caller(other), read, "question", "What did you see?")
    assert not ReaderNote.objects.exists()
