"""Subjects by code only, visits expected by the definition, anchors that date them, unscheduled and missed ones."""

import json
from datetime import timedelta

import pytest

from centralis.apps.action import Caller, house
from centralis.apps.ledger.models import Entry
from centralis.apps.ledger.recorded import Scope
from centralis.apps.trials import actions, queries
from centralis.apps.trials.models import Subject, Visit
from centralis.core.refusal import Refused

pytestmark = pytest.mark.django_db


def refused(code, act, *args, **kwargs):
    with pytest.raises(Refused) as caught:
        act(*args, **kwargs)
    assert caught.value.code == code


def test_enrolment_expects_the_visits_of_the_definition(world):
    subject = actions.enrol_subject(world.caller("site coordinator"), world.at("01"), "01-009", "F")
    rows = list(Visit.objects.filter(subject=subject).order_by("ordinal"))
    assert [(row.code, row.due_on) for row in rows] == [("BL", None), ("W8", None), ("W16", None), ("W24", None)]
    entry = json.loads(Entry.objects.latest("id").body)
    assert (entry["subject"], entry["object"]["label"]) == ("01-009", "01-009")


@pytest.mark.req("GDPR-25")
def test_a_code_that_may_name_somebody_is_kept_nowhere_not_even_in_the_refusal(world):
    refused("code_name", actions.enrol_subject, world.caller("site coordinator"), world.at("01"), "ANNASCHMIDT-1962")
    assert "ANNASCHMIDT" not in Entry.objects.latest("id").body
    assert not Subject.objects.filter(code__contains="ANNA").exists()


def test_a_code_is_given_once_and_only_at_a_site_of_the_trial(world):
    manager = world.caller("project manager")
    refused("code_taken", actions.enrol_subject, manager, world.at("02"), "01-001")
    refused("site_unknown", actions.enrol_subject, manager, Scope(world.trial.pk, world.trial.pk), "01-010")
    refused("site_unknown", actions.enrol_subject, manager, world.scope, "01-010")


def test_a_coordinator_enrols_at_the_own_site_only(world):
    refused("not_permitted", actions.enrol_subject, world.caller("site coordinator"), world.at("02"), "02-010")


def test_an_anchor_dates_the_windows_and_changes_with_a_reason_only(world):
    subject = world.subjects["02-002"]
    caller = world.caller("site coordinator 2")
    today = house.now().date()
    actions.set_anchor(caller, subject, today - timedelta(days=56))
    row = Visit.objects.get(subject=subject, code="W8")
    assert (row.due_on, row.window_opens_on, row.window_closes_on) == (
        today,
        today - timedelta(days=7),
        today + timedelta(days=7),
    )
    refused("reason_missing", actions.set_anchor, caller, subject, today - timedelta(days=60))
    actions.set_anchor(caller, subject, today - timedelta(days=60), "typed wrongly")
    assert Visit.objects.get(pk=row.pk).due_on == today - timedelta(days=4)
    refused("anchor_in_future", actions.set_anchor, caller, subject, today + timedelta(days=1), "x")


@pytest.mark.req("IMG-4")
def test_unscheduled_visits_are_those_the_definition_knows(world):
    subject, caller = world.subjects["01-001"], world.caller("site coordinator")
    first = actions.add_unscheduled_visit(caller, subject, "UNS", "clinical suspicion")
    second = actions.add_unscheduled_visit(caller, subject, "UNS", "again")
    assert [(one.code, one.is_unscheduled, one.name) for one in (first, second)] == [
        ("UNS", True, "Unscheduled"),
        ("UNS-2", True, "Unscheduled"),
    ]
    refused("not_unscheduled", actions.add_unscheduled_visit, caller, subject, "W8")
    lines = {one.visit.code: one for one in queries.visits(caller, world.trial.pk, subject.pk)}
    assert (lines["UNS"].state, lines["UNS"].required) == ("unscheduled", False)


def test_a_missed_visit_is_not_overdue_and_can_be_expected_again(world):
    caller, subject = world.caller("site coordinator"), world.subjects["01-001"]
    row = Visit.objects.get(subject=subject, code="W8")

    def state():
        return {one.visit.code: one.state for one in queries.visits(caller, world.trial.pk, subject.pk)}["W8"]

    assert state() == "overdue"
    refused("reason_missing", actions.mark_visit_missed, caller, row, " ")
    actions.mark_visit_missed(caller, row, "subject was travelling")
    assert state() == "missed"
    refused("visit_missed", actions.mark_visit_missed, caller, row, "x")
    actions.reopen_visit(caller, row, "images turned up")
    assert state() == "overdue"
    refused("visit_not_missed", actions.reopen_visit, caller, row, "x")


def test_the_system_has_no_right_to_enrol(world):
    refused("not_permitted", actions.enrol_subject, Caller.system("a job"), world.at("01"), "01-020")
