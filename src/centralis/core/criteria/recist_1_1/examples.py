"""Worked examples of RECIST 1.1 with the arithmetic in words; each rule decides in one of them."""

from typing import Any

from centralis.core.criteria.criterion import Example

_EORTC = "EORTC RECIST working group, questions and clarifications (managing PR)"


def _target(size_mm: float | None, name: str = "T1", **more: Any) -> dict[str, Any]:
    """A target: measured, gone (0) or not evaluable (None)."""
    found: dict[str, Any] = {"id": name, "organ": "liver", **more}
    if not size_mm:
        return {**found, "state": "not_evaluable" if size_mm is None else "absent"}
    return {**found, "state": "measured", "diameter_mm": size_mm}


def _node(size_mm: float, name: str = "K1") -> dict[str, Any]:
    return _target(size_mm, name, node=True, organ="lymph node")


def _point(day: int, *targets: dict[str, Any], others: str = "", new: str = "") -> dict[str, Any]:
    """A time point; others: state of the non-target lesion N1; new: certainty of the new lesion L1."""
    found: dict[str, Any] = {"day": day, "targets": list(targets)}
    if others:
        found["non_targets"] = [{"id": "N1", "state": others}]
    return {**found, "new_lesions": [{"id": "L1", "certainty": new}]} if new else found


def _series(*sizes_mm: float | None) -> dict[str, Any]:
    """One target, a time point each 56 days."""
    return {"time_points": [_point(56 * index, _target(size)) for index, size in enumerate(sizes_mm)]}


def _is(overall: str | None, rule: str, **more: Any) -> dict[str, Any]:
    return {"overall": overall, "rule": rule, **more}


_START = _is(None, "BASELINE")

EXAMPLES = (
    Example(
        "progression before partial response",
        "100, 50, 61 mm: 61 is 39 % below baseline, but 22 % and 11 mm above the nadir of 50: PD.",
        _series(100, 50, 61),
        (
            _START,
            _is("PR", "PR", change_from_baseline_percent=-50.0),
            _is("PD", "PD-SUM", nadir_mm=50.0, change_from_nadir_percent=22.0, change_from_nadir_mm=11.0),
        ),
        {"best_overall_response": "PR", "progression_day": 112},
    ),
    Example(
        "20 % but less than 5 mm",
        "20 to 24.9 mm is 24.5 %, but 4.9 mm: SD. 25 mm is 25 % and exactly 5 mm: PD.",
        _series(20, 24.9, 25),
        (_START, _is("SD", "SD", change_from_nadir_percent=24.5), _is("PD", "PD-SUM", change_from_nadir_mm=5.0)),
        {"best_overall_response": "SD", "progression_day": 112},
    ),
    Example(
        "a partial response that is kept",
        "100, 70, 70, 80, 80, 80 mm: 30 % below baseline, then 14.2 % above the nadir of 70, no progression: PR.",
        _series(100, 70, 70, 80, 80, 80),
        (_START, *(_is("PR", rule) for rule in ("PR", "PR", "PR-KEPT", "PR-KEPT", "PR-KEPT"))),
        {"best_overall_response": "PR", "progression_day": None},
        _EORTC,
    ),
    Example(
        "shrinkage and a small increase",
        "165, 63, 65 mm: 61.8 % and 60.6 % below baseline; 65 is 3.1 % above the nadir: PR twice.",
        _series(165, 63, 65),
        (_START, _is("PR", "PR"), _is("PR", "PR", change_from_baseline_percent=-60.606)),
        {"best_overall_response": "PR"},
        _EORTC,
    ),
    Example(
        "complete response with nodes, and disease seen again",
        "Lesion 30 mm gone, node 20 to 9.9 mm, below 10: CR with a sum of 9.9 mm. Node of 11 mm: with the trial's "
        "choice disease seen again after a CR is PD.",
        {
            "parameters": {"reappearance_after_cr_is_pd": True},
            "time_points": [
                _point(0, _target(30), _node(20)),
                _point(56, _target(0), _node(9.9)),
                _point(112, _target(0), _node(11)),
            ],
        },
        (
            _START,
            _is("CR", "CR", sum_of_diameters_mm=9.9, target="CR"),
            _is("PD", "PD-AFTER-CR", change_from_nadir_mm=1.1),
        ),
        {"best_overall_response": "CR", "progression_day": 112},
    ),
    Example(
        "targets gone, non-target disease persists, then target disease is back",
        "Targets gone, N1 present: PR; N1 not evaluated: PR; 6 mm after a nadir of 0: PD, whatever the size.",
        {
            "time_points": [
                _point(0, _target(30), others="present"),
                _point(56, _target(0), others="present"),
                _point(112, _target(0), others="not_evaluable"),
                _point(168, _target(6), others="present"),
            ]
        },
        (
            _START,
            _is("PR", "PR-NON-TARGET-PERSISTS", target="CR", non_target="NON-CR/NON-PD"),
            _is("PR", "PR-NON-TARGET-NOT-EVALUATED", non_target="NE"),
            _is("PD", "PD-NADIR-ZERO", nadir_mm=0.0, change_from_nadir_percent=None),
        ),
        {"best_overall_response": "PR", "progression_day": 168},
    ),
    Example(
        "a missing target",
        "Baseline 30 + 20 = 50 mm. T1 of 20 mm alone shows nothing: NE. T1 of 60 mm alone is 20 % and 10 mm above 50: "
        "PD is shown.",
        {
            "time_points": [
                _point(0, _target(30), _target(20, "T2")),
                _point(56, _target(20), _target(None, "T2")),
                _point(112, _target(60), _target(None, "T2")),
            ]
        },
        (
            _START,
            _is("NE", "NE-TARGET", sum_of_diameters_mm=None, measured_part_mm=20.0),
            _is("PD", "PD-SUM-MEASURED-PART", sum_of_diameters_mm=None, measured_part_mm=60.0),
        ),
        {"best_overall_response": "PD", "progression_day": 112},
    ),
    Example(
        "an equivocal new lesion dates back",
        "Equivocal on day 56: SD goes on. Unequivocal on day 112: PD, which counts from day 56.",
        {
            "time_points": [
                _point(0, _target(50)),
                _point(56, _target(50), new="equivocal"),
                _point(112, _target(50), new="unequivocal"),
            ]
        },
        (
            _START,
            _is("SD", "SD", new_lesion=False, new_lesion_equivocal=True),
            _is("PD", "PD-NEW-LESION", new_lesion=True, progression_day=56),
        ),
        {"best_overall_response": "PD", "progression_day": 56},
    ),
    Example(
        "non-target progression beside a target response",
        "100 to 60 mm is 40 % below baseline, but non-target disease has progressed unequivocally: PD.",
        {
            "time_points": [
                _point(0, _target(100), others="present"),
                _point(56, _target(60), others="unequivocal_progression"),
            ]
        },
        (_START, _is("PD", "PD-NON-TARGET", target="PR", non_target="PD")),
        {"best_overall_response": "PD", "progression_day": 56},
    ),
    Example(
        "non-target disease only",
        "N1 persists: NON-CR/NON-PD; is not evaluated: NE; is gone: CR.",
        {
            "time_points": [
                _point(0, others="present"),
                _point(56, others="present"),
                _point(112, others="not_evaluable"),
                _point(168, others="absent"),
            ]
        },
        (
            _START,
            _is("NON-CR/NON-PD", "NON-TARGET-ONLY-PERSISTS", target=None),
            _is("NE", "NON-TARGET-ONLY-NOT-EVALUATED"),
            _is("CR", "NON-TARGET-ONLY-CR"),
        ),
        {"best_overall_response": "CR", "progression_day": None},
    ),
    Example(
        "no disease at baseline",
        "Nothing is found: NED.",
        {"time_points": [_point(0), _point(56)]},
        (_START, _is("NED", "NED", target=None, non_target=None)),
        {"best_overall_response": "NED"},
    ),
)
