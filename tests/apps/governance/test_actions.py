"""Approvals and consents are recorded by those who may, once, and a withdrawal keeps what was given before."""

from datetime import timedelta

import pytest

from centralis.apps.action import house
from centralis.apps.governance import actions, queries
from centralis.apps.governance.models import Consent, EthicsApproval
from centralis.core.refusal import Refused

pytestmark = pytest.mark.django_db


def refused(code, act, *args, **kwargs):
    with pytest.raises(Refused) as caught:
        act(*args, **kwargs)
    assert caught.value.code == code


@pytest.mark.req("IN-1")
def test_an_approval_is_held_with_number_day_and_expiry(world):
    today = house.now().date()
    made = actions.record_approval(world.caller("data manager"), world.at("01"), "EC", "EC-2", today, today)
    assert (made.reference, made.approved_on, made.expires_on) == ("EC-2", today, today)
    refused(
        "approval_known", actions.record_approval, world.caller("data manager"), world.at("01"), "EC", "EC-2", today
    )
    refused("site_unknown", actions.record_approval, world.caller("data manager"), world.scope, "EC", "EC-3", today)
    coordinator = world.caller("site coordinator")
    refused("not_permitted", actions.record_approval, coordinator, world.at("01"), "EC", "EC-3", today)


@pytest.mark.req("GDPR-25")
def test_consent_covers_nothing_that_was_not_given_and_ends_with_its_withdrawal(world):
    subject, caller, today = world.subjects["01-001"], world.caller("site coordinator"), house.now().date()
    assert queries.scopes_on(subject.pk, today) == {"trial"}
    assert queries.scopes_on(subject.pk, today - timedelta(days=900)) == frozenset()
    consent = Consent.objects.get(subject=subject)
    refused("reason_missing", actions.withdraw_consent, caller, consent, today, "")
    actions.withdraw_consent(caller, consent, today, "wishes to stop")
    assert queries.scopes_on(subject.pk, today) == frozenset()
    assert queries.scopes_on(subject.pk, today - timedelta(days=1)) == {"trial"}


def test_a_form_is_signed_once_and_its_scopes_keep_the_definitions_order(world):
    subject, caller, today = world.subjects["01-001"], world.caller("site coordinator"), house.now().date()
    refused("consent_open", actions.record_consent, caller, subject, "1.0", "de", ["trial"], today)
    made = actions.record_consent(caller, subject, "2.0", "de", ["sharing", "trial"], today)
    assert made.scopes == ["trial", "sharing"]
    other = world.caller("site coordinator 2")
    refused("not_permitted", actions.record_consent, other, subject, "3.0", "it", ["trial"], today)


def test_who_may_see_them(world):
    assert queries.approvals(world.caller("inspector"), world.trial.pk).count() == 2
    for part in ("site coordinator", "reader 1", "outsider"):
        with pytest.raises(EthicsApproval.DoesNotExist):
            queries.approvals(world.caller(part), world.trial.pk)
    assert {one.subject.code for one in queries.consents(world.caller("site coordinator"), world.trial.pk)} == {
        "01-001",
        "01-002",
    }
