"""Hidden repeats: which cases a reader meets a second time, to measure how well the reader agrees with himself.

A case is drawn when the first eight bytes of HMAC-SHA256(seed, "hidden repeat", reader, case), as a fraction of 2**64,
lie below the trial's fraction. Each case is drawn on its own, so a draw is settled once and for all, does not depend on
what else is read, and a larger fraction only adds cases. Requirement IMG-13.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from centralis.core.reading.keyed import compute_digest


@dataclass(frozen=True)
class RepeatDesign:
    """The definition's `reading.repeats`: the fraction of cases (0 to 1) and the days between the two reads."""

    fraction: Decimal
    washout_days: int

    def __post_init__(self) -> None:
        if not 0 <= self.fraction <= 1:
            raise ValueError(f"The fraction of repeats is {self.fraction}; it lies between 0 and 1.")
        if self.washout_days < 0:
            raise ValueError(f"The washout is {self.washout_days} days; it is 0 or more.")


@dataclass(frozen=True)
class FinishedCase:
    """A case this reader has finished, when, and whether its repeat was already given out."""

    case: str
    finished_on: date
    is_repeated: bool = False


def is_repeat(seed: bytes, reader: str, case: str, fraction: Decimal) -> bool:
    """Whether this reader is to meet this case a second time."""
    drawn = int.from_bytes(compute_digest(seed, "hidden repeat", reader, case)[:8], "big")
    return drawn < fraction * 2**64


def derive_due_repeats(
    seed: bytes, reader: str, finished: Iterable[FinishedCase], design: RepeatDesign, today: date
) -> tuple[str, ...]:
    """Cases whose repeat may be given out today: drawn, washed out, not yet repeated; in a blind order."""
    washout = timedelta(days=design.washout_days)
    due = [
        one.case
        for one in finished
        if not one.is_repeated
        and today - one.finished_on >= washout
        and is_repeat(seed, reader, one.case, design.fraction)
    ]
    return tuple(sorted(due, key=lambda case: compute_digest(seed, "repeat order", reader, case)))
