"""What receiving works with: the place an upload is meant for, and the upload once everything of it is sealed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from centralis.apps.intake.models import Exam, ExamVersion, Transmittal, TransmittalState
from centralis.apps.intake.rules import Prepared, Verdict
from centralis.apps.trials.models import Definition


@dataclass(frozen=True, slots=True)
class Place:
    """Where an upload goes: its transmittal, the exam there may be already, and the version it adds to or replaces."""

    transmittal: Transmittal
    definition: Definition
    exam: Exam | None
    base: ExamVersion | None
    objects: list[dict[str, Any]]

    @property
    def replaces(self) -> bool:
        """Whether the new images stand instead of the old ones: a declared re-send, or a rescan. What comes later by
        the same transmittal is added to what it brought first."""
        declared = bool(self.transmittal.resend_reason or self.transmittal.rescan_of_id)
        return declared and self.transmittal.state == TransmittalState.OPEN


@dataclass(frozen=True, slots=True)
class SealedUpload:
    """An upload whose bytes are all on disk. `objects` are all lines of the new version's manifest, `added` says how
    many of them came now; without a new object there is no new version."""

    upload_key: str
    place: Place | None
    objects: list[dict[str, Any]]
    added: int
    duplicates: int
    quarantined: list[tuple[Prepared, Verdict]]
    files: int
    byte_count: int
    manifest_digest: str
    outcomes_digest: str
    named_digest: str
    patient_mark: str

    def counts(self) -> Mapping[str, int]:
        return {
            "files_received": self.files,
            "files_accepted": self.added,
            "files_duplicate": self.duplicates,
            "files_quarantined": len(self.quarantined),
        }
