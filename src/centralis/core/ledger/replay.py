"""Replay the entries into tables, and compare them with the tables that a database holds.

Each entry lists its changes: `{"op": "create", "table", "id", "new": {column: value}}` or
`{"op": "change", "table", "id", "old": {...}, "new": {...}}`. Nothing recorded is ever deleted.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from centralis.core.ledger.chain import Fault

Row = dict[str, Any]


class Replay:
    """The tables as the ledger tells them."""

    def __init__(self) -> None:
        self.rows: dict[tuple[str, str], Row] = {}
        self.faults: list[Fault] = []

    def take(self, place: str, body: Mapping[str, Any]) -> None:
        """Apply one entry's changes; `place` names the entry in faults."""
        for change in body.get("changes", ()):
            key = (change["table"], change["id"])
            if change["op"] == "create":
                self.rows[key] = dict(change["new"])
                continue
            row = self.rows.get(key)
            if row is None:
                self.faults.append(Fault("change without a row", place, f"{key[0]} {key[1]} was never created."))
                continue
            for column, old in change["old"].items():
                if row.get(column) != old:
                    self.faults.append(
                        Fault("old value differs", place, f"{key[0]} {key[1]}: {column} was not what the entry says.")
                    )
            row.update(change["new"])

    def compare(self, table: str, stored: Iterable[tuple[str, Row]]) -> list[Fault]:
        """Compare one table's stored rows (id, columns) with the replayed ones; name each row that differs."""
        faults = []
        seen = set()
        for row_id, columns in stored:
            seen.add(row_id)
            told = self.rows.get((table, row_id))
            if told is None:
                faults.append(Fault("row inserted", f"{table} {row_id}", "The ledger never recorded this row."))
                continue
            wrong = sorted(name for name in told.keys() | columns.keys() if told.get(name) != columns.get(name))
            if wrong:
                names = ", ".join(wrong)
                faults.append(Fault("row changed", f"{table} {row_id}", f"Changed behind the ledger's back: {names}."))
        for name, row_id in self.rows:
            if name == table and row_id not in seen:
                faults.append(Fault("row deleted", f"{table} {row_id}", "The ledger recorded this row; it is gone."))
        return faults
