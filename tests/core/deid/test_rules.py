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
    bare, with_option = rules_for(BARE, False), rules_for(Profile(options=frozenset((option,))), False)
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
    rules = rules_for(Profile(options=frozenset(("retain_device_identity",)), dates=dates), False)
    removed = rules_for(Profile(options=frozenset(("retain_device_identity",))), False)
    for row in confidentiality_table().rows:
        tag = row.number
        if tag not in rules or tag >> 16 == 0x0012 or VR_BY_TAG[tag] not in (b"DA", b"DT"):
            continue
        if "retain_longitudinal_full_dates" in row.options:
            assert rules[tag][0] == expected, row.name
            assert removed[tag][0] in (REMOVE, EMPTY, DUMMY), row.name


def test_gaps_of_the_table_are_covered() -> None:
    rules = rules_for(Profile(), False)
    for keyword in GAPS:
        assert rules[TAG[keyword]][0] != KEEP, keyword
    assert not [tag for tag in rules if tag >> 16 & 1]
    assert not [tag for tag in rules if tag >> 24 in (0x50, 0x60)]


def test_unlisted_prose_people_dates_and_uids_never_simply_stay() -> None:
    rules = rules_for(Profile(), False)
    kept = {vr for operation, vr, _ in rules.values() if operation == KEEP}
    assert not kept & {b"PN", b"UI", b"DA", b"DT", b"LT", b"ST", b"UT", b"UC", b"UR", b"AE", b"UN", b"SQ"}


def test_what_an_image_is_made_of_stays() -> None:
    rules = rules_for(BARE, False)
    for keyword in ("Rows", "PixelSpacing", "ImagePositionPatient", "RescaleSlope", "SliceThickness", "KVP"):
        assert rules[TAG[keyword]][0] == KEEP, keyword
    assert rules[TAG["FrameOfReferenceUID"]][0] == UID


def test_enhanced_objects_get_dummies_where_classic_ones_lose_the_attribute() -> None:
    tag = TAG["DeviceSerialNumber"]
    assert rules_for(BARE, False)[tag][0] == REMOVE
    assert rules_for(BARE, True)[tag][0] == DUMMY


def test_only_a_related_vr_may_stand_for_another() -> None:
    assert vr_fits(TAG["Rows"], b"UL", b"US")
    assert vr_fits(TAG["SliceThickness"], b"FD", b"DS")
    assert not vr_fits(TAG["Rows"], b"LO", b"US")
    assert not vr_fits(TAG["KVP"], b"PN", b"DS")
