"""The 2024 McDonald criteria as data."""

from centralis.core.criteria.criterion import Table
from centralis.core.scores.mcdonald.evidence import SHARED_RULES

WAYS = Table(
    "Ways to the diagnosis; the first row that fits counts",
    ("presentation", "regions involved, of five", "needed besides"),
    (
        ("FOUR-REGIONS", "attack, or 12 months of progression", "4 or 5", "nothing"),
        ("SPACE-TIME", "any; progression from 12 months", "2 or more", "dissemination in time"),
        ("SPACE-CSF", "any; progression from 12 months", "2 or more", "positive spinal fluid"),
        ("SPACE-VEINS", "any; progression from 12 months", "2 or more", "positive central vein sign"),
        (
            "ONE-REGION",
            "attack, or 12 months of progression",
            "1",
            "central vein sign or paramagnetic rim, and dissemination in time or positive spinal fluid",
        ),
        (
            "SUPPORT-MISSING",
            "any, from 50 years on or with vascular risk",
            "any",
            "spinal cord lesion, positive spinal fluid or central vein sign; without it not established",
        ),
    ),
)
EVIDENCE = Table(
    "What counts as shown",
    ("evidence", "shown by"),
    (
        (
            "SPACE-TIME",
            "dissemination in time",
            "two attacks; enhancing beside non-enhancing lesions; a lesion new since the first scan",
        ),
        ("SPACE-TIME", "a second region in progression", "a second region, or 2 spinal cord lesions"),
        ("SPACE-CSF", "positive spinal fluid", "bands in spinal fluid only, or a kappa index of 6.1 and more"),
        ("SPACE-VEINS", "central vein sign", "6 lesions with a vein; below 10 judged lesions, more with than without"),
        ("ONE-REGION", "paramagnetic rim", "1 lesion with a rim"),
    ),
)

RULES: dict[str, str] = {
    "FOUR-REGIONS": "A typical presentation with lesions in four or five regions; nothing else is needed.",
    "SPACE-TIME": "Disseminated in space and in time.",
    "SPACE-CSF": "Disseminated in space, with positive spinal fluid.",
    "SPACE-VEINS": "Disseminated in space, with a positive central vein sign.",
    "ONE-REGION": "A typical presentation with lesions in one region, a marker on MRI, and time or spinal fluid.",
    "SUPPORT-MISSING": "The criteria are met, yet age or vascular risk asks for support that was looked for in vain.",
    **SHARED_RULES,
}
