"""Run every registered check on an exam and return the checklist, failed lines first."""

import centralis.core.acquisition.checks as registered
from centralis.core.acquisition.assignment import assign
from centralis.core.acquisition.context import CheckContext
from centralis.core.acquisition.facts import ExamFacts
from centralis.core.acquisition.findings import Finding, order
from centralis.core.acquisition.registry import CATALOGUE, Case
from centralis.core.acquisition.requirements import Requirement

CHECK_MODULES = registered.__all__


def run_checks(exam: ExamFacts, requirement: Requirement, context: CheckContext | None = None) -> list[Finding]:
    """Hold an exam against a requirement.

    Args:
        exam: facts of the exam, from `exam_facts`.
        requirement: what the charter asks for.
        context: visit, baseline, scanner, subject and transmittal; what is missing makes checks not evaluable.

    Returns:
        Findings, failed first, then not evaluable, then passed; the gravest first within each. Never raises.

    """
    case = Case(exam, requirement, context or CheckContext(), assign(exam, requirement))
    findings = [finding for one in CATALOGUE.values() for finding in one(case)]
    return sorted(findings, key=order)
