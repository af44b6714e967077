"""The words of iRECIST: the lesions of RECIST 1.1, new lesions followed apart, and the assessment.

Lengths in mm as exact decimals. `to_recist_parameters` and `to_recist_time_point` give what RECIST 1.1 asks for, since
its functions decide on target and non-target disease.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from centralis.core.criteria import recist_1_1
from centralis.core.criteria.fields import boolean, choice, code, day, number, rows, text
from centralis.core.criteria.recist_1_1 import Certainty, NonTargetState, TargetState


class NewKind(StrEnum):
    """Whether a new lesion is measured (new target) or only described (new non-target)."""

    TARGET = "target"
    NON_TARGET = "non_target"


class NewState(StrEnum):
    """What was found of a new lesion; unequivocal progression is for new non-targets, against their smallest size."""

    PRESENT = "present"
    ABSENT = "absent"
    NOT_EVALUABLE = "not_evaluable"
    UNEQUIVOCAL_PROGRESSION = "unequivocal_progression"


@dataclass(frozen=True)
class Parameters:
    """The trial's choices; the defaults are the published ones."""

    pd_increase_percent: Decimal = choice(Decimal(20), "Increase of the sum from the nadir for iUPD.", "%")
    pd_increase_mm: Decimal = choice(Decimal(5), "Increase of the sum from the nadir for iUPD, in addition.", "mm")
    pr_decrease_percent: Decimal = choice(Decimal(30), "Decrease of the sum from baseline for iPR.", "%")
    further_increase_mm: Decimal = choice(
        Decimal(5), "Further increase since the iUPD for iCPD: target sum, and new target sum.", "mm"
    )
    window_min_days: int = choice(28, "Days after the first iUPD from which a scan may confirm it.", "days")
    window_max_days: int = choice(56, "Days after the first iUPD until which the next scan is due.", "days")
    window_tolerance_days: int = choice(2, "Tolerance of that window on either side.", "days")
    early_new_lesion_confirms: bool = choice(
        True, "An earlier scan made for new symptoms confirms when it shows one more new lesion."
    )
    reset_decrease_mm: Decimal = choice(
        Decimal(5),
        "Shrinkage of the target sum since the iUPD that ends it while new lesions persist (a better target or "
        "non-target response ends it too); our figure.",
        "mm",
    )
    unconfirmed_counts: bool = choice(True, "An iUPD that is last in the record and never settled is the progression.")
    date_back_equivocal: bool = choice(
        True, "An iUPD by a new lesion that was equivocal before counts from the first sighting."
    )
    sticky_pr: bool = choice(True, "A partial response is kept while the sum is not progression.")
    confirm: bool = choice(False, "iCR and iPR must be confirmed to be the best overall response.")
    confirmation_days: int = choice(28, "Days between a response and the one that confirms it.", "days")
    sd_min_days: int = choice(42, "Days from the reference day before stable disease counts as best response.", "days")
    reference_day: int = choice(0, "Day of randomisation or start of treatment.", "day", None)
    baseline_window_days: int = choice(28, "Days the baseline may lie before the reference day.", "days")
    max_targets: int = choice(5, "Target lesions in all.")
    max_targets_per_organ: int = choice(2, "Target lesions of one organ.")
    max_new_targets: int = choice(5, "New target lesions in all.")
    max_new_targets_per_organ: int = choice(2, "New target lesions of one organ.")
    min_lesion_mm: Decimal = choice(Decimal(10), "Least longest diameter of a target, also of a new one.", "mm")
    min_node_mm: Decimal = choice(Decimal(15), "Least short axis of a target node, also of a new one.", "mm")
    normal_node_below_mm: Decimal = choice(Decimal(10), "Short axis below which a node is normal.", "mm")
    too_small_mm: Decimal = choice(Decimal(5), "What a target too small to measure adds to the sum.", "mm")


_MEASURED = {"state": ("measured",), "merged_into": ("",)}
_MEASURED_NEW = {"kind": ("target",), "state": ("present",)}


@dataclass(frozen=True)
class Target:
    """A target lesion: longest diameter, or short axis of a node. A split lesion is entered as the sum of its parts."""

    id: str = text("Lesion", required=True, fixed=True)
    organ: str = text("Organ", fixed=True)
    node: bool = boolean("Lymph node", fixed=True, rare=True)
    state: TargetState = code("State", TargetState, default=TargetState.MEASURED)
    diameter_mm: Decimal | None = number(
        "Diameter", unit="mm", maximum=500, step=0.1, needed_when=_MEASURED, only_when=_MEASURED
    )
    merged_into: str = text("Merged into", help="The lesion that carries the diameter of both.", rare=True)
    slice_thickness_mm: Decimal | None = number("Slice thickness", unit="mm", maximum=50, rare=True)


@dataclass(frozen=True)
class NonTarget:
    """A non-target lesion, or a group of them recorded as one."""

    id: str = text("Lesion", required=True, fixed=True)
    organ: str = text("Organ", fixed=True)
    node: bool = boolean("Lymph node", fixed=True, rare=True)
    state: NonTargetState = code("State", NonTargetState, required=True)
    increased: bool = boolean("Any increase since the first scan of the open iUPD", rare=True)


@dataclass(frozen=True)
class New:
    """A lesion that was not there at baseline; it never joins the sum of the targets."""

    id: str = text("Lesion", required=True)
    organ: str = text("Organ", kept=True)
    node: bool = boolean("Lymph node", kept=True, rare=True)
    certainty: Certainty = code("Certainty", Certainty, default=Certainty.UNEQUIVOCAL)
    kind: NewKind = code("Followed as", NewKind, default=NewKind.NON_TARGET, kept=True)
    state: NewState = code("State", NewState, default=NewState.PRESENT)
    diameter_mm: Decimal | None = number(
        "Diameter", unit="mm", maximum=500, step=0.1, needed_when=_MEASURED_NEW, only_when=_MEASURED_NEW
    )
    increased: bool = boolean("Any increase since the first scan of the open iUPD (new non-target)", rare=True)


@dataclass(frozen=True)
class TimePoint:
    """Everything one reader recorded on one day."""

    day: int = day()
    targets: tuple[Target, ...] = rows("Target lesions", Target, row="target lesion", prefix="T", carried=True)
    non_targets: tuple[NonTarget, ...] = rows(
        "Non-target lesions", NonTarget, row="non-target lesion", prefix="N", carried=True
    )
    new_lesions: tuple[New, ...] = rows("New lesions", New, row="new lesion", prefix="L", at="follow_up", carried=True)
    markers_normal: bool | None = boolean("Tumour markers normal", default=None)
    made_for_symptoms: bool = boolean("Unscheduled scan, made for a new symptom or sign")


@dataclass(frozen=True)
class Assessment:
    """The response at a time point. Lengths in mm; None where something was not evaluated or does not apply.

    `new_target_sum_mm` adds up new targets, never the sum of diameters. `unconfirmed_since_day` is the day of the first
    scan of the iUPD that is open or confirmed; `progression_day` the day from which it counts. `further_increase_mm`
    and `new_further_increase_mm` are the growth since that scan of what was measured then. `reasons` names every rule
    that speaks for progression, `rule` the leading one.
    """

    day: int
    sum_of_diameters_mm: Decimal | None
    measured_part_mm: Decimal
    baseline_mm: Decimal | None
    nadir_mm: Decimal | None
    change_from_baseline_percent: Decimal | None
    change_from_nadir_percent: Decimal | None
    target: str | None
    non_target: str | None
    new_lesion: bool
    new_lesion_count: int
    new_target_sum_mm: Decimal | None
    unconfirmed_since_day: int | None
    further_increase_mm: Decimal | None
    new_further_increase_mm: Decimal | None
    progression_day: int | None
    target_by_sum: str | None
    overall: str | None
    reasons: tuple[str, ...]
    rule: str
    sentence: str


def to_recist_parameters(parameters: Parameters) -> recist_1_1.Parameters:
    """The choices that RECIST 1.1 knows too; the rest keeps its published default."""
    return recist_1_1.Parameters(
        sticky_pr=parameters.sticky_pr,
        confirm=parameters.confirm,
        confirmation_days=parameters.confirmation_days,
        sd_min_days=parameters.sd_min_days,
        reference_day=parameters.reference_day,
        baseline_window_days=parameters.baseline_window_days,
        max_targets=parameters.max_targets,
        max_targets_per_organ=parameters.max_targets_per_organ,
        min_lesion_mm=parameters.min_lesion_mm,
        min_node_mm=parameters.min_node_mm,
        normal_node_below_mm=parameters.normal_node_below_mm,
        too_small_mm=parameters.too_small_mm,
        pd_increase_percent=parameters.pd_increase_percent,
        pd_increase_mm=parameters.pd_increase_mm,
        pr_decrease_percent=parameters.pr_decrease_percent,
    )


def to_recist_time_point(point: TimePoint) -> recist_1_1.TimePoint:
    """Target and non-target disease of a time point in RECIST 1.1's words; new lesions are not its concern here."""
    targets = tuple(
        recist_1_1.Target(
            id=one.id,
            organ=one.organ,
            node=one.node,
            state=one.state,
            diameter_mm=one.diameter_mm,
            merged_into=one.merged_into,
            slice_thickness_mm=one.slice_thickness_mm,
        )
        for one in point.targets
    )
    others = tuple(
        recist_1_1.NonTarget(id=one.id, state=one.state, organ=one.organ, node=one.node) for one in point.non_targets
    )
    return recist_1_1.TimePoint(day=point.day, targets=targets, non_targets=others, markers_normal=point.markers_normal)
