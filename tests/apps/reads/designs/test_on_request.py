"""A site's progression: read first without anybody who reads knowing why, answered by the case that counts."""

import pytest
from tests.apps.reads.conftest import Reading, entries, target

from centralis.apps.reads import actions, signing
from centralis.apps.reads.designs import on_request
from centralis.apps.reads.models import Adjudication, ConfirmationRequest
from centralis.apps.reads.refusals import ReadsRefusal
from centralis.apps.trials.models import Visit
from centralis.core.refusal import Refused

pytestmark = pytest.mark.django_db
DESIGN = "time_points: sequential_locked"


@pytest.fixture
def room(reading: Reading) -> Reading:
    """Two subjects given out to both readers, by a definition that confirms a site's progression within 3 days."""
    reading.amend(DESIGN, f"{DESIGN}\n  on_request: {{progression: {{due_days: 3}}}}")
    for subject in ("01-001", "01-002"):
        reading.accept(subject, "BL")
    reading.accept("01-001", "W8")
    reading.begin()
    return reading


def visit_of(reading: Reading, subject: str, code: str) -> Visit:
    return Visit.objects.select_related("subject").get(subject=reading.world.subjects[subject], code=code)


def ask(reading: Reading, subject: str = "01-001", code: str = "W8") -> ConfirmationRequest:
    caller = reading.world.caller("site coordinator")
    return on_request.request_confirmation(caller, visit_of(reading, subject, code), "CANARY-NEW-LESION")


def read_both(reading: Reading, *, first: float, second: float) -> None:
    for number, size in ((1, first), (2, second)):
        reading.read(reading.task("01-001", number), 1, entries(target("T1", 20.0)))
        reading.read(reading.task("01-001", number), 2, entries(target("T1", size)))


@pytest.mark.parametrize(("size", "is_confirmed"), [(26.0, True), (20.0, False)])
def test_the_site_is_told_what_central_review_says(room: Reading, browse, size: float, is_confirmed: bool):
    row = ask(room)
    assert (row.due_on - row.created_at.date()).days == 3
    url = f"/t/{room.trial_id}/confirmations/"
    assert "1 request waits for central review" in browse("site coordinator").get(url).content.decode()
    read_both(room, first=size, second=size)
    row.refresh_from_db()
    assert (row.state, row.is_confirmed, len(row.basis)) == ("answered", is_confirmed, 2)
    page = browse("site coordinator").get(url).content.decode()
    assert ("Not confirmed" in page) is not is_confirmed
    assert "Confirmed" in page or not is_confirmed


def test_reads_that_differ_are_adjudicated_before_the_answer(room: Reading):
    row = ask(room)
    read_both(room, first=26.0, second=10.0)
    row.refresh_from_db()
    assert row.state == "open"
    due = Adjudication.objects.get(state="due")
    choice = "A" if due.side_a_task.reader_number == 1 else "B"
    signer = room.world.signing("adjudicator", signing.choice_content(due, choice, "grew"))
    actions.adjudicate(signer, due, choice, "grew")
    row.refresh_from_db()
    assert (row.state, row.is_confirmed) == ("answered", True)


def test_the_case_goes_first_and_no_byte_of_it_says_why(room: Reading, browse):
    for number in (1, 2):
        for subject in ("01-001", "01-002"):
            task = room.task(subject, number)
            client = browse(room.part(task))
            before = client.get(f"/reading/{task.token}/").content
            row = ask(room, subject) if subject == "01-001" else ask(room, subject, "W8")
            listed = client.get("/reading/").content.decode()
            assert listed.index(task.token) == min(
                listed.index(room.task(one, number).token) for one in ("01-001", "01-002")
            )
            after = client.get(f"/reading/{task.token}/").content
            assert [one for one in after.splitlines() if b"csrf" not in one] == [
                one for one in before.splitlines() if b"csrf" not in one
            ]
            assert b"CANARY" not in after + listed.encode()
            on_request.withdraw_confirmation(room.world.caller("project manager"), row, "asked by mistake")


def test_who_reads_sees_no_page_of_it(room: Reading, browse):
    ask(room)
    url = f"/t/{room.trial_id}/confirmations/"
    for part in (room.part(room.task("01-001", 1)), "adjudicator"):
        for address in (url, f"{url}report/"):
            assert browse(part).get(address).status_code == 404


def test_a_site_asks_for_its_own_visits_alone(room: Reading, browse):
    other = browse("site coordinator 2")
    ask(room)
    url = f"/t/{room.trial_id}/confirmations/"
    assert "01-001" not in other.get(url).content.decode()
    visit = visit_of(room, "01-001", "W16")
    assert other.post(f"{url}report/", {"visit": str(visit.pk), "note": "x"}).status_code == 409
    own = browse("site coordinator").post(f"{url}report/", {"visit": str(visit.pk), "note": "liver"})
    assert own.status_code == 302
    assert ConfirmationRequest.objects.filter(visit=visit, state="open").count() == 1


def test_asked_twice_or_where_the_definition_has_none_it_is_refused(room: Reading):
    ask(room)
    with pytest.raises(Refused) as refused:
        ask(room)
    assert refused.value.code == ReadsRefusal.CONFIRM_EXISTS.code


def test_without_the_definitions_word_nothing_is_confirmed(started: Reading):
    with pytest.raises(Refused) as refused:
        ask(started)
    assert refused.value.code == ReadsRefusal.NO_CONFIRMATION.code


def test_the_manager_takes_it_back(room: Reading, browse):
    row = ask(room)
    url = f"/t/{room.trial_id}/confirmations/{row.pk}/withdraw/"
    assert browse("project manager").post(url, {"reason": "the visit was mistaken"}).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.end_reason) == ("withdrawn", "the visit was mistaken")
