"""The words of mRECIST: viable tumour in target lesions, non-target disease, new lesions by their look, effusions."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from centralis.core.criteria.fields import boolean, choice, code, day, number, rows, text


class State(StrEnum):
    """What was found of a target lesion."""

    MEASURED = "measured"
    NO_VIABLE = "no_viable_tumour"
    NOT_EVALUABLE = "not_evaluable"


class NonTargetState(StrEnum):
    """What was found of non-target disease; a lesion without arterial enhancement counts as gone."""

    PRESENT = "present"
    NO_VIABLE = "no_viable_tumour"
    NOT_EVALUABLE = "not_evaluable"
    UNEQUIVOCAL_PROGRESSION = "unequivocal_progression"


class Look(StrEnum):
    """What a new lesion looks like in the liver, or that it lies elsewhere."""

    TYPICAL = "typical"
    ATYPICAL = "atypical"
    EXTRAHEPATIC = "extrahepatic"
    EQUIVOCAL = "equivocal"


class Effusion(StrEnum):
    """New or growing ascites or effusion; only cancer cells in it prove progression."""

    NONE = "none"
    UNPROVEN = "unproven"
    CYTOLOGY_POSITIVE = "cytology_positive"


@dataclass(frozen=True)
class Parameters:
    """The trial's choices; the defaults are the published ones. RECIST's least increase is not in the 2010 text."""

    pr_decrease_percent: Decimal = choice(Decimal(30), "Decrease of viable diameters from baseline for PR.", "%")
    pd_increase_percent: Decimal = choice(Decimal(20), "Increase of viable diameters from the nadir for PD.", "%")
    pd_increase_mm: Decimal = choice(Decimal(0), "Least increase that PD asks for besides.", "mm")
    min_lesion_mm: Decimal = choice(Decimal(10), "Least viable diameter of a target, and of a new nodule.", "mm")
    growth_mm: Decimal = choice(Decimal(10), "Growth by which an atypical new nodule becomes disease.", "mm")
    min_node_mm: Decimal = choice(Decimal(15), "Least short axis of a malignant node.", "mm")
    min_portal_node_mm: Decimal = choice(Decimal(20), "The same for a node at the porta hepatis.", "mm")
    max_targets: int = choice(5, "Targets in all.")
    max_targets_per_organ: int = choice(2, "Targets in one organ.")
    confirmation_days: int = choice(28, "Days after which a second assessment confirms CR or PR.", "days")
    sd_min_days: int = choice(42, "Days that stable disease must last.", "days")
    confirm: bool = choice(False, "Whether the best response needs confirmation.")


_MEASURED: dict[str, Any] = {"needed_when": {"state": ("measured",)}, "only_when": {"state": ("measured",)}}


@dataclass(frozen=True)
class Target:
    """A target lesion: the longest diameter of what enhances in the arterial phase; a node's short axis."""

    id: str = text("Lesion", required=True, fixed=True)
    organ: str = text("Organ", required=True, fixed=True)
    node: bool = boolean("Lymph node", fixed=True, rare=True)
    state: State = code("State", State, required=True)
    viable_mm: Decimal | None = number("Viable diameter", unit="mm", maximum=500, step=0.1, **_MEASURED)


@dataclass(frozen=True)
class NonTarget:
    """A non-target lesion, or a group of them recorded as one."""

    id: str = text("Lesion", required=True, fixed=True)
    organ: str = text("Organ", fixed=True)
    state: NonTargetState = code("State", NonTargetState, required=True)


@dataclass(frozen=True)
class New:
    """A new lesion. `grown_mm`: how much an atypical nodule has grown since it was first seen."""

    id: str = text("Lesion", required=True)
    look: Look = code("Look", Look, required=True, labels={"typical": "Typical: arterial enhancement and washout"})
    diameter_mm: Decimal | None = number("Diameter", unit="mm", maximum=500, step=0.1)
    grown_mm: Decimal | None = number(
        "Growth since first seen", unit="mm", maximum=500, step=0.1, only_when={"look": ("atypical",)}
    )


@dataclass(frozen=True)
class TimePoint:
    """Everything one reader recorded on one day."""

    day: int = day()
    targets: tuple[Target, ...] = rows("Target lesions", Target, row="target lesion", prefix="T", carried=True)
    non_targets: tuple[NonTarget, ...] = rows(
        "Non-target lesions", NonTarget, row="non-target lesion", prefix="N", carried=True
    )
    new_lesions: tuple[New, ...] = rows("New lesions", New, row="new lesion", prefix="L", at="follow_up")
    effusion: Effusion = code("New or growing effusion or ascites", Effusion, default=Effusion.NONE)


@dataclass(frozen=True)
class Assessment:
    """The response at a time point. Lengths in mm; None when a target was not evaluated."""

    day: int
    sum_of_viable_mm: Decimal | None
    measured_part_mm: Decimal
    baseline_mm: Decimal | None
    nadir_mm: Decimal | None
    change_from_baseline_percent: Decimal | None
    change_from_nadir_percent: Decimal | None
    target: str | None
    non_target: str | None
    new_lesion: bool
    overall: str | None
    rule: str
    sentence: str
