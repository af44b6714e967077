"""Test cases: read apart from the trial's data in the same room, scored against the expert, filled into the record."""

from decimal import Decimal

import pytest
from tests.apps.reads.conftest import Reading, entries, target
from tests.apps.reads.test_reader_views import browser, form_of

from centralis.apps.ledger.recorded import SYSTEM, Scope
from centralis.apps.people import actions as people
from centralis.apps.people.roles import Role
from centralis.apps.reads.models import Read, ReaderQualification, ReadingTask, TrainingTrial
from centralis.apps.reads.queries import signed_reads_of_trial
from centralis.apps.reads.running import assigning, listing, pool, training
from centralis.apps.trials import actions as trials
from centralis.apps.trials import queries as trial_queries
from centralis.apps.web.demo.cast import World, activate, example_document
from centralis.core.refusal import Refused

pytestmark = pytest.mark.django_db
SECRET = "a quiet morning in march"
ADJUDICATE = """  adjudicate:
    when:
      - best_overall_response differs
      - progression_date differs by more than 0 days
    by: choose_one
"""
REPEATS = "  repeats: {fraction: 0.05, washout_days: 28}\n"
DEMAND = "  reader_qualification: {specialty: radiology, test_cases: 10, agreement_min: 0.8}\n"


def real_trial(world: World) -> World:
    """A second trial, to be read in earnest, with the same people: its readers are tested in the first."""
    real = World(world.secret, people=world.people)
    text = example_document().replace("CEN-301", "CEN-777").replace("test_cases: 10", "test_cases: 2")
    real.trial = trials.create(world.caller("administrator"), SYSTEM, text, world.people["project manager"])
    manager = world.caller("project manager")
    for part, role in {"data manager": Role.DATA_MANAGER, "reader 1": Role.READER, "reader 2": Role.READER}.items():
        people.grant_role(manager, Scope(real.trial.pk), world.people[part], role)
    activate(real, trial_queries.definitions(manager, real.trial.pk)[0])
    return real


@pytest.fixture
def room(world, settings, tmp_path):
    """The first trial made a training trial: one reader a case, no qualification; two cases that reader 1 read."""
    settings.KEYS = tmp_path / "keys"
    reading = Reading(world)
    reading.amend(
        "  readers: 2\n",
        "  readers: 1\n",
        ADJUDICATE,
        "",
        DEMAND,
        "",
        "  repeats: {fraction: 0.05, washout_days: 28}\n",
        "",
    )
    for subject in ("01-001", "01-002"):
        reading.accept(subject, "BL")
        reading.accept(subject, "W8")
    return reading


@pytest.fixture
def named(room):
    """Named before the cases are given out, so that the expert is drawn; read by the expert to the end."""
    world = room.world
    real = real_trial(world)
    expert = world.people["reader 1"]
    training.name_training_trial(world.caller("project manager"), real.trial, world.trial, expert)
    assigning.seal_seed(world.caller("project manager"), world.trial)
    for subject in ("01-001", "01-002"):
        task = ReadingTask.objects.select_related("subject", "reader").get(subject=world.subjects[subject])
        assert task.reader == expert, "the cases that count are drawn for the expert alone"
        room.read(task, 1, entries(target("T1", 20.0)))
        room.read(task, 2, entries(target("T1", 10.0)))
    return real


def given_to(world, part):
    rows = ReadingTask.every.filter(purpose="training", reader=world.people[part])
    return list(rows.select_related("subject", "reader").order_by("subject__code"))


def test_test_cases_are_read_in_the_room_scored_and_fill_the_qualification(room, named):
    world, manager = room.world, room.world.caller("project manager")
    reader = world.people["reader 2"]
    given = training.give_test_cases(manager, world.trial, reader)
    assert len(given) == 2
    assert training.score_of(named.trial.pk, reader.pk).score.agreement is None
    first, second = given_to(world, "reader 2")
    for task, follow_up in ((first, 11.0), (second, 26.0)):
        room.read(task, 1, entries(target("T1", 20.0)))
        room.read(task, 2, entries(target("T1", follow_up)))
    score = training.score_of(named.trial.pk, reader.pk).score
    assert [(one.case, one.agrees) for one in score.cases] == [("01-001", True), ("01-002", False)]
    assert score.agreement == Decimal("0.5")
    assert score.cases[1].differences

    client = browser(room, "project manager")
    page = client.get(f"/t/{named.trial.pk}/reads/test-cases/").content.decode()
    assert "0.5000" in page
    assert "01-002:" in page
    url = f"/t/{named.trial.pk}/reads/readers/{reader.pk}/qualification/"
    assert "Test cases of CEN-301: 1 of 2 agree with the reference of Rosa Reader." in client.get(url).content.decode()
    assert "Taken from the test cases of the training trial." in client.get(url).content.decode()
    assert f"/t/{named.trial.pk}/reads/test-cases/" in client.get(f"/t/{named.trial.pk}/reads/").content.decode()
    typed = {"specialty": "radiology", "test_cases": "40", "agreement": "1", "evidence": "seen on the page"}
    shown = client.post(url, typed).content.decode()
    assert "0.5000" in shown, "the score is not typed"
    assert client.post(url, {**form_of(shown), "secret": SECRET}).status_code == 302
    row = ReaderQualification.objects.get(trial=named.trial, person=reader)
    assert (row.test_cases, row.agreement) == (2, Decimal("0.5"))
    assert pool.gaps_today(named.trial.pk, reader.pk, row.created_at.date()) == (
        "the agreement on test cases is 0.5; at least 0.8 is asked",
    )


def test_test_cases_count_nowhere(room, named):
    world, manager = room.world, room.world.caller("project manager")
    before = listing.randomisation(manager, world.trial.pk)["cases"]
    counted = [len(one.reads) for one in signed_reads_of_trial(manager, world.trial.pk, "reads.manage_page")]
    training.give_test_cases(manager, world.trial, world.people["reader 2"])
    room.read(given_to(world, "reader 2")[0], 1, entries(target("T1", 20.0)))
    assert listing.randomisation(manager, world.trial.pk)["cases"] == before
    after = signed_reads_of_trial(manager, world.trial.pk, "reads.manage_page")
    assert [len(one.reads) for one in after] == counted
    assert not Read.every.filter(task__trial=named.trial).exists()
    assert pool.pool_of(named.trial.pk).loads == {}


def test_a_test_case_looks_like_any_other_to_its_reader(room, named):
    training.give_test_cases(room.world.caller("project manager"), room.world.trial, room.world.people["reader 2"])
    page = browser(room, "reader 2").get("/reading/").content.decode()
    assert page.count("Read baseline") == 2
    assert "test" not in page.lower().replace("latest", "")
    assert "training" not in page.lower()


def refused(code, act, *args):
    with pytest.raises(Refused) as caught:
        act(*args)
    assert caught.value.code == code
    return caught.value.sentence


def test_what_is_refused(room, named):
    world, manager = room.world, room.world.caller("project manager")
    refused("training_named", training.name_training_trial, manager, named.trial, world.trial, world.people["reader 1"])
    refused("not_testable", training.give_test_cases, manager, world.trial, world.people["reader 1"])
    refused("not_testable", training.give_test_cases, manager, world.trial, world.people["monitor"])
    training.give_test_cases(manager, world.trial, world.people["reader 2"])
    refused("no_test_case", training.give_test_cases, manager, world.trial, world.people["reader 2"])
    for part in ("data manager", "reader 1", "outsider"):
        refused("not_permitted", training.give_test_cases, world.caller(part), world.trial, world.people["reader 2"])
        assert browser(room, part).get(f"/t/{named.trial.pk}/reads/test-cases/").status_code == 404


def test_a_trial_that_does_not_fit_is_refused_with_the_reason(world):
    real = real_trial(world)
    manager, expert = world.caller("project manager"), world.people["reader 1"]
    said = refused("training_unfit", training.name_training_trial, manager, real.trial, world.trial, expert)
    assert "its definition must have one reader a case, the expert" in said
    refused("training_unknown", training.name_training_trial, manager, real.trial, real.trial, expert)
    refused("training_unknown", training.name_training_trial, manager, real.trial, world.other_trial, expert)


def test_the_training_trial_is_named_and_cases_given_on_the_page(room):
    world, real = room.world, real_trial(room.world)
    client, base = browser(room, "project manager"), f"/t/{real.trial.pk}/reads/test-cases/"
    assert "No training trial is named yet" in client.get(base).content.decode()
    page = client.get(f"{base}trial/").content.decode()
    assert "CEN-301 · Rosa Reader" in page
    chosen = f"{world.trial.pk}:{world.people['reader 1'].pk}"
    assert client.post(f"{base}trial/", {"of": "nonsense"}).status_code == 409
    assert client.post(f"{base}trial/", {"of": chosen}).status_code == 302
    assert TrainingTrial.objects.get(trial=real.trial).reference == world.people["reader 1"]
    assert client.post(f"{base}{world.people['reader 2'].pk}/give/").status_code == 302
    assert "There is no test case that the expert finished" in client.get(base).content.decode()
