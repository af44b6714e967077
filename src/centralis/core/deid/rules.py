"""The profile worked out for every attribute of the dictionary: one look-up a tag while cleaning.

A tag that is not found here goes: private ones (unless on the safe list), unknown ones, whole repeating groups.
"""

from functools import lru_cache

from centralis.core.deid.iod import type_of
from centralis.core.deid.profile import Dates, Profile, ProfileFault
from centralis.core.deid.prose import is_label, is_typed
from centralis.core.deid.survivors import SURVIVOR_SETS
from centralis.core.deid.table import Row, confidentiality_table
from centralis.core.dicom.dictionary import KEYWORD_BY_TAG, TAG_BY_KEYWORD, VR_BY_TAG, VRS_BY_TAG

KEEP, REMOVE, EMPTY, DUMMY, UID, TEXT, SHIFT, AGE, SEQUENCE, CODE, MEANING = range(11)
#: The letters of PS3.15 Table E.1-1a under which an operation is counted in reports.
LETTER = {KEEP: "K", REMOVE: "X", EMPTY: "Z", DUMMY: "D", UID: "U", TEXT: "C", SHIFT: "C", AGE: "C", SEQUENCE: "K",
          CODE: "C", MEANING: "C"}  # fmt: skip
#: operation, the dictionary's VR, and the operation when cleaned text comes out empty
Rule = tuple[int, bytes, int]
FREE_TEXT = frozenset((b"LT", b"ST", b"UT", b"UC"))
CLEANABLE = FREE_TEXT | {b"LO", b"SH", b"CS"}
_DATE_VRS = frozenset((b"DA", b"DT", b"TM"))
#: Firm actions; the others (X/Z, X/D, Z/D, X/Z/D) depend on the object.
_FIRST = {"X": REMOVE, "Z": EMPTY, "D": DUMMY, "U": UID, "X/Z/U*": SEQUENCE}
#: Columns of the table that are options of a profile under the same name.
_COLUMNS = ("retain_uids", "retain_device_identity", "retain_institution_identity", "retain_patient_characteristics",
            "clean_descriptors", "clean_structured_content", "clean_graphics")  # fmt: skip
_VERIFIERS = TAG_BY_KEYWORD["VerifyingObserverSequence"]  # D: each of its attributes has a dummy of its own
_GRAPHICS = TAG_BY_KEYWORD["GraphicAnnotationSequence"]  # D without a harmless dummy: removed
#: Ages kept by an option: above 89 years they become 90 or go (45 CFR 164.514(b)(2)(i)(C)).
_AGES: dict[str, Rule] = {
    "cap": (AGE, b"AS", REMOVE), "remove": (AGE, b"AS", EMPTY), "keep": (AGE, b"AS", KEEP),
}  # fmt: skip
#: Attributes that can hold identifiers and are no rows of the table.
GAPS: dict[str, tuple[int, int]] = {
    "CodeValue": (CODE, DUMMY),
    "LongCodeValue": (CODE, DUMMY),
    "URNCodeValue": (CODE, DUMMY),
    "CodeMeaning": (MEANING, DUMMY),
    "DocumentTitle": (REMOVE, REMOVE),
    "ContentLabel": (TEXT, DUMMY),
    "ContentDescription": (TEXT, EMPTY),
    "ContributingEquipmentSequence": (REMOVE, REMOVE),
    "TextValue": (TEXT, DUMMY),
    "UnformattedTextValue": (TEXT, DUMMY),
    "EncryptedAttributesSequence": (REMOVE, REMOVE),
    "DataSetTrailingPadding": (REMOVE, REMOVE),
    "DigitalSignaturesSequence": (REMOVE, REMOVE),
    "MACParametersSequence": (REMOVE, REMOVE),
    "LongitudinalTemporalInformationModified": (REMOVE, REMOVE),
    "SegmentLabel": (TEXT, DUMMY),
    "SegmentDescription": (TEXT, EMPTY),
    "LUTLabel": (CODE, DUMMY),
    "TrackingID": (TEXT, DUMMY),
}


@lru_cache(maxsize=32)
def rules_for(profile: Profile, sop_class: str = "") -> dict[int, Rule]:
    """Every public attribute's rule for objects of one SOP class (PS3.15 E.3, Table E.1-1).

    Where the table leaves a choice (X/Z/D), the type of the attribute in the class decides; for a class that is not
    known the attribute stays, with a dummy. Raises ProfileFault when the profile asks for an attribute to survive that
    its own options remove.
    """
    listed = {row.number: row for row in confidentiality_table().rows if row.number is not None}
    rules: dict[int, Rule] = {}
    for tag, vr in VR_BY_TAG.items():
        if tag & 0xFFFF == 0 or tag >> 16 in (0x0000, 0x0002, 0x0004):
            continue
        gap = GAPS.get(KEYWORD_BY_TAG.get(tag, ""))
        row = listed.get(tag)
        if tag >> 16 == 0x0012 or (tag == _GRAPHICS and "clean_graphics" not in profile.options):
            rules[tag] = (REMOVE, vr, REMOVE)  # the trial writes its own group 0012; what another trial wrote goes
        elif row is not None:
            rules[tag] = _from_row(row, vr, profile, type_of(tag, sop_class))
        elif gap is not None:
            rules[tag] = (gap[0], vr, gap[1])
        else:
            rules[tag] = (_unlisted(tag, vr, profile), vr, DUMMY if is_label(KEYWORD_BY_TAG.get(tag, "")) else EMPTY)
        if rules[tag][0] == KEEP and vr == b"AS":
            rules[tag] = _AGES[profile.ages_over_89]
    _check_survivors(profile, rules)
    return rules


def _from_row(row: Row, vr: bytes, profile: Profile, needed: int | None) -> Rule:
    """needed: the attribute's type in the object at hand, None when that is unknown."""
    basic = _basic(row.basic, needed)
    if vr == b"SQ" and basic in (DUMMY, UID):
        basic = SEQUENCE if needed == 1 or row.number == _VERIFIERS else EMPTY
    operation = _retained(row, vr, profile)
    if operation is None:
        operation = basic
    if operation == KEEP and vr == b"SQ":
        operation = SEQUENCE
    return operation, vr, basic


def _basic(action: str, needed: int | None) -> int:
    """The basic action worked out; a choice falls to the least that keeps the object conformant (Table E.1-1a)."""
    if action in _FIRST:
        firm = _FIRST[action]
        return DUMMY if needed == 1 and firm in (REMOVE, EMPTY) else firm
    if needed is None:
        return DUMMY if action.endswith("D") else EMPTY
    if needed == 1:
        return DUMMY if action.endswith("D") else EMPTY
    return EMPTY if needed == 2 or action.startswith("Z") else REMOVE


def _retained(row: Row, vr: bytes, profile: Profile) -> int | None:
    """What the profile's options make of a row; None when the basic action holds. Dates obey the date choice alone."""
    if "retain_longitudinal_full_dates" in row.options and (vr in _DATE_VRS or profile.dates is Dates.REMOVE):
        if profile.dates is Dates.KEEP or (profile.dates is Dates.SHIFT and vr == b"TM"):
            return KEEP
        return SHIFT if profile.dates is Dates.SHIFT and vr in _DATE_VRS else None
    actions = {row.options[column] for column in _COLUMNS if column in profile.options and column in row.options}
    if "K" in actions:
        return KEEP
    if "C" in actions and vr in CLEANABLE:
        return TEXT
    if "C" in actions and vr == b"SQ":
        return SEQUENCE
    return KEEP if "retain_longitudinal_full_dates" in row.options and profile.dates is not Dates.REMOVE else None


def _unlisted(tag: int, vr: bytes, profile: Profile) -> int:
    """Public attributes without a row: those about the patient or the trial go, prose is cleaned, the rest stays."""
    if tag >> 16 in (0x0010, 0x0012) or vr in (b"UR", b"UN"):
        return REMOVE
    if vr == b"UI":
        return KEEP if "retain_uids" in profile.options else UID
    if vr in (b"DA", b"DT"):
        return {Dates.KEEP: KEEP, Dates.SHIFT: SHIFT, Dates.REMOVE: REMOVE}[profile.dates]
    if vr in (b"PN", b"AE"):
        return EMPTY
    if vr in FREE_TEXT or (vr in (b"LO", b"SH") and is_typed(KEYWORD_BY_TAG.get(tag, ""))):
        return TEXT
    return SEQUENCE if vr == b"SQ" else KEEP


def _check_survivors(profile: Profile, rules: dict[int, Rule]) -> None:
    for keyword in profile.survivors():
        tag = TAG_BY_KEYWORD.get(keyword)
        if tag is None:
            raise ProfileFault(
                f"`must_survive` names {keyword!r}, which is neither a DICOM keyword nor one of the sets "
                f"{', '.join(SURVIVOR_SETS)}."
            )
        if tag not in rules or rules[tag][0] in (REMOVE, EMPTY, DUMMY):
            raise ProfileFault(
                f"`must_survive` names {keyword}, but the profile's options remove it. "
                "Add the retain option or the date choice that keeps it."
            )


_NUMBERS = frozenset((b"US", b"SS", b"UL", b"SL", b"FL", b"FD", b"SV", b"UV", b"AT"))
_BLOBS = frozenset((b"OB", b"OW", b"OD", b"OF", b"OL", b"OV"))
_NUMBER_TEXT = frozenset((b"DS", b"IS"))
_CLASSES = (_NUMBERS | _BLOBS, _NUMBER_TEXT, CLEANABLE | {b"AE"}, frozenset((b"DA", b"TM", b"DT")))


def vr_fits(tag: int, vr: bytes, expected: bytes) -> bool:
    """Whether an attribute that stays may do so under the VR it came with (a name may hide in a 'number')."""
    if vr == expected or vr in VRS_BY_TAG.get(tag, ()):
        return True
    if vr == b"UN":
        return expected not in (b"SQ", b"PN", b"UI")
    if (vr in _NUMBERS or vr in CLEANABLE) and expected in _NUMBER_TEXT:
        return True
    return any(vr in kind and expected in kind for kind in _CLASSES)


def check_profile(profile: Profile) -> None:
    """Say now, not at the first file, that a profile cannot be carried out. Raises ProfileFault."""
    rules_for(profile)
