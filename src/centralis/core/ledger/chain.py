"""The hash chain: each entry names the digest of the one before, so an edit shows at its place.

An entry's body is a JSON object that holds its chain, its number `seq` (from 1) and `prev`; its digest is the
SHA-256 of the body's canonical bytes. The stored text *is* those bytes: verification hashes the text as stored and
never re-serialises, because a database may reorder what it calls JSON.
"""

import json
from dataclasses import dataclass

from centralis.core.ledger.canonical import digest_hex

GENESIS = "0" * 64


@dataclass(frozen=True, slots=True)
class StoredEntry:
    """One entry as a store gives it back; `columns` are the search columns that repeat parts of the body."""

    chain: str
    seq: int
    prev: str
    digest: str
    body: str
    columns: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing found wrong: its kind (a stable word), its place, and a sentence."""

    kind: str
    place: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Head:
    """Where a chain stands: how many entries, and the digest of the last."""

    chain: str
    length: int
    digest: str


class ChainWalk:
    """Walk one chain's entries in the order of `seq` and collect what is wrong with them."""

    def __init__(self, chain: str) -> None:
        self.chain = chain
        self.length = 0
        self.digest = GENESIS
        self.faults: list[Fault] = []

    def take(self, entry: StoredEntry) -> dict[str, object] | None:
        """Check the next entry and return its parsed body, or None when the body can't be read."""
        place = f"{self.chain}#{entry.seq}"
        expected = self.length + 1
        if entry.seq > expected:
            missing = f"{expected}" if entry.seq == expected + 1 else f"{expected} to {entry.seq - 1}"
            self._fault("entry deleted", f"{self.chain}#{expected}", f"Entry {missing} is missing.")
        elif entry.seq < expected:
            self._fault("entry inserted", place, f"A second entry bears the number {entry.seq}.")
        self.length = max(self.length, entry.seq)
        actual = digest_hex(entry.body.encode())
        if actual != entry.digest:
            self._fault("entry changed", place, "The text no longer has the digest it was recorded with.")
        body = _parse(entry.body)
        if body is None:
            self._fault("entry changed", place, "The text can't be read.")
        else:
            self._check_body(entry, body, place)
        if entry.prev != self.digest and entry.seq == expected:
            self._fault("entry reordered or replaced", place, "It does not follow from the entry before it.")
        self.digest = entry.digest
        return body

    def drain(self) -> list[Fault]:
        """Hand over the faults found since the last call, so that a long walk holds none."""
        found, self.faults = self.faults, []
        return found

    def _check_body(self, entry: StoredEntry, body: dict[str, object], place: str) -> None:
        if (body.get("chain"), body.get("seq"), body.get("prev")) != (entry.chain, entry.seq, entry.prev):
            self._fault("entry reordered or replaced", place, "Its text names another place in the chain.")
        for name, value in entry.columns:
            if _column(body, name) != value:
                self._fault("search column changed", place, f"The column {name} differs from the entry's text.")

    def _fault(self, kind: str, place: str, sentence: str) -> None:
        self.faults.append(Fault(kind, place, sentence))

    @property
    def head(self) -> Head:
        return Head(self.chain, self.length, self.digest)


def _parse(text: str) -> dict[str, object] | None:
    try:
        value = json.loads(text)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None


def _column(body: dict[str, object], name: str) -> str:
    value: object = body
    for part in name.split("."):
        value = value.get(part) if isinstance(value, dict) else None
    return "" if value is None else str(value)
