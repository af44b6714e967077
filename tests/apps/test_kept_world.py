"""The world that is put back is the world that was built, and every test has it to itself."""

from datetime import timedelta

import pytest
import time_machine
from django.db import transaction
from tests.apps.kept_world import KeptWorld, rows_of_all_tables, scratch

from centralis.apps.action import house
from centralis.apps.ledger.models import Entry
from centralis.apps.ledger.verify import verify
from centralis.apps.people.models import Person
from centralis.apps.trials import actions as trials
from centralis.apps.trials.models import Subject

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept(tmp_path) -> KeptWorld:
    return KeptWorld(tmp_path, "a quiet morning in march")


def test_what_is_put_back_is_what_was_built(kept):
    """Row for row and value for value, as the driver reads them."""
    kept.build()
    kept.put_back()
    read = rows_of_all_tables()
    for table, (columns, rows) in kept.rows.items():
        assert read[table][0] == columns
        assert all(row in read[table][1] for row in rows), table
    assert {"ledger_entry", "people_person", "trials_definition", "reads_readerqualification"} <= set(kept.rows)


def test_its_ledger_verifies_against_its_tables_and_goes_on(world):
    entries = Entry.objects.count()
    assert entries > 80
    assert verify(tables=True).ok
    trials.enrol_subject(world.caller("site coordinator"), world.at("01"), "01-009", "")
    assert Entry.objects.count() == entries + 1
    assert verify(tables=True).ok


@pytest.mark.parametrize("turn", [1, 2])
def test_what_one_test_does_to_it_no_other_meets(world, turn):
    assert world.trial.title != "spoilt"
    assert world.people["monitor"].printed_name == "Milan Monitor"
    assert not Subject.objects.filter(code="01-777").exists()
    world.trial.title = world.people["monitor"].printed_name = "spoilt"
    trials.enrol_subject(world.caller("site coordinator"), world.at("01"), "01-777", "")


def test_on_another_day_it_is_built_anew(kept):
    with scratch():
        first = kept.put_back()
        day = Subject.objects.get(code="01-001").anchor_date
        transaction.set_rollback(True)
    with time_machine.travel(house.now() + timedelta(days=1)):
        second = kept.put_back()
        assert Subject.objects.get(code="01-001").anchor_date == day + timedelta(days=1)
    assert first.trial.pk != second.trial.pk
    assert Person.objects.get(username="monitor").pk == second.people["monitor"].pk
