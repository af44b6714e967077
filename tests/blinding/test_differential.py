"""Two worlds that are equal but for hidden facts send a blinded person the same bytes (non-interference).

The same person does the same session in both: every page, image, frame, JSON, refusal, redirect, header and cookie is
compared, everything that is declared as drawn anew apart (`session.NONCES`). How long an answer takes is not measured.
"""

import pytest
from django.core import mail
from tests.apps.reads.conftest import Reading
from tests.blinding.conftest import undone
from tests.blinding.session import (
    Answer,
    adjudicate_session,
    compare_session,
    read_anew_session,
    read_session,
    vote_session,
)
from tests.blinding.worlds import (
    ADJUDICATOR_WORLDS,
    COMPARER_WORLDS,
    READER_WORLDS,
    VOTER_WORLDS,
    Change,
    another_subject_code,
    finish_a_test_case,
    settle_by_consensus,
)

from centralis.apps.reads.designs.anew import begin_anew
from centralis.apps.reads.models import Adjudication, ReadingTask

pytestmark = pytest.mark.django_db
FEWEST = 150


def same(mine: list[Answer], theirs: list[Answer]) -> None:
    """Compare two sessions answer by answer, and say where they part."""
    assert [one.asked for one in mine] == [one.asked for one in theirs]
    for one, other in zip(mine, theirs, strict=True):
        assert (one.asked, *parting(one, other)) == (one.asked, "", "")
    assert b"CANARY" not in b"".join(one.everything for one in theirs)
    assert mail.outbox == []


def parting(one: Answer, other: Answer) -> tuple[str, str]:
    """The lines in which two answers differ, short enough to be read."""
    if one == other:
        return "", ""
    pair = [each.everything.decode("utf-8", "replace").splitlines() for each in (one, other)]
    mine, theirs = ([line for line in each if line not in rest] for each, rest in (pair, pair[::-1]))
    return "\n".join([str(one.status), *mine])[:2000], "\n".join([str(other.status), *theirs])[:2000]


def task_of(room: Reading) -> ReadingTask:
    return room.task("01-001", 1)


@pytest.fixture(scope="module")
def read(room: Reading) -> list[Answer]:
    """A reader's session in the one world."""
    task = task_of(room)
    answers: list[Answer] = undone(read_session, task.reader.username, task.token)
    assert len(answers) >= FEWEST
    assert any(one.asked.endswith("/2/sign/") and one.status == 302 for one in answers), "it was read to the end"
    return answers


def test_a_fact_that_the_trial_does_not_hide_parts_the_worlds(room: Reading, read: list[Answer]):
    """The comparison and the search can fail: told by the definition to show it, the same change is seen."""
    room.amend("blinded_to: [arm, site, subject,", "blinded_to: [arm, site,")
    another_subject_code(room, task_of(room))
    task = task_of(room)
    theirs = read_session(task.reader.username, task.token, points=1)
    seen = [one.route for one in theirs if b"CANARY" in one.everything]
    assert set(seen) == {"reads_case"}
    pair = [next(one for one in each if one.route == "reads_case") for each in (read, theirs)]
    assert "CANARY" in parting(*pair)[1]
    with pytest.raises(AssertionError):
        same(pair[:1], pair[1:])


@pytest.mark.req("IMG-9")
@pytest.mark.parametrize("name", READER_WORLDS)
def test_hidden_facts_change_no_byte_of_a_readers_session(room: Reading, read: list[Answer], name: str):
    def in_the_other_world(changes: tuple[Change, ...]) -> list[Answer]:
        for change in changes:
            change(room, task_of(room))
        task = task_of(room)
        return read_session(task.reader.username, task.token)

    same(read, undone(in_the_other_world, READER_WORLDS[name]))


@pytest.mark.req("IMG-12")
@pytest.mark.parametrize("name", ADJUDICATOR_WORLDS)
def test_hidden_facts_change_no_byte_of_an_adjudicators_session(room: Reading, name: str):
    def in_both_worlds(changes: tuple[Change, ...]) -> tuple[list[Answer], list[Answer], str]:
        due = room.discordant()
        mine = undone(adjudicate_session, "adjudicator", due.token)
        for change in changes:
            change(room, task_of(room))
        theirs = adjudicate_session("adjudicator", due.token)
        return mine, theirs, Adjudication.objects.get(pk=due.pk).state

    mine, theirs, state = undone(in_both_worlds, ADJUDICATOR_WORLDS[name])
    same(mine, theirs)
    assert state == "done"


@pytest.mark.req("IMG-12")
@pytest.mark.parametrize("name", ADJUDICATOR_WORLDS)
def test_hidden_facts_change_no_byte_for_an_adjudicator_who_reads_anew(room: Reading, name: str):
    def in_both_worlds(changes: tuple[Change, ...]) -> tuple[list[Answer], list[Answer]]:
        room.let_read_anew()
        due = room.discordant()
        begin_anew(room.world.caller("adjudicator"), due)
        mine = undone(read_anew_session, "adjudicator", due.token)
        for change in changes:
            change(room, task_of(room))
        return mine, read_anew_session("adjudicator", due.token)

    mine, theirs = undone(in_both_worlds, ADJUDICATOR_WORLDS[name])
    same(mine, theirs)
    assert any(one.route == "reads_sign" and one.status == 302 for one in mine), "it was read anew"


@pytest.mark.req("IMG-12")
@pytest.mark.parametrize("name", VOTER_WORLDS)
def test_hidden_facts_change_no_byte_for_a_reader_who_votes_for_a_consensus(room: Reading, name: str):
    settle_by_consensus(room)
    task = task_of(room)
    mine = undone(vote_session, task.reader.username, task.token)
    for change in VOTER_WORLDS[name]:
        change(room, task_of(room))
    same(mine, vote_session(task.reader.username, task.token))
    assert any(one.route == "reads_consensus" and one.status == 302 for one in mine), "the vote was signed"


@pytest.mark.req("IMG-10")
@pytest.mark.parametrize("name", COMPARER_WORLDS)
def test_hidden_facts_change_no_byte_for_a_reader_who_compares_a_test_case(room: Reading, name: str):
    def in_both_worlds(changes: tuple[Change, ...]) -> tuple[list[Answer], list[Answer]]:
        task = finish_a_test_case(room)
        mine = undone(compare_session, task.reader.username, task.token)
        for change in changes:
            change(room, task)
        return mine, compare_session(task.reader.username, task.token)

    mine, theirs = undone(in_both_worlds, COMPARER_WORLDS[name])
    same(mine, theirs)
    assert any(b"By the trial" in one.everything for one in mine if one.route == "reads_feedback"), "it was shown"
