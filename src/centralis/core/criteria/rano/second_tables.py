"""RANO 2.0 as data: the response of one part, both parts together, and the overall response."""

from centralis.core.criteria.criterion import Table
from centralis.core.criteria.rano import rules

PARTS = Table(
    "Response of one part of the tumour; the first row that fits counts",
    ("sum of products", "sum of volumes", "response"),
    (
        ("PD-NADIR-ZERO", "seen again after a nadir of 0", "seen again after a nadir of 0", "PD"),
        ("PD-GROWTH", "≥ 25 % above the nadir", "≥ 40 % above the nadir", "PD"),
        ("PD-GROWTH-MEASURED-PART", "not all evaluated, the rest ≥ 25 % above", "the rest ≥ 40 % above", "PD"),
        ("NE-BURDEN", "not all evaluated", "not all evaluated", "NE"),
        ("SD-NOT-MEASURABLE", "nothing at baseline", "nothing at baseline", "SD"),
        ("CR", "gone", "gone", "CR"),
        ("PR", "≥ 50 % below baseline", "≥ 65 % below baseline", "PR"),
        ("MR", "non-enhancing, ≥ 25 % below", "non-enhancing, ≥ 40 % below", "MR"),
        ("SD", "between", "between", "SD"),
    ),
)

MIXED = Table(
    "Both parts of a mixed tumour without progression",
    ("one part", "other part", "together"),
    (
        ("MIXED-SAME", "CR, PR, MR or SD", "the same", "the same"),
        ("MIXED-CR", "CR", "PR, MR or SD", "that of the other part"),
        ("MIXED-SD", "PR or MR", "SD", "PR or MR"),
        ("MIXED-LESSER", "PR", "MR", "MR"),
    ),
)

RESPONSES = Table(
    "Overall response at a time point; the first row that fits counts",
    ("sign of progression", "when", "corticosteroids and clinical state", "overall"),
    (
        ("PD-PROVEN", "any, with a new lesion outside the field or histology", "any time", "any", "PD"),
        ("PD-CONFIRMED", "again, ≥ 28 days after a preliminary one", "any time", "any", "PD, from the first day"),
        ("PPD", "any", "< 84 days after radiation, or less than 28 days after a preliminary one", "any", "PPD"),
        ("PD-GROWTH", "a part has grown (its own row decides)", "later", "any", "PD"),
        ("PD-NEW-LESION", "new lesion", "later", "any", "PD"),
        ("PD-NON-TARGET", "non-target progresses", "later", "any", "PD"),
        ("PD-FLAIR", "T2/FLAIR significantly increased, where it counts", "later", "any", "PD"),
        ("PD-CLINICAL", "definite worsening", "later", "definite worsening", "PD"),
        ("NE-GROWTH-STEROIDS-LOWERED", "growth, by the trial's choice", "any time", "dose lowered", "NE"),
        ("NE-BURDEN", "none, a part not evaluated", "any time", "any", "NE"),
        ("NE-FLAIR", "none, T2/FLAIR counts and is not told", "any time", "any", "NE"),
        ("NE-CLINICAL", "none", "any time", "not told", "NE"),
        ("NE-STEROIDS", "none", "any time", "dose raised", "NE"),
        ("PR-REST-PERSISTS", "none, targets gone, non-targets not", "any time", "stable or better", "PR"),
        ("PR-STEROIDS", "none, all gone", "any time", "dose above replacement", "PR"),
        ("CR", "none, all gone", "any time", "none or replacement, stable or better", "CR"),
        ("SD", "none, otherwise that of the part or of both parts", "any time", "stable or better", "CR to SD"),
    ),
)

_OWN = {
    "PPD": "Progression is preliminary: it must be seen again, grown further, after the confirmation interval.",
    "PD-CONFIRMED": "A preliminary progression is confirmed; progression counts from its day.",
    "PD-PROVEN": "Progression is shown outside the radiation field or by histology, which needs no confirmation.",
    "MIXED-SAME": "Both parts respond alike.",
    "MIXED-CR": "One part is gone; the other one decides.",
    "MIXED-SD": "One part responds while the other is stable; the response counts.",
    "MIXED-LESSER": "Both parts respond; the lesser response counts.",
}
RULES = rules.take((name for name in rules.SENTENCES), _OWN)
