"""The world of the cast, built once a process by real acts and put back for every test as the rows it left.

Building takes 86 acts; putting back takes one INSERT a table, inside the test's own transaction. Only INSERTs: the
ledger's triggers hold, its chains verify, and the next act appends to them. What differs from building anew: the ids
and the moments of all worlds of a process are the same.
"""

import copy
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.test import override_settings

from centralis.apps.action import house
from centralis.apps.web.demo.cast import World, build_world, today

Rows = dict[str, tuple[list[str], list[tuple[Any, ...]]]]
"""Table → its columns and rows, as the database's driver gives and takes them."""


@dataclass(frozen=True)
class _Kept:
    world: World
    rows: Rows
    day: date
    built_at: datetime


class KeptWorld:
    """Builds at the first need, and anew when the test's day is another one: a world's dates count from its day."""

    def __init__(self, folder: Path, secret: str) -> None:
        self._folder = folder
        self._secret = secret
        self._kept: _Kept | None = None

    @property
    def rows(self) -> Rows:
        """What building the world left in the database."""
        assert self._kept is not None, "nothing was built yet"
        return self._kept.rows

    def put_back(self) -> World:
        """Put the world's rows into the database, in the transaction of the test; return its objects, to be spoilt."""
        kept = self._kept
        if kept is None or kept.day != today() or house.now() < kept.built_at:
            kept = self.build()
        with connection.cursor() as cursor:
            for table, (columns, rows) in kept.rows.items():
                names = ", ".join(connection.ops.quote_name(column) for column in columns)
                places = ", ".join([f"({', '.join(['%s'] * len(columns))})"] * len(rows))
                values = [value for row in rows for value in row]
                cursor.execute(f"INSERT INTO {connection.ops.quote_name(table)} ({names}) VALUES {places}", values)
        return copy.deepcopy(kept.world)

    def build(self) -> _Kept:
        """Build the world by real acts, in folders of its own; keep it and the rows it left, and take these back."""
        places = {"STORE": str(self._folder / "store"), "KEYS": self._folder / "keys"}
        with override_settings(**places, CHECKPOINTS=self._folder / "checkpoints"), scratch():
            before = rows_of_all_tables()
            day, built_at = today(), house.now()
            world = build_world(lambda _username: self._secret)
            self._kept = _Kept(world, _added(before, rows_of_all_tables()), day, built_at)
            transaction.set_rollback(True)
        return self._kept


@contextmanager
def scratch() -> Iterator[None]:
    """A transaction of a test's own, in which acts that insist on being outermost may run."""
    block = transaction.atomic()
    block._from_testcase = True  # type: ignore[attr-defined]
    with block:
        yield


def rows_of_all_tables() -> Rows:
    """What the database holds, as its driver reads it."""
    found: Rows = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.django_table_names(only_existing=True):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            found[table] = ([column[0] for column in cursor.description], cursor.fetchall())
    return found


def _added(before: Rows, after: Rows) -> Rows:
    """The rows that are new. What was there before must be there still: changed rows could not be put back."""
    added: Rows = {}
    for table, (columns, rows) in after.items():
        old = before[table][1]
        assert all(row in rows for row in old), f"building the world changed what was in {table}"
        new = [row for row in rows if row not in old]
        if new:
            added[table] = (columns, new)
    return added
