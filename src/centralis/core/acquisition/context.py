"""What a check may look at besides the exam: visit, baseline, scanner, subject and transmittal."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from centralis.core.acquisition.facts import ExamFacts, Scanner


class Qualification(StrEnum):
    """Where a scanner stands in its qualification for the trial."""

    QUALIFIED = "qualified"
    PENDING = "pending"
    EXPIRED = "expired"
    REOPENED = "reopened"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class VisitWindow:
    """The days on which a visit's exam may be made, both ends included; unscheduled visits have no window."""

    visit: str
    opens: date | None = None
    closes: date | None = None
    unscheduled: bool = False


@dataclass(frozen=True, slots=True)
class ScannerStatus:
    """The registered scanner of the exam as the site's file knows it; `status` UNKNOWN when it is not registered."""

    status: Qualification = Qualification.UNKNOWN
    registered: Scanner = field(default_factory=Scanner)
    valid_until: date | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class SubjectHistory:
    """What earlier exams and the subject's file say: the code, recorded sexes and patient IDs of earlier exams."""

    code: str = ""
    sex: str = ""
    earlier_sexes: tuple[str, ...] = ()
    earlier_patient_ids: tuple[str, ...] = ()
    earlier_dates: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class Baseline:
    """The accepted baseline exam of the subject for the same requirement."""

    exam: ExamFacts
    visit: str = ""


@dataclass(frozen=True, slots=True)
class Transmittal:
    """What the site states on the transmittal form; units in the keys of `numbers` (fasting_h, glucose_mmol_l)."""

    exam_date: date | None = None
    contrast_phase: str = ""
    contrast_delay_s: float | None = None
    numbers: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CheckContext:
    """Everything around an exam; what is None makes the checks that need it not evaluable, never passed."""

    visit: VisitWindow | None = None
    baseline: Baseline | None = None
    is_baseline: bool = False
    scanner: ScannerStatus | None = None
    subject: SubjectHistory | None = None
    transmittal: Transmittal | None = None
