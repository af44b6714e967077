"""The 2017 McDonald criteria as data."""

from centralis.core.criteria.criterion import Table
from centralis.core.scores.mcdonald.evidence import SHARED_RULES

ATTACK = Table(
    "An attack at onset; the first row that fits counts",
    ("attacks", "lesions with objective evidence", "needed besides"),
    (
        ("ATTACKS-LESIONS", "2 or more", "2 or more", "nothing"),
        ("ATTACKS-HISTORY", "2 or more", "1, and a clear history of an earlier attack elsewhere", "nothing"),
        ("ATTACKS-SPACE", "2 or more", "1", "dissemination in space"),
        ("LESIONS-TIME", "1", "2 or more", "dissemination in time"),
        ("LESIONS-BANDS", "1", "2 or more", "bands in spinal fluid only"),
        ("SPACE-TIME", "1", "1", "dissemination in space and in time"),
        ("SPACE-BANDS", "1", "1", "dissemination in space, and bands in spinal fluid only"),
    ),
)
PROGRESSION = Table(
    "Progression from onset: one year of it, and two of the three",
    ("brain", "spinal cord", "spinal fluid"),
    (
        (
            "PROGRESSION",
            "1 or more T2 lesions, periventricular, cortical or juxtacortical, or infratentorial",
            "2 or more T2 lesions",
            "bands in spinal fluid only",
        ),
    ),
)
EVIDENCE = Table(
    "Dissemination, from scans of any day",
    ("in space", "in time"),
    (
        (
            "SPACE-TIME",
            "a T2 lesion in 2 or more of the 4 regions, symptomatic or not",
            "enhancing beside non-enhancing lesions, or a lesion new since the first scan",
        ),
    ),
)

RULES: dict[str, str] = {
    "ATTACKS-LESIONS": "Two attacks, with objective evidence of two lesions.",
    "ATTACKS-HISTORY": "Two attacks, with objective evidence of one lesion and a clear history of another elsewhere.",
    "ATTACKS-SPACE": "Two attacks, with objective evidence of one lesion, disseminated in space on MRI.",
    "LESIONS-TIME": "One attack with objective evidence of two lesions, disseminated in time on MRI.",
    "LESIONS-BANDS": "One attack with objective evidence of two lesions; bands in spinal fluid stand in for time.",
    "SPACE-TIME": "One attack, disseminated in space and in time on MRI.",
    "SPACE-BANDS": "One attack, disseminated in space on MRI; bands in spinal fluid stand in for time.",
    "PROGRESSION": "A year of progression, with two of brain lesion, spinal cord lesions, bands in spinal fluid.",
    **SHARED_RULES,
}
