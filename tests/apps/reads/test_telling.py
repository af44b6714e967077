"""A site is told by mail that an answer stands there: nothing of it, nothing of the subject, and no blinded person."""

import re

import pytest
from django.core import mail
from tests.apps.reads.conftest import Reading
from tests.apps.reads.designs.test_eligibility import DISEASE, SUBJECT, cases, screened

from centralis.apps.people.roles import BLINDED
from centralis.apps.reads.designs import eligibility
from centralis.apps.reads.telling import tell_site
from centralis.apps.sites.models import Contact

pytestmark = pytest.mark.django_db


def test_the_sites_contacts_are_told_that_there_is_an_answer_and_not_which(reading: Reading):
    row = screened(reading)
    assert mail.outbox == []
    reading.read(cases(row)[0], 1, DISEASE)
    (sent,) = mail.outbox
    assert sent.to == ["site01@example.org"]
    assert sent.subject == "CEN-301: central review has answered"
    assert not re.search(rf"ligib|{SUBJECT}|BL|\d", sent.body)
    blinded = {one.email for part, one in reading.world.people.items() if part.partition(" ")[0] in BLINDED}
    assert not blinded & set(sent.to)


def test_an_answer_of_the_project_manager_is_told_whoever_calls_the_act(reading: Reading):
    row = screened(reading)
    eligibility.return_eligibility(reading.world.caller("project manager"), row, "Send the axial series.")
    (sent,) = mail.outbox
    assert "axial" not in sent.body
    assert sent.to == ["site01@example.org"]


def test_a_mail_that_fails_leaves_the_answer_where_it_is(reading: Reading, monkeypatch, caplog):
    def fails(*_args: object) -> None:
        raise OSError("no mail server")

    monkeypatch.setattr("centralis.apps.reads.telling.send_mail", fails)
    row = screened(reading)
    reading.read(cases(row)[0], 1, DISEASE)
    row.refresh_from_db()
    assert row.verdict == "eligible"
    assert "it waits on the page" in caplog.text


def test_a_site_without_an_address_is_named_in_the_log_alone(reading: Reading, caplog):
    subject = reading.world.subjects["01-001"]
    Contact.objects.filter(site_id=subject.site_id)._raw_delete("default")
    tell_site(subject)
    assert mail.outbox == []
    assert "nobody was told" in caplog.text
