"""Replay the entries into tables, and compare them with the tables that a database holds.

Each entry lists its changes: `{"op": "create", "table", "id", "new": {column: value}}` or
`{"op": "change", "table", "id", "old": {...}, "new": {...}}`. Nothing recorded is ever deleted. A row's `revision`
counts its changes, so the changes of one row fall into order even when they stand in two chains.
"""

from collections.abc import Iterable, Iterator, Mapping, MutableMapping
from typing import Any

from centralis.core.ledger.chain import Fault

Row = dict[str, Any]
Key = tuple[str, str]


class Replay:
    """The tables as the ledger tells them; `rows` may be a mapping that lives on a disk."""

    def __init__(self, rows: MutableMapping[Key, Row] | None = None) -> None:
        self.rows: MutableMapping[Key, Row] = {} if rows is None else rows
        self._early: list[tuple[int, str, Mapping[str, Any]]] = []

    def take(self, place: str, body: Mapping[str, Any]) -> list[Fault]:
        """Apply one entry's changes and return what does not fit; `place` names the entry in faults.

        A change that comes before the row is there, or before an earlier change of it, waits for `settle`: the earlier
        one may stand in a chain that is walked later.
        """
        faults: list[Fault] = []
        changes = body.get("changes", ())
        for change in changes if isinstance(changes, list) else ():
            try:
                faults += self._apply(place, change)
            except (KeyError, TypeError, AttributeError):
                faults.append(Fault("change unreadable", place, "A change in this entry is not in the ledger's form."))
        return faults

    def settle(self) -> Iterator[Fault]:
        """Apply the changes that waited, in the order of their rows' revisions."""
        early, self._early = sorted(self._early, key=lambda item: item[0]), []
        for _revision, place, change in early:
            key = (change["table"], change["id"])
            row = self.rows.get(key)
            if row is None:
                yield Fault("change without a row", place, f"{key[0]} {key[1]} was never created.")
            else:
                yield from self._change(place, key, row, change)

    def compare(self, table: str, stored: Iterable[tuple[str, Row]]) -> Iterator[Fault]:
        """Compare one table's stored rows (id, columns) with the replayed ones, which are used up on the way."""
        for row_id, columns in stored:
            told = self.rows.pop((table, row_id), None)
            if told is None:
                yield Fault("row inserted", f"{table} {row_id}", "The ledger never recorded this row.")
                continue
            wrong = sorted(name for name in told.keys() | columns.keys() if told.get(name) != columns.get(name))
            if wrong:
                names = ", ".join(wrong)
                yield Fault("row changed", f"{table} {row_id}", f"Changed behind the ledger's back: {names}.")

    def missing(self) -> Iterator[Fault]:
        """Name the recorded rows that no table held; call it when every table has been compared."""
        for table, row_id in self.rows:
            yield Fault("row deleted", f"{table} {row_id}", "The ledger recorded this row; it is gone.")

    def _apply(self, place: str, change: Mapping[str, Any]) -> list[Fault]:
        key = (change["table"], change["id"])
        row = self.rows.get(key)
        if change["op"] == "create":
            self.rows[key] = dict(change["new"])
            return [] if row is None else [Fault("row created twice", place, f"{key[0]} {key[1]} was there already.")]
        before = change["old"].get("revision")
        if isinstance(before, int) and (row is None or row.get("revision", before) < before):
            self._early.append((before, place, change))
            return []
        if row is None:
            return [Fault("change without a row", place, f"{key[0]} {key[1]} was never created.")]
        return self._change(place, key, row, change)

    def _change(self, place: str, key: Key, row: Row, change: Mapping[str, Any]) -> list[Fault]:
        faults = [
            Fault("old value differs", place, f"{key[0]} {key[1]}: {column} was not what the entry says.")
            for column, old in change["old"].items()
            if row.get(column) != old
        ]
        row.update(change["new"])
        self.rows[key] = row
        return faults
