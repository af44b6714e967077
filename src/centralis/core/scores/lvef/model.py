"""The words of an ejection fraction: discs of two apical views, areas of short-axis slices, or volumes as measured."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from centralis.core.criteria.fields import boolean, choice, code, day, number, numbers


class Method(StrEnum):
    """How the volumes came about."""

    BIPLANE = "biplane"
    SHORT_AXIS = "short_axis"
    VOLUMES = "volumes"


class Sex(StrEnum):
    """Whose normal range counts."""

    FEMALE = "F"
    MALE = "M"


@dataclass(frozen=True)
class Parameters:
    """The trial's choices; the grades are those of the 2015 recommendation."""

    discs: int = choice(20, "Discs of a biplane volume.", minimum=1)
    length_difference_percent: Decimal = choice(Decimal(20), "Difference of the two lengths that is flagged.", "%")
    normal_from_male_percent: Decimal = choice(Decimal(52), "Least normal ejection fraction of men.", "%")
    normal_from_female_percent: Decimal = choice(Decimal(54), "Least normal ejection fraction of women.", "%")
    mild_from_percent: Decimal = choice(Decimal(41), "Least mildly abnormal ejection fraction.", "%")
    moderate_from_percent: Decimal = choice(Decimal(30), "Least moderately abnormal ejection fraction.", "%")


_BIPLANE = {"method": ("biplane",)}
_SLICES = {"method": ("short_axis",)}
_VOLUMES = {"method": ("volumes",)}


_DISCS: dict[str, Any] = {"unit": "mm", "maximum": 200, "needed_when": _BIPLANE, "only_when": _BIPLANE}
_LENGTH: dict[str, Any] = {**_DISCS, "minimum": 1}
_AREAS: dict[str, Any] = {"unit": "mm²", "maximum": 20000, "needed_when": _SLICES, "only_when": _SLICES}


@dataclass(frozen=True)
class TimePoint:
    """One examination. Discs run from the mitral plane to the apex; papillary muscles are the same in both phases."""

    day: int = day()
    method: Method = code("Method", Method, required=True)
    sex: Sex | None = code("Sex", Sex, help="Decides the normal range.")
    weight_kg: Decimal | None = number("Weight", unit="kg", minimum=1, maximum=400)
    height_cm: Decimal | None = number("Height", unit="cm", minimum=30, maximum=260)
    diastole_four_chamber_mm: tuple[Decimal, ...] = numbers("Diastole, four-chamber discs", **_DISCS)
    diastole_two_chamber_mm: tuple[Decimal, ...] = numbers("Diastole, two-chamber discs", **_DISCS)
    diastole_four_length_mm: Decimal | None = number("Diastole, four-chamber length", **_LENGTH)
    diastole_two_length_mm: Decimal | None = number("Diastole, two-chamber length", **_LENGTH)
    systole_four_chamber_mm: tuple[Decimal, ...] = numbers("Systole, four-chamber discs", **_DISCS)
    systole_two_chamber_mm: tuple[Decimal, ...] = numbers("Systole, two-chamber discs", **_DISCS)
    systole_four_length_mm: Decimal | None = number("Systole, four-chamber length", **_LENGTH)
    systole_two_length_mm: Decimal | None = number("Systole, two-chamber length", **_LENGTH)
    diastole_areas_mm2: tuple[Decimal, ...] = numbers("Diastole, slice areas", **_AREAS)
    systole_areas_mm2: tuple[Decimal, ...] = numbers("Systole, slice areas", **_AREAS)
    slice_thickness_mm: Decimal | None = number(
        "Slice thickness", unit="mm", minimum=0.5, maximum=30, needed_when=_SLICES, only_when=_SLICES
    )
    slice_gap_mm: Decimal | None = number("Gap", unit="mm", maximum=30, needed_when=_SLICES, only_when=_SLICES)
    papillary_in_cavity: bool | None = boolean("Papillary muscles counted as cavity", default=None)
    end_diastolic_ml: Decimal | None = number(
        "End-diastolic volume", unit="mL", minimum=1, maximum=1000, needed_when=_VOLUMES, only_when=_VOLUMES
    )
    end_systolic_ml: Decimal | None = number(
        "End-systolic volume", unit="mL", maximum=1000, needed_when=_VOLUMES, only_when=_VOLUMES
    )


@dataclass(frozen=True)
class Assessment:
    """Volumes in ml and per m² of body surface (Mosteller), ejection fraction in percent; None with the reason."""

    day: int
    end_diastolic_ml: Decimal | None
    end_systolic_ml: Decimal | None
    stroke_ml: Decimal | None
    ejection_percent: Decimal | None
    end_diastolic_ml_per_m2: Decimal | None
    end_systolic_ml_per_m2: Decimal | None
    rule: str
    sentence: str
