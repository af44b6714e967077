"""The real database, edited with raw SQL after its triggers were dropped: every edit is found and named."""

import json

import pytest
from django.db import connection

from centralis.apps.ledger import checkpoints, verify
from centralis.apps.ledger.models import Entry
from centralis.apps.people.models import Person
from centralis.core.ledger.canonical import canonical_bytes, digest_hex
from centralis.core.ledger.chain import GENESIS, Fault


def kinds(*, tables: bool = True) -> set[str]:
    return {fault.kind for fault in verify.verify(tables=tables).faults}


@pytest.mark.req("P11-10A-1")
def test_an_untouched_ledger_verifies(some_entries):
    checkpoints.publish()
    found = verify.verify(tables=True)
    assert found.faults == []
    assert found.ok
    assert (found.entries, found.checkpoints, found.rows) == (some_entries, 1, 4)
    assert [(head.chain, head.length) for head in found.heads] == [("system", some_entries)]
    assert found.sentence() == "6 entries in 1 chain, 1 checkpoint, 4 rows of recorded tables"


def test_an_empty_ledger_verifies(db):
    assert verify.verify(tables=True).faults == []


@pytest.mark.req("TMP-1")
@pytest.mark.parametrize(
    ("statement", "kind"),
    [
        ("UPDATE ledger_entry SET body = REPLACE(body, 'passport', 'passbook') WHERE seq = 3", "entry changed"),
        ("UPDATE ledger_entry SET body = 'rubbish' WHERE seq = 3", "entry changed"),
        ("UPDATE ledger_entry SET body = '[]' WHERE seq = 3", "entry changed"),
        ("UPDATE ledger_entry SET digest = prev WHERE seq = 3", "entry changed"),
        ("UPDATE ledger_entry SET prev = digest WHERE seq = 3", "entry reordered or replaced"),
        ("UPDATE ledger_entry SET actor = 'mallory' WHERE seq = 3", "search column changed"),
        ("UPDATE ledger_entry SET subject = 'S-001' WHERE seq = 3", "search column changed"),
        ("UPDATE ledger_entry SET at = '2020-01-01' WHERE seq = 3", "search column changed"),
        ("UPDATE ledger_entry SET outcome = 'done' WHERE outcome = 'refused'", "search column changed"),
    ],
)
def test_a_changed_field_is_found(some_entries, behind_the_door, statement, kind):
    behind_the_door(statement)
    assert kind in kinds(tables=False)


@pytest.mark.req("TMP-2")
def test_a_deleted_entry_is_found(some_entries, behind_the_door):
    behind_the_door("DELETE FROM ledger_entry WHERE seq = 2")
    assert verify.verify().faults[0] == Fault("entry deleted", "system#2", "Entry 2 is missing.")
    behind_the_door("UPDATE ledger_entry SET seq = seq - 1 WHERE seq = 3")
    assert "entry reordered or replaced" in kinds(tables=False)


COLUMNS = "chain, seq, at, action, outcome, actor, subject, object_id, prev, digest, body"


@pytest.mark.req("TMP-3")
@pytest.mark.req("TMP-5")
def test_an_inserted_or_duplicated_entry_is_found(some_entries, behind_the_door):
    fields = COLUMNS.replace("seq", "7", 1)
    behind_the_door(f"INSERT INTO ledger_entry ({COLUMNS}) SELECT {fields} FROM ledger_entry WHERE seq = 6")
    assert "entry reordered or replaced" in kinds(tables=False)


@pytest.mark.req("TMP-4")
def test_exchanged_entries_are_found(some_entries, behind_the_door):
    for seq, place in ((2, 99), (3, 2), (99, 3)):
        behind_the_door("UPDATE ledger_entry SET seq = %s WHERE seq = %s", place, seq)
    assert "entry reordered or replaced" in kinds(tables=False)


@pytest.mark.req("TMP-6")
@pytest.mark.req("TMP-7")
def test_a_cut_tail_shows_against_the_checkpoint(some_entries, behind_the_door):
    (published,) = checkpoints.publish()
    behind_the_door("DELETE FROM ledger_entry WHERE seq > 5")
    (fault,) = verify.verify().faults
    assert (fault.kind, fault.place) == ("tail cut or older copy restored", "system#6")
    assert published.at in fault.sentence


@pytest.mark.req("TMP-7")
def test_an_emptied_database_shows_against_the_checkpoint(some_entries, behind_the_door):
    checkpoints.publish()
    behind_the_door("DELETE FROM ledger_entry")
    assert kinds(tables=False) == {"tail cut or older copy restored"}


def recompute(run, change) -> None:
    """Change one body and recompute every digest after it, as somebody who knows how the chain is made."""
    prev = GENESIS
    for entry in Entry.objects.order_by("seq"):
        body = {**change(json.loads(entry.body)), "prev": prev}
        text = canonical_bytes(body)
        values = (prev, digest_hex(text), text.decode(), entry.pk)
        run("UPDATE ledger_entry SET prev = %s, digest = %s, body = %s WHERE id = %s", *values)
        prev = digest_hex(text)


@pytest.mark.req("TMP-8")
def test_a_recomputed_chain_shows_against_the_checkpoint(some_entries, behind_the_door):
    checkpoints.publish()
    recompute(behind_the_door, lambda body: {**body, "reason": "forged"} if body["seq"] == 3 else body)
    assert kinds() == {"chain recomputed"}


@pytest.mark.req("TMP-8")
def test_a_recomputed_chain_shows_against_a_copy_of_the_checkpoints(some_entries, behind_the_door, tmp_path):
    checkpoints.publish()
    copy = tmp_path / "copy.jsonl"
    checkpoints.file_of("system").rename(copy)
    recompute(behind_the_door, lambda body: {**body, "reason": "forged"})
    assert verify.verify().ok
    assert {fault.kind for fault in verify.verify(checkpoint_files=[copy]).faults} == {"chain recomputed"}


@pytest.mark.req("TMP-9")
def test_a_forged_or_unreadable_checkpoint_is_a_fault(some_entries):
    checkpoints.publish()
    path = checkpoints.file_of("system")
    path.write_text(path.read_text().replace('"length":6', '"length":5'))
    assert "checkpoint forged" in kinds(tables=False)
    path.write_text("nonsense\n")
    assert kinds(tables=False) == {"checkpoint unreadable"}


def test_checkpoints_without_their_key_are_a_fault(some_entries, settings):
    checkpoints.publish()
    (settings.KEYS / "ledger.pub").unlink()
    assert kinds(tables=False) == {"key missing"}


@pytest.mark.req("P11-10E-4")
def test_a_row_changed_behind_the_door_is_found(some_entries, behind_the_door):
    person = Person.objects.get(username="bob")
    behind_the_door("UPDATE people_person SET printed_name = 'Mallory' WHERE username = 'bob'")
    (fault,) = verify.verify(tables=True).faults
    assert (fault.kind, fault.place) == ("row changed", f"people_person {person.pk}")
    assert fault.sentence == "Changed behind the ledger's back: printed_name."
    assert verify.verify(tables=False).ok


def test_a_row_deleted_behind_the_door_is_found(some_entries, behind_the_door):
    person = Person.objects.get(username="cyd")
    behind_the_door("DELETE FROM people_person WHERE username = 'cyd'")
    assert [(f.kind, f.place) for f in verify.verify(tables=True).faults] == [
        ("row deleted", f"people_person {person.pk}")
    ]


def test_a_row_inserted_behind_the_door_is_found(some_entries, behind_the_door):
    behind_the_door("INSERT INTO people_account (password, username, email, is_active, must_change_secret) "
                    "VALUES ('x', 'mallory', '', %s, %s)", True, False)  # fmt: skip
    same = "revision, created_at, changed_at, email, is_active, identity_verified_at, signature_accepted_at"
    new_id = "00000000-0000-4000-8000-000000000001"
    stored = new_id if connection.vendor == "postgresql" else new_id.replace("-", "")
    behind_the_door(
        f"INSERT INTO people_person (id, account_id, username, printed_name, {same}) SELECT "
        f"%s, (SELECT id FROM people_account WHERE username = 'mallory'), 'mallory', 'Mallory', {same} "
        "FROM people_person WHERE username = 'bob'",
        stored,
    )
    assert [(f.kind, f.place) for f in verify.verify(tables=True).faults] == [
        ("row inserted", f"people_person {new_id}")
    ]


def test_checks_from_upper_floors_run_with_the_tables(some_entries, monkeypatch):
    lost = Fault("object missing", "sha256:ab", "The sealed object is gone.")
    monkeypatch.setattr(verify, "EXTRA", [lambda: iter([lost])])
    assert verify.verify(tables=True).faults == [lost]
    assert verify.verify(tables=False).ok
