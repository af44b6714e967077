"""Worked examples of the 2024 McDonald criteria."""

from typing import Any

from centralis.core.criteria.criterion import Example

REGIONS = ("periventricular", "cortical_juxtacortical", "infratentorial", "spinal_cord")
_ATTACK = {"presentation": "attack", "attacks": 1}


def _scan(*counts: tuple[int, int]) -> list[dict[str, Any]]:
    """Lesions of the four regions in order: T2, and how many of them enhance."""
    return [
        {"id": region, "state": "judged", "t2_lesions": total, "enhancing": enhancing}
        for region, (total, enhancing) in zip(REGIONS, counts, strict=True)
    ]


def _visit(*counts: tuple[int, int], **more: Any) -> dict[str, Any]:
    person = {"day": 0, "better_explanation": False, "age_years": 32, "vascular_risk": False}
    return {"time_points": [{**person, "regions": _scan(*counts), **more}]}


_TWO = ((2, 0), (1, 0), (0, 0), (0, 0))
_ONE = ((4, 0), (0, 0), (0, 0), (0, 0))
_MS, _NO, _OPEN = "multiple_sclerosis", "not_established", "open"

EXAMPLES = (
    Example(
        "four regions with the optic nerve",
        "Periventricular, cortical and spinal cord lesions are 3 regions; the optic nerve by VEP is the 4th: nothing "
        "else is needed.",
        _visit((2, 0), (1, 0), (0, 0), (1, 0), **_ATTACK, optic_nerve_vep=True),
        (
            {
                "diagnosis": _MS,
                "rule": "FOUR-REGIONS",
                "regions": ["periventricular", "cortical_juxtacortical", "spinal_cord", "optic_nerve"],
                "dissemination_in_time": False,
            },
        ),
    ),
    Example(
        "two regions and time",
        "2 of 5 regions are space; 1 of 3 lesions enhances and 2 don't: time.",
        _visit((2, 1), (1, 0), (0, 0), (0, 0), **_ATTACK),
        ({"diagnosis": _MS, "rule": "SPACE-TIME"},),
    ),
    Example(
        "two regions and the kappa index",
        "Nothing enhances; the kappa index of 6.1 is at the limit and makes the spinal fluid positive.",
        _visit(*_TWO, **_ATTACK, kappa_index=6.1),
        ({"diagnosis": _MS, "rule": "SPACE-CSF", "csf_positive": True},),
    ),
    Example(
        "silent lesions with central veins",
        "Found by chance: 2 regions, and 6 of 14 judged lesions with a central vein: positive, as 6 are enough.",
        _visit(*_TWO, presentation="silent", lesions_with_vein=6, lesions_without_vein=8),
        ({"diagnosis": _MS, "rule": "SPACE-VEINS", "central_veins": True},),
    ),
    Example(
        "one region with a rim and bands",
        "1 region, the optic nerve is free; one paramagnetic rim is the marker, bands in spinal fluid only go with it.",
        _visit(*_ONE, **_ATTACK, lesions_with_rim=1, csf_bands="positive", optic_nerve_mri=False),
        ({"diagnosis": _MS, "rule": "ONE-REGION", "dissemination_in_space": False, "paramagnetic_rims": True},),
    ),
    Example(
        "progression with two spinal cord lesions",
        "400 days of progression; 2 spinal cord lesions stand for two regions; bands make the spinal fluid positive.",
        _visit((0, 0), (0, 0), (0, 0), (2, 0), presentation="progression", progression_days=400, csf_bands="positive"),
        ({"diagnosis": _MS, "rule": "SPACE-CSF", "regions": ["spinal_cord"], "dissemination_in_space": True},),
    ),
    Example(
        "two regions, everything else negative",
        "Space alone is not enough: no time, bands negative, 3 of 8 judged lesions with a vein are no majority.",
        _visit(
            *_TWO,
            **_ATTACK,
            csf_bands="negative",
            lesions_with_vein=3,
            lesions_without_vein=5,
            lesions_with_rim=0,
            optic_nerve_mri=False,
        ),
        ({"diagnosis": _NO, "rule": "NOT-MET", "dissemination_in_space": True, "central_veins": False},),
    ),
    Example(
        "two regions, spinal fluid not tested",
        "Space is shown; no time; spinal fluid and central veins were not looked at and could still decide.",
        _visit(*_TWO, **_ATTACK),
        ({"diagnosis": _OPEN, "rule": "OPEN", "csf_positive": None, "central_veins": None},),
    ),
    Example(
        "sixty years old without support",
        "2 regions and time at 60 years: support is asked for. No spinal cord lesion, bands negative, 2 of 12 lesions "
        "with a vein: not established.",
        _visit(
            (2, 1),
            (1, 0),
            (0, 0),
            (0, 0),
            **_ATTACK,
            csf_bands="negative",
            lesions_with_vein=2,
            lesions_without_vein=10,
            age_years=60,
        ),
        ({"diagnosis": _NO, "rule": "SUPPORT-MISSING", "support_asked": True, "support_found": False},),
    ),
    Example(
        "another diagnosis",
        "Four regions, yet another diagnosis explains the findings better.",
        _visit((2, 0), (1, 0), (1, 0), (1, 0), **_ATTACK, better_explanation=True),
        ({"diagnosis": _NO, "rule": "BETTER-EXPLANATION"},),
    ),
)
