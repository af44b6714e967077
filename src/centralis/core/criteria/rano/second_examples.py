"""Worked examples of RANO 2.0."""

from typing import Any

from centralis.core.criteria.criterion import Example

_OFF = {"steroids": "none", "clinical": "stable"}
_ON = {"steroids": "stable", "clinical": "stable"}
_BASE = {"rule": "BASELINE", "overall": None}
_NON_TARGET = {"id": "N1", "state": "present"}


def _t(long_mm: float, short_mm: float, name: str = "T1", part: str = "enhancing") -> dict[str, Any]:
    return {"id": name, "component": part, "state": "measured", "long_mm": long_mm, "short_mm": short_mm}


def _n(long_mm: float, short_mm: float) -> dict[str, Any]:
    return _t(long_mm, short_mm, "T2", "non_enhancing")


def _v(volume_ml: float, part: str = "non_enhancing") -> dict[str, Any]:
    return {"id": "T1", "component": part, "state": "measured", "volume_ml": volume_ml}


def _as(state: str, name: str = "T1", part: str = "enhancing") -> dict[str, Any]:
    return {"id": name, "component": part, "state": state}


def _first(tumour: str, *targets: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"day": 0, "tumour": tumour, "targets": list(targets), **more}


def _point(day: int, *targets: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"day": day, "targets": list(targets), **more}


def _case(*points: dict[str, Any], **parameters: Any) -> dict[str, Any]:
    return {"time_points": list(points), **({"parameters": parameters} if parameters else {})}


EXAMPLES = (
    Example(
        "preliminary progression, confirmed",
        "Radiation ended on day -28. Day 42, 70 days after it: 25 × 20 = 500 of 400 mm² (+25 %): preliminary. Day 56, "
        "only 14 days later, 650 mm²: still preliminary. Day 70, 28 days later: 25 × 25 = 625 mm², exactly 25 % above "
        "the 500 of day 42: confirmed, and it counts from day 42.",
        _case(
            _first("enhancing", _t(20, 20), radiation_end_day=-28),
            _point(42, _t(25, 20), **_ON),
            _point(56, _t(26, 25), **_ON),
            _point(70, _t(25, 25), **_ON),
        ),
        (
            _BASE,
            {"overall": "PPD", "rule": "PPD", "confirmed": True},
            {"overall": "PPD", "confirmed": False},
            {"overall": "PD", "rule": "PD-CONFIRMED", "progression_day": 42},
        ),
        {"best_overall_response": "PD", "progression_day": 42},
    ),
    Example(
        "preliminary progression, not confirmed",
        "Day 42: 500 of 400 mm² soon after radiation: preliminary. Day 84: 24 × 20 = 480 mm² has not grown from "
        "there: stable. Day 168: 10 × 20 = 200 mm², exactly 50 % below 400: PR, confirmed on day 196. Day 252: 16 × 20 "
        "= 320 mm², 60 % above the nadir of 200: PD.",
        _case(
            _first("enhancing", _t(20, 20), radiation_end_day=-28),
            _point(42, _t(25, 20), **_ON),
            _point(84, _t(24, 20), **_ON),
            _point(168, _t(20, 10), **_ON),
            _point(196, _t(20, 10), **_ON),
            _point(252, _t(20, 16), **_ON),
        ),
        (
            _BASE,
            {"overall": "PPD", "confirmed": False, "progression_day": None},
            {"overall": "SD", "rule": "SD"},
            {"overall": "PR", "rule": "PR", "confirmed": True},
            {"overall": "PR"},
            {"overall": "PD", "rule": "PD-GROWTH", "progression_day": 252},
        ),
        {"best_overall_response": "PR", "progression_day": 252},
    ),
    Example(
        "outside the radiation field",
        "Day 42 is 70 days after radiation; the new lesion lies outside the field: PD without confirmation.",
        _case(
            _first("enhancing", _t(20, 20), radiation_end_day=-28),
            _point(42, _t(20, 20), new_lesions=[{"id": "L1", "outside_field": True}], **_ON),
        ),
        (_BASE, {"overall": "PD", "rule": "PD-PROVEN", "progression_day": 42}),
        {"best_overall_response": "PD"},
    ),
    Example(
        "non-enhancing tumour by volume",
        "Baseline 50 ml. Day 90: 30 ml, exactly 40 % below: MR. Day 180: 17.5 ml, exactly 65 % below: PR. Day 270: "
        "24.5 ml, exactly 40 % above the nadir of 17.5: PD.",
        _case(
            _first("non_enhancing", _v(50)),
            _point(90, _v(30), **_OFF),
            _point(180, _v(17.5), **_OFF),
            _point(270, _v(24.5), **_OFF),
            measure="volume",
        ),
        (
            _BASE,
            {"overall": "MR", "rule": "MR", "confirmed": True},
            {"overall": "PR", "rule": "PR", "confirmed": False},
            {"overall": "PD", "rule": "PD-GROWTH"},
        ),
        {"best_overall_response": "MR", "progression_day": 270},
    ),
    Example(
        "mixed tumour",
        "Baseline 400 mm² enhancing, 1600 mm² not. Day 60: 200 (PR) with 1600 (SD): PR. Day 120: 200 (PR) with 1200 "
        "(MR): MR. Day 180: gone with 1200 (MR): MR. Day 240: the enhancing part is seen again, "
        "400 mm² after a nadir of 0: PD.",
        _case(
            _first("mixed", _t(20, 20), _n(40, 40)),
            _point(60, _t(20, 10), _n(40, 40), **_OFF),
            _point(120, _t(20, 10), _n(40, 30), **_OFF),
            _point(180, _as("absent"), _n(40, 30), **_OFF),
            _point(240, _t(20, 20), _n(40, 35), **_OFF),
        ),
        (
            _BASE,
            {"overall": "PR", "rule": "MIXED-SD", "confirmed": False},
            {"overall": "MR", "rule": "MIXED-LESSER", "confirmed": True},
            {"overall": "MR", "rule": "MIXED-CR"},
            {"overall": "PD", "rule": "PD-NADIR-ZERO"},
        ),
        {"best_overall_response": "MR", "progression_day": 240},
    ),
    Example(
        "mixed tumour, both parts alike",
        "400 and 1600 mm² stay: SD in both parts.",
        _case(_first("mixed", _t(20, 20), _n(40, 40)), _point(60, _t(20, 20), _n(40, 40), **_OFF)),
        (_BASE, {"overall": "SD", "rule": "MIXED-SAME"}),
        {"best_overall_response": "SD"},
    ),
    Example(
        "complete response by steps",
        "The target is gone throughout. Other disease still there: PR. On corticosteroids: PR. Off them: CR. Then the "
        "non-target lesion progresses: PD.",
        _case(
            _first("enhancing", _t(20, 20), non_targets=[_NON_TARGET]),
            _point(60, _as("absent"), non_targets=[_NON_TARGET], **_OFF),
            _point(120, _as("absent"), non_targets=[{"id": "N1", "state": "absent"}], **_ON),
            _point(180, _as("absent"), non_targets=[{"id": "N1", "state": "absent"}], **_OFF),
            _point(240, _as("absent"), non_targets=[{"id": "N1", "state": "unequivocal_progression"}], **_OFF),
        ),
        (
            _BASE,
            {"overall": "PR", "rule": "PR-REST-PERSISTS", "confirmed": True},
            {"overall": "PR", "rule": "PR-STEROIDS"},
            {"overall": "CR", "rule": "CR", "confirmed": False},
            {"overall": "PD", "rule": "PD-NON-TARGET"},
        ),
        {"best_overall_response": "PR", "progression_day": 240},
    ),
    Example(
        "what is not told",
        "400 mm² throughout, T2/FLAIR counts. T2/FLAIR not told, clinical state not told, corticosteroids raised: NE. "
        "T2/FLAIR increased: PD.",
        _case(
            _first("enhancing", _t(20, 20)),
            _point(60, _t(20, 20), **_OFF),
            _point(120, _t(20, 20), flair="stable", steroids="none"),
            _point(180, _t(20, 20), flair="stable", steroids="raised", clinical="stable"),
            _point(240, _t(20, 20), flair="increased", **_OFF),
            flair_counts=True,
        ),
        (
            _BASE,
            {"overall": "NE", "rule": "NE-FLAIR"},
            {"rule": "NE-CLINICAL"},
            {"rule": "NE-STEROIDS"},
            {"overall": "PD", "rule": "PD-FLAIR"},
        ),
        {"best_overall_response": "PD", "progression_day": 240},
    ),
    Example(
        "a lesion not evaluated",
        "Baseline 400 + 400 = 800 mm². Day 60: T3 not evaluated: NE. Day 120: T1 alone 40 × 25 = 1000 mm², exactly "
        "25 % above 800: PD is shown without T3.",
        _case(
            _first("enhancing", _t(20, 20), _t(20, 20, "T3")),
            _point(60, _t(20, 20), _as("not_evaluable", "T3"), **_OFF),
            _point(120, _t(40, 25), _as("not_evaluable", "T3"), **_OFF),
        ),
        (_BASE, {"overall": "NE", "rule": "NE-BURDEN"}, {"overall": "PD", "rule": "PD-GROWTH-MEASURED-PART"}),
        {"best_overall_response": "PD"},
    ),
    Example(
        "new lesion long after radiation",
        "Nothing measurable at baseline: SD is the best. Then a new lesion, no radiation: PD.",
        _case(
            _first("enhancing", non_targets=[_NON_TARGET]),
            _point(60, non_targets=[_NON_TARGET], **_OFF),
            _point(120, non_targets=[_NON_TARGET], new_lesions=[{"id": "L1"}], **_OFF),
        ),
        (_BASE, {"overall": "SD", "rule": "SD-NOT-MEASURABLE"}, {"overall": "PD", "rule": "PD-NEW-LESION"}),
        {"best_overall_response": "SD", "progression_day": 120},
    ),
    Example(
        "growth on lowered corticosteroids, then worse",
        "500 of 400 mm² is +25 % on a lowered dose, which this trial does not count: NE. Then definite worsening: PD.",
        _case(
            _first("enhancing", _t(20, 20)),
            _point(60, _t(25, 20), steroids="lowered", clinical="stable"),
            _point(120, _t(20, 20), steroids="stable", clinical="definite_worsening"),
            growth_counts_on_lowered_steroids=False,
        ),
        (_BASE, {"rule": "NE-GROWTH-STEROIDS-LOWERED"}, {"overall": "PD", "rule": "PD-CLINICAL"}),
        {"best_overall_response": "PD", "progression_day": 120},
    ),
)
