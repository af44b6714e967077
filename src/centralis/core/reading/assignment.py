"""Who reads a case: drawn from a pool of readers, the least loaded first, and derivable again from the stored draws.

Algorithm `hmac-sha256-least-loaded-1`: of the readers who may read the case, those with the fewest cases are taken
first; among equals the smaller HMAC-SHA256(seed, "reader draw", case, reader) as in `keyed`. The chosen keep the pool's
own order. Each draw is stored with what it was drawn from (`Candidate`: load, and why somebody was left out), so that
it follows from the sealed seed and the list alone; a later draw never changes an earlier one. Requirements IMG-8,
IMG-13.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from centralis.core.reading.keyed import compute_digest
from centralis.core.reading.repeats import is_repeat

ALGORITHM = "hmac-sha256-least-loaded-1"


class DrawKind(StrEnum):
    """Why a draw was made: a case's readers, another reader in place of one, a hidden repeat, or a read before
    enrolment."""

    READERS = "readers"
    HANDOVER = "handover"
    REPEAT = "repeat"
    ELIGIBILITY = "eligibility"


@dataclass(frozen=True)
class Candidate:
    """Somebody of the pool at the moment of a draw: cases held so far, and why not to be drawn (empty: may be)."""

    reader: str
    load: int
    out: str = ""

    def __post_init__(self) -> None:
        if self.load < 0:
            raise ValueError(f"{self.reader} has {self.load} cases; a load is 0 or more.")


@dataclass(frozen=True)
class Draw:
    """One line of the randomisation list.

    number counts a trial's draws from 1. `named`: a person chose among those who might be drawn, so the choice follows
    from no seed. `replaced`: whose case is handed over. `fraction`: of a hidden repeat, what was drawn against.
    """

    number: int
    case: str
    kind: DrawKind
    candidates: tuple[Candidate, ...]
    count: int
    chosen: tuple[str, ...]
    named: bool = False
    replaced: str = ""
    fraction: Decimal | None = None


def choose_readers(seed: bytes, case: str, candidates: Sequence[Candidate], count: int) -> tuple[str, ...]:
    """Draw up to `count` readers of a case; fewer when fewer may be drawn. Raises ValueError when one stands twice."""
    names = [one.reader for one in candidates]
    if len(set(names)) != len(names):
        raise ValueError("A reader stands twice in the pool; each once.")
    free = [one for one in candidates if not one.out]
    ranked = sorted(free, key=lambda one: (one.load, compute_digest(seed, "reader draw", case, one.reader)))
    drawn = {one.reader for one in ranked[: max(count, 0)]}
    return tuple(name for name in names if name in drawn)


def compute_loads(draws: Sequence[Draw]) -> Mapping[str, int]:
    """How many cases each reader was given by these draws, less what was handed on. Hidden repeats do not count: a
    reader's load must not depend on what nobody may see."""
    loads: Counter[str] = Counter()
    for draw in draws:
        _count(loads, draw)
    return loads


def _count(loads: Counter[str], draw: Draw) -> None:
    if draw.kind is not DrawKind.REPEAT:
        loads.update(draw.chosen)
    if draw.replaced and draw.chosen:
        loads[draw.replaced] -= 1


def verify_draws(seed: bytes, draws: Sequence[Draw]) -> tuple[str, ...]:
    """Every way in which a stored list does not follow from the seed and itself, in sentences; empty when it does."""
    faults: list[str] = []
    loads: Counter[str] = Counter()
    for place, draw in enumerate(draws):
        if draw.number != place + 1:
            faults.append(f"Draw {draw.number} stands at place {place + 1}: the list has a gap, or another order.")
        faults.extend(_faults_of(seed, draw, loads))
        _count(loads, draw)
    return tuple(faults)


def _faults_of(seed: bytes, draw: Draw, loads: Mapping[str, int]) -> list[str]:
    name = f"Draw {draw.number}"
    if draw.kind is DrawKind.REPEAT:
        fraction = draw.fraction if draw.fraction is not None else Decimal(0)
        wrong = [one for one in draw.chosen if not is_repeat(seed, one, draw.case, fraction)]
        return [f"{name}: the seed draws no repeat of this case for reader {one}." for one in wrong]
    found = [
        f"{name}: reader {one.reader} is said to hold {one.load} cases; "
        f"the draws before give {loads.get(one.reader, 0)}."
        for one in draw.candidates
        if one.load != loads.get(one.reader, 0)
    ]
    allowed = {one.reader for one in draw.candidates if not one.out}
    if draw.named:
        found.extend(f"{name}: {one} was named and might not be drawn." for one in draw.chosen if one not in allowed)
    elif draw.chosen != choose_readers(seed, draw.case, draw.candidates, draw.count):
        found.append(f"{name}: the seed gives other readers than those that are stored.")
    return found


def derive_batch(earlier_cases: int, size: int) -> int:
    """The batch, counted from 1, of the case that comes after `earlier_cases` others; size 0 is one batch for all."""
    return 1 if size <= 0 else earlier_cases // size + 1
