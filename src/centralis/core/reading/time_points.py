"""Which time points a reader may open now, by the trial's read design; what is not open is not even mentioned.

`sequential_locked`: a time point opens when the one before it is signed, and a signed one can only be looked at.
`all_at_once`: every time point that is ready is open until it is signed. `with_global`: as sequential, and once every
time point is signed a global read opens, in which the reader states the result of the whole case; the earlier reads
stay as they were signed. Requirements P11-10F-2, IMG-11. FDA, Clinical Trial Imaging Endpoint Process Standards (2018),
section on locked and global reads.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Mode(StrEnum):
    """The read designs of the definition's `reading.time_points`."""

    SEQUENTIAL_LOCKED = "sequential_locked"
    ALL_AT_ONCE = "all_at_once"
    WITH_GLOBAL = "with_global"


class Access(StrEnum):
    """What a reader may do with a time point now."""

    WRITE = "write"
    VIEW = "view"
    CLOSED = "closed"


@dataclass(frozen=True)
class TimePointFact:
    """One time point of a case in its order: its name, whether it may be read, whether this reader signed."""

    name: str
    is_ready: bool
    is_signed: bool


@dataclass(frozen=True)
class Opening:
    """The answer for one time point. The sentence speaks of this time point alone, so tells nothing of later ones."""

    name: str
    access: Access
    sentence: str


def derive_openings(mode: Mode, time_points: Sequence[TimePointFact]) -> tuple[Opening, ...]:
    """What this reader may do with each time point of a case, given in their order."""
    openings: list[Opening] = []
    earlier_signed = True
    for fact in time_points:
        openings.append(_derive_opening(mode, fact, earlier_signed))
        earlier_signed = earlier_signed and fact.is_signed
    return tuple(openings)


def _derive_opening(mode: Mode, fact: TimePointFact, earlier_signed: bool) -> Opening:
    if fact.is_signed:
        return Opening(fact.name, Access.VIEW, "Signed and locked; it can be looked at, not changed.")
    if mode is not Mode.ALL_AT_ONCE and not earlier_signed:
        return Opening(fact.name, Access.CLOSED, "It opens when the time point before it is signed.")
    if not fact.is_ready:
        return Opening(fact.name, Access.CLOSED, "Its images are not ready to be read.")
    return Opening(fact.name, Access.WRITE, "Open: read it, then sign and lock.")


def may_open(mode: Mode, time_points: Sequence[TimePointFact], name: str) -> Opening:
    """The answer for one time point by name; one that does not exist looks the same as one that is not open."""
    for opening in derive_openings(mode, time_points):
        if opening.name == name:
            return opening
    return Opening(name, Access.CLOSED, "It opens when the time point before it is signed.")


def derive_visible(mode: Mode, time_points: Sequence[TimePointFact]) -> tuple[str, ...]:
    """The time points a reader's page may mention: what is or was open. The number of later ones stays hidden."""
    return tuple(one.name for one in derive_openings(mode, time_points) if one.access is not Access.CLOSED)


def may_open_global(mode: Mode, time_points: Sequence[TimePointFact], is_complete: bool, is_signed: bool) -> Opening:
    """Whether the global read is open. `is_complete`: no further time point of this case is expected."""
    if mode is not Mode.WITH_GLOBAL:
        return Opening("global", Access.CLOSED, "The trial's read design has no global read.")
    if is_signed:
        return Opening("global", Access.VIEW, "Signed and locked; it can be looked at, not changed.")
    if not is_complete or not time_points or not all(fact.is_signed for fact in time_points):
        return Opening("global", Access.CLOSED, "It opens when every time point is signed.")
    return Opening("global", Access.WRITE, "Open: read it, then sign and lock.")
