"""Who the source says the patient is: the words that must occur nowhere in what is handed on."""

import re
from dataclasses import dataclass

from centralis.core.dicom.dictionary import TAG_BY_KEYWORD as TAG
from centralis.core.dicom.values import Values

_PEOPLE = tuple(
    TAG[word]
    for word in (
        "PatientName", "OtherPatientNames", "PatientBirthName", "PatientMotherBirthName", "ReferringPhysicianName",
        "PerformingPhysicianName", "OperatorsName", "PhysiciansOfRecord", "NameOfPhysiciansReadingStudy",
        "RequestingPhysician", "ResponsiblePerson", "ConsultingPhysicianName",
    )
)  # fmt: skip
_NUMBERS = tuple(
    TAG[word]
    for word in (
        "PatientID", "OtherPatientIDs", "AccessionNumber", "AdmissionID", "MedicalRecordLocatorRetired",
        "PatientTelephoneNumbers", "PatientAddress", "MilitaryRank", "IssuerOfPatientID",
    )
    if word in TAG
)  # fmt: skip
_DATES = tuple(TAG[word] for word in ("StudyDate", "SeriesDate", "AcquisitionDate", "ContentDate"))
_PARTS = re.compile(rb"[\^=\\ ,;]+")
#: What stands in a name field when nobody is named.
_NOBODY = frozenset(
    (
        b"anonymous", b"anonymized", b"anonymised", b"anon", b"none", b"unknown", b"test", b"patient", b"phantom",
        b"subject", b"removed", b"deidentified", b"de-identified", b"null", b"name", b"doctor", b"operator", b"system",
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Identifiers:
    """Lower-case bytes. names: parts of persons' names of three letters or more. numbers: patient and order numbers,
    birth date in the usual notations, the source's own UIDs."""

    names: tuple[bytes, ...]
    numbers: tuple[bytes, ...]

    @property
    def words(self) -> tuple[bytes, ...]:
        """All of them, longest first: the order in which they are taken out of texts."""
        return tuple(sorted({*self.names, *self.numbers}, key=lambda word: (-len(word), word)))


def identifiers_of(values: Values, retain_uids: bool) -> Identifiers:
    """Collect the source's identifiers from its top level."""
    names = {part for tag in _PEOPLE if tag in values for part in _PARTS.split(values.raw(tag).strip(b"\0 ").lower())}
    numbers: set[bytes] = set()
    for tag in _NUMBERS:
        if tag in values:
            numbers.update(part.strip() for part in values.raw(tag).strip(b"\0 ").lower().split(b"\\"))
    for tag in () if retain_uids else (TAG["StudyInstanceUID"], TAG["SeriesInstanceUID"], TAG["SOPInstanceUID"]):
        numbers.add(values.raw(tag).strip(b"\0 "))
    birth = values.raw(TAG["PatientBirthDate"]).strip(b"\0 ")
    if len(birth) == 8 and birth.isdigit() and all(values.raw(tag).strip() != birth for tag in _DATES):
        year, month, day = birth[:4], birth[4:6], birth[6:]
        numbers.add(birth)
        numbers.update(
            sign.join(order) for sign in (b"-", b".", b"/") for order in ((year, month, day), (day, month, year))
        )
        numbers.update((b"/".join((month, day, year)), b"-".join((month, day, year))))
    names = {name for name in names if len(name) >= 3 and name not in _NOBODY and not name.isdigit()}
    numbers = {number for number in numbers if _is_telling(number)}
    return Identifiers(tuple(sorted(names - numbers)), tuple(sorted(numbers)))


def _is_telling(number: bytes) -> bool:
    """Numbers too short to mean anyone are not looked for: '1' as a patient's ID would be found in every file."""
    if number in _NOBODY or not number.strip(b"0- ."):
        return False
    return len(number) >= (6 if number.isdigit() else 4)
