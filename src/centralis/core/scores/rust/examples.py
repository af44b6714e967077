"""Worked examples of RUST and modified RUST."""

from typing import Any

from centralis.core.criteria.criterion import Example
from centralis.core.scores.rust.assess import CORTICES


def _one(name: str, points: tuple[int | None, ...], total: int | None, united: bool | None, words: str) -> Example:
    told: dict[str, Any] = {key: value for key, value in zip(CORTICES, points, strict=True) if value is not None}
    if len(told) < len(CORTICES):
        told["hardware_hides"] = True
    rule = "TOTAL" if total is not None else "NOT-EVALUABLE"
    expected = {"total": total, "united": united, "rule": rule}
    return Example(name, words, {"time_points": [{"day": 42, **told}]}, (expected,))


RUST_EXAMPLES = (
    _one("fresh fracture", (1, 1, 1, 1), 4, False, "1 + 1 + 1 + 1 = 4, the least possible."),
    _one("callus everywhere", (2, 2, 2, 2), 8, False, "2 + 2 + 2 + 2 = 8, below 10."),
    _one("just below union", (3, 2, 2, 2), 9, False, "3 + 2 + 2 + 2 = 9; the default asks for 10."),
    _one("just united", (3, 3, 2, 2), 10, True, "3 + 3 + 2 + 2 = 10."),
    _one("healed", (3, 3, 3, 3), 12, True, "3 + 3 + 3 + 3 = 12, the most possible."),
    _one("a plate hides a cortex", (3, None, 3, 3), None, None, "One cortex is hidden: 9 of three is no total."),
)

MRUST_EXAMPLES = (
    _one("fresh fracture", (1, 1, 1, 1), 4, False, "1 + 1 + 1 + 1 = 4, the least possible."),
    _one("callus everywhere", (2, 2, 2, 2), 8, False, "2 + 2 + 2 + 2 = 8, below 11."),
    _one("just below union", (3, 3, 2, 2), 10, False, "3 + 3 + 2 + 2 = 10; the default asks for 11."),
    _one("just united", (3, 3, 3, 2), 11, True, "3 + 3 + 3 + 2 = 11."),
    _one("remodelled", (4, 4, 4, 4), 16, True, "4 + 4 + 4 + 4 = 16, the most possible."),
    _one("a plate hides a cortex", (4, None, 4, 4), None, None, "One cortex is hidden: 12 of three is no total."),
)
