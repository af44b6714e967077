"""Worked examples of RANO 2010."""

from typing import Any

from centralis.core.criteria.criterion import Example

_WELL = {"flair": "stable", "steroids": "stable", "clinical": "stable"}
_OFF = {**_WELL, "steroids": "none"}


def _t(long_mm: float, short_mm: float, name: str = "T1") -> dict[str, Any]:
    return {"id": name, "state": "measured", "long_mm": long_mm, "short_mm": short_mm}


def _gone(name: str = "T1") -> dict[str, Any]:
    return {"id": name, "state": "absent"}


def _point(day: int, *targets: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"day": day, "targets": list(targets), **more}


def _case(*points: dict[str, Any], **parameters: Any) -> dict[str, Any]:
    return {"time_points": list(points), **({"parameters": parameters} if parameters else {})}


_BASE = {"rule": "BASELINE", "overall": None}
_NON_TARGET = {"id": "N1", "state": "present"}

EXAMPLES = (
    Example(
        "partial response that lasts",
        "Baseline 40 × 30 = 1200 mm². Day 56: 30 × 20 = 600 mm², exactly 50 % below: PR. Day 84, 28 days later: "
        "28 × 20 = 560 mm², again PR: confirmed. Day 140: 35 × 20 = 700 mm², exactly 25 % above the nadir of 560: PD.",
        _case(
            _point(0, _t(40, 30)),
            _point(56, _t(30, 20), **_WELL),
            _point(84, _t(28, 20), **_WELL),
            _point(140, _t(35, 20), **_WELL),
        ),
        (
            _BASE,
            {
                "sum_mm2": 600.0,
                "change_from_baseline_percent": -50.0,
                "overall": "PR",
                "rule": "PR",
                "confirmed": True,
            },
            {"sum_mm2": 560.0, "overall": "PR", "confirmed": False},
            {"change_from_nadir_percent": 25.0, "overall": "PD", "rule": "PD-GROWTH"},
        ),
        {"best_overall_response": "PR", "progression_day": 140},
    ),
    Example(
        "complete response, first on corticosteroids",
        "Day 56: nothing enhances, but dexamethasone goes on: PR. Day 84: off corticosteroids: CR. Day 112: still CR, "
        "28 days later: confirmed. Day 168: 5 × 5 = 25 mm² after a nadir of 0: PD.",
        _case(
            _point(0, _t(20, 20)),
            _point(56, _gone(), **_WELL),
            _point(84, _gone(), **_OFF),
            _point(112, _gone(), **{**_WELL, "steroids": "physiological"}),
            _point(168, _t(5, 5), **_OFF),
        ),
        (
            _BASE,
            {"overall": "PR", "rule": "PR-STEROIDS", "confirmed": True},
            {"overall": "CR", "rule": "CR", "confirmed": True},
            {"overall": "CR", "confirmed": False},
            {"overall": "PD", "rule": "PD-NADIR-ZERO"},
        ),
        {"best_overall_response": "CR", "progression_day": 168},
    ),
    Example(
        "growth soon after chemoradiation",
        "Chemoradiation ended on day -28. Day 42 is 70 days after it: 30 × 20 = 600 of 400 mm² (+50 %) inside the "
        "field: no progression yet. Day 56 is 84 days after it: 600 mm² is 50 % above the nadir of 400: PD.",
        _case(
            _point(0, _t(20, 20), radiation_end_day=-28),
            _point(42, _t(30, 20), **_WELL),
            _point(56, _t(30, 20), **_WELL),
        ),
        (
            _BASE,
            {"overall": "NE", "rule": "NE-EARLY", "change_from_nadir_percent": 50.0},
            {"overall": "PD", "rule": "PD-GROWTH"},
        ),
        {"best_overall_response": "PD", "progression_day": 56},
        "the 12-week rule as PMC4530825, Table I, prints it",
    ),
    Example(
        "a new lesion outside the field, early",
        "Day 42 is 70 days after chemoradiation; the new lesion lies beyond the 80 % isodose line: PD at once.",
        _case(
            _point(0, _t(20, 20), radiation_end_day=-28),
            _point(42, _t(20, 20), new_lesions=[{"id": "L1", "outside_field": True}], **_WELL),
        ),
        (_BASE, {"overall": "PD", "rule": "PD-NEW-LESION", "progression_day": 42}),
        {"best_overall_response": "PD"},
    ),
    Example(
        "only T2/FLAIR grows",
        "20 × 20 = 400 mm² stays; T2/FLAIR disease has significantly increased, not from a comorbid event: PD.",
        _case(_point(0, _t(20, 20)), _point(56, _t(20, 20), **{**_WELL, "flair": "increased"})),
        (_BASE, {"overall": "PD", "rule": "PD-FLAIR", "change_from_nadir_percent": 0.0}),
        {"best_overall_response": "PD"},
    ),
    Example(
        "only the patient is worse",
        "Day 42: 25 × 19 = 475 of 400 mm² is +18.75 %: SD. Day 84: 420 mm², definite worsening from the tumour: PD.",
        _case(
            _point(0, _t(20, 20)),
            _point(42, _t(25, 19), **_WELL),
            _point(84, _t(21, 20), **{**_WELL, "clinical": "definite_worsening"}),
        ),
        (
            _BASE,
            {"overall": "SD", "rule": "SD", "change_from_baseline_percent": 18.75},
            {"overall": "PD", "rule": "PD-CLINICAL"},
        ),
        {"best_overall_response": "SD", "progression_day": 84},
    ),
    Example(
        "corticosteroids raised, then not told, T2/FLAIR not told",
        "400 mm² throughout. Raised corticosteroids alone are no progression, yet not stable disease either: NE. What "
        "is not told can't be taken as stable: NE twice.",
        _case(
            _point(0, _t(20, 20)),
            _point(42, _t(20, 20), **{**_WELL, "steroids": "raised"}),
            _point(84, _t(20, 20), flair="stable"),
            _point(126, _t(20, 20), steroids="none", clinical="stable"),
        ),
        (_BASE, {"rule": "NE-STEROIDS"}, {"rule": "NE-CLINICAL"}, {"overall": "NE", "rule": "NE-FLAIR"}),
        {"best_overall_response": "NE", "progression_day": None},
    ),
    Example(
        "a target lesion not evaluated",
        "Baseline 400 + 400 = 800 mm². Day 42: T2 not evaluated, T1 400 mm²: NE. Day 84: T1 alone 40 × 25 = 1000 mm², "
        "exactly 25 % above 800: PD is shown without T2.",
        _case(
            _point(0, _t(20, 20), _t(20, 20, "T2")),
            _point(42, _t(20, 20), {"id": "T2", "state": "not_evaluable"}, **_WELL),
            _point(84, _t(40, 25), {"id": "T2", "state": "not_evaluable"}, **_WELL),
        ),
        (
            {"sum_mm2": 800.0},
            {"sum_mm2": None, "overall": "NE", "rule": "NE-BURDEN"},
            {"measured_part_mm2": 1000.0, "overall": "PD", "rule": "PD-GROWTH-MEASURED-PART"},
        ),
        {"best_overall_response": "PD", "progression_day": 84},
    ),
    Example(
        "other disease",
        "Day 56: the target is gone, the non-target lesion is not: PR. Day 84: it has progressed: PD.",
        _case(
            _point(0, _t(20, 20), non_targets=[_NON_TARGET]),
            _point(56, _gone(), non_targets=[_NON_TARGET], **_OFF),
            _point(84, _gone(), non_targets=[{"id": "N1", "state": "unequivocal_progression"}], **_OFF),
        ),
        (_BASE, {"overall": "PR", "rule": "PR-REST-PERSISTS"}, {"overall": "PD", "rule": "PD-NON-TARGET"}),
        {"best_overall_response": "SD", "progression_day": 84},
    ),
    Example(
        "nothing measurable at baseline",
        "No target lesion: the sum is 0 before and after, which is no complete response; SD is the best to be told.",
        _case(
            _point(0, non_targets=[_NON_TARGET]),
            _point(56, non_targets=[{"id": "N1", "state": "absent"}], **_OFF),
        ),
        (_BASE, {"overall": "SD", "rule": "SD-NOT-MEASURABLE"}),
        {"best_overall_response": "SD"},
        "the footnote on non-measurable disease in PMC6499019, Table 2",
    ),
    Example(
        "growth on lowered corticosteroids, by the trial's choice",
        "25 × 20 = 500 of 400 mm² is +25 %. This trial counts growth only on a stable or raised dose: NE.",
        _case(
            _point(0, _t(20, 20)),
            _point(56, _t(25, 20), **{**_WELL, "steroids": "lowered"}),
            growth_counts_on_lowered_steroids=False,
        ),
        (_BASE, {"overall": "NE", "rule": "NE-GROWTH-STEROIDS-LOWERED"}),
        {"best_overall_response": "NE"},
    ),
)
