"""A ledger with something in it, keys and checkpoints of its own, and hands that write behind the door."""

from collections.abc import Callable

import pytest
from django.db import connection

from centralis.apps.action import Caller
from centralis.apps.ledger.recorded import SYSTEM
from centralis.apps.people import actions as people


@pytest.fixture(autouse=True)
def own_folders(settings, tmp_path):
    """Keys and checkpoints in a folder of this test's own."""
    settings.KEYS = tmp_path / "keys"
    settings.CHECKPOINTS = tmp_path / "checkpoints"


@pytest.fixture
def some_entries(db) -> int:
    """Two persons and what was done to them: six entries in the system's chain, one of them refused."""
    system = Caller.system("test")
    ada = people.create_person(system, SYSTEM, "ada", "Ada Example", secret="x" * 14)
    people.create_person(system, SYSTEM, "bob", "Bob Example", secret="x" * 14)
    people.verify_identity(system, ada, "shown a passport")
    people.grant_role(system, SYSTEM, ada, "administrator", "first of all")
    with pytest.raises(people.Refused):
        people.create_person(system, SYSTEM, "ada", "Ada Again", secret="x" * 14)
    people.create_person(system, SYSTEM, "cyd", "Cyd Example", secret="x" * 14)
    return 6


@pytest.fixture
def behind_the_door(db) -> Callable[..., None]:
    """Run raw SQL with the triggers gone, as somebody who owns the database could; the test's end puts all back."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE ledger_entry DISABLE TRIGGER USER")
        else:
            cursor.execute("DROP TRIGGER ledger_entry_no_update")
            cursor.execute("DROP TRIGGER ledger_entry_no_delete")

    def run(statement: str, *values: object) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement, values)
            assert cursor.rowcount != 0, "the statement touched nothing"

    return run
