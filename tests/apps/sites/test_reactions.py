"""An amendment in force re-opens qualifications where the definition says so, once, however often it is told."""

import pytest

from centralis.apps.action import Done
from centralis.apps.sites import queries, reactions
from centralis.apps.sites.models import Qualification
from centralis.apps.trials import actions as trials
from centralis.apps.web.demo.cast import activate, example_document, qualify

pytestmark = pytest.mark.django_db


def amend(world, **replaced):
    text = example_document().replace('version: "1.0"', 'version: "1.1"\namends: "1.0"\nreason: a test')
    for old, new in replaced.items():
        text = text.replace(old.replace("__", " "), new)
    manager = world.caller("project manager")
    return activate(world, trials.draft_definition(manager, world.trial, text, "a test"))


@pytest.mark.req("IMG-3")
def test_qualifications_are_suspended_once_and_given_anew_for_the_version_in_force(world):
    amend(world)
    newest = queries.newest_qualification(world.scanners["CT 1"])
    assert newest.state == "suspended"
    assert newest.reason == "the trial definition was amended: qualify for the version in force"
    count = Qualification.objects.count()
    reactions.reopen_qualifications(Done("trials.activate_definition", world.scope, None, None))
    assert Qualification.objects.count() == count
    again = qualify(world, world.scanners["CT 1"])
    assert (again.state, again.definition.version_label) == ("qualified", "1.1")
    reactions.reopen_qualifications(Done("trials.activate_definition", world.scope, None, None))
    assert queries.newest_qualification(world.scanners["CT 1"]).pk == again.pk


def test_where_the_definition_does_not_reopen_on_amendment_they_stay(world):
    amend(world, **{"reopen_on:__[amendment,__software_change,__hardware_change]": "reopen_on: [software_change]"})
    assert queries.newest_qualification(world.scanners["CT 1"]).state == "qualified"
