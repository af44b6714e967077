"""RECIST 1.1 as the catalogue knows it: its tables for the docs page, its sources, and its worked examples."""

from centralis.core.criteria.criterion import Criterion, Source, Table
from centralis.core.criteria.recist_1_1.examples import EXAMPLES
from centralis.core.criteria.recist_1_1.form import derive_form
from centralis.core.criteria.recist_1_1.json_answer import CRITERION as NAME
from centralis.core.criteria.recist_1_1.json_answer import assess_case_json
from centralis.core.criteria.recist_1_1.model import Parameters
from centralis.core.criteria.recist_1_1.reading import RESPONSES as CODES
from centralis.core.criteria.recist_1_1.reading import open_reading
from centralis.core.criteria.recist_1_1.schema import derive_case_schema
from centralis.core.criteria.recist_1_1.tables import ANY, OVERALL, RULES

_PAPER = "Eisenhauer EA et al, Eur J Cancer 2009;45:228-247"
_EORTC = "EORTC RECIST working group, questions and clarifications"

PROGRESSION = Table(
    "Progression: any of these, before every other response",
    ("disease", "what is found", "overall"),
    (
        ("PD-SUM", "target", "sum ≥ 20 % and ≥ 5 mm above the nadir", "PD"),
        ("PD-SUM-MEASURED-PART", "target", "not all evaluated, the rest ≥ 20 % and ≥ 5 mm above the nadir", "PD"),
        ("PD-NADIR-ZERO", "target", "seen again after a nadir of 0 mm", "PD"),
        ("PD-NON-TARGET", "non-target", "unequivocal progression", "PD"),
        ("PD-NEW-LESION", "new", "an unequivocal new lesion", "PD"),
        ("PD-AFTER-CR", "any", "seen again after an overall CR, when the trial says so", "PD"),
    ),
)

RESPONSES = Table(
    "Without progression: the first row that fits counts",
    ("target", "non-target", "overall"),
    (
        *(
            (
                row.rule,
                row.target or "none",
                "any but PD" if row.non_target == ANY else row.non_target or "none",
                row.overall,
            )
            for row in OVERALL
        ),
        ("PR-KEPT", "SD by the sum, PR before and no PD since", "any but PD", "PR"),
    ),
)

CRITERION = Criterion(
    name=NAME,
    title="Response Evaluation Criteria in Solid Tumours",
    edition="1.1 (2009)",
    citation=_PAPER,
    not_covered="Choice of lesions, symptomatic deterioration without imaging, modifications such as iRECIST.",
    derive_schema=derive_case_schema,
    assess=assess_case_json,
    derive_form=derive_form,
    open_reading=open_reading,
    tables=(PROGRESSION, RESPONSES),
    rules=RULES,
    examples=EXAMPLES,
    sources=(
        Source(
            "Overall response", _PAPER, "a published summary that prints its Tables 1 and 2; the paper was not opened"
        ),
        Source("Progression against the nadir before response against baseline; a PR is kept", _EORTC, "its answers"),
        Source("5 mm for what is too small to measure, the value when it can be measured", _EORTC, "its answers"),
        Source("All lymph nodes are one organ", _EORTC, "its answer on two target lesions"),
        Source(
            "An equivocal new lesion confirmed later dates back; a site on FDG-PET alone needs a negative baseline PET",
            _PAPER,
            "PMC6303427 Table 1",
        ),
        Source("Confirmation after 4 weeks", _PAPER, "PMC2755245 Table 3"),
        Source("Which responses confirm one another (its Table 3)", _PAPER),
        Source("Progression from the measured part alone, and from a nadir of 0 mm whatever the size", "ours"),
        Source("Merged and split lesions", _PAPER),
        Source("Twice the slice thickness does not bind nodes", "ours"),
    ),
    parameters=Parameters,
    responses=CODES,
)
