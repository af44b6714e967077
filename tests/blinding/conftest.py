"""The reading room with its cast, for proofs of blinding.

`room` is built once for a module, since its proofs are whole sessions: each takes back what it did.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings
from tests.apps.conftest import SECRET, browse, kept_world, world  # noqa: F401
from tests.apps.reads.conftest import Reading, reading, started  # noqa: F401

from centralis.apps.web.demo.cast import build_world

Undone = Callable[..., Any]


@contextmanager
def built(folder: Path, blocker: Any) -> Iterator[Reading]:
    """A world in folders of its own, whose database is as it was afterwards."""
    places = override_settings(STORE=str(folder / "store"), KEYS=folder / "keys", CHECKPOINTS=folder / "checkpoints")
    with blocker.unblock(), places, _scratch():
        yield Reading(build_world(lambda _username: SECRET))
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def room(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reading]:
    """Subject 01-001 with baseline and week 8 accepted, given out to both readers."""
    with built(tmp_path_factory.mktemp("room"), django_db_blocker) as found:
        found.accept("01-001", "BL")
        found.accept("01-001", "W8")
        found.begin()
        yield found


def _scratch() -> Any:
    """A transaction of a test's own, in which acts that insist on being outermost may run."""
    block = transaction.atomic()
    block._from_testcase = True
    return block


def undone(act: Callable[..., Any], *args: Any) -> Any:
    """Do something and take back what it did to the database; return what it returned."""
    with _scratch():
        found = act(*args)
        transaction.set_rollback(True)
    return found
