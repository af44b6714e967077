"""The five grades of Kellgren-Lawrence as data."""

from centralis.core.criteria.criterion import Table

GRADES = Table(
    "The grades",
    ("osteophytes", "joint space", "sclerosis", "bone ends"),
    (
        ("GRADE-0", "none", "not narrowed", "none", "normal"),
        ("GRADE-1", "possible lipping", "doubtfully narrowed", "", ""),
        ("GRADE-2", "definite", "possibly narrowed", "", ""),
        ("GRADE-3", "moderate, multiple", "definitely narrowed", "some", "possibly deformed"),
        ("GRADE-4", "large", "markedly narrowed", "severe", "definitely deformed"),
    ),
)

RULES: dict[str, str] = {
    "GRADE-0": "No feature of osteoarthritis.",
    "GRADE-1": "Doubtful: doubtful narrowing of the joint space, possible osteophytes.",
    "GRADE-2": "Minimal: definite osteophytes, possible narrowing.",
    "GRADE-3": "Moderate: multiple osteophytes, definite narrowing, some sclerosis, possible deformity.",
    "GRADE-4": "Severe: large osteophytes, marked narrowing, severe sclerosis, definite deformity.",
    "NOT-EVALUABLE": "A joint that was graded at baseline, or is listed here, could not be graded.",
}
