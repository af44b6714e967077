"""Segments, their vessels and the grades of stress perfusion as data."""

from centralis.core.criteria.criterion import Table

VESSELS: dict[str, tuple[int, ...]] = {
    "LAD": (1, 2, 7, 8, 13, 14, 17),
    "RCA": (3, 4, 9, 10, 15),
    "LCx": (5, 6, 11, 12, 16),
}
"""The coronary artery each segment is assigned to (Cerqueira 2002); anatomy varies between people."""

_NAMES = ("anterior", "anteroseptal", "inferoseptal", "inferior", "inferolateral", "anterolateral")
NAMES: dict[int, str] = {
    **{n + 1: f"basal {name}" for n, name in enumerate(_NAMES)},
    **{n + 7: f"mid {name}" for n, name in enumerate(_NAMES)},
    **{n + 13: f"apical {name}" for n, name in enumerate(("anterior", "septal", "inferior", "lateral"))},
    17: "apex",
}

RULES: dict[str, str] = {
    "NORMAL": "The summed stress score is below 4.",
    "MILD": "The summed stress score is 4 to 8.",
    "MODERATE": "The summed stress score is 9 to 13.",
    "SEVERE": "The summed stress score is 14 or more.",
    "NOT-EVALUABLE": "A segment was not scored: there are no sums.",
}

GRADES = Table(
    "Grade by the summed stress score",
    ("summed stress score", "perfusion"),
    (
        ("NORMAL", "0 to 3", "normal"),
        ("MILD", "4 to 8", "mildly abnormal"),
        ("MODERATE", "9 to 13", "moderately abnormal"),
        ("SEVERE", "14 and more", "severely abnormal"),
    ),
)
