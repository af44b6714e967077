"""The words all RANO criteria share: lesions measured in two diameters, other disease, steroids, clinical state."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from centralis.core.criteria.fields import boolean, choice, code, day, integer, number, rows, text


class State(StrEnum):
    """What was found of a target lesion."""

    MEASURED = "measured"
    ABSENT = "absent"
    NOT_EVALUABLE = "not_evaluable"


class NonTargetState(StrEnum):
    """What was found of disease that is not measured."""

    PRESENT = "present"
    ABSENT = "absent"
    NOT_EVALUABLE = "not_evaluable"
    UNEQUIVOCAL_PROGRESSION = "unequivocal_progression"


class Flair(StrEnum):
    """Non-enhancing T2/FLAIR disease against baseline or best response; `increased` means significantly, by tumour."""

    LOWER = "lower"
    STABLE = "stable"
    INCREASED = "increased"
    NOT_EVALUABLE = "not_evaluable"


class Enhancement(StrEnum):
    """Contrast enhancement of a low-grade glioma against baseline or best response."""

    NONE = "none"
    LOWER = "lower"
    STABLE = "stable"
    NEW_OR_INCREASED = "new_or_increased"
    NOT_EVALUABLE = "not_evaluable"


class Steroids(StrEnum):
    """Corticosteroids against the baseline scan; `none` and `physiological` go before the others."""

    NONE = "none"
    PHYSIOLOGICAL = "physiological"
    LOWERED = "lowered"
    STABLE = "stable"
    RAISED = "raised"


class Clinical(StrEnum):
    """Clinical state against baseline; worsening from another cause than the tumour is recorded as stable."""

    IMPROVED = "improved"
    STABLE = "stable"
    DEFINITE_WORSENING = "definite_worsening"


@dataclass(frozen=True)
class Parameters:
    """What a trial may choose in every RANO criterion."""

    pr_decrease_percent: Decimal = choice(Decimal(50), "Decrease of the sum of products from baseline for PR.", "%")
    pd_increase_percent: Decimal = choice(Decimal(25), "Increase of the sum of products from the nadir for PD.", "%")
    confirmation_days: int = choice(28, "Days a response must last to be confirmed.", "days")
    min_diameter_mm: Decimal = choice(Decimal(10), "Least value of both diameters of a measurable lesion.", "mm")
    max_slice_mm: Decimal = choice(Decimal(5), "Slice thickness above which lesions must span two slices.", "mm")
    max_targets: int = choice(5, "Target lesions in all.")
    use_clinical: bool = choice(
        True, "Whether corticosteroids and clinical state count; without them the answer is of the images alone."
    )
    growth_counts_on_lowered_steroids: bool = choice(
        True, "Whether growth on a lowered corticosteroid dose is progression; if not, it is not evaluable."
    )


_MEASURED = {"state": ("measured",)}


@dataclass(frozen=True)
class Target:
    """A target lesion: its longest diameter and the longest perpendicular, in mm, without cyst or cavity."""

    id: str = text("Lesion", required=True, fixed=True)
    location: str = text("Location", fixed=True)
    state: State = code("State", State, required=True)
    long_mm: Decimal | None = number(
        "Longest diameter", unit="mm", maximum=500, step=0.1, needed_when=_MEASURED, only_when=_MEASURED
    )
    short_mm: Decimal | None = number(
        "Longest perpendicular", unit="mm", maximum=500, step=0.1, needed_when=_MEASURED, only_when=_MEASURED
    )


@dataclass(frozen=True)
class NonTarget:
    """Disease that is followed without measuring it."""

    id: str = text("Lesion", required=True, fixed=True)
    location: str = text("Location", fixed=True)
    state: NonTargetState = code("State", NonTargetState, required=True)


@dataclass(frozen=True)
class New:
    """A lesion that is unequivocally new; one in doubt is not recorded here yet."""

    id: str = text("Lesion", required=True)
    location: str = text("Location", kept=True)


@dataclass(frozen=True)
class NewInField(New):
    """A new lesion, and whether it lies outside the high-dose region of the radiation."""

    outside_field: bool = boolean("Outside the radiation field (beyond the 80 % isodose line)")


@dataclass(frozen=True)
class Point:
    """What every RANO criterion asks of one time point; diameters in mm."""

    day: int = day()
    targets: tuple[Target, ...] = rows("Target lesions", Target, row="target lesion", prefix="T", carried=True)
    non_targets: tuple[NonTarget, ...] = rows(
        "Non-target lesions", NonTarget, row="non-target lesion", prefix="N", carried=True
    )
    new_lesions: tuple[New, ...] = rows("New lesions", New, row="new lesion", prefix="L", at="follow_up", carried=True)
    slice_thickness_mm: Decimal | None = number("Slice thickness", unit="mm", maximum=50, step=0.1)
    steroids: Steroids | None = code(
        "Corticosteroids", Steroids, help="Against the baseline scan; none and physiological replacement go first."
    )
    clinical: Clinical | None = code(
        "Clinical state", Clinical, help="Worsening from another cause, or a changed steroid dose, is stable here."
    )


@dataclass(frozen=True)
class IrradiatedPoint(Point):
    """A time point of a glioma that may have been irradiated."""

    new_lesions: tuple[NewInField, ...] = rows(
        "New lesions", NewInField, row="new lesion", prefix="L", at="follow_up", carried=True
    )
    flair: Flair | None = code("T2/FLAIR", Flair, help="Non-enhancing disease against baseline or best response.")
    radiation_end_day: int | None = integer(
        "Day chemoradiation ended", unit="day", minimum=-36500, fixed=True, help="Empty: none that matters here."
    )
    histology_proven: bool = boolean("Progression proven by histology")


@dataclass(frozen=True)
class Verdict:
    """The response at a time point and why.

    `confirmed`: a response that lasts `confirmation_days`, or a preliminary progression that is confirmed; None where
    nothing is to be confirmed. `progression_day`: the day a progression counts from.
    """

    day: int
    overall: str | None
    confirmed: bool | None
    progression_day: int | None
    rule: str
    sentence: str


@dataclass(frozen=True)
class Assessment(Verdict):
    """A verdict with its sum of products in mm²; None when a target lesion was not evaluated."""

    sum_mm2: Decimal | None
    measured_part_mm2: Decimal
    baseline_mm2: Decimal | None
    nadir_mm2: Decimal | None
    change_from_baseline_percent: Decimal | None
    change_from_nadir_percent: Decimal | None
