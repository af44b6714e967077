"""Worked examples of the 2017 McDonald criteria."""

from typing import Any

from centralis.core.criteria.criterion import Example

REGIONS = ("periventricular", "cortical_juxtacortical", "infratentorial", "spinal_cord")


def _scan(*counts: tuple[int, ...]) -> list[dict[str, Any]]:
    """Lesions of the four regions in order: T2, enhancing and, on a follow-up scan, new."""
    names = ("t2_lesions", "enhancing", "new_lesions")
    return [
        {"id": region, "state": "judged", **dict(zip(names, count, strict=False))}
        for region, count in zip(REGIONS, counts, strict=True)
    ]


def _attack(day: int, attacks: int, lesions: int, regions: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    clinical = {"presentation": "attack", "attacks": attacks, "objective_lesions": lesions}
    return {"day": day, "better_explanation": False, **clinical, "regions": regions, **more}


def _progression(days: int, regions: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    clinical = {"presentation": "progression", "progression_days": days}
    return {"day": 0, "better_explanation": False, **clinical, "regions": regions, **more}


def _case(*points: dict[str, Any]) -> dict[str, Any]:
    return {"time_points": list(points)}


_NONE = _scan((0, 0), (0, 0), (0, 0), (0, 0))
_QUIET = _scan((3, 0), (0, 0), (1, 0), (0, 0))
_MS, _NO, _OPEN = "multiple_sclerosis", "not_established", "open"

EXAMPLES = (
    Example(
        "two attacks, two lesions",
        "Two attacks with objective evidence of two lesions need nothing else.",
        _case(_attack(0, 2, 2, _NONE)),
        ({"diagnosis": _MS, "rule": "ATTACKS-LESIONS"},),
    ),
    Example(
        "two attacks, one of them by history",
        "Two attacks, objective evidence of one lesion, and a clear history of an earlier attack elsewhere.",
        _case(_attack(0, 2, 1, _NONE, historical_attack=True)),
        ({"diagnosis": _MS, "rule": "ATTACKS-HISTORY"},),
    ),
    Example(
        "two attacks, one lesion, space by MRI",
        "Lesions in 2 of 4 regions, periventricular and infratentorial: disseminated in space; two attacks are time.",
        _case(_attack(0, 2, 1, _QUIET)),
        (
            {
                "diagnosis": _MS,
                "rule": "ATTACKS-SPACE",
                "regions": ["periventricular", "infratentorial"],
                "dissemination_in_time": False,
            },
        ),
    ),
    Example(
        "one attack, two lesions, time by a later scan",
        "Day 0: no lesion enhances, bands were not found: not established. Day 90: one periventricular lesion is new "
        "since the first scan: disseminated in time.",
        _case(
            _attack(0, 1, 2, _scan((3, 0), (0, 0), (0, 0), (0, 0)), csf_bands="negative"),
            _attack(90, 1, 2, _scan((4, 0, 1), (0, 0, 0), (0, 0, 0), (0, 0, 0))),
        ),
        (
            {"diagnosis": _NO, "rule": "NOT-MET", "dissemination_in_space": False, "dissemination_in_time": False},
            {"diagnosis": _MS, "rule": "LESIONS-TIME", "dissemination_in_time": True},
        ),
    ),
    Example(
        "one attack, two lesions, bands",
        "Nothing enhances, yet bands are found in spinal fluid only: they stand in for time.",
        _case(_attack(0, 1, 2, _QUIET, csf_bands="positive")),
        ({"diagnosis": _MS, "rule": "LESIONS-BANDS", "csf_positive": True},),
    ),
    Example(
        "one scan shows space and time",
        "Isolated syndrome: 3 periventricular lesions, of which 1 enhances and 2 don't, and 1 in the spinal cord: 2 of "
        "4 regions are space, enhancing beside non-enhancing lesions are time.",
        _case(_attack(0, 1, 1, _scan((3, 1), (0, 0), (0, 0), (1, 0)))),
        ({"diagnosis": _MS, "rule": "SPACE-TIME", "regions": ["periventricular", "spinal_cord"]},),
    ),
    Example(
        "isolated syndrome with bands",
        "2 of 4 regions are space; nothing enhances; bands in spinal fluid only stand in for time.",
        _case(_attack(0, 1, 1, _QUIET, csf_bands="positive")),
        ({"diagnosis": _MS, "rule": "SPACE-BANDS", "dissemination_in_time": False},),
    ),
    Example(
        "spinal cord not imaged",
        "1 periventricular lesion; the spinal cord was not imaged, so a second region and time are not excluded.",
        _case(_attack(0, 1, 1, [*_scan((1, 0), (0, 0), (0, 0), (0, 0))[:3]])),
        ({"diagnosis": _OPEN, "rule": "OPEN", "dissemination_in_space": None},),
    ),
    Example(
        "progression from onset",
        "365 days of progression; 1 brain lesion and 2 spinal cord lesions are two of the three. 364 days would not be "
        "enough.",
        _case(_progression(365, _scan((1, 0), (0, 0), (0, 0), (2, 0)), csf_bands="negative")),
        ({"diagnosis": _MS, "rule": "PROGRESSION"},),
    ),
    Example(
        "another diagnosis",
        "Space and time are both shown, yet another diagnosis explains the findings better.",
        _case({**_attack(0, 1, 1, _scan((3, 1), (0, 0), (0, 0), (1, 0))), "better_explanation": True}),
        ({"diagnosis": _NO, "rule": "BETTER-EXPLANATION", "dissemination_in_space": True},),
    ),
)
