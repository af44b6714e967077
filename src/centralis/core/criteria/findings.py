"""What a rule says about an input: a finding names the place in a sentence; a case error refuses the input."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How far an edit check goes: an error must be put right before signing, a warning must be looked at."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class Finding:
    """One edit check that did not pass: which check, how grave, at which field, and the sentence for the reader.

    `field` is a path in the time point as it stands in JSON, such as `targets[0].diameter_mm`; `lesion` is the
    lesion's id, or empty when the finding is about the time point as a whole.
    """

    check: str
    severity: Severity
    field: str
    lesion: str
    sentence: str

    def to_json(self) -> dict[str, str]:
        return {
            "check": self.check,
            "severity": self.severity.value,
            "field": self.field,
            "lesion": self.lesion,
            "sentence": self.sentence,
        }


class CaseError(ValueError):
    """A case that cannot be read: `where` is the path of the field, the sentence says what was expected there."""

    def __init__(self, where: str, sentence: str) -> None:
        self.where = where
        self.sentence = sentence
        super().__init__(f"{where}: {sentence}" if where else sentence)
