"""Worked examples of brain volumetry."""

from typing import Any

from centralis.core.criteria.criterion import Example

_FIRST: dict[str, Any] = {"day": 0, "hippocampus_left_mm3": 3600, "hippocampus_right_mm3": 3400, "lesion_ml": 5.5}


def _case(*later: dict[str, Any], **parameters: Any) -> dict[str, Any]:
    return {"parameters": parameters, "time_points": [_FIRST, *later]}


EXAMPLES = (
    Example(
        "one year, pathological",
        "−0.6 % over 365 days is −0.6 × 365.25 / 365 = −0.6004 % a year, below −0.4.",
        _case({"day": 365, "change_percent": -0.6}),
        ({"rule": "BASELINE"}, {"change_percent_per_year": -0.6004, "pathological": True, "rule": "PATHOLOGICAL"}),
    ),
    Example(
        "exactly the pathological rate",
        "1461 days are four years of 365.25 days: −1.6 / 4 = −0.4 % a year, which counts.",
        _case({"day": 1461, "change_percent": -1.6}),
        ({"rule": "BASELINE"}, {"change_percent_per_year": -0.4, "pathological": True, "rule": "PATHOLOGICAL"}),
    ),
    Example(
        "not pathological",
        "−0.2 % over 400 days is −0.1826 % a year.",
        _case({"day": 400, "change_percent": -0.2}),
        ({"rule": "BASELINE"}, {"change_percent_per_year": -0.1826, "rule": "NOT-PATHOLOGICAL"}),
    ),
    Example(
        "too short, another scanner, nothing told",
        "Day 90 is below 180 days. On day 365 the scanner is another. On day 730 no change is told.",
        _case(
            {"day": 90, "change_percent": -0.3},
            {"day": 365, "change_percent": -0.5, "same_scanner": False},
            {"day": 730},
        ),
        (
            {"rule": "BASELINE"},
            {"change_percent_per_year": None, "rule": "TOO-SHORT"},
            {"change_percent_per_year": None, "rule": "NOT-COMPARABLE"},
            {"change_percent_per_year": None, "rule": "NO-CHANGE-TOLD"},
        ),
    ),
    Example(
        "hippocampi and lesions",
        "3600 + 3400 = 7000 mm³, asymmetry 200 / 3500 = 5.714 %. After 365.25 × 2 ≈ 730 days 6790 mm³ is −3 %, "
        "−3 × 365.25 / 730 = −1.501 % a year. Lesions: 2 new + 1 enlarging, 7 − 5.5 = 1.5 ml more.",
        _case(
            {
                "day": 730, "hippocampus_left_mm3": 3500, "hippocampus_right_mm3": 3290, "new_lesions": 2,
                "enlarging_lesions": 1, "lesion_ml": 7, "change_percent": -0.5,
            }
        ),
        (
            {"hippocampus_mm3": 7000.0, "hippocampus_asymmetry_percent": 5.7142},
            {
                "hippocampus_mm3": 6790.0, "hippocampus_change_percent_per_year": -1.501, "active_lesions": 3,
                "lesion_change_ml": 1.5, "rule": "NOT-PATHOLOGICAL",
            },
        ),
    ),
    Example(
        "corrected for the skull by the residual method",
        "7000 − 0.002 × (1 600 000 − 1 500 000) = 6800 mm³. Parenchymal fraction (600 + 500) / 1375 = 0.8.",
        {
            "parameters": {"hippocampus_slope": 0.002, "mean_intracranial_mm3": 1500000},
            "time_points": [
                {**_FIRST, "intracranial_mm3": 1600000, "grey_ml": 600, "white_ml": 500, "csf_ml": 275},
            ],
        },
        ({"hippocampus_corrected": 6800.0, "brain_parenchymal_fraction": 0.8, "rule": "BASELINE"},),
    ),
)  # fmt: skip
