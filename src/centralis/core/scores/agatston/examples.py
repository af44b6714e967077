"""Worked examples of coronary calcium."""

from typing import Any

from centralis.core.criteria.criterion import Example


def _case(*islands: tuple[str, float, float], thickness: float = 3, **more: Any) -> dict[str, Any]:
    parameters = more.pop("parameters", {})
    told = [
        {"id": f"I{n}", "vessel": vessel, "area_mm2": area, "peak_hu": peak}
        for n, (vessel, area, peak) in enumerate(islands, start=1)
    ]
    point = {"day": 0, "slice_thickness_mm": thickness, "islands": told, **more}
    return {"parameters": parameters, "time_points": [point]}


EXAMPLES = (
    Example("no calcium", "No island: the score is 0.", _case(), ({"agatston": 0.0, "rule": "NONE"},)),
    Example(
        "one island of each weight",
        "10 × 1 (199 HU) + 10 × 2 (200 HU) + 10 × 3 (300 HU) + 3 × 4 (400 HU) = 10 + 20 + 30 + 12 = 72.",
        _case(("LM", 10, 199), ("LAD", 10, 200), ("LCX", 10, 300), ("RCA", 3, 400)),
        ({"left_main": 10.0, "lad": 20.0, "lcx": 30.0, "rca": 12.0, "agatston": 72.0, "rule": "MILD"},),
    ),
    Example(
        "exactly moderate",
        "25 mm² × 4 = 100. Volume 25 × 3 = 75 mm³.",
        _case(("LAD", 25, 450)),
        ({"agatston": 100.0, "volume_mm3": 75.0, "rule": "MODERATE"},),
    ),
    Example(
        "exactly extensive",
        "60 × 4 + 40 × 4 = 400.",
        _case(("LAD", 60, 800), ("RCA", 40, 401)),
        ({"lad": 240.0, "rca": 160.0, "agatston": 400.0, "rule": "EXTENSIVE"},),
    ),
    Example(
        "too faint and too small",
        "129 HU is below the threshold, 0.9 mm² below the least area: only 5 × 1 counts.",
        _case(("LAD", 20, 129), ("LAD", 0.9, 500), ("RCA", 5, 130)),
        ({"agatston": 5.0, "volume_mm3": 15.0, "rule": "MILD"},),
    ),
    Example(
        "scaled by thickness",
        "30 × 4 × 2.5/3 = 100 with slices of 2.5 mm, when the protocol asks for scaling.",
        _case(("LAD", 30, 450), thickness=2.5, parameters={"scale_by_thickness": True}),
        ({"agatston": 100.0, "volume_mm3": 75.0, "rule": "MODERATE"},),
    ),
    Example(
        "not evaluable",
        "A stent forbids a score: none is given, and none is 0.",
        _case(("LAD", 30, 450), evaluable=False),
        ({"agatston": None, "volume_mm3": None, "rule": "NOT-EVALUABLE"},),
    ),
)
