"""The words of RANO 2.0: enhancing and non-enhancing parts, areas or volumes, preliminary progression."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from centralis.core.criteria.fields import boolean, choice, code, number, rows
from centralis.core.criteria.rano.burden import Burden
from centralis.core.criteria.rano.model import IrradiatedPoint, NewInField, Parameters, Target, Verdict


class Measure(StrEnum):
    """How target lesions are measured."""

    AREA = "area"
    VOLUME = "volume"


class Tumour(StrEnum):
    """Which parts of the tumour are followed; chosen once for each subject."""

    ENHANCING = "enhancing"
    NON_ENHANCING = "non_enhancing"
    MIXED = "mixed"


class Component(StrEnum):
    """The part a target lesion belongs to."""

    ENHANCING = "enhancing"
    NON_ENHANCING = "non_enhancing"


@dataclass(frozen=True)
class SecondParameters(Parameters):
    """The trial's choices; the defaults are those of the paper as far as they are known to us."""

    max_targets: int = choice(3, "Target lesions in all.")
    max_targets_of_part: int = choice(2, "Target lesions of the enhancing or of the non-enhancing part.")
    measure: Measure = choice(Measure.AREA, "Whether products of diameters or volumes are summed.")
    mr_decrease_percent: Decimal = choice(Decimal(25), "Decrease for MR of the non-enhancing part, products.", "%")
    volume_pr_decrease_percent: Decimal = choice(Decimal(65), "Decrease of the volume from baseline for PR.", "%")
    volume_mr_decrease_percent: Decimal = choice(
        Decimal(40), "Decrease of the volume from baseline for MR of the non-enhancing part.", "%"
    )
    volume_pd_increase_percent: Decimal = choice(Decimal(40), "Increase of the volume from the nadir for PD.", "%")
    early_days: int = choice(84, "Days after radiation in which progression is only preliminary.", "days")
    confirm_always: bool = choice(False, "Whether progression must be confirmed after these days as well.")
    flair_counts: bool = choice(False, "Whether T2/FLAIR counts beside the measured part (antiangiogenic treatment).")
    baseline_min_days: int = choice(21, "Least days from the end of radiation to the baseline scan.", "days")
    baseline_max_days: int = choice(35, "Most days from the end of radiation to the baseline scan.", "days")


_MEASURED = {"state": ("measured",)}


@dataclass(frozen=True)
class SecondTarget(Target):
    """A target lesion of one part, with two diameters or a volume as the trial measures."""

    long_mm: Decimal | None = number("Longest diameter", unit="mm", maximum=500, step=0.1, only_when=_MEASURED)
    short_mm: Decimal | None = number("Longest perpendicular", unit="mm", maximum=500, step=0.1, only_when=_MEASURED)
    component: Component = code("Part", Component, required=True, fixed=True)
    volume_ml: Decimal | None = number("Volume", unit="mL", maximum=2000, step=0.01, only_when=_MEASURED)


@dataclass(frozen=True)
class SecondNew(NewInField):
    """A new lesion; one that was there at a preliminary progression counts again only when it has grown."""

    grown: bool = boolean("Has grown since the preliminary progression")


@dataclass(frozen=True)
class SecondTimePoint(IrradiatedPoint):
    """Everything recorded on one day."""

    targets: tuple[SecondTarget, ...] = rows(
        "Target lesions", SecondTarget, row="target lesion", prefix="T", carried=True
    )
    new_lesions: tuple[SecondNew, ...] = rows(
        "New lesions", SecondNew, row="new lesion", prefix="L", at="follow_up", carried=True
    )
    tumour: Tumour | None = code("Tumour", Tumour, required=True, fixed=True)


@dataclass(frozen=True)
class SecondAssessment(Verdict):
    """A verdict with the sum of each part that is followed, in mm² or ml."""

    burdens: tuple[Burden, ...]
