"""Worked examples of UCEIS."""

from typing import Any

from centralis.core.criteria.criterion import Example


def _one(name: str, words: str, told: dict[str, str], expected: dict[str, Any], **parameters: Any) -> Example:
    return Example(name, words, {"parameters": parameters, "time_points": [{"day": 0, **told}]}, (expected,))


_LEAST = {"vascular": "normal", "bleeding": "none", "ulcers": "none"}
_MOST = {"vascular": "obliterated", "bleeding": "luminal_moderate_or_severe", "ulcers": "deep_ulcer"}

EXAMPLES = (
    _one("normal", "0 + 0 + 0 = 0.", _LEAST, {"score": 0, "remission": True, "rule": "TOTAL"}),
    _one(
        "remission with a blurred pattern",
        "1 + 0 + 0 = 1, which is still remission.",
        {**_LEAST, "vascular": "patchy_obliteration"},
        {"score": 1, "remission": True, "rule": "TOTAL"},
    ),
    _one(
        "just above remission",
        "1 + 1 + 0 = 2.",
        {"vascular": "patchy_obliteration", "bleeding": "mucosal", "ulcers": "none"},
        {"score": 2, "remission": False},
    ),
    _one("worst", "2 + 3 + 3 = 8, the most possible.", _MOST, {"score": 8, "remission": False}),
    _one(
        "worst on the first published scale",
        "3 + 4 + 4 = 11, the most possible there.",
        _MOST,
        {"score": 11, "scale": "3 to 11", "remission": False},
        starts_at_one=True,
    ),
    _one(
        "normal on the first published scale",
        "1 + 1 + 1 = 3, the least possible there, which is 0 on the other: remission.",
        _LEAST,
        {"score": 3, "remission": True},
        starts_at_one=True,
    ),
    _one(
        "bleeding could not be judged",
        "Two of three descriptors make no score.",
        {"vascular": "normal", "ulcers": "none"},
        {"score": None, "remission": None, "rule": "NOT-EVALUABLE"},
    ),
)
