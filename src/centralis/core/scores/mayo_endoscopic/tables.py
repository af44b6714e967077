"""The four grades of the Mayo endoscopic subscore as data."""

from centralis.core.criteria.criterion import Table

GRADES = Table(
    "The grades",
    ("disease", "what is seen"),
    (
        ("MES-0", "normal or inactive", "nothing of the below"),
        ("MES-1", "mild", "erythema, decreased vascular pattern, mild friability"),
        ("MES-2", "moderate", "marked erythema, no vascular pattern, friability, erosions"),
        ("MES-3", "severe", "spontaneous bleeding, ulceration"),
    ),
)

RULES: dict[str, str] = {
    "MES-0": "The worst segment is normal or inactive.",
    "MES-1": "The worst segment shows mild disease.",
    "MES-2": "The worst segment shows moderate disease.",
    "MES-3": "The worst segment shows severe disease.",
    "NOT-EVALUABLE": "No segment could be scored.",
}
