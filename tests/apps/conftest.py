"""The cast: one person per role in one trial, an outsider in another, as every test of the rooms meets them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from tests.apps.kept_world import KeptWorld

from centralis.apps.action import Caller, Origin
from centralis.apps.ledger.recorded import SYSTEM, Scope
from centralis.apps.people import actions as people
from centralis.apps.people.models import Person
from centralis.apps.web.demo.cast import World, build_world

FOLDER = Path(__file__).parent
SECRET = "a quiet morning in march"


@dataclass
class Cast:
    """Callers by role; `caller("reader 2")` for the second reader, `outsider` belongs to another trial."""

    scope: Scope
    people: dict[str, Person] = field(default_factory=dict)

    def caller(self, name: str, *, signs: str | None = None) -> Caller:
        person = self.people[name]
        return Caller(person.pk, person.printed_name, Origin("test", "127.0.0.1"))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL, run what a database can answer: tests that may not touch one run once, with all on SQLite."""
    if connection.vendor != "postgresql":
        return
    without = [item for item in items if FOLDER in item.path.parents and not _may_touch_the_database(item)]
    if without:
        config.hook.pytest_deselected(items=without)
        left_out = set(without)
        items[:] = [item for item in items if item not in left_out]


def _may_touch_the_database(item: pytest.Item) -> bool:
    """pytest-django refuses the database to a test that neither is marked nor takes a fixture that opens it."""
    marked = item.get_closest_marker("django_db") is not None
    return marked or not {"db", "transactional_db", "django_db_setup"}.isdisjoint(getattr(item, "fixturenames", ()))


def make_person(username: str, printed_name: str) -> Person:
    system = Caller.system("test set-up")
    person = people.create_person(system, SYSTEM, username, printed_name, secret=SECRET, own_secret=True)
    people.verify_identity(system, person, "shown a passport")
    return people.accept_signature(Caller(person.pk, printed_name, Origin("test")), person)


@pytest.fixture(autouse=True)
def own_store(settings, tmp_path) -> None:
    """Sealed objects, keys and checkpoints of this test alone: tables are rolled back after a test, files are not."""
    settings.STORE = str(tmp_path / "store")
    settings.KEYS, settings.CHECKPOINTS = tmp_path / "keys", tmp_path / "checkpoints"


@pytest.fixture(scope="session")
def kept_world(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> KeptWorld:
    """The world, built before any test of this process could change what it is built with."""
    kept = KeptWorld(tmp_path_factory.mktemp("world"), SECRET)
    with django_db_blocker.unblock():
        kept.build()
    return kept


@pytest.fixture
def world(kept_world: KeptWorld, db: None) -> World:
    """A trial in force with two sites, scanners, a full cast and subjects; built by real acts (web/demo/cast.py).

    Where the test has a transaction of its own, what building it left is put back; elsewhere it is built.
    """
    return kept_world.put_back() if connection.in_atomic_block else build_world(lambda _username: SECRET)


@pytest.fixture
def browse(world: World) -> Callable[[str], Client]:
    """Sign somebody of the cast in: `browse("monitor").get(url)`; signing still asks for `SECRET`."""

    def sign_in(part: str) -> Client:
        client = Client()
        client.force_login(world.people[part].account, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return sign_in
