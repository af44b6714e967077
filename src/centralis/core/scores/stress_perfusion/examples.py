"""Worked examples of stress perfusion."""

from typing import Any

from centralis.core.criteria.criterion import Example


def _case(scores: dict[int, tuple[int, int]], without: int = 0, **parameters: Any) -> dict[str, Any]:
    count = 16 if parameters.get("model") == "16" else 17
    segments: list[dict[str, Any]] = []
    for number in range(1, count + 1):
        stress, rest = scores.get(number, (0, 0))
        row: dict[str, Any] = {"id": str(number), "state": "scored", "stress": stress, "rest": rest}
        segments.append({"id": str(number), "state": "not_evaluable"} if number == without else row)
    return {"parameters": parameters, "time_points": [{"day": 0, "segments": segments}]}


EXAMPLES = (
    Example(
        "normal",
        "Segments 4 and 10 score 1 each at stress and at rest: stress 2, rest 2, difference 0; below 4.",
        _case({4: (1, 1), 10: (1, 1)}),
        (
            {
                "summed_stress": 2, "summed_rest": 2, "summed_difference": 0, "ischaemia": False, "rule": "NORMAL",
                "worst_vessel": "RCA",
            },
        ),
    ),
    Example(
        "mild, ischaemic",
        "Segments 13 and 14 are 2 at stress and 0 at rest: stress 4, difference 4; 4/68 is 5.88 %.",
        _case({13: (2, 0), 14: (2, 0)}),
        (
            {
                "summed_stress": 4, "summed_difference": 4, "stress_percent": 5.8823, "ischaemia": True, "rule": "MILD",
                "worst_vessel": "LAD",
            },
        ),
    ),
    Example(
        "moderate",
        "Segments 5, 6 and 11 are 3 at stress and 1 at rest: stress 9, rest 3, difference 6.",
        _case({5: (3, 1), 6: (3, 1), 11: (3, 1)}),
        (
            {
                "summed_stress": 9, "summed_rest": 3, "summed_difference": 6, "rule": "MODERATE", "worst_vessel": "LCx",
            },
        ),
    ),
    Example(
        "severe scar",
        "Segments 13 to 16 are 4 at stress and at rest: stress 16, rest 16, difference 0: no ischaemia.",
        _case(dict.fromkeys((13, 14, 15, 16), (4, 4))),
        ({"summed_stress": 16, "summed_difference": 0, "ischaemia": False, "rule": "SEVERE"},),
    ),
    Example(
        "better at stress",
        "Segment 1 is 3 at stress and 0 at rest, segment 8 is 0 and 2: stress 3, rest 2; the difference is 3 + 0, for "
        "a segment better at stress counts 0.",
        _case({1: (3, 0), 8: (0, 2)}),
        ({"summed_stress": 3, "summed_rest": 2, "summed_difference": 3, "rule": "NORMAL"},),
    ),
    Example(
        "sixteen segments",
        "Without the apex the worst possible is 64: stress 8 is 12.5 %.",
        _case({1: (4, 0), 2: (4, 0)}, model="16"),
        ({"summed_stress": 8, "stress_percent": 12.5, "rule": "MILD"},),
    ),
    Example(
        "a segment not evaluable",
        "Segment 17 could not be scored: sums of 16 of 17 segments would read as less disease.",
        _case({1: (4, 0)}, without=17),
        ({"summed_stress": None, "summed_difference": None, "ischaemia": None, "rule": "NOT-EVALUABLE"},),
    ),
)  # fmt: skip
