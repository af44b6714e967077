"""Worked examples of irRC; the patterns are those of the paper's Table 2."""

from typing import Any

from centralis.core.criteria.criterion import Example


def _t(long_mm: float, short_mm: float, name: str = "T1") -> dict[str, Any]:
    return {"id": name, "organ": "liver", "state": "measured", "long_mm": long_mm, "short_mm": short_mm}


def _gone(name: str = "T1") -> dict[str, Any]:
    return {"id": name, "organ": "liver", "state": "absent"}


def _point(day: int, *index: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"day": day, "index_lesions": list(index), **more}


def _case(*points: dict[str, Any]) -> dict[str, Any]:
    return {"time_points": list(points)}


def _new(state: str, **size: float) -> dict[str, Any]:
    return {"id": "L1", "organ": "lung", "state": state, **size}


EXAMPLES = (
    Example(
        "response with a new lesion in the burden",
        "Baseline 40 × 30 = 1200 mm². Day 84: 20 × 20 + new 10 × 10 = 500 mm², 58.3 % below baseline: irPR although a "
        "lesion is new. Day 112: 20 × 18 + 10 × 10 = 460 mm², 28 days later: confirmed.",
        _case(
            _point(0, _t(40, 30)),
            _point(84, _t(20, 20), new_lesions=[_new("measurable", long_mm=10, short_mm=10)]),
            _point(112, _t(20, 18), new_lesions=[_new("measurable", long_mm=10, short_mm=10)]),
        ),
        (
            {"burden_mm2": 1200.0, "overall": None, "rule": "BASELINE"},
            {"burden_mm2": 500.0, "change_from_baseline_percent": -58.3333, "overall": "irPR", "confirmed": True},
            {"burden_mm2": 460.0, "overall": "irPR", "rule": "PR"},
        ),
        {"best_overall_response": "irPR", "progression_day": None},
    ),
    Example(
        "progression that is not confirmed",
        "Baseline 20 × 20 = 400 mm². Day 42: 20 × 25 = 500 mm², exactly 25 % above the nadir of 400: irPD. Day 84: "
        "19 × 20 = 380 mm²: irSD, so the irPD does not count and stable disease is the best response.",
        _case(_point(0, _t(20, 20)), _point(42, _t(25, 20)), _point(84, _t(20, 19))),
        (
            {"rule": "BASELINE"},
            {"burden_mm2": 500.0, "overall": "irPD", "rule": "PD-BURDEN", "confirmed": False},
            {"burden_mm2": 380.0, "nadir_mm2": 400.0, "overall": "irSD", "rule": "SD"},
        ),
        {"best_overall_response": "irSD", "progression_day": None},
    ),
    Example(
        "progression confirmed after 28 days",
        "Baseline 400 mm². Day 42: 501 mm² is 25.25 % above it. Day 70, 28 days later: 520 mm², again at least 25 % "
        "above the nadir of 400: irPD of day 42 is confirmed and counts from there.",
        _case(_point(0, _t(20, 20)), _point(42, _t(25.05, 20)), _point(70, _t(26, 20))),
        (
            {"rule": "BASELINE"},
            {"burden_mm2": 501.0, "overall": "irPD", "confirmed": True},
            {"burden_mm2": 520.0, "nadir_mm2": 400.0, "overall": "irPD", "confirmed": False},
        ),
        {"best_overall_response": "irPD", "progression_day": 42},
    ),
    Example(
        "burden gone, non-index lesion progresses",
        "Burden 0 of 400 mm² is a decrease of 100 %; the non-index lesion has progressed, which precludes irCR and is "
        "no irPD: irPR (first row of the paper's Table 2).",
        _case(
            _point(0, _t(20, 20), non_index_lesions=[{"id": "N1", "state": "present"}]),
            _point(84, _gone(), non_index_lesions=[{"id": "N1", "state": "unequivocal_progression"}]),
        ),
        ({"rule": "BASELINE"}, {"burden_mm2": 0.0, "overall": "irPR", "rule": "PR-REST-PERSISTS"}),
        {"best_overall_response": "irSD"},
        "Wolchok 2009, Table 2",
    ),
    Example(
        "complete response, confirmed",
        "All lesions are gone on day 84 and on day 112, 28 days later.",
        _case(_point(0, _t(20, 20)), _point(84, _gone()), _point(112, _gone())),
        (
            {"rule": "BASELINE"},
            {"burden_mm2": 0.0, "overall": "irCR", "rule": "CR", "confirmed": True},
            {"overall": "irCR", "confirmed": False},
        ),
        {"best_overall_response": "irCR"},
    ),
    Example(
        "a new lesion that can't be measured",
        "Burden 10 × 20 = 200 of 400 mm², exactly 50 % below baseline: irPR; the new lesion that can't be measured "
        "changes nothing but would preclude irCR.",
        _case(_point(0, _t(20, 20)), _point(84, _t(20, 10), new_lesions=[_new("not_measurable")])),
        ({"rule": "BASELINE"}, {"burden_mm2": 200.0, "overall": "irPR", "rule": "PR", "confirmed": False}),
        {"best_overall_response": "irSD"},
    ),
    Example(
        "a lesion not evaluated",
        "Day 42: T2 is not evaluated, T1 alone is 400 of 800 mm²: no burden, no response can be told. Day 84: T1 alone "
        "is 32 × 32 = 1024 mm², 28 % above the nadir of 800 without T2: irPD is shown.",
        _case(
            _point(0, _t(20, 20), _t(20, 20, "T2")),
            _point(42, _t(20, 20), {"id": "T2", "state": "not_evaluable"}),
            _point(84, _t(32, 32), {"id": "T2", "state": "not_evaluable"}),
        ),
        (
            {"burden_mm2": 800.0},
            {"burden_mm2": None, "measured_part_mm2": 400.0, "overall": "NE", "rule": "NE-BURDEN"},
            {"burden_mm2": None, "overall": "irPD", "rule": "PD-BURDEN-MEASURED-PART"},
        ),
        {"best_overall_response": "irPD", "progression_day": 84},
    ),
    Example(
        "disease seen again after a nadir of 0",
        "Burden 0 on day 84, 6 × 6 = 36 mm² on day 168: a percentage of 0 means nothing; disease is back: irPD.",
        _case(_point(0, _t(20, 20)), _point(84, _gone()), _point(168, _t(6, 6))),
        (
            {"rule": "BASELINE"},
            {"overall": "irCR", "confirmed": False},
            {"burden_mm2": 36.0, "nadir_mm2": 0.0, "overall": "irPD", "rule": "PD-NADIR-ZERO"},
        ),
        {"best_overall_response": "irSD", "progression_day": 168},
    ),
)
