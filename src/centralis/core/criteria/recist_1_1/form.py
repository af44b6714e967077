"""The RECIST 1.1 form as data: sections, fields, units, code lists, limits and edit checks, for a page to render.

Everything here is JSON-able through `derive_form`; the reading rules stay in `checks`, which the form calls by id.
"""

from dataclasses import asdict, dataclass
from typing import Any

from centralis.core.criteria.recist_1_1.checks import CHECKS
from centralis.core.criteria.recist_1_1.model import Parameters
from centralis.core.criteria.recist_1_1.tables import ORGANS, RULES


@dataclass(frozen=True)
class Field:
    """One field: its name in the case, its label, its kind, and what limits it.

    `kind` is one of text, code, number, boolean, lesion (the id of another target). `codes` names a list in
    `CODE_LISTS`. `minimum`, `maximum`, `step` are in `unit`. `required_when` maps another field to the values with
    which this one must be filled; an empty mapping with `required` means always. `baseline_only` fields are carried
    forward unchanged. `checks` are ids of `CHECKS`.
    """

    name: str
    label: str
    kind: str
    unit: str = ""
    codes: str = ""
    minimum: float | None = None
    maximum: float | None = None
    step: float | None = None
    required: bool = False
    required_when: tuple[tuple[str, tuple[str, ...]], ...] = ()
    baseline_only: bool = False
    help: str = ""
    checks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Section:
    """A table of lesions, or the time point as a whole; `at` says where it stands: both, baseline or follow_up."""

    name: str
    label: str
    row: str
    id_prefix: str
    at: str
    carried_forward: bool
    fields: tuple[Field, ...]
    checks: tuple[str, ...] = ()


CODE_LISTS: dict[str, tuple[tuple[str, str], ...]] = {
    "organ": ORGANS,
    "target_state": (
        ("measured", "Measured"),
        ("too_small", "Present, too small to measure (5 mm)"),
        ("absent", "Absent"),
        ("not_evaluable", "Not evaluable"),
    ),
    "non_target_state": (
        ("present", "Present"),
        ("absent", "Absent"),
        ("not_evaluable", "Not evaluable"),
        ("unequivocal_progression", "Unequivocal progression"),
    ),
    "certainty": (("unequivocal", "Unequivocal"), ("equivocal", "Equivocal, to be followed")),
    "fdg_pet": (("not_done", "Not done"), ("negative", "Done, negative"), ("positive", "Done, positive")),
}

TARGETS = Section(
    "targets",
    "Target lesions",
    "target lesion",
    "T",
    "both",
    True,
    (
        Field("id", "Lesion", "text", required=True, baseline_only=True),
        Field("organ", "Organ", "code", codes="organ", required=True, baseline_only=True, checks=("B02", "B10", "F03")),
        Field("node", "Lymph node", "boolean", baseline_only=True, help="Nodes are measured in short axis.",
              checks=("B10", "F03")),
        Field("state", "State", "code", codes="target_state", required=True, checks=("B05", "F12")),
        Field("diameter_mm", "Diameter", "number", unit="mm", minimum=0, maximum=500, step=0.1,
              required_when=(("state", ("measured",)),),
              help="Longest diameter in plane; short axis for a node. Below 5 mm, the value if it can be measured.",
              checks=("B03", "B04", "F06", "F12")),
        Field("parts_mm", "Parts of a split lesion", "number", unit="mm", minimum=0, maximum=500, step=0.1,
              help="Diameters of the parts; their sum counts."),
        Field("merged_into", "Merged into", "lesion", help="The target that carries the merged lesion's diameter.",
              checks=("F07",)),
        Field("slice_thickness_mm", "Slice thickness", "number", unit="mm", minimum=0.1, maximum=20, step=0.01,
              checks=("B03", "F11")),
        Field("chest_xray", "Measured on chest X-ray", "boolean", baseline_only=True, checks=("B03",)),
        Field("irradiated_without_progression", "Irradiated, not progressed since", "boolean", baseline_only=True,
              checks=("B11",)),
    ),
    ("B01", "B02", "F01", "F02"),
)  # fmt: skip

NON_TARGETS = Section(
    "non_targets",
    "Non-target lesions",
    "non-target lesion",
    "N",
    "both",
    True,
    (
        Field("id", "Lesion", "text", required=True, baseline_only=True),
        Field("organ", "Organ", "code", codes="organ", required=True, baseline_only=True),
        Field("node", "Lymph node", "boolean", baseline_only=True, help="Pathological from 10 mm short axis."),
        Field("state", "State", "code", codes="non_target_state", required=True, checks=("B07", "F09")),
    ),
    ("F04",),
)

NEW_LESIONS = Section(
    "new_lesions",
    "New lesions",
    "new lesion",
    "L",
    "follow_up",
    True,
    (
        Field("id", "Lesion", "text", required=True, baseline_only=True),
        Field("organ", "Organ", "code", codes="organ", required=True),
        Field("certainty", "Certainty", "code", codes="certainty", required=True, checks=("F08",)),
        Field("fdg_pet_only", "Seen on FDG-PET only", "boolean"),
    ),
    ("B06",),
)

TIME_POINT = Section(
    "time_point",
    "Time point",
    "time point",
    "",
    "both",
    False,
    (
        Field("markers_normal", "Tumour markers normal", "boolean", help="Leave empty when markers play no part."),
        Field("fdg_pet", "FDG-PET at baseline", "code", codes="fdg_pet", baseline_only=True),
    ),
    ("B08", "B09", "F05", "F10"),
)

SECTIONS = (TARGETS, NON_TARGETS, NEW_LESIONS, TIME_POINT)

ANSWERS: tuple[tuple[str, str, str], ...] = (
    ("sum_of_diameters_mm", "Sum of diameters", "mm"),
    ("baseline_mm", "Baseline", "mm"),
    ("nadir_mm", "Nadir", "mm"),
    ("change_from_baseline_percent", "Change from baseline", "%"),
    ("change_from_nadir_percent", "Change from nadir", "%"),
    ("change_from_nadir_mm", "Change from nadir", "mm"),
    ("target", "Target response", ""),
    ("non_target", "Non-target response", ""),
    ("new_lesion", "New lesion", ""),
    ("overall", "Overall response", ""),
    ("sentence", "Why", ""),
)
"""What the page shows below the form: key in the answer, label, unit."""


def derive_form(parameters: Parameters | None = None) -> dict[str, Any]:
    """The whole form as JSON values, with the trial's limits filled in."""
    chosen = parameters or Parameters()
    return {
        "criterion": "recist-1.1",
        "title": "RECIST 1.1",
        "sections": [asdict(section) for section in SECTIONS],
        "code_lists": {
            name: [{"code": code, "label": label} for code, label in codes] for name, codes in CODE_LISTS.items()
        },
        "limits": {
            "max_targets": chosen.max_targets,
            "max_targets_per_organ": chosen.max_targets_per_organ,
            "min_lesion_mm": float(chosen.min_lesion_mm),
            "min_node_mm": float(chosen.min_node_mm),
            "too_small_mm": float(chosen.too_small_mm),
        },
        "checks": dict(CHECKS),
        "rules": dict(RULES),
        "answers": [{"key": key, "label": label, "unit": unit} for key, label, unit in ANSWERS],
    }
