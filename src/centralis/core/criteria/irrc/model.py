"""The words of irRC: lesions measured in two diameters, non-index lesions, new lesions, and the assessment."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from centralis.core.criteria.fields import choice, code, day, number, rows, text


class State(StrEnum):
    """What was found of an index lesion."""

    MEASURED = "measured"
    ABSENT = "absent"
    NOT_EVALUABLE = "not_evaluable"


class Site(StrEnum):
    """Whether a lesion lies in the skin, which has its own limit of lesions."""

    VISCERAL = "visceral"
    CUTANEOUS = "cutaneous"


class NonIndexState(StrEnum):
    """What was found of non-index disease."""

    PRESENT = "present"
    ABSENT = "absent"
    NOT_EVALUABLE = "not_evaluable"
    UNEQUIVOCAL_PROGRESSION = "unequivocal_progression"


class NewState(StrEnum):
    """What a new lesion is: measurable ones join the burden, others only preclude a complete response."""

    MEASURABLE = "measurable"
    NOT_MEASURABLE = "not_measurable"
    ABSENT = "absent"
    NOT_EVALUABLE = "not_evaluable"


@dataclass(frozen=True)
class Parameters:
    """The trial's choices; the defaults are the published ones."""

    pr_decrease_percent: Decimal = choice(Decimal(50), "Decrease of the burden from baseline for irPR.", "%")
    pd_increase_percent: Decimal = choice(Decimal(25), "Increase of the burden from the nadir for irPD.", "%")
    confirmation_days: int = choice(28, "Days between an assessment and the consecutive one that confirms it.", "days")
    min_diameter_mm: Decimal = choice(Decimal(5), "Least value of both diameters of a measurable lesion.", "mm")
    max_per_organ: int = choice(5, "Index lesions of one organ.")
    max_visceral: int = choice(10, "Visceral index lesions in all, and new measurable ones.")
    max_cutaneous: int = choice(5, "Cutaneous index lesions in all, and new measurable ones.")


_MEASURED = {"state": ("measured",)}
_MEASURABLE = {"state": ("measurable",)}


@dataclass(frozen=True)
class Index:
    """An index lesion: the longest diameter and its longest perpendicular, in mm."""

    id: str = text("Lesion", required=True, fixed=True)
    organ: str = text("Organ", required=True, fixed=True)
    site: Site = code("Site", Site, default=Site.VISCERAL, fixed=True)
    state: State = code("State", State, required=True)
    long_mm: Decimal | None = number(
        "Longest diameter", unit="mm", maximum=500, step=0.1, needed_when=_MEASURED, only_when=_MEASURED
    )
    short_mm: Decimal | None = number(
        "Longest perpendicular", unit="mm", maximum=500, step=0.1, needed_when=_MEASURED, only_when=_MEASURED
    )


@dataclass(frozen=True)
class NonIndex:
    """A non-index lesion, or a group of them recorded as one."""

    id: str = text("Lesion", required=True, fixed=True)
    organ: str = text("Organ", fixed=True)
    state: NonIndexState = code("State", NonIndexState, required=True)


@dataclass(frozen=True)
class New:
    """A lesion that was not there at baseline."""

    id: str = text("Lesion", required=True)
    organ: str = text("Organ", kept=True)
    site: Site = code("Site", Site, default=Site.VISCERAL, kept=True)
    state: NewState = code("State", NewState, required=True)
    long_mm: Decimal | None = number(
        "Longest diameter", unit="mm", maximum=500, step=0.1, needed_when=_MEASURABLE, only_when=_MEASURABLE
    )
    short_mm: Decimal | None = number(
        "Longest perpendicular", unit="mm", maximum=500, step=0.1, needed_when=_MEASURABLE, only_when=_MEASURABLE
    )


@dataclass(frozen=True)
class TimePoint:
    """Everything one reader recorded on one day."""

    day: int = day()
    index_lesions: tuple[Index, ...] = rows("Index lesions", Index, row="index lesion", prefix="T", carried=True)
    non_index_lesions: tuple[NonIndex, ...] = rows(
        "Non-index lesions", NonIndex, row="non-index lesion", prefix="N", carried=True
    )
    new_lesions: tuple[New, ...] = rows("New lesions", New, row="new lesion", prefix="L", at="follow_up", carried=True)


@dataclass(frozen=True)
class Assessment:
    """The response at a time point. Burdens in mm²; None when a lesion of the burden was not evaluated.

    `measured_part_mm2` sums what was measured. `confirmed`: a response or progression that a consecutive assessment at
    least `confirmation_days` later repeats; None where nothing is to be confirmed.
    """

    day: int
    burden_mm2: Decimal | None
    measured_part_mm2: Decimal
    baseline_mm2: Decimal | None
    nadir_mm2: Decimal | None
    change_from_baseline_percent: Decimal | None
    change_from_nadir_percent: Decimal | None
    overall: str | None
    confirmed: bool | None
    rule: str
    sentence: str
