"""The words of a Mayo endoscopic reading: segments, each with its score and what was seen."""

from dataclasses import dataclass
from enum import StrEnum

from centralis.core.criteria.fields import boolean, choice, code, day, integer, rows, text


class State(StrEnum):
    """Whether a segment could be seen well enough."""

    SCORED = "scored"
    NOT_EVALUABLE = "not_evaluable"


class Friability(StrEnum):
    """Bleeding on touch."""

    NONE = "none"
    MILD = "mild"
    PRESENT = "present"


@dataclass(frozen=True)
class Parameters:
    """The trial's choices."""

    mild_friability_is_two: bool = choice(False, "Mild friability makes a segment at least 2, as later trials ask.")
    improvement_up_to: int = choice(1, "The highest score that is endoscopic improvement.")
    remission_up_to: int = choice(0, "The highest score that is endoscopic remission.")


_SCORED = {"state": ("scored",)}


@dataclass(frozen=True)
class Segment:
    """One segment of the colon; findings told are held against the score."""

    id: str = text("Segment", required=True, help="Such as rectum or sigmoid.")
    state: State = code("State", State, required=True)
    score: int | None = integer("Score", maximum=3, needed_when=_SCORED, only_when=_SCORED)
    friability: Friability | None = code("Friability", Friability, only_when=_SCORED, rare=True)
    erosions: bool | None = boolean("Erosions", default=None, only_when=_SCORED, rare=True)
    spontaneous_bleeding: bool | None = boolean("Spontaneous bleeding", default=None, only_when=_SCORED, rare=True)
    ulceration: bool | None = boolean("Ulceration", default=None, only_when=_SCORED, rare=True)


@dataclass(frozen=True)
class TimePoint:
    """The segments seen on one day."""

    day: int = day()
    segments: tuple[Segment, ...] = rows("Segments", Segment, row="segment", prefix="S")


@dataclass(frozen=True)
class Assessment:
    """The score of the worst segment seen; None when no segment was scored."""

    day: int
    score: int | None
    worst_segment: str
    improvement: bool | None
    remission: bool | None
    rule: str
    sentence: str
