"""What a trial writes into every cleaned object: its own identity for the subject, and how cleaning was done."""

from dataclasses import dataclass
from functools import lru_cache

from centralis.core.deid.context import Context
from centralis.core.deid.profile import Dates, Profile
from centralis.core.deid.table import confidentiality_table
from centralis.core.dicom.dictionary import TAG_BY_KEYWORD as TAG
from centralis.core.dicom.dictionary import VR_BY_TAG
from centralis.core.dicom.encoding import element_bytes, item_bytes

#: What the Clinical Trial Subject Module must have once one of its attributes is there (PS3.3 C.7.1.3, types 1 and 2).
_TRIAL_SUBJECT = {
    "ClinicalTrialSponsorName": "UNSPECIFIED", "ClinicalTrialProtocolID": "UNSPECIFIED",
    "ClinicalTrialProtocolName": "", "ClinicalTrialSiteID": "", "ClinicalTrialSiteName": "",
}  # fmt: skip
_METHOD = f"Centralis\\PS3.15 {confidentiality_table().edition}"
_TEMPORAL = {Dates.KEEP: "UNMODIFIED", Dates.SHIFT: "MODIFIED", Dates.REMOVE: "REMOVED"}


Codes = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class About:
    """One object. patient: the source's patient identity, for a derived pseudonym. said: the source's own
    LongitudinalTemporalInformationModified. instance: the SOP Instance UID after cleaning. done: code and meaning of
    what was carried out on this very object.
    """

    patient: str
    said: str
    instance: bytes
    done: Codes


def written_elements(profile: Profile, context: Context, about: About, explicit: bool) -> dict[int, bytes]:
    """Tag to encoded element, top level (PS3.15 E.1.1 steps 6 and 7, PS3.3 C.7.1.1 and C.12.1).

    Dates that were moved before they came to us are not unmodified. Shifted dates are sealed by a keyed mark in
    DeidentificationMethod, so that a second pass does not shift them again.
    """
    keeps = profile.dates is Dates.KEEP and about.said in _TEMPORAL.values()
    temporal = about.said if keeps else _TEMPORAL[profile.dates]
    trial = tuple(sorted({**context.trial, "LongitudinalTemporalInformationModified": temporal}.items()))
    written = _written(context.code_for(about.patient), trial, explicit, about.done)
    if profile.dates is Dates.SHIFT:
        sealed = f"{_METHOD}\\{context.seal(about.instance)}".encode("ascii")
        tag = TAG["DeidentificationMethod"]
        written = {**written, tag: element_bytes(tag, b"LO", sealed, explicit)}
    return written


@lru_cache(maxsize=256)
def _written(code: str, trial: tuple[tuple[str, str], ...], explicit: bool, done: Codes) -> dict[int, bytes]:
    texts = {
        "PatientName": code,
        "PatientID": code,
        "PatientIdentityRemoved": "YES",
        "DeidentificationMethod": _METHOD,
        **dict(trial),
    }
    if any(word.startswith("ClinicalTrial") for word in texts):
        texts = {**_TRIAL_SUBJECT, "ClinicalTrialSubjectID": code, **texts}
    written = {
        TAG[word]: element_bytes(TAG[word], VR_BY_TAG[TAG[word]], text.encode("ascii"), explicit)
        for word, text in texts.items()
        if text or word in _TRIAL_SUBJECT
    }
    codes = b"".join(item_bytes(method_item(value, meaning, explicit)) for value, meaning in done)
    tag = TAG["DeidentificationMethodCodeSequence"]
    written[tag] = element_bytes(tag, b"SQ", codes, explicit)
    return written


def method_item(value: str, meaning: str, explicit: bool) -> bytes:
    """The content of one item of DeidentificationMethodCodeSequence."""
    return (
        element_bytes(TAG["CodeValue"], b"SH", value.encode(), explicit)
        + element_bytes(TAG["CodingSchemeDesignator"], b"SH", b"DCM", explicit)
        + element_bytes(TAG["CodeMeaning"], b"LO", meaning.encode(), explicit)
    )
