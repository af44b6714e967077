"""The words of PERCIST 1.0: SULpeak of lesions, new lesions, TLG, liver and blood pool as references, uptake time.

SUL is the uptake value by lean body mass (g/ml); SULpeak is the largest mean of a sphere of 1 cm³.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from centralis.core.criteria.fields import boolean, choice, code, day, number, rows, text


class State(StrEnum):
    """What was found of a lesion; resolved means down to the blood pool around it."""

    MEASURED = "measured"
    RESOLVED = "resolved"
    NOT_EVALUABLE = "not_evaluable"


class Certainty(StrEnum):
    """How sure the reader is that a new lesion is cancer rather than infection or an effect of treatment."""

    UNEQUIVOCAL = "unequivocal"
    EQUIVOCAL = "equivocal"


class Reference(StrEnum):
    """Which earlier scan progression is measured from."""

    BASELINE = "baseline"
    NADIR = "nadir"


class Quality(StrEnum):
    """Whether a scan may be compared with the baseline; `not_told` when what was told is fine but not all was."""

    GOOD = "good"
    POOR = "poor"
    NOT_TOLD = "not_told"


@dataclass(frozen=True)
class Parameters:
    """The trial's choices; the defaults are the published ones, or ours where the sources list says so."""

    pmr_decrease_percent: Decimal = choice(Decimal(30), "Decrease of the hottest SULpeak from baseline for PMR.", "%")
    pmr_decrease_sul: Decimal = choice(Decimal("0.8"), "Least decrease that PMR asks for besides.", "SUL")
    pmd_increase_percent: Decimal = choice(Decimal(30), "Increase of the hottest SULpeak for PMD.", "%")
    pmd_increase_sul: Decimal = choice(Decimal("0.8"), "Least increase that PMD asks for besides.", "SUL")
    pmd_reference: Reference = choice(Reference.BASELINE, "Scan from which PMD is measured: baseline or nadir.")
    tlg_increase_percent: Decimal = choice(Decimal(75), "Increase of the TLG that must be passed for PMD.", "%")
    tlg_needs_no_decline: bool = choice(True, "Whether the TLG counts only when the hottest SULpeak has not declined.")
    liver_factor: Decimal = choice(Decimal("1.5"), "Times the liver's mean, for a measurable lesion.")
    blood_pool_factor: Decimal = choice(Decimal(2), "Times the blood pool's mean, where the liver is diseased.")
    deviations: Decimal = choice(Decimal(2), "Standard deviations added to it.")
    reference_change_percent: Decimal = choice(
        Decimal(20), "Change of the reference mean up to which scans compare.", "%"
    )
    reference_change_sul: Decimal = choice(Decimal("0.3"), "Change of the reference mean that is too much.", "SUL")
    uptake_min_minutes: Decimal = choice(Decimal(50), "Shortest uptake time.", "min")
    uptake_max_minutes: Decimal = choice(Decimal(70), "Longest uptake time.", "min")
    uptake_change_minutes: Decimal = choice(Decimal(15), "Change of the uptake time up to which scans compare.", "min")
    quality_decides: bool = choice(True, "Whether a scan that does not compare has no response but PMD by new lesions.")
    max_lesions: int = choice(5, "Hottest lesions in the sum of SULpeaks.")
    max_per_organ: int = choice(2, "Lesions of one organ in that sum.")
    sd_min_days: int = choice(0, "Days that stable disease must last to be a best response.", "days")


_PEAK: dict[str, Any] = {"unit": "SUL", "maximum": 200, "step": 0.01}
_REFERENCE: dict[str, Any] = {"unit": "SUL", "maximum": 20, "step": 0.01}


@dataclass(frozen=True)
class Lesion:
    """A lesion seen at baseline. A resolved one may carry the SULpeak that is left at its place."""

    id: str = text("Lesion", required=True, fixed=True)
    organ: str = text("Organ", required=True, fixed=True)
    state: State = code("State", State, required=True)
    sul_peak: Decimal | None = number(
        "SULpeak", needed_when={"state": ("measured",)}, only_when={"state": ("measured", "resolved")}, **_PEAK
    )


@dataclass(frozen=True)
class Other:
    """A lesion that was there at baseline, was not measured then, and is among the hottest now."""

    id: str = text("Lesion", required=True)
    organ: str = text("Organ", required=True)
    sul_peak: Decimal | None = number("SULpeak", required=True, **_PEAK)


@dataclass(frozen=True)
class New:
    """A lesion with uptake that was not there at baseline."""

    id: str = text("Lesion", required=True)
    organ: str = text("Organ")
    certainty: Certainty = code("Cancer", Certainty, required=True)
    sul_peak: Decimal | None = number("SULpeak", **_PEAK)


@dataclass(frozen=True)
class TimePoint:
    """Everything one reader recorded on one day."""

    day: int = day()
    lesions: tuple[Lesion, ...] = rows("Lesions", Lesion, row="lesion", prefix="T", carried=True)
    other_lesions: tuple[Other, ...] = rows(
        "Lesions of the baseline not measured then", Other, row="other lesion", prefix="O", at="follow_up"
    )
    new_lesions: tuple[New, ...] = rows("New lesions", New, row="new lesion", prefix="L", at="follow_up")
    tlg_g: Decimal | None = number("TLG of the five hottest lesions", unit="g", maximum=1_000_000, group="Burden")
    liver_diseased: bool = boolean("Liver diseased: blood pool is the reference", fixed=True, group="Reference")
    liver_mean: Decimal | None = number("Liver mean, 3 cm sphere", site="Liver", quantity="sul_mean", **_REFERENCE)
    liver_deviation: Decimal | None = number("Liver standard deviation", site="Liver", quantity="sul_sd", **_REFERENCE)
    blood_pool_mean: Decimal | None = number(
        "Blood pool mean, aorta", site="Blood pool", quantity="sul_mean", **_REFERENCE
    )
    blood_pool_deviation: Decimal | None = number(
        "Blood pool standard deviation", site="Blood pool", quantity="sul_sd", **_REFERENCE
    )
    uptake_minutes: Decimal | None = number("Uptake time", unit="min", maximum=300, step=1, group="Scan")
    technique_differs: bool = boolean("Scanner, reconstruction or dose differ from baseline")
    unequivocal_progression: bool = boolean("Unequivocal progression of other lesions", group="Progression otherwise")
    grown_by_size: bool = boolean("A lesion has grown in size by more than 30 %, or progressed by RECIST")


@dataclass(frozen=True)
class Assessment:
    """The response at a time point: CMR PMR SMD PMD NE NED. SUL in g/ml, TLG in g.

    `hottest_sul`: the largest SULpeak that was told, None when none was. `threshold_sul`: what a lesion must reach to
    be measurable at baseline. `measurable` is about the baseline; None when its reference was not told.
    `sum_of_peaks_sul`: up to five hottest lesions, two an organ; it decides nothing.
    """

    day: int
    hottest_sul: Decimal | None
    hottest_lesion: str | None
    baseline_sul: Decimal | None
    change_from_baseline_percent: Decimal | None
    sum_of_peaks_sul: Decimal | None
    threshold_sul: Decimal | None
    measurable: bool | None
    quality: str
    overall: str | None
    rule: str
    sentence: str
