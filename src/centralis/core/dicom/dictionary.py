"""The data dictionary (PS3.6) as the walker and the de-identification engine need it: tag to VR, keyword to tag."""

from functools import cache

from pydicom._dicom_dict import DicomDictionary, RepeatersDictionary
from pydicom._uid_dict import UID_dictionary


def _first_vr(entry: str) -> bytes:
    """The VR to assume for an attribute that allows several ('US or SS' reads as US, 'OB or OW' as OW)."""
    if entry in ("OB or OW", "OW or OB", "US or OW", "US or SS or OW"):
        return b"OW"
    return entry[:2].encode("ascii") if entry != "NONE" else b"UN"


VR_BY_TAG: dict[int, bytes] = {tag: _first_vr(entry[0]) for tag, entry in DicomDictionary.items()}
VRS_BY_TAG: dict[int, frozenset[bytes]] = {
    tag: frozenset(part.encode("ascii") for part in entry[0].split(" or ")) for tag, entry in DicomDictionary.items()
}
KEYWORD_BY_TAG: dict[int, str] = {tag: entry[4] for tag, entry in DicomDictionary.items() if entry[4]}
TAG_BY_KEYWORD: dict[str, int] = {keyword: tag for tag, keyword in KEYWORD_BY_TAG.items()}
#: Registered UID to (name, type) as in PS3.6 Annex A.
UIDS: dict[str, tuple[str, str]] = {uid: (entry[0], entry[1]) for uid, entry in UID_dictionary.items()}
REGISTERED_UIDS: frozenset[str] = frozenset(UID_dictionary)


@cache
def _repeaters() -> tuple[tuple[int, int, bytes], ...]:
    found = []
    for mask, entry in RepeatersDictionary.items():
        care = int("".join("0" if sign == "x" else "F" for sign in mask), 16)
        found.append((care, int(mask.replace("x", "0"), 16), _first_vr(entry[0])))
    return tuple(found)


def repeating_vr(tag: int) -> bytes | None:
    """The VR of a tag in a repeating group (50xx, 60xx and the retired others), or None."""
    return next((vr for care, value, vr in _repeaters() if tag & care == value), None)


def implicit_vr(tag: int) -> bytes:
    """The VR to read an implicit-VR element with; UN for private and unknown tags (PS3.5 A.1)."""
    vr = VR_BY_TAG.get(tag)
    if vr is not None:
        return vr
    if tag >> 16 & 1:
        return b"LO" if 0x10 <= tag & 0xFFFF <= 0xFF else b"UN"
    if tag & 0xFFFF == 0:
        return b"UL"
    return repeating_vr(tag) or b"UN"
