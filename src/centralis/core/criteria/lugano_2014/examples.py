"""Worked examples of Lugano 2014. The spleen of 15 cm that must pass 16 cm is the paper's own example."""

from typing import Any

from centralis.core.criteria.criterion import Example

_BASELINE = {"rule": "BASELINE", "overall": None}


def _t(ldi: float | None, sdi: float | None = None, name: str = "T1", **more: Any) -> dict[str, Any]:
    one = {"id": name, "organ": "neck", "kind": "node", **more}
    if ldi is None:
        return {"state": "absent", **one}
    return {"state": "measured", **one, "ldi_mm": ldi, "sdi_mm": sdi}


def _n(state: str) -> list[dict[str, Any]]:
    return [{"id": "N1", "organ": "liver", "state": state}]


def _case(*points: dict[str, Any], avid: bool = False, **parameters: Any) -> dict[str, Any]:
    """Time points 56 days apart with a spleen of 120 mm where none is told."""
    told = [{"day": 56 * n, "spleen_mm": 120, **point} for n, point in enumerate(points)]
    told[0] = {**told[0], "fdg_avid": avid}
    return {"parameters": parameters, "time_points": told}


def _pet(score: str, uptake: str | None = None, marrow: str | None = "none", **more: Any) -> dict[str, Any]:
    told = {"targets": [_t(20, 15)], "score": score, "uptake": uptake, "marrow_uptake": marrow, **more}
    return {key: value for key, value in told.items() if value is not None}


EXAMPLES = (
    Example(
        "shrinkage to normal on CT",
        "Nodes 40 × 30 + 20 × 20 = 1600 mm². Day 56: 25 × 20 + 15 × 12 = 680 mm², −57.5 %: PR. "
        "Day 112: 15 × 10 and 12 × 8, no LDi above 15 mm, so nodes are normal; SPD 246 mm²: CR.",
        _case(
            {"targets": [_t(40, 30), _t(20, 20, "T2")]},
            {"targets": [_t(25, 20), _t(15, 12, "T2")]},
            {"targets": [_t(15, 10), _t(12, 8, "T2")]},
        ),
        (
            {**_BASELINE, "spd_mm2": 1600.0},
            {"spd_mm2": 680.0, "change_from_baseline_percent": -57.5, "ct": "PR", "overall": "PR", "rule": "PR"},
            {"spd_mm2": 246.0, "overall": "CR", "rule": "CR"},
        ),
        {"best_overall_response": "CR", "progression_day": None},
    ),
    Example(
        "one lesion grows from its nadir",
        "PPD 20 × 12 = 240 → 15 × 10 = 150 mm² (all nodes normal: CR) → 20 × 11.25 = 225 mm², exactly 50 % above "
        "the nadir; LDi 20 > 15 mm, and 5 mm above its nadir of 15 (≤ 20 mm asks for 5): PD, though SPD is below "
        "baseline.",
        _case({"targets": [_t(20, 12)]}, {"targets": [_t(15, 10)]}, {"targets": [_t(20, 11.25)]}),
        (_BASELINE, {"overall": "CR"}, {"spd_mm2": 225.0, "overall": "PD", "rule": "PD-LESION"}),
        {"progression_day": 112},
    ),
    Example(
        "growth too small for a larger lesion",
        "PPD 30 × 15 = 450 → 38 × 18 = 684 mm² is +52 %, but LDi was above 20 mm at nadir, which asks for 10 mm; LDi "
        "grew by 8 and SDi by 3 mm: SD. At 40 × 18 LDi has grown by 10: PD.",
        _case({"targets": [_t(30, 15)]}, {"targets": [_t(38, 18)]}, {"targets": [_t(40, 18)]}),
        (
            _BASELINE,
            {"change_from_baseline_percent": 52.0, "overall": "SD", "rule": "SD"},
            {"overall": "PD", "rule": "PD-LESION"},
        ),
        {"best_overall_response": "SD", "progression_day": 112},
    ),
    Example(
        "a spleen of 15 cm must pass 16 cm",
        "Excess 150 − 130 = 20 mm. At 160 mm it has grown by 10, not more than 50 % of 20: SD. At 160.1 mm: PD.",
        _case(
            {"targets": [_t(20, 20)], "spleen_mm": 150},
            {"targets": [_t(20, 20)], "spleen_mm": 160},
            {"targets": [_t(20, 20)], "spleen_mm": 160.1},
        ),
        (
            {**_BASELINE, "spleen_excess_mm": 20.0},
            {"spleen_excess_mm": 30.0, "overall": "SD"},
            {"overall": "PD", "rule": "PD-SPLEEN"},
        ),
        {"progression_day": 112},
        published="Cheson 2014, Table 3, as PMC5298348 Table 2 prints it",
    ),
    Example(
        "a spleen that does not shrink enough",
        "SPD 400 → 100 mm² is −75 %. Excess 40 mm: at 150 mm exactly 50 % is gone, more than 50 % is asked for: SD; at "
        "149 mm: PR.",
        _case(
            {"targets": [_t(20, 20)], "spleen_mm": 170},
            {"targets": [_t(10, 10)], "spleen_mm": 150},
            {"targets": [_t(10, 10)], "spleen_mm": 149},
        ),
        (_BASELINE, {"overall": "SD", "rule": "SD"}, {"overall": "PR", "rule": "PR"}),
        {"best_overall_response": "PR"},
    ),
    Example(
        "disease that was gone is back",
        "A lung lesion of 20 × 20 mm is gone: CR. Back at 10 mm it is not above 10 mm: 10 × 10 = 100 mm² is −75 %: PR, "
        "with a warning. At 10.1 mm: PD.",
        _case(
            {"targets": [_t(20, 20, kind="extranodal")]},
            {"targets": [_t(None, kind="extranodal")]},
            {"targets": [_t(10, 10, kind="extranodal")]},
            {"targets": [_t(10.1, 10, kind="extranodal")]},
        ),
        (
            _BASELINE,
            {"spd_mm2": 0.0, "overall": "CR"},
            {"overall": "PR"},
            {"overall": "PD", "rule": "PD-REGROWTH"},
        ),
        {"best_overall_response": "CR", "progression_day": 168},
    ),
    Example(
        "new lesions by kind, certainty and size",
        "A node of exactly 15 mm and a likely lung lesion of exactly 10 mm don't count: SD. A lung lesion of 6 mm "
        "that is beyond doubt lymphoma does: PD.",
        _case(
            {"targets": [_t(20, 20)]},
            {
                "targets": [_t(20, 20)],
                "new_lesions": [
                    {"id": "L1", "kind": "node", "certainty": "unequivocal", "longest_mm": 15},
                    {"id": "L2", "kind": "extranodal", "certainty": "likely", "longest_mm": 10},
                ],
            },
            {
                "targets": [_t(20, 20)],
                "new_lesions": [{"id": "L3", "kind": "extranodal", "certainty": "unequivocal", "longest_mm": 6}],
            },
        ),
        (_BASELINE, {"overall": "SD"}, {"overall": "PD", "rule": "PD-NEW-LESION"}),
    ),
    Example(
        "marrow, and non-measured disease",
        "Nodes normal and the rest gone, but the marrow was involved and is not told: SPD 400 → 100 mm², PR. "
        "Normal marrow: CR. Involved again: PD. With the liver nodules clearly worse, the earlier row is "
        "named: PD.",
        _case(
            {"targets": [_t(20, 20)], "non_measured": _n("present"), "marrow": "involved"},
            {"targets": [_t(10, 10)], "non_measured": _n("absent")},
            {"targets": [_t(10, 10)], "non_measured": _n("absent"), "marrow": "normal"},
            {"targets": [_t(10, 10)], "non_measured": _n("absent"), "marrow": "involved"},
            {"targets": [_t(10, 10)], "non_measured": _n("unequivocal_progression"), "marrow": "involved"},
        ),
        (
            _BASELINE,
            {"overall": "PR", "rule": "PR-NOT-SHOWN"},
            {"overall": "CR"},
            {"overall": "PD", "rule": "PD-MARROW"},
            {"overall": "PD", "rule": "PD-NON-MEASURED"},
        ),
    ),
    Example(
        "what was not evaluated",
        "A missing target, non-measured disease that was not evaluated, and a spleen without a length each leave CT "
        "without an answer, and say so.",
        _case(
            {"targets": [_t(20, 20)], "non_measured": _n("present")},
            {"targets": [], "non_measured": _n("present")},
            {"targets": [_t(10, 10)], "non_measured": _n("not_evaluable")},
            {"targets": [_t(10, 10)], "non_measured": _n("present"), "spleen_mm": None},
        ),
        (
            _BASELINE,
            {"spd_mm2": None, "overall": "NE", "rule": "NE-TARGET"},
            {"overall": "NE", "rule": "NE-NON-MEASURED"},
            {"overall": "NE", "rule": "NE-SPLEEN"},
        ),
        {"best_overall_response": "NE"},
    ),
    Example(
        "no disease on CT",
        "Nothing at baseline, a spleen of 120 mm, nothing now.",
        _case({}, {}),
        ({**_BASELINE, "spd_mm2": None}, {"overall": "NED", "rule": "NED"}),
    ),
    Example(
        "PET drives an FDG-avid lymphoma",
        "The node stays at 20 × 15 mm: SD on CT each time. Score 4 reduced: PMR. Score 3 with a residual mass: CMR. "
        "Score 5 unchanged: NMR. Score 5 increased: PMD.",
        _case(
            _pet("5"),
            _pet("4", "reduced"),
            _pet("3"),
            _pet("5", "unchanged"),
            _pet("5", "increased"),
            avid=True,
        ),
        (
            _BASELINE,
            {"ct": "SD", "pet": "PMR", "overall": "PR", "rule": "PMR"},
            {"ct": "SD", "pet": "CMR", "overall": "CR", "rule": "CMR"},
            {"ct": "SD", "pet": "NMR", "overall": "SD", "rule": "NMR"},
            {"pet": "PMD", "overall": "PD", "rule": "PMD-UPTAKE"},
        ),
        {"best_overall_response": "CR", "progression_day": 224},
    ),
    Example(
        "marrow and new foci on PET",
        "Score 2 with marrow uptake reduced: PMR; unchanged: NMR; new: PMD; score 2 with new foci: PMD.",
        _case(
            _pet("5"),
            _pet("2", marrow="reduced"),
            _pet("2", marrow="unchanged"),
            _pet("2", marrow="new_or_recurrent"),
            _pet("2", new_foci=True),
            avid=True,
        ),
        (
            _BASELINE,
            {"pet": "PMR", "rule": "PMR-MARROW"},
            {"pet": "NMR", "rule": "NMR-MARROW"},
            {"pet": "PMD", "rule": "PMD-MARROW"},
            {"pet": "PMD", "rule": "PMD-NEW-FOCI"},
        ),
    ),
    Example(
        "PET alone, and PET that is not told in full",
        "The trial takes PET only: without a PET, a score, a comparison or the marrow there is no answer. CT "
        "would say SD.",
        _case(
            _pet("5"),
            {"targets": [_t(20, 15)]},
            _pet("not_evaluable"),
            _pet("4"),
            _pet("1", marrow=None),
            avid=True,
            combination="pet_only",
        ),
        (
            _BASELINE,
            {"ct": "SD", "pet": None, "overall": "NE", "rule": "NE-NO-PET"},
            {"overall": "NE", "rule": "PET-NE-SCORE"},
            {"overall": "NE", "rule": "PET-NE-UPTAKE"},
            {"overall": "NE", "rule": "PET-NE-MARROW"},
        ),
    ),
    Example(
        "progression on CT under a complete metabolic response",
        "20 × 15 = 300 → 25 × 18 = 450 mm², exactly +50 %, LDi 5 mm above 20: PD on CT; score 3: CMR. This trial "
        "counts progression on CT besides: PD.",
        _case(
            _pet("5"),
            _pet("3", targets=[_t(25, 18)]),
            avid=True,
            combination="pet_and_ct_progression",
        ),
        (_BASELINE, {"ct": "PD", "pet": "CMR", "overall": "PD", "rule": "PD-LESION"}),
        {"progression_day": 56},
    ),
)
