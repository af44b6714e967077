"""Simulated CT exams of a simulated disease whose truth is known.

Subject and course (`course`) → anatomy in the patient's coordinates (`phantom`) → sampling by a scanner (`scanner`,
`acquire`) → DICOM files (`dicom`). Everything follows from seeds, so the same arguments give the same bytes. Every
file says of itself that it is simulated.
"""

from centralis.core.simulation.acquire import Acquisition, Coverage, Volume, acquire
from centralis.core.simulation.course import Course, SubjectTruth, TimePointTruth, simulate_subject
from centralis.core.simulation.dicom import simulate_exam
from centralis.core.simulation.identity import Identity, simulate_identity
from centralis.core.simulation.phantom import LesionOrgan, LesionTruth
from centralis.core.simulation.scanner import SCANNERS, Kernel, Maker, ScannerModel

__all__ = [
    "SCANNERS",
    "Acquisition",
    "Course",
    "Coverage",
    "Identity",
    "Kernel",
    "LesionOrgan",
    "LesionTruth",
    "Maker",
    "ScannerModel",
    "SubjectTruth",
    "TimePointTruth",
    "Volume",
    "acquire",
    "simulate_exam",
    "simulate_identity",
    "simulate_subject",
]
