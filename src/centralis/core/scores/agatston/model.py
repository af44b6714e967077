"""The words of a coronary calcium score: islands by vessel, each with area, peak and mean."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from centralis.core.criteria.fields import boolean, choice, code, day, number, rows, text


class Vessel(StrEnum):
    """The artery an island lies in."""

    LEFT_MAIN = "LM"
    DESCENDING = "LAD"
    CIRCUMFLEX = "LCX"
    RIGHT = "RCA"


@dataclass(frozen=True)
class Parameters:
    """The trial's choices; the defaults are the published ones."""

    threshold_hu: Decimal = choice(Decimal(130), "Least peak of an island.", "HU")
    least_area_mm2: Decimal = choice(Decimal(1), "Least area of an island.", "mm²")
    scale_by_thickness: bool = choice(False, "Scale the score by slice thickness / 3 mm, which the paper does not do.")


@dataclass(frozen=True)
class Island:
    """One island of calcium in one slice."""

    id: str = text("Island", required=True)
    vessel: Vessel = code("Vessel", Vessel, required=True)
    area_mm2: Decimal | None = number("Area", unit="mm²", maximum=1000, required=True)
    peak_hu: Decimal | None = number("Peak", unit="HU", minimum=-1024, maximum=4096, required=True)
    mean_hu: Decimal | None = number("Mean", unit="HU", minimum=-1024, maximum=4096, help="For the mass.")


@dataclass(frozen=True)
class TimePoint:
    """One calcium scan; `evaluable` false when motion or a stent forbids a score."""

    day: int = day()
    evaluable: bool = boolean("Evaluable", default=True, help="No when motion, a stent or a bypass forbids a score.")
    slice_thickness_mm: Decimal | None = number("Slice thickness", unit="mm", minimum=0.1, maximum=10, required=True)
    mg_per_mm3_hu: Decimal | None = number("Calibration", unit="mg/mm³/HU", maximum=1, help="For the mass.")
    islands: tuple[Island, ...] = rows("Islands", Island, row="island", prefix="I")


@dataclass(frozen=True)
class Assessment:
    """Score, by vessel and in all; volume in mm³, mass in mg; None where it can't be told."""

    day: int
    agatston: Decimal | None
    left_main: Decimal | None
    lad: Decimal | None
    lcx: Decimal | None
    rca: Decimal | None
    volume_mm3: Decimal | None
    mass_mg: Decimal | None
    rule: str
    sentence: str
