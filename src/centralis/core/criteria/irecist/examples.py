"""Worked examples of iRECIST: the eight scenarios of Seymour 2017 Table 3, the EORTC's questions, and our own.

Table 3 prints responses only; the millimetres that lead to them here are ours.
"""

from typing import Any

from centralis.core.criteria.criterion import Example

_TABLE_3 = "Seymour 2017, Table 3"
_EORTC = "EORTC RECIST working group, questions on iRECIST"


def _t(size_mm: float | None, name: str = "T1") -> dict[str, Any]:
    """A liver target: measured, gone (0) or not evaluable (None)."""
    if not size_mm:
        return {"id": name, "organ": "liver", "state": "not_evaluable" if size_mm is None else "absent"}
    return {"id": name, "organ": "liver", "state": "measured", "diameter_mm": size_mm}


def _n(state: str = "present", **more: Any) -> list[dict[str, Any]]:
    return [{"id": "N1", "state": state, **more}]


def _new(name: str = "L1", **more: Any) -> dict[str, Any]:
    return {"id": name, "organ": "lung", **more}


def _new_target(size_mm: float) -> dict[str, Any]:
    return _new(kind="target", diameter_mm=size_mm)


def _point(day: int, size_mm: float | None, *new: dict[str, Any], **more: Any) -> dict[str, Any]:
    found: dict[str, Any] = {"day": day, "targets": [_t(size_mm)], **more}
    return {**found, "new_lesions": list(new)} if new else found


def _case(*points: dict[str, Any]) -> dict[str, Any]:
    return {"time_points": list(points)}


def _is(overall: str | None, rule: str, **more: Any) -> dict[str, Any]:
    return {"overall": overall, "rule": rule, **more}


_START = _is(None, "BASELINE")


def _whole(best: str, day: int | None, confirmed: bool = False) -> dict[str, Any]:
    return {"best_overall_response": best, "progression_day": day, "progression_confirmed": confirmed}


_PUBLISHED = (
    Example(
        "Table 3, example 1",
        "Day 56: all gone. Day 112: the non-target lesion is seen again, targets stay gone: iPR. Day 224: 6 mm after a "
        "nadir of 0. Day 280: 11 mm, exactly 5 mm more than on day 224, 56 days later: iCPD. Best: iCR.",
        _case(
            _point(0, 30, non_targets=_n()),
            _point(56, 0, non_targets=_n("absent")),
            _point(112, 0, non_targets=_n()),
            _point(168, None, non_targets=_n()),
            _point(224, 6, non_targets=_n()),
            _point(280, 11, non_targets=_n()),
        ),
        (
            _START,
            _is("iCR", "CR"),
            _is("iPR", "PR-NON-TARGET-PERSISTS"),
            _is("NE", "NE-TARGET"),
            _is("iUPD", "UPD-NADIR-ZERO"),
            _is("iCPD", "CPD-TARGET", further_increase_mm=5.0),
        ),
        _whole("iCR", 224, True),
        _TABLE_3,
    ),
    Example(
        "Table 3, example 2",
        "Day 56: 120 mm is 20 % and 20 mm above 100: iUPD. Day 112: 80 mm, 20 % below baseline: iSD, the iUPD has "
        "ended. Then all is gone: iCR is the best response, and no progression counts.",
        _case(_point(0, 100), _point(56, 120), _point(112, 80), _point(168, 0), _point(224, 0), _point(280, None)),
        (
            _START,
            _is("iUPD", "UPD-TARGET", change_from_nadir_percent=20.0),
            _is("iSD", "SD", unconfirmed_since_day=None),
            _is("iCR", "CR"),
            _is("iCR", "CR"),
            _is("NE", "NE-TARGET"),
        ),
        _whole("iCR", None),
        _TABLE_3,
    ),
    Example(
        "Table 3, example 3",
        "Day 56: 120 of 100 mm: iUPD. Day 112: 60 mm, 40 % below baseline: iPR ends it. Day 224: 80 mm is 33.3 % above "
        "the nadir of 60: a new iUPD. Day 280: 86 mm, 6 mm more: iCPD; progression counts from day 224.",
        _case(_point(0, 100), _point(56, 120), _point(112, 60), _point(168, 65), _point(224, 80), _point(280, 86)),
        (
            _START,
            _is("iUPD", "UPD-TARGET"),
            _is("iPR", "PR"),
            _is("iPR", "PR"),
            _is("iUPD", "UPD-TARGET", nadir_mm=60.0, change_from_nadir_percent=33.3333),
            _is("iCPD", "CPD-TARGET", further_increase_mm=6.0),
        ),
        _whole("iPR", 224, True),
        _TABLE_3,
    ),
    Example(
        "Table 3, example 4",
        "iUPD at 125 mm, then not evaluated, then 70 mm, exactly 30 % below baseline: iPR, kept at 75 mm. Day 280: "
        "90 mm is 28.6 % above 70: iUPD, the last word, so progression counts from there, unconfirmed.",
        _case(_point(0, 100), _point(56, 125), _point(112, None), _point(168, 70), _point(224, 75), _point(280, 90)),
        (
            _START,
            _is("iUPD", "UPD-TARGET"),
            _is("NE", "NE-TARGET", unconfirmed_since_day=56),
            _is("iPR", "PR", change_from_baseline_percent=-30.0),
            _is("iPR", "PR-KEPT"),
            _is("iUPD", "UPD-TARGET"),
        ),
        _whole("iPR", 280),
        _TABLE_3,
    ),
    Example(
        "Table 3, example 5",
        "iUPD at 125 mm; 110 mm is 10 % above the nadir of 100: iSD, twice. Day 224: 120 mm: iUPD anew. Day 280: "
        "125 mm, 5 mm more: iCPD. Best: iSD.",
        _case(_point(0, 100), _point(56, 125), _point(112, 110), _point(168, 110), _point(224, 120), _point(280, 125)),
        (
            _START,
            _is("iUPD", "UPD-TARGET"),
            _is("iSD", "SD"),
            _is("iSD", "SD"),
            _is("iUPD", "UPD-TARGET"),
            _is("iCPD", "CPD-TARGET"),
        ),
        _whole("iSD", 224, True),
        _TABLE_3,
    ),
    Example(
        "Table 3, example 6",
        "iUPD at 120 mm, 125 mm 28 days later: iCPD. Later shrinkage to 60 mm is a response of its time point, but the "
        "best response ended with the iCPD.",
        _case(_point(0, 100), _point(56, 120), _point(84, 125), _point(140, 124), _point(196, 60)),
        (
            _START,
            _is("iUPD", "UPD-TARGET"),
            _is("iCPD", "CPD-TARGET"),
            _is("iCPD", "CPD-STAYS"),
            _is("iPR", "PR"),
        ),
        _whole("iCPD", 56, True),
        _TABLE_3,
    ),
    Example(
        "Table 3, example 7",
        "120 mm: iUPD. 124.9 mm is only 4.9 mm more: iUPD stays. 125 mm is 5 mm above the first: iCPD from day 56.",
        _case(_point(0, 100), _point(56, 120), _point(112, 124.9), _point(168, 125)),
        (
            _START,
            _is("iUPD", "UPD-TARGET"),
            _is("iUPD", "UPD-UNCHANGED", further_increase_mm=4.9),
            _is("iCPD", "CPD-TARGET", further_increase_mm=5.0),
        ),
        _whole("iCPD", 56, True),
        _TABLE_3,
    ),
    Example(
        "Table 3, example 8",
        "120 mm: iUPD, and never evaluated again: iUPD is the best response; progression counts, unconfirmed.",
        _case(_point(0, 100), _point(56, 120), _point(112, None), _point(168, None)),
        (_START, _is("iUPD", "UPD-TARGET"), _is("NE", "NE-TARGET"), _is("NE", "NE-TARGET")),
        _whole("iUPD", 56),
        _TABLE_3,
    ),
    Example(
        "a partial response that is kept",
        "Sums 100, 70, 70, 80, 80, 80 mm: 30 % below baseline twice, then 14.3 % above the nadir of 70, which is no "
        "progression: iPR throughout.",
        _case(*(_point(56 * n, size) for n, size in enumerate((100, 70, 70, 80, 80, 80)))),
        (_START, *(_is("iPR", rule) for rule in ("PR", "PR", "PR-KEPT", "PR-KEPT", "PR-KEPT"))),
        _whole("iPR", None),
        f"{_EORTC} (managing PR)",
    ),
    Example(
        "increases of a new lesion add up",
        "New target of 10 mm: iUPD. 14 mm, 4 mm more: iUPD stays. 16 mm, 6 mm more than at first: iCPD. The sum of "
        "diameters stays 50 mm throughout.",
        _case(
            _point(0, 50),
            _point(56, 50, _new_target(10)),
            _point(84, 50, _new_target(14)),
            _point(112, 50, _new_target(16)),
        ),
        (
            _START,
            _is("iUPD", "UPD-NEW-LESION", target="iSD", sum_of_diameters_mm=50.0, new_target_sum_mm=10.0),
            _is("iUPD", "UPD-UNCHANGED", new_further_increase_mm=4.0),
            _is("iCPD", "CPD-NEW-LESION-SUM", new_further_increase_mm=6.0, sum_of_diameters_mm=50.0),
        ),
        _whole("iCPD", 56, True),
        f"{_EORTC} (how do new lesions define progression)",
    ),
    Example(
        "a scan after two weeks for new symptoms",
        "New liver lesion on day 168: iUPD. Day 182, 14 days later, a scan for new symptoms shows one more new lesion: "
        "iCPD, although earlier than 28 - 2 = 26 days.",
        _case(
            _point(0, 50),
            _point(168, 50, _new()),
            _point(182, 50, _new(), _new("L2"), made_for_symptoms=True),
        ),
        (_START, _is("iUPD", "UPD-NEW-LESION"), _is("iCPD", "CPD-EARLY-NEW-LESION")),
        _whole("iCPD", 168, True),
        f"{_EORTC} (less than four weeks)",
    ),
    Example(
        "scenario B: shrinkage after a new lesion",
        "New target of 12 mm: iUPD. Day 112: targets 60 of 100 mm: iPR beside the new lesion. Day 168: the new lesion "
        "is 18 mm, 50 % and 6 mm above its smallest of 12: a new iUPD. Figures ours.",
        _case(
            _point(0, 100),
            _point(56, 100, _new_target(12)),
            _point(112, 60, _new_target(12)),
            _point(168, 60, _new_target(18)),
        ),
        (
            _START,
            _is("iUPD", "UPD-NEW-LESION"),
            _is("iPR", "PR", new_lesion=True),
            _is("iUPD", "UPD-NEW-LESION-GROWS", target="iPR"),
        ),
        _whole("iPR", 168),
        f"{_EORTC} (response after new lesions, scenario B)",
    ),
    Example(
        "scenario F: a new lesion after a partial response, then no change",
        "60 of 100 mm: iPR. A new lesion: iUPD. Nothing changes afterwards, so it is neither confirmed nor ended: iUPD "
        "stays. Figures ours.",
        _case(_point(0, 100), _point(56, 60), _point(112, 60, _new()), _point(168, 60, _new())),
        (_START, _is("iPR", "PR"), _is("iUPD", "UPD-NEW-LESION"), _is("iUPD", "UPD-UNCHANGED", target="iPR")),
        _whole("iPR", 112),
        f"{_EORTC} (response after new lesions, scenario F)",
    ),
    Example(
        "progression by non-target disease, confirmed by any increase",
        "Non-target progression on day 56: iUPD. Day 84: not evaluated: NE. Day 112: increased again, which need not "
        "be unequivocal: iCPD.",
        _case(
            _point(0, 50, non_targets=_n()),
            _point(56, 50, non_targets=_n("unequivocal_progression")),
            _point(84, 50, non_targets=_n("not_evaluable")),
            _point(112, 50, non_targets=_n("present", increased=True)),
        ),
        (
            _START,
            _is("iUPD", "UPD-NON-TARGET", target="iSD", non_target="iUPD"),
            _is("NE", "NE-PROGRESSION", unconfirmed_since_day=56),
            _is("iCPD", "CPD-NON-TARGET"),
        ),
        _whole("iCPD", 56, True),
        f"{_EORTC} (iUPD driven by non-target disease)",
    ),
)

_OWN = (
    Example(
        "too early, then confirmed",
        "New lesion on day 56. Day 70: one more, 14 days later on a planned scan: too early. Day 82, 26 days later: "
        "both are there, one more than at first: iCPD.",
        _case(
            _point(0, 50),
            _point(56, 50, _new()),
            _point(70, 50, _new(), _new("L2")),
            _point(82, 50, _new(), _new("L2")),
        ),
        (
            _START,
            _is("iUPD", "UPD-NEW-LESION"),
            _is("iUPD", "UPD-TOO-EARLY", reasons=["UPD-TOO-EARLY", "CPD-NEW-LESION-MORE"]),
            _is("iCPD", "CPD-NEW-LESION-MORE", new_lesion_count=2),
        ),
        _whole("iCPD", 56, True),
    ),
    Example(
        "progression in another category",
        "62 of 50 mm is 24 % and 12 mm more: iUPD by targets. Day 84: 62 mm still, but a new lesion: iCPD.",
        _case(_point(0, 50), _point(56, 62), _point(84, 62, _new())),
        (_START, _is("iUPD", "UPD-TARGET"), _is("iCPD", "CPD-CATEGORY", further_increase_mm=0.0)),
        _whole("iCPD", 56, True),
    ),
    Example(
        "a new lesion that can't be measured grows",
        "A new non-target lesion on day 56 is larger on day 84, 28 days later: any increase confirms.",
        _case(_point(0, 50), _point(56, 50, _new()), _point(84, 50, _new(increased=True))),
        (_START, _is("iUPD", "UPD-NEW-LESION"), _is("iCPD", "CPD-NEW-LESION-INCREASE")),
        _whole("iCPD", 56, True),
    ),
    Example(
        "targets gone, a new lesion persists",
        "A new lesion on day 56: iUPD. Day 112: targets are gone, the new lesion is not: iPR, no iCR. Day 168: non-"
        "target disease was not evaluated, the new lesion is gone: iPR.",
        _case(
            _point(0, 50, non_targets=_n()),
            _point(56, 50, _new(), non_targets=_n()),
            _point(112, 0, _new(), non_targets=_n("absent")),
            _point(168, 0, _new(state="absent"), non_targets=_n("not_evaluable")),
        ),
        (
            _START,
            _is("iUPD", "UPD-NEW-LESION"),
            _is("iPR", "PR-NEW-LESION-PERSISTS"),
            _is("iPR", "PR-NON-TARGET-NOT-EVALUATED"),
        ),
        _whole("iPR", None),
    ),
    Example(
        "progression shown by the measured part alone",
        "Baseline 30 + 20 = 50 mm. T2 is not evaluated, T1 alone is 60 mm, 20 % and 10 mm above 50: iUPD.",
        _case(
            {"day": 0, "targets": [_t(30), _t(20, "T2")]},
            {"day": 56, "targets": [_t(60), _t(None, "T2")]},
        ),
        (_START, _is("iUPD", "UPD-TARGET-MEASURED-PART", sum_of_diameters_mm=None, measured_part_mm=60.0)),
        _whole("iUPD", 56),
    ),
    Example(
        "non-target disease only",
        "Persists; is not evaluated; a new lesion: iUPD; non-target disease goes but the new lesion stays; both gone.",
        _case(
            {"day": 0, "non_targets": _n()},
            {"day": 56, "non_targets": _n()},
            {"day": 112, "non_targets": _n("not_evaluable")},
            {"day": 168, "non_targets": _n(), "new_lesions": [_new()]},
            {"day": 224, "non_targets": _n("absent"), "new_lesions": [_new()]},
            {"day": 280, "non_targets": _n("absent"), "new_lesions": [_new(state="absent")]},
        ),
        (
            _START,
            _is("NON-iCR/NON-iUPD", "NON-TARGET-ONLY-PERSISTS"),
            _is("NE", "NON-TARGET-ONLY-NOT-EVALUATED"),
            _is("iUPD", "UPD-NEW-LESION", target=None),
            _is("NON-iCR/NON-iUPD", "NON-TARGET-ONLY-NEW-LESION-PERSISTS"),
            _is("iCR", "NON-TARGET-ONLY-CR"),
        ),
        _whole("iCR", None),
    ),
    Example(
        "no disease at baseline",
        "Nothing on day 56: NED. A new lesion on day 112: iUPD; gone on day 168: NED again.",
        _case(
            {"day": 0},
            {"day": 56},
            {"day": 112, "new_lesions": [_new()]},
            {"day": 168, "new_lesions": [_new(state="absent")]},
        ),
        (_START, _is("NED", "NED"), _is("iUPD", "UPD-NEW-LESION"), _is("NED", "NED")),
        _whole("NED", None),
    ),
)

EXAMPLES = _PUBLISHED + _OWN
