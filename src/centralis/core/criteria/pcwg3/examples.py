"""Worked examples of PCWG3; three of them follow the ones the admiralonco documentation tells of the 2 + 2 rule."""

from typing import Any

from centralis.core.criteria.criterion import Example

_SEEN = "admiralonco, article on PCWG3, examples of the 2+2 rule"


def _lesions(**states: str) -> list[dict[str, Any]]:
    """New bone lesions by id; the first letter of the state tells it."""
    words = {"p": "present", "a": "absent", "n": "not_evaluable"}
    return [{"id": name, "state": words[state]} for name, state in states.items()]


def _point(day: int, soft_tissue: str | None, bone: str = "lesions", **states: str) -> dict[str, Any]:
    told = {"soft_tissue": soft_tissue} if soft_tissue else {}
    new = {"new_bone_lesions": _lesions(**states)} if states else {}
    return {"day": day, "bone": bone, **told, **new}


def _case(disease: str, *points: dict[str, Any], bone: str = "lesions") -> dict[str, Any]:
    return {"time_points": [{"day": 0, "soft_tissue_disease": disease, "bone": bone}, *points]}


def _answer(bone: str, rule: str, overall: str) -> dict[str, Any]:
    return {"bone_response": bone, "rule": rule, "overall": overall}


def _expected(*answers: dict[str, Any]) -> tuple[dict[str, Any], ...]:
    return ({"rule": "BASELINE", "overall": None}, *answers)


EXAMPLES = (
    Example(
        "2 + 2 in the flare",
        "Day 56: 2 new lesions since baseline, within the flare. Day 98, 42 days later: 2 further ones: progression "
        "of day 56. Every later scan is PD.",
        _case("targets", _point(56, "SD", B1="p", B2="p"), _point(98, "SD", B1="p", B2="p", B3="p", B4="p")),
        _expected(_answer("PD", "PD-BONE", "PD"), _answer("PD", "PD-BONE", "PD")),
        {"best_overall_response": "PD", "progression_day": 56, "bone_progression_day": 56},
        _SEEN,
    ),
    Example(
        "a flare",
        "Day 56: 2 new lesions. Day 98: no further one: a flare, so day 56 is not progression; its scan is the new "
        "reference, and against it day 98 shows 0 new lesions.",
        _case("targets", _point(56, "SD", B1="p", B2="p"), _point(98, "PR", B1="p", B2="p")),
        _expected(_answer("NON-PD", "SD", "SD"), _answer("NON-PD", "PR", "PR")),
        {"best_overall_response": "SD", "progression_day": None},
        _SEEN,
    ),
    Example(
        "progression after the flare",
        "Day 84: no new lesion; that scan is the reference. Day 126: 2 new lesions. Day 168, 42 days later: both "
        "persist: progression of day 126. Soft tissue shrinks, yet bone decides.",
        _case("targets", _point(84, "SD"), _point(126, "SD", B1="p", B2="p"), _point(168, "PR", B1="p", B2="p")),
        _expected(_answer("NON-PD", "SD", "SD"), _answer("PD", "PD-BONE", "PD"), _answer("PD", "PD-BONE", "PD")),
        {"best_overall_response": "SD", "progression_day": 126, "soft_tissue_progression_day": None},
        _SEEN,
    ),
    Example(
        "new lesions that don't persist",
        "Day 126: 2 new lesions since day 56. Day 168: one of them is gone, 1 of 2 is fewer than 2: not confirmed. No "
        "soft tissue disease: bone that has not progressed is NON-CR/NON-PD.",
        _case("none", _point(56, "NED"), _point(126, "NED", B1="p", B2="p"), _point(168, "NED", B1="p", B2="a")),
        _expected(*[_answer("NON-PD", "NED-NON-PD", "NON-CR/NON-PD")] * 3),
        {"best_overall_response": "NON-CR/NON-PD"},
    ),
    Example(
        "not settled within the flare",
        "Day 56: 2 new lesions. Day 77, 21 days later: too early to settle it. Both stay PDu; with no soft tissue "
        "disease the overall response is PDu, which counts as SD in the best response.",
        _case("none", _point(56, "NED", B1="p", B2="p"), _point(77, "NED", B1="p", B2="p")),
        _expected(*[_answer("PDu", "NED-PDU", "PDu")] * 2),
        {"best_overall_response": "SD", "progression_day": None},
    ),
    Example(
        "not settled on the last scan",
        "Day 140: 2 new lesions since day 56, and no later scan.",
        _case("non_targets_only", _point(56, "NON-CR/NON-PD"), _point(140, "NON-CR/NON-PD", B1="p", B2="p")),
        _expected(
            _answer("NON-PD", "NON-CR-NON-PD", "NON-CR/NON-PD"), _answer("PDu", "NON-CR-NON-PD", "NON-CR/NON-PD")
        ),
        {"best_overall_response": "NON-CR/NON-PD"},
    ),
    Example(
        "complete response",
        "Soft tissue is gone on both days. Day 56: bone lesions remain, so the response is partial; day 112: no bone "
        "lesion is left: complete; day 140, 28 days later, confirms it.",
        _case("targets", _point(56, "CR"), _point(112, "CR", "none"), _point(140, "CR", "none")),
        _expected(_answer("NON-PD", "CR-TARGETS", "PR"), _answer("NED", "CR", "CR"), _answer("NED", "CR", "CR")),
        {"best_overall_response": "CR"},
    ),
    Example(
        "soft tissue gone, no target lesions",
        "Non-target disease is gone; bone was not scanned: neither complete nor progression.",
        _case("non_targets_only", _point(56, "CR", "not_evaluable")),
        _expected(_answer("NE", "CR-NO-TARGETS", "NON-CR/NON-PD")),
        {"best_overall_response": "NON-CR/NON-PD"},
    ),
    Example(
        "soft tissue progresses",
        "Bone shows nothing new; soft tissue has progressed.",
        _case("targets", _point(56, "PD")),
        _expected(_answer("NON-PD", "PD-SOFT-TISSUE", "PD")),
        {"best_overall_response": "PD", "progression_day": 56, "bone_progression_day": None},
    ),
    Example(
        "bone alone, gone or not scanned",
        "No soft tissue disease. Day 56: no bone lesion is left; day 112: not scanned. Neither tells a response.",
        _case("none", _point(56, "NED", "none"), _point(112, "NED", "not_evaluable")),
        _expected(_answer("NED", "NED-NED", "NE"), _answer("NE", "NED-NE", "NE")),
        {"best_overall_response": "NE"},
    ),
    Example(
        "lesions that could not be judged",
        "Day 56: 1 new lesion, too few; that scan is the reference. Day 112: B2 is new, 1 since day 56. Day 168: B2 "
        "can't be judged and B3 is new: 1 or 2 since day 56, so bone can't be told; nor was soft tissue told.",
        _case(
            "targets",
            _point(56, "SD", B1="p"),
            _point(112, "NE", B1="p", B2="p"),
            _point(168, None, B1="p", B2="n", B3="p"),
        ),
        _expected(
            _answer("NON-PD", "SD", "SD"),
            _answer("NON-PD", "NE-SOFT-TISSUE", "NE"),
            _answer("NE", "NE-NOT-TOLD", "NE"),
        ),
        {"best_overall_response": "SD"},
    ),
    Example(
        "no baseline scan of bone",
        "Without a baseline nothing can be called new: bone can't be told; soft tissue is stable.",
        _case("targets", _point(56, "SD"), bone="not_evaluable"),
        _expected(_answer("NE", "SD", "SD")),
        {"best_overall_response": "SD"},
    ),
)
