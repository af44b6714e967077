"""Find every edit behind the ledger's back: in chains, search columns, checkpoints, recorded tables, and further up.

Entries stream by in the order of (chain, number) out of one snapshot of the database, so the memory needed does not
grow with the ledger; the replayed tables live in a temporary file.
"""

import json
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, MutableMapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from centralis.apps.ledger import checkpoints as published
from centralis.apps.ledger.models import Entry
from centralis.apps.ledger.recorded import columns_of, recorded_models, table_of
from centralis.core.ledger.chain import Fault, StoredEntry
from centralis.core.ledger.checkpoints import CheckpointBook
from centralis.core.ledger.replay import Key, Replay, Row
from centralis.core.ledger.verification import Walked, verify_entries

CHUNK = 2000
FIELDS = ("chain", "seq", "prev", "digest", "body", "at", "action", "outcome", "actor", "subject", "object_id")

EXTRA: list[Callable[[], Iterator[Fault]]] = []
"""Checks that upper floors install at start-up and `--tables` runs last: a signature that no longer fits its record
(people), a sealed object that was changed, swapped or lost (intake). Each yields faults, and reads what it needs."""


@dataclass
class Verification(Walked):
    """One run: what was looked at, and what was found."""

    tables: bool = False
    checkpoints: int = 0
    rows: int = 0
    seconds: float = 0.0
    faults: list[Fault] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        return not self.faults

    def sentence(self) -> str:
        """Say in words what was looked at."""
        checked = f"{_count(self.entries, 'entr', 'ies', 'y')} in {_count(len(self.heads), 'chain')}"
        checked += f", {_count(self.checkpoints, 'checkpoint')}"
        return f"{checked}, {_count(self.rows, 'row')} of recorded tables" if self.tables else checked


def verify(tables: bool = False, checkpoint_files: Iterable[Path] = ()) -> Verification:
    """Verify the whole ledger; `checkpoint_files` are copies kept elsewhere, looked at beside our own.

    Raises CheckpointFault when a file given can't be read as checkpoints.
    """
    run = Verification(tables=tables)
    began = time.monotonic()
    with _snapshot():
        run.faults.extend(_faults(run, list(checkpoint_files)))
    run.seconds = time.monotonic() - began
    return run


def _faults(run: Verification, copies: list[Path]) -> Iterator[Fault]:
    book, unreadable = _book(copies)
    yield from unreadable
    run.checkpoints = book.count
    with _disk_rows() as rows:
        replay = Replay(rows) if run.tables else None
        yield from verify_entries(stored_entries(), book, run, replay)
        if replay is not None:
            yield from _compare(run, replay)
            for extra in EXTRA:
                yield from extra()


def _book(copies: list[Path]) -> tuple[CheckpointBook, list[Fault]]:
    """Read our own checkpoints (one that can't be read is a fault) and the copies given (that is a usage error)."""
    read = [each for path in copies for each in published.read_all([path])]
    faults = []
    for path in published.files():
        try:
            read += published.read_all([path])
        except published.CheckpointFault as error:
            faults.append(Fault("checkpoint unreadable", path.name, str(error)))
    key = published.public_key()
    if key is None and read:
        sentence = "There are checkpoints, but the key that signed them is gone."
        faults.append(Fault("key missing", "ledger.pub", sentence))
        read = []
    return CheckpointBook(read, key or b""), faults


def stored_entries() -> Iterator[StoredEntry]:
    """Yield every entry in the order of (chain, number), with the search columns that repeat parts of its text."""
    rows = Entry.objects.order_by("chain", "seq", "id").values_list(*FIELDS).iterator(chunk_size=CHUNK)
    for chain, seq, prev, digest, body, at, action, outcome, actor, subject, about in rows:
        columns = (
            ("at", at),
            ("action", action),
            ("outcome", outcome),
            ("actor.id", actor),
            ("subject", subject),
            ("object.id", about),
        )
        yield StoredEntry(chain, seq, prev, digest, body, columns)


def _compare(run: Verification, replay: Replay) -> Iterator[Fault]:
    yield from replay.settle()
    for model in recorded_models():

        def stored(model: Any = model) -> Iterator[tuple[str, Row]]:
            for row in model._base_manager.order_by("pk").iterator(chunk_size=CHUNK):
                run.rows += 1
                yield str(row.pk), columns_of(row)

        yield from replay.compare(table_of(model), stored())
    yield from replay.missing()


def _count(number: int, noun: str, many: str = "s", one: str = "") -> str:
    return f"{number} {noun}{one if number == 1 else many}"


@contextmanager
def _snapshot() -> Iterator[None]:
    """Read one state of the database while others go on writing."""
    if connection.in_atomic_block:
        yield
        return
    if connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
        return
    with connection.cursor() as cursor:  # not atomic(): that would be IMMEDIATE here, and keep writers waiting
        cursor.execute("BEGIN DEFERRED")
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")


@contextmanager
def _disk_rows() -> Iterator[MutableMapping[Key, Row]]:
    database = sqlite3.connect("", isolation_level=None)  # a temporary file that goes when it is closed
    try:
        database.execute("CREATE TABLE row (name TEXT, id TEXT, columns TEXT, PRIMARY KEY (name, id)) WITHOUT ROWID")
        database.execute("BEGIN")
        yield _DiskRows(database)
    finally:
        database.close()


class _DiskRows(MutableMapping[Key, Row]):
    """Replayed rows in a temporary file: a trial's tables may be larger than memory."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._run = database.execute

    def __getitem__(self, key: Key) -> Row:
        found = self._run("SELECT columns FROM row WHERE name = ? AND id = ?", key).fetchone()
        if found is None:
            raise KeyError(key)
        row: Row = json.loads(found[0])
        return row

    def __setitem__(self, key: Key, row: Row) -> None:
        self._run("INSERT OR REPLACE INTO row VALUES (?, ?, ?)", (*key, json.dumps(row)))

    def __delitem__(self, key: Key) -> None:
        if not self._run("DELETE FROM row WHERE name = ? AND id = ?", key).rowcount:
            raise KeyError(key)

    def __iter__(self) -> Iterator[Key]:
        yield from self._run("SELECT name, id FROM row ORDER BY name, id")

    def __len__(self) -> int:
        return int(self._run("SELECT COUNT(*) FROM row").fetchone()[0])
