"""What is known about the series of an exam, gathered from the facts of its instances.

Input are per-instance fact mappings (the fields of `core.dicom.facts.InstanceFacts`); output are frozen values that
the checks read. A number that varies within a series keeps every distinct value, so that one odd slice is seen.
Missing facts stay missing: they are never replaced by a default.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from centralis.core.acquisition.geometry import Plane, Stack, stack_of
from centralis.core.acquisition.values import moment, number, numbers, text, texts, whole_date

Instance = Mapping[str, object]

_NUMBERS = (
    "slice_thickness_mm", "rows", "columns", "kvp", "tube_current_ma", "exposure_mas", "tr_ms", "te_ms", "ti_ms",
    "flip_angle_deg", "field_strength_t", "weight_kg", "height_m", "dose_bq",
)  # fmt: skip
_TEXTS = (
    "kernel", "decay_correction", "pixel_units", "manufacturer", "model", "contrast_agent", "body_part", "modality",
)  # fmt: skip
_SOURCES = {
    # Our name of a fact → the names it may have in the facts of an instance.
    "weight_kg": ("weight_kg", "patient_weight_kg"),
    "height_m": ("height_m", "patient_size_m", "patient_height_m"),
    "dose_bq": ("dose_bq", "radionuclide_total_dose_bq", "injected_dose_bq"),
    "pixel_units": ("pixel_units", "units"),
    "corrected": ("corrected", "corrected_image"),
}


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
    derived: bool = False

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
    instances: Iterable[Instance], unreadable: Mapping[str, str] | None = None, *, pixels_tried: bool = False
) -> ExamFacts:
    """Gather an exam's facts from the facts of its instances, in any order.

    Args:
        instances: one mapping per DICOM object.
        unreadable: SOP instance UID → why its pixels could not be decoded.
        pixels_tried: whether every object's pixels were decoded; without it readability stays not evaluable.

    """
    every = list(instances)
    groups: dict[str, list[Instance]] = {}
    for one in every:
        groups.setdefault(text(one.get("series_instance_uid")), []).append(one)
    built = [series_facts(group) for group in groups.values()]
    built.sort(key=lambda series: (series.number is None, series.number or 0, series.uid))
    dates = {day for one in every if (day := whole_date(one.get("study_date"))) is not None}
    return ExamFacts(
        series=tuple(built),
        study_uids=_distinct(every, "study_instance_uid"),
        study_dates=tuple(sorted(dates)),
        patient_ids=_distinct(every, "patient_id"),
        sexes=_distinct(every, "patient_sex"),
        unreadable=tuple(sorted((unreadable or {}).items())),
        pixels_tried=pixels_tried,
    )


def series_facts(instances: Sequence[Instance]) -> SeriesFacts:
    """Gather one series' facts from the facts of its instances (all of the same series)."""
    first: Instance = instances[0] if instances else {}
    stack = stack_of([plane for one in instances if (plane := _plane(one)) is not None])
    slices = sum(_frames(one) for one in instances)
    acquired = _earliest(instances, ("acquisition_date", "series_date", "study_date"), "acquisition_time")
    injected = _injected(instances)
    measured = {name: values for name in _NUMBERS if (values := _values(instances, name))}
    measured |= _geometry(instances, stack, measured, slices)
    if injected is not None and acquired is not None:
        measured["uptake_min"] = (round((acquired - injected).total_seconds() / 60, 2),)
    said = {name: values for name in _TEXTS if (values := _distinct(instances, *_SOURCES.get(name, (name,))))}
    if corrected := _distinct(instances, *_SOURCES["corrected"]):
        said["corrected"] = corrected
    return SeriesFacts(
        uid=text(first.get("series_instance_uid")),
        study_uid=text(first.get("study_instance_uid")),
        modality=text(first.get("modality")).upper(),
        description=text(first.get("series_description")),
        number=_whole(first.get("series_number")),
        instances=len(instances),
        slices=slices,
        numbers=measured,
        texts=said,
        stack=stack,
        scanner=_scanner(instances),
        acquired_at=acquired,
        injected_at=injected,
        contrast_at=_earliest(instances, ("acquisition_date", "series_date", "study_date"), "contrast_start_time"),
        derived=all("DERIVED" in texts(one.get("image_type")) for one in instances) if instances else False,
    )


def _geometry(
    instances: Sequence[Instance], stack: Stack | None, measured: Mapping[str, tuple[float, ...]], slices: int
) -> dict[str, tuple[float, ...]]:
    found: dict[str, tuple[float, ...]] = {"slices": (float(slices),)}
    spacings = [pair for one in instances if (pair := numbers(one.get("pixel_spacing_mm")))]
    if spacings:
        found["pixel_spacing_mm"] = tuple(sorted({round(max(pair), 4) for pair in spacings}))
        sides = {_field_of_view(one) for one in instances} - {None}
        if sides:
            found["field_of_view_mm"] = tuple(sorted(side for side in sides if side is not None))
    tilts = {abs(tilt) for one in instances if (tilt := number(one.get("gantry_tilt_deg"))) is not None}
    if stack is not None and stack.parallel and len(stack.positions_mm) > 1:
        tilts.add(stack.tilt_deg)
    if tilts:
        found["gantry_tilt_deg"] = tuple(sorted(tilts))
    thickness = measured.get("slice_thickness_mm", ())
    if stack is not None and stack.spacing_mm is not None:
        found["slice_spacing_mm"] = (round(stack.spacing_mm, 3),)
        if thickness:
            found["slice_gap_mm"] = (round(stack.spacing_mm - thickness[0], 2),)
        span = stack.positions_mm[-1] - stack.positions_mm[0]
        found["extent_mm"] = (round(span + (thickness[-1] if thickness else stack.spacing_mm), 1),)
    return found


def _field_of_view(one: Instance) -> float | None:
    spacing, rows, columns = numbers(one.get("pixel_spacing_mm")), number(one.get("rows")), number(one.get("columns"))
    if len(spacing) != 2 or not rows or not columns:
        return None
    return round(min(spacing[0] * rows, spacing[1] * columns), 1)


def _plane(one: Instance) -> Plane | None:
    position, orientation = numbers(one.get("position_mm")), numbers(one.get("orientation"))
    if len(position) != 3 or len(orientation) != 6:
        return None
    # Echoes, phases and bed passes may rightly lie at one place: only equal roles are doubles.
    role = tuple(
        text(one.get(name)) for name in ("te_ms", "acquisition_number", "temporal_position", "b_value", "image_type")
    )
    return Plane((position[0], position[1], position[2]), orientation, role)


def _injected(instances: Sequence[Instance]) -> datetime | None:
    full = [at for one in instances if (at := moment(one.get("injection_datetime"), None)) is not None]
    if full:
        return min(full)
    return _earliest(instances, ("series_date", "acquisition_date", "study_date"), "injection_time")


def _earliest(instances: Sequence[Instance], days: tuple[str, ...], time: str) -> datetime | None:
    """The earliest moment: the first of the named dates an instance carries, joined with its time."""
    found = []
    for one in instances:
        day = next((value for name in days if (value := one.get(name))), None)
        if (at := moment(day, one.get(time))) is not None:
            found.append(at)
    return min(found) if found else None


def _values(instances: Sequence[Instance], name: str) -> tuple[float, ...]:
    sources = _SOURCES.get(name, (name,))
    found = {round(value, 6) for one in instances for key in sources if (value := number(one.get(key))) is not None}
    return tuple(sorted(found))


def _distinct(instances: Sequence[Instance], *names: str) -> tuple[str, ...]:
    return tuple(sorted({word for one in instances for name in names for word in texts(one.get(name))}))


def _scanner(instances: Sequence[Instance]) -> Scanner:
    def said(*names: str) -> str:
        return "; ".join(_distinct(instances, *names))

    return Scanner(said("manufacturer"), said("model"), said("device_serial"), said("software_versions"))


def _frames(one: Instance) -> int:
    return max(1, _whole(one.get("frames")) or 1)


def _whole(value: object) -> int | None:
    found = number(value)
    return None if found is None else int(found)
