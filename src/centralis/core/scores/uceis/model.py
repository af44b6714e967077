"""The words of a UCEIS reading: three descriptors of the worst area seen."""

from dataclasses import dataclass
from enum import StrEnum

from centralis.core.criteria.fields import choice, code, day


class Vascular(StrEnum):
    """Vascular pattern, the least severe first."""

    NORMAL = "normal"
    PATCHY = "patchy_obliteration"
    OBLITERATED = "obliterated"


class Bleeding(StrEnum):
    """Bleeding, the least severe first."""

    NONE = "none"
    MUCOSAL = "mucosal"
    LUMINAL_MILD = "luminal_mild"
    LUMINAL_SEVERE = "luminal_moderate_or_severe"


class Ulcers(StrEnum):
    """Erosions and ulcers, the least severe first."""

    NONE = "none"
    EROSIONS = "erosions"
    SUPERFICIAL = "superficial_ulcer"
    DEEP = "deep_ulcer"


@dataclass(frozen=True)
class Parameters:
    """The trial's choices."""

    starts_at_one: bool = choice(False, "Each descriptor starts at 1, as first published: 3 to 11 instead of 0 to 8.")
    remission_up_to: int = choice(1, "The highest score, on the scale from 0, that is remission.")


@dataclass(frozen=True)
class TimePoint:
    """The worst area seen on one day; a descriptor that could not be judged stays empty."""

    day: int = day()
    vascular: Vascular | None = code("Vascular pattern", Vascular)
    bleeding: Bleeding | None = code("Bleeding", Bleeding)
    ulcers: Ulcers | None = code(
        "Erosions and ulcers",
        Ulcers,
        labels={"erosions": "Erosions, up to 5 mm", "superficial_ulcer": "Superficial ulcer, over 5 mm"},
    )


@dataclass(frozen=True)
class Assessment:
    """The sum of the three descriptors; None when one could not be judged. `scale` says where it starts."""

    day: int
    score: int | None
    scale: str
    remission: bool | None
    rule: str
    sentence: str
