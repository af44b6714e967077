"""What a check function answers before it is stamped with the check's id and version."""

from dataclasses import dataclass

from centralis.core.acquisition.findings import Verdict
from centralis.core.acquisition.requirements import Severity

Evidence = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """A verdict with what was expected and observed; `severity` None takes the check's own."""

    verdict: Verdict
    expected: str
    observed: str
    unit: str = ""
    evidence: Evidence = ()
    severity: Severity | None = None
    parameter: str = ""
    series: str = ""
    requirement: str = ""


def judged(
    holds: bool | None, expected: str, observed: str, evidence: Evidence = (), severity: Severity | None = None
) -> Outcome:
    """An outcome from a yes, a no, or None for a question that the facts cannot answer."""
    verdict = Verdict.NOT_EVALUABLE if holds is None else Verdict.PASS if holds else Verdict.FAIL
    return Outcome(verdict, expected, observed, evidence=evidence, severity=severity)
