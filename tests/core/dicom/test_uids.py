"""New UIDs are valid, keyed, stable and leave registered ones alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydicom.config import IGNORE
from pydicom.uid import UID

from centralis.core.dicom.dictionary import REGISTERED_UIDS
from centralis.core.dicom.uids import is_valid, is_well_known, replaced

uids = st.text(alphabet="0123456789./\\x", min_size=1, max_size=90).filter(lambda uid: not is_well_known(uid))
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


@pytest.mark.parametrize(
    "uid",
    ["1.2.840.10008.5.1.4.1.1.66.7", "1.2.840.10008.1.2.4.205", "1.2.840.10008.6.1.308", "2.16.840.1.113883.6.96",
     "1.2.840.10008.2.16.4"],
)  # fmt: skip
def test_public_uids_stay_even_when_the_dictionary_does_not_know_them(uid: str) -> None:
    assert replaced(uid, KEY) == uid


@pytest.mark.parametrize(
    "uid",
    ["1.2.840.10008.5.1.4.1.1.2.20240305101112.7741903", "1.2.840.113619.2.55.3", "2.16.840.1.113883.3.7741903",
     "1.2.840.100081.5", "1.2.840.10008.5.1.4.1.1.66.7\\1.2.3", "01.02", "1..2", "1.2." + "9" * 80],
)  # fmt: skip
def test_instances_never_pass_for_public(uid: str) -> None:
    assert not is_well_known(uid)
    assert is_valid(replaced(uid, KEY))
    assert replaced(uid, KEY).startswith("2.25.")


@given(st.text(alphabet="0123456789.", max_size=70))
def test_validity_agrees_with_pydicom(uid: str) -> None:
    assert is_valid(uid) == bool(uid and UID(uid, validation_mode=IGNORE).is_valid)
