"""A reader's marks: their points, and lengths made anew from them: the server's number counts, never the viewer's.

Points are in the patient coordinate system (LPS, mm, PS3.3 C.7.6.2.1.1) on one frame; a frame lies by the position of
its first pixel's centre, the directions of its rows and columns, and the spacing it is drawn with (row, column). Pixels
are (column, row), the centre of the first is (0, 0). What can't be measured raises ValueError with a sentence for the
reader.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import acos, degrees, hypot, isfinite

from centralis.core.measurement.spacing import Pixel, Spacing

PLANE_TOLERANCE_MM = 0.1
EDGE_PIXELS = 0.5
"""How far beyond the centre of the outermost pixels a point may lie: the pixels' own outer half."""
SQUARE_TOLERANCE_DEGREES = 5.0
_DIGITS = 3


MOST_POINTS = 1000
"""Of a freehand region; the page thins out a line that was drawn with more."""


class MarkKind(StrEnum):
    """What may be drawn on a frame.

    A line, or the longest diameter with its perpendicular (two points each); an ellipse by the ends of both axes; a
    freehand region; an angle by its three points; the mask of a lesion, whose points are runs (`core.reading.masks`).
    """

    LENGTH = "length"
    BIDIRECTIONAL = "bidirectional"
    ELLIPSE = "ellipse"
    FREEHAND = "freehand"
    ANGLE = "angle"
    MASK = "mask"

    @property
    def is_diameter(self) -> bool:
        """Whether it measures a lesion's diameters: a lesion has one such mark at a time point."""
        return self in (MarkKind.LENGTH, MarkKind.BIDIRECTIONAL)


_POINTS = {MarkKind.LENGTH: (2, 2), MarkKind.BIDIRECTIONAL: (4, 4), MarkKind.ELLIPSE: (4, 4), MarkKind.ANGLE: (3, 3),
           MarkKind.FREEHAND: (3, MOST_POINTS)}  # fmt: skip


@dataclass(frozen=True, slots=True)
class FramePlane:
    """How a frame lies, as the viewer was told it."""

    position_mm: Sequence[float]
    orientation: Sequence[float]
    spacing_mm: Sequence[float]
    rows: int
    columns: int

    def locate(self, point: Sequence[float]) -> tuple[Pixel, float]:
        """The pixel (column, row) below a point, and its distance from the plane in mm."""
        rel = [a - b for a, b in zip(point, self.position_mm, strict=True)]
        along, down = self.orientation[:3], self.orientation[3:]
        normal = (
            along[1] * down[2] - along[2] * down[1],
            along[2] * down[0] - along[0] * down[2],
            along[0] * down[1] - along[1] * down[0],
        )
        column, row, off = (sum(a * b for a, b in zip(rel, way, strict=True)) for way in (along, down, normal))
        return (column / self.spacing_mm[1], row / self.spacing_mm[0]), abs(off)


@dataclass(frozen=True, slots=True)
class Lengths:
    """A mark's lengths in mm. short_mm is None for a plain line; a longer second axis counts as the long one."""

    long_mm: float
    short_mm: float | None = None

    def diameter_mm(self, *, is_node: bool) -> float:
        """The diameter that counts for RECIST: the short axis of a lymph node, the longest diameter of others.

        Source: Eisenhauer EA et al, Eur J Cancer 2009;45:228-247, section 3.1. Raises ValueError for a node without a
        short axis.
        """
        if not is_node:
            return self.long_mm
        if self.short_mm is None:
            raise ValueError("A lymph node counts by its short axis: draw both diameters.")
        return self.short_mm


def read_mark_points(kind: MarkKind, given: object) -> tuple[tuple[float, float, float], ...]:
    """Points as they arrived, checked for number and shape."""
    least, most = _POINTS[kind]
    if not isinstance(given, list) or not least <= len(given) <= most:
        raise ValueError(f"A mark of this kind has {least if least == most else f'{least} to {most}'} points.")
    found = []
    for one in given:
        if not isinstance(one, list) or len(one) != 3 or not all(_is_number(part) for part in one):
            raise ValueError("Each point of a mark has three coordinates in mm.")
        found.append((float(one[0]), float(one[1]), float(one[2])))
    return tuple(found)


def _is_number(part: object) -> bool:
    return isinstance(part, (int, float)) and not isinstance(part, bool) and isfinite(part)


def locate_mark(points: Sequence[Sequence[float]], plane: FramePlane) -> tuple[Pixel, ...]:
    """The pixels of a mark. Raises ValueError when a point lies off the plane or beyond the image."""
    pixels = []
    for point in points:
        pixel, off = plane.locate(point)
        if off > PLANE_TOLERANCE_MM:
            raise ValueError(f"A point lies {off:.2f} mm off the image it was drawn on. Draw the mark again.")
        if not (_within(pixel[0], plane.columns) and _within(pixel[1], plane.rows)):
            raise ValueError("A point lies outside the image. Draw the mark again.")
        pixels.append(pixel)
    return tuple(pixels)


def _within(place: float, count: int) -> bool:
    return -EDGE_PIXELS - 1e-3 <= place <= count - 1 + EDGE_PIXELS + 1e-3


def measure_mark(kind: MarkKind, pixels: Sequence[Pixel], spacing: Spacing) -> Lengths:
    """The lengths of a mark through pixels. Raises ValueError where mm are not valid or the axes are not square."""
    first = round(spacing.measure_mm(pixels[:2]), _DIGITS)
    if first <= 0.0:
        raise ValueError("Both ends of the mark are the same point. Draw the mark again.")
    if kind is MarkKind.LENGTH:
        return Lengths(first)
    second = round(spacing.measure_mm(pixels[2:]), _DIGITS)
    if second > 0.0:
        _check_square(pixels, spacing)
    return Lengths(max(first, second), min(first, second))


def _check_square(pixels: Sequence[Pixel], spacing: Spacing) -> None:
    row, column = spacing.row_mm or 1.0, spacing.column_mm or 1.0
    ways = [((b[0] - a[0]) * column, (b[1] - a[1]) * row) for a, b in (pixels[:2], pixels[2:])]
    (x, y), (u, v) = ways
    cosine = abs(x * u + y * v) / (hypot(x, y) * hypot(u, v))
    angle = degrees(acos(min(1.0, cosine)))
    if angle < 90.0 - SQUARE_TOLERANCE_DEGREES:
        raise ValueError(f"The two diameters cross at {angle:.0f}°; they must stand at right angles.")
