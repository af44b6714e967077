"""Consensus: asked for when nothing is to come, voted by both readers alone, settled by two equal signed votes."""

import pytest
from tests.apps.reads.conftest import entries, target
from tests.apps.reads.test_reader_views import browser, form_of

from centralis.apps.people.reach import Reach
from centralis.apps.people.signing import is_bound
from centralis.apps.reads import actions, bulk, queries, signing
from centralis.apps.reads.designs import agreeing
from centralis.apps.reads.models import Adjudication, ConsensusVote
from centralis.apps.trials import actions as trials
from centralis.apps.trials.models import Visit
from centralis.core.refusal import Refused

pytestmark = pytest.mark.django_db
SECRET = "a quiet morning in march"


def refused(code, act, *args):
    with pytest.raises(Refused) as caught:
        act(*args)
    assert caught.value.code == code


def differ(reading):
    for number, second in ((1, 10.0), (2, 26.0)):
        task = reading.task("01-001", number)
        reading.read(task, 1, entries(target("T1", 20.0)))
        reading.read(task, 2, entries(target("T1", second)))


def settle(reading):
    for visit in Visit.objects.filter(subject=reading.world.subjects["01-001"], code__in=("W16", "W24")):
        trials.mark_visit_missed(reading.world.caller("project manager"), visit, "left the trial")


@pytest.fixture
def meeting(started):
    """Two reads that differ, of a subject of whom nothing is to come, in a trial that settles by consensus."""
    started.amend("by: choose_one", "by: consensus")
    settle(started)
    differ(started)
    return started


def due():
    return Adjudication.objects.select_related("subject", "side_a_task", "side_b_task").get(state="due")


def vote(reading, number, choice, reason="the lesion in segment 4 is real"):
    task, row = reading.task("01-001", number), due()
    content = agreeing.content_of(row, agreeing.token_of(row, reading.caller(task)), choice, reason)
    return agreeing.agree(reading.world.signing(reading.part(task), content), row, choice, reason)


def test_readers_do_not_meet_while_a_time_point_is_still_to_come(started):
    started.amend("by: choose_one", "by: consensus")
    differ(started)
    assert not Adjudication.objects.exists()
    subject = started.world.subjects["01-001"].pk
    manager = started.world.caller("project manager")
    reads = queries.signed_reads(manager, started.trial_id, subject, "reads.manage_page")
    assert (reads.is_complete, reads.accepted_task) == (True, None), "nobody's read counts before they agree"
    assert agreeing.waiting(started.caller(started.task("01-001", 1))) == ()


@pytest.mark.req("IMG-12")
def test_two_equal_votes_settle_it_and_the_chosen_read_counts(meeting):
    assert due().by == "consensus"
    vote(meeting, 1, "B")
    assert due().state == "due", "one vote settles nothing"
    vote(meeting, 2, "A")
    assert due().state == "due", "they do not agree"
    vote(meeting, 2, "B", "seen again on the thin slices")
    row = Adjudication.objects.get()
    assert (row.state, row.choice) == ("done", "B")
    assert row.reason == "the lesion in segment 4 is real / seen again on the thin slices"
    votes = list(ConsensusVote.objects.order_by("created_at"))
    assert [one.choice for one in votes] == ["B", "A", "B"]
    assert all(one.signature.meaning.startswith("I have compared both reads") for one in votes)
    caller = meeting.caller(meeting.task("01-001", 2))
    content = agreeing.content_of(row, agreeing.token_of(row, caller), "B", "seen again on the thin slices")
    assert is_bound(row.signature, content)
    reads = queries.signed_reads(
        meeting.world.caller("project manager"), meeting.trial_id, row.subject_id, "reads.manage_page"
    )
    assert reads.accepted_task == row.side_b_task_id
    refused("adjudication_not_due", agreeing.agree, meeting.caller(meeting.task("01-001", 1)).signing(
        meeting.world.signing("reader 1", content).signature), row, "A", "again")  # fmt: skip


def test_nobody_else_votes_and_no_adjudicator_decides(meeting):
    row = due()
    shown = signing.choice_content(row, "A", "x")
    refused("not_permitted", actions.adjudicate, meeting.world.signing("adjudicator", shown), row, "A", "x")
    for part in ("adjudicator", "project manager", "QC analyst", "outsider"):
        refused("not_permitted", agreeing.agree, meeting.world.signing(part, shown), row, "A", "x")
    assert browser(meeting, "adjudicator").get(f"/adjudication/{row.token}/").status_code == 404
    first, second = (meeting.task("01-001", number) for number in (1, 2))
    token = agreeing.token_of(row, meeting.caller(first))
    assert browser(meeting, first).get(f"/reading/consensus/{token}/").status_code == 200
    assert browser(meeting, second).get(f"/reading/consensus/{token}/").status_code == 404
    assert browser(meeting, first).get("/reading/consensus/unknown/").status_code == 404


def test_choice_and_reason_are_needed_and_what_was_shown_is_signed(meeting):
    row, task = due(), meeting.task("01-001", 1)
    shown = agreeing.content_of(row, agreeing.token_of(row, meeting.caller(task)), "A", "clear")
    signer = meeting.world.signing(meeting.part(task), shown)
    refused("choice_unknown", agreeing.agree, signer, row, "C", "clear")
    refused("reason_needed", agreeing.agree, signer, row, "A", " ")
    refused("content_changed", agreeing.agree, signer, row, "B", "clear")
    assert not ConsensusVote.objects.exists()


def test_the_page_leads_from_the_list_to_the_signed_vote(meeting):
    task = meeting.task("01-001", 1)
    client = browser(meeting, task)
    ((_name, token),) = agreeing.waiting(meeting.caller(task))
    listed = client.get("/reading/").content.decode()
    assert f"/reading/consensus/{token}/" in listed
    url = f"/reading/consensus/{token}/"
    page = client.get(url).content.decode()
    assert "(yours)" in page
    assert "Best overall response differs" in page
    assert meeting.task("01-001", 2).reader.printed_name not in page
    assert client.post(url, {"choice": "A", "reason": ""}).status_code == 422
    shown = client.post(url, {"choice": "A", "reason": "clear"}).content.decode()
    answer = client.post(url, {**form_of(shown), "secret": SECRET})
    assert answer.status_code == 302
    assert ConsensusVote.objects.get().choice == "A"
    assert agreeing.waiting(meeting.caller(task)) == (), "the other's turn"
    theirs = browser(meeting, meeting.task("01-001", 2))
    ((_, other),) = agreeing.waiting(meeting.caller(meeting.task("01-001", 2)))
    assert "Read A: clear" in theirs.get(f"/reading/consensus/{other}/").content.decode()


def test_a_reader_is_told_that_a_vote_waits_and_nothing_more(meeting):
    people = [meeting.task("01-001", number).reader_id for number in (1, 2)]
    reach = Reach({meeting.trial_id: None}, {})
    assert [bulk.reads_wait_for(reach, one) for one in people] == [True, True]
    assert bulk.adjudications_wait_for(reach, meeting.world.people["adjudicator"].pk) is False
    vote(meeting, 1, "B")
    assert [bulk.reads_wait_for(reach, one) for one in people] == [False, True]


def test_a_reopened_read_makes_the_consensus_void(meeting):
    vote(meeting, 1, "B")
    read = meeting.task("01-001", 1).reads.select_related("task__subject", "signature").get(time_point=2)
    actions.reopen(meeting.world.caller("project manager"), read, "wrong plane")
    assert Adjudication.objects.get().state == "void"
    assert agreeing.waiting(meeting.caller(meeting.task("01-001", 2))) == ()
