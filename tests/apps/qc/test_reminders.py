"""Reminders: as often as the definition says, to the site's contacts alone, and nothing about a person in them."""

from datetime import timedelta

import pytest
from django.core import mail
from tests.apps.qc.conftest import Desk
from tests.apps.qc.test_actions import ask, last_entry

from centralis.apps.action import house
from centralis.apps.intake import stages
from centralis.apps.ledger.recorded import amend
from centralis.apps.qc import actions, reminders
from centralis.apps.qc.models import Query
from centralis.apps.sites import actions as sites

pytestmark = pytest.mark.django_db


@pytest.fixture
def query(desk: Desk) -> Query:
    return ask(desk, desk.checked())


def after(days: int):
    return house.now() + timedelta(days=days)


@pytest.mark.req("IMG-6")
def test_each_reminder_is_sent_once_on_its_day(query):
    sent = [reminders.send_due(after(days)) for days in (0, 2, 3, 3, 4, 5, 6, 7, 30)]
    assert sent == [0, 0, 1, 0, 0, 1, 0, 1, 0]
    assert len(mail.outbox) == 3
    assert Query.objects.get().reminders_sent == 3
    entry = last_entry()
    assert (entry["action"], entry["actor"]["name"]) == ("qc.remind", "query reminders")


def test_a_reminder_names_the_subject_by_code_and_not_the_question(query):
    reminders.send_due(after(6))
    (letter,) = mail.outbox
    assert letter.to == ["site01@example.org"]
    assert letter.subject == "CEN-301: query 1 waits for your answer"
    assert "Subject 01-001, visit BL." in letter.body
    assert f"The answer was due on {query.due_on}." in letter.body
    assert "missing slices" not in letter.body
    assert Query.objects.get().reminders_sent == 2


def test_answered_and_closed_queries_remind_nobody(desk, query):
    actions.answer_query(desk.world.caller("site coordinator"), query, "Here they are.")
    assert reminders.send_due(after(9)) == 0
    assert mail.outbox == []


def test_no_header_is_smuggled_into_a_mail(desk, query):
    site = desk.world.sites["01"]
    manager = desk.world.caller("project manager")
    contact = sites.record_contact(manager, site, "Eve", "technologist", email="eve@example.org")
    amend(contact, {"email": "eve@example.org\nBcc: all@example.org"}, house.now())
    amend(desk.world.trial, {"protocol": "CEN-301\r\nBcc: all@example.org"}, house.now())
    assert reminders.send_due(after(3)) == 1
    (letter,) = mail.outbox
    assert letter.to == ["site01@example.org"]
    assert letter.subject == "CEN-301 Bcc: all@example.org: query 1 waits for your answer"
    assert letter.bcc == []


def test_a_mail_that_fails_is_not_entered_and_is_tried_again(query, monkeypatch):
    def down(*_args):
        raise ConnectionRefusedError("no mail server")

    monkeypatch.setattr(reminders, "send_mail", down)
    assert reminders.send_due(after(3)) == 0
    assert Query.objects.get().reminders_sent == 0
    monkeypatch.undo()
    assert reminders.send_due(after(3)) == 1


def test_the_reconciler_sends_them(query):
    assert reminders.send_due in stages.CHORES
