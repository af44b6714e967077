"""A checkpoint counts only with our signature over exactly what it says."""

from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from centralis.core.ledger.chain import Head
from centralis.core.ledger.checkpoints import CheckpointBook, is_authentic, read_checkpoint, sign_checkpoint

KEY = Ed25519PrivateKey.from_private_bytes(bytes(32))
PUBLIC = KEY.public_key().public_bytes_raw()
GOOD = sign_checkpoint(Head("trial:1", 3, "ab" * 32), "2026-11-21T09:00:00.000000Z", KEY)


@pytest.mark.req("TMP-9")
def test_a_checkpoint_survives_being_written_and_read():
    assert read_checkpoint(GOOD.line()) == GOOD
    assert is_authentic(GOOD, PUBLIC)


@pytest.mark.req("TMP-9")
@pytest.mark.parametrize(
    "change",
    [
        {"length": 2},
        {"digest": "cd" * 32},
        {"chain": "system"},
        {"at": "2026-11-22T09:00:00.000000Z"},
        {"signature": "00" * 64},
        {"signature": "not hexadecimal"},
    ],
)
def test_a_changed_checkpoint_is_forged(change):
    forged = replace(GOOD, **change)
    assert not is_authentic(forged, PUBLIC)
    assert [fault.kind for fault in CheckpointBook([forged], PUBLIC).forged] == ["checkpoint forged"]


def test_another_key_does_not_sign_for_us():
    other = Ed25519PrivateKey.from_private_bytes(bytes([7] * 32))
    theirs = sign_checkpoint(Head("trial:1", 3, "ab" * 32), GOOD.at, other)
    assert not is_authentic(theirs, PUBLIC)
    assert not is_authentic(replace(theirs, key=PUBLIC.hex()), PUBLIC)


@pytest.mark.parametrize("line", ["", "{}", "[]", "3", GOOD.line()[:-5], GOOD.line().replace(":3", ':"3"')])
def test_what_is_no_checkpoint_is_said_so(line):
    with pytest.raises(ValueError, match="not a checkpoint"):
        read_checkpoint(line)


def test_a_checkpoint_inside_the_chain_must_have_passed_by():
    book = CheckpointBook([GOOD], PUBLIC)
    assert [(fault.kind, fault.place) for fault in book.finish({"trial:1": 9})] == [("entry deleted", "trial:1#3")]


def test_an_entry_at_a_checkpoint_must_have_its_digest():
    book = CheckpointBook([GOOD], PUBLIC)
    assert book.take("trial:1", 2, "ff") == []
    assert [fault.kind for fault in book.take("trial:1", 3, "ff")] == ["chain recomputed"]
    assert list(book.finish({"trial:1": 3})) == []
