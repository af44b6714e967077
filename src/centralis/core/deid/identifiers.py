"""Who and where the source says the patient is: the facts that must occur nowhere in what is handed on.

Facts are kept as they stand in the source (lower case); `spellings` makes the ways of writing them, `hunt` looks for
them. What counts: every person's name at any depth, numbers of patients, orders and telephones, addresses, the date of
birth, and, unless the profile keeps them, other dates, institutions, stations and devices.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Self

from centralis.core.deid.profile import Dates, Profile
from centralis.core.dicom.character_sets import decoded
from centralis.core.dicom.dictionary import TAG_BY_KEYWORD, VR_BY_TAG
from centralis.core.dicom.elements import Element, Parsed
from centralis.core.dicom.faults import DicomCode, DicomFault

_NUMBERS = (
    "PatientID", "OtherPatientIDs", "IssuerOfPatientID", "AccessionNumber", "StudyID", "AdmissionID",
    "ServiceEpisodeID", "RouteOfAdmissions", "MedicalRecordLocator", "PatientTelephoneNumbers",
    "PersonTelephoneNumbers", "ReferringPhysicianTelephoneNumbers", "OrderCallbackPhoneNumber",
    "OrderCallbackTelecomInformation", "PatientTelecomInformation", "PersonTelecomInformation",
    "RequestedProcedureID", "ScheduledProcedureStepID", "PerformedProcedureStepID", "PlacerOrderNumberProcedure",
    "FillerOrderNumberProcedure", "PlacerOrderNumberImagingServiceRequest", "FillerOrderNumberImagingServiceRequest",
    "PatientInsurancePlanCodeSequence", "SpecimenIdentifier", "ContainerIdentifier", "BarcodeValue", "SlideIdentifier",
    "SpecimenAccessionNumber", "UniqueDeviceIdentifier", "PatientAlternativeCalendar", "InterpretationID", "ResultsID",
    "PatientMedicalRecordNumber",
)  # fmt: skip
_ADDRESSES = ("PatientAddress", "PersonAddress", "ReferringPhysicianAddress", "PhysiciansOfRecordAddress",
              "CurrentPatientLocation", "PatientInstitutionResidence")  # fmt: skip
_INSTITUTION = ("InstitutionName", "InstitutionAddress", "InstitutionalDepartmentName", "IssuerOfAdmissionID",
                "PerformedLocation", "ScheduledProcedureStepLocation", "VerifyingOrganization",
                "RequestingService")  # fmt: skip
_DEVICE = ("DeviceSerialNumber", "StationName", "PerformedStationName", "ScheduledStationName", "PlateID", "DetectorID",
           "GantryID", "CassetteID", "GeneratorID", "PerformedStationAETitle", "ScheduledStationAETitle")  # fmt: skip


def _tags(words: Iterable[str], kind: str) -> dict[int, str]:
    return {TAG_BY_KEYWORD[word]: kind for word in words if word in TAG_BY_KEYWORD}


_KIND: dict[int, str] = {
    **_tags(_NUMBERS, "number"), **_tags(_ADDRESSES, "place"), **_tags(_INSTITUTION, "institution"),
    **_tags(_DEVICE, "device"), **_tags(("PatientBirthDate",), "birth"),
    **{tag: "name" for tag, vr in VR_BY_TAG.items() if vr == b"PN"},
}  # fmt: skip
_DATES = frozenset(tag for tag, vr in VR_BY_TAG.items() if vr in (b"DA", b"DT"))
_KIND = {**dict.fromkeys(_DATES, "date"), **_KIND}
_SCAN_DATES = frozenset(TAG_BY_KEYWORD[word] for word in ("StudyDate", "SeriesDate", "AcquisitionDate", "ContentDate"))
_CHARACTER_SET = 0x00080005
#: What the makers write into every file is no secret: a station named after its model is not hunted.
_MODEL = (TAG_BY_KEYWORD["Manufacturer"], TAG_BY_KEYWORD["ManufacturerModelName"])
_WANTED = frozenset((*_KIND, *_MODEL, _CHARACTER_SET))
_UIDS = frozenset(tag for tag, vr in VR_BY_TAG.items() if vr == b"UI")
_KINDS = ("names", "numbers", "dates", "places")
_NO_DAY = "19000101"  # what this engine writes where a date must have a value
_LONGEST_BYTES = 1_024
_MOST_FACTS = 4_000


@dataclass(frozen=True, slots=True)
class Identifiers:
    """Facts, lower case. names: whole names, `family^given^middle`, one entry a component group. numbers: of patients,
    orders, telephones, as written. dates: YYYYMMDD. places: institutions, addresses, stations and devices. uids: every
    UID of the source; only those of the file itself matter, so merging drops them.
    """

    names: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()
    dates: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()
    uids: frozenset[bytes] = frozenset()

    def __or__(self, other: "Identifiers") -> "Identifiers":
        """Both together, with the UIDs of the left one: what a file is checked for beside its own."""
        if self.facts == other.facts:
            return self
        return Identifiers(*_merged(self.facts, other.facts), self.uids)

    @property
    def facts(self) -> "Facts":
        """Everything but the UIDs: the same for all slices of a series."""
        return self.names, self.numbers, self.dates, self.places

    def to_json(self) -> dict[str, list[str]]:
        """Sorted lists by kind; without the UIDs."""
        return {kind: sorted(facts) for kind, facts in zip(_KINDS, self.facts, strict=True)}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """Read what to_json wrote; kinds that are missing are empty."""
        read = [frozenset(str(text).lower() for text in stored.get(kind, ())) for kind in _KINDS]
        return cls(read[0], read[1], read[2], read[3])


Facts = tuple[frozenset[str], frozenset[str], frozenset[str], frozenset[str]]


@lru_cache(maxsize=256)
def _merged(one: Facts, other: Facts) -> Facts:
    """Both sets of facts; cached, so that the slices of a series share one result."""
    names, numbers, dates, places = (mine | theirs for mine, theirs in zip(one, other, strict=True))
    return names, numbers, dates, places


def identifiers_of(parsed: Parsed, profile: Profile) -> Identifiers:
    """Collect the identifiers of one file, at any depth. Raises DicomFault when it names thousands of people.

    The profile says what is no secret: kept dates, retained institutions and devices.
    """
    data, telling = parsed.data, _telling(parsed)
    found: list[tuple[int, bytes]] = []
    for tag, value, end in telling.facts:
        raw = bytes(data[value:end])
        if raw:
            if tag in _DATES and b"." not in raw[:8] and b"\\" not in raw:
                raw = raw[:8]  # the day alone: times differ from slice to slice, and this is looked up in a cache
            found.append((tag, raw))
    if len(found) > _MOST_FACTS and len(set(found)) > _MOST_FACTS:
        raise DicomFault(DicomCode.TOO_MANY_ELEMENTS, "names and numbers of persons")
    uids: set[bytes] = set()
    for value, end in telling.uids if "retain_uids" not in profile.options else ():
        uids.update(bytes(data[value:end]).strip(b" \0").split(b"\\"))
    return Identifiers(*_facts(tuple(found), _secret(profile)), frozenset(uids) - {b""})


def _secret(profile: Profile) -> tuple[str, ...]:
    """The kinds of facts that are secret under a profile."""
    options = profile.options
    secret = ("name", "number", "place", "birth") + (("date",) if profile.dates is not Dates.KEEP else ())
    secret += () if "retain_institution_identity" in options else ("institution",)
    return secret + (() if "retain_device_identity" in options else ("device",))


@dataclass(frozen=True, slots=True, eq=False)
class _Telling:
    """Where in a file facts may stand, by tag, and where UIDs stand, in the file's order and at any depth."""

    facts: list[tuple[int, int, int]]
    uids: list[tuple[int, int]]

    def look(self, elements: list[Element]) -> None:
        """Add what one data set and its items hold."""
        for tag, vr, _, value, end, items in elements:
            if items is not None:
                for one in items.datasets:
                    self.look(one)
            elif tag in _UIDS:
                self.uids.append((value, min(end, value + _LONGEST_BYTES)))
            elif tag in _WANTED or vr == b"PN":
                where = value, min(end, value + _LONGEST_BYTES)
                self.facts.append((tag if tag in _WANTED else _PRIVATE_NAME, *where))


def _telling(parsed: Parsed) -> _Telling:
    """Where a file's facts may stand; the same for all files of a shape."""
    plans = {} if parsed.shape is None else parsed.shape.plans
    known: _Telling | None = plans.get("telling")
    if known is None:
        known = plans["telling"] = _Telling([], [])
        known.look(parsed.elements)
    return known


_PRIVATE_NAME = TAG_BY_KEYWORD["PersonName"]


@lru_cache(maxsize=512)
def _facts(found: tuple[tuple[int, bytes], ...], secret: tuple[str, ...]) -> Facts:
    """Facts from raw values in the order of the file: a character set counts from where it stands."""
    kinds: dict[str, set[str]] = {kind: set() for kind in ("name", "number", "place", "date", "birth", "model")}
    charset = b""
    for tag, raw in dict.fromkeys(found):
        if tag == _CHARACTER_SET:
            charset = raw
            continue
        kind = "model" if tag in _MODEL else _KIND[tag]
        if kind == "model" or kind in secret:
            target = kinds["place" if kind in ("institution", "device") else kind]
            for text in decoded(raw, charset):
                target.update(_values(text, kind))
    births = kinds["birth"] - ({raw[:8].decode("latin-1") for tag, raw in found if _is_other_date(tag)})
    models = "".join(kinds["model"]).replace(" ", "")
    places = {place for place in kinds["place"] if place.replace(" ", "") not in models}
    return frozenset(kinds["name"]), frozenset(kinds["number"]), frozenset(kinds["date"] | births), frozenset(places)


def _is_other_date(tag: int) -> bool:
    """Phantoms are born on the day they are scanned: where that day is kept, it betrays nobody."""
    return tag in _SCAN_DATES


def _values(text: str, kind: str) -> Iterable[str]:
    """The single values of an element: names by component group, dates cut to the day, the rest by value."""
    parts = [part.strip(" \0\t\r\n") for part in text.lower().split("\\")]
    if kind == "name":
        parts = [group.strip(" ^") for part in parts for group in part.split("=")]
    if kind in ("date", "birth"):
        parts = [part.replace(".", "")[:8] for part in parts]
        return [part for part in parts if len(part) == 8 and part.isascii() and part.isdigit() and part != _NO_DAY]
    return [part for part in parts if part]
