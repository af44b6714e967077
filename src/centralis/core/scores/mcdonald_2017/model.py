"""The words of the 2017 McDonald criteria: the shared visit, and the clinical evidence this edition counts."""

from dataclasses import dataclass
from enum import StrEnum

from centralis.core.criteria.fields import boolean, choice, code, integer
from centralis.core.scores.mcdonald.model import Visit


class Presentation(StrEnum):
    """How the disease showed itself."""

    ATTACK = "attack"
    PROGRESSION = "progression"


@dataclass(frozen=True)
class Parameters:
    """The trial's choices; the defaults are the published ones."""

    regions_for_space: int = choice(2, "Involved regions, of four, that show dissemination in space.", minimum=1)
    least_periventricular: int = choice(1, "Periventricular lesions from which that region is involved.", minimum=1)
    bands_replace_time: bool = choice(True, "Bands in spinal fluid only stand in for dissemination in time.")
    progression_days: int = choice(365, "Least duration of progression for the progressive form.", "days", 1)
    cord_lesions: int = choice(2, "Spinal cord lesions that count as one of the progressive form's three.", minimum=1)


_ATTACK = {"presentation": ("attack",)}


@dataclass(frozen=True)
class TimePoint(Visit):
    """One visit. An attack at another site counts as an attack and as a lesion with objective evidence."""

    presentation: Presentation = code("Presentation", Presentation, required=True)
    objective_lesions: int | None = integer(
        "Lesions with objective clinical evidence", maximum=50, needed_when=_ATTACK, only_when=_ATTACK
    )
    historical_attack: bool = boolean(
        "Clear history of an earlier attack at another site", only_when={"presentation": ("attack",)}
    )
