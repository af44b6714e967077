"""The world is built by acts of persons in their roles, and all of it stands in the ledger."""

import json

import pytest

from centralis.apps.ledger.models import Entry
from centralis.apps.people import queries as people
from centralis.apps.web.demo.cast import CAST, SCANNERS, SITES, SUBJECTS

pytestmark = pytest.mark.django_db


def test_everybody_holds_the_role_of_the_part_and_no_other(world):
    held = {part: people.standing(world.caller(part)) for part in CAST}
    for part, (_username, _name, role, _site) in CAST.items():
        trial = {"administrator": None, "outsider": world.other_trial.pk}.get(part, world.trial.pk)
        assert held[part] == {(str(role), trial)}


def test_what_the_tables_name_was_built_and_entered(world):
    assert (set(world.sites), set(world.scanners), set(world.subjects)) == (set(SITES), set(SCANNERS), set(SUBJECTS))
    bodies = [json.loads(one.body) for one in Entry.objects.all()]
    assert {one["outcome"] for one in bodies} == {"done"}
    acted = {(one["action"], one["actor"]["role"]) for one in bodies}
    assert {
        ("trials.create", "administrator"),
        ("trials.approve_definition", "data manager"),
        ("trials.activate_definition", "project manager"),
        ("sites.qualify_scanner", "QC analyst"),
        ("trials.enrol_subject", "site coordinator"),
    } <= acted
    by_system = {one["action"] for one in bodies if one["actor"]["role"] == "system"}
    assert by_system <= {"people.create_person", "people.verify_identity", "people.grant_role"}
