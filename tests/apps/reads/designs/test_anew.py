"""An adjudicator who reads the case anew: nothing filled in, both marks in sight, its own read as the result."""

import json

import pytest
from tests.apps.reads.conftest import Reading, entries, target
from tests.apps.reads.viewing.test_marks import save
from tests.apps.reads.viewing.viewing_world import accept, phantom

from centralis.apps.action import Caller, DoorRefusal
from centralis.apps.outcomes import evidence
from centralis.apps.outcomes.facts import CENTRAL
from centralis.apps.reads import actions, queries, signing
from centralis.apps.reads.designs import anew
from centralis.apps.reads.models import Adjudication, Mark, Read, ReadingTask
from centralis.apps.reads.refusals import ReadsRefusal
from centralis.apps.reads.reports import making as reporting
from centralis.apps.reads.running import listing
from centralis.apps.reads.viewing import series as viewing
from centralis.core.refusal import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def anew_room(reading: Reading) -> Reading:
    """Two exams accepted and given out, under a definition that lets the adjudicator read anew."""
    reading.let_read_anew()
    reading.accept("01-001", "BL")
    reading.accept("01-001", "W8")
    reading.begin()
    return reading


def begin(reading: Reading, row: Adjudication) -> ReadingTask:
    return anew.begin_anew(reading.world.caller("adjudicator"), row)


def read_own(reading: Reading, task: ReadingTask, *diameters: float) -> None:
    for number, diameter in enumerate(diameters, start=1):
        read = actions.open_time_point(reading.world.caller("adjudicator"), task, number)
        actions.save_draft(reading.world.caller("adjudicator"), read, entries(target("T1", diameter)))
        content = signing.prepare(Read.every.get(pk=read.pk)).content
        actions.sign(reading.world.signing("adjudicator", content), Read.every.get(pk=read.pk))


def decide(reading: Reading, row: Adjudication, choice: str = "C") -> Adjudication:
    row = Adjudication.objects.get(pk=row.pk)
    content = signing.choice_content(row, choice, "T1 was measured across the vessel")
    return actions.adjudicate(reading.world.signing("adjudicator", content), row, choice, content["reason"])


@pytest.mark.req("IMG-12")
def test_the_own_read_is_the_result(anew_room: Reading):
    row = anew_room.discordant()
    task = begin(anew_room, row)
    assert begin(anew_room, row).pk == task.pk  # asked twice it is the same
    read_own(anew_room, task, 20.0, 20.0)
    done = decide(anew_room, row)
    assert (done.choice, done.state) == ("C", "done")
    subject = anew_room.world.subjects["01-001"]
    central = next(one for one in evidence.derive(subject) if one.source == CENTRAL)
    assert (central.headline, central.basis["result_of"]) == ("SD", "adjudicator")
    assert central.explanation.startswith("The adjudicator read the case anew: T1 was measured")
    assert [one["source"] for one in central.basis["reads"]].count("adjudicator") == 2
    (told,) = queries.signed_reads_of_trial(Caller.system("outcomes"), row.trial_id, "outcomes.page")
    assert told.accepted_task == task.pk
    assert len(told.accepted()) == 2
    assert told.readers == 2
    assert reporting.plan_of(Read.every.filter(task=task).first())["observer"] == "Adjudicator"
    assert listing.faults(Caller.system("randomisation list"), row.trial_id) == ()


def test_it_begins_with_nothing_filled_in_and_on_the_images_that_were_read(anew_room: Reading):
    row = anew_room.discordant()
    anew_room.accept("01-001", "BL", supersedes=Read.objects.filter(time_point=1).first().exam_version)
    task = begin(anew_room, row)
    read = actions.open_time_point(anew_room.world.caller("adjudicator"), task, 1)
    assert not read.content.get("targets")
    assert read.exam_version_id == Read.objects.filter(time_point=1).first().exam_version_id
    with pytest.raises(Refused) as refused:
        actions.open_time_point(anew_room.world.caller("adjudicator"), task, 2)
    assert refused.value.code == ReadsRefusal.NOT_OPEN.code


def test_an_own_read_counts_only_when_it_is_signed_to_its_end(anew_room: Reading):
    row = anew_room.discordant()
    with pytest.raises(Refused) as refused:
        decide(anew_room, row)
    assert refused.value.code == ReadsRefusal.OWN_READ_UNFINISHED.code
    read_own(anew_room, begin(anew_room, row), 20.0)
    with pytest.raises(Refused) as refused:
        decide(anew_room, row)
    assert refused.value.code == ReadsRefusal.OWN_READ_UNFINISHED.code


def test_a_reads_choice_ends_the_own_read(anew_room: Reading):
    row = anew_room.discordant()
    task = begin(anew_room, row)
    assert decide(anew_room, row, "A").choice == "A"
    assert ReadingTask.every.get(pk=task.pk).end_reason == "read A was chosen"


def test_where_the_definition_does_not_say_so_nothing_is_read_anew(started: Reading):
    with pytest.raises(Refused) as refused:
        begin(started, started.discordant())
    assert refused.value.code == ReadsRefusal.NOT_READ_ANEW.code


def test_reopening_a_readers_read_ends_it_reopening_the_own_gives_it_back(anew_room: Reading):
    row = anew_room.discordant()
    task = begin(anew_room, row)
    read_own(anew_room, task, 20.0, 20.0)
    decide(anew_room, row)
    manager = anew_room.world.caller("project manager")
    actions.reopen(manager, Read.every.get(task=task, time_point=2), "T2 was overlooked")
    old, new = (Adjudication.objects.get(subject=row.subject, state=state) for state in ("void", "due"))
    assert old.signature.voided_at is not None
    assert new.adjudicator_id == task.reader_id
    assert new.anew_task_id == task.pk
    again = Read.every.get(task=task, time_point=2, state="open")
    assert again.content["targets"][0]["diameter_mm"] == 20.0
    read = Read.objects.get(task=anew_room.task("01-001", 1), time_point=2)
    actions.reopen(manager, read, "wrong slice")
    assert Adjudication.objects.get(pk=new.pk).state == "void"
    assert ReadingTask.every.get(pk=task.pk).end_reason.startswith("a read was reopened")
    with pytest.raises(Refused):
        actions.save_draft(anew_room.world.caller("adjudicator"), again, entries(target("T1", 1.0)))


def test_the_project_manager_takes_it_back(anew_room: Reading, browse):
    row = anew_room.discordant()
    task = begin(anew_room, row)
    page = browse("project manager").get(f"/t/{row.trial_id}/reads/").content.decode()
    url = f"/t/{row.trial_id}/reads/adjudications/{row.pk}/release/"
    assert url in page
    assert "reads it anew" in page
    assert "Adjudicator" in page
    answer = browse("project manager").post(url, {"reason": "on leave"})
    assert answer.status_code == 302, answer.content.decode()
    row.refresh_from_db()
    assert (row.adjudicator_id, row.anew_task_id, row.state) == (None, None, "due")
    assert ReadingTask.every.get(pk=task.pk).end_reason == "on leave"
    assert browse("adjudicator").get(f"/reading/{task.token}/").status_code == 404


def test_who_read_the_case_may_not(anew_room: Reading):
    row = anew_room.discordant()
    reader = anew_room.caller(anew_room.task("01-001", 1))
    with pytest.raises(Refused) as refused:
        anew.begin_anew(reader, row)
    assert refused.value.code == DoorRefusal.NOT_PERMITTED.code


def test_a_case_being_read_anew_is_on_nobody_elses_list(anew_room: Reading, browse):
    row = anew_room.discordant()
    page = browse("adjudicator").post(f"/adjudication/{row.token}/", {"wish": "anew"})
    task = ReadingTask.every.get(purpose="anew")
    assert page.headers["Location"] == f"/reading/{task.token}/"
    case = browse("adjudicator").get(page.headers["Location"]).content.decode()
    assert "Baseline waits for you" in case
    assert f'href="/adjudication/{row.token}/"' in case
    assert (
        "You began to read this case anew" in browse("adjudicator").get(f"/adjudication/{row.token}/").content.decode()
    )
    for number in (1, 2):
        reader = browse(anew_room.part(anew_room.task("01-001", number)))
        assert reader.get(f"/reading/{task.token}/").status_code == 404
    assert browse("adjudicator").get("/reading/").status_code == 404


def test_the_page_offers_the_own_read_once_it_is_signed(anew_room: Reading, browse):
    row = anew_room.discordant()
    task = begin(anew_room, row)
    read_own(anew_room, task, 20.0, 20.0)
    client = browse("adjudicator")
    assert "Decide the case" in client.get(f"/reading/{task.token}/").content.decode()
    page = client.get(f"/adjudication/{row.token}/").content.decode()
    assert "Your own read" in page
    assert 'value="C"' in page
    assert "Neither is right" not in page
    assert (
        "Exactly this is signed"
        in client.post(f"/adjudication/{row.token}/", {"choice": "C", "reason": "own"}).content.decode()
    )


def test_both_readers_marks_lie_beside_the_own_ones(reading: Reading, browse):
    reading.let_read_anew()
    accept(reading, "01-001", "BL", phantom())
    accept(reading, "01-001", "W8", phantom(StudyInstanceUID="1.2.3.9", SeriesInstanceUID="1.2.3.9.1"))
    reading.begin()
    for number, second in ((1, 10.0), (2, 30.0)):
        task = reading.task("01-001", number)
        for point, size in ((1, 20.0), (2, second)):
            reading.open(task, point)
            save(reading, task, size, 8.0, key=f"7d0c4ab4-7d54-4d9d-9c5f-5f6a9f1f00{number}{point}")
            reading.read(task, point, entries(target("T1", size)))
    task = begin(reading, Adjudication.objects.get(state="due"))
    client = browse("adjudicator")
    base = f"/reading/{task.token}/1/"
    assert client.get(f"{base}compared/").status_code == 404  # not opened yet
    actions.open_time_point(reading.world.caller("adjudicator"), task, 1)
    told = client.get(f"{base}compared/")
    assert told.headers["Cache-Control"] == "no-store"
    assert {one["lesion"]: one["long_mm"] for one in told.json()["marks"]} == {"A T1": 20.0, "B T1": 20.0}
    named = {one["instance"] for each in client.get(f"{base}images/").json()["series"] for one in each["images"]}
    assert {one["instance"] for one in told.json()["marks"]} <= named
    assert {viewing.opaque(task, one.sop_uid) for one in Mark.objects.filter(read__time_point=1)} <= named
    plan = client.get(base).content.decode().split('id="viewer-plan"')[1].split(">", 1)[1].split("</script>")[0]
    assert json.loads(plan)["panes"][0]["compared_url"] == f"{base}compared/"
    assert json.loads(client.get(f"{base}marks/").content)["marks"] == []
    first = reading.task("01-001", 1)
    assert browse(reading.part(first)).get(f"/reading/{first.token}/1/compared/").status_code == 404


def test_the_adjudicator_is_qualified_as_a_reader_is(anew_room: Reading, browse):
    person = anew_room.world.people["adjudicator"]
    page = browse("project manager").get(f"/t/{anew_room.trial_id}/reads/").content.decode()
    assert f"/readers/{person.pk}/qualification/" in page
    assert (
        browse("project manager").get(f"/t/{anew_room.trial_id}/reads/readers/{person.pk}/qualification/").status_code
        == 200
    )
