"""The words of a stress perfusion reading: segments of the left ventricle, scored at stress and at rest."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from centralis.core.criteria.fields import choice, code, day, integer, rows, text


class Model(StrEnum):
    """How many segments count: 17 with the apex (SPECT, PET), 16 without (CMR)."""

    SEVENTEEN = "17"
    SIXTEEN = "16"


class State(StrEnum):
    """Whether the segment could be scored."""

    SCORED = "scored"
    NOT_EVALUABLE = "not_evaluable"


@dataclass(frozen=True)
class Parameters:
    """The trial's choices; the defaults are those in common use."""

    model: Model = choice(Model.SEVENTEEN, "The segments that count.")
    floor_differences: bool = choice(
        True, "A segment better at stress than at rest counts 0 in the difference, not less."
    )
    mild_from: int = choice(4, "Summed stress score from which perfusion is mildly abnormal.")
    moderate_from: int = choice(9, "Summed stress score from which it is moderately abnormal.")
    severe_from: int = choice(14, "Summed stress score from which it is severely abnormal.")
    ischaemia_from: int = choice(2, "Summed difference score from which ischaemia is called.")


_SCORED = {"state": ("scored",)}


@dataclass(frozen=True)
class Segment:
    """One segment by its number, 0 normal to 4 absent uptake."""

    id: str = text("Segment", required=True, help="The number, 1 to 17.")
    state: State = code("State", State, required=True)
    stress: int | None = integer("Stress", maximum=4, needed_when=_SCORED, only_when=_SCORED)
    rest: int | None = integer("Rest", maximum=4, needed_when=_SCORED, only_when=_SCORED)


@dataclass(frozen=True)
class TimePoint:
    """All segments of one examination."""

    day: int = day()
    segments: tuple[Segment, ...] = rows(
        "Segments", Segment, row="segment", picture="left_ventricle"
    )


@dataclass(frozen=True)
class Assessment:
    """Summed scores and their share of the worst possible; None as soon as one segment was not scored."""

    day: int
    summed_stress: int | None
    summed_rest: int | None
    summed_difference: int | None
    stress_percent: Decimal | None
    difference_percent: Decimal | None
    ischaemia: bool | None
    worst_vessel: str
    rule: str
    sentence: str
