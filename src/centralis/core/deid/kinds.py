"""Kinds of object: which may pass on header cleaning alone, and which must be held back with what code."""

from dataclasses import dataclass

from centralis.core.deid.profile import Profile
from centralis.core.dicom.dictionary import TAG_BY_KEYWORD as TAG
from centralis.core.dicom.dictionary import UIDS
from centralis.core.dicom.elements import Parsed
from centralis.core.dicom.faults import DicomCode, DicomFault
from centralis.core.dicom.films import VIDEO
from centralis.core.dicom.values import Values

_STORAGE = "1.2.840.10008.5.1.4.1.1."
_RECORDS = 0x00041220
_DIRECTORY = "1.2.840.10008.1.3.10"
_RAW_DATA = _STORAGE + "66"
_LABEL_MAP = _STORAGE + "66.7"  # Label Map Segmentation Storage, younger than the dictionary at hand
_DOCUMENTS, _REPORTS = _STORAGE + "104.", _STORAGE + "88."
#: Pictures made for the eye, where devices write the patient's name: ultrasound, secondary capture, scopes, photos.
_OFTEN_ANNOTATED = tuple(
    _STORAGE + end for end in ("3", "3.1", "6", "6.1", "6.2", "7", "7.1", "7.2", "7.3", "7.4", "77.1.1", "77.1.1.1",
                               "77.1.2", "77.1.2.1", "77.1.4", "77.1.4.1", "77.1.5.1", "77.1.5.2", "12.77")
)  # fmt: skip
_SCREENS = frozenset(("SCREEN SAVE", "SCREENSAVE", "SCREEN", "DOSE_INFO", "DOSE INFO", "SCREEN CAPTURE", "CAPTURE"))


def is_directory(parsed: Parsed) -> bool:
    """Whether this is a DICOMDIR: it has no SOP UIDs of its own in the data set (PS3.3 F)."""
    return parsed.meta.get(0x00020002) == _DIRECTORY or any(element[0] == _RECORDS for element in parsed.elements[:16])


@dataclass(frozen=True, slots=True)
class Handling:
    """What an object needs beyond the header rules. pixels: must be looked at by the pixel cleaner."""

    pixels: bool


def handling_of(parsed: Parsed, values: Values, sop_class: str, profile: Profile, has_cleaner: bool) -> Handling:
    """Decide by kind; hold back what cannot be made safe, unless the profile allows that code. Raises DicomFault.

    has_cleaner: a pixel cleaner is at hand; without one, objects that may carry burned-in text are held back.
    """
    cleans = has_cleaner and "clean_pixels" in profile.options and parsed.pixel is not None
    code = _held_back(parsed, values, sop_class, profile, cleans)
    if code is not None and code.code not in profile.allow:
        raise DicomFault(code)
    shows = burned_in(values, sop_class)
    if shows is not None and not cleans and shows.code not in profile.allow:
        raise DicomFault(shows)
    return Handling(pixels=cleans)


def _held_back(
    parsed: Parsed, values: Values, sop_class: str, profile: Profile, cleans: bool
) -> DicomCode | None:
    if sop_class.startswith(_DOCUMENTS) or TAG["EncapsulatedDocument"] in values:
        return DicomCode.ENCAPSULATED_DOCUMENT
    if sop_class.startswith(_REPORTS) and "clean_structured_content" not in profile.options:
        return DicomCode.STRUCTURED_REPORT
    name = "Label Map Segmentation Storage" if sop_class == _LABEL_MAP else UIDS.get(sop_class, ("", ""))[0]
    if "Storage" not in name or sop_class == _RAW_DATA:
        return DicomCode.UNSUPPORTED_OBJECT
    if parsed.transfer_syntax in VIDEO:
        return None if cleans and profile.video == "frames" else DicomCode.VIDEO
    if UIDS.get(parsed.transfer_syntax, ("", ""))[1] != "Transfer Syntax":
        return DicomCode.UNSUPPORTED_SYNTAX
    return None


def burned_in(values: Values, sop_class: str) -> DicomCode | None:
    """Whether header and kind of object say that text is, or may be, burned into the pixels."""
    said = (values.text(TAG["BurnedInAnnotation"]) or "").upper()
    if said == "YES":
        return DicomCode.BURNED_IN_TEXT
    kind = {part.upper() for part in values.texts(TAG["ImageType"])}
    if said != "NO" and (sop_class in _OFTEN_ANNOTATED or kind & _SCREENS):
        return DicomCode.BURNED_IN_UNKNOWN
    return None
