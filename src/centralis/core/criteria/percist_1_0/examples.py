"""Worked examples of PERCIST 1.0. The liver of most is 2.0 ± 0.2 SUL: measurable from 1.5 × 2.0 + 2 × 0.2 = 3.4 SUL."""

from typing import Any

from centralis.core.criteria.criterion import Example

_BASELINE = {"rule": "BASELINE", "overall": None}
_LIVER = {"liver_mean": 2.0, "liver_deviation": 0.2, "uptake_minutes": 60}


def _t(sul: float, name: str = "T1", organ: str = "lung") -> dict[str, Any]:
    return {"id": name, "organ": organ, "state": "measured", "sul_peak": sul}


def _gone(name: str = "T1", organ: str = "lung", **more: Any) -> dict[str, Any]:
    return {"id": name, "organ": organ, "state": "resolved", **more}


def _scan(*lesions: dict[str, Any], **more: Any) -> dict[str, Any]:
    told = {"lesions": list(lesions), **_LIVER, **more}
    return {key: value for key, value in told.items() if value is not None}


def _case(*points: dict[str, Any], **parameters: Any) -> dict[str, Any]:
    return {"parameters": parameters, "time_points": [{"day": 42 * n, **point} for n, point in enumerate(points)]}


EXAMPLES = (
    Example(
        "partial, then complete metabolic response",
        "Hottest 10.0 SUL, measurable from 3.4. Day 42: 7.0, exactly −30 % and 3.0 SUL less: PMR. Day 84: resolved, "
        "1.2 SUL is below the liver's 2.0: CMR.",
        _case(_scan(_t(10)), _scan(_t(7)), _scan(_gone(sul_peak=1.2))),
        (
            {**_BASELINE, "hottest_sul": 10.0, "threshold_sul": 3.4, "measurable": True},
            {"change_from_baseline_percent": -30.0, "quality": "good", "overall": "PMR", "rule": "PMR"},
            {"hottest_sul": 1.2, "overall": "CMR", "rule": "CMR"},
        ),
        {"best_overall_response": "CMR", "progression_day": None},
    ),
    Example(
        "the hottest lesion is another one",
        "T1 10.0 and T2 6.0 SUL. Day 42: T1 4.0, T2 6.5, so the hottest is T2: 6.5 is −35 % of 10.0: PMR. Day 84: "
        "T2 8.0 is −20 % of 10.0: SMD.",
        _case(
            _scan(_t(10), _t(6, "T2", "liver")),
            _scan(_t(4), _t(6.5, "T2", "liver")),
            _scan(_t(4), _t(8, "T2", "liver")),
        ),
        (
            {**_BASELINE, "hottest_lesion": "T1", "sum_of_peaks_sul": 16.0},
            {"hottest_lesion": "T2", "change_from_baseline_percent": -35.0, "overall": "PMR"},
            {"hottest_sul": 8.0, "overall": "SMD", "rule": "SMD"},
        ),
        {"best_overall_response": "PMR"},
    ),
    Example(
        "growth elsewhere precludes a partial response",
        "T1 10.0 → 3.0 SUL; T2 4.0 → 5.2, which is exactly +30 % and 1.2 SUL. The hottest, 5.2, is −48 % of 10.0; T2's "
        "rise makes it SMD.",
        _case(_scan(_t(10), _t(4, "T2")), _scan(_t(3), _t(5.2, "T2"))),
        (_BASELINE, {"change_from_baseline_percent": -48.0, "overall": "SMD", "rule": "SMD-OTHER-GREW"}),
    ),
    Example(
        "30 % without 0.8 SUL",
        "Liver 1.0 ± 0.1, measurable from 1.7. 2.0 → 2.7 SUL is +35 % but 0.7 SUL: SMD. → 2.8: +40 % and 0.8 SUL: PMD.",
        _case(
            _scan(_t(2), liver_mean=1, liver_deviation=0.1),
            _scan(_t(2.7), liver_mean=1, liver_deviation=0.1),
            _scan(_t(2.8), liver_mean=1, liver_deviation=0.1),
        ),
        (
            {**_BASELINE, "threshold_sul": 1.7},
            {"change_from_baseline_percent": 35.0, "overall": "SMD", "rule": "SMD"},
            {"change_from_baseline_percent": 40.0, "overall": "PMD", "rule": "PMD-SUL"},
        ),
        {"best_overall_response": "SMD", "progression_day": 84},
    ),
    Example(
        "extent of uptake",
        "SULpeak stays at 8.0. TLG 100 → 175 g is exactly +75 %, not more: SMD. → 176 g: PMD.",
        _case(_scan(_t(8), tlg_g=100), _scan(_t(8), tlg_g=175), _scan(_t(8), tlg_g=176)),
        (_BASELINE, {"overall": "SMD"}, {"overall": "PMD", "rule": "PMD-TLG"}),
        {"progression_day": 84},
    ),
    Example(
        "new lesions, and others that progress",
        "An equivocal new lesion counts for nothing: 10.0 → 5.0 SUL is PMR. One beyond doubt, or an unequivocal "
        "progression of other lesions, is PMD.",
        _case(
            _scan(_t(10)),
            _scan(_t(5), new_lesions=[{"id": "L1", "certainty": "equivocal"}]),
            _scan(_t(5), unequivocal_progression=True),
            _scan(_t(5), new_lesions=[{"id": "L1", "certainty": "unequivocal", "sul_peak": 3.1}]),
        ),
        (
            _BASELINE,
            {"overall": "PMR"},
            {"overall": "PMD", "rule": "PMD-UNEQUIVOCAL"},
            {"overall": "PMD", "rule": "PMD-NEW-LESION"},
        ),
        {"best_overall_response": "PMR", "progression_day": 84},
    ),
    Example(
        "scans that do not compare",
        "Liver 2.0 at baseline. 2.3 is 15 % but 0.3 SUL apart: poor. 60 and 76 min are 16 min apart: poor. New lesions "
        "count all the same.",
        _case(
            _scan(_t(10)),
            _scan(_t(5), liver_mean=2.3),
            _scan(_t(5), uptake_minutes=76),
            _scan(_t(5), uptake_minutes=76, new_lesions=[{"id": "L1", "certainty": "unequivocal"}]),
        ),
        (
            _BASELINE,
            {"quality": "poor", "overall": "NE", "rule": "NE-QUALITY"},
            {"quality": "poor", "overall": "NE", "rule": "NE-QUALITY"},
            {"quality": "poor", "overall": "PMD", "rule": "PMD-NEW-LESION"},
        ),
    ),
    Example(
        "a diseased liver",
        "Blood pool 1.5 ± 0.1: measurable from 2.0 × 1.5 + 2 × 0.1 = 3.2 SUL. The lesion has 3.1: not measurable, so "
        "its fall to 1.8 tells nothing. Resolved at 1.4, below the blood pool: CMR.",
        _case(
            _scan(_t(3.1), liver_diseased=True, blood_pool_mean=1.5, blood_pool_deviation=0.1),
            _scan(_t(1.8), blood_pool_mean=1.5, blood_pool_deviation=0.1),
            _scan(_gone(sul_peak=1.4), blood_pool_mean=1.5, blood_pool_deviation=0.1),
        ),
        (
            {**_BASELINE, "threshold_sul": 3.2, "measurable": False},
            {"overall": "NE", "rule": "NE-NOT-MEASURABLE"},
            {"overall": "CMR"},
        ),
    ),
    Example(
        "what was not told",
        "No liver at baseline: nothing is known to be measurable. A lesion that is not recorded is never "
        "counted as gone.",
        _case(_scan(_t(10), _t(6, "T2"), liver_mean=None), _scan(_t(5), _t(3, "T2")), _scan(_gone())),
        (
            {**_BASELINE, "threshold_sul": None, "measurable": None, "quality": "not_told"},
            {"overall": "NE", "rule": "NE-REFERENCE"},
            {"overall": "NE", "rule": "NE-LESION"},
        ),
        {"best_overall_response": "NE"},
    ),
    Example(
        "no lesion",
        "Nothing at baseline, nothing now.",
        _case(_scan(), _scan()),
        ({**_BASELINE, "hottest_sul": None}, {"overall": "NED", "rule": "NED"}),
        {"best_overall_response": "NED"},
    ),
)
