"""RECIST 1.1 answers as JSON, in the published shape."""

from typing import Any

from centralis.core.criteria import exact
from centralis.core.criteria.recist_1_1.case import CaseAssessment, assess_case
from centralis.core.criteria.recist_1_1.json_case import read_case
from centralis.core.criteria.recist_1_1.model import Assessment

CRITERION = "recist-1.1"


def write_assessment(one: Assessment) -> dict[str, Any]:
    """One time point of the answer; changes in percent are cut to four decimals, lengths are exact."""
    return {
        "day": one.day,
        "sum_of_diameters_mm": exact.to_number(one.sum_of_diameters_mm),
        "baseline_mm": exact.to_number(one.baseline_mm),
        "nadir_mm": exact.to_number(one.nadir_mm),
        "target": one.target,
        "non_target": one.non_target,
        "new_lesion": one.new_lesion,
        "overall": one.overall,
        "rule": one.rule,
        "sentence": one.sentence,
        "measured_part_mm": exact.to_number(one.measured_part_mm),
        "change_from_baseline_percent": exact.to_number(one.change_from_baseline_percent, 4),
        "change_from_nadir_percent": exact.to_number(one.change_from_nadir_percent, 4),
        "change_from_nadir_mm": exact.to_number(one.change_from_nadir_mm),
        "new_lesion_equivocal": one.new_lesion_equivocal,
        "progression_day": one.progression_day,
    }


def write_answer(result: CaseAssessment) -> dict[str, Any]:
    """The whole answer in the published shape."""
    best = result.best_overall_response
    return {
        "criterion": CRITERION,
        "time_points": [
            {**write_assessment(one), "findings": [finding.to_json() for finding in findings]}
            for one, findings in zip(result.assessments, result.findings, strict=True)
        ],
        "best_overall_response": best.response,
        "best_overall_response_sentence": best.sentence,
        "progression_day": result.progression_day,
    }


def assess_case_json(data: object) -> dict[str, Any]:
    """Read a case, assess it, write the answer."""
    return write_answer(assess_case(read_case(data)))
