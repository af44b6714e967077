"""The words of a RECIST 1.1 case: the trial's parameters, lesions, time points, and the assessment that comes out."""

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum


class TargetState(StrEnum):
    """What was found of a target lesion at a time point."""

    MEASURED = "measured"
    TOO_SMALL = "too_small"
    ABSENT = "absent"
    NOT_EVALUABLE = "not_evaluable"


class NonTargetState(StrEnum):
    """What was found of a non-target lesion; a node counts as absent below 10 mm short axis."""

    PRESENT = "present"
    ABSENT = "absent"
    NOT_EVALUABLE = "not_evaluable"
    UNEQUIVOCAL_PROGRESSION = "unequivocal_progression"


class Certainty(StrEnum):
    """How sure the reader is that a lesion is new disease."""

    UNEQUIVOCAL = "unequivocal"
    EQUIVOCAL = "equivocal"


class BaselinePet(StrEnum):
    """Whether FDG-PET was done at baseline, which decides what a new FDG-avid site means."""

    NOT_DONE = "not_done"
    NEGATIVE = "negative"
    POSITIVE = "positive"


@dataclass(frozen=True)
class Parameters:
    """The trial's choices; the defaults are the published ones.

    Lengths in mm, percentages as written in the paper, days from `reference_day` (start of treatment or
    randomisation, the case's day 0). `confirm` asks for confirmed CR and PR in the best overall response.
    """

    sticky_pr: bool = True
    confirm: bool = False
    confirmation_days: int = 28
    sd_min_days: int = 42
    max_ne: int = 1
    accept_sd: bool = False
    date_back_equivocal: bool = True
    reappearance_after_cr_is_pd: bool = False
    reference_day: int = 0
    baseline_window_days: int = 28
    max_targets: int = 5
    max_targets_per_organ: int = 2
    min_lesion_mm: Decimal = Decimal(10)
    min_lesion_xray_mm: Decimal = Decimal(20)
    min_node_mm: Decimal = Decimal(15)
    normal_node_below_mm: Decimal = Decimal(10)
    thin_slice_max_mm: Decimal = Decimal(5)
    slice_factor: Decimal = Decimal(2)
    too_small_mm: Decimal = Decimal(5)
    pd_increase_percent: Decimal = Decimal(20)
    pd_increase_mm: Decimal = Decimal(5)
    pr_decrease_percent: Decimal = Decimal(30)


@dataclass(frozen=True)
class Target:
    """A target lesion at one time point.

    `diameter_mm` is the longest diameter in plane, or the short axis of a node. A split lesion gives `parts_mm`
    instead, whose sum counts. A lesion that has merged names in `merged_into` the lesion that carries the longest
    diameter of the conglomerate. `slice_thickness_mm` is that of the images it was measured on.
    """

    id: str
    organ: str = ""
    node: bool = False
    state: TargetState = TargetState.MEASURED
    diameter_mm: Decimal | None = None
    parts_mm: tuple[Decimal, ...] = ()
    merged_into: str = ""
    slice_thickness_mm: Decimal | None = None
    chest_xray: bool = False
    irradiated_without_progression: bool = False


@dataclass(frozen=True)
class NonTarget:
    """A non-target lesion, or a group of them recorded as one, at one time point."""

    id: str
    state: NonTargetState
    organ: str = ""
    node: bool = False


@dataclass(frozen=True)
class NewLesion:
    """A lesion not seen at baseline. `fdg_pet_only`: seen on FDG-PET and not (yet) on CT or MRI."""

    id: str
    certainty: Certainty
    organ: str = ""
    fdg_pet_only: bool = False


@dataclass(frozen=True)
class TimePoint:
    """Everything one reader recorded at one time point; `markers_normal` None when tumour markers play no part."""

    day: int
    targets: tuple[Target, ...] = ()
    non_targets: tuple[NonTarget, ...] = ()
    new_lesions: tuple[NewLesion, ...] = ()
    markers_normal: bool | None = None
    fdg_pet: BaselinePet = BaselinePet.NOT_DONE


@dataclass(frozen=True)
class Case:
    """One subject as one reader saw it; the first time point is the baseline."""

    time_points: tuple[TimePoint, ...]
    parameters: Parameters = field(default_factory=Parameters)


@dataclass(frozen=True)
class Assessment:
    """The response at a time point, the rule that decided, its sentence, and every number it used.

    Lengths in mm, changes in percent (negative: smaller). `sum_of_diameters_mm` is None when a target was not
    evaluated; `measured_part_mm` is then the sum of those that were. `nadir_mm` is the smallest earlier sum, baseline
    included. `target` and `non_target` are None when the subject has no such lesions; at baseline all responses are
    None. `progression_day` is the day from which a PD counts: that of an equivocal new lesion's first sighting if it
    was confirmed later.
    """

    day: int
    sum_of_diameters_mm: Decimal | None
    measured_part_mm: Decimal
    baseline_mm: Decimal | None
    nadir_mm: Decimal | None
    change_from_baseline_percent: Decimal | None
    change_from_nadir_percent: Decimal | None
    change_from_nadir_mm: Decimal | None
    target: str | None
    non_target: str | None
    new_lesion: bool
    new_lesion_equivocal: bool
    overall: str | None
    rule: str
    sentence: str
    progression_day: int | None = None
    target_by_sum: str | None = None
