"""irRC as data: Table 2 of Wolchok 2009 in our own order, and the rules by id."""

from centralis.core.criteria.criterion import Table

RESPONSES = Table(
    "Overall response at a time point; the first row that fits counts",
    ("tumour burden", "non-index lesions", "new lesions that can't be measured", "overall"),
    (
        ("PD-BURDEN", "≥ 25 % above the nadir", "any", "any", "irPD, to be confirmed"),
        (
            "PD-BURDEN-MEASURED-PART",
            "not all evaluated, the rest ≥ 25 % above the nadir",
            "any",
            "any",
            "irPD",
        ),
        ("PD-NADIR-ZERO", "seen again after a nadir of 0 mm²", "any", "any", "irPD"),
        ("NE-BURDEN", "not all evaluated, irPD not shown", "any", "any", "NE"),
        ("CR", "gone", "gone or none", "no", "irCR, to be confirmed"),
        ("PR-REST-PERSISTS", "gone", "any but gone", "any", "irPR, to be confirmed"),
        ("PR", "≥ 50 % below baseline", "any", "any", "irPR, to be confirmed"),
        ("SD", "between", "any", "any", "irSD"),
    ),
)

RULES: dict[str, str] = {
    "BASELINE": "The first time point is the reference; it has no response.",
    "PD-BURDEN": "The tumour burden is at least 25 % above the nadir.",
    "PD-BURDEN-MEASURED-PART": "Lesions are missing, yet those measured alone are at least 25 % above the nadir.",
    "PD-NADIR-ZERO": "Measurable disease is seen again after a nadir of 0 mm².",
    "NE-BURDEN": "A lesion of the burden was not evaluated, and progression is not shown otherwise.",
    "CR": "All lesions are gone, index, non-index and new.",
    "PR-REST-PERSISTS": "The burden is gone; other disease is seen or was not evaluated, which precludes irCR.",
    "PR": "The tumour burden is at least 50 % below baseline.",
    "SD": "Neither enough shrinkage for irPR nor enough growth for irPD.",
}
