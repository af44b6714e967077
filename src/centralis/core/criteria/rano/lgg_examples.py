"""Worked examples of RANO-LGG 2011."""

from typing import Any

from centralis.core.criteria.criterion import Example

_WELL = {"enhancement": "none", "steroids": "none", "clinical": "stable"}
_BASE = {"rule": "BASELINE", "overall": None}
_NON_TARGET = {"id": "N1", "state": "present"}


def _t(long_mm: float, short_mm: float, name: str = "T1") -> dict[str, Any]:
    return {"id": name, "state": "measured", "long_mm": long_mm, "short_mm": short_mm}


def _gone(name: str = "T1") -> dict[str, Any]:
    return {"id": name, "state": "absent"}


def _point(day: int, *targets: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"day": day, "targets": list(targets), **more}


def _case(*points: dict[str, Any], **parameters: Any) -> dict[str, Any]:
    return {"time_points": list(points), **({"parameters": parameters} if parameters else {})}


EXAMPLES = (
    Example(
        "minor, then partial response",
        "Baseline 40 × 40 = 1600 mm². Day 90: 40 × 30 = 1200 mm², exactly 25 % below: MR, confirmed by the PR of day "
        "180: 40 × 20 = 800 mm², exactly 50 % below. Day 270: 750 mm²: PR again, 90 days later: confirmed.",
        _case(
            _point(0, _t(40, 40)),
            _point(90, _t(40, 30), **_WELL),
            _point(180, _t(40, 20), **_WELL),
            _point(270, _t(30, 25), **_WELL),
        ),
        (
            _BASE,
            {
                "sum_mm2": 1200.0,
                "change_from_baseline_percent": -25.0,
                "overall": "MR",
                "rule": "MR",
                "confirmed": True,
            },
            {"sum_mm2": 800.0, "overall": "PR", "rule": "PR", "confirmed": True},
            {"overall": "PR", "confirmed": False},
        ),
        {"best_overall_response": "PR", "progression_day": None},
    ),
    Example(
        "growth on T2/FLAIR",
        "Baseline 1600 mm². Day 90: 40 × 37 = 1480 mm² (-7.5 %): SD. Day 180: 50 × 37 = 1850 mm², exactly 25 % above "
        "the nadir of 1480: PD.",
        _case(_point(0, _t(40, 40)), _point(90, _t(40, 37), **_WELL), _point(180, _t(50, 37), **_WELL)),
        (
            _BASE,
            {"overall": "SD", "rule": "SD", "change_from_baseline_percent": -7.5},
            {"overall": "PD", "rule": "PD-GROWTH", "change_from_nadir_percent": 25.0},
        ),
        {"best_overall_response": "SD", "progression_day": 180},
    ),
    Example(
        "enhancement appears while T2/FLAIR shrinks",
        "30 × 20 = 600 of 1600 mm² is 62.5 % below baseline, but enhancement is new: PD.",
        _case(_point(0, _t(40, 40)), _point(90, _t(30, 20), **{**_WELL, "enhancement": "new_or_increased"})),
        (_BASE, {"change_from_baseline_percent": -62.5, "overall": "PD", "rule": "PD-ENHANCEMENT"}),
        {"best_overall_response": "PD", "progression_day": 90},
    ),
    Example(
        "complete response by steps",
        "T2/FLAIR disease is gone throughout. Enhancement still there: PR. Other disease still there: PR. On "
        "corticosteroids: PR. Then all gone and off corticosteroids: CR, confirmed 90 days later. Then 10 × 10 = 100 "
        "mm² after a nadir of 0: PD.",
        _case(
            _point(0, _t(20, 20), non_targets=[_NON_TARGET]),
            _point(90, _gone(), non_targets=[_NON_TARGET], **{**_WELL, "enhancement": "stable"}),
            _point(180, _gone(), non_targets=[_NON_TARGET], **_WELL),
            _point(270, _gone(), non_targets=[{"id": "N1", "state": "absent"}], **{**_WELL, "steroids": "lowered"}),
            _point(360, _gone(), non_targets=[{"id": "N1", "state": "absent"}], **_WELL),
            _point(450, _gone(), non_targets=[{"id": "N1", "state": "absent"}], **_WELL),
            _point(540, _t(10, 10), non_targets=[{"id": "N1", "state": "absent"}], **_WELL),
        ),
        (
            _BASE,
            {"overall": "PR", "rule": "PR-ENHANCEMENT", "confirmed": True},
            {"overall": "PR", "rule": "PR-REST-PERSISTS"},
            {"overall": "PR", "rule": "PR-STEROIDS"},
            {"overall": "CR", "rule": "CR", "confirmed": True},
            {"overall": "CR", "confirmed": False},
            {"overall": "PD", "rule": "PD-NADIR-ZERO"},
        ),
        {"best_overall_response": "CR", "progression_day": 540},
    ),
    Example(
        "what is not told",
        "400 mm² throughout. Enhancement not told, clinical state not told, corticosteroids raised: NE each time.",
        _case(
            _point(0, _t(20, 20)),
            _point(90, _t(20, 20), steroids="none", clinical="stable"),
            _point(180, _t(20, 20), enhancement="none", steroids="none"),
            _point(270, _t(20, 20), **{**_WELL, "steroids": "raised"}),
        ),
        (_BASE, {"overall": "NE", "rule": "NE-ENHANCEMENT"}, {"rule": "NE-CLINICAL"}, {"rule": "NE-STEROIDS"}),
        {"best_overall_response": "NE", "progression_day": None},
    ),
    Example(
        "a lesion not evaluated",
        "Baseline 400 + 400 = 800 mm². Day 90: T2 not evaluated: NE. Day 180: T1 alone 40 × 25 = 1000 mm², exactly "
        "25 % above 800: PD is shown without T2.",
        _case(
            _point(0, _t(20, 20), _t(20, 20, "T2")),
            _point(90, _t(20, 20), {"id": "T2", "state": "not_evaluable"}, **_WELL),
            _point(180, _t(40, 25), {"id": "T2", "state": "not_evaluable"}, **_WELL),
        ),
        (
            {"sum_mm2": 800.0},
            {"sum_mm2": None, "overall": "NE", "rule": "NE-BURDEN"},
            {"overall": "PD", "rule": "PD-GROWTH-MEASURED-PART"},
        ),
        {"best_overall_response": "PD"},
    ),
    Example(
        "new lesion",
        "400 mm² stays; a lesion is new: PD.",
        _case(_point(0, _t(20, 20)), _point(90, _t(20, 20), new_lesions=[{"id": "L1"}], **_WELL)),
        (_BASE, {"overall": "PD", "rule": "PD-NEW-LESION"}),
        {"best_overall_response": "PD"},
    ),
    Example(
        "nothing measurable, then other disease progresses",
        "No target lesion at baseline: SD is the best to be told. Then the non-target lesion progresses: PD.",
        _case(
            _point(0, non_targets=[_NON_TARGET]),
            _point(90, non_targets=[_NON_TARGET], **_WELL),
            _point(180, non_targets=[{"id": "N1", "state": "unequivocal_progression"}], **_WELL),
        ),
        (_BASE, {"overall": "SD", "rule": "SD-NOT-MEASURABLE"}, {"overall": "PD", "rule": "PD-NON-TARGET"}),
        {"best_overall_response": "SD", "progression_day": 180},
    ),
    Example(
        "growth on lowered corticosteroids, then worse",
        "25 × 20 = 500 of 400 mm² is +25 %, on a lowered dose, which this trial does not count: NE. Then definite "
        "clinical worsening: PD, whatever the dose.",
        _case(
            _point(0, _t(20, 20)),
            _point(90, _t(25, 20), **{**_WELL, "steroids": "lowered"}),
            _point(180, _t(20, 20), **{**_WELL, "clinical": "definite_worsening"}),
            growth_counts_on_lowered_steroids=False,
        ),
        (_BASE, {"rule": "NE-GROWTH-STEROIDS-LOWERED"}, {"overall": "PD", "rule": "PD-CLINICAL"}),
        {"best_overall_response": "PD", "progression_day": 180},
    ),
)
