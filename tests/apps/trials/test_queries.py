"""Who sees which trial, subject and visit; a definition is parsed once per document."""

from datetime import timedelta

import pytest

from centralis.apps.action import Caller, house
from centralis.apps.trials import queries
from centralis.apps.trials.models import Subject, Trial

pytestmark = pytest.mark.django_db


@pytest.mark.req("GDPR-25")
def test_a_coordinator_sees_the_own_sites_subjects_a_reader_and_an_outsider_none(world):
    def seen(part):
        return [one.code for one in queries.subjects(world.caller(part), world.trial.pk)]

    assert seen("QC analyst") == ["01-001", "01-002", "02-001", "02-002"]
    assert seen("site coordinator") == ["01-001", "01-002"]
    for part in ("reader 1", "outsider", "administrator"):
        with pytest.raises(Trial.DoesNotExist):
            seen(part)
    with pytest.raises(Subject.DoesNotExist):
        queries.subject(world.caller("site coordinator"), world.trial.pk, world.subjects["02-001"].pk)
    coordinator = world.caller("site coordinator 2")
    assert {one.visit.subject.code for one in queries.visits(coordinator, world.trial.pk)} == {"02-001", "02-002"}


def test_the_definition_in_force_is_for_everybody_in_the_trial_and_parsed_once(world):
    found = queries.active_definition(world.caller("reader 1"), world.trial.pk)
    assert (found.version, found.reading.criterion) == ("1.0", "recist-1.1")
    assert queries.definition_for_job(world.trial.pk) is found
    assert queries.active_definition(Caller.system("qc runner"), world.trial.pk) is found
    with pytest.raises(Trial.DoesNotExist):
        queries.active_definition(world.caller("outsider"), world.trial.pk)
    with pytest.raises(Trial.DoesNotExist):
        queries.definitions(world.caller("reader 1"), world.trial.pk)


def test_visits_stand_as_of_the_day_that_is_asked(world):
    caller, subject = world.caller("monitor"), world.subjects["01-001"]
    anchor = house.now().date() - timedelta(days=130)

    def states(day):
        return [(one.visit.code, one.state, one.days_overdue) for one in queries.visits(
            caller, world.trial.pk, subject.pk, anchor + timedelta(days=day))]  # fmt: skip

    assert states(60) == [("BL", "overdue", 60), ("W8", "due", 0), ("W16", "ahead", 0), ("W24", "ahead", 0)]
    assert states(64)[1] == ("W8", "overdue", 1)


def test_images_that_came_say_where_a_visit_stands(world, monkeypatch):
    caller, subject = world.caller("monitor"), world.subjects["01-001"]
    visits = {one.visit.code: one.visit.pk for one in queries.visits(caller, world.trial.pk, subject.pk)}
    came = {visits["BL"]: "accepted", visits["W8"]: "rejected"}
    monkeypatch.setattr(queries, "image_sources", [lambda _trial: came])
    found = {one.visit.code: one for one in queries.visits(caller, world.trial.pk, subject.pk)}
    assert (found["BL"].state, found["BL"].days_overdue, found["BL"].shown) == ("received", 0, "accepted")
    assert (found["W8"].state, found["W8"].days_overdue > 0, found["W8"].shown) == ("overdue", True, "rejected")
    assert found["W24"].shown == "ahead"


def test_trials_are_ones_own(world):
    assert [one.protocol for one in queries.trials(world.caller("reader 1"))] == ["CEN-301"]
    assert queries.trials(world.caller("administrator")) == []
    assert [one.protocol for one in queries.trials(Caller.system("a job"))] == ["CEN-301", "OTH-900"]
    assert queries.trial_by_protocol(world.caller("monitor"), "cen-301") == world.trial
    with pytest.raises(Trial.DoesNotExist):
        queries.trial_by_protocol(world.caller("monitor"), "OTH-900")


@pytest.mark.req("FDA24-3")
def test_who_held_which_role_is_known_with_its_beginning(world):
    from centralis.apps.people import queries as people

    before = world.trial.created_at - timedelta(seconds=1)
    assert list(people.persons_of_trial(world.trial.pk, before)) == []
    now = {(one.person.printed_name, one.role) for one in people.persons_of_trial(world.trial.pk)}
    assert ("Petra Manager", "project manager") in now
    assert ("Clara Koch", "site coordinator") in now
    assert len(now) == 11
