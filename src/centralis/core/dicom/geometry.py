"""Where the slices of a series lie: order, gaps, duplicates and extent along their common normal (PS3.3 C.7.6.2)."""

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass

from centralis.core.dicom.facts import InstanceFacts

_PARALLEL_COSINE = 0.999
_SAME_PLACE_MM = 0.01
_GAP_FACTOR = 1.5
Vector = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Stack:
    """A series as a stack of slices, in patient coordinates (LPS, mm).

    order: indices of the given objects by ascending position along the normal. positions_mm: those positions.
    spacing_mm: the median step between different positions, None for fewer than two. gaps: pairs of positions more
    than 1.5 steps apart. duplicates: positions taken more than once. extent_mm: from the first to the last slice plus
    one step. left_out: indices without position or not parallel to the first.
    """

    normal: Vector | None
    order: tuple[int, ...]
    positions_mm: tuple[float, ...]
    spacing_mm: float | None
    gaps: tuple[tuple[float, float], ...]
    duplicates: tuple[float, ...]
    extent_mm: float | None
    left_out: tuple[int, ...]


def normal_of(orientation: Sequence[float]) -> Vector | None:
    """The slice normal: row direction × column direction, of unit length; None when they span no plane."""
    if len(orientation) != 6:
        return None
    a, b = orientation[:3], orientation[3:]
    cross = (a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0])
    length = math.sqrt(sum(part * part for part in cross))
    if not math.isfinite(length) or length < 0.5:
        return None
    return cross[0] / length, cross[1] / length, cross[2] / length


def stack_of(objects: Sequence[InstanceFacts]) -> Stack:
    """Lay the objects of one series along the normal of the first that has one."""
    normals = [normal_of(one.orientation) if len(one.position_mm) == 3 else None for one in objects]
    normal = next((one for one in normals if one is not None), None)
    placed: list[tuple[float, int]] = []
    left_out: list[int] = []
    for index, (one, own) in enumerate(zip(objects, normals, strict=True)):
        if normal is None or own is None or abs(_dot(normal, own)) < _PARALLEL_COSINE:
            left_out.append(index)
        else:
            placed.append((_dot(normal, one.position_mm), index))
    placed.sort()
    positions = tuple(place for place, _ in placed)
    steps = [after - before for before, after in itertools.pairwise(positions)]
    apart = sorted(step for step in steps if step > _SAME_PLACE_MM)
    spacing = apart[(len(apart) - 1) // 2] if apart else None
    pairs = list(itertools.pairwise(positions))
    return Stack(
        normal=normal,
        order=tuple(index for _, index in placed),
        positions_mm=positions,
        spacing_mm=spacing,
        gaps=tuple(pair for pair in pairs if spacing is not None and pair[1] - pair[0] > _GAP_FACTOR * spacing),
        duplicates=tuple(sorted({before for before, after in pairs if after - before <= _SAME_PLACE_MM})),
        extent_mm=positions[-1] - positions[0] + spacing if spacing is not None else None,
        left_out=tuple(left_out),
    )


def _dot(a: Sequence[float], b: Sequence[float]) -> float:
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
