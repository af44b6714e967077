"""Tokens and opaque UIDs: one a reader and task, not guessable, no order, valid DICOM UIDs."""

import re
import uuid

from pydicom.uid import UID

from centralis.core.reading.tokens import TOKEN_LENGTH, derive_token, derive_uid, is_token_of

KEY = b"k" * 32


def test_tokens_differ_by_reader_task_and_key_and_fit_an_address():
    found = {
        derive_token(key, reader, f"task {number}")
        for key in (KEY, b"j" * 32)
        for reader in ("r1", "r2")
        for number in range(50)
    }
    assert len(found) == 200
    assert all(re.fullmatch(rf"[A-Za-z0-9_-]{{{TOKEN_LENGTH}}}", token) for token in found)


def test_tokens_carry_no_order():
    tokens = [derive_token(KEY, "r1", f"task {number:03}") for number in range(50)]
    assert sorted(tokens) != tokens


def test_a_token_is_known_again():
    token = derive_token(KEY, "r1", "task 1")
    assert is_token_of(token, KEY, "r1", "task 1")
    assert not is_token_of(token, KEY, "r2", "task 1")


def test_uids_are_valid_uuids_and_hide_the_original():
    original = "1.2.840.113619.2.55.20200101.7"
    found = derive_uid(KEY, "r1", "task 1", original)
    assert UID(found).is_valid
    assert len(found) <= 64
    number = uuid.UUID(int=int(found.removeprefix("2.25.")))
    assert (number.version, number.variant) == (8, uuid.RFC_4122)
    assert found == derive_uid(KEY, "r1", "task 1", original)
    assert found != derive_uid(KEY, "r2", "task 1", original)
    assert found != derive_uid(KEY, "r1", "task 2", original)
