"""Worked examples of mRECIST."""

from typing import Any

from centralis.core.criteria.criterion import Example


def _t(viable: float | None, name: str = "T1", state: str = "measured") -> dict[str, Any]:
    if viable is None:
        return {"id": name, "organ": "liver", "state": state}
    if viable == 0:
        return {"id": name, "organ": "liver", "state": "no_viable_tumour"}
    return {"id": name, "organ": "liver", "state": state, "viable_mm": viable}


def _n(state: str) -> list[dict[str, Any]]:
    return [{"id": "N1", "organ": "liver", "state": state}]


def _case(*points: dict[str, Any]) -> dict[str, Any]:
    return {"time_points": [{"day": 56 * n, **point} for n, point in enumerate(points)]}


_BASELINE = {"rule": "BASELINE", "overall": None}

EXAMPLES = (
    Example(
        "necrosis after chemoembolisation",
        "Viable 50 → 30 mm is −40 %: PR, although the lesion as a whole may not have shrunk. Then none viable: CR.",
        _case({"targets": [_t(50)]}, {"targets": [_t(30)]}, {"targets": [_t(0)]}),
        (
            _BASELINE,
            {"sum_of_viable_mm": 30.0, "change_from_baseline_percent": -40.0, "overall": "PR", "rule": "PR"},
            {"sum_of_viable_mm": 0.0, "overall": "CR", "rule": "CR"},
        ),
        {"best_overall_response": "CR", "progression_day": None},
    ),
    Example(
        "exactly progression, and viable again",
        "50 → 40 → 48 mm: 48 is exactly 20 % above the nadir of 40: PD. Another subject: 0 → 5 mm: PD.",
        _case({"targets": [_t(50)]}, {"targets": [_t(40)]}, {"targets": [_t(48)]}),
        (
            _BASELINE,
            {"overall": "SD", "rule": "SD"},
            {"nadir_mm": 40.0, "change_from_nadir_percent": 20.0, "overall": "PD", "rule": "PD-SUM"},
        ),
        {"best_overall_response": "SD", "progression_day": 112},
    ),
    Example(
        "viable tumour after none",
        "50 → 0 → 5 mm: a percentage of 0 means nothing; viable tumour is back.",
        _case({"targets": [_t(50)]}, {"targets": [_t(0)]}, {"targets": [_t(5)]}),
        (_BASELINE, {"overall": "CR"}, {"nadir_mm": 0.0, "overall": "PD", "rule": "PD-NADIR-ZERO"}),
    ),
    Example(
        "new lesions by their look",
        "A typical nodule of 9.9 mm and an equivocal one are followed: SD. At 10 mm the first is disease.",
        _case(
            {"targets": [_t(50)]},
            {
                "targets": [_t(50)],
                "new_lesions": [
                    {"id": "L1", "look": "typical", "diameter_mm": 9.9},
                    {"id": "L2", "look": "equivocal", "diameter_mm": 30},
                ],
            },
            {"targets": [_t(50)], "new_lesions": [{"id": "L1", "look": "typical", "diameter_mm": 10}]},
        ),
        (
            _BASELINE,
            {"new_lesion": False, "overall": "SD", "rule": "SD"},
            {"new_lesion": True, "overall": "PD", "rule": "PD-NEW-LESION"},
        ),
    ),
    Example(
        "non-target disease and effusion",
        "Targets gone, a non-target left: PR. Ascites without proof changes nothing; with cancer cells it is PD.",
        _case(
            {"targets": [_t(50)], "non_targets": _n("present")},
            {"targets": [_t(0)], "non_targets": _n("present"), "effusion": "unproven"},
            {"targets": [_t(0)], "non_targets": _n("present"), "effusion": "cytology_positive"},
        ),
        (
            _BASELINE,
            {"non_target": "NON-CR/NON-PD", "overall": "PR", "rule": "PR-NON-TARGET-PERSISTS"},
            {"overall": "PD", "rule": "PD-EFFUSION"},
        ),
    ),
    Example(
        "a target not evaluated",
        "T2 is not evaluated: 30 of 80 mm say nothing. Later T1 alone is 96 mm, exactly 20 % above 80: PD.",
        _case(
            {"targets": [_t(50), _t(30, "T2")]},
            {"targets": [_t(30), _t(None, "T2", "not_evaluable")]},
            {"targets": [_t(96), _t(None, "T2", "not_evaluable")]},
        ),
        (
            _BASELINE,
            {"sum_of_viable_mm": None, "overall": "NE", "rule": "NE-TARGET"},
            {"measured_part_mm": 96.0, "overall": "PD", "rule": "PD-SUM-MEASURED-PART"},
        ),
    ),
    Example(
        "non-target disease only",
        "Without targets: it persists, is not evaluated, is gone, progresses.",
        _case(
            {"non_targets": _n("present")},
            {"non_targets": _n("present")},
            {"non_targets": _n("not_evaluable")},
            {"non_targets": _n("no_viable_tumour")},
            {"non_targets": _n("unequivocal_progression")},
        ),
        (
            _BASELINE,
            {"overall": "NON-CR/NON-PD", "rule": "NON-TARGET-ONLY-PERSISTS"},
            {"overall": "NE", "rule": "NON-TARGET-ONLY-NOT-EVALUATED"},
            {"overall": "CR", "rule": "NON-TARGET-ONLY-CR"},
            {"overall": "PD", "rule": "PD-NON-TARGET"},
        ),
    ),
    Example(
        "no disease at baseline",
        "Nothing at baseline, nothing new: NED.",
        _case({}, {}),
        (_BASELINE, {"overall": "NED", "rule": "NED"}),
    ),
)
