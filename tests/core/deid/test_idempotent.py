"""Case 65: a second pass changes nothing, and what is foreign is never taken for our own."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.deid.conftest import planted
from tests.hostile.dicom_files import ct, stored

from centralis.core.deid import Context, Profile, deidentify
from centralis.core.dicom.uids import is_replaced, replaced

KEY = b"k" * 32
PROFILES = {
    "default": {},
    "bare": {"options": []},
    "keep": {"dates": "keep", "options": ["clean_descriptors", "retain_patient_characteristics"]},
    "shift": {"dates": "shift", "options": ["clean_descriptors", "retain_safe_private", "retain_device_identity"]},
    "uids": {"dates": "shift", "options": ["retain_uids"]},
    "whole texts": {"text": "unless_identifying", "ages_over_89": "remove"},
}


def twice(content: bytes, profile: Profile, context: Context) -> tuple[bytes, bytes]:
    first = deidentify(content, profile, context)
    once = first.header + bytes(first.tail)
    second = deidentify(once, profile, context)
    return once, second.header + bytes(second.tail)


@pytest.mark.parametrize("subject", ["", "SUBJ-0042"])
@pytest.mark.parametrize("syntax", ["1.2.840.10008.1.2.1", "1.2.840.10008.1.2"])
@pytest.mark.parametrize("name", PROFILES)
def test_65_a_second_pass_gives_the_same_bytes(name: str, syntax: str, subject: str) -> None:
    source = planted()
    source.file_meta.TransferSyntaxUID = syntax
    source.private_block(0x0019, "SIEMENS MR HEADER", create=True).add_new(0x0C, "IS", "700")
    context = Context(KEY, subject, {"ClinicalTrialProtocolID": "ONC-1"})
    once, again = twice(stored(source), Profile.from_json(PROFILES[name]), context)
    assert again == once


def test_65_real_objects(shared_data: Path) -> None:
    folder = shared_data / "trial"
    paths = [*folder.glob("acrin_nsclc_petct/[RS]*/*.dcm")][:4]
    paths += [sorted(one.glob("*.dcm"))[0] for one in sorted(folder.glob("sts_ct_pet_mr/*/*/image"))][:6]
    assert paths
    for path in paths:
        for name in ("default", "shift"):
            once, again = twice(path.read_bytes(), Profile.from_json(PROFILES[name]), Context(KEY))
            assert again == once, path.name


def test_dates_are_shifted_again_under_another_key_or_on_another_object() -> None:
    profile = Profile.from_json(PROFILES["shift"])
    first = deidentify(stored(ct()), profile, Context(KEY))
    once = first.header + bytes(first.tail)
    elsewhere = deidentify(once, profile, Context(b"j" * 32))
    assert _date(elsewhere.header) != _date(first.header) != b"20240305"
    instance = first.output.meta[0x00020003].encode()
    other = replaced("1.2.3.4.5", KEY).encode().ljust(len(instance), b"\0")[: len(instance)]
    forged = deidentify(once.replace(instance, other), profile, Context(KEY))
    assert _date(forged.header) != _date(first.header)


def _date(header: bytes) -> bytes:
    at = header.index(b"\x08\x00\x20\x00DA\x08\x00") + 8
    return header[at : at + 8]


uids = st.lists(st.integers(0, 10**9).map(str), min_size=2, max_size=6).map(".".join)


@given(uids)
def test_a_uid_of_this_key_stays_and_a_foreign_one_does_not(uid: str) -> None:
    new = replaced(uid, KEY)
    assert is_replaced(new, KEY)
    assert replaced(new, KEY) == new
    assert not is_replaced(new, b"j" * 32)
    assert replaced(new, b"j" * 32) != new


@given(st.integers(0, 2**130))
def test_uids_made_of_uuids_are_not_ours(number: int) -> None:
    assert not is_replaced(f"2.25.{number}", KEY)
    assert not is_replaced(f"2.25.0{number}", KEY)


@given(st.text(alphabet="ABCDEF0123456789", min_size=1, max_size=30))
def test_a_derived_code_is_known_again_and_a_look_alike_is_not(patient: str) -> None:
    context = Context(KEY)
    code = context.code_for(f"{patient}\nNone")
    assert context.code_for(f"{code}\nNone") == code
    assert Context(b"j" * 32).code_for(f"{code}\nNone") != code
    assert context.code_for(f"P{patient}\nNone") != f"P{patient}"
