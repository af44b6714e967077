"""Every route that opens to a blinded person is gone through by the sessions that the proofs compare.

Found from the url configuration: a new route without a step in `session.py` fails here.
"""

import pytest
from tests.apps.reads.conftest import Reading, entries, target
from tests.blinding.session import Answer, adjudicate_session, blinded_routes, own_routes, read_session

from centralis.apps.reads.models import Adjudication

pytestmark = pytest.mark.django_db


def opened(answers: list[Answer]) -> set[str]:
    return {one.route for one in answers if one.status in (200, 302)}


@pytest.mark.req("IMG-9")
def test_the_sessions_go_through_every_route_that_opens_to_a_blinded_person(started: Reading):
    task = started.task("01-001", 1)
    answers = read_session(task.reader.username, task.token)
    due = finish(started)
    answers += adjudicate_session("adjudicator", due.token)
    missing = {one.name for one in blinded_routes()} - opened(answers)
    assert missing == set(), "a new route of blinded people: give it a step in tests/blinding/session.py"
    asked = {one.route for one in answers}
    parts = {one.name for one in own_routes() if "<" not in one.address}
    assert parts - asked == set()
    assert {one.status for one in answers} <= {200, 204, 302, 400, 404, 405, 409, 422}


def finish(reading: Reading) -> Adjudication:
    """Have the second reader differ, so that an adjudication is due."""
    other = reading.task("01-001", 2)
    for number, diameter in ((1, 20.0), (2, 10.0)):
        reading.read(other, number, entries(target("T1", diameter)))
    return Adjudication.objects.get(state="due")
