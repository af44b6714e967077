"""Worked examples of iwCLL 2018, with the arithmetic in words. None was found printed as a table of visits."""

from typing import Any

from centralis.core.criteria.criterion import Example

_FIRST = {
    "spleen_mm": 170,
    "liver_excess_mm": 0,
    "symptoms": "present",
    "lymphocytes_1e9_per_l": 80,
    "platelets_1e9_per_l": 80,
    "haemoglobin_g_per_dl": 10,
    "marrow": "cll_cells",
    "marrow_cll_percent": 40,
}
_WELL = {
    "spleen_mm": 120,
    "liver_excess_mm": 0,
    "symptoms": "absent",
    "lymphocytes_1e9_per_l": 2,
    "platelets_1e9_per_l": 150,
    "haemoglobin_g_per_dl": 12,
}
_SAME = {name: value for name, value in _FIRST.items() if not name.startswith("marrow")}


def _point(
    day: int, values: dict[str, Any], long_mm: float | None, short_mm: float = 20, **more: Any
) -> dict[str, Any]:
    size = {"state": "measured", "long_mm": long_mm, "short_mm": short_mm} if long_mm is not None else {}
    return {"day": day, "nodes": [{"id": "N1", "state": "absent", **size}], **values, **more}


def _case(*points: dict[str, Any], **parameters: Any) -> dict[str, Any]:
    return {"time_points": list(points), "parameters": parameters}


_BASELINE = _point(0, _FIRST, 40)

EXAMPLES = (
    Example(
        "partial, then complete response that lasts",
        "Baseline: node 40 × 20 = 800 mm², spleen 170 mm (40 above 130), lymphocytes 80, platelets 80, haemoglobin 10. "
        "Day 84: node 20 × 20 = 400 mm² is 50 % down, lymphocytes 40 is 50 % down: two of group A; platelets 100: PR. "
        "Day 168: node 14 mm, spleen 120 mm, blood normal, marrow clear: CR. Day 224, 56 days later: the same.",
        _case(
            _BASELINE,
            _point(84, {**_SAME, "lymphocytes_1e9_per_l": 40, "platelets_1e9_per_l": 100}, 20),
            _point(168, _WELL, 14, 10, marrow="clear"),
            _point(224, _WELL, 14, 10),
        ),
        (
            {"rule": "BASELINE", "overall": None, "abnormal_a": ["nodes", "organs", "lymphocytes"]},
            {"overall": "PR", "rule": "PR", "improved_a": ["nodes", "lymphocytes"], "confirmed_as": "PR"},
            {"overall": "CR", "rule": "CR", "confirmed_as": "CR"},
            {"overall": "CR", "confirmed_as": None},
        ),
        {"best_overall_response": "CR", "progression_day": None},
    ),
    Example(
        "complete response with incomplete marrow recovery",
        "As complete response, but platelets 90 not because of CLL on day 84: CRi. Day 140: platelets 150, the marrow "
        "hypocellular: CRi again, 56 days later.",
        _case(
            _BASELINE,
            _point(84, {**_WELL, "platelets_1e9_per_l": 90}, None, marrow="clear", cytopenia_cause="other"),
            _point(140, _WELL, None, marrow="hypocellular"),
        ),
        (
            {"overall": None},
            {"overall": "CRi", "rule": "CRI", "confirmed_as": "CRi"},
            {"overall": "CRi", "rule": "CRI"},
        ),
        {"best_overall_response": "CRi"},
    ),
    Example(
        "lymphocytes moved into the blood by the therapy",
        "Redistribution chosen. Day 56: node 20 × 20 = 400 mm² is 50 % down, spleen 150 mm is 20 above 130, 50 % of "
        "the 40 before; lymphocytes 160 are twice the baseline, which is no progression; platelets 120: PR-L. Day 112: "
        "lymphocytes 40 are 50 % down: PR. The two together last 56 days as PR-L.",
        _case(
            _BASELINE,
            _point(56, {**_SAME, "spleen_mm": 150, "lymphocytes_1e9_per_l": 160, "platelets_1e9_per_l": 120}, 20),
            _point(112, {**_SAME, "spleen_mm": 150, "lymphocytes_1e9_per_l": 40, "platelets_1e9_per_l": 120}, 20),
            redistribution=True,
        ),
        (
            {"overall": None},
            {"overall": "PR-L", "rule": "PR-L", "improved_a": ["nodes", "organs"], "confirmed_as": "PR-L"},
            {"overall": "PR", "rule": "PR"},
        ),
        {"best_overall_response": "PR-L", "progression_day": None},
    ),
    Example(
        "the same lymphocytes without redistribution",
        "Lymphocytes 160 are 100 % above 80 and above 5: progression, although the node is 50 % smaller.",
        _case(_BASELINE, _point(56, {**_SAME, "lymphocytes_1e9_per_l": 160, "platelets_1e9_per_l": 120}, 20)),
        ({"overall": None}, {"overall": "PD", "rule": "PD-LYMPHOCYTES", "lymphocytes_change_percent": 100.0}),
        {"best_overall_response": "PD", "progression_day": 56},
    ),
    Example(
        "stable, then nodes that grow from their lowest",
        "Day 56: node 30 × 20 = 600 mm² is 25 % down: SD. Day 112: 40 × 22.5 = 900 mm² is 50 % above 600, though only "
        "12.5 % above the baseline of 800: PD.",
        _case(_BASELINE, _point(56, _SAME, 30), _point(112, _SAME, 40, 22.5)),
        (
            {"spd_mm2": 800.0},
            {"overall": "SD", "rule": "SD", "spd_change_percent": -25.0},
            {"overall": "PD", "rule": "PD-NODES", "spd_nadir_mm2": 600.0},
        ),
        {"best_overall_response": "SD", "progression_day": 112},
    ),
    Example(
        "spleen and liver",
        "Spleen 170 mm is 40 above 130. Day 56: 190 mm is 60 above, 50 % more: PD. Day 112: the liver, normal before, "
        "is 10 mm above normal: PD by the liver, the spleen being 170 mm again.",
        _case(
            _BASELINE, _point(56, {**_SAME, "spleen_mm": 190}, 40), _point(112, {**_SAME, "liver_excess_mm": 10}, 40)
        ),
        (
            {"spleen_excess_mm": 40.0},
            {"overall": "PD", "rule": "PD-SPLEEN", "spleen_excess_mm": 60.0},
            {"overall": "PD", "rule": "PD-LIVER"},
        ),
        {"progression_day": 56},
    ),
    Example(
        "blood counts that fall",
        "Day 28: platelets 40 are 50 % below 80, the cause is not told: NE. Day 56: the same because of CLL: PD. Day "
        "84: haemoglobin 8 is 2 g/dL below 10 because of CLL: PD.",
        _case(
            _BASELINE,
            _point(28, {**_SAME, "platelets_1e9_per_l": 40}, 40),
            _point(56, {**_SAME, "platelets_1e9_per_l": 40}, 40, cytopenia_cause="cll"),
            _point(84, {**_SAME, "haemoglobin_g_per_dl": 8}, 40, cytopenia_cause="cll"),
        ),
        (
            {"overall": None},
            {"overall": "NE", "rule": "NE-CAUSE"},
            {"overall": "PD", "rule": "PD-PLATELETS"},
            {"overall": "PD", "rule": "PD-HAEMOGLOBIN"},
        ),
        {"best_overall_response": "PD", "progression_day": 56},
    ),
    Example(
        "marrow, a new lesion, transformation",
        "Day 28: 60 % CLL cells are 50 % more than 40: PD. Day 56: a new lesion: PD. Day 84: transformation: PD.",
        _case(
            _BASELINE,
            _point(28, _SAME, 40, marrow="cll_cells", marrow_cll_percent=60),
            _point(56, _SAME, 40, new_lesions=[{"id": "L1", "certainty": "unequivocal"}]),
            _point(84, _SAME, 40, transformation=True),
        ),
        (
            {"overall": None},
            {"overall": "PD", "rule": "PD-MARROW"},
            {"overall": "PD", "rule": "PD-NEW-LESION"},
            {"overall": "PD", "rule": "PD-TRANSFORMATION"},
        ),
        {"progression_day": 28},
    ),
    Example(
        "what is not told",
        "Day 56: lymphocytes were not counted: NE. A baseline without platelets tells no response either.",
        _case(_BASELINE, _point(56, {**_SAME, "lymphocytes_1e9_per_l": None}, 20)),
        ({"overall": None}, {"overall": "NE", "rule": "NE-MISSING"}),
        {"best_overall_response": "NE"},
    ),
    Example(
        "a baseline without platelets",
        "Platelets of the baseline are missing: whether they improved or fell can't be told: NE.",
        _case(_point(0, {**_FIRST, "platelets_1e9_per_l": None}, 40), _point(56, _WELL, 14, 10, marrow="clear")),
        ({"overall": None}, {"overall": "NE", "rule": "NE-BASELINE"}),
        {"best_overall_response": "NE"},
    ),
)
