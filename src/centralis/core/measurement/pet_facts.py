"""Gather what a PET series says about its quantity from the headers of all its images."""

from collections.abc import Iterable
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import Any

from centralis.core.dicom.dictionary import TAG_BY_KEYWORD as TAG
from centralis.core.dicom.elements import parse
from centralis.core.dicom.values import Values
from centralis.core.measurement.suv import CLOCK, PetFacts

_GE_SCAN, _GE_CREATOR = 0x0009100D, "GEMS_PETD_01"
_PHILIPS_CREATOR = "Philips PET Private Group"
_MOMENTS = ("administered_at", "series_at", "first_acquired_at", "ge_scan_at")


def facts_of_image(data: bytes | memoryview) -> PetFacts:
    """The facts of one image. Raises DicomFault when the file can't be walked."""
    parsed = parse(data)
    values = Values(parsed.data, parsed.elements)
    drug = values.first(TAG["RadiopharmaceuticalInformationSequence"])
    series = _at(values, "SeriesDate", "SeriesTime")
    administered, told = _administered(drug, values)
    return PetFacts(
        units=(values.text(TAG["Units"]) or "").upper(),
        suv_type=(values.text(TAG["SUVType"]) or "").upper(),
        corrections=frozenset(values.texts(TAG["CorrectedImage"])),
        decay=(values.text(TAG["DecayCorrection"]) or "").upper(),
        manufacturer=values.text(TAG["Manufacturer"]) or "",
        weight_kg=values.number(TAG["PatientWeight"]),
        height_m=values.number(TAG["PatientSize"]),
        sex=(values.text(TAG["PatientSex"]) or "").upper(),
        dose_bq=drug.number(TAG["RadionuclideTotalDose"]) if drug else None,
        half_life_s=drug.number(TAG["RadionuclideHalfLife"]) if drug else None,
        administered_at=administered,
        administered_day_told=told,
        series_at=series,
        first_acquired_at=_at(values, "AcquisitionDate", "AcquisitionTime"),
        ge_scan_at=_ge_scan(values),
        frame_reference_ms=values.number(TAG["FrameReferenceTime"]),
        frame_duration_ms=values.number(TAG["ActualFrameDuration"]),
        philips_suv=_private(values, 0x7053, _PHILIPS_CREATOR, 0x00),
        philips_activity=_private(values, 0x7053, _PHILIPS_CREATOR, 0x09),
    )


def facts_of_series(images: Iterable[PetFacts]) -> PetFacts:
    """The facts of a series: those of its earliest image. Raises ValueError when the images contradict each other."""
    found = list(images)
    if not found:
        raise ValueError("The series has no image.")
    first = min(found, key=lambda one: one.first_acquired_at or datetime.max.replace(tzinfo=CLOCK))
    for name in ("units", "suv_type", "decay", "weight_kg", "dose_bq", "half_life_s", "administered_at"):
        told = {getattr(one, name) for one in found}
        if len(told) > 1:
            words = name.replace("_", " ")
            raise ValueError(f"The images differ in {words}: {', '.join(sorted(map(str, told)))}. Is it one series?")
    starts = [one.series_at for one in found if one.series_at is not None]
    return replace(first, series_at=min(starts, default=None))


def facts_to_json(facts: PetFacts) -> dict[str, Any]:
    """The facts as they cross from one process to another; times as ISO 8601."""
    told = asdict(facts) | {"corrections": sorted(facts.corrections)}
    return told | {name: told[name] and told[name].isoformat() for name in _MOMENTS}


def facts_from_json(told: dict[str, Any]) -> PetFacts:
    """The facts that `facts_to_json` wrote."""
    moments = {name: told[name] and datetime.fromisoformat(told[name]) for name in _MOMENTS}
    return PetFacts(**(told | moments | {"corrections": frozenset(told["corrections"])}))


def _at(values: Values, day: str, time: str) -> datetime | None:
    return _moment(values.text(TAG[day]) or "", values.text(TAG[time]) or "")


def _moment(day: str, time: str) -> datetime | None:
    """A DA and a TM as one moment on the scanner's clock; a TM may stop at the hour or carry a fraction."""
    digits = time.replace(":", "")
    whole, _, fraction = digits.partition(".")
    try:
        start = datetime.strptime(day.replace(".", "") + whole.ljust(6, "0")[:6], "%Y%m%d%H%M%S").replace(tzinfo=CLOCK)
    except ValueError:
        return None
    return start + timedelta(microseconds=int(fraction.ljust(6, "0")[:6])) if fraction.isdigit() else start


def _administered(drug: Values | None, values: Values) -> tuple[datetime | None, bool]:
    """When the dose was given, and whether its day is told or is that of the series."""
    if drug is None:
        return None, True
    whole = drug.text(TAG["RadiopharmaceuticalStartDateTime"])
    if whole and len(whole) >= 14:
        return _moment(whole[:8], whole[8:].split("+")[0].split("-")[0]), True
    time = drug.text(TAG["RadiopharmaceuticalStartTime"])
    day = values.text(TAG["SeriesDate"]) or values.text(TAG["AcquisitionDate"])
    return (_moment(day, time), False) if time and day else (None, True)


def _ge_scan(values: Values) -> datetime | None:
    if values.text(0x00090010) != _GE_CREATOR:
        return None
    text = values.text(_GE_SCAN)
    return _moment(text[:8], text[8:]) if text and len(text) >= 14 else None


def _private(values: Values, group: int, creator: str, byte: int) -> float | None:
    """A private number by its creator, wherever its block lies; 0 counts as not told."""
    for block in range(0x10, 0x100):
        if values.text(group << 16 | block) == creator:
            return values.number(group << 16 | block << 8 | byte) or None
    return None
