"""The second pass catches what a faulty first pass would let through."""

import gzip
import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from typing import Any

import pytest
from pydicom.encaps import encapsulate
from tests.hostile.dicom_files import ct, stored

from centralis.core.deid import Context, Profile, deidentify
from centralis.core.deid import engine as engine_module
from centralis.core.deid.cleaner import Cleaner
from centralis.core.deid.identifiers import Identifiers
from centralis.core.deid.rules import rules_for
from centralis.core.deid.verdict import check_output, check_stream
from centralis.core.dicom.dictionary import TAG_BY_KEYWORD as TAG
from centralis.core.dicom.encoding import element_bytes
from centralis.core.dicom.faults import DicomCode, DicomFault

Chunks = list[bytes]


def run_with(
    monkeypatch: pytest.MonkeyPatch, change: Callable[[Chunks], Chunks], profile: Profile | None = None
) -> DicomCode:
    """Clean a file with a first pass that has been tampered with; returns why the second pass first refused."""
    original = Cleaner.dataset

    def faulty(self: Cleaner, elements: list, explicit: bool, written: dict[int, bytes] | None = None) -> Chunks:
        chunks = [bytes(one) for one in original(self, elements, explicit, written)]
        return change(chunks) if written is not None else chunks

    refusals: list[DicomCode] = []

    def noted(*arguments: Any) -> None:
        try:
            check_output(*arguments)
        except DicomFault as fault:
            refusals.append(fault.code)
            raise

    monkeypatch.setattr(engine_module.Cleaner, "dataset", faulty)
    monkeypatch.setattr(engine_module, "check_output", noted)
    with pytest.raises(DicomFault):
        deidentify(stored(ct(PatientWeight="70")), profile or Profile(), Context(b"k" * 32, "S-1"))
    return refusals[0]


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


def zipped(content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("letter.txt", content * 3)
    return out.getvalue()


DISGUISES = [
    (b"OB", b"\0\1\2" + "Quistgaard".encode("utf-16-le") + b"\xff\xfe"),
    (b"OB", b"\0\1\2" + "QUISTGAARD".encode("utf-16-be") + b"\xff\xfe"),
    (b"OB", zlib.compress(b"a letter to Ottilie " * 9)),
    (b"OB", b"head" + gzip.compress(b"a letter to Ottilie " * 9, mtime=0)),
    (b"OB", b"head" + zipped(b"a letter to Quistgaard")),
    (b"OB", b"\x80\x90 born 24-DEC-1951 \x80\x90"),
    (b"OB", b"\x80\x90 number 774 19 03 \x80\x90"),
    (b"UT", b"x" * 70_000 + b" Ottilie"),
    (b"DS", b"Quistgaard"),
    (b"TM", b"ottilie"),
    (b"TM", b"24.12.1951"),
    (b"DS", b"1951-12-24"),
    (b"DS", b"7741903"),
    (b"DA", b"24.12.1951"),
    (b"DA", b"Quistgaard"),
    (b"UL", b"MRN 774-1903"),
    (b"FL", b"DEC 24 1951 "),
]


@pytest.mark.parametrize(("vr", "value"), DISGUISES, ids=[f"{vr.decode()} {n}" for n, (vr, _) in enumerate(DISGUISES)])
def test_an_identifier_in_any_disguise_is_found(monkeypatch: pytest.MonkeyPatch, vr: bytes, value: bytes) -> None:
    extra = element_bytes(TAG["ICCProfile"], vr, value, True)
    assert run_with(monkeypatch, lambda chunks: [*chunks, extra]) is DicomCode.IDENTIFIER_LEFT


def test_a_uid_of_the_source_is_found_also_under_the_root_of_new_uids(monkeypatch: pytest.MonkeyPatch) -> None:
    def spoil(chunks: Chunks) -> Chunks:
        return [*chunks, element_bytes(TAG["FrameOfReferenceUID"], b"UI", b"2.25.12345678901234567890", True)]

    source = ct(FrameOfReferenceUID="2.25.12345678901234567890")
    original = Cleaner.dataset

    def faulty(self: Cleaner, elements: list, explicit: bool, written: dict[int, bytes] | None = None) -> Chunks:
        kept = [one for one in elements if one[0] != TAG["FrameOfReferenceUID"]]
        chunks = [bytes(one) for one in original(self, kept, explicit, written)]
        return spoil(chunks) if written is not None else chunks

    monkeypatch.setattr(engine_module.Cleaner, "dataset", faulty)
    with pytest.raises(DicomFault) as caught:
        deidentify(stored(source), Profile(), Context(b"k" * 32, "S-1"))
    assert caught.value.code is DicomCode.IDENTIFIER_LEFT


def test_an_attribute_found_telling_is_emptied_in_a_second_attempt() -> None:
    ds = ct(FilterType="Quistgaard", ConvolutionKernel="B30f")
    result = deidentify(stored(ds), Profile(), Context(b"k" * 32, "S-1"))
    assert b"quistgaard" not in result.header.lower()
    assert b"B30f" in result.header


def test_identifiers_of_the_whole_exam_are_looked_for_too() -> None:
    known = Identifiers(names=frozenset({"zzother^person"}), numbers=frozenset({"zz-99-12345"}))
    ds = ct(FilterType="Zzother", StudyDescription="CT CHEST zz99 12345")
    result = deidentify(stored(ds), Profile(), Context(b"k" * 32, "S-1", known=known))
    assert b"zzother" not in result.header.lower()
    assert b"12345" not in result.header


@pytest.mark.parametrize("name", ["Chest^Long", "Siemens^Service", "Test^Phantom", "Axial^Original", "Brown^White"])
def test_people_with_ordinary_names_do_not_hold_their_files_back(name: str) -> None:
    ds = ct(
        PatientName=name, PatientID="CHEST01", StationName="CT", StudyID="1", AccessionNumber="0",
        BodyPartExamined="CHEST", Manufacturer="SIEMENS", ImageType=["ORIGINAL", "PRIMARY", "AXIAL"],
        StudyDescription="CHEST LONG BROWN",
    )  # fmt: skip
    result = deidentify(stored(ds), Profile(), Context(b"k" * 32, "S-1"))
    assert b"CHEST" in result.header
    assert b"ORIGINAL\\PRIMARY\\AXIAL" in result.header
    assert b"BROWN" not in result.header


def test_the_trials_own_words_are_no_leak() -> None:
    context = Context(b"k" * 32, "MRN-7741903", {"ClinicalTrialSiteName": "Quistgaard Clinic"})
    assert b"Quistgaard Clinic" in deidentify(stored(ct()), Profile(), context).header


def test_flags_that_contradict_what_is_claimed_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    original = engine_module.Profile.carried_out
    claim = (("113101", "Clean Pixel Data Option"),)
    source, profile = stored(ct(BurnedInAnnotation="YES")), Profile.from_json({"allow": ["burned_in_text"]})
    assert deidentify(source, profile, Context(b"k" * 32, "S-1"))
    monkeypatch.setattr(engine_module.Profile, "carried_out", lambda self, done: original(self, done) + claim)
    with pytest.raises(DicomFault) as caught:
        deidentify(source, profile, Context(b"k" * 32, "S-1"))
    assert caught.value.code is DicomCode.FLAGS_UNTRUE


def encapsulated(*frames: bytes) -> bytes:
    head = struct.pack("<HH2sHI", 0x7FE0, 0x10, b"OB", 0, 0xFFFFFFFF)
    return head + encapsulate(list(frames)) + struct.pack("<HHI", 0xFFFE, 0xE0DD, 0)


PERSON = Identifiers(names=frozenset({"quistgaard^ottilie"}), dates=frozenset({"19511224"}))


@pytest.mark.parametrize(
    "comment",
    [
        b"for Quistgaard",
        "Ottilie".encode("utf-16-be"),
        b"taken 1951:12:24 10:11:12",
        zlib.compress(b"Ottilie " * 20),
    ],
)
def test_comments_in_compressed_pictures_are_found(comment: bytes) -> None:
    frame = b"\xff\xd8\xff\xe1" + struct.pack(">H", len(comment) + 2) + comment + b"\xff\xd9"
    with pytest.raises(DicomFault) as caught:
        check_stream(encapsulated(b"\xff\xd8\xff\xd9", frame), PERSON)
    assert caught.value.code is DicomCode.PIXEL_STREAM_COMMENT


def test_names_spelled_by_entropy_coded_data_are_chance() -> None:
    scan = b"\xff\xda\x00\x08\1\1\0\0\x3f\0" + b"Quistgaard 19511224 Ottilie"
    check_stream(encapsulated(b"\xff\xd8" + scan + b"\xff\xd9"), PERSON)
    check_stream(encapsulated(b"\xff\xd8" + scan + b"\xff\xd9"), Identifiers())
