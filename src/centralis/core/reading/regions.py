"""What a region or an angle on one frame measures: area, the pixels it holds, the statistics of their values.

Pixels are (column, row), the centre of the first is (0, 0); masks are (row, column). An ellipse has four points, the
ends of one axis and of the other; a freehand region is closed from its last point to its first. A pixel belongs to a
region when its centre lies within. What can't be measured raises ValueError with a sentence for the reader.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from math import acos, degrees, hypot, isfinite, pi
from typing import Any

import numpy as np
from numpy.typing import NDArray

from centralis.core.measurement.intensity import compute_statistics
from centralis.core.measurement.spacing import Pixel, Spacing
from centralis.core.reading.marks import MarkKind

Mask = NDArray[np.bool_]
Values = NDArray[np.float64]
_DIGITS = 3
_NEAR_MM = 0.05


@dataclass(frozen=True, slots=True)
class RegionValues:
    """Statistics of the values of a region's `count` pixels, in `unit`. sd: divided by n, as IBSI has it."""

    count: int
    mean: float
    sd: float
    min: float
    max: float
    unit: str

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def measure_angle(pixels: Sequence[Pixel], spacing: Spacing) -> float:
    """The angle in degrees at the second of three points."""
    (x, y), (u, v) = (_step_mm(pixels[1], end, spacing) for end in (pixels[0], pixels[2]))
    sides = hypot(x, y) * hypot(u, v)
    if sides <= 0.0:
        raise ValueError("Two points of the angle are the same. Draw it again.")
    return round(degrees(acos(max(-1.0, min(1.0, (x * u + y * v) / sides)))), 2)


def measure_area_mm2(kind: MarkKind, pixels: Sequence[Pixel], spacing: Spacing) -> float:
    """The area of a region in mm²: π a b of an ellipse, the area within the line of a freehand one."""
    places = [_step_mm((0.0, 0.0), one, spacing) for one in pixels]
    if kind is MarkKind.ELLIPSE:
        area = pi * _half_axes_mm(places)
    else:
        _check_simple(np.asarray(places))
        x, y = np.asarray(places).T
        area = abs(float(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1)))) / 2.0
    if area <= 0.0:
        raise ValueError("The region has no area. Draw it again.")
    return round(area, _DIGITS)


def _step_mm(start: Pixel, end: Pixel, spacing: Spacing) -> tuple[float, float]:
    """The way from one pixel to another across and down, in mm. Raises ValueError with the reason where mm aren't."""
    if spacing.row_mm is None or spacing.column_mm is None or not spacing.is_calibrated:
        raise ValueError(spacing.reason)
    return (end[0] - start[0]) * spacing.column_mm, (end[1] - start[1]) * spacing.row_mm


def _half_axes_mm(places: Sequence[tuple[float, float]]) -> float:
    """The product of an ellipse's half axes in mm², which must cross in their middle at a right angle."""
    (a, b), (c, d) = places[:2], places[2:]
    one, other = (b[0] - a[0], b[1] - a[1]), (d[0] - c[0], d[1] - c[1])
    lengths = hypot(*one) * hypot(*other)
    apart = hypot((a[0] + b[0] - c[0] - d[0]) / 2, (a[1] + b[1] - c[1] - d[1]) / 2)
    if apart > _NEAR_MM or abs(one[0] * other[0] + one[1] * other[1]) > 0.01 * lengths:
        raise ValueError("The points are not the two axes of an ellipse. Draw it again.")
    return lengths / 4.0


def _check_simple(places: Values) -> None:
    """Refuse a line that crosses itself: what it encloses could be told in two ways."""
    ends = np.roll(places, -1, axis=0)
    for number in range(len(places)):
        sides = _side(places[number], ends[number], places), _side(places[number], ends[number], ends)
        others = _side(places, ends, places[number]), _side(places, ends, ends[number])
        if bool(((sides[0] * sides[1] < 0) & (others[0] * others[1] < 0)).any()):
            raise ValueError("The region's line crosses itself. Draw it again in one round.")


def _side(start: Values, end: Values, point: Values) -> Values:
    """On which side of a line a point lies: the sign of the cross product; the last axis is (x, y)."""
    way, to = end - start, point - start
    found: Values = way[..., 0] * to[..., 1] - way[..., 1] * to[..., 0]
    return found


def cover(kind: MarkKind, pixels: Sequence[Pixel], rows: int, columns: int) -> Mask:
    """The pixels (row, column) whose centres lie within a region. Raises ValueError when there is none."""
    across, down = np.meshgrid(np.arange(columns, dtype=np.float64), np.arange(rows, dtype=np.float64))
    inside = _in_ellipse(pixels, across, down) if kind is MarkKind.ELLIPSE else _in_line(pixels, across, down)
    if not inside.any():
        raise ValueError("The region holds no pixel's centre. Draw it larger.")
    return inside


def _in_ellipse(pixels: Sequence[Pixel], across: Values, down: Values) -> Mask:
    """An ellipse in mm is one in pixels, but its axes need not be square there: solved in their own basis."""
    ends = np.asarray(pixels, dtype=np.float64)
    middle = ends.mean(axis=0)
    axes = np.stack([(ends[1] - ends[0]) / 2, (ends[3] - ends[2]) / 2], axis=1)
    if abs(np.linalg.det(axes)) < 1e-9:
        return np.zeros(across.shape, dtype=bool)
    parts = np.linalg.inv(axes) @ np.stack([(across - middle[0]).ravel(), (down - middle[1]).ravel()])
    found: Mask = ((parts**2).sum(axis=0) <= 1.0 + 1e-9).reshape(across.shape)
    return found


def _in_line(pixels: Sequence[Pixel], across: Values, down: Values) -> Mask:
    """Even-odd rule over the closed line, within its bounding box."""
    line = np.asarray(pixels, dtype=np.float64)
    ends = np.roll(line, -1, axis=0)
    inside = np.zeros(across.shape, dtype=bool)
    low, high = np.floor(line.min(axis=0)).astype(int), np.ceil(line.max(axis=0)).astype(int)
    box = (slice(max(low[1], 0), high[1] + 1), slice(max(low[0], 0), high[0] + 1))
    x, y, part = across[box], down[box], inside[box]
    for (x1, y1), (x2, y2) in zip(line, ends, strict=True):
        if y1 != y2:
            part ^= ((y1 > y) != (y2 > y)) & (x < (x2 - x1) * (y - y1) / (y2 - y1) + x1)
    return inside


def describe_values(values: Values, unit: str) -> RegionValues:
    """The statistics of the values within a region. values: one dimension, at least one."""
    found = compute_statistics(values)
    mean, variance = found["stat_mean"] or 0.0, found["stat_var"] or 0.0
    parts = (mean, variance**0.5, float(values.min()), float(values.max()))
    if not all(isfinite(one) for one in parts):
        raise ValueError("The region holds values that are not numbers.")
    mean, deviation, least, most = (round(one, _DIGITS) for one in parts)
    return RegionValues(int(values.size), mean, deviation, least, most, unit)
