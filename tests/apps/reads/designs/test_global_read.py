"""The global read: opens at the end of a case, states its result, is compared and counted; the time points stay."""

import pytest
from tests.apps.reads.conftest import AT, Reading, entries, target

from centralis.apps.ledger.recorded import amend
from centralis.apps.outcomes import evidence
from centralis.apps.outcomes.facts import CENTRAL
from centralis.apps.reads import actions, comparing
from centralis.apps.reads.cases import gather
from centralis.apps.reads.designs import global_read
from centralis.apps.reads.models import Adjudication, GlobalRead, Read, ReadingTask
from centralis.apps.reads.refusals import ReadsRefusal
from centralis.apps.trials.models import Visit
from centralis.core.reading.global_read import CaseStatement
from centralis.core.refusal import Refused

pytestmark = pytest.mark.django_db


def settle(reading: Reading) -> None:
    """Nothing is to come of the subject any more."""
    for visit in Visit.objects.filter(subject=reading.world.subjects["01-001"], code__in=("W16", "W24")):
        amend(visit, {"missed_at": AT, "missed_reason": "left the trial"}, AT)


@pytest.fixture
def room(reading: Reading) -> Reading:
    """Both readers have signed baseline and week 8 alike, by a definition with a global read; nothing is to come."""
    reading.amend("time_points: sequential_locked", "time_points: with_global")
    reading.accept("01-001", "BL")
    reading.accept("01-001", "W8")
    reading.begin()
    for number in (1, 2):
        for point, size in ((1, 20.0), (2, 26.0)):
            reading.read(reading.task("01-001", number), point, entries(target("T1", size)))
    settle(reading)
    return reading


def state(reading: Reading, task: ReadingTask, stated: CaseStatement, reason: str = "") -> GlobalRead:
    content = global_read.content_of(global_read.lay_out(gather(task)), stated, reason)
    return global_read.sign_global(reading.world.signing(reading.part(task), content), task, stated, reason)


@pytest.mark.req("IMG-11")
def test_the_whole_case_is_stated_and_counts(room: Reading):
    subject = room.world.subjects["01-001"]
    assert comparing.compare(subject) is None
    central = next(one for one in evidence.derive(subject) if one.source == CENTRAL)
    assert central.missing == ("reader 1 has not signed the whole case", "reader 2 has not signed the whole case")
    before = {read.pk: read.content for read in Read.objects.all()}
    for number in (1, 2):
        state(room, room.task("01-001", number), CaseStatement("SD", None), "T1 is scar")
    assert {read.pk: read.content for read in Read.objects.all()} == before
    assert not comparing.compare(subject).is_needed
    central = next(one for one in evidence.derive(subject) if one.source == CENTRAL)
    assert (central.headline, central.progression_date, central.missing) == ("SD", None, ())
    assert central.headline_sentence.startswith("SD, as stated of the whole case: T1 is scar.")
    assert [one["visit"] for one in central.basis["reads"]].count("the whole case") == 2


@pytest.mark.req("IMG-12")
def test_statements_that_differ_are_adjudicated(room: Reading):
    state(room, room.task("01-001", 1), CaseStatement("PD", 2))
    state(room, room.task("01-001", 2), CaseStatement("SD", None), "T1 is scar")
    due = Adjudication.objects.get(state="due")
    said = {one["condition"]: one["sentence"] for one in due.triggers if one["is_met"]}
    assert said["best_overall_response differs"] == "Best overall response differs: PD and SD."
    assert said["progression_date differs by more than 0 days"].startswith("Progression is shown by one read")


def test_it_is_closed_while_something_is_to_come(reading: Reading, browse):
    reading.amend("time_points: sequential_locked", "time_points: with_global")
    reading.accept("01-001", "BL")
    reading.begin()
    task = reading.task("01-001", 1)
    reading.read(task, 1, entries(target("T1", 20.0)))
    with pytest.raises(Refused) as refused:
        global_read.sign_global(reading.world.signing(reading.part(task), {}), task, CaseStatement("SD"), "")
    assert refused.value.code == ReadsRefusal.GLOBAL_NOT_OPEN.code
    assert browse(reading.part(task)).get(f"/reading/{task.token}/whole-case/").status_code == 404


def test_another_result_needs_a_reason_and_is_not_signed_twice(room: Reading):
    task = room.task("01-001", 1)
    with pytest.raises(Refused) as refused:
        state(room, task, CaseStatement("SD", None))
    assert "say why" in refused.value.sentence
    state(room, task, CaseStatement("PD", 2))
    with pytest.raises(Refused) as refused:
        state(room, task, CaseStatement("PD", 2))
    assert refused.value.code == ReadsRefusal.GLOBAL_NOT_OPEN.code


def test_a_time_point_reopened_makes_it_void_and_it_is_stated_anew(room: Reading):
    task = room.task("01-001", 1)
    first = state(room, task, CaseStatement("PD", 2))
    read = Read.objects.get(task=task, time_point=2)
    again = actions.reopen(room.world.caller("project manager"), read, "measured in the wrong plane")
    first.refresh_from_db()
    assert first.state == "void"
    assert first.signature.voided_at is not None
    room.sign(again)
    assert state(room, task, CaseStatement("PD", 2)).basis != first.basis


def test_the_reader_states_it_on_a_page_and_the_manager_gives_it_back(room: Reading, browse):
    task = room.task("01-001", 1)
    reader, manager = browse(room.part(task)), browse("project manager")
    url, case = f"/reading/{task.token}/whole-case/", f"/reading/{task.token}/"
    assert "State the whole case" in reader.get("/reading/").content.decode()
    assert url in reader.get(case).content.decode()
    answer = reader.post(url, {"response": "SD", "progression": "", "reason": ""})
    assert answer.status_code == 422
    assert "say why" in answer.content.decode()
    asked = reader.post(url, {"response": "SD", "progression": "", "reason": "scar"}).content.decode()
    assert "Exactly this is signed" in asked
    state(room, task, CaseStatement("SD", None), "scar")
    shown = reader.get(url)
    assert "scar" in shown.content.decode()
    assert shown.headers["Cache-Control"] == "no-store"
    other = room.part(room.task("01-001", 2))
    assert browse(other).get(url).status_code == 404
    row = GlobalRead.objects.get(task=task)
    reopen = f"/t/{room.trial_id}/reads/whole-cases/{row.pk}/reopen/"
    assert reopen in manager.get(f"/t/{room.trial_id}/reads/").content.decode()
    assert manager.post(reopen, {"reason": "the wrong case"}).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.void_reason) == ("void", "the wrong case")
    assert "State it" in reader.get(case).content.decode()
