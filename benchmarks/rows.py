"""One measured line, and whether it meets what was asked of it."""

from dataclasses import dataclass
from enum import StrEnum


class Aim(StrEnum):
    """What a target is compared with, and from which side."""

    RATIO_AT_LEAST = "× peer at least"
    RATIO_AT_MOST = "× peer at most"
    AT_LEAST = "at least"
    AT_MOST = "at most"


@dataclass(frozen=True, slots=True)
class Row:
    """A measurement in `unit`: ours, the peer's in the same run, and the target. None: it was not measured."""

    name: str
    ours: float | None
    peer: float | None
    unit: str
    target: float
    command: str
    aim: Aim = Aim.RATIO_AT_LEAST
    peer_name: str = "Orthanc"

    @property
    def ratio(self) -> float | None:
        """Ours over the peer's."""
        return None if self.ours is None or not self.peer else self.ours / self.peer

    @property
    def passes(self) -> bool | None:
        """Whether the target is met; None while it cannot be said."""
        value = self.ratio if self.aim in (Aim.RATIO_AT_LEAST, Aim.RATIO_AT_MOST) else self.ours
        if value is None:
            return None
        return value <= self.target if self.aim in (Aim.AT_MOST, Aim.RATIO_AT_MOST) else value >= self.target
