"""Cases 50 to 60 of the reference: broken files, one patient with two IDs, dates over a study, UIDs, Type 1."""

import random
import re
import shutil
import struct
import subprocess
from datetime import date, timedelta
from pathlib import Path

import pytest
from pydicom.datadict import dictionary_VR, tag_for_keyword
from pydicom.dataset import Dataset
from tests.core.deid.cases.build import (
    CONTEXT,
    IMPLICIT,
    SHIFT,
    STORAGE,
    UNDEFINED,
    bare,
    clean,
    clean_person,
    element,
    encoded,
    held,
    item,
    item_of,
    items,
    spliced,
)
from tests.core.deid.conftest import planted
from tests.hostile.dicom_files import ct, preamble_and_meta, stored

from centralis.core.deid import Context
from centralis.core.deid.identifiers import Identifiers
from centralis.core.dicom.faults import DicomCode, DicomFault

BROKEN = (DicomCode.TRUNCATED, DicomCode.DAMAGED, DicomCode.NO_SOP_UID, DicomCode.EMPTY, DicomCode.NOT_DICOM)


def test_case_50_truncated_file() -> None:
    content = stored(planted())
    for end in range(0, len(content) - 1, 7):
        held(content[:end], *BROKEN)
    with pytest.raises(DicomFault) as caught:
        clean(stored(ct())[:-1])
    assert caught.value.code is DicomCode.TRUNCATED


def test_case_51_one_patient_with_two_ids() -> None:
    """Under the trial's code both are one subject with one date offset; each file is rid of the other's ID too."""
    known = Identifiers(names=frozenset(("quistgaard^ottilie",)), numbers=frozenset(("mrn-7741903", "zz-old-555")))
    context = Context(b"k" * 32, "SUBJ-0042", known=known)
    new = ct(PatientID="MRN-7741903", SeriesDescription="AXIAL formerly ZZ-OLD-555", StudyDate="20240305")
    old = ct(PatientID="ZZ-OLD-555", SeriesDescription="AXIAL now MRN-7741903", StudyDate="20230301")
    one, two = (clean_person(stored(ds), "ZZ-OLD", "OLD-555", context=context, profile=SHIFT).ds for ds in (new, old))
    assert one.PatientID == two.PatientID == "SUBJ-0042"
    assert day(one.StudyDate) - day(two.StudyDate) == date(2024, 3, 5) - date(2023, 3, 1)
    assert "AXIAL" in one.SeriesDescription
    assert "AXIAL" in two.SeriesDescription
    other = clean(stored(new), SHIFT, Context(b"k" * 32, "SUBJ-0043")).ds
    assert other.StudyDate != one.StudyDate


def day(text: str) -> date:
    return date(int(str(text)[:4]), int(str(text)[4:6]), int(str(text)[6:8]))


def test_case_52_one_date_shift_over_modalities_summer_time_and_zones() -> None:
    """CT, PET and MR of one subject, over the change to summer time, a 29 February and a year's end."""
    days = [date(2024, 2, 28), date(2024, 2, 29), date(2024, 3, 30), date(2024, 3, 31), date(2024, 12, 31),
            date(2025, 1, 1), date(2025, 3, 1)]  # fmt: skip
    kinds = [("2", "CT"), ("128", "PT"), ("4", "MR")]
    shifts = set()
    for number, when in enumerate(days):
        end, modality = kinds[number % 3]
        zone = ("+0100", "+0200", "-0500", "")[number % 4]
        ds = ct(
            SOPClassUID=STORAGE + end, Modality=modality, StudyDate=f"{when:%Y%m%d}", SeriesDate=f"{when:%Y%m%d}",
            AcquisitionDateTime=f"{when:%Y%m%d}023000.5{zone}", AcquisitionDate=f"{when:%Y%m%d}",
            AcquisitionTime="023000.5", StudyTime="013000",
        )  # fmt: skip
        after = clean_person(stored(ds), f"{when:%Y%m%d}", profile=SHIFT).ds
        shifts |= {day(after[keyword].value) - when for keyword in ("StudyDate", "SeriesDate", "AcquisitionDateTime")}
        assert str(after.AcquisitionDateTime)[8:] == f"023000.5{zone}"
        assert (after.AcquisitionTime, after.StudyTime) == ("023000.5", "013000")
    (shift,) = shifts
    assert timedelta(days=-3650) <= shift <= timedelta(days=-1)
    assert shift == timedelta(days=CONTEXT.shift_days(""))


def test_case_53_uids_that_break_the_rules() -> None:
    """Too long, with leading zeros, with letters: each gets one valid UID of its own, alike wherever it stands."""
    long = "1.2.826.0." + ".".join(["123456789"] * 7)
    wrong = [long, long + "0", "1.2.3.4", "1.2.03.4", "1.2.3.04", "1.2.3..4", "1.2.3.4.", "UID-7741903", "1.2.3.4 5"]
    seen = {}
    for uid in wrong:
        raw = {tag: element(tag, b"UI", uid.encode() + b"\0" * (len(uid) % 2)) for tag in (0x00080018, 0x0020000D)}
        ds = clean_person(spliced(ct(), raw), long).ds
        assert re.fullmatch(r"2\.25\.(0|[1-9]\d*)", ds.SOPInstanceUID)
        assert len(ds.SOPInstanceUID) <= 64
        assert ds.SOPInstanceUID == ds.StudyInstanceUID == ds.file_meta.MediaStorageSOPInstanceUID
        seen[uid] = str(ds.SOPInstanceUID)
    assert len(set(seen.values())) == len(wrong)


def test_case_54_well_known_uids_are_never_replaced() -> None:
    well_known = {
        "ReferencedSOPClassUID": STORAGE + "4",
        "AvailableTransferSyntaxUID": "1.2.840.10008.1.2.4.50",
        "CodingSchemeUID": "2.16.840.1.113883.6.96",
        "ContextUID": "1.2.840.10008.6.1.308",
        "MappingResourceUID": "1.2.840.10008.8.1.1",
        "FrameOfReferenceUID": "1.2.840.10008.1.4.1.1",
        "SOPClassesInStudy": STORAGE + "2",
    }
    concept = item(
        CodeValue="T-D3000", CodingSchemeDesignator="SRT", CodeMeaning="Chest", ContextUID=well_known["ContextUID"],
        MappingResourceUID=well_known["MappingResourceUID"],
    )  # fmt: skip
    reference = item(
        ReferencedSOPClassUID=well_known["ReferencedSOPClassUID"], ReferencedSOPInstanceUID="1.2.826.0.1.5",
        AvailableTransferSyntaxUID=well_known["AvailableTransferSyntaxUID"],
    )  # fmt: skip
    scheme = item(CodingSchemeDesignator="SCT", CodingSchemeUID=well_known["CodingSchemeUID"])
    ds = ct(
        AnatomicRegionSequence=items(concept), ReferencedImageSequence=items(reference),
        CodingSchemeIdentificationSequence=items(scheme), FrameOfReferenceUID=well_known["FrameOfReferenceUID"],
        SOPClassesInStudy=well_known["SOPClassesInStudy"],
    )  # fmt: skip
    after = clean_person(stored(ds)).ds
    found = {one.keyword: one.value for one in after.iterall() if one.keyword in well_known}
    assert found == well_known
    assert after.SOPClassUID == STORAGE + "2"
    assert after.file_meta.TransferSyntaxUID == "1.2.840.10008.1.2.1"


#: Attributes a class asks a value of (Type 1) that the basic profile takes away (X/Z, X/D, X/Z/D, D and U rows).
TYPE_1 = {
    "2": ("SOPInstanceUID", "StudyInstanceUID", "SeriesInstanceUID", "Modality"),
    "2.1": ("AcquisitionDateTime", "ContentDate", "ContentTime", "DeviceSerialNumber", "Manufacturer",
            "ManufacturerModelName", "SoftwareVersions", "FrameOfReferenceUID"),
    "11.1": ("ContentLabel", "PresentationCreationDate", "PresentationCreationTime", "InstanceNumber"),
    "481.3": ("StructureSetLabel",),
    "66.4": ("ContentLabel", "ContentDate", "ContentTime", "DeviceSerialNumber", "ManufacturerModelName",
             "SoftwareVersions", "Manufacturer"),
}  # fmt: skip
TEXT = {"DA": "20240305", "TM": "101112", "DT": "20240305101112", "UI": "1.2.826.0.1.77", "IS": "1", "CS": "ZZ_LABEL"}


@pytest.mark.parametrize("end", TYPE_1)
def test_case_55_type_1_attributes_have_a_value_afterwards(end: str) -> None:
    ds = ct(SOPClassUID=STORAGE + end, NumberOfFrames="1")
    ds.file_meta.MediaStorageSOPClassUID = ds.SOPClassUID
    for keyword in TYPE_1[end]:
        if keyword not in ds:
            setattr(ds, keyword, TEXT.get(dictionary_VR(tag_for_keyword(keyword) or 0), "ZZ-7741903"))
    after = clean_person(stored(ds), "ZZ-7741903", "ZZ_LABEL").ds
    assert [keyword for keyword in TYPE_1[end] if after.get(keyword) in (None, "")] == []


@pytest.mark.skipif(shutil.which("dciodvfy") is None, reason="dicom3tools is not installed")
@pytest.mark.parametrize("which", ["objects/dcmqi", "trial/sts_ct_pet_mr", "trial/acrin_nsclc_petct"])
def test_case_55_real_objects_conform_no_less_than_before(shared_data: Path, tmp_path: Path, which: str) -> None:
    folders = {path.parent for path in (shared_data / which).rglob("*.dcm")}
    paths = [min(folder.glob("*.dcm")) for folder in sorted(folders)]
    tried = 0
    for path in paths[:: max(1, len(paths) // 6)]:
        try:
            output = clean(path.read_bytes(), SHIFT).output
        except DicomFault:
            continue
        (tmp_path / "after.dcm").write_bytes(output)
        assert complaints(tmp_path / "after.dcm") - complaints(path) == set(), path
        tried += 1
    assert tried


def complaints(path: Path) -> set[str]:
    """dciodvfy's errors by element and module."""
    said = subprocess.run(["dciodvfy", str(path)], capture_output=True, timeout=60, check=False).stderr
    lines = said.decode("latin-1").splitlines()
    return {line for line in lines if line.startswith("Error")}


@pytest.mark.parametrize("length", [0, 1, 4, 100, 0x7FFFFFFF, 0xFFFFFFFF])
def test_case_56_wrong_meta_group_length(length: int) -> None:
    content = bytearray(stored(planted()))
    content[140:144] = struct.pack("<I", length)
    result = clean_person(bytes(content))
    assert result.ds.PixelData == planted().PixelData
    without = bytes(content[:132]) + bytes(content[144:])
    assert clean_person(without).output == result.output


@pytest.mark.parametrize("implicit", [False, True])
def test_case_57_odd_length_values(implicit: bool) -> None:
    def one(tag: int, vr: bytes, value: bytes) -> bytes:
        return bare(tag, value) if implicit else element(tag, vr, value)

    raw = {
        0x00081030: one(0x00081030, b"LO", b"CT CHEST Ottilie."),
        0x00100010: one(0x00100010, b"PN", b"Quistgaard^Ottilie."),
        0x00100020: one(0x00100020, b"LO", b"MRN-7741903"),
        0x00180050: one(0x00180050, b"DS", b"2.5"),
        0x00280030: one(0x00280030, b"DS", b"0.5\\0.5"),
    }
    content = spliced(ct(), raw, IMPLICIT if implicit else "1.2.840.10008.1.2.1")
    result = clean_person(content)
    assert (result.ds.SliceThickness, result.ds.PixelSpacing) == (2.5, [0.5, 0.5])
    assert result.ds.StudyDescription == "CT CHEST"
    assert [len(one) % 2 for one in encoded(result.ds).values()].count(1) == 0


def test_case_58_duplicate_and_disordered_tags() -> None:
    parts = encoded(ct(SliceThickness="2.5"))
    pixels = parts.pop(0x7FE00010)
    again = element(0x00100010, b"PN", b"Zzsecond^Name ") + element(0x00081030, b"LO", b"Zzsecond CHEST")
    shuffled = list(parts.values())
    random.Random(3).shuffle(shuffled)
    head = preamble_and_meta()
    for body in (b"".join([*parts.values(), again]), again + b"".join(parts.values()), b"".join(shuffled) + again):
        result = clean_person(head + body + pixels, "Zzsecond")
        tags = [one.tag for one in result.ds]
        assert tags == sorted(set(tags))
        assert result.ds.SliceThickness == 2.5
        assert result.ds.PixelData == ct().PixelData


@pytest.mark.parametrize("off", [-4, -1, 1, 2, 8, 20, 4000])
def test_case_59_sequence_with_a_wrong_length(off: int) -> None:
    inner = item_of(
        element(0x00081150, b"UI", b"1.2.840.10008.5.1.4.1.1.2\0"), element(0x00100010, b"PN", b"Quistgaard^Ottilie")
    )
    held(spliced(ct(), {0x00081140: element(0x00081140, b"SQ", inner, len(inner) + off)}), *BROKEN)
    wrong_item = bare(0xFFFEE000, inner[8:], len(inner) - 8 + off)
    held(spliced(ct(), {0x00081140: element(0x00081140, b"SQ", wrong_item)}), *BROKEN)
    ended = wrong_item + bare(0xFFFEE0DD, b"")
    held(spliced(ct(), {0x00081140: element(0x00081140, b"SQ", ended, UNDEFINED)}), *BROKEN)


@pytest.mark.parametrize(
    ("tag", "vr"),
    [(0x00100010, b"LO"), (0x00100010, b"OB"), (0x00100010, b"US"), (0x00081030, b"OW"), (0x00081030, b"PN"),
     (0x00180050, b"LO"), (0x00180050, b"OB"), (0x00280002, b"LO"), (0x00200013, b"ST"), (0x00080060, b"UN"),
     (0x00080060, b"LO"), (0x00081140, b"LO"), (0x00081140, b"OB"), (0x0008002A, b"LT"), (0x00200052, b"LO"),
     (0x00282110, b"OB"), (0x00189073, b"OB"), (0x00281050, b"UT")],
)  # fmt: skip
def test_case_60_vr_other_than_the_dictionarys(tag: int, vr: bytes) -> None:
    content = spliced(ct(), {tag: element(tag, vr, b"Quistgaard^Ottilie")})
    held(content, DicomCode.IDENTIFIER_LEFT)
    if tag != 0x00080060:
        output = clean(content).output
        assert b"uistgaard" not in output
        assert b"ttilie" not in output


def test_case_60_numbers_under_another_vr_are_kept() -> None:
    raw = {
        0x00180050: element(0x00180050, b"UN", b"2.5 "),
        0x00280030: element(0x00280030, b"LO", b"0.5\\0.5 "),
        0x00281052: element(0x00281052, b"UN", b"-1024 "),
    }
    ds = clean_person(spliced(ct(), raw)).ds
    assert number(ds, "SliceThickness") == 2.5
    assert number(ds, "RescaleIntercept") == -1024


def number(ds: Dataset, keyword: str) -> float:
    value = ds[keyword].value
    return float(value.decode() if isinstance(value, bytes) else value)
