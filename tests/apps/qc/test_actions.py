"""Deciding, asking and answering through the door: what is signed, what is refused and entered, who may."""

import json
from dataclasses import replace

import pytest
from tests.apps.qc.conftest import GOOD

from centralis.apps.action import at_revision, house
from centralis.apps.intake import actions as intake
from centralis.apps.intake.models import ExamState, ExamVersion
from centralis.apps.ledger.models import Entry
from centralis.apps.ledger.recorded import amend
from centralis.apps.people.models import Signature
from centralis.apps.people.signing import is_bound
from centralis.apps.qc import actions, rules
from centralis.apps.qc.models import QcDecision, QcOutcome, Query, QueryState
from centralis.core.ledger.canonical import content_digest
from centralis.core.refusal import Refused

pytestmark = pytest.mark.django_db
THICK = replace(GOOD, slice_thickness_mm=7.5)


def refused(code, act, *args, **kwargs):
    with pytest.raises(Refused) as caught:
        act(*args, **kwargs)
    assert caught.value.code == code
    return caught.value


def last_entry() -> dict:
    return json.loads(Entry.objects.latest("id").body)


def ask(desk, version, text="Please send the missing slices."):
    analyst = desk.world.caller("QC analyst")
    return actions.open_query(analyst, desk.fresh(version), "missing images", "major", text, "slice-gaps", "send them")


@pytest.mark.req("IMG-6")
def test_acceptance_is_signed_over_manifest_checks_and_revision(desk):
    version = desk.checked()
    decision = desk.decide(version, QcOutcome.ACCEPT)
    after = desk.fresh(version)
    assert after.state == ExamState.ACCEPTED
    signature = Signature.objects.get(pk=decision.signature_id)
    seen = at_revision(desk.fresh(version), version.revision - 1)
    content = actions.decision_content(seen, decision.check_run, QcOutcome.ACCEPT)
    assert is_bound(signature, content)
    assert signature.meaning == rules.MEANING["accept"]
    assert (signature.role, signature.printed_name) == ("QC analyst", "Quentin Carver")
    assert content["exam"]["manifest"] == version.manifest_digest
    assert content["checks"]["findings_digest"] == content_digest(decision.check_run.findings)
    entry = last_entry()
    assert (entry["action"], entry["outcome"]) == ("qc.decide", "done")
    states = [one for one in entry["changes"] if one["table"] == "intake_examversion"]
    assert (states[0]["old"]["state"], states[0]["new"]["state"]) == ("in QC", "accepted")


@pytest.mark.req("IMG-6")
def test_a_failed_major_check_needs_a_named_deviation(desk):
    version = desk.checked(THICK)
    said = refused("deviation_unnamed", desk.decide, version, QcOutcome.ACCEPT)
    assert said.sentence.startswith("Major findings that failed: 1.")
    assert last_entry()["outcome"] == "refused"
    refused("reason_needed", desk.decide, version, QcOutcome.ACCEPT_WITH_DEVIATION, reason="  ")
    decision = desk.decide(version, QcOutcome.ACCEPT_WITH_DEVIATION, reason="Lesions are larger than 20 mm.")
    assert decision.reason == "Lesions are larger than 20 mm."
    assert last_entry()["reason"] == "Lesions are larger than 20 mm."
    assert desk.fresh(version).state == ExamState.ACCEPTED


@pytest.mark.req("P11-10F-1")
@pytest.mark.parametrize("state", [one for one in ExamState if one not in (ExamState.IN_QC, ExamState.QUERIED)])
def test_a_step_out_of_order_is_refused_and_entered(desk, checked_version, state):
    amend(checked_version, {"state": state}, house.now())
    for outcome in QcOutcome:
        refused("not_in_qc", desk.decide, checked_version, outcome, reason="r", question="q")
        entry = last_entry()
        assert (entry["action"], entry["outcome"], entry["facts"]["code"]) == ("qc.decide", "refused", "not_in_qc")
        assert desk.fresh(checked_version).state == state
    assert not QcDecision.objects.exists()


@pytest.fixture
def checked_version(desk):
    return desk.checked(replace(GOOD, missing_slices=()))


def test_an_exam_is_not_decided_before_its_checks(desk):
    version = desk.sent()
    content = {"anything": 1}
    refused("not_in_qc", actions.decide, desk.world.signing("QC analyst", content), version, QcOutcome.ACCEPT)
    amend(version, {"state": ExamState.IN_QC}, house.now())
    refused("no_checks", actions.decide, desk.world.signing("QC analyst", content), version, QcOutcome.ACCEPT)


@pytest.mark.parametrize("part", ["data manager", "project manager", "site coordinator", "monitor", "reader 1"])
def test_only_an_analyst_decides(desk, checked_version, part):
    run = actions.newest_run(checked_version)
    content = actions.decision_content(checked_version, run, QcOutcome.ACCEPT)
    caller = desk.world.signing(part, content)
    refused("not_permitted", actions.decide, caller, checked_version, QcOutcome.ACCEPT)


def test_a_wrong_password_signs_nothing(desk, checked_version):
    run = actions.newest_run(checked_version)
    content = actions.decision_content(checked_version, run, QcOutcome.ACCEPT)
    caller = desk.world.signing("QC analyst", content)
    wrong = caller.signing(replace(caller.signature, secret="guessed"))
    refused("wrong_secret", actions.decide, wrong, checked_version, QcOutcome.ACCEPT)
    assert desk.fresh(checked_version).state == ExamState.IN_QC
    assert last_entry()["facts"]["code"] == "wrong_secret"
    assert "guessed" not in json.dumps(last_entry())


def test_what_is_signed_must_be_what_was_shown(desk, checked_version):
    run = actions.newest_run(checked_version)
    content = actions.decision_content(checked_version, run, QcOutcome.REJECT, "movement")
    caller = desk.world.signing("QC analyst", content)
    refused("content_changed", actions.decide, caller, checked_version, QcOutcome.REJECT, "another reason")
    refused("content_changed", actions.decide, caller, checked_version, QcOutcome.ACCEPT)
    assert not QcDecision.objects.exists()


def test_of_two_tabs_that_sign_at_once_one_is_refused(desk, checked_version):
    first, second = desk.fresh(checked_version), desk.fresh(checked_version)
    desk.decide(first, QcOutcome.ACCEPT)
    assert second.state == ExamState.IN_QC
    refused("stale", desk.decide, second, QcOutcome.REJECT, reason="movement")
    assert QcDecision.objects.get().outcome == QcOutcome.ACCEPT
    assert desk.fresh(checked_version).state == ExamState.ACCEPTED


@pytest.mark.req("IMG-6")
def test_every_query_is_closed_before_acceptance(desk):
    version = desk.checked(replace(GOOD, missing_slices=(40,)))
    query = ask(desk, version)
    assert desk.fresh(version).state == ExamState.QUERIED
    why = {"reason": "small"}
    refused("queries_open", desk.decide, desk.fresh(version), QcOutcome.ACCEPT_WITH_DEVIATION, **why)
    coordinator, analyst = desk.world.caller("site coordinator"), desk.world.caller("QC analyst")
    refused("query_not_answered", actions.close_query, analyst, query, "never mind")
    actions.answer_query(coordinator, query, "The slice was never reconstructed.")
    assert query.state == QueryState.ANSWERED
    refused("queries_open", desk.decide, desk.fresh(version), QcOutcome.ACCEPT_WITH_DEVIATION, **why)
    actions.reply_query(analyst, query, "Can it be reconstructed now?")
    actions.answer_query(coordinator, query, "No, the raw data are gone.")
    actions.close_query(analyst, Query.objects.select_related("exam_version").get(pk=query.pk), "cannot be had")
    assert desk.fresh(version).state == ExamState.IN_QC
    desk.decide(desk.fresh(version), QcOutcome.ACCEPT_WITH_DEVIATION, reason="no lesion lies in the gap")
    texts = list(query.messages.order_by("sent_at").values_list("author_role", "text"))
    assert texts == [
        ("QC analyst", "Please send the missing slices."),
        ("site coordinator", "The slice was never reconstructed."),
        ("QC analyst", "Can it be reconstructed now?"),
        ("site coordinator", "No, the raw data are gone."),
    ]
    closed = Query.objects.get(pk=query.pk)
    assert (closed.state, closed.resolution, closed.closed_by) == ("closed", "cannot be had", "Quentin Carver")
    for act in (actions.answer_query, actions.close_query):
        caller = coordinator if act is actions.answer_query else analyst
        refused("query_closed", act, caller, closed, "more")


def test_the_decision_to_query_asks_the_site_at_once(desk, checked_version):
    desk.decide(checked_version, QcOutcome.QUERY, question="Which phase is series 2?", category="contrast")
    query = Query.objects.get()
    assert (query.number, query.category, query.due_on) == (1, "contrast", rules.due_on(house.now().date(), 5))
    assert query.messages.get().text == "Which phase is series 2?"
    assert desk.fresh(checked_version).state == ExamState.QUERIED


def test_an_unanswered_query_is_closed_only_as_withdrawn(desk, checked_version):
    query = ask(desk, checked_version)
    actions.close_query(desk.world.caller("data manager"), query, "asked by mistake", withdrawn=True)
    assert Query.objects.get().resolution == "Withdrawn: asked by mistake"
    assert desk.fresh(checked_version).state == ExamState.IN_QC


@pytest.mark.parametrize(
    ("text", "category", "code"), [("  ", "contrast", "text_needed"), ("x", "tea", "category_unknown")]
)
def test_an_empty_or_unknown_question_is_refused(desk, checked_version, text, category, code):
    analyst = desk.world.caller("QC analyst")
    refused(code, actions.open_query, analyst, checked_version, category, "major", text)
    assert not Query.objects.exists()


def test_a_site_answers_its_own_queries_only(desk, checked_version):
    query = ask(desk, checked_version)
    refused("not_permitted", actions.answer_query, desk.world.caller("site coordinator 2"), query, "hello")
    refused("not_permitted", actions.answer_query, desk.world.caller("QC analyst"), query, "hello")
    refused("not_permitted", actions.close_query, desk.world.caller("site coordinator"), query, "done")
    assert query.messages.count() == 1


@pytest.mark.req("IMG-5")
def test_a_rejected_exam_is_superseded_by_its_rescan(desk):
    version = desk.checked(THICK)
    desk.decide(version, QcOutcome.REJECT, reason="Slices are too thick: scan again.")
    assert desk.fresh(version).state == ExamState.REJECTED
    rescan = desk.checked(GOOD, seed=5)
    assert (rescan.number, rescan.supersedes_id, rescan.state) == (2, version.pk, ExamState.IN_QC)
    assert rescan.transmittal.rescan_of_id == version.pk
    assert desk.fresh(version).state == ExamState.SUPERSEDED
    desk.decide(rescan, QcOutcome.ACCEPT)
    states = dict(ExamVersion.objects.filter(exam=version.exam).values_list("number", "state"))
    assert states == {1: "superseded", 2: "accepted"}
    assert QcDecision.objects.filter(exam_version=version).get().outcome == QcOutcome.REJECT
    with pytest.raises(Refused):
        intake.announce(desk.world.caller("site coordinator"), desk.visit(), intake.Form())
