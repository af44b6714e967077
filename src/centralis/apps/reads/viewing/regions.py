"""What the server measures of a region, an angle or a mask that a reader drew, in units that it can answer for."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from typing import Any
from uuid import UUID

from centralis.apps.intake.preparing import store
from centralis.apps.reads.models import Mark
from centralis.apps.reads.viewing import series as viewing
from centralis.apps.reads.viewing.headers import ask_child
from centralis.apps.reads.viewing.suv import suv_of
from centralis.core.measurement.spacing import Pixel, Spacing
from centralis.core.measurement.suv import Kind
from centralis.core.reading.marks import MarkKind
from centralis.core.reading.masks import check_runs, count_pixels, volume_ml
from centralis.core.reading.regions import measure_angle, measure_area_mm2
from centralis.services.store import OBJECTS

Json = dict[str, Any]
Runs = Sequence[tuple[int, int]]
SUV, HOUNSFIELD = "SUVbw", "HU"
_SLOPE, _INTERCEPT, _PHOTOMETRIC = "00281053", "00281052", "00280004"
_PEAK_REACH_MM = 7.0
"""The sphere of 1 cm³ of a peak has a radius of 6.2 mm: slices beyond this do not touch it."""
_LEAN = ("mean", "sd", "peak")
_MONOCHROME = ("MONOCHROME1", "MONOCHROME2")


def region_of(
    kind: MarkKind, pixels: Sequence[Pixel], spacing: Spacing, frame: viewing.Frame, series: viewing.Series
) -> Json:
    """Area in mm² and the statistics of the values within a region. Raises ValueError with a sentence."""
    area = measure_area_mm2(kind, pixels, spacing)
    if frame.model.get(_PHOTOMETRIC, {}).get("Value", [""])[0] not in _MONOCHROME:
        return {"area_mm2": area, "unit": "", "note": "in colour: no values"}
    if not series.has_values:
        return {"area_mm2": area, "unit": "", "note": "no values: see the warning of this series"}
    unit, factor, note = unit_of(series)
    around, place, step_mm = _around(series, frame) if unit == SUV else ([frame], 0, 0.0)
    told = _ask_values(
        around,
        {
            "kind": kind.value,
            "pixels": [list(one) for one in pixels],
            "here": place,
            "factor": factor,
            "unit": unit,
            "spacing_mm": [step_mm, spacing.row_mm, spacing.column_mm] if step_mm else None,
        },
    )
    if "sentence" in told:
        raise ValueError(told["sentence"])
    return {"area_mm2": area, **told, **_lean(series, told, factor), "note": note}


def _ask_values(frames: Sequence[viewing.Frame], job: Json) -> Json:
    """What a region on stored frames measures, read in a child; `job` is told at `edge.reading_region`."""
    with ExitStack() as files:
        told = [
            {
                "path": str(files.enter_context(store().local(OBJECTS, one.digest))),
                "frame": one.number - 1,
                "slope": _number(one, _SLOPE, 1.0),
                "intercept": _number(one, _INTERCEPT, 0.0),
            }
            for one in frames
        ]
        found: Json = ask_child({"do": "region", "frames": told, **job})
    return found


def _number(frame: viewing.Frame, tag: str, otherwise: float) -> float:
    values = frame.model.get(tag, {}).get("Value") or [otherwise]
    return float(values[0])


def unit_of(series: viewing.Series) -> tuple[str, float, str]:
    """The unit of a series' values, the factor from rescaled values to it, and what is to be said of it.

    Body weight, dose and times are told to nobody; where there is no SUV, why not is.
    """
    if series.modality == "CT":
        return HOUNSFIELD, 1.0, ""
    suv = suv_of(series)
    if suv is None:
        return "", 1.0, "values as stored and rescaled"
    if suv.factor is None:
        return "", 1.0, f"no SUV: {suv.bare_reason}"
    return SUV, suv.factor, ""


def _lean(series: viewing.Series, told: Json, factor: float) -> Json:
    """SUL (lean body mass by Janmahasatian, as PERCIST's readers take it) of what is told in SUVbw: mean, SD, peak.

    Source: Wahl RL et al, J Nucl Med 2009;50(S1):122S-150S; O JH et al, Radiology 2016;280:576-584.
    """
    lean = suv_of(series, Kind.LEAN_JANMAHASATIAN) if told["unit"] == SUV else None
    if lean is None or lean.factor is None:
        return {}
    share = lean.factor / factor
    return {f"sul_{name}": round(told[name] * share, 2) for name in _LEAN if told.get(name) is not None}


def _around(series: viewing.Series, frame: viewing.Frame) -> tuple[list[viewing.Frame], int, float]:
    """The frames that the sphere of a peak may touch, the place of the region's own, their distance in mm.

    Only of evenly spaced slices: elsewhere the frame alone and 0.
    """
    if not series.fitness.is_reformattable:
        return [frame], 0, 0.0
    step_mm, here = slice_step_mm(series), series.frames.index(frame)
    reach = int(_PEAK_REACH_MM // step_mm)
    start = max(0, here - reach)
    return list(series.frames[start : here + reach + 1]), here - start, step_mm


def slice_step_mm(series: viewing.Series) -> float:
    """The distance of adjacent slices of an evenly spaced stack in mm, along their normal, over all of it."""
    one, other = series.frames[0], series.frames[-1]
    along, down = one.orientation[:3], one.orientation[3:]
    normal = (
        along[1] * down[2] - along[2] * down[1],
        along[2] * down[0] - along[0] * down[2],
        along[0] * down[1] - along[1] * down[0],
    )
    way = (b - a for a, b in zip(one.position_mm, other.position_mm, strict=True))
    return round(abs(sum(a * b for a, b in zip(way, normal, strict=True))) / (len(series.frames) - 1), 6)


def angle_of(pixels: Sequence[Pixel], spacing: Spacing) -> Json:
    """An angle in degrees."""
    return {"angle_degrees": measure_angle(pixels, spacing)}


def mask_of(runs: Runs, frame: viewing.Frame, series: viewing.Series) -> Json:
    """The pixels of a mask and the volume of one voxel in mm³. Raises ValueError where a series has no volumes."""
    if not series.fitness.is_reformattable:
        why = [one for one in series.fitness.reasons if one.startswith("Other planes")]
        raise ValueError(f"A volume needs evenly spaced slices. {' '.join(why)}".strip())
    if series.frame_of_reference == series.uid:
        raise ValueError("The series names no frame of reference, so that an outline can't be handed on as DICOM.")
    check_runs(runs, frame.rows, frame.columns)
    row_mm, column_mm = frame.spacing_mm
    voxel_mm3 = row_mm * column_mm * slice_step_mm(series)
    return {
        "count": count_pixels(runs),
        "voxel_mm3": round(voxel_mm3, 9),
        "rows": frame.rows,
        "columns": frame.columns,
        "position_mm": list(frame.position_mm),
    }


def volumes_of(marks: Iterable[Mark]) -> dict[str, float]:
    """The volume in mL of each lesion that was outlined, from the masks of all its frames."""
    parts: dict[str, list[tuple[int, float]]] = {}
    for mark in marks:
        if mark.kind == MarkKind.MASK:
            parts.setdefault(mark.of_lesion, []).append((mark.values["count"], mark.values["voxel_mm3"]))
    return {lesion: volume_ml(one) for lesion, one in parts.items()}


def tell_values(values: Mapping[str, Any]) -> Json:
    """What of a region's or angle's values leaves the server."""
    names = ("area_mm2", "count", "mean", "sd", "min", "max", "peak", "sul_mean", "sul_sd", "sul_peak", "unit", "note",
             "angle_degrees")  # fmt: skip
    return {name: values[name] for name in names if values.get(name) is not None}


def check_one_series(marks: Iterable[Mark], lesion: str, series_uid: str, key: UUID) -> None:
    """Refuse a mask on another series than the lesion's other masks: voxels of two stacks may lie in each other."""
    for mark in marks:
        is_other = mark.kind == MarkKind.MASK and mark.of_lesion == lesion and mark.key != key and mark.points
        if is_other and mark.series_uid != series_uid:
            raise ValueError(f"{lesion} is outlined on another series. Erase it there first, or go on there.")
