"""Who reads what: drawn by load from a qualified pool without conflicts, stored, derivable; handed over; repeated."""

from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest
import time_machine
from tests.apps.reads.conftest import entries, target

from centralis.apps.action import Caller, house
from centralis.apps.ledger.recorded import amend
from centralis.apps.people import actions as people
from centralis.apps.people.roles import Role
from centralis.apps.reads import actions, comparing, queries, reactions, reader_queries
from centralis.apps.reads.keys import trial_seed
from centralis.apps.reads.models import Adjudication, Hold, RandomDraw, Read, ReadingTask
from centralis.apps.reads.running import actions as running
from centralis.apps.reads.running import assigning, listing
from centralis.apps.reads.running.pool import draws_of, pool_of
from centralis.apps.sites import actions as sites
from centralis.apps.web.demo.cast import make_person, qualify_reader
from centralis.core.reading.assignment import verify_draws
from centralis.core.reading.qualification import ReaderDemand, ReaderRecord
from centralis.core.reading.repeats import is_repeat
from centralis.core.refusal import Refused

pytestmark = pytest.mark.django_db
BASE = entries(target("T1", 20.0))
MEETS = ReaderDemand("radiology", "", 10, Decimal("0.8"))


def refused(code, act, *args, **kwargs):
    with pytest.raises(Refused) as caught:
        act(*args, **kwargs)
    assert caught.value.code == code
    return caught.value


def hire(reading, number, *, qualified=True):
    """Another reader for the pool."""
    world = reading.world
    person = make_person(f"reader{number}", f"Reader {number}", "a quiet morning in march")
    world.people[f"reader {number}"] = person
    people.grant_role(world.caller("project manager"), world.scope, person, Role.READER)
    if qualified:
        qualify_reader(world, person, MEETS)
    return person


def manager(reading):
    return reading.world.caller("project manager")


def row(task):
    return ReadingTask.every.select_related("subject", "reader").get(pk=task.pk)


@pytest.mark.req("IMG-8")
def test_a_larger_pool_shares_the_cases_and_the_list_derives_from_the_seed(reading):
    for number in (3, 4):
        hire(reading, number)
    reading.begin()
    for code in ("01-001", "01-002", "02-001", "02-002"):
        reading.accept(code, "BL")
        reactions.assign_due(reading.trial_id)
    held = pool_of(reading.trial_id).loads
    assert sorted(held.values()) == [2, 2, 2, 2]
    assert ReadingTask.objects.count() == 8
    assert list(RandomDraw.objects.order_by("number").values_list("number", "kind")) == [
        (number, "readers") for number in (1, 2, 3, 4)
    ]
    assert verify_draws(trial_seed(reading.trial_id), draws_of(reading.trial_id)) == ()
    for draw in RandomDraw.objects.all():
        tasks = ReadingTask.objects.filter(subject=draw.subject)
        assert {str(task.reader_id) for task in tasks} == set(draw.chosen)


@pytest.mark.req("IMG-8")
def test_subjects_that_come_later_move_nothing_that_was_given_out(reading):
    reading.begin()
    reading.accept("01-001", "BL")
    reactions.assign_due(reading.trial_id)
    rows = ReadingTask.objects.order_by("pk").values_list("pk", "reader_id", "reader_number", "batch", "order_key")
    before = list(rows)
    hire(reading, 3)
    reading.accept("01-002", "BL")
    reactions.assign_due(reading.trial_id)
    assert len(rows.all()) == 4
    assert list(rows.filter(pk__in=[one[0] for one in before])) == before


@pytest.mark.req("IMG-10")
@pytest.mark.req("P11-10I-1")
def test_who_is_not_qualified_is_not_drawn_and_cannot_open(reading):
    hire(reading, 3, qualified=False)
    reading.begin()
    reading.accept("01-001", "BL")
    reactions.assign_due(reading.trial_id)
    (draw,) = RandomDraw.objects.all()
    outs = {one["reader"]: one["out"] for one in draw.candidates}
    assert outs[str(reading.world.people["reader 3"].pk)] == "no qualification is on record"
    assert sorted(outs.values())[:2] == ["", ""]
    task = reading.task("01-001", 1)
    reading.fill(task, 1, BASE)
    weak = ReaderRecord("radiology", "", 10, Decimal("0.5"))
    content = running.qualification_content(reading.trial_id, task.reader, weak, [], "test cases read again")
    running.qualify_reader(
        reading.world.signing("project manager", content), reading.world.trial, task.reader, weak, [],
        "test cases read again",
    )  # fmt: skip
    said = refused("reader_not_ready", reading.sign, Read.objects.get())
    assert "the agreement on test cases is 0.5; at least 0.8 is asked" in said.sentence
    assert Read.objects.get().state == "open"
    other = reading.task("01-001", 2)
    assert reading.open(other, 1).state == "open"


@pytest.mark.req("IMG-10")
def test_nobody_reads_a_subject_of_a_site_they_have_to_do_with(reading):
    """A contact with the reader's e-mail at site 01, a training there, a role once held there, what was declared."""
    world = reading.world
    doctor, trainee, former, declared = (hire(reading, number) for number in (3, 4, 5, 6))
    amend(doctor, {"email": "Doctor@Example.org"}, house.now())
    sites.record_contact(manager(reading), world.sites["01"], "Doctor", "investigator", email="doctor@example.org")
    sites.record_training(
        manager(reading), world.sites["01"], ("Trainee", "site coordinator"), "imaging manual 1.0", house.now().date(),
        person_id=trainee.pk, score_percent=95,
    )  # fmt: skip
    person = make_person("reader7", "Reader 7", "a quiet morning in march")
    people.grant_role(manager(reading), world.at("01"), person, Role.SITE_COORDINATOR)
    held = person.memberships.get()
    people.end_role(manager(reading), held, "changed sides")
    people.grant_role(manager(reading), world.scope, person, Role.READER)
    qualify_reader(world, person, MEETS)
    record = ReaderRecord("radiology", "", 10, Decimal("0.8"))
    content = running.qualification_content(world.trial.pk, declared, record, ["01"], "declared")
    running.qualify_reader(world.signing("project manager", content), world.trial, declared, record, ["01"], "declared")
    pool = pool_of(world.trial.pk)
    at_01 = {one.reader: one.out for one in pool.candidates(world.subjects["01-001"])}
    at_02 = {one.reader: one.out for one in pool.candidates(world.subjects["02-001"])}
    for one in (doctor, trainee, person, declared):
        assert at_01[str(one.pk)] == "has to do with the subject's site"
        assert at_02[str(one.pk)] == ""
    assert at_01[str(former.pk)] == ""


def test_a_conflict_that_arises_later_stops_the_reader_without_saying_why(started):
    task = started.task("01-001", 1)
    started.fill(task, 1, BASE)
    amend(task.reader, {"email": "reader@example.org"}, house.now())
    sites.record_contact(manager(started), started.world.sites["01"], "R", "investigator", email="reader@example.org")
    said = refused("on_hold", started.sign, Read.objects.get())
    assert "site" not in said.sentence
    assert Read.objects.get().content == BASE


@pytest.mark.req("R3-7")
def test_a_case_handed_over_is_read_whole_by_another_and_both_are_kept(started):
    hire(started, 3)
    task = started.task("01-001", 1)
    read = started.read(task, 1, BASE)
    started.read(started.task("01-001", 2), 1, BASE)
    refused("reason_needed", assigning.hand_over, manager(started), row(task), " ")
    for part in ("data manager", "reader 1", "QC analyst", "outsider"):
        refused("not_permitted", assigning.hand_over, started.world.caller(part), row(task), "ill")
    fresh = assigning.hand_over(manager(started), row(task), "the reader fell ill")
    assert (fresh.reader.username, fresh.reader_number) == ("reader3", task.reader_number)
    old = row(task)
    assert (old.end_reason, old.ended_at is not None) == ("the reader fell ill", True)
    assert not Read.objects.filter(pk=read.pk).exists(), "counts no more"
    kept = Read.every.get(pk=read.pk)
    assert (kept.state, kept.signature.voided_at) == ("locked", None)
    with pytest.raises(ReadingTask.DoesNotExist):
        reader_queries.own_task(started.caller(task), task.token)
    refused("not_permitted", actions.open_time_point, started.caller(task), row(fresh), 1)
    assert started.open(row(fresh), 1).time_point == 1
    refused("not_standing", assigning.hand_over, manager(started), row(task), "again")
    draw = RandomDraw.objects.get(kind="handover")
    assert (draw.replaced, draw.named, draw.chosen) == (task.reader_id, False, [str(fresh.reader_id)])
    assert verify_draws(trial_seed(started.trial_id), draws_of(started.trial_id)) == ()
    assert pool_of(started.trial_id).loads[str(task.reader_id)] == 0


def test_a_handover_can_name_a_reader_but_only_one_who_may_read(started):
    third, fourth = hire(started, 3), hire(started, 4, qualified=False)
    task = started.task("01-001", 1)
    said = refused("nobody_free", assigning.hand_over, manager(started), row(task), "ill", to=fourth)
    assert "no qualification is on record" in said.sentence
    other = started.task("01-001", 2).reader
    refused("nobody_free", assigning.hand_over, manager(started), row(task), "ill", to=other)
    assert assigning.hand_over(manager(started), row(task), "ill", to=third).reader == third
    assert RandomDraw.objects.get(kind="handover").named is True


def test_a_handover_without_anybody_else_changes_nothing(started):
    task = started.task("01-001", 1)
    said = refused("nobody_free", assigning.hand_over, manager(started), row(task), "ill")
    assert "has or had this case" in said.sentence
    assert row(task).ended_at is None


def test_a_handover_makes_the_adjudication_void(started):
    due = started.discordant()
    hire(started, 3)
    assigning.hand_over(manager(started), row(started.task("01-001", 2)), "ill")
    void = Adjudication.objects.get(pk=due.pk)
    assert (void.state, void.void_reason) == ("void", "a case was handed over: ill")
    assert comparing.compare(started.world.subjects["01-001"]) is None, "the new reader has not read yet"


@pytest.fixture
def repeating(started, monkeypatch):
    """Every case of a reader is drawn for repeating, 28 days after it was finished."""
    monkeypatch.setattr("centralis.apps.reads.running.assigning.is_repeat", lambda *_a: True)
    monkeypatch.setattr("centralis.core.reading.repeats.is_repeat", lambda *_a: True)
    return started


def finish(started, number=1):
    task = started.task("01-001", number)
    started.read(task, 1, BASE)
    started.read(task, 2, entries(target("T1", 13.0)))
    return task


@pytest.mark.req("IMG-13")
def test_a_repeat_comes_after_the_washout_and_counts_nowhere(repeating):
    task = finish(repeating)
    now = house.now()
    assert reactions.give_repeats(now + timedelta(days=27)) == 0
    with time_machine.travel(now + timedelta(days=29), tick=False):
        assert reactions.give_repeats(house.now()) == 1
        assert reactions.give_repeats(house.now()) == 0
        repeat = ReadingTask.every.select_related("subject", "reader").get(repeats=task)
        refused("no_repeat", assigning.give_repeat, Caller.system("test"), row(task))
    assert (repeat.reader_id, repeat.subject_id, repeat.purpose) == (task.reader_id, task.subject_id, "repeat")
    assert repeat.token != task.token
    assert repeat.order_key != task.order_key
    assert ReadingTask.objects.filter(subject=task.subject).count() == 2
    repeating.read(repeat, 1, entries(target("T1", 30.0)))
    second = repeating.read(repeat, 2, entries(target("T1", 45.0)))
    assert (second.state, second.assessment["overall"]) == ("locked", "PD")
    assert not Read.objects.filter(pk=second.pk).exists()
    reads = queries.signed_reads(manager(repeating), repeating.trial_id, task.subject_id, "reads.manage_page")
    assert [one.task_id for one in reads.reads] == [task.pk, task.pk]
    assert not Adjudication.objects.exists()


@pytest.mark.req("IMG-13")
def test_a_repeat_starts_empty_and_holds_the_exams_of_the_first_pass_only(repeating):
    task = finish(repeating)
    baseline = Read.objects.get(task=task, time_point=1).exam_version
    repeating.accept("01-001", "W16")
    repeating.accept("01-001", "BL", on=baseline.exam_date, supersedes=baseline)
    with time_machine.travel(house.now() + timedelta(days=40), tick=False):
        assert reactions.give_repeats(house.now()) == 0, "a time point of the case waits"
    started = repeating
    started.read(started.task("01-001", 1), 3, entries(target("T1", 13.0)))
    with time_machine.travel(house.now() + timedelta(days=40), tick=False):
        assert reactions.give_repeats(house.now()) == 1
    repeat = ReadingTask.every.select_related("subject", "reader").get(repeats=task)
    first = started.open(repeat, 1)
    assert first.exam_version_id == baseline.pk
    assert first.content["targets"] == []


@pytest.mark.req("IMG-13")
def test_a_repeat_the_seed_does_not_draw_is_not_given(started):
    task = finish(started)
    drawn = is_repeat(trial_seed(started.trial_id), str(task.reader_id), str(task.subject_id), Decimal("0.05"))
    with time_machine.travel(house.now() + timedelta(days=29), tick=False):
        assert reactions.give_repeats(house.now()) == int(drawn)
        if not drawn:
            refused("no_repeat", assigning.give_repeat, Caller.system("test"), row(task))


def test_a_held_reader_is_given_nothing_and_the_reconciler_is_quiet(reading):
    world = reading.world
    running.place_hold(manager(reading), world.trial, "drift", reader=world.people["reader 1"])
    reading.begin()
    reading.accept("01-001", "BL")
    assert reactions.assign_due(reading.trial_id) == 1
    (task,) = ReadingTask.objects.all()
    assert task.reader.username == "reader2"
    assert reactions.assign_due(reading.trial_id) == 0
    refused("nobody_free", assigning.assign, manager(reading), world.subjects["01-001"])
    running.lift_hold(manager(reading), Hold.objects.get(), "trained again")
    assert reactions.assign_due(reading.trial_id) == 1
    assert {one.reader_number for one in ReadingTask.objects.all()} == {1, 2}
    assert UUID(RandomDraw.objects.get(number=2).chosen[0]) == world.people["reader 1"].pk


CODES = ("01-001", "01-002", "02-001", "02-002")


def give_out(reading):
    reading.begin()
    for code in CODES:
        reading.accept(code, "BL")
        reactions.assign_due(reading.trial_id)


@pytest.mark.req("IMG-8")
def test_batches_are_read_one_after_the_other_and_randomised_within(reading):
    reading.amend("randomise: subject,", "randomise: batch, batch_size: 2,")
    give_out(reading)
    batches = {task.subject.code: task.batch for task in ReadingTask.objects.select_related("subject")}
    assert batches == {"01-001": 1, "01-002": 1, "02-001": 2, "02-002": 2}
    for number in (1, 2):
        caller = reading.caller(reading.task("01-001", number))
        codes = [
            ReadingTask.objects.select_related("subject").get(token=line.token).subject.code
            for line in reader_queries.worklist(caller).due
        ]
        assert [batches[code] for code in codes] == [1, 1, 2, 2]
    assert listing.faults(Caller.system("test"), reading.trial_id) == ()


def test_where_nothing_is_randomised_cases_are_read_as_they_come(reading):
    reading.amend("randomise: subject,", "randomise: none,")
    give_out(reading)
    caller = reading.caller(reading.task("01-001", 1))
    tokens = [line.token for line in reader_queries.worklist(caller).due]
    codes = [ReadingTask.objects.select_related("subject").get(token=one).subject.code for one in tokens]
    assert codes == list(CODES)
    assert listing.faults(Caller.system("test"), reading.trial_id) == ()


def test_a_case_that_no_draw_knows_is_told(reading):
    give_out(reading)
    draw = RandomDraw.objects.order_by("number").last()
    amend(draw, {"chosen": draw.chosen[:1]}, house.now())
    told = listing.faults(Caller.system("test"), reading.trial_id)
    assert any("stands in no draw" in one for one in told)
    assert any("the seed gives other readers" in one for one in told)
