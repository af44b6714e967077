"""One rule for every attribute of the dictionary: the table's, an option's, a gap's, or deny."""

import pytest

from centralis.core.deid import Dates, Profile
from centralis.core.deid.rules import (
    AGE,
    DUMMY,
    EMPTY,
    GAPS,
    KEEP,
    REMOVE,
    SEQUENCE,
    SHIFT,
    TEXT,
    UID,
    rules_for,
    vr_fits,
)  # fmt: skip
from centralis.core.deid.table import confidentiality_table
from centralis.core.dicom.dictionary import TAG_BY_KEYWORD as TAG
from centralis.core.dicom.dictionary import VR_BY_TAG

BARE = Profile(options=frozenset())
STORAGE = "1.2.840.10008.5.1.4.1.1."
CT, ENHANCED_CT = STORAGE + "2", STORAGE + "2.1"


@pytest.mark.parametrize(
    ("option", "column", "allowed"),
    [
        ("retain_device_identity", "retain_device_identity", {KEEP, SEQUENCE, TEXT}),
        ("retain_institution_identity", "retain_institution_identity", {KEEP, SEQUENCE}),
        ("retain_patient_characteristics", "retain_patient_characteristics", {KEEP, SEQUENCE, TEXT, AGE}),
        ("retain_uids", "retain_uids", {KEEP, SEQUENCE}),
    ],
)
def test_an_option_changes_its_own_column_and_nothing_else(option: str, column: str, allowed: set[int]) -> None:
    bare, with_option = rules_for(BARE), rules_for(Profile(options=frozenset((option,))))
    rows = {row.number: row for row in confidentiality_table().rows if row.number in bare}
    touched = 0
    for tag, row in rows.items():
        assert tag is not None
        if with_option[tag] != bare[tag]:
            assert column in row.options, row.name
            assert with_option[tag][0] in allowed, row.name
            touched += 1
    assert touched >= 5


@pytest.mark.parametrize(("dates", "expected"), [(Dates.KEEP, KEEP), (Dates.SHIFT, SHIFT)])
def test_dates_obey_the_date_choice_alone(dates: Dates, expected: int) -> None:
    rules = rules_for(Profile(options=frozenset(("retain_device_identity",)), dates=dates))
    removed = rules_for(Profile(options=frozenset(("retain_device_identity",))))
    for row in confidentiality_table().rows:
        tag = row.number
        if tag not in rules or tag >> 16 == 0x0012 or VR_BY_TAG[tag] not in (b"DA", b"DT"):
            continue
        if "retain_longitudinal_full_dates" in row.options:
            assert rules[tag][0] == expected, row.name
            assert removed[tag][0] in (REMOVE, EMPTY, DUMMY), row.name


def test_gaps_of_the_table_are_covered() -> None:
    rules = rules_for(Profile())
    for keyword in GAPS:
        assert rules[TAG[keyword]][0] != KEEP, keyword
    assert not [tag for tag in rules if tag >> 16 & 1]
    assert not [tag for tag in rules if tag >> 24 in (0x50, 0x60)]


def test_unlisted_prose_people_dates_and_uids_never_simply_stay() -> None:
    rules = rules_for(Profile())
    kept = {vr for operation, vr, _ in rules.values() if operation == KEEP}
    assert not kept & {b"PN", b"UI", b"DA", b"DT", b"LT", b"ST", b"UT", b"UC", b"UR", b"AE", b"UN", b"SQ"}


def test_what_an_image_is_made_of_stays() -> None:
    rules = rules_for(BARE)
    for keyword in ("Rows", "PixelSpacing", "ImagePositionPatient", "RescaleSlope", "SliceThickness", "KVP"):
        assert rules[TAG[keyword]][0] == KEEP, keyword
    assert rules[TAG["FrameOfReferenceUID"]][0] == UID


def test_enhanced_objects_get_dummies_where_classic_ones_lose_the_attribute() -> None:
    tag = TAG["DeviceSerialNumber"]
    assert rules_for(BARE, CT)[tag][0] == REMOVE
    assert rules_for(BARE, ENHANCED_CT)[tag][0] == DUMMY
    assert rules_for(BARE, "1.2.3.4")[tag][0] == DUMMY


@pytest.mark.parametrize(
    ("keyword", "sop_class", "operation"),
    [
        ("AcquisitionDateTime", "2", REMOVE),  # X/Z/D, type 3 in CT
        ("AcquisitionDateTime", "2.1", DUMMY),  # type 1C in Enhanced CT
        ("AcquisitionDateTime", "104.1", EMPTY),  # type 2 in Encapsulated PDF
        ("SeriesDate", "2", REMOVE),  # X/D, type 3
        ("SeriesDate", "128", DUMMY),  # type 1 in PET
        ("ContentDate", "2", EMPTY),  # Z/D, type 2C
        ("ContentDate", "4.1", DUMMY),  # type 1
        ("AcquisitionDate", "2", REMOVE),  # X/Z, type 3
        ("AcquisitionDate", "128", EMPTY),  # type 2 in PET
        ("PresentationCreationDate", "11.1", DUMMY),  # X, yet type 1 in a presentation state
        ("PatientBirthDate", "2", EMPTY),  # Z
        ("StudyComments", "2", REMOVE),  # X
        ("PatientName", "9999", EMPTY),
        ("SeriesDate", "9999", DUMMY),  # an unknown class: kept, with a dummy
    ],
)
def test_a_choice_of_the_table_falls_by_the_type_in_the_objects_definition(
    keyword: str, sop_class: str, operation: int
) -> None:
    assert rules_for(BARE, STORAGE + sop_class)[TAG[keyword]][0] == operation


def test_only_a_related_vr_may_stand_for_another() -> None:
    assert vr_fits(TAG["Rows"], b"UL", b"US")
    assert vr_fits(TAG["SliceThickness"], b"FD", b"DS")
    assert vr_fits(TAG["SliceThickness"], b"LO", b"DS")
    assert not vr_fits(TAG["Rows"], b"LO", b"US")
    assert not vr_fits(TAG["KVP"], b"PN", b"DS")
