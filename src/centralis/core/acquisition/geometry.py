"""How the slices of a series lie in the patient: spacing, gaps, doubles, tilt and orientation.

Coordinates are DICOM's patient coordinates in millimetres (PS3.3 C.7.6.2.1.1): +x to the left hand, +y to the back,
+z to the head. Positions are projected on the slice normal, so that "spacing" is the distance between slice planes.
"""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

Vector = tuple[float, float, float]

SAME_PLACE_MM = 0.01
"""Two slices closer than this lie at the same place: below any scanner's positioning."""
SPACING_TOLERANCE = 0.02
"""Spacings that differ from their median by more than this fraction (and 0.05 mm) are irregular."""


@dataclass(frozen=True, slots=True)
class Plane:
    """One slice: position of its first pixel (mm), row and column direction, and what else sets it apart."""

    position_mm: Vector
    orientation: tuple[float, ...]
    role: tuple[object, ...] = ()


@dataclass(frozen=True, slots=True)
class Stack:
    """Slices in order along their normal.

    `positions_mm` are the distinct plane positions; `doubled` how many slices share place and role with another;
    `tilt_deg` the angle between the line of slice positions and the slice normal (0 for a straight stack).
    """

    positions_mm: tuple[float, ...]
    doubled: int
    orientation: str
    parallel: bool
    tilt_deg: float

    @property
    def spacings_mm(self) -> tuple[float, ...]:
        """Distances between neighbouring planes."""
        return tuple(b - a for a, b in zip(self.positions_mm, self.positions_mm[1:], strict=False))

    @property
    def spacing_mm(self) -> float | None:
        """The usual (median) spacing; None for a single plane or planes that are not parallel."""
        return median(self.spacings_mm) if self.parallel and self.spacings_mm else None

    @property
    def missing(self) -> int:
        """How many slices would fill the holes that are wider than one and a half spacings."""
        usual = self.spacing_mm
        if not usual:
            return 0
        return sum(round(gap / usual) - 1 for gap in self.spacings_mm if gap > 1.5 * usual)

    @property
    def irregular(self) -> bool:
        """Whether some spacing differs from the usual one by more than the tolerance."""
        usual = self.spacing_mm
        if not usual:
            return False
        allowed = max(0.05, SPACING_TOLERANCE * usual)
        return any(abs(gap - usual) > allowed for gap in self.spacings_mm)


def stack_of(planes: Sequence[Plane]) -> Stack | None:
    """The stack that planes form, or None when no plane carries a usable position and orientation."""
    usable = [(plane, normal) for plane in planes if (normal := _normal(plane.orientation)) is not None]
    if not usable:
        return None
    normal = usable[0][1]
    parallel = all(abs(_dot(normal, other)) > 0.9999 for _, other in usable)
    placed = sorted(((_dot(plane.position_mm, normal), plane) for plane, _ in usable), key=lambda item: item[0])
    positions: list[float] = []
    doubles: Counter[tuple[int, tuple[object, ...]]] = Counter()
    for where, plane in placed:
        if not positions or where - positions[-1] > SAME_PLACE_MM:
            positions.append(where)
        doubles[(len(positions), plane.role)] += 1
    return Stack(
        positions_mm=tuple(positions),
        doubled=sum(count - 1 for count in doubles.values()) if parallel else 0,
        orientation=_label(normal) if parallel else "mixed",
        parallel=parallel,
        tilt_deg=_tilt_deg(placed[0][1].position_mm, placed[-1][1].position_mm, normal) if parallel else 0.0,
    )


def _normal(orientation: tuple[float, ...]) -> Vector | None:
    if len(orientation) != 6 or not all(math.isfinite(x) for x in orientation):
        return None
    a, b, c, d, e, f = orientation
    cross = (b * f - c * e, c * d - a * f, a * e - b * d)
    length = math.sqrt(_dot(cross, cross))
    return None if length < 0.5 else (cross[0] / length, cross[1] / length, cross[2] / length)


def _dot(a: Vector, b: Vector) -> float:
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]


def _label(normal: Vector) -> str:
    sizes = [abs(component) for component in normal]
    largest = max(sizes)
    return ("sagittal", "coronal", "axial")[sizes.index(largest)] if largest >= 0.8 else "oblique"


def _tilt_deg(first: Vector, last: Vector, normal: Vector) -> float:
    line = (last[0] - first[0], last[1] - first[1], last[2] - first[2])
    length = math.sqrt(_dot(line, line))
    if length < SAME_PLACE_MM:
        return 0.0
    return round(math.degrees(math.acos(min(1.0, abs(_dot(line, normal)) / length))), 2)
