"""Worked examples of the ejection fraction."""

from typing import Any

from centralis.core.criteria.criterion import Example


def _volumes(end_diastolic: float, end_systolic: float, **more: Any) -> dict[str, Any]:
    told = {"method": "volumes", "end_diastolic_ml": end_diastolic, "end_systolic_ml": end_systolic}
    return {"time_points": [{"day": 0, **told, **more}]}


def _biplane() -> dict[str, Any]:
    told: dict[str, Any] = {"day": 0, "method": "biplane", "sex": "M"}
    for phase, diameter, length in (("diastole", 50, 80), ("systole", 35, 70)):
        for view, shorter in (("four", 0), ("two", 4)):
            told[f"{phase}_{view}_chamber_mm"] = [diameter] * 20
            told[f"{phase}_{view}_length_mm"] = length - shorter
    return {"time_points": [told]}


EXAMPLES = (
    Example(
        "normal, a man",
        "(120 − 50) / 120 = 58.33 %, at least 52 %. Body surface √(180 × 80 / 3600) = 2 m²: 60 and 25 ml/m².",
        _volumes(120, 50, sex="M", weight_kg=80, height_cm=180),
        (
            {
                "stroke_ml": 70.0,
                "ejection_percent": 58.3333,
                "end_diastolic_ml_per_m2": 60.0,
                "end_systolic_ml_per_m2": 25.0,
                "rule": "NORMAL",
            },
        ),
    ),
    Example(
        "the same fraction, by sex",
        "(100 − 47) / 100 = 53 %: normal for a man (52 to 72), mildly abnormal for a woman (from 54).",
        _volumes(100, 47, sex="F"),
        ({"ejection_percent": 53.0, "rule": "MILD"},),
    ),
    Example(
        "sex not told",
        "53 % is normal for a man and not for a woman: no grade is given.",
        _volumes(100, 47),
        ({"ejection_percent": 53.0, "rule": "UNGRADED"},),
    ),
    Example(
        "moderate",
        "(200 − 130) / 200 = 35 %, from 30 to below 41.",
        _volumes(200, 130, sex="F"),
        ({"ejection_percent": 35.0, "rule": "MODERATE"},),
    ),
    Example(
        "severe",
        "(200 − 141) / 200 = 29.5 %, below 30.",
        _volumes(200, 141, sex="M"),
        ({"ejection_percent": 29.5, "rule": "SEVERE"},),
    ),
    Example(
        "biplane discs of a cylinder",
        "Twenty discs of 50 × 50 mm over the longer length of 80 mm: π/4 × 2500 × 80 = 157.08 ml; in systole 35 × 35 "
        "over 70 mm: 67.35 ml. (157.08 − 67.35) / 157.08 = 57.12 %.",
        _biplane(),
        ({"end_diastolic_ml": 157.0796, "end_systolic_ml": 67.3479, "ejection_percent": 57.125, "rule": "NORMAL"},),
    ),
    Example(
        "short-axis slices",
        "Areas of 2000 + 1800 + 1000 mm² in diastole and 1000 + 800 + 0 in systole, 8 mm thick with a gap of 2 mm: "
        "4800 × 10 = 48 ml and 1800 × 10 = 18 ml; (48 − 18) / 48 = 62.5 %.",
        {
            "time_points": [
                {
                    "day": 0,
                    "method": "short_axis",
                    "sex": "F",
                    "diastole_areas_mm2": [2000, 1800, 1000],
                    "systole_areas_mm2": [1000, 800, 0],
                    "slice_thickness_mm": 8,
                    "slice_gap_mm": 2,
                }
            ]
        },
        ({"end_diastolic_ml": 48.0, "end_systolic_ml": 18.0, "ejection_percent": 62.5, "rule": "NORMAL"},),
    ),
    Example(
        "swapped phases",
        "A ventricle of 50 ml in diastole and 120 in systole: no fraction is computed.",
        _volumes(50, 120, sex="M"),
        ({"ejection_percent": None, "rule": "REFUSED"},),
    ),
)
