"""Worked examples of RAMRIS."""

from typing import Any

from centralis.core.criteria.criterion import Example
from centralis.core.scores.ramris_2016 import tables


def _hand(erosion: int, osteitis: int, synovitis: int, narrowing: int, tenosynovitis: int) -> dict[str, Any]:
    """The same score at every site."""
    return {
        "bones": [
            {"id": site, "erosion": erosion, "osteitis": osteitis}
            for site in (*tables.WRIST_BONES, *tables.FINGER_BONES)
        ],
        "joints": [{"id": site, "synovitis": synovitis} for site in (*tables.WRIST_JOINTS, *tables.FINGER_JOINTS)],
        "spaces": [{"id": site, "narrowing": narrowing} for site in (*tables.WRIST_SPACES, *tables.FINGER_JOINTS)],
        "tendons": [
            {"id": site, "tenosynovitis": tenosynovitis} for site in (*tables.WRIST_TENDONS, *tables.FINGER_TENDONS)
        ],
    }


def _fingers(synovitis: int) -> dict[str, Any]:
    return {
        "bones": [{"id": site, "erosion": 1, "osteitis": 0} for site in tables.FINGER_BONES],
        "joints": [{"id": site, "synovitis": synovitis} for site in tables.FINGER_JOINTS],
        "spaces": [{"id": site, "narrowing": 0} for site in tables.FINGER_JOINTS],
    }


def _one(name: str, words: str, point: dict[str, Any], expected: dict[str, Any], **parameters: Any) -> Example:
    return Example(name, words, {"parameters": parameters, "time_points": [{"day": 0, **point}]}, (expected,))


_FULL = _hand(1, 0, 1, 0, 0)

EXAMPLES = (
    _one(
        "nothing found",
        "0 at every site: all totals are 0.",
        _hand(0, 0, 0, 0, 0),
        {"erosion": 0, "osteitis": 0, "synovitis": 0, "narrowing": 0, "tenosynovitis": 0, "rule": "ALL-TOTALS"},
    ),
    _one(
        "the highest totals",
        "23 × 10 = 230, 23 × 3 = 69, 7 × 3 = 21, 21 × 4 = 84, 13 × 3 = 39.",
        _hand(10, 3, 3, 4, 3),
        {"erosion": 230, "osteitis": 69, "synovitis": 21, "narrowing": 84, "tenosynovitis": 39, "rule": "ALL-TOTALS"},
    ),
    _one(
        "mild disease everywhere",
        "23 × 1 = 23 erosion, 7 × 1 = 7 synovitis.",
        _FULL,
        {"erosion": 23, "osteitis": 0, "synovitis": 7},
    ),
    _one(
        "fingers only",
        "8 bones with erosion 1 are 8; 4 joints with synovitis 2 are 8; tenosynovitis is not part of this trial.",
        _fingers(2),
        {"erosion": 8, "synovitis": 8, "tenosynovitis": None, "rule": "ALL-TOTALS"},
        coverage="fingers",
        tenosynovitis=False,
    ),
    _one(
        "one joint out of the field",
        "MCP 5 was cut off: synovitis has no total, the other domains have.",
        {**_FULL, "joints": _FULL["joints"][:-1]},
        {"erosion": 23, "synovitis": None, "rule": "SOME-TOTALS"},
    ),
    _one(
        "nothing scored",
        "An empty reading has no total, which is not 0.",
        {},
        {"erosion": None, "synovitis": None, "rule": "NO-TOTAL"},
    ),
    Example(
        "progression of erosions",
        "From 23 × 1 = 23 to 23 × 2 = 46: 23 more.",
        {"time_points": [{"day": 0, **_FULL}, {"day": 365, **_hand(2, 0, 1, 0, 0)}]},
        ({"erosion": 23, "erosion_change": 0}, {"erosion": 46, "erosion_change": 23, "rule": "ALL-TOTALS"}),
    ),
)
