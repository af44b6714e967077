"""RECIST 1.1: Response Evaluation Criteria in Solid Tumours, revised, version 1.1.

Eisenhauer EA et al, Eur J Cancer 2009;45:228-247; clarification Schwartz LH et al, Eur J Cancer 2016;62:132-137. Not
covered: the choice of lesions and the reading itself, iRECIST and the other modifications, symptomatic deterioration
without imaging, pathology. Each module says which of its rules were confirmed and by what.

Modules in order of use: `model` (parameters, inputs, assessment), `tables`, `time_point`, `sentences`, `checks`,
`case`, `json_case` and `json_answer`, `schema`, `form`, `draft`, `examples`, `entry` (for the catalogue). Lengths in mm
as exact decimals, days as integers.
"""

from centralis.core.criteria.recist_1_1.case import (
    CaseAssessment,
    assess_case,
    derive_best_overall_response,
    derive_progression_day,
)
from centralis.core.criteria.recist_1_1.checks import CHECKS, check_baseline, check_time_point
from centralis.core.criteria.recist_1_1.draft import derive_next_time_point, read_draft
from centralis.core.criteria.recist_1_1.entry import CRITERION
from centralis.core.criteria.recist_1_1.form import derive_form
from centralis.core.criteria.recist_1_1.json_answer import assess_case_json, write_answer, write_assessment
from centralis.core.criteria.recist_1_1.json_case import read_case, read_parameters, read_time_point
from centralis.core.criteria.recist_1_1.model import (
    Assessment,
    BaselinePet,
    Case,
    Certainty,
    NewLesion,
    NonTarget,
    NonTargetState,
    Parameters,
    Target,
    TargetState,
    TimePoint,
)
from centralis.core.criteria.recist_1_1.schema import derive_case_schema
from centralis.core.criteria.recist_1_1.tables import ORGANS, OVERALL, RULES
from centralis.core.criteria.recist_1_1.time_point import assess_time_point, assess_time_points

__all__ = [
    "CHECKS",
    "CRITERION",
    "ORGANS",
    "OVERALL",
    "RULES",
    "Assessment",
    "BaselinePet",
    "Case",
    "CaseAssessment",
    "Certainty",
    "NewLesion",
    "NonTarget",
    "NonTargetState",
    "Parameters",
    "Target",
    "TargetState",
    "TimePoint",
    "assess_case",
    "assess_case_json",
    "assess_time_point",
    "assess_time_points",
    "check_baseline",
    "check_time_point",
    "derive_best_overall_response",
    "derive_case_schema",
    "derive_form",
    "derive_next_time_point",
    "derive_progression_day",
    "read_case",
    "read_draft",
    "read_parameters",
    "read_time_point",
    "write_answer",
    "write_assessment",
]
