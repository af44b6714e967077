"""The requirement language of acquisition, and versioned checks of an exam against it.

`run_checks(exam_facts, requirement, context)` answers one `Finding` per thing looked at: what was expected, what was
observed, and the verdict. Nothing here opens a file: facts come in, findings go out.
"""

from centralis.core.acquisition.context import (
    Baseline,
    CheckContext,
    ScannerStatus,
    SubjectHistory,
    Transmittal,
    VisitWindow,
)
from centralis.core.acquisition.facts import ExamFacts, Scanner, SeriesFacts, exam_facts, series_facts
from centralis.core.acquisition.findings import Finding, Verdict
from centralis.core.acquisition.registry import CATALOGUE, Check, catalogue
from centralis.core.acquisition.requirements import (
    Contrast,
    Range,
    Requirement,
    Rule,
    SeriesRequirement,
    Severity,
)
from centralis.core.acquisition.run import run_checks

__all__ = [
    "CATALOGUE",
    "Baseline",
    "Check",
    "CheckContext",
    "Contrast",
    "ExamFacts",
    "Finding",
    "Range",
    "Requirement",
    "Rule",
    "Scanner",
    "ScannerStatus",
    "SeriesFacts",
    "SeriesRequirement",
    "Severity",
    "SubjectHistory",
    "Transmittal",
    "Verdict",
    "VisitWindow",
    "catalogue",
    "exam_facts",
    "run_checks",
    "series_facts",
]
