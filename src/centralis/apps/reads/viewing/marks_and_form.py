"""A read's marks against its form: what is signed of them, and where the form says another number than they measure."""

from collections.abc import Iterable, Mapping
from typing import Any

from centralis.apps.reads.models import Mark, Read
from centralis.apps.reads.viewing.marks import marks_of
from centralis.apps.reads.viewing.regions import HOUNSFIELD, tell_values, volumes_of
from centralis.apps.reads.viewing.sites import find_site_disagreements
from centralis.core.reading.marks import Lengths, MarkKind
from centralis.core.reading.masks import digest_runs

Json = dict[str, Any]
#: What criteria call the longest diameter of a lesion, and its perpendicular.
_LONG = ("diameter_mm", "ldi_mm", "long_mm", "longest_mm", "viable_mm")
_SHORT = ("sdi_mm", "short_mm")
#: Field of a lesion's row → what of a region fills it, the unit that it must have ("" any), the digits it is told with.
REGION_FIELDS: Mapping[str, tuple[str, str, int]] = {
    "area_mm2": ("area_mm2", "", 1),
    "mean_hu": ("mean", HOUNSFIELD, 1),
    "peak_hu": ("max", HOUNSFIELD, 1),
    "sul_peak": ("sul_peak", "", 2),
}
VOLUME_FIELD, _VOLUME_DIGITS = "volume_ml", 2
_HALF_TENTH_MM = 0.05


def seal_marks(read: Read) -> list[Json]:
    """A read's marks as they are signed: name, kind, points and numbers; no name of an image, which is opaque."""
    marks = marks_of(read)
    return [_seal(marks[name]) for name in sorted(marks)]


def _seal(mark: Mark) -> Json:
    about = {"lesion": mark.lesion, "kind": mark.kind}
    if MarkKind(mark.kind).is_diameter:
        lengths = {name: mark.values[name] for name in ("long_mm", "short_mm")}
        return {**about, "points_mm": mark.points, **lengths}
    about["of_lesion"] = mark.of_lesion
    if mark.kind == MarkKind.MASK:
        voxels = {name: mark.values[name] for name in ("count", "voxel_mm3", "position_mm")}
        return {**about, "mask_sha256": digest_runs(mark.points), **voxels}
    return {**about, "points_mm": mark.points, "values": tell_values(mark.values)}


def lengths_of(mark: Mark) -> Lengths:
    """The stored lengths of a diameter's mark."""
    return Lengths(mark.values["long_mm"], mark.values["short_mm"])


def find_disagreements(read: Read) -> list[str]:
    """A sentence for each number of the form that is not the one measured: the server's number counts."""
    marks = marks_of(read)
    found: list[str] = []
    volumes = volumes_of(marks.values())
    rows = [one for table in read.content.values() if isinstance(table, list) for one in table if isinstance(one, dict)]
    for one in rows:
        lesion = str(one.get("id"))
        mark = marks.get(lesion)
        if mark is not None:
            found += _against_lengths(one, mark)
        found += _against_regions(one, [mark for mark in marks.values() if mark.of_lesion == lesion])
        if lesion in volumes and _differs(one.get(VOLUME_FIELD), [volumes[lesion]], _VOLUME_DIGITS):
            told = f"{lesion}: the form says {one[VOLUME_FIELD]:g} mL, its masks hold {volumes[lesion]:.2f} mL. "
            found.append(told + "Take over the measured volume, or outline the lesion anew.")
    return [*found, *find_site_disagreements(read, marks)]


def _against_lengths(entry: Mapping[str, Any], mark: Mark) -> Iterable[str]:
    for name, measured in _expected(entry, lengths_of(mark)):
        told = entry.get(name)
        if isinstance(told, (int, float)) and abs(told - measured) > _HALF_TENTH_MM + 1e-9:
            yield (
                f"{mark.lesion}: the form says {told:g} mm, its mark measures {measured:.1f} mm. "
                "Take over the measured value, draw the mark anew, or remove it."
            )


def _against_regions(entry: Mapping[str, Any], marks: list[Mark]) -> Iterable[str]:
    """Where regions of the lesion measure what a field asks for, and none of them what it says."""
    for field, (name, unit, digits) in REGION_FIELDS.items():
        measured = [one.values[name] for one in marks if _measures(one, name, unit)]
        if measured and _differs(entry.get(field), measured, digits):
            values = " or ".join(f"{one:.{digits}f}" for one in measured)
            yield (
                f"{entry.get('id')}: the form says {entry[field]:g}, its region measures {values}. "
                "Take over the measured value, draw the region anew, or untie it from the lesion."
            )


def _measures(mark: Mark, name: str, unit: str) -> bool:
    return mark.values.get(name) is not None and (not unit or mark.values.get("unit") == unit)


def _differs(told: Any, measured: list[float], digits: int) -> bool:
    """Whether a number of the form is none of those measured, at the digits it is told with."""
    half = 0.5 * 10.0**-digits + 1e-9
    return isinstance(told, (int, float)) and all(abs(told - one) > half for one in measured)


def _expected(entry: Mapping[str, Any], lengths: Lengths) -> list[tuple[str, float]]:
    """The fields of an entry that a mark fills, with what it measured."""
    short = next((name for name in _SHORT if name in entry), None)
    long = next((name for name in _LONG if name in entry), None)
    is_short_alone = short is None and bool(entry.get("node") or entry.get("organ") == "lymph_node")
    wanted = [(long, lengths.short_mm if is_short_alone else lengths.long_mm), (short, lengths.short_mm)]
    return [(name, value) for name, value in wanted if name is not None and value is not None]
