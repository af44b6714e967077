"""Published examples of iRECIST: the eight scenarios of Seymour 2017 Table 3 and the EORTC's questions.

Table 3 prints responses only; the millimetres that lead to them here are ours.
"""

from typing import Any

from centralis.core.criteria.criterion import Example

_TABLE_3 = "Seymour 2017, Table 3"
_EORTC = "EORTC RECIST working group, questions on iRECIST"


def target_of(size_mm: float | None, name: str = "T1") -> dict[str, Any]:
    """A liver target: measured, gone (0) or not evaluable (None)."""
    if not size_mm:
        return {"id": name, "organ": "liver", "state": "not_evaluable" if size_mm is None else "absent"}
    return {"id": name, "organ": "liver", "state": "measured", "diameter_mm": size_mm}


def non_target(state: str = "present", **more: Any) -> list[dict[str, Any]]:
    return [{"id": "N1", "state": state, **more}]


def new_lesion(name: str = "L1", **more: Any) -> dict[str, Any]:
    return {"id": name, "organ": "lung", **more}


def new_target(size_mm: float) -> dict[str, Any]:
    return new_lesion(kind="target", diameter_mm=size_mm)


def point_of(day: int, size_mm: float | None, *new: dict[str, Any], **more: Any) -> dict[str, Any]:
    found: dict[str, Any] = {"day": day, "targets": [target_of(size_mm)], **more}
    return {**found, "new_lesions": list(new)} if new else found


def case_of(*points: dict[str, Any]) -> dict[str, Any]:
    return {"time_points": list(points)}


def comes_to(overall: str | None, rule: str, **more: Any) -> dict[str, Any]:
    return {"overall": overall, "rule": rule, **more}


START = comes_to(None, "BASELINE")


def whole_of(best: str, day: int | None, confirmed: bool = False) -> dict[str, Any]:
    return {"best_overall_response": best, "progression_day": day, "progression_confirmed": confirmed}


PUBLISHED = (
    Example(
        "Table 3, example 1",
        "Day 56: all gone. Day 112: the non-target lesion is seen again, targets stay gone: iPR. Day 224: 6 mm after a "
        "nadir of 0. Day 280: 11 mm, exactly 5 mm more than on day 224, 56 days later: iCPD. Best: iCR.",
        case_of(
            point_of(0, 30, non_targets=non_target()),
            point_of(56, 0, non_targets=non_target("absent")),
            point_of(112, 0, non_targets=non_target()),
            point_of(168, None, non_targets=non_target()),
            point_of(224, 6, non_targets=non_target()),
            point_of(280, 11, non_targets=non_target()),
        ),
        (
            START,
            comes_to("iCR", "CR"),
            comes_to("iPR", "PR-NON-TARGET-PERSISTS"),
            comes_to("NE", "NE-TARGET"),
            comes_to("iUPD", "UPD-NADIR-ZERO"),
            comes_to("iCPD", "CPD-TARGET", further_increase_mm=5.0),
        ),
        whole_of("iCR", 224, True),
        _TABLE_3,
    ),
    Example(
        "Table 3, example 2",
        "Day 56: 120 mm is 20 % and 20 mm above 100: iUPD. Day 112: 80 mm, 20 % below baseline: iSD, the iUPD has "
        "ended. Then all is gone: iCR is the best response, and no progression counts.",
        case_of(
            point_of(0, 100),
            point_of(56, 120),
            point_of(112, 80),
            point_of(168, 0),
            point_of(224, 0),
            point_of(280, None),
        ),
        (
            START,
            comes_to("iUPD", "UPD-TARGET", change_from_nadir_percent=20.0),
            comes_to("iSD", "SD", unconfirmed_since_day=None),
            comes_to("iCR", "CR"),
            comes_to("iCR", "CR"),
            comes_to("NE", "NE-TARGET"),
        ),
        whole_of("iCR", None),
        _TABLE_3,
    ),
    Example(
        "Table 3, example 3",
        "Day 56: 120 of 100 mm: iUPD. Day 112: 60 mm, 40 % below baseline: iPR ends it. Day 224: 80 mm is 33.3 % above "
        "the nadir of 60: a new iUPD. Day 280: 86 mm, 6 mm more: iCPD; progression counts from day 224.",
        case_of(
            point_of(0, 100),
            point_of(56, 120),
            point_of(112, 60),
            point_of(168, 65),
            point_of(224, 80),
            point_of(280, 86),
        ),
        (
            START,
            comes_to("iUPD", "UPD-TARGET"),
            comes_to("iPR", "PR"),
            comes_to("iPR", "PR"),
            comes_to("iUPD", "UPD-TARGET", nadir_mm=60.0, change_from_nadir_percent=33.3333),
            comes_to("iCPD", "CPD-TARGET", further_increase_mm=6.0),
        ),
        whole_of("iPR", 224, True),
        _TABLE_3,
    ),
    Example(
        "Table 3, example 4",
        "iUPD at 125 mm, then not evaluated, then 70 mm, exactly 30 % below baseline: iPR, kept at 75 mm. Day 280: "
        "90 mm is 28.6 % above 70: iUPD, the last word, so progression counts from there, unconfirmed.",
        case_of(
            point_of(0, 100),
            point_of(56, 125),
            point_of(112, None),
            point_of(168, 70),
            point_of(224, 75),
            point_of(280, 90),
        ),
        (
            START,
            comes_to("iUPD", "UPD-TARGET"),
            comes_to("NE", "NE-TARGET", unconfirmed_since_day=56),
            comes_to("iPR", "PR", change_from_baseline_percent=-30.0),
            comes_to("iPR", "PR-KEPT"),
            comes_to("iUPD", "UPD-TARGET"),
        ),
        whole_of("iPR", 280),
        _TABLE_3,
    ),
    Example(
        "Table 3, example 5",
        "iUPD at 125 mm; 110 mm is 10 % above the nadir of 100: iSD, twice. Day 224: 120 mm: iUPD anew. Day 280: "
        "125 mm, 5 mm more: iCPD. Best: iSD.",
        case_of(
            point_of(0, 100),
            point_of(56, 125),
            point_of(112, 110),
            point_of(168, 110),
            point_of(224, 120),
            point_of(280, 125),
        ),
        (
            START,
            comes_to("iUPD", "UPD-TARGET"),
            comes_to("iSD", "SD"),
            comes_to("iSD", "SD"),
            comes_to("iUPD", "UPD-TARGET"),
            comes_to("iCPD", "CPD-TARGET"),
        ),
        whole_of("iSD", 224, True),
        _TABLE_3,
    ),
    Example(
        "Table 3, example 6",
        "iUPD at 120 mm, 125 mm 28 days later: iCPD. Later shrinkage to 60 mm is a response of its time point, but the "
        "best response ended with the iCPD.",
        case_of(point_of(0, 100), point_of(56, 120), point_of(84, 125), point_of(140, 124), point_of(196, 60)),
        (
            START,
            comes_to("iUPD", "UPD-TARGET"),
            comes_to("iCPD", "CPD-TARGET"),
            comes_to("iCPD", "CPD-STAYS"),
            comes_to("iPR", "PR"),
        ),
        whole_of("iCPD", 56, True),
        _TABLE_3,
    ),
    Example(
        "Table 3, example 7",
        "120 mm: iUPD. 124.9 mm is only 4.9 mm more: iUPD stays. 125 mm is 5 mm above the first: iCPD from day 56.",
        case_of(point_of(0, 100), point_of(56, 120), point_of(112, 124.9), point_of(168, 125)),
        (
            START,
            comes_to("iUPD", "UPD-TARGET"),
            comes_to("iUPD", "UPD-UNCHANGED", further_increase_mm=4.9),
            comes_to("iCPD", "CPD-TARGET", further_increase_mm=5.0),
        ),
        whole_of("iCPD", 56, True),
        _TABLE_3,
    ),
    Example(
        "Table 3, example 8",
        "120 mm: iUPD, and never evaluated again: iUPD is the best response; progression counts, unconfirmed.",
        case_of(point_of(0, 100), point_of(56, 120), point_of(112, None), point_of(168, None)),
        (START, comes_to("iUPD", "UPD-TARGET"), comes_to("NE", "NE-TARGET"), comes_to("NE", "NE-TARGET")),
        whole_of("iUPD", 56),
        _TABLE_3,
    ),
    Example(
        "a partial response that is kept",
        "Sums 100, 70, 70, 80, 80, 80 mm: 30 % below baseline twice, then 14.3 % above the nadir of 70, which is no "
        "progression: iPR throughout.",
        case_of(*(point_of(56 * n, size) for n, size in enumerate((100, 70, 70, 80, 80, 80)))),
        (START, *(comes_to("iPR", rule) for rule in ("PR", "PR", "PR-KEPT", "PR-KEPT", "PR-KEPT"))),
        whole_of("iPR", None),
        f"{_EORTC} (managing PR)",
    ),
    Example(
        "increases of a new lesion add up",
        "New target of 10 mm: iUPD. 14 mm, 4 mm more: iUPD stays. 16 mm, 6 mm more than at first: iCPD. The sum of "
        "diameters stays 50 mm throughout.",
        case_of(
            point_of(0, 50),
            point_of(56, 50, new_target(10)),
            point_of(84, 50, new_target(14)),
            point_of(112, 50, new_target(16)),
        ),
        (
            START,
            comes_to("iUPD", "UPD-NEW-LESION", target="iSD", sum_of_diameters_mm=50.0, new_target_sum_mm=10.0),
            comes_to("iUPD", "UPD-UNCHANGED", new_further_increase_mm=4.0),
            comes_to("iCPD", "CPD-NEW-LESION-SUM", new_further_increase_mm=6.0, sum_of_diameters_mm=50.0),
        ),
        whole_of("iCPD", 56, True),
        f"{_EORTC} (how do new lesions define progression)",
    ),
    Example(
        "a scan after two weeks for new symptoms",
        "New liver lesion on day 168: iUPD. Day 182, 14 days later, a scan for new symptoms shows one more new lesion: "
        "iCPD, although earlier than 28 - 2 = 26 days.",
        case_of(
            point_of(0, 50),
            point_of(168, 50, new_lesion()),
            point_of(182, 50, new_lesion(), new_lesion("L2"), made_for_symptoms=True),
        ),
        (START, comes_to("iUPD", "UPD-NEW-LESION"), comes_to("iCPD", "CPD-EARLY-NEW-LESION")),
        whole_of("iCPD", 168, True),
        f"{_EORTC} (less than four weeks)",
    ),
    Example(
        "scenario B: shrinkage after a new lesion",
        "New target of 12 mm: iUPD. Day 112: targets 60 of 100 mm: iPR beside the new lesion. Day 168: the new lesion "
        "is 18 mm, 50 % and 6 mm above its smallest of 12: a new iUPD. Figures ours.",
        case_of(
            point_of(0, 100),
            point_of(56, 100, new_target(12)),
            point_of(112, 60, new_target(12)),
            point_of(168, 60, new_target(18)),
        ),
        (
            START,
            comes_to("iUPD", "UPD-NEW-LESION"),
            comes_to("iPR", "PR", new_lesion=True),
            comes_to("iUPD", "UPD-NEW-LESION-GROWS", target="iPR"),
        ),
        whole_of("iPR", 168),
        f"{_EORTC} (response after new lesions, scenario B)",
    ),
    Example(
        "scenario F: a new lesion after a partial response, then no change",
        "60 of 100 mm: iPR. A new lesion: iUPD. Nothing changes afterwards, so it is neither confirmed nor ended: iUPD "
        "stays. Figures ours.",
        case_of(point_of(0, 100), point_of(56, 60), point_of(112, 60, new_lesion()), point_of(168, 60, new_lesion())),
        (
            START,
            comes_to("iPR", "PR"),
            comes_to("iUPD", "UPD-NEW-LESION"),
            comes_to("iUPD", "UPD-UNCHANGED", target="iPR"),
        ),
        whole_of("iPR", 112),
        f"{_EORTC} (response after new lesions, scenario F)",
    ),
    Example(
        "progression by non-target disease, confirmed by any increase",
        "Non-target progression on day 56: iUPD. Day 84: not evaluated: NE. Day 112: increased again, which need not "
        "be unequivocal: iCPD.",
        case_of(
            point_of(0, 50, non_targets=non_target()),
            point_of(56, 50, non_targets=non_target("unequivocal_progression")),
            point_of(84, 50, non_targets=non_target("not_evaluable")),
            point_of(112, 50, non_targets=non_target("present", increased=True)),
        ),
        (
            START,
            comes_to("iUPD", "UPD-NON-TARGET", target="iSD", non_target="iUPD"),
            comes_to("NE", "NE-PROGRESSION", unconfirmed_since_day=56),
            comes_to("iCPD", "CPD-NON-TARGET"),
        ),
        whole_of("iCPD", 56, True),
        f"{_EORTC} (iUPD driven by non-target disease)",
    ),
)
