"""The words of PCWG3: the bone scan with its new lesions, the soft tissue response, and what comes of both."""

from dataclasses import dataclass
from enum import StrEnum

from centralis.core.criteria.fields import choice, code, day, rows, text


class BoneScan(StrEnum):
    """What the bone scan shows as a whole."""

    LESIONS = "lesions"
    NONE = "none"
    NOT_EVALUABLE = "not_evaluable"


class Disease(StrEnum):
    """Soft tissue disease at baseline by RECIST 1.1."""

    TARGETS = "targets"
    NON_TARGETS_ONLY = "non_targets_only"
    NONE = "none"


class SoftTissue(StrEnum):
    """Overall response of soft tissue by RECIST 1.1; NED when there was none at baseline and none came."""

    CR = "CR"
    PR = "PR"
    SD = "SD"
    NON_CR_NON_PD = "NON-CR/NON-PD"
    PD = "PD"
    NE = "NE"
    NED = "NED"


class LesionState(StrEnum):
    """What was found of a lesion that is new since baseline."""

    PRESENT = "present"
    ABSENT = "absent"
    NOT_EVALUABLE = "not_evaluable"


class Unsettled(StrEnum):
    """What an unconfirmed progression that nothing settles counts as in the best response."""

    SD = "SD"
    PD = "PD"


@dataclass(frozen=True)
class Parameters:
    """The trial's choices; the defaults are the published ones. Days count from the start of treatment."""

    new_lesions: int = choice(2, "New bone lesions of an unconfirmed progression.", minimum=1)
    additional_lesions: int = choice(2, "Further new lesions that confirm a progression within the flare.", minimum=1)
    flare_days: int = choice(84, "Last day on which the first scan after baseline may show a flare.", "days")
    bone_confirmation_days: int = choice(42, "Days from a bone scan to the one that confirms it.", "days", 1)
    confirmation_days: int = choice(28, "Days from a CR or PR to the assessment that confirms it.", "days", 1)
    sd_min_days: int = choice(42, "Least day of an assessment that counts as SD.", "days")
    unsettled: Unsettled = choice(Unsettled.SD, "What a PDu that nothing settles counts as in the best response.")


@dataclass(frozen=True)
class NewBoneLesion:
    """An unequivocal bone lesion that the baseline scan didn't show; listed again on every later scan."""

    id: str = text("Lesion", required=True)
    site: str = text("Site", kept=True)
    state: LesionState = code("State", LesionState, required=True)


@dataclass(frozen=True)
class TimePoint:
    """Everything one reader recorded on one day. `soft_tissue` is told on every day but the baseline."""

    day: int = day()
    soft_tissue_disease: Disease = code("Soft tissue disease at baseline", Disease, required=True, fixed=True)
    bone: BoneScan = code("Bone scan", BoneScan, required=True)
    soft_tissue: SoftTissue | None = code("Soft tissue response by RECIST 1.1", SoftTissue)
    new_bone_lesions: tuple[NewBoneLesion, ...] = rows(
        "New bone lesions", NewBoneLesion, row="new bone lesion", prefix="B", at="follow_up", carried=True
    )


@dataclass(frozen=True)
class Bone:
    """The bone response of one scan. `new` counts the lesions the scan of `reference_day` didn't show.

    `settled_by_day`: the scan that confirmed or refuted it; None when nothing was to be settled, or nothing has yet.
    """

    response: str | None
    new: int
    reference_day: int | None
    settled_by_day: int | None
    rule: str
    sentence: str


@dataclass(frozen=True)
class Assessment:
    """The response at a time point: of bone, of soft tissue, and of both."""

    day: int
    bone: Bone
    bone_response: str | None
    soft_tissue: str | None
    overall: str | None
    rule: str
    sentence: str
