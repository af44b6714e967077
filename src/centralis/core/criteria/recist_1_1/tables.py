"""The tables of RECIST 1.1 as data: overall response, rules by code, states and organs.

`OVERALL` joins Table 1 (target disease) and Table 2 (non-target disease only) of Eisenhauer 2009, and the usual
extension for subjects without disease at baseline (NED). The rows were checked against a published summary
(mishenmed, "Introduction to RECIST 1.1", 2026, which prints Tables 1 and 2); the paper itself was not opened.
"""

from dataclasses import dataclass

ANY = "*"


@dataclass(frozen=True)
class OverallRow:
    """One row: the target and non-target response (None: no such disease at baseline), the overall one, its rule."""

    target: str | None
    non_target: str | None
    overall: str
    rule: str


OVERALL: tuple[OverallRow, ...] = (
    OverallRow("CR", None, "CR", "CR"),
    OverallRow("CR", "CR", "CR", "CR"),
    OverallRow("CR", "NON-CR/NON-PD", "PR", "PR-NON-TARGET-PERSISTS"),
    OverallRow("CR", "NE", "PR", "PR-NON-TARGET-NOT-EVALUATED"),
    OverallRow("PR", ANY, "PR", "PR"),
    OverallRow("SD", ANY, "SD", "SD"),
    OverallRow("NE", ANY, "NE", "NE-TARGET"),
    OverallRow(None, "CR", "CR", "NON-TARGET-ONLY-CR"),
    OverallRow(None, "NON-CR/NON-PD", "NON-CR/NON-PD", "NON-TARGET-ONLY-PERSISTS"),
    OverallRow(None, "NE", "NE", "NON-TARGET-ONLY-NOT-EVALUATED"),
    OverallRow(None, None, "NED", "NED"),
)
"""Rows without progression, first match counts; any progression (target, non-target, new lesion) is PD before them."""

RULES: dict[str, str] = {
    "BASELINE": "The first time point is the reference; it has no response.",
    "PD-SUM": "The sum of diameters is at least 20 % and at least 5 mm above the nadir.",
    "PD-SUM-MEASURED-PART": "Targets are missing, yet those measured alone are at least 20 % and 5 mm above the nadir.",
    "PD-NADIR-ZERO": "Target disease is seen again after a nadir of 0 mm.",
    "PD-NON-TARGET": "Non-target disease has progressed unequivocally.",
    "PD-NEW-LESION": "There is an unequivocal new lesion.",
    "PD-AFTER-CR": "Disease is seen again after an overall complete response.",
    "CR": "All target lesions are gone, target nodes are below 10 mm, non-target disease is gone.",
    "PR": "The sum of diameters is at least 30 % below baseline.",
    "PR-KEPT": "A partial response is kept while the sum is not progression (EORTC).",
    "PR-NON-TARGET-PERSISTS": "Target disease is gone, non-target disease persists.",
    "PR-NON-TARGET-NOT-EVALUATED": "Target disease is gone, not all non-target disease was evaluated.",
    "SD": "Neither enough shrinkage from baseline for PR nor enough growth from the nadir for PD.",
    "NE-TARGET": "A target lesion was not evaluated and progression is not shown otherwise.",
    "NON-TARGET-ONLY-CR": "Non-target disease only, and all of it is gone.",
    "NON-TARGET-ONLY-PERSISTS": "Non-target disease only, and it persists.",
    "NON-TARGET-ONLY-NOT-EVALUATED": "Non-target disease only, and not all of it was evaluated.",
    "NED": "No disease at baseline and none since.",
}

PAIRED_ORGANS = frozenset({"lung", "kidney", "adrenal", "breast", "ovary", "testis"})
"""Organs of two sides that count as one organ, however the side is written."""

ORGANS: tuple[tuple[str, str], ...] = (
    ("adrenal", "Adrenal gland"),
    ("bladder", "Bladder"),
    ("bone", "Bone (soft-tissue part)"),
    ("brain", "Brain"),
    ("breast", "Breast"),
    ("chest_wall", "Chest wall"),
    ("colon", "Colon"),
    ("kidney", "Kidney"),
    ("liver", "Liver"),
    ("lung", "Lung"),
    ("lymph_node", "Lymph node"),
    ("mediastinum", "Mediastinum"),
    ("muscle", "Muscle"),
    ("oesophagus", "Oesophagus"),
    ("ovary", "Ovary"),
    ("pancreas", "Pancreas"),
    ("pelvis", "Pelvis"),
    ("peritoneum", "Peritoneum or omentum"),
    ("pleura", "Pleura"),
    ("prostate", "Prostate"),
    ("rectum", "Rectum"),
    ("skin", "Skin or subcutis"),
    ("soft_tissue", "Soft tissue"),
    ("spleen", "Spleen"),
    ("stomach", "Stomach"),
    ("testis", "Testis"),
    ("thyroid", "Thyroid"),
    ("uterus", "Uterus or cervix"),
    ("other", "Other"),
)

_SIDES = ("left ", "right ", "l ", "r ")


def name_organ(organ: str, node: bool) -> str:
    """The organ a lesion counts under: all lymph nodes are one organ, both sides of a paired organ are one.

    Nodes as one organ: confirmed by the EORTC RECIST questions and clarifications ("Two target lesions").
    """
    if node:
        return "lymph_node"
    name = " ".join(organ.replace("_", " ").replace(",", " ").lower().split())
    for side in _SIDES:
        name = name.removeprefix(side).removesuffix(" " + side.strip())
    singular = {"lungs": "lung", "kidneys": "kidney", "adrenals": "adrenal", "breasts": "breast", "ovaries": "ovary"}
    name = singular.get(name, name)
    for organ_name in PAIRED_ORGANS:
        if name.startswith(f"{organ_name} "):
            return organ_name
    return name.replace(" ", "_")


def derive_row(target: str | None, non_target: str | None) -> OverallRow:
    """The first row of `OVERALL` that fits; every pair without progression has one."""
    for row in OVERALL:
        if row.target == target and row.non_target in (ANY, non_target):
            return row
    raise ValueError(f"RECIST 1.1 has no row for target {target!r} and non-target {non_target!r}.")
