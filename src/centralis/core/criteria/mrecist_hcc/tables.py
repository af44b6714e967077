"""mRECIST as data: target, non-target and overall response, in the order in which rules are tried."""

from centralis.core.criteria.criterion import Table

RULES: dict[str, str] = {
    "BASELINE": "The first time point is the reference; it has no response.",
    "PD-SUM": "The sum of viable diameters is at least 20 % above the nadir.",
    "PD-SUM-MEASURED-PART": "Targets are missing, yet those measured alone are at least 20 % above the nadir.",
    "PD-NADIR-ZERO": "Viable target tumour is seen again after a nadir of 0 mm.",
    "PD-NON-TARGET": "Non-target disease has progressed unequivocally.",
    "PD-EFFUSION": "Cancer cells prove a new or growing effusion to be malignant.",
    "PD-NEW-LESION": "A new lesion is disease by its look, its size or its growth.",
    "CR": "No target shows viable tumour, and no non-target disease is left.",
    "PR-NON-TARGET-PERSISTS": "No target shows viable tumour; non-target disease persists or was not evaluated.",
    "PR": "The sum of viable diameters is at least 30 % below baseline.",
    "SD": "Neither enough shrinkage for PR nor enough growth for PD.",
    "NE-TARGET": "A target was not evaluated and progression is not shown otherwise.",
    "NON-TARGET-ONLY-CR": "Non-target disease only, and none of it is left.",
    "NON-TARGET-ONLY-PERSISTS": "Non-target disease only, and it persists.",
    "NON-TARGET-ONLY-NOT-EVALUATED": "Non-target disease only, and not all of it was evaluated.",
    "NED": "No disease at baseline and none since.",
}

OVERALL = Table(
    "Overall response; the first row that fits counts",
    ("target lesions", "non-target lesions", "new disease", "overall"),
    (
        ("PD-NADIR-ZERO", "viable again after 0 mm", "any", "any", "PD"),
        ("PD-SUM", "≥ 20 % above the nadir", "any", "any", "PD"),
        ("PD-SUM-MEASURED-PART", "not all evaluated, the rest ≥ 20 % above the nadir", "any", "any", "PD"),
        ("PD-NON-TARGET", "any", "unequivocal progression", "any", "PD"),
        ("PD-EFFUSION", "any", "any", "effusion with cancer cells", "PD"),
        ("PD-NEW-LESION", "any", "any", "yes", "PD"),
        ("NE-TARGET", "not all evaluated", "any", "no", "NE"),
        ("CR", "no viable tumour", "none left", "no", "CR"),
        ("PR-NON-TARGET-PERSISTS", "no viable tumour", "left or not evaluated", "no", "PR"),
        ("PR", "≥ 30 % below baseline", "no progression", "no", "PR"),
        ("SD", "between", "no progression", "no", "SD"),
        ("NON-TARGET-ONLY-CR", "none at baseline", "none left", "no", "CR"),
        ("NON-TARGET-ONLY-PERSISTS", "none at baseline", "left", "no", "NON-CR/NON-PD"),
        ("NON-TARGET-ONLY-NOT-EVALUATED", "none at baseline", "not all evaluated", "no", "NE"),
        ("NED", "none at baseline", "none at baseline", "no", "NED"),
    ),
)

NEW = Table(
    "When a new lesion is disease",
    ("look", "condition"),
    (
        ("PD-NEW-LESION", "typical: arterial enhancement and washout", "at least 10 mm"),
        ("PD-NEW-LESION", "atypical", "grown by at least 10 mm since first seen"),
        ("PD-NEW-LESION", "outside the liver", "always"),
        ("SD", "equivocal, or below these sizes", "never; it is followed"),
    ),
)
