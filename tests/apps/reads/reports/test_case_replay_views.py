"""Replay of statements and decisions: as they were signed and verified; never for who reads or decides."""

import pytest
from django.db.models import QuerySet
from tests.apps.reads.designs.test_agreeing import due, meeting, vote
from tests.apps.reads.designs.test_anew import anew_room, begin, decide, read_own
from tests.apps.reads.designs.test_global_read import room, state
from tests.apps.reads.viewing.test_adjudication import compared, shown
from tests.apps.reads.viewing.test_views import post
from tests.core.reading.test_view_state import cut

from centralis.apps.action import house
from centralis.apps.ledger.models import Entry
from centralis.apps.reads import actions, signing
from centralis.apps.reads.models import Adjudication, GlobalRead, Read
from centralis.apps.reads.reports import making as reporting
from centralis.apps.reads.reports import stage as report_stage
from centralis.core.reading.global_read import CaseStatement

__all__ = ["anew_room", "compared", "meeting", "room"]
pytestmark = pytest.mark.django_db
TOLD = ["project manager", "inspector", "data manager"]
REST = ("replay/", "report.dcm")


@pytest.fixture(scope="module", autouse=True)
def _writer():
    yield
    reporting.writers().close()
    reporting.writers.cache_clear()


def of_case(row, rest="replay/"):
    return f"/t/{row.task.trial_id}/reads/whole-cases/{row.pk}/{rest}"


def of_decision(row, rest="replay/"):
    return f"/t/{row.trial_id}/reads/adjudications/{row.pk}/{rest}"


def choose_b(reading, row):
    content = signing.choice_content(row, "B", "T1 grew")
    return actions.adjudicate(reading.world.signing("adjudicator", content), row, "B", "T1 grew")


@pytest.mark.req("P11-10E-1")
@pytest.mark.parametrize("role", TOLD)
def test_a_statement_is_shown_as_it_was_signed(room, browse, role):
    row = state(room, room.task("01-001", 1), CaseStatement("SD", None), "T1 is scar")
    answer = browse(role).get(of_case(row))
    text = answer.content.decode()
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")
    assert answer.context["found"].kept.holds
    assert "T1 is scar" in text
    assert row.signature.meaning in text
    assert [point[2] for point, _read in answer.context["points"]][1] == "PD"
    for read in Read.objects.filter(task=row.task):
        assert f"/reads/{read.pk}/replay/" in text
    assert [one.is_signature for one in answer.context["found"].lines] == [True]
    entered = Entry.objects.filter(action="reads.replay_page", outcome="viewed", object_id=str(row.pk))
    assert entered.count() == 1


@pytest.mark.parametrize("role", ["reader 1", "reader 2", "monitor", "site coordinator", "adjudicator", "statistician"])
def test_nobody_else_finds_a_statement_or_its_report(room, browse, role):
    row = state(room, room.task("01-001", 1), CaseStatement("PD", 2))
    report_stage.reconcile_reports(house.now())
    for rest in REST:
        assert browse(role).get(of_case(row, rest)).status_code == 404
    assert browse("inspector").get(of_case(row, "report.dcm"))["Content-Disposition"] == (
        f'attachment; filename="01-001_reader{row.task.reader_number}_whole-case_SR.dcm"'
    )


def test_a_statement_changed_behind_the_systems_back_is_told(room, browse):
    row = state(room, room.task("01-001", 1), CaseStatement("PD", 2))
    QuerySet(GlobalRead).filter(pk=row.pk).update(best_overall_response="SD")
    answer = browse("inspector").get(of_case(row))
    kept = answer.context["found"].kept
    assert (kept.is_same, kept.is_told, kept.is_bound) == (False, False, True)
    assert "What is stored does not give what was signed" in answer.content.decode()


def test_a_void_statement_is_replayed_as_it_was(room, browse):
    task = room.task("01-001", 1)
    row = state(room, task, CaseStatement("PD", 2))
    actions.reopen(room.world.caller("project manager"), Read.objects.get(task=task, time_point=2), "the wrong plane")
    answer = browse("inspector").get(of_case(row))
    assert answer.context["found"].kept.holds
    assert "the wrong plane" in answer.content.decode()


@pytest.mark.parametrize("role", TOLD)
def test_a_decision_shows_both_reads_as_drawn_with_marks_and_the_view_that_was_pinned(reading, compared, browse, role):
    sent = shown(browse("adjudicator"), compared, cut=cut())
    post(browse("adjudicator"), f"/adjudication/{compared.token}/view/", sent)
    was = browse("adjudicator").get(f"/adjudication/{compared.token}/2/marks/").json()
    row = choose_b(reading, compared)
    client = browse(role)
    answer = client.get(of_decision(row))
    text = answer.content.decode()
    assert answer.context["found"].kept.holds
    assert "T1 grew" in text
    assert f"A: reader {row.side_a_task.reader_number}; B: reader {row.side_b_task.reader_number}" in text
    assert answer.context["viewer"]["view"] == sent
    assert answer.context["viewer"]["is_as_signed"] is True
    assert client.get(of_decision(row, "replay/2/marks/")).json() == was
    told = client.get(of_decision(row, "replay/2/images/")).json()["series"][0]
    assert told["images"][0]["instance"] == sent["cells"][0]["instance"]
    assert client.get(told["images"][0]["url"]).status_code == 200
    assert client.get(of_decision(row, "replay/2/keys/")).json() == {"keys": []}
    for rest in ("replay/3/images/", "replay/3/marks/", "replay/9/keys/"):
        assert client.get(of_decision(row, rest)).status_code == 404
    assert Entry.objects.filter(body__contains="replay of the decision on time point 2").exists()


@pytest.mark.parametrize("role", ["reader 1", "adjudicator", "monitor", "site coordinator"])
def test_nobody_else_finds_a_decision(reading, compared, browse, role):
    row = choose_b(reading, compared)
    for rest in (*REST, "replay/2/images/", "replay/2/marks/", "replay/2/keys/"):
        assert browse(role).get(of_decision(row, rest)).status_code == 404


def test_a_decision_that_is_not_signed_is_not_there(compared, browse):
    assert browse("project manager").get(of_decision(compared)).status_code == 404


def test_a_decision_made_void_is_replayed_as_it_was_with_the_reads_of_then(reading, compared, browse):
    row = choose_b(reading, compared)
    task = row.side_b_task
    again = actions.reopen(reading.world.caller("project manager"), Read.objects.get(task=task, time_point=2), "again")
    reading.sign(again)
    answer = browse("inspector").get(of_decision(row))
    found = answer.context["found"]
    assert found.row.state == "void"
    assert found.kept.holds
    assert found.sides[1].reads[1].signature.voided_at is not None
    marks = browse("inspector").get(of_decision(row, "replay/2/marks/")).json()["marks"]
    assert {one["lesion"] for one in marks} == {"A T1", "B T1"}


def test_a_choice_changed_behind_the_systems_back_is_told(reading, compared, browse):
    row = choose_b(reading, compared)
    QuerySet(Adjudication).filter(pk=row.pk).update(choice="A")
    kept = browse("inspector").get(of_decision(row)).context["found"].kept
    assert (kept.is_same, kept.is_told) == (False, False)


def test_the_own_read_that_was_chosen_stands_beside_a_and_b(anew_room, browse):
    row = anew_room.discordant()
    read_own(anew_room, begin(anew_room, row), 20.0, 20.0)
    done = decide(anew_room, row)
    answer = browse("inspector").get(of_decision(done))
    found = answer.context["found"]
    assert found.kept.holds
    assert [one.letter for one in found.sides] == ["A", "B", "C"]
    for read in Read.every.filter(task=done.anew_task):
        assert f"/reads/{read.pk}/replay/" in answer.content.decode()
        assert browse("inspector").get(f"/t/{done.trial_id}/reads/{read.pk}/replay/").context["found"].kept.holds


def test_every_vote_of_a_consensus_is_replayed_with_its_signature(meeting, browse):
    row = due()
    for number, choice in ((1, "A"), (2, "B"), (1, "B")):
        vote(meeting, number, choice)
    answer = browse("inspector").get(of_decision(row))
    found = answer.context["found"]
    assert found.kept.holds
    assert [(one.vote.choice, one.is_kept) for one in found.votes] == [("A", True), ("B", True), ("B", True)]
    assert answer.context["viewer"] is None
    assert [one.is_signature for one in found.lines].count(True) == 1
    report_stage.reconcile_reports(house.now())
    assert browse("inspector").get(of_decision(row, "report.dcm"))["Content-Type"] == "application/dicom"
