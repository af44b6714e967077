"""iRECIST as data: what makes an iUPD, what confirms one, what ends one, the rules by id, and the codes."""

from centralis.core.criteria.criterion import Table

CODES: dict[str | None, str | None] = {
    None: None,
    "CR": "iCR",
    "PR": "iPR",
    "SD": "iSD",
    "PD": "iUPD",
    "NE": "NE",
    "NED": "NED",
    "NON-CR/NON-PD": "NON-iCR/NON-iUPD",
}
"""RECIST 1.1's codes in iRECIST's words."""

UNCONFIRMED: dict[str, str] = {
    "PD-SUM": "UPD-TARGET",
    "PD-SUM-MEASURED-PART": "UPD-TARGET-MEASURED-PART",
    "PD-NADIR-ZERO": "UPD-NADIR-ZERO",
}
"""RECIST 1.1's rules of target progression → the rule by which it opens an iUPD."""

OPENING = Table(
    "No iUPD is open: any of these makes one",
    ("category", "what is found", "overall"),
    (
        ("UPD-TARGET", "target", "sum ≥ 20 % and ≥ 5 mm above the nadir", "iUPD"),
        ("UPD-TARGET-MEASURED-PART", "target", "not all evaluated, the rest ≥ 20 % and ≥ 5 mm above the nadir", "iUPD"),
        ("UPD-NADIR-ZERO", "target", "seen again after a nadir of 0 mm", "iUPD"),
        ("UPD-NON-TARGET", "non-target", "unequivocal progression", "iUPD"),
        ("UPD-NEW-LESION", "new", "an unequivocal lesion that was not there before", "iUPD"),
        (
            "UPD-NEW-LESION-GROWS",
            "new",
            "lesions that outlived an earlier iUPD: sum ≥ 20 % and ≥ 5 mm above its nadir, or unequivocal progression",
            "iUPD",
        ),
    ),
)

CONFIRMING = Table(
    "An iUPD is open: these confirm it, from 4 weeks (less 2 days) after its first scan",
    ("the iUPD rests on", "what is found", "overall"),
    (
        ("CPD-TARGET", "target", "sum ≥ 5 mm above that of the first scan of the iUPD", "iCPD"),
        ("CPD-NON-TARGET", "non-target", "any further increase", "iCPD"),
        ("CPD-NEW-LESION-SUM", "new", "sum of new targets ≥ 5 mm above that of the first scan of the iUPD", "iCPD"),
        ("CPD-NEW-LESION-INCREASE", "new", "any increase of a new non-target lesion", "iCPD"),
        ("CPD-NEW-LESION-MORE", "new", "one more new lesion", "iCPD"),
        ("CPD-CATEGORY", "any", "progression by RECIST 1.1 in a category it does not rest on", "iCPD"),
        ("CPD-EARLY-NEW-LESION", "any", "one more new lesion on an earlier scan made for new symptoms", "iCPD"),
        ("CPD-STAYS", "confirmed before", "not ended", "iCPD"),
        ("UPD-TOO-EARLY", "any", "one of the above, but too early", "iUPD"),
        ("UPD-UNCHANGED", "any", "neither confirmed nor ended", "iUPD"),
        ("NE-PROGRESSION", "non-target or new", "that disease was not evaluated", "NE"),
    ),
)

RESPONSES = Table(
    "No iUPD is open, or it has ended: the first row that fits counts",
    ("target", "non-target", "new lesions seen before", "overall"),
    (
        ("CR", "iCR or none", "iCR or none", "none left", "iCR"),
        ("PR-NEW-LESION-PERSISTS", "iCR", "any", "still there", "iPR"),
        ("PR-NON-TARGET-PERSISTS", "iCR", "NON-iCR/NON-iUPD", "none left", "iPR"),
        ("PR-NON-TARGET-NOT-EVALUATED", "iCR", "NE", "none left", "iPR"),
        ("PR", "iPR", "any but iUPD", "any", "iPR"),
        ("PR-KEPT", "iPR before, no iUPD since", "any but iUPD", "any", "iPR"),
        ("SD", "iSD", "any but iUPD", "any", "iSD"),
        ("NE-TARGET", "NE", "any but iUPD", "any", "NE"),
        ("NON-TARGET-ONLY-CR", "none", "iCR", "none left", "iCR"),
        ("NON-TARGET-ONLY-PERSISTS", "none", "NON-iCR/NON-iUPD", "any", "NON-iCR/NON-iUPD"),
        ("NON-TARGET-ONLY-NEW-LESION-PERSISTS", "none", "iCR", "still there", "NON-iCR/NON-iUPD"),
        ("NON-TARGET-ONLY-NOT-EVALUATED", "none", "NE", "any", "NE"),
        ("NED", "none", "none", "none left", "NED"),
    ),
)

RULES: dict[str, str] = {
    "BASELINE": "The first time point is the reference; it has no response.",
    "UPD-TARGET": "The sum of diameters is far enough above the nadir for progression.",
    "UPD-TARGET-MEASURED-PART": "Targets are missing, yet those measured alone are far enough above the nadir.",
    "UPD-NADIR-ZERO": "Target disease is seen again after a nadir of 0 mm.",
    "UPD-NON-TARGET": "Non-target disease has progressed unequivocally.",
    "UPD-NEW-LESION": "There is an unequivocal new lesion.",
    "UPD-NEW-LESION-GROWS": "New lesions that outlived an earlier iUPD have progressed by RECIST 1.1's measure.",
    "CPD-TARGET": "The target sum has risen further since the first scan of the iUPD.",
    "CPD-NON-TARGET": "Non-target disease, on which the iUPD rests, has increased further.",
    "CPD-NEW-LESION-SUM": "The sum of the new target lesions has risen further since the first scan of the iUPD.",
    "CPD-NEW-LESION-INCREASE": "A new non-target lesion has increased since the first scan of the iUPD.",
    "CPD-NEW-LESION-MORE": "There are more new lesions than at the first scan of the iUPD.",
    "CPD-CATEGORY": "Disease of another category than the iUPD rests on has progressed by RECIST 1.1.",
    "CPD-EARLY-NEW-LESION": "An early scan made for new symptoms shows one more new lesion.",
    "CPD-STAYS": "Progression was confirmed, and disease has not shrunk out of it since.",
    "UPD-TOO-EARLY": "Disease has progressed further, on a scan too early to confirm.",
    "UPD-UNCHANGED": "The open iUPD is neither confirmed nor ended.",
    "NE-PROGRESSION": "The disease on which the open iUPD rests was not evaluated, so it is neither kept up nor ended.",
    "CR": "All lesions are gone, target nodes are normal in size.",
    "PR": "The sum of diameters is far enough below baseline for a partial response.",
    "PR-KEPT": "A partial response is kept while the sum is not progression (EORTC).",
    "PR-NON-TARGET-PERSISTS": "Target disease is gone, non-target disease persists.",
    "PR-NON-TARGET-NOT-EVALUATED": "Target disease is gone, not all non-target disease was evaluated.",
    "PR-NEW-LESION-PERSISTS": "Target disease is gone, new lesions of an earlier iUPD are still there.",
    "SD": "Neither enough shrinkage from baseline for iPR nor enough growth from the nadir for iUPD.",
    "NE-TARGET": "A target lesion was not evaluated and progression is not shown otherwise.",
    "NON-TARGET-ONLY-CR": "Non-target disease only, and all of it is gone.",
    "NON-TARGET-ONLY-PERSISTS": "Non-target disease only, and it persists.",
    "NON-TARGET-ONLY-NEW-LESION-PERSISTS": "Non-target disease is gone, new lesions of an earlier iUPD are not.",
    "NON-TARGET-ONLY-NOT-EVALUATED": "Non-target disease only, and not all of it was evaluated.",
    "NED": "No disease at baseline and none left.",
}
