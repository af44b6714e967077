"""The words of a RECIST 1.1 case: the trial's parameters, lesions, time points, and the assessment that comes out."""

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from centralis.core.criteria.fields import choice


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

    sticky_pr: bool = choice(True, "A partial response is kept while the sum is not progression.")
    confirm: bool = choice(False, "CR and PR must be confirmed to be the best overall response.")
    confirmation_days: int = choice(28, "Days between a response and the one that confirms it.", "days")
    sd_min_days: int = choice(42, "Days from the reference day before stable disease counts as best response.", "days")
    max_ne: int = choice(1, "Assessments not evaluable that may stand between a response and its confirmation.")
    accept_sd: bool = choice(False, "One SD may stand between a PR and its confirmation.")
    date_back_equivocal: bool = choice(
        True, "Progression by a new lesion that was equivocal before counts from the first sighting."
    )
    reappearance_after_cr_is_pd: bool = choice(
        False, "Any disease seen again after an overall complete response is progression."
    )
    reference_day: int = choice(0, "Day of randomisation or start of treatment.", "day", None)
    baseline_window_days: int = choice(28, "Days the baseline may lie before the reference day.", "days")
    max_targets: int = choice(5, "Target lesions in all.")
    max_targets_per_organ: int = choice(2, "Target lesions of one organ.")
    min_lesion_mm: Decimal = choice(Decimal(10), "Least longest diameter of a target.", "mm")
    min_lesion_xray_mm: Decimal = choice(Decimal(20), "Least longest diameter of a target on a chest X-ray.", "mm")
    min_node_mm: Decimal = choice(Decimal(15), "Least short axis of a target node.", "mm")
    normal_node_below_mm: Decimal = choice(Decimal(10), "Short axis below which a node is normal.", "mm")
    thin_slice_max_mm: Decimal = choice(Decimal(5), "Slice thickness above which the least diameter grows.", "mm")
    slice_factor: Decimal = choice(Decimal(2), "Times the slice thickness that a target then measures at least.")
    too_small_mm: Decimal = choice(Decimal(5), "What a target too small to measure adds to the sum.", "mm")
    pd_increase_percent: Decimal = choice(Decimal(20), "Increase of the sum from the nadir for PD.", "%")
    pd_increase_mm: Decimal = choice(Decimal(5), "Increase of the sum from the nadir for PD, in addition.", "mm")
    pr_decrease_percent: Decimal = choice(Decimal(30), "Decrease of the sum from baseline for PR.", "%")


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
