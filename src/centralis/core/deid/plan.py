"""What cleaning does to one data set as far as its structure alone decides it: runs to copy, constants, the rest.

The plan of a data set holds for every file of the same shape, so that the slices of a series are planned once.
"""

from dataclasses import dataclass
from typing import Any

from centralis.core.deid.replace import dummy
from centralis.core.deid.rules import DUMMY, EMPTY, KEEP, REMOVE, Rule
from centralis.core.dicom.elements import Element
from centralis.core.dicom.encoding import element_bytes

COPY, CONSTANT, WRITTEN, REWRITE = range(4)
_UNKNOWN: Rule = (REMOVE, b"", REMOVE)
_NUMBER_TEXT = (b"DS", b"IS", b"DA", b"TM", b"DT")
_NEVER = 1 << 32
_Step = tuple[int, Any, Any]


@dataclass(slots=True, eq=False)
class Plan:
    """steps: COPY from offset to offset, CONSTANT bytes, WRITTEN tag, REWRITE element by rule. numbers: where the kept
    numbers, dates and times lie, which must hold nothing but digits and signs. counts: elements by operation that need
    no look at their value.
    """

    elements: list[Element]
    rules: dict[int, Rule]
    steps: list[_Step]
    numbers: list[tuple[int, int]]
    counts: list[tuple[int, int]]


def plan_of(
    elements: list[Element], explicit: bool, rules: dict[int, Rule], safe_groups: frozenset[int],
    own: dict[int, bytes], careful: bool = False,
) -> Plan:  # fmt: skip
    """Plan one data set. own: what the trial writes, by tag. careful: look at every number by itself."""
    draft = _Draft()
    waiting = sorted(own, reverse=True)
    following = waiting[-1] if waiting else _NEVER
    for element in elements:
        tag, vr, start, value, end, items = element
        while following <= tag:
            draft.step(WRITTEN, waiting.pop())
            following = waiting[-1] if waiting else _NEVER
        if tag in own:
            continue
        rule = rules.get(tag, _UNKNOWN)
        number = vr in _NUMBER_TEXT
        if rule[0] == KEEP and vr == rule[1] and items is None and not (careful and number):
            draft.copy(start, end)
            if number and end > value:
                draft.numbers.append((value, end))
            continue
        fixed = _constant(element, rule, explicit, safe_groups)
        if fixed is None:
            draft.step(REWRITE, element, rule)
        else:
            draft.count(rule[0])
            if fixed:
                draft.step(CONSTANT, fixed)
    for tag in reversed(waiting):
        draft.step(WRITTEN, tag)
    draft.flush()
    return Plan(elements, rules, draft.steps, draft.numbers, list(draft.counts.items()))


def _constant(element: Element, rule: Rule, explicit: bool, safe_groups: frozenset[int]) -> bytes | None:
    """What an element becomes whatever its value is; None when the value matters."""
    tag, vr, _, _, _, items = element
    operation = rule[0]
    if operation == REMOVE:
        private = tag >> 16 & 1 and tag >> 16 in safe_groups and rule is _UNKNOWN
        return None if private else b""
    if operation in (EMPTY, DUMMY):
        return element_bytes(tag, vr, b"" if operation == EMPTY or items else dummy(vr), explicit)
    return None


class _Draft:
    """Steps as they grow; neighbours that are copied become one."""

    def __init__(self) -> None:
        self.steps: list[_Step] = []
        self.numbers: list[tuple[int, int]] = []
        self.counts: dict[int, int] = {}
        self._start = self._end = 0

    def copy(self, start: int, end: int) -> None:
        """Take an element as it is."""
        if start != self._end:
            self.flush()
            self._start = start
        self._end = end
        self.count(KEEP)

    def step(self, kind: int, first: Any, second: Any = None) -> None:
        """Anything else than copying."""
        self.flush()
        self.steps.append((kind, first, second))

    def flush(self) -> None:
        """End the run of copied elements."""
        if self._end > self._start:
            self.steps.append((COPY, self._start, self._end))
        self._start = self._end = 0

    def count(self, operation: int) -> None:
        """One more element by this operation."""
        self.counts[operation] = self.counts.get(operation, 0) + 1
