"""What is known about the series of an exam, gathered from the facts of its instances.

Input are the `InstanceFacts` of every object; output are frozen values that the checks read. A number that varies
within a series keeps every distinct value, so that one odd slice is seen. Missing facts stay missing: they are never
replaced by a default.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from centralis.core.acquisition.geometry import Plane, Stack, stack_of
from centralis.core.acquisition.values import moment, whole_date, words_of
from centralis.core.dicom.facts import InstanceFacts

_NUMBERS = (
    "slice_thickness_mm", "rows", "columns", "kvp", "tube_current_ma", "exposure_mas", "tr_ms", "te_ms", "ti_ms",
    "flip_angle_deg", "field_strength_t", "weight_kg", "height_m", "dose_bq",
)  # fmt: skip
_TEXTS = {
    # Our parameter → the fact it is read from.
    "kernel": "kernel", "decay_correction": "decay_correction", "pixel_units": "units", "corrected": "corrected_image",
    "manufacturer": "manufacturer", "model": "model", "contrast_agent": "contrast_agent", "body_part": "body_part",
    "image_type": "image_type",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Scanner:
    """A scanner as its images name it; an empty string is a fact the images do not carry."""

    manufacturer: str = ""
    model: str = ""
    serial: str = ""
    software: str = ""

    def words(self) -> str:
        """The scanner in words, for a checklist."""
        named = [self.manufacturer, self.model, self.serial and f"serial {self.serial}"]
        named.append(self.software and f"software {self.software}")
        return ", ".join(part for part in named if part) or "not named by the images"


@dataclass(frozen=True, slots=True)
class SeriesFacts:
    """One series: identity, parameters (every distinct value, ascending), geometry and moments."""

    uid: str
    study_uid: str = ""
    modality: str = ""
    description: str = ""
    number: int | None = None
    instances: int = 0
    slices: int = 0
    numbers: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    texts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    stack: Stack | None = None
    scanner: Scanner = field(default_factory=Scanner)
    acquired_at: datetime | None = None
    injected_at: datetime | None = None
    contrast_at: datetime | None = None

    def values(self, parameter: str) -> tuple[float, ...]:
        """Every distinct value of a numeric parameter; empty when not recorded."""
        return self.numbers.get(parameter, ())

    def words(self, parameter: str) -> tuple[str, ...]:
        """Every distinct value of a text parameter; empty when not recorded."""
        return self.texts.get(parameter, ())


@dataclass(frozen=True, slots=True)
class ExamFacts:
    """One exam: its series, whom and when they name, and which objects could not be decoded.

    `unreadable` are (SOP instance UID, reason); `pixels_tried` says whether decoding was attempted at all.
    """

    series: tuple[SeriesFacts, ...] = ()
    study_uids: tuple[str, ...] = ()
    study_dates: tuple[date, ...] = ()
    patient_ids: tuple[str, ...] = ()
    sexes: tuple[str, ...] = ()
    unreadable: tuple[tuple[str, str], ...] = ()
    pixels_tried: bool = False

    @property
    def date(self) -> date | None:
        """The day the exam was made: its earliest study date, or earliest acquisition."""
        if self.study_dates:
            return self.study_dates[0]
        moments = [series.acquired_at for series in self.series if series.acquired_at is not None]
        return min(moments).date() if moments else None

    def find(self, uid: str) -> SeriesFacts | None:
        """The series with this instance UID."""
        return next((series for series in self.series if series.uid == uid), None)


def exam_facts(
    instances: Iterable[InstanceFacts], unreadable: Mapping[str, str] | None = None, *, pixels_tried: bool = False
) -> ExamFacts:
    """Gather an exam's facts from the facts of its instances, in any order.

    Args:
        instances: the facts of each DICOM object.
        unreadable: SOP instance UID → why its pixels could not be decoded.
        pixels_tried: whether every object's pixels were decoded; without it readability stays not evaluable.

    """
    every = list(instances)
    groups: dict[str, list[InstanceFacts]] = {}
    for one in every:
        groups.setdefault(one.series_uid or "", []).append(one)
    built = [series_facts(group) for group in groups.values()]
    built.sort(key=lambda series: (series.number is None, series.number or 0, series.uid))
    return ExamFacts(
        series=tuple(built),
        study_uids=_distinct(every, "study_uid"),
        study_dates=tuple(sorted({day for one in every if (day := whole_date(one.study_date)) is not None})),
        patient_ids=_distinct(every, "patient_id"),
        sexes=_distinct(every, "patient_sex"),
        unreadable=tuple(sorted((unreadable or {}).items())),
        pixels_tried=pixels_tried,
    )


def series_facts(instances: Sequence[InstanceFacts]) -> SeriesFacts:
    """Gather one series' facts from the facts of its instances (all of the same series)."""
    first = instances[0] if instances else InstanceFacts()
    stack = stack_of([plane for one in instances if (plane := _plane(one)) is not None])
    acquired = _first([_acquired(one) for one in instances])
    injected = _first([_injected(one) for one in instances])
    measured = {name: values for name in _NUMBERS if (values := _values(instances, name))}
    measured |= _geometry(instances, stack, measured.get("slice_thickness_mm", ()))
    if injected is not None and acquired is not None:
        measured["uptake_min"] = (round((acquired - injected).total_seconds() / 60, 2),)
    return SeriesFacts(
        uid=first.series_uid or "",
        study_uid=first.study_uid or "",
        modality=(first.modality or "").upper(),
        description=first.series_description or "",
        number=first.series_number,
        instances=len(instances),
        slices=sum(max(1, one.frames or 1) for one in instances),
        numbers=measured,
        texts={name: said for name, fact in _TEXTS.items() if (said := _distinct(instances, fact))},
        stack=stack,
        scanner=_scanner(instances),
        acquired_at=acquired,
        injected_at=injected,
        contrast_at=_first([moment(_day(one), one.contrast_start_time) for one in instances]),
    )


def _geometry(
    instances: Sequence[InstanceFacts], stack: Stack | None, thickness: tuple[float, ...]
) -> dict[str, tuple[float, ...]]:
    slices = sum(max(1, one.frames or 1) for one in instances)
    found: dict[str, tuple[float, ...]] = {"slices": (float(slices),)}
    spacings = {round(max(one.pixel_spacing_mm), 4) for one in instances if _finite(one.pixel_spacing_mm, 2)}
    if spacings:
        found["pixel_spacing_mm"] = tuple(sorted(spacings))
    sides = {side for one in instances if (side := _field_of_view(one)) is not None}
    if sides:
        found["field_of_view_mm"] = tuple(sorted(sides))
    if stack is not None and stack.parallel and len(stack.positions_mm) > 1:
        found["gantry_tilt_deg"] = (stack.tilt_deg,)
    spacing, span = _spacing(instances, stack, slices)
    if spacing is not None and span is not None:
        found["slice_spacing_mm"] = (round(spacing, 3),)
        found["extent_mm"] = (round(span + (thickness[-1] if thickness else spacing), 1),)
        if thickness:
            found["slice_gap_mm"] = tuple(sorted({round(spacing - one, 2) + 0.0 for one in thickness}))
    return found


def _spacing(instances: Sequence[InstanceFacts], stack: Stack | None, slices: int) -> tuple[float | None, float | None]:
    """Usual spacing and the distance from first to last slice, from positions; one enhanced object states its own."""
    if stack is not None and stack.spacing_mm is not None:
        return stack.spacing_mm, stack.positions_mm[-1] - stack.positions_mm[0]
    if len(instances) == 1 and slices > 1:
        stated = instances[0].spacing_between_slices_mm
        if stated is not None and math.isfinite(stated) and stated > 0:
            return stated, stated * (slices - 1)
    return None, None


def _field_of_view(one: InstanceFacts) -> float | None:
    if not _finite(one.pixel_spacing_mm, 2) or not one.rows or not one.columns:
        return None
    return round(min(one.pixel_spacing_mm[0] * one.rows, one.pixel_spacing_mm[1] * one.columns), 1)


def _plane(one: InstanceFacts) -> Plane | None:
    if not _finite(one.position_mm, 3) or not _finite(one.orientation, 6):
        return None
    # Echoes, phases and b-values may rightly lie at one place: only equal roles are doubles.
    role = (one.te_ms, one.ti_ms, one.acquisition_number, one.temporal_position, one.trigger_time_ms,
            one.diffusion_b_value, one.image_type)  # fmt: skip
    return Plane((one.position_mm[0], one.position_mm[1], one.position_mm[2]), one.orientation, role)


def _day(one: InstanceFacts) -> str | None:
    return one.acquisition_date or one.series_date or one.study_date


def _acquired(one: InstanceFacts) -> datetime | None:
    return moment(_day(one), one.acquisition_time) or moment(one.acquisition_datetime, None)


def _injected(one: InstanceFacts) -> datetime | None:
    # A start time alone names no day: it is the day of the scan (PS3.3 C.8.9.2).
    return moment(one.injection_start_datetime, None) or moment(_day(one), one.injection_start_time)


def _first(moments: Iterable[datetime | None]) -> datetime | None:
    return min((at for at in moments if at is not None), default=None)


def _finite(values: tuple[float, ...], count: int) -> bool:
    return len(values) == count and all(math.isfinite(value) for value in values)


def _values(instances: Sequence[InstanceFacts], name: str) -> tuple[float, ...]:
    found = (getattr(one, name) for one in instances)
    return tuple(sorted({round(float(value), 4) for value in found if value is not None and math.isfinite(value)}))


def _distinct(instances: Iterable[InstanceFacts], name: str) -> tuple[str, ...]:
    return tuple(sorted({word for one in instances for word in words_of(getattr(one, name))}))


def _scanner(instances: Sequence[InstanceFacts]) -> Scanner:
    def said(name: str) -> str:
        return "; ".join(_distinct(instances, name))

    return Scanner(said("manufacturer"), said("model"), said("serial_number"), said("software_version"))
