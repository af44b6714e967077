"""The second pass catches what a faulty first pass would let through."""

from collections.abc import Callable

import pytest
from tests.hostile.dicom_files import ct, stored

from centralis.core.deid import Context, Profile, deidentify
from centralis.core.deid import engine as engine_module
from centralis.core.deid.cleaner import Cleaner
from centralis.core.deid.rules import rules_for
from centralis.core.dicom.dictionary import TAG_BY_KEYWORD as TAG
from centralis.core.dicom.encoding import element_bytes
from centralis.core.dicom.faults import DicomCode, DicomFault

Chunks = list[bytes]


def run_with(
    monkeypatch: pytest.MonkeyPatch, change: Callable[[Chunks], Chunks], profile: Profile | None = None
) -> DicomCode:
    """Clean a file with a first pass that has been tampered with; returns the code of the second pass's refusal."""
    original = Cleaner.dataset

    def faulty(self: Cleaner, elements: list, explicit: bool, written: dict[int, bytes] | None = None) -> Chunks:
        chunks = [bytes(one) for one in original(self, elements, explicit, written)]
        return change(chunks) if written is not None else chunks

    monkeypatch.setattr(engine_module.Cleaner, "dataset", faulty)
    with pytest.raises(DicomFault) as caught:
        deidentify(stored(ct(PatientWeight="70")), profile or Profile(), Context(b"k" * 32, "S-1"))
    return caught.value.code


@pytest.mark.parametrize(
    "extra",
    [
        element_bytes(TAG["PatientAddress"], b"LO", b"12 Elm Street", True),
        element_bytes(0x00091001, b"LO", b"private", True),
        element_bytes(TAG["PatientBirthDate"], b"DA", b"19511224", True),
        element_bytes(0x60003000, b"OW", b"\1\2", True),
        element_bytes(TAG["FrameOfReferenceUID"], b"UI", b"1.2.3.4", True),
    ],
)
def test_an_attribute_that_must_go_is_found(monkeypatch: pytest.MonkeyPatch, extra: bytes) -> None:
    assert run_with(monkeypatch, lambda chunks: [*chunks, extra]) is DicomCode.REMOVED_TAG_LEFT


@pytest.mark.parametrize("text", [b"for Quistgaard", b"id mrn-7741903", b"born 1951-12-24"])
def test_an_identifier_in_an_attribute_that_stays_is_found(monkeypatch: pytest.MonkeyPatch, text: bytes) -> None:
    extra = element_bytes(TAG["FilterType"], b"SH", text, True)
    assert run_with(monkeypatch, lambda chunks: [*chunks, extra]) is DicomCode.IDENTIFIER_LEFT


def test_a_pseudonym_that_is_not_the_subjects_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    code = run_with(monkeypatch, lambda chunks: [one.replace(b"S-1 ", b"S-2 ") for one in chunks])
    assert code is DicomCode.REMOVED_TAG_LEFT


def test_what_must_survive_and_did_not_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    stored_profile = {"options": ["retain_patient_characteristics"], "must_survive": ["PatientWeight"]}
    weight = element_bytes(TAG["PatientWeight"], b"DS", b"70", True)
    code = run_with(
        monkeypatch,
        lambda chunks: [one.replace(weight, b"") for one in chunks],
        Profile.from_json(stored_profile),
    )
    assert code is DicomCode.MUST_SURVIVE_LOST


def test_the_rules_used_for_the_verdict_know_no_private_tag() -> None:
    assert 0x00091001 not in rules_for(Profile())
