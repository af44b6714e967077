"""Worked examples of IMWG 2016, with the arithmetic in words. None was found printed as a table of visits."""

from typing import Any

from centralis.core.criteria.criterion import Example


def _blood(day: int, serum: float | None, urine: float | None, **more: Any) -> dict[str, Any]:
    return {"day": day, "serum_m_protein_g_per_dl": serum, "urine_m_protein_mg_per_24h": urine, **more}


def _chains(day: int, kappa: float, lambda_: float, **more: Any) -> dict[str, Any]:
    return _blood(day, 0, 0, kappa_flc_mg_per_dl=kappa, lambda_flc_mg_per_dl=lambda_, **more)


def _case(*points: dict[str, Any]) -> dict[str, Any]:
    return {"time_points": list(points)}


def _lesion(name: str, long_mm: float | None = None, short_mm: float | None = None) -> dict[str, Any]:
    size = {"state": "measured", "long_mm": long_mm, "short_mm": short_mm} if long_mm is not None else {}
    return {"id": name, "kind": "soft_tissue", "state": "absent", **size}


_BOTH_NEGATIVE = {"serum_immunofixation": "negative", "urine_immunofixation": "negative"}
_START = {"rule": "BASELINE", "overall": None}

EXAMPLES = (
    Example(
        "from minimal to stringent complete response",
        "Baseline serum 4.0 g/dL, urine 1000 mg/24 h. Day 28: serum 3.0 is 25 % down, urine 500 is 50 % down: MR. Day "
        "56: serum 2.0 is 50 % down, urine 100 is 90 % down: PR. Day 84: serum 0.4 is 90 % down, urine 99 is below "
        "100: VGPR. Day 112: none on electrophoresis, immunofixation positive: VGPR. Day 140: immunofixation negative, "
        "marrow 3 %: CR. Day 168: ratio 1.0, no clonal cells: sCR; day 196 repeats the blood, the marrow stands.",
        _case(
            _blood(0, 4, 1000),
            _blood(28, 3, 500),
            _blood(56, 2, 100),
            _blood(84, 0.4, 99),
            _blood(112, 0, 0, serum_immunofixation="positive", urine_immunofixation="negative"),
            _blood(140, 0, 0, marrow_plasma_cells_percent=3, **_BOTH_NEGATIVE),
            _chains(168, 1, 1, clonal_marrow_cells="absent", **_BOTH_NEGATIVE),
            _chains(196, 1, 1, **_BOTH_NEGATIVE),
        ),
        (
            _START,
            {"overall": "MR", "rule": "MR", "serum_change_percent": -25.0, "confirmed_as": "MR"},
            {"overall": "PR", "rule": "PR", "confirmed_as": "PR"},
            {"overall": "VGPR", "rule": "VGPR", "confirmed_as": "VGPR"},
            {"overall": "VGPR", "rule": "VGPR-ELECTROPHORESIS"},
            {"overall": "CR", "rule": "CR", "confirmed_as": "CR"},
            {"overall": "sCR", "rule": "SCR", "confirmed_as": "sCR"},
            {"overall": "sCR", "confirmed_as": None},
        ),
        {"best_overall_response": "sCR", "progression_day": None},
    ),
    Example(
        "progression from the lowest confirmed value",
        "Serum 4.0, 1.0, 1.2, 1.69, 1.7, 1.8 g/dL. 1.0 is not borne out by 1.2, so the lowest confirmed value is 1.2 "
        "on day 84: 1.69 is 0.49 above it, not enough: PR (57.75 % below 4.0). 1.7 is 0.5 and 41.6 % above it: PD; "
        "day 140 bears it out, so it counts from day 112.",
        _case(
            _blood(0, 4, 0),
            _blood(28, 1, 0),
            _blood(56, 1.2, 0),
            _blood(84, 1.69, 0),
            _blood(112, 1.7, 0),
            _blood(140, 1.8, 0),
        ),
        (
            _START,
            {"overall": "PR", "serum_nadir_g_per_dl": 4.0},
            {"overall": "PR", "serum_nadir_g_per_dl": 4.0},
            {"overall": "PR", "serum_nadir_g_per_dl": 1.2},
            {"overall": "PD", "rule": "PD-SERUM", "confirmed_as": "PD"},
            {"overall": "PD"},
        ),
        {"best_overall_response": "PR", "progression_day": 112},
    ),
    Example(
        "high M-protein, and a urine value that is missing",
        "Baseline serum 6.0 g/dL, urine 300 mg/24 h. Day 28: urine was not collected: NE. Day 56: serum 7.0 is 1.0 "
        "above a lowest value of at least 5: PD, although it is only 16.6 %. Day 84: serum 6.2 and urine 480, 180 "
        "above 300: SD. Day 112: urine 500 is 200 and 66.6 % above 300: PD, borne out on day 140.",
        _case(
            _blood(0, 6, 300),
            _blood(28, 3, None),
            _blood(56, 7, 300),
            _blood(84, 6.2, 480),
            _blood(112, 6.2, 500),
            _blood(140, 6.2, 520),
        ),
        (
            _START,
            {"overall": "NE", "rule": "NE-MISSING"},
            {"overall": "PD", "rule": "PD-SERUM-HIGH", "confirmed_as": None},
            {"overall": "SD", "rule": "SD"},
            {"overall": "PD", "rule": "PD-URINE", "confirmed_as": "PD"},
            {"overall": "PD"},
        ),
        {"best_overall_response": "SD", "progression_day": 112},
    ),
    Example(
        "measurable by free light chains alone",
        "No M-protein; kappa 51, lambda 1 mg/dL: ratio 51, dFLC 50. Day 28: 26 - 1 = 25 is 50 % down: PR. Day 56: "
        "6 - 1 = 5 is 90 % down: VGPR. Day 84: 7 - 1 = 6 is 88 % down: PR, so the VGPR is confirmed as PR. Day 112: "
        "17 - 1 = 16 is 10 above the lowest confirmed 6, not more than 10: PR. Day 140: 17.1 - 1 = 16.1: PD, but "
        "nothing follows, so it does not count.",
        _case(
            _chains(0, 51, 1),
            _chains(28, 26, 1),
            _chains(56, 6, 1),
            _chains(84, 7, 1),
            _chains(112, 17, 1),
            _chains(140, 17.1, 1),
        ),
        (
            {"measured_by": "flc", "dflc_mg_per_dl": 50.0},
            {"overall": "PR", "rule": "PR-FLC"},
            {"overall": "VGPR", "rule": "VGPR-FLC", "confirmed_as": "PR"},
            {"overall": "PR", "dflc_mg_per_dl": 6.0},
            {"overall": "PR", "dflc_nadir_mg_per_dl": 6.0},
            {"overall": "PD", "rule": "PD-FLC"},
        ),
        {"best_overall_response": "PR", "progression_day": None},
    ),
    Example(
        "measurable by the marrow alone",
        "No M-protein, ratio 1, marrow 40 %. Day 84: 20 % is 50 % down: PR. Day 168: 29 % is 45 % but only 9 points "
        "above 20: SD, since 27.5 % down is no PR. Day 252: 30 % is 50 % and 10 points above: PD, at once.",
        _case(
            _chains(0, 1, 1, marrow_plasma_cells_percent=40),
            _chains(84, 1, 1, marrow_plasma_cells_percent=20),
            _chains(168, 1, 1, marrow_plasma_cells_percent=29),
            _chains(252, 1, 1, marrow_plasma_cells_percent=30),
        ),
        (
            {"measured_by": "marrow"},
            {"overall": "PR", "rule": "PR-MARROW"},
            {"overall": "SD"},
            {"overall": "PD", "rule": "PD-MARROW", "confirmed_as": "PD"},
        ),
        {"best_overall_response": "SD", "progression_day": 252},
    ),
    Example(
        "nothing measurable",
        "No M-protein, ratio 1, marrow 10 %, 120 circulating plasma cells per µL. Day 28: 180 is 50 % more but below "
        "200: nothing can be told. Day 56: 200 is 66.6 % above 120: PD, borne out on day 84.",
        _case(
            _chains(0, 1, 1, marrow_plasma_cells_percent=10, circulating_plasma_cells_per_ul=120),
            _chains(28, 1, 1, circulating_plasma_cells_per_ul=180),
            _chains(56, 1, 1, circulating_plasma_cells_per_ul=200),
            _chains(84, 1, 1, circulating_plasma_cells_per_ul=260),
        ),
        (
            {"measured_by": "nothing"},
            {"overall": "NE", "rule": "NE-NOTHING-MEASURABLE"},
            {"overall": "PD", "rule": "PD-CIRCULATING"},
            {"overall": "PD"},
        ),
        {"best_overall_response": "PD", "progression_day": 56},
    ),
    Example(
        "a plasmacytoma holds the response back",
        "Serum 2.0 g/dL, plasmacytoma 40 × 30 = 1200 mm². Day 28: serum 0.2 is 90 % down, no imaging since baseline: "
        "NE. Day 56: 12 × 10 = 120 mm² is exactly 90 % down, VGPR asks for more: PR. Day 84: gone, but the "
        "immunofixation is positive: VGPR. Day 112: 10 × 10 mm is back after 0 mm²: PD.",
        _case(
            _blood(0, 2, 0, lesions=[_lesion("P1", 40, 30)]),
            _blood(28, 0.2, 0),
            _blood(56, 0.2, 0, lesions=[_lesion("P1", 12, 10)]),
            _blood(84, 0.2, 0, serum_immunofixation="positive", lesions=[_lesion("P1")]),
            _blood(112, 0.2, 0, lesions=[_lesion("P1", 10, 10)]),
        ),
        (
            {"spd_mm2": 1200.0},
            {"overall": "NE", "rule": "NE-PLASMACYTOMA"},
            {"overall": "PR", "rule": "PR", "spd_mm2": 120.0},
            {"overall": "VGPR", "rule": "VGPR"},
            {"overall": "PD", "rule": "PD-LESION-BACK"},
        ),
        {"best_overall_response": "PR", "progression_day": 112},
    ),
    Example(
        "lesions that grow, and a new one",
        "Two lesions of 20 × 20 mm, 800 mm². Day 28: 30 × 20 and 20 × 20: the first is 50 % longer, the sum of 1000 "
        "mm² only 25 % larger: PD by the diameter. Day 56: 30 × 20 twice is 1200 mm², 50 % above 800: PD by the sum. "
        "Day 84: a new lesion: PD.",
        _case(
            _blood(0, 2, 0, lesions=[_lesion("P1", 20, 20), _lesion("P2", 20, 20)]),
            _blood(28, 1, 0, lesions=[_lesion("P1", 30, 20), _lesion("P2", 20, 20)]),
            _blood(56, 1, 0, lesions=[_lesion("P1", 30, 20), _lesion("P2", 30, 20)]),
            _blood(84, 1, 0, new_lesions=[{"id": "L1", "certainty": "unequivocal"}]),
        ),
        (
            {"spd_mm2": 800.0},
            {"overall": "PD", "rule": "PD-LESION-DIAMETER", "confirmed_as": "PD"},
            {"overall": "PD", "rule": "PD-LESION-SPD"},
            {"overall": "PD", "rule": "PD-NEW-LESION"},
        ),
        {"best_overall_response": "PD", "progression_day": 28},
    ),
    Example(
        "a baseline that does not tell",
        "The urine of the baseline was not collected. Day 28: serum 1.0 of 4.0 g/dL would be PR, but whether the urine "
        "was measurable is not known: NE.",
        _case(_blood(0, 4, None), _blood(28, 1, 0)),
        ({"measured_by": "unknown"}, {"overall": "NE", "rule": "NE-BASELINE"}),
        {"best_overall_response": "NE", "progression_day": None},
    ),
    Example(
        "new therapy before the consecutive assessment",
        "Serum 4.0, then 2.0 g/dL: PR. Day 56: 0.4 g/dL, but new therapy has begun, so nothing bears the PR out.",
        _case(_blood(0, 4, 0), _blood(28, 2, 0), _blood(56, 0.4, 0, new_therapy=True)),
        (_START, {"overall": "PR", "confirmed_as": None}, {"overall": "VGPR"}),
        {"best_overall_response": "SD", "progression_day": None},
    ),
)
