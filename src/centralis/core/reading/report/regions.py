"""What a report says of regions, angles and volumes, as plain data: one group each (TID 1410, 1501, 1411).

Sources: PS3.16 TID 1410 and 1411, CID 7466 and 7464 (ROI measurements), 4077 (SUV), 6147; SNOMED CT for derivations.
Points are in the patient coordinate system (LPS, mm); pixels are (column, row). Nothing here loads highdicom.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from centralis.core.reading.report import codes
from centralis.core.reading.report.codes import Coded, own_code
from centralis.core.reading.report.plan import Place

Json = dict[str, Any]
Track = Callable[[str], str]
SQUARE_MM = codes.UNITS["mm2"]
AREA, ANGLE, VOLUME = (
    Coded("42798000", "SCT", "Area"),
    Coded("1483009", "SCT", "Angle"),
    Coded("118565006", "SCT", "Volume"),
)
DEGREES, MILLILITRES = Coded("deg", "UCUM", "degree"), codes.UNITS["ml"]
REGION = own_code("region", "Region of interest")
OF_LESION, NOTE = own_code("of_lesion", "Region of lesion"), own_code("note", "About the values")
#: unit of a region's values → what they are, and their UCUM unit
_QUANTITIES: Mapping[str, tuple[Coded, Coded]] = {
    "HU": (Coded("112031", "DCM", "Attenuation Coefficient"), codes.UNITS["HU"]),
    "SUVbw": (
        Coded("126401", "DCM", "SUVbw"),
        Coded("g/ml{SUVbw}", "UCUM", "Standardized Uptake Value body weight"),
    ),
    "": (own_code("value", "Pixel value, as stored and rescaled"), codes.NO_UNIT),
}
_LEAN = (Coded("126402", "DCM", "SUVlbm"), codes.UNITS["SUL"])
_DERIVATIONS: Mapping[str, Coded] = {
    "mean": Coded("373098007", "SCT", "Mean"),
    "sd": Coded("386136009", "SCT", "Standard Deviation"),
    "min": Coded("255605001", "SCT", "Minimum"),
    "max": Coded("56851009", "SCT", "Maximum"),
    "peak": Coded("126031", "DCM", "Peak Value Within ROI"),
}


@dataclass(frozen=True, slots=True)
class Region:
    """An ellipse, a freehand region or an angle: its name, its lesion if any, place, points, what it measures."""

    name: str
    lesion: str
    kind: str
    place: Place
    points: Sequence[Sequence[float]]
    pixels: Sequence[Sequence[float]]
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class FrameMask:
    """A lesion's mask on one frame: object, frame (from 1), runs (`core.reading.masks`)."""

    sop_uid: str
    frame: int
    runs: Sequence[Sequence[int]]


@dataclass(frozen=True, slots=True)
class Segment:
    """A lesion that was outlined: the place of its first mask, all masks in the order of their slices, its volume, and
    the distance of the series' slices."""

    lesion: str
    place: Place
    masks: Sequence[FrameMask]
    volume_ml: float
    step_mm: float


def plan_region(region: Region, track: Track) -> Json:
    """The group of a region (TID 1410), or of an angle (TID 1501) with its points."""
    place = {"points": list(region.points), "pixels": list(region.pixels), "place": region.place.to_json()}
    group: Json = {
        "identifier": region.name,
        "uid": track(region.name),
        "finding": (codes.LESION if region.lesion else REGION).to_json(),
        "site": None,
        "image": None,
        "numbers": [],
        "answers": [[codes.ORIGIN.to_json(), codes.DRAWN.to_json()]],
        "texts": [[OF_LESION.to_json(), region.lesion]] if region.lesion else [],
    }
    if region.values.get("note"):
        group["texts"].append([NOTE.to_json(), region.values["note"]])
    if region.kind == "angle":
        made = _number(ANGLE, region.values["angle_degrees"], DEGREES)
        return {**group, "image": place["place"], "numbers": [{**made, **place}]}
    return {**group, "numbers": list(_of_region(region.values)), "region": {"kind": region.kind, **place}}


def _of_region(values: Mapping[str, Any]) -> Iterable[Json]:
    yield _number(AREA, values["area_mm2"], SQUARE_MM)
    name, unit = _QUANTITIES[values["unit"]]
    for what, derivation in _DERIVATIONS.items():
        if values.get(what) is not None:
            yield _number(name, values[what], unit, derivation)
    for what in ("mean", "sd", "peak"):
        if values.get(f"sul_{what}") is not None:
            yield _number(_LEAN[0], values[f"sul_{what}"], _LEAN[1], _DERIVATIONS[what])


def _number(name: Coded, value: float, unit: Coded, derivation: Coded | None = None) -> Json:
    made = {"name": name.to_json(), "value": float(value), "unit": unit.to_json(), "is_made": True}
    return made if derivation is None else {**made, "derivation": derivation.to_json()}


def plan_segment(segment: Segment, number: int, track: Track) -> tuple[Json, Json]:
    """The group of a volume (TID 1411), and the segmentation that it refers to by its number in the plan (from 0)."""
    uid = track(segment.lesion)
    group = {
        "identifier": segment.lesion,
        "uid": uid,
        "finding": codes.LESION.to_json(),
        "site": None,
        "image": None,
        "numbers": [_number(VOLUME, segment.volume_ml, MILLILITRES)],
        "answers": [[codes.ORIGIN.to_json(), codes.DRAWN.to_json()]],
        "texts": [],
        "segment": number,
    }
    masks = [{"sop_uid": one.sop_uid, "frame": one.frame, "runs": list(one.runs)} for one in segment.masks]
    return group, {
        "lesion": segment.lesion,
        "uid": uid,
        "place": segment.place.to_json(),
        "masks": masks,
        "step_mm": segment.step_mm,
    }
