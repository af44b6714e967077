"""The door: what passes is entered with old and new values, what is refused changes nothing and is entered too."""

import json

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError

from centralis.apps.action import Act, Caller, DoorRefusal, Origin, action, house
from centralis.apps.ledger.models import Entry
from centralis.apps.ledger.recorded import SYSTEM, BehindTheDoor
from centralis.apps.people import actions as people
from centralis.apps.people.models import Person
from centralis.core.refusal import Refused

pytestmark = pytest.mark.django_db


def make(username: str = "ada") -> Person:
    return people.create_person(Caller.system("test"), SYSTEM, username, "Ada Example", secret="x" * 14)


def body(entry: Entry) -> dict:
    return json.loads(entry.body)


@pytest.mark.req("P11-10E-1")
@pytest.mark.req("P11-10E-2")
def test_an_act_is_entered_with_who_when_why_and_the_values():
    person = make()
    people.verify_identity(Caller.system("test"), person, "shown a passport")
    entry = body(Entry.objects.latest("id"))
    assert entry["action"] == "people.verify_identity"
    assert entry["actor"] == {"id": "system:test", "name": "test", "role": "system"}
    assert entry["reason"] == "shown a passport"
    assert entry["object"] == {"type": "people.person", "id": str(person.pk), "label": "Ada Example"}
    (change,) = entry["changes"]
    assert change["old"]["identity_verified_at"] is None
    assert change["new"]["identity_verified_at"].endswith("Z")
    assert (change["old"]["revision"], change["new"]["revision"]) == (1, 2)


def test_a_refusal_changes_nothing_and_is_entered():
    make()
    with pytest.raises(Refused) as refused:
        make()
    assert refused.value.code == "username_taken"
    assert Person.objects.count() == 1
    entry = body(Entry.objects.latest("id"))
    assert (entry["outcome"], entry["changes"]) == ("refused", [])
    assert entry["facts"]["code"] == "username_taken"


@pytest.mark.req("P11-10D-1")
def test_without_a_role_nothing_may_be_done():
    person = make()
    stranger = Caller(person.pk, "Ada Example", Origin("test"))
    with pytest.raises(Refused) as refused:
        people.create_person(stranger, SYSTEM, "bob", "Bob", secret="x" * 14)
    assert refused.value.code == DoorRefusal.NOT_PERMITTED.code
    assert body(Entry.objects.latest("id"))["actor"]["id"] == str(person.pk)


def test_a_stale_row_is_refused():
    person = make()
    other = Person.objects.get(pk=person.pk)
    people.verify_identity(Caller.system("test"), person, "passport")
    with pytest.raises(Refused) as refused:
        people.verify_identity(Caller.system("test"), other, "passport")
    assert refused.value.code == "stale"


@pytest.mark.parametrize(
    "write",
    [
        lambda person: person.save(),
        lambda person: person.delete(),
        lambda person: Person.objects.update(printed_name="x"),
        lambda person: Person.objects.all().delete(),
        lambda person: Person.objects.create(username="y"),
        lambda person: Person.objects.bulk_create([person]),
    ],
)
@pytest.mark.req("P11-10E-4")
def test_recorded_tables_cannot_be_written_past_the_door(write):
    person = make()
    with pytest.raises(BehindTheDoor):
        write(person)


@pytest.mark.req("P11-10E-4")
@pytest.mark.parametrize("statement", ["UPDATE ledger_entry SET actor = 'x'", "DELETE FROM ledger_entry"])
def test_the_database_itself_refuses_to_change_entries(statement):
    make()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert Entry.objects.get().actor == "system:test"


def test_an_action_inside_an_action_is_a_programming_error():
    name = "people.verify_identity"
    original = house.actions.pop(name)
    try:

        @action(name)
        def outer(do: Act) -> None:
            make("inner")

        with pytest.raises(RuntimeError, match="inside another action"):
            outer(Caller.system("test"))
    finally:
        house.actions[name] = original
