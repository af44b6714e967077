"""Make the demonstration's images and send them as a site would: announced, received, checked.

Every image is computed by `core.simulation` and says so itself; its true diameters are known.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from centralis.apps.action import Caller
from centralis.apps.intake import actions as intake
from centralis.apps.intake.models import ExamVersion, Transmittal
from centralis.apps.intake.preparing import store
from centralis.apps.intake.receiving import Received, Receiving
from centralis.apps.intake.spool import Landing, one_request
from centralis.apps.intake.tasks import settle
from centralis.apps.sites.models import Scanner
from centralis.apps.trials.models import Visit
from centralis.core.simulation import (
    Acquisition,
    Course,
    Coverage,
    ScannerModel,
    SubjectTruth,
    simulate_exam,
    simulate_subject,
)

CHARTER = Acquisition(coverage=Coverage.CHEST_ABDOMEN_PELVIS)
"""What the demonstration's definition asks for: portal venous, soft kernel, 5 mm slices, 256 × 256 pixels."""

SCANNED_AT = time(9, 40)
TIME_POINTS = 4


@dataclass(frozen=True, slots=True)
class Patient:
    """A simulated subject: the course that the disease takes, and the seed that everything follows from."""

    code: str
    course: Course
    seed: int

    def truth(self) -> SubjectTruth:
        return simulate_subject(self.code, self.course, self.seed, TIME_POINTS)


@dataclass(frozen=True, slots=True)
class Scan:
    """One scan of a patient: at which time point of the course (0: baseline), on which machine, when, how."""

    patient: Patient
    time_point: int
    model: ScannerModel
    on: date
    acquisition: Acquisition = CHARTER
    attempt: int = 0

    def files(self) -> list[bytes]:
        """The DICOM files, as the scanner would write them; another attempt is another study."""
        at = datetime.combine(self.on, SCANNED_AT, UTC) + timedelta(minutes=self.patient.seed % 90)
        seed = self.patient.seed + 1000 * self.attempt
        truth = self.patient.truth()
        return list(simulate_exam(truth, self.time_point, self.model, self.acquisition, seed, at))


@dataclass(frozen=True, slots=True)
class Sending:
    """What a site adds to its images: the scanner it names, the technologist, what the form says beside."""

    scanner: Scanner | None = None
    technologist: str = ""
    exam_date: date | None = None
    resend_reason: str = ""
    more: Mapping[str, Any] = field(default_factory=dict)


def announce(caller: Caller, visit: Visit, files: int, sending: Sending) -> Transmittal:
    """Announce an exam of a visit as the site's upload page does."""
    form = intake.Form(
        exam_date=sending.exam_date,
        modality=sending.scanner.modality if sending.scanner else "",
        scanner=sending.scanner,
        technologist=sending.technologist,
        announced_files=files,
        resend_reason=sending.resend_reason,
        more=sending.more,
    )
    return intake.announce(caller, visit, form, "web")


def send(caller: Caller, transmittal: Transmittal, files: Iterable[tuple[str, bytes]]) -> Received:
    """Send files (name and content) through the one pipeline of intake, then run what follows: index and checks."""
    sealed = store()
    with one_request(sealed) as folder:
        receiving = Receiving(caller, transmittal, folder, sealed)
        for ordinal, (name, content) in enumerate(files, start=1):
            landing = Landing(folder, ordinal, name)
            landing.write(content)
            receiving.preparation.submit(landing.done())
        received = receiving.finish()
    if received.receipt.exam_version is not None:
        settle(received.receipt.exam_version)
    return received


def newest(visit: Visit) -> ExamVersion:
    """The newest version of a visit's exam."""
    row: ExamVersion | None = ExamVersion.objects.filter(exam__visit=visit).order_by("-number").first()
    if row is None:
        raise ExamVersion.DoesNotExist
    return row
