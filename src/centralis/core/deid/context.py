"""What the caller must bring to cleaning: the trial's key, the subject's code and the trial's own attributes."""

import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from centralis.core.deid.identifiers import Identifiers
from centralis.core.deid.profile import ProfileFault
from centralis.core.dicom.uids import keyed_check

#: The attributes of group 0012 a trial may write, by DICOM keyword.
TRIAL_ATTRIBUTES = (
    "ClinicalTrialSponsorName", "ClinicalTrialProtocolID", "ClinicalTrialProtocolName", "ClinicalTrialSiteID",
    "ClinicalTrialSiteName", "ClinicalTrialSubjectID", "ClinicalTrialSubjectReadingID", "ClinicalTrialTimePointID",
    "ClinicalTrialTimePointDescription", "ClinicalTrialCoordinatingCenterName",
)  # fmt: skip
_LARGEST_SHIFT_DAYS = 3_650
_PSEUDONYM = re.compile(r"P[0-9A-F]{24}")
_OWN_BYTES = 8


@dataclass(frozen=True, slots=True)
class Context:
    """key: the trial's secret, at least 16 bytes. subject_code: written as PatientName and PatientID; when empty a
    pseudonym is derived from the key and the source's PatientID. trial: DICOM keyword to text, written after cleaning.
    known: identifiers of the whole exam, gathered by the caller; they are hunted beside those of each file.
    """

    key: bytes
    subject_code: str = ""
    trial: Mapping[str, str] = field(default_factory=dict)
    known: Identifiers | None = None

    def __post_init__(self) -> None:
        if len(self.key) < 16:
            raise ProfileFault("The de-identification key must have at least 16 bytes.")
        strange = sorted(set(self.trial) - set(TRIAL_ATTRIBUTES))
        if strange:
            raise ProfileFault(f"These are no trial attributes: {', '.join(strange)}. Known: {TRIAL_ATTRIBUTES}.")
        for text in (self.subject_code, *self.trial.values()):
            if len(text) > 64 or not text.isprintable() or not text.isascii() or "\\" in text or "^" in text:
                raise ProfileFault(
                    "Subject code and trial attributes must be at most 64 printable ASCII characters without \\ and ^."
                )

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "Context":
        """Read `key` (hexadecimal), `subject_code`, `trial` and `known` (as Identifiers.to_json writes it)."""
        known = stored.get("known")
        return cls(
            bytes.fromhex(stored["key"]), stored.get("subject_code", ""), dict(stored.get("trial", {})),
            None if known is None else Identifiers.from_json(known),
        )  # fmt: skip

    def code_for(self, patient: str) -> str:
        """The subject's code, or a keyed pseudonym of the source's patient identity.

        patient: PatientID and its issuer, one a line. The pseudonym holds 64 bits and a keyed check of 32: a PatientID
        that is such a pseudonym of this key stays what it is.
        """
        if self.subject_code:
            return self.subject_code
        stated = patient.partition("\n")[0]
        if _PSEUDONYM.fullmatch(stated):
            whole = bytes.fromhex(stated[1:])
            if hmac.compare_digest(whole[_OWN_BYTES:], keyed_check(whole[:_OWN_BYTES], self.key)):
                return stated
        own = hmac.digest(self.key, b"patient:" + patient.encode("utf-8", "replace"), "sha256")[:_OWN_BYTES]
        return "P" + (own + keyed_check(own, self.key)).hex().upper()

    def seal(self, instance: bytes) -> str:
        """The mark of an object whose dates this key has shifted. instance: its SOP Instance UID after cleaning."""
        return "dates-" + hmac.digest(self.key, b"seal:" + instance, "sha256")[:8].hex()

    def shift_days(self, patient: str) -> int:
        """The subject's one date offset in days, always into the past, from 1 to 3,650 days."""
        digest = hmac.digest(self.key, b"shift:" + self.code_for(patient).encode(), "sha256")
        return -(1 + int.from_bytes(digest[:8], "big") % _LARGEST_SHIFT_DAYS)
