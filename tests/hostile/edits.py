"""Edits behind the system's back, by somebody who may write everything: database, sealed store, checkpoint files.

Each edit takes a `Behind` and returns the faults that must be named, as (kind, place).
"""

import json
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tests.hostile.played import Home

from centralis.core.ledger.canonical import canonical_bytes, content_digest, digest_hex
from centralis.core.ledger.chain import GENESIS, Head
from centralis.core.ledger.checkpoints import sign_checkpoint

Found = set[tuple[str, str]]
NEW_ID = UUID("00000000-0000-4000-8000-000000000001")


class Behind:
    """Raw hands on a home: its database without triggers, its files."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self.chain = f"trial:{home.facts['trial']}"
        self._database: Any = (
            psycopg.connect(home.url, autocommit=True)
            if home.url
            else sqlite3.connect(home.path / "centralis.sqlite3", isolation_level=None)
        )

    def disarm(self) -> None:
        """Take the triggers (and PostgreSQL's foreign keys) away, as the owner of a database can."""
        if self.home.url:
            self.run("ALTER TABLE ledger_entry DISABLE TRIGGER USER")
            self.run("SET session_replication_role = replica")
        else:
            self.run("DROP TRIGGER ledger_entry_no_update")
            self.run("DROP TRIGGER ledger_entry_no_delete")

    def run(self, statement: str, *values: object) -> int:
        marked = statement if self.home.url else statement.replace("%s", "?")
        stored = [value if self.home.url or not isinstance(value, UUID) else value.hex for value in values]
        cursor = self._database.cursor()
        cursor.execute(marked, stored)
        return int(cursor.rowcount)

    def rows(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        marked = statement if self.home.url else statement.replace("%s", "?")
        stored = [value if self.home.url or not isinstance(value, UUID) else value.hex for value in values]
        return list(self._database.cursor().execute(marked, stored).fetchall())

    def close(self) -> None:
        self._database.close()

    def change(self, statement: str, *values: object) -> None:
        assert self.run(statement, *values) > 0, "the statement touched nothing"

    def columns(self, table: str) -> list[str]:
        cursor = self._database.cursor()
        cursor.execute(f"SELECT * FROM {table} WHERE 1 = 0")
        return [one[0] for one in cursor.description]

    def fact(self, name: str) -> UUID:
        return UUID(self.home.facts[name])

    def seq(self, action: str) -> int:
        """The number of the trial's first entry of an action."""
        sql = "SELECT MIN(seq) FROM ledger_entry WHERE chain = %s AND action = %s"
        return int(self.rows(sql, self.chain, action)[0][0])

    def length(self) -> int:
        return int(self.rows("SELECT MAX(seq) FROM ledger_entry WHERE chain = %s", self.chain)[0][0])

    def one_id(self, table: str, where: str = "1 = 1") -> UUID:
        return UUID(str(self.rows(f"SELECT id FROM {table} WHERE {where} ORDER BY id")[0][0]))

    def copy_row(self, table: str, row: UUID, **other: object) -> None:
        """Insert a copy of a row with some columns changed."""
        names = self.columns(table)
        picked = ", ".join("%s" if name in other else name for name in names)
        values = [other[name] for name in names if name in other]
        self.change(
            f"INSERT INTO {table} ({', '.join(names)}) SELECT {picked} FROM {table} WHERE id = %s", *values, row
        )

    def blobs(self, namespace: str = "objects") -> list[Path]:
        return sorted((self.home.path / "store" / namespace).glob("??/*"))

    def checkpoints(self) -> Path:
        return self.home.path / "checkpoints" / f"{self.chain.replace(':', '_')}.jsonl"

    def checkpoint_lengths(self) -> list[int]:
        return [json.loads(line)["length"] for line in self.checkpoints().read_text().splitlines()]


def entry_changed(b: Behind) -> Found:
    seq = b.seq("qc.decide")
    b.change("UPDATE ledger_entry SET body = REPLACE(body, '127.0.0.1', '10.9.9.9') WHERE chain = %s AND seq = %s",
             b.chain, seq)  # fmt: skip
    return {("entry changed", f"{b.chain}#{seq}")}


def entry_changed_with_its_digest(b: Behind) -> Found:
    """The digest is made to fit: then the entry after it no longer follows."""
    seq = b.seq("qc.decide")
    body = b.rows("SELECT body FROM ledger_entry WHERE chain = %s AND seq = %s", b.chain, seq)[0][0]
    body = body.replace("127.0.0.1", "10.9.9.9")
    b.change("UPDATE ledger_entry SET body = %s, digest = %s WHERE chain = %s AND seq = %s",
             body, digest_hex(body.encode()), b.chain, seq)  # fmt: skip
    signed_here = {("chain recomputed", f"{b.chain}#{seq}")}  # each signed act has a checkpoint of its own
    return {("entry reordered or replaced", f"{b.chain}#{seq + 1}"), *signed_here}


def entry_deleted(b: Behind) -> Found:
    seq = b.seq("reads.sign")
    b.change("DELETE FROM ledger_entry WHERE chain = %s AND seq = %s", b.chain, seq)
    return {("entry deleted", f"{b.chain}#{seq}")}


def entry_inserted(b: Behind) -> Found:
    """A forged entry in the middle, with everything after it moved by one place."""
    seq = b.seq("qc.decide")
    b.change("UPDATE ledger_entry SET seq = seq + 100000 WHERE chain = %s AND seq >= %s", b.chain, seq)
    b.change("UPDATE ledger_entry SET seq = seq - 99999 WHERE chain = %s AND seq > 100000", b.chain)
    prev, text = b.rows("SELECT prev, body FROM ledger_entry WHERE chain = %s AND seq = %s", b.chain, seq + 1)[0]
    forged = canonical_bytes({**json.loads(text), "changes": [], "reason": "forged"})
    names = [name for name in b.columns("ledger_entry") if name != "id"]
    other = {"seq": seq, "digest": digest_hex(forged), "body": forged.decode(), "prev": prev}
    picked = ", ".join("%s" if name in other else name for name in names)
    values = [other[name] for name in names if name in other]
    b.change(f"INSERT INTO ledger_entry ({', '.join(names)}) SELECT {picked} FROM ledger_entry "
             "WHERE chain = %s AND seq = %s", *values, b.chain, seq + 1)  # fmt: skip
    return {("entry reordered or replaced", f"{b.chain}#{seq + 1}")}


def entries_reordered(b: Behind) -> Found:
    seq = b.seq("reads.save_draft")
    for old, new in ((seq, 100000), (seq - 1, seq), (100000, seq - 1)):
        b.change("UPDATE ledger_entry SET seq = %s WHERE chain = %s AND seq = %s", new, b.chain, old)
    return {("entry reordered or replaced", f"{b.chain}#{place}") for place in (seq - 1, seq)}


def tail_cut(b: Behind) -> Found:
    """The last entries go, and what they told is undone in the tables: only the checkpoints know."""
    length = b.length()
    b.change("DELETE FROM ledger_entry WHERE chain = %s AND seq > %s", b.chain, length - 2)
    b.change("DELETE FROM reads_read WHERE id = %s", b.fact("read_2"))
    return {("tail cut or older copy restored", f"{b.chain}#{length}")}


def chain_recomputed(b: Behind) -> Found:
    """The analyst's decision is blamed on somebody else, and every digest after it is computed anew."""
    seq, prev = b.seq("qc.decide"), GENESIS
    told = b.rows("SELECT seq, body FROM ledger_entry WHERE chain = %s ORDER BY seq", b.chain)
    for number, text in told:
        body = {**json.loads(text), "prev": prev}
        if number == seq:
            body["actor"] = {**body["actor"], "name": "Milan Monitor"}
        again = canonical_bytes(body)
        values = (prev, digest_hex(again), again.decode(), b.chain, number)
        b.change("UPDATE ledger_entry SET prev = %s, digest = %s, body = %s WHERE chain = %s AND seq = %s", *values)
        prev = digest_hex(again)
    return {("chain recomputed", f"{b.chain}#{length}") for length in b.checkpoint_lengths() if length >= seq}


def search_column_changed(b: Behind) -> Found:
    """The column that timelines are searched by: the entry would no longer be found for its subject."""
    seq = b.seq("qc.decide")
    b.change("UPDATE ledger_entry SET subject = '01-002' WHERE chain = %s AND seq = %s", b.chain, seq)
    return {("search column changed", f"{b.chain}#{seq}")}


def row_changed(b: Behind) -> Found:
    """A signed read's sum of diameters."""
    read = b.fact("read_1")
    sql = "UPDATE reads_read SET time_point = 2 WHERE id = %s"
    b.change(sql, read)
    return {("row changed", f"reads_read {read}")}


def row_inserted(b: Behind) -> Found:
    """A contact that nobody recorded would be sent the reminders."""
    b.copy_row("sites_contact", b.one_id("sites_contact"), id=NEW_ID, email="mallory@example.org")
    return {("row inserted", f"sites_contact {NEW_ID}")}


def row_deleted(b: Behind) -> Found:
    row = b.one_id("people_membership", "role = 'monitor'")
    b.change("DELETE FROM people_membership WHERE id = %s", row)
    return {("row deleted", f"people_membership {row}")}


def signature_moved(b: Behind) -> Found:
    """The reader's own signature, put under the read of another reader."""
    row = b.one_id("people_signature", "object_type = 'reads.read'")
    b.change("UPDATE people_signature SET object_id = %s WHERE id = %s", b.fact("read_2"), row)
    return {("row changed", f"people_signature {row}"), ("signature not bound", f"people_signature {row}")}


def signature_copied(b: Behind) -> Found:
    row = b.one_id("people_signature", "object_type = 'reads.read'")
    b.copy_row("people_signature", row, id=NEW_ID, object_id=b.fact("read_2"))
    return {("row inserted", f"people_signature {NEW_ID}"), ("signature not bound", f"people_signature {NEW_ID}")}


def signature_copied_and_bound_anew(b: Behind) -> Found:
    """Somebody who knows how the binding is computed: the ledger still never recorded the row."""
    row = b.one_id("people_signature", "object_type = 'reads.read'")
    sql = "SELECT content_digest, person_id, printed_name, meaning FROM people_signature WHERE id = %s"
    digest, person, name, meaning = b.rows(sql, row)[0]
    told = [c for (text,) in b.rows("SELECT body FROM ledger_entry WHERE chain = %s", b.chain)
            for c in json.loads(text)["changes"] if c["id"] == str(row)]  # fmt: skip
    signed_at = told[0]["new"]["signed_at"]
    parts = [digest, str(UUID(str(person))), name, meaning, signed_at, f"reads.read:{b.fact('read_2')}"]
    b.copy_row("people_signature", row, id=NEW_ID, object_id=b.fact("read_2"), binding=content_digest(parts))
    return {("row inserted", f"people_signature {NEW_ID}")}


def index_swapped(b: Behind) -> Found:
    """Two images exchange their digests in the index: each would be shown at the other's place."""
    sql = "SELECT id, digest FROM intake_storedinstance WHERE exam_version_id = %s ORDER BY id"
    (one, first), (two, second) = b.rows(sql, b.fact("baseline"))[:2]
    for row, digest in ((one, second), (two, first)):
        b.change("UPDATE intake_storedinstance SET digest = %s WHERE id = %s", digest, row)
    label = next(  # the version's own words
        c for (text,) in b.rows("SELECT body FROM ledger_entry WHERE action = 'qc.decide'") for c in [json.loads(text)]
    )["object"]["label"]
    return {("sealed object swapped", label)}


def _place(blob: Path) -> str:
    return f"{blob.parts[-3]}/{blob.name[:12]}"


def _overwrite(blob: Path, content: bytes) -> None:
    blob.unlink()
    blob.write_bytes(content)


def blob_changed(b: Behind) -> Found:
    blob = b.blobs()[3]
    content = bytearray(blob.read_bytes())
    content[-1] ^= 1
    _overwrite(blob, bytes(content))
    return {("sealed object changed", _place(blob))}


def blobs_swapped(b: Behind) -> Found:
    one, two = b.blobs()[5:7]
    first, second = one.read_bytes(), two.read_bytes()
    _overwrite(one, second)
    _overwrite(two, first)
    return {("sealed object changed", _place(one)), ("sealed object changed", _place(two))}


def blob_missing(b: Behind) -> Found:
    blob = b.blobs()[7]
    blob.unlink()
    return {("sealed object missing", _place(blob))}


def blob_of_nobody(b: Behind) -> Found:
    content = b"slipped in"
    blob = b.home.path / "store" / "objects" / digest_hex(content)[:2] / digest_hex(content)
    blob.parent.mkdir(exist_ok=True)
    blob.write_bytes(content)
    return {("sealed object of nobody", _place(blob))}


def quarantined_changed(b: Behind) -> Found:
    digest = b.rows("SELECT source_digest FROM intake_quarantinedfile")[0][0]
    blob = b.home.path / "store" / "quarantine" / digest[:2] / digest
    _overwrite(blob, b"something else")
    return {("sealed object changed", _place(blob))}


def manifest_missing(b: Behind) -> Found:
    digest = b.rows("SELECT manifest_digest FROM intake_examversion WHERE id = %s", b.fact("baseline"))[0][0]
    blob = b.home.path / "store" / "manifests" / digest[:2] / digest
    blob.unlink()
    return {("sealed object missing", _place(blob))}


def checkpoint_forged(b: Behind) -> Found:
    """The newest checkpoint says a smaller length, so that a cut tail would pass."""
    length = b.checkpoint_lengths()[-1]
    file = b.checkpoints()
    file.write_text(file.read_text().replace(f'"length":{length}', f'"length":{length - 1}'))
    return {("checkpoint forged", f"{b.chain}#{length - 1}")}


def forge_everything(b: Behind) -> Found:
    """Chain recomputed, the key replaced, every checkpoint of the machine signed anew: nothing here can know."""
    chain_recomputed(b)
    key = Ed25519PrivateKey.generate()
    (b.home.path / "keys" / "ledger.key").write_text(key.private_bytes_raw().hex() + "\n")
    (b.home.path / "keys" / "ledger.pub").write_text(key.public_key().public_bytes_raw().hex() + "\n")
    last = (
        "SELECT chain, seq, digest FROM ledger_entry e "
        "WHERE seq = (SELECT MAX(seq) FROM ledger_entry o WHERE o.chain = e.chain)"
    )
    for chain, seq, digest in b.rows(last):
        line = sign_checkpoint(Head(chain, seq, digest), "2026-01-01T00:00:00.000000Z", key).line()
        (b.home.path / "checkpoints" / f"{chain.replace(':', '_')}.jsonl").write_text(line + "\n")
    return set()


def checkpoint_by_another_key(b: Behind) -> Found:
    head = b.rows("SELECT digest FROM ledger_entry WHERE chain = %s AND seq = 5", b.chain)[0][0]
    forged = sign_checkpoint(Head(b.chain, 5, head), "2026-01-01T00:00:00.000000Z", Ed25519PrivateKey.generate())
    b.checkpoints().write_text(forged.line() + "\n")
    return {("checkpoint forged", f"{b.chain}#5")}


IN_THE_DATABASE: tuple[Callable[[Behind], Found], ...] = (
    entry_changed, entry_changed_with_its_digest, entry_deleted, entry_inserted, entries_reordered, tail_cut,
    chain_recomputed, search_column_changed, row_changed, row_inserted, row_deleted, signature_moved, signature_copied,
    signature_copied_and_bound_anew, index_swapped,
)  # fmt: skip
IN_FILES: tuple[Callable[[Behind], Found], ...] = (
    blob_changed, blobs_swapped, blob_missing, blob_of_nobody, quarantined_changed, manifest_missing, checkpoint_forged,
    checkpoint_by_another_key,
)  # fmt: skip
#: what an edit cannot but bring along: the entries after a removed one tell of rows that are not as they say
FOLLOWS = {
    "entry_deleted": {"old value differs", "row changed", "row inserted", "change without a row"},
    "entry_inserted": {"entry reordered or replaced", "chain recomputed", "tail cut or older copy restored"},
    "entries_reordered": {"entry reordered or replaced", "change without a row", "old value differs"},
    "index_swapped": set(),
}


def apply(edit: Callable[[Behind], Found], home: Home) -> Found:
    behind = Behind(home)
    try:
        behind.disarm()
        return edit(behind)
    finally:
        behind.close()


def unexpected(edit: Callable[[Behind], Found], found: Found, expected: Found) -> Iterator[tuple[str, str]]:
    """Yield the named faults that the edit neither is nor brings along."""
    allowed = FOLLOWS.get(edit.__name__, set())
    yield from (one for one in sorted(found - expected) if one[0] not in allowed)
