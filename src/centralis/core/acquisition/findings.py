"""The answer of a check: what was expected, what was observed, and the verdict, ready for a checklist."""

from dataclasses import dataclass, replace
from enum import StrEnum

from centralis.core.acquisition.requirements import Severity


class Verdict(StrEnum):
    """Pass, fail, or not evaluable: a fact that is missing is never counted as a pass."""

    PASS = "pass"
    FAIL = "fail"
    NOT_EVALUABLE = "not_evaluable"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the QC checklist.

    `series` is the series instance UID looked at, empty for the exam as a whole; `requirement` the id of the series
    requirement it fills; `evidence` are (name, value) pairs that let a person recompute the verdict.
    """

    check: str
    version: str
    verdict: Verdict
    severity: Severity
    expected: str
    observed: str
    unit: str = ""
    evidence: tuple[tuple[str, str], ...] = ()
    series: str = ""
    requirement: str = ""
    parameter: str = ""

    @property
    def failed(self) -> bool:
        """Whether the check found a deviation."""
        return self.verdict is Verdict.FAIL

    def at(self, series: str, requirement: str) -> "Finding":
        """The same finding, placed at a series and the requirement it fills."""
        return replace(self, series=series, requirement=requirement)

    def as_json(self) -> dict[str, object]:
        """The finding as plain JSON values, stable in key order."""
        return {
            "check": self.check,
            "version": self.version,
            "verdict": self.verdict.value,
            "severity": self.severity.value,
            "expected": self.expected,
            "observed": self.observed,
            "unit": self.unit,
            "evidence": [list(pair) for pair in self.evidence],
            "series": self.series,
            "requirement": self.requirement,
            "parameter": self.parameter,
        }


def order(finding: Finding) -> tuple[int, int, str, str]:
    """Sorting key for a checklist: failed first, then not evaluable, then passed; the gravest first within each."""
    verdicts = (Verdict.FAIL, Verdict.NOT_EVALUABLE, Verdict.PASS)
    severities = (Severity.CRITICAL, Severity.MAJOR, Severity.MINOR)
    return verdicts.index(finding.verdict), severities.index(finding.severity), finding.check, finding.requirement
