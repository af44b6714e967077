"""Worked examples of the Mayo endoscopic subscore."""

from typing import Any

from centralis.core.criteria.criterion import Example


def _segment(name: str, score: int | None) -> dict[str, Any]:
    return {"id": name, "state": "not_evaluable"} if score is None else {"id": name, "state": "scored", "score": score}


def _one(name: str, words: str, scores: dict[str, int | None], expected: dict[str, Any]) -> Example:
    segments = [_segment(segment, score) for segment, score in scores.items()]
    return Example(name, words, {"time_points": [{"day": 0, "segments": segments}]}, (expected,))


EXAMPLES = (
    _one(
        "remission",
        "Both segments are 0, so the worst is 0: remission, and improvement with it.",
        {"rectum": 0, "sigmoid": 0},
        {"score": 0, "remission": True, "improvement": True, "rule": "MES-0"},
    ),
    _one(
        "mild",
        "The worst of 1 and 0 is 1: improvement, no remission.",
        {"rectum": 1, "sigmoid": 0},
        {"score": 1, "worst_segment": "rectum", "remission": False, "improvement": True, "rule": "MES-1"},
    ),
    _one(
        "moderate",
        "The worst of 1 and 2 is 2.",
        {"rectum": 1, "sigmoid": 2},
        {"score": 2, "worst_segment": "sigmoid", "improvement": False, "rule": "MES-2"},
    ),
    _one(
        "severe in one segment",
        "Three segments are 0 or 1, one is 3: the worst counts.",
        {"rectum": 0, "sigmoid": 1, "descending": 3, "transverse": 0},
        {"score": 3, "worst_segment": "descending", "rule": "MES-3"},
    ),
    _one(
        "one segment not seen",
        "The rectum could not be seen; of the others the worst is 1.",
        {"rectum": None, "sigmoid": 1},
        {"score": 1, "worst_segment": "sigmoid", "rule": "MES-1"},
    ),
    _one(
        "nothing seen",
        "No segment could be scored: there is no score, which is not 0.",
        {"rectum": None},
        {"score": None, "remission": None, "rule": "NOT-EVALUABLE"},
    ),
)
