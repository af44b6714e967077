"""The words of Lugano 2014: measured nodes and extranodal lesions, spleen, marrow, PET on the 5-point scale."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from centralis.core.criteria.fields import boolean, choice, code, day, number, rows, text


class Kind(StrEnum):
    """Node or extranodal lesion, which differ in the least size that counts."""

    NODE = "node"
    EXTRANODAL = "extranodal"


class State(StrEnum):
    """What was found of a target: too small counts as 5 × 5 mm, absent as 0 × 0 mm."""

    MEASURED = "measured"
    TOO_SMALL = "too_small"
    ABSENT = "absent"
    NOT_EVALUABLE = "not_evaluable"


class NonMeasuredState(StrEnum):
    """What was found of disease that is not measured; `increased` is growth short of a clear progression."""

    PRESENT = "present"
    ABSENT = "absent"
    INCREASED = "increased"
    NOT_EVALUABLE = "not_evaluable"
    UNEQUIVOCAL_PROGRESSION = "unequivocal_progression"


class NewKind(StrEnum):
    """What a new lesion is; assessable disease, such as an effusion, has no size."""

    NODE = "node"
    EXTRANODAL = "extranodal"
    ASSESSABLE = "assessable"


class Certainty(StrEnum):
    """How sure the reader is that a new lesion is lymphoma."""

    UNEQUIVOCAL = "unequivocal"
    LIKELY = "likely"
    EQUIVOCAL = "equivocal"


class Marrow(StrEnum):
    """Marrow by morphology; when morphology leaves a doubt, normal means a negative immunohistochemistry."""

    NORMAL = "normal"
    INVOLVED = "involved"


class Score(StrEnum):
    """The 5-point scale of the hottest site of disease."""

    ONE = "1"
    TWO = "2"
    THREE = "3"
    FOUR = "4"
    FIVE = "5"
    NOT_EVALUABLE = "not_evaluable"


class Uptake(StrEnum):
    """The uptake of the disease compared with the baseline PET."""

    REDUCED = "reduced"
    UNCHANGED = "unchanged"
    INCREASED = "increased"


class MarrowUptake(StrEnum):
    """Uptake of lymphoma in the marrow, compared with the baseline PET."""

    NONE = "none"
    REDUCED = "reduced"
    UNCHANGED = "unchanged"
    NEW_OR_RECURRENT = "new_or_recurrent"


class Combination(StrEnum):
    """How PET and CT make the overall response of an FDG-avid lymphoma; otherwise CT alone counts."""

    PET_ELSE_CT = "pet_else_ct"
    PET_ONLY = "pet_only"
    PET_AND_CT_PROGRESSION = "pet_and_ct_progression"


class SpleenReference(StrEnum):
    """From which earlier length an enlarged spleen must grow."""

    BASELINE = "baseline"
    NADIR = "nadir"


@dataclass(frozen=True)
class Parameters:
    """The trial's choices; the defaults are the published ones, or ours where the sources list says so."""

    combination: Combination = choice(
        Combination.PET_ELSE_CT,
        "FDG-avid lymphoma: pet_else_ct takes CT where PET has no answer; pet_only never takes CT; "
        "pet_and_ct_progression is pet_else_ct, and a progression on CT counts besides.",
    )
    score_3_is_complete: bool = choice(True, "Whether a score of 3 is a complete metabolic response.")
    pr_decrease_percent: Decimal = choice(Decimal(50), "Decrease of the SPD from baseline for PR.", "%")
    pd_increase_percent: Decimal = choice(Decimal(50), "Increase of a lesion's PPD from its nadir for PD.", "%")
    pd_small_growth_mm: Decimal = choice(Decimal(5), "Growth of a diameter for PD, smaller lesions.", "mm")
    pd_large_growth_mm: Decimal = choice(Decimal(10), "Growth of a diameter for PD, larger lesions.", "mm")
    large_lesion_mm: Decimal = choice(
        Decimal(20), "A lesion whose LDi is above this at its nadir is a larger one.", "mm"
    )
    normal_node_mm: Decimal = choice(Decimal(15), "Longest diameter up to which a node is normal.", "mm")
    extranodal_mm: Decimal = choice(Decimal(10), "An extranodal lesion counts as measurable or new above it.", "mm")
    too_small_mm: Decimal = choice(Decimal(5), "Both diameters of a lesion too small to measure.", "mm")
    spleen_normal_mm: Decimal = choice(Decimal(130), "Length up to which a spleen is normal.", "mm")
    spleen_change_percent: Decimal = choice(Decimal(50), "Change of the spleen's excess that PR and PD ask for.", "%")
    spleen_growth_mm: Decimal = choice(Decimal(20), "Growth by which a normal spleen becomes a new sign.", "mm")
    spleen_reference: SpleenReference = choice(
        SpleenReference.BASELINE, "Length from which an enlarged spleen must grow for PD: baseline or nadir."
    )
    max_targets: int = choice(6, "Target nodes and extranodal lesions in all.")
    sd_min_days: int = choice(0, "Days that stable disease must last to be a best response.", "days")


_MEASURED: dict[str, Any] = {"needed_when": {"state": ("measured",)}, "only_when": {"state": ("measured",)}}


@dataclass(frozen=True)
class Target:
    """A target node or extranodal lesion: longest diameter (LDi) and its perpendicular (SDi), in mm."""

    id: str = text("Lesion", required=True, fixed=True)
    organ: str = text("Site", required=True, fixed=True)
    kind: Kind = code("Kind", Kind, default=Kind.NODE, fixed=True)
    state: State = code("State", State, required=True)
    ldi_mm: Decimal | None = number("Longest diameter", unit="mm", maximum=500, step=0.1, **_MEASURED)
    sdi_mm: Decimal | None = number("Shortest perpendicular", unit="mm", maximum=500, step=0.1, **_MEASURED)


@dataclass(frozen=True)
class NonMeasured:
    """Disease that is followed without a size: nodules of an organ, an enlarged liver, effusions, small lesions."""

    id: str = text("Lesion", required=True, fixed=True)
    organ: str = text("Site", fixed=True)
    state: NonMeasuredState = code("State", NonMeasuredState, required=True)


@dataclass(frozen=True)
class New:
    """A lesion that was not there before. `longest_mm` is its size in any axis."""

    id: str = text("Lesion", required=True)
    kind: NewKind = code("Kind", NewKind, required=True)
    certainty: Certainty = code("Lymphoma", Certainty, required=True)
    longest_mm: Decimal | None = number(
        "Longest diameter", unit="mm", maximum=500, step=0.1, only_when={"kind": ("node", "extranodal")}
    )


_SCORES = {"1": "1: no uptake", "2": "2: up to mediastinum", "3": "3: up to liver", "4": "4: moderately above liver"}
_SCORES |= {"5": "5: markedly above liver, or new lesions"}


@dataclass(frozen=True)
class TimePoint:
    """Everything one reader recorded on one day. A PET that was not read has no score."""

    day: int = day()
    targets: tuple[Target, ...] = rows("Target lesions", Target, row="target lesion", prefix="T", carried=True)
    non_measured: tuple[NonMeasured, ...] = rows(
        "Non-measured disease", NonMeasured, row="non-measured lesion", prefix="N", carried=True
    )
    new_lesions: tuple[New, ...] = rows("New lesions on CT", New, row="new lesion", prefix="L", at="follow_up")
    fdg_avid: bool = boolean("FDG-avid lymphoma", default=True, fixed=True, group="Spleen and marrow")
    spleen_removed: bool = boolean("Spleen removed", fixed=True)
    spleen_mm: Decimal | None = number(
        "Spleen length, vertical", unit="mm", maximum=500, step=0.1, site="Spleen", quantity="long_mm"
    )
    marrow: Marrow | None = code("Marrow by morphology", Marrow)
    score: Score | None = code("PET, 5-point scale", Score, labels=_SCORES, group="PET")
    uptake: Uptake | None = code("Uptake against baseline", Uptake)
    marrow_uptake: MarrowUptake | None = code("Lymphoma uptake in the marrow", MarrowUptake)
    new_foci: bool = boolean("New FDG-avid foci of lymphoma")
    score_x: bool = boolean("X: new uptake unlikely to be lymphoma")


@dataclass(frozen=True)
class Assessment:
    """The responses at a time point. SPD in mm²; None when a target was not evaluated, or there is none.

    ct: CR PR SD PD NE NED; pet: CMR PMR NMR PMD NE, None when no PET was read; overall: CR PR SD PD NE NED.
    `spleen_excess_mm` is the length beyond normal.
    """

    day: int
    spd_mm2: Decimal | None
    measured_part_mm2: Decimal
    baseline_spd_mm2: Decimal | None
    change_from_baseline_percent: Decimal | None
    spleen_excess_mm: Decimal | None
    ct: str | None
    ct_rule: str
    pet: str | None
    pet_rule: str | None
    overall: str | None
    rule: str
    sentence: str
