"""Worked examples of Kellgren-Lawrence."""

from centralis.core.criteria.criterion import Example


def _joint(name: str, grade: int) -> dict[str, object]:
    return {"id": name, "state": "graded", "grade": grade}


def _one(grade: int, words: str, affected: int) -> Example:
    return Example(
        f"grade {grade}",
        f"{words} is grade {grade}; osteoarthritis counts from grade 2, so {affected} of 1 joint is affected.",
        {"time_points": [{"day": 0, "joints": [_joint("right knee", grade)]}]},
        ({"worst_grade": grade, "osteoarthritis": affected, "rule": f"GRADE-{grade}"},),
    )


EXAMPLES = (
    _one(0, "A joint without any feature", 0),
    _one(1, "Doubtful narrowing with possible lipping", 0),
    _one(2, "Definite osteophytes with possible narrowing", 1),
    _one(3, "Multiple osteophytes with definite narrowing and some sclerosis", 1),
    _one(4, "Large osteophytes, marked narrowing, severe sclerosis and definite deformity", 1),
    Example(
        "two knees, one not evaluable later",
        "Day 0: grades 2 and 1, the worst is 2 and one joint is at or above 2. Day 365: the left knee is not graded, "
        "so no worst grade is stated; the right knee, now 3, still counts as affected.",
        {
            "time_points": [
                {"day": 0, "joints": [_joint("right knee", 2), _joint("left knee", 1)]},
                {"day": 365, "joints": [_joint("right knee", 3), {"id": "left knee", "state": "not_evaluable"}]},
            ]
        },
        (
            {"day": 0, "worst_grade": 2, "osteoarthritis": 1, "rule": "GRADE-2"},
            {"day": 365, "worst_grade": None, "osteoarthritis": 1, "rule": "NOT-EVALUABLE"},
        ),
    ),
)
