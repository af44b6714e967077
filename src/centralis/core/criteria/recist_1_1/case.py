"""A whole case by RECIST 1.1: every time point assessed, the best overall response, the first progression."""

from collections.abc import Sequence
from dataclasses import dataclass

from centralis.core.criteria import best_response
from centralis.core.criteria.best_response import BestResponse, BestResponseRule, DayResponse
from centralis.core.criteria.findings import Finding
from centralis.core.criteria.recist_1_1.checks import check_baseline, check_time_point
from centralis.core.criteria.recist_1_1.model import Assessment, Case, Parameters
from centralis.core.criteria.recist_1_1.time_point import assess_time_points


@dataclass(frozen=True)
class CaseAssessment:
    """The answer for a case. `progression_day` is the day the first PD counts from; findings stand by time point."""

    assessments: tuple[Assessment, ...]
    best_overall_response: BestResponse
    progression_day: int | None
    findings: tuple[tuple[Finding, ...], ...]


def assess_case(case: Case) -> CaseAssessment:
    """Assess every time point of a case in its order, then derive what holds for the whole."""
    assessments = assess_time_points(case.time_points, case.parameters)
    findings = [check_baseline(case.time_points[0], case.parameters)]
    for end in range(2, len(case.time_points) + 1):
        findings.append(check_time_point(case.time_points[:end], case.parameters, assessments[:end]))
    return CaseAssessment(
        assessments,
        derive_best_overall_response(assessments, case.parameters),
        derive_progression_day(assessments),
        tuple(findings),
    )


def derive_progression_day(assessments: Sequence[Assessment]) -> int | None:
    """The day from which the first progression counts (an equivocal lesion confirmed later dates back), or None."""
    days = [one.progression_day for one in assessments if one.progression_day is not None]
    return min(days) if days else None


def derive_best_overall_response(assessments: Sequence[Assessment], parameters: Parameters) -> BestResponse:
    """Best overall response of a case; days are counted from the reference day, and returned as the case's own.

    What was read from the day a progression counts on no longer counts as response, also when it dates back.
    Without any follow-up the answer is NE.
    """
    progression_day = derive_progression_day(assessments)
    record: list[DayResponse] = []
    for one in assessments:
        if one.overall is None:
            continue
        if progression_day is not None and one.day >= progression_day:
            record.append(DayResponse(progression_day - parameters.reference_day, "PD"))
            break
        record.append(DayResponse(one.day - parameters.reference_day, one.overall))
    rule = BestResponseRule(
        sd_min_days=parameters.sd_min_days,
        confirmation_days=parameters.confirmation_days if parameters.confirm else None,
        max_ne=parameters.max_ne,
        accept_sd=parameters.accept_sd,
        missing_as_ne=True,
    )
    return best_response.derive_best_overall_response(record, rule)
