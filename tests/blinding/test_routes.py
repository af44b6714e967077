"""Every route that opens to a blinded person is gone through by the sessions that the proofs compare.

Found from the url configuration: a new route without a step in `session.py` fails here.
"""

import pytest
from tests.apps.reads.conftest import Reading, entries, target
from tests.apps.reads.designs.test_global_read import settle
from tests.blinding.conftest import undone
from tests.blinding.session import (
    Answer,
    adjudicate_session,
    blinded_routes,
    compare_session,
    own_routes,
    read_anew_session,
    read_session,
    state_session,
    vote_session,
)
from tests.blinding.worlds import finish_a_test_case, settle_by_consensus

pytestmark = pytest.mark.django_db


def opened(answers: list[Answer]) -> set[str]:
    return {one.route for one in answers if one.status in (200, 302)}


def _states_the_whole_case(room: Reading) -> list[Answer]:
    room.amend("time_points: sequential_locked", "time_points: with_global")
    settle(room)
    task = room.task("01-001", 1)
    for number in (1, 2):
        room.read(task, number, entries(target("T1", 20.0)))
    return state_session(task.reader.username, task.token)


def _compares_a_test_case(room: Reading) -> list[Answer]:
    task = finish_a_test_case(room)
    return compare_session(task.reader.username, task.token)


def _reads_anew(room: Reading) -> list[Answer]:
    room.let_read_anew()
    return read_anew_session("adjudicator", room.discordant().token)


@pytest.mark.req("IMG-9")
@pytest.mark.timeout(900)
def test_the_sessions_go_through_every_route_that_opens_to_a_blinded_person(room: Reading):
    task = room.task("01-001", 1)
    answers: list[Answer] = undone(read_session, task.reader.username, task.token)
    answers += undone(lambda: adjudicate_session("adjudicator", room.discordant().token))
    answers += undone(_reads_anew, room)
    answers += undone(_states_the_whole_case, room)
    answers += undone(_compares_a_test_case, room)
    settle_by_consensus(room)
    answers += vote_session(task.reader.username, task.token)
    missing = {one.name for one in blinded_routes()} - opened(answers)
    assert missing == set(), "a new route of blinded people: give it a step in tests/blinding/session.py"
    asked = {one.route for one in answers}
    parts = {one.name for one in own_routes() if "<" not in one.address}
    assert parts - asked == set()
    assert {one.status for one in answers} <= {200, 204, 302, 400, 404, 405, 409, 422}
