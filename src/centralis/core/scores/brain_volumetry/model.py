"""The words of a brain volumetry: change between two scans, hippocampi, tissues, lesions, and whether scans compare."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from centralis.core.criteria.fields import boolean, choice, day, integer, number


@dataclass(frozen=True)
class Parameters:
    """The trial's choices. Without a slope, hippocampi are corrected as a share of the intracranial volume."""

    pathological_percent_per_year: Decimal = choice(
        Decimal("-0.4"), "Annual change of brain volume from which, downwards, it is pathological.", "%/year", None
    )
    least_interval_days: int = choice(180, "Least interval for which a change is stated per year.", "days")
    hippocampus_slope: Decimal = choice(Decimal(0), "Slope b of V − b (ICV − mean ICV); 0 takes the ratio instead.")
    mean_intracranial_mm3: Decimal = choice(Decimal(0), "Mean intracranial volume of the reference group.", "mm³")


_HIPPOCAMPUS: dict[str, Any] = {"unit": "mm³", "minimum": 100, "maximum": 10000}
_TISSUE: dict[str, Any] = {"unit": "mL", "maximum": 3000}


@dataclass(frozen=True)
class TimePoint:
    """One scan. Change and lesion counts are against the baseline scan; the rest is of this scan alone."""

    day: int = day()
    same_scanner: bool = boolean("Same scanner and sequence as at baseline", default=True, group="Scan")
    change_percent: Decimal | None = number(
        "Brain volume change", unit="%", minimum=-30, maximum=30, step=0.01, group="Volumes"
    )
    hippocampus_left_mm3: Decimal | None = number("Left hippocampus", **_HIPPOCAMPUS)
    hippocampus_right_mm3: Decimal | None = number("Right hippocampus", **_HIPPOCAMPUS)
    intracranial_mm3: Decimal | None = number("Intracranial volume", unit="mm³", minimum=500000, maximum=3000000)
    grey_ml: Decimal | None = number("Grey matter", **_TISSUE)
    white_ml: Decimal | None = number("White matter", **_TISSUE)
    csf_ml: Decimal | None = number("Cerebrospinal fluid", **_TISSUE)
    new_lesions: int | None = integer("New T2 lesions", maximum=1000, group="Lesions")
    enlarging_lesions: int | None = integer("Enlarging T2 lesions", maximum=1000)
    lesion_ml: Decimal | None = number(
        "Lesion volume", unit="mL", maximum=500, site="T2 lesions", quantity="volume_ml"
    )


@dataclass(frozen=True)
class Assessment:
    """What the scan comes to. Volumes in mm³, shares without unit, changes in percent; None where it can't be told."""

    day: int
    change_percent: Decimal | None
    change_percent_per_year: Decimal | None
    pathological: bool | None
    hippocampus_mm3: Decimal | None
    hippocampus_asymmetry_percent: Decimal | None
    hippocampus_corrected: Decimal | None
    hippocampus_change_percent_per_year: Decimal | None
    brain_parenchymal_fraction: Decimal | None
    active_lesions: int | None
    lesion_change_ml: Decimal | None
    rule: str
    sentence: str
