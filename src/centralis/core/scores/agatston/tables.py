"""Weights and categories of coronary calcium as data."""

from centralis.core.criteria.criterion import Table

RULES: dict[str, str] = {
    "NONE": "No calcium is found.",
    "MILD": "The score is above 0 and below 100.",
    "MODERATE": "The score is 100 to below 400.",
    "EXTENSIVE": "The score is 400 or more.",
    "NOT-EVALUABLE": "The scan cannot be scored: there is no score, which is not 0.",
}

CATEGORIES = Table(
    "Categories by the Agatston score",
    ("score", "calcium"),
    (
        ("NONE", "0", "none"),
        ("MILD", "above 0, below 100", "mild"),
        ("MODERATE", "100 to below 400", "moderate"),
        ("EXTENSIVE", "400 and more", "extensive"),
    ),
)

WEIGHTS = Table(
    "Weight of an island by its peak; any may decide a category",
    ("peak HU", "weight"),
    (
        ("MILD", "130 to 199", "1"),
        ("MILD", "200 to 299", "2"),
        ("MILD", "300 to 399", "3"),
        ("MILD", "400 and more", "4"),
    ),
)
