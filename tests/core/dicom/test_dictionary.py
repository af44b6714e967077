"""The data dictionary is pydicom's, whole, though the package is not imported for it."""

from pydicom.datadict import DicomDictionary, dictionary_keyword, dictionary_VR
from pydicom.uid import UID_dictionary

from centralis.core.dicom.dictionary import (
    KEYWORD_BY_TAG,
    REGISTERED_UIDS,
    TAG_BY_KEYWORD,
    UIDS,
    VR_BY_TAG,
    implicit_vr,
    repeating_vr,
)


def test_every_attribute_is_there_with_its_keyword_and_vr() -> None:
    assert set(VR_BY_TAG) == set(DicomDictionary)
    assert {tag: word for tag, word in KEYWORD_BY_TAG.items() if dictionary_keyword(tag) != word} == {}
    plain = {tag: vr for tag, vr in VR_BY_TAG.items() if len(dictionary_VR(tag)) == 2}
    assert len(plain) > 4_000
    assert {tag: vr for tag, vr in plain.items() if dictionary_VR(tag).encode() != vr} == {}
    assert TAG_BY_KEYWORD["PatientName"] == 0x00100010


def test_every_registered_uid_is_there() -> None:
    assert set(UID_dictionary) == REGISTERED_UIDS
    assert UIDS["1.2.840.10008.5.1.4.1.1.2"] == ("CT Image Storage", "SOP Class")


def test_tags_that_stand_in_no_table_have_a_vr_all_the_same() -> None:
    assert VR_BY_TAG[TAG_BY_KEYWORD["PixelData"]] == b"OW"
    assert repeating_vr(0x60023000) == b"OW"
    assert repeating_vr(0x00091001) is None
    assert [implicit_vr(tag) for tag in (0x00090010, 0x00091001, 0x00080000)] == [b"LO", b"UN", b"UL"]
