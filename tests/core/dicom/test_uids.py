"""New UIDs are valid, keyed, stable and leave registered ones alone."""

from hypothesis import given
from hypothesis import strategies as st
from pydicom.config import IGNORE
from pydicom.uid import UID

from centralis.core.dicom.dictionary import REGISTERED_UIDS
from centralis.core.dicom.uids import is_valid, replaced

uids = st.text(alphabet="0123456789./\\x", min_size=1, max_size=90).filter(lambda uid: uid not in REGISTERED_UIDS)
KEY = b"k" * 32


@given(uids)
def test_any_text_becomes_one_valid_uid(uid: str) -> None:
    new = replaced(uid, KEY)
    assert new.startswith("2.25.")
    assert is_valid(new)
    assert UID(new).is_valid
    assert new == replaced(uid, KEY)


@given(uids, uids)
def test_different_uids_and_different_keys_give_different_uids(first: str, second: str) -> None:
    assert (replaced(first, KEY) == replaced(second, KEY)) == (first == second)
    assert replaced(first, KEY) != replaced(first, b"j" * 32)


@given(st.sampled_from(sorted(REGISTERED_UIDS)))
def test_registered_uids_stay(uid: str) -> None:
    assert replaced(uid, KEY) == uid


@given(st.text(alphabet="0123456789.", max_size=70))
def test_validity_agrees_with_pydicom(uid: str) -> None:
    assert is_valid(uid) == bool(uid and UID(uid, validation_mode=IGNORE).is_valid)
