"""Hold a reader's entries of a test case against the expert's: which lesions are the same, and how far apart they are.

Readers name lesions each in their own order, so that a name says little: lesions that both marked are the same where
the middles of their first marks, at one time point, lie no farther apart than half the longer diameter. Only where one
of the two was not marked does the name decide. Nothing here judges a read; that is for the conditions by which two
reads are adjudicated (`core.reading.adjudication`).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from math import dist


@dataclass(frozen=True)
class MarkedAt:
    """Where a lesion was first marked: the time point, the middle of the mark (LPS, mm), its longest diameter (mm)."""

    time_point: int
    middle_mm: tuple[float, float, float]
    long_mm: float


Places = Mapping[str, MarkedAt | None]
"""Lesion → where it was first marked; None for one that was entered without a mark."""


@dataclass(frozen=True)
class Difference:
    """How far a reader's number lies from the expert's, and the same in percent of the expert's; None of nothing."""

    by: Decimal
    percent: Decimal | None


def place_mark(time_point: int, points: Iterable[Iterable[float]], long_mm: float) -> MarkedAt:
    """Where a mark lies, from its points (LPS, mm; at least one)."""
    each = [tuple(one) for one in points]
    if not each or any(len(one) != 3 for one in each):
        raise ValueError("A mark lies at points of three coordinates each.")
    middle = tuple(sum(parts) / len(each) for parts in zip(*each, strict=True))
    return MarkedAt(time_point, (middle[0], middle[1], middle[2]), long_mm)


def pair_lesions(mine: Places, theirs: Places) -> tuple[tuple[str, str], ...]:
    """The lesions of two reads side by side as (mine, theirs), "" where one of them has none; in the order of mine.

    The closest marks are paired first, ties by name, so that the same marks always give the same pairs.
    """
    found: dict[str, str] = {}
    near = sorted(
        (apart, one, other)
        for one, here in mine.items()
        for other, there in theirs.items()
        if here and there and (apart := _apart(here, there)) is not None
    )
    for _apart_mm, one, other in near:
        if one not in found and other not in found.values():
            found[one] = other
    for name in mine:
        is_free = name not in found and name in theirs and name not in found.values()
        if is_free and (mine[name] is None or theirs[name] is None):
            found[name] = name
    alone = [("", other) for other in theirs if other not in found.values()]
    return (*((one, found.get(one, "")) for one in mine), *alone)


def _apart(here: MarkedAt, there: MarkedAt) -> float | None:
    """The distance of two marks in mm where they may be of one lesion."""
    if here.time_point != there.time_point:
        return None
    apart = dist(here.middle_mm, there.middle_mm)
    return apart if apart <= max(here.long_mm, there.long_mm) / 2 else None


def tell_difference(mine: Decimal, theirs: Decimal) -> Difference:
    """How far apart two numbers are, as the reader's less the expert's."""
    by = mine - theirs
    return Difference(by, by * 100 / abs(theirs) if theirs else None)
