"""Lengths of marks in the patient: diameters of a contour, length of a line, angle, extent across slices, area.

Points are (point, axis) in the patient coordinate system (LPS, mm, PS3.3 C.7.6.2.1.1). The longest diameter joins the
two points of a contour that lie farthest apart; the short axis is the longest chord inside the contour at a right angle
to it, in the contour's plane (Eisenhauer EA et al, Eur J Cancer 2009;45:228-247; Schwartz LH et al, ibid. 261-267).
What cannot be measured raises ValueError with a sentence for the reader.
"""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.spatial import ConvexHull, QhullError, distance

Points = NDArray[np.float64]
PLANE_TOLERANCE_MM = 0.1
PARALLEL_COSINE = 0.999
#: Breadth over length below which points lie on one line.
_LEAST_BREADTH = 1e-6
_FEW = 256


@dataclass(frozen=True, slots=True)
class Line:
    """A straight line between two points (LPS, mm)."""

    start: tuple[float, float, float]
    end: tuple[float, float, float]

    @property
    def length_mm(self) -> float:
        """Distance of the two ends."""
        return float(np.linalg.norm(np.subtract(self.end, self.start)))


@dataclass(frozen=True, slots=True)
class Diameters:
    """The longest diameter of a contour and the longest chord perpendicular to it."""

    long: Line
    short: Line

    @property
    def product_mm2(self) -> float:
        """Product of the two perpendicular diameters."""
        return self.long.length_mm * self.short.length_mm


@dataclass(frozen=True, slots=True)
class Extent:
    """A lesion over its slices: the diameters of the slice (a number into the contours) where it is longest, how many
    different slices it spans, and its length across them, half a slice at either end included."""

    diameters: Diameters
    index: int
    slices: int
    out_of_plane_mm: float


@dataclass(frozen=True, slots=True)
class Plane:
    """Where a contour lies: a point of it, two directions in it, and its normal, all of unit length."""

    centre: Points
    along: Points
    across: Points
    normal: Points

    def flatten(self, points: Points) -> Points:
        """Coordinates (point, 2) in the plane, in mm from its centre."""
        return (points - self.centre) @ np.stack([self.along, self.across], axis=1)

    def lift(self, flat: Points) -> Points:
        """Coordinates in the plane as points of the patient."""
        return self.centre + flat[..., :1] * self.along + flat[..., 1:] * self.across


def read_points(points: ArrayLike, least: int, what: str) -> Points:
    """Points as (point, 3). Raises ValueError when there are too few, they are not three-dimensional or not finite."""
    found = np.asarray(points, dtype=np.float64)
    if found.ndim != 2 or found.shape[1] != 3:
        raise ValueError(f"{what} needs points of three coordinates in mm; it has the shape {found.shape}.")
    if not np.isfinite(found).all():
        raise ValueError(f"{what} has a coordinate that is not a number.")
    if len(found) < least:
        raise ValueError(f"{what} has {len(found)} points; it needs at least {least}.")
    return found


def derive_plane(contour: ArrayLike, tolerance_mm: float = PLANE_TOLERANCE_MM) -> Plane:
    """The plane of a contour by least squares.

    Raises ValueError when its points lie on one line, or farther than the tolerance from any plane.
    """
    points = read_points(contour, 3, "A contour")
    centre = points.mean(axis=0)
    _, sizes, axes = np.linalg.svd(points - centre, full_matrices=True)
    if sizes[1] <= _LEAST_BREADTH * max(float(sizes[0]), 1e-9):
        raise ValueError("The points of the contour lie on one line; it encloses nothing. Draw around the lesion.")
    off = float(np.abs((points - centre) @ axes[2]).max())
    if off > tolerance_mm:
        raise ValueError(
            f"The contour leaves its plane by {off:.2f} mm, more than {tolerance_mm:g} mm. Draw it on one slice."
        )
    return Plane(centre, axes[0], axes[1], axes[2])


def measure_length_mm(points: ArrayLike) -> float:
    """Length of a polyline through its points in their order."""
    return float(np.linalg.norm(np.diff(read_points(points, 2, "A line"), axis=0), axis=1).sum())


def measure_angle_degrees(first: ArrayLike, corner: ArrayLike, second: ArrayLike) -> float:
    """Angle at a corner between the lines to two other points, 0 to 180."""
    a, b, c = read_points(np.array([first, corner, second], dtype=np.float64), 3, "An angle")
    return _angle(a - b, c - b)


def measure_angle_between_degrees(first: ArrayLike, second: ArrayLike) -> float:
    """Angle between two lines given by two points each, wherever they lie: 0 to 90, as lines have no direction."""
    (a, b), (c, d) = read_points(first, 2, "A line")[:2], read_points(second, 2, "A line")[:2]
    found = _angle(b - a, d - c)
    return min(found, 180.0 - found)


def _angle(a: Points, b: Points) -> float:
    if not a.any() or not b.any():
        raise ValueError("Two points of the angle are the same; it has no size.")
    return float(np.degrees(np.arctan2(np.linalg.norm(np.cross(a, b)), a @ b)))


def measure_longest(points: ArrayLike) -> Line:
    """The longest distance between two of the points, which may lie in any direction."""
    found = read_points(points, 2, "A diameter")
    candidates = _hull(found)
    apart = distance.squareform(distance.pdist(candidates))
    one, other = np.unravel_index(int(apart.argmax()), apart.shape)
    if apart[one, other] == 0.0:
        raise ValueError("All points are the same; there is no diameter.")
    return _line(candidates[one], candidates[other])


def _hull(points: Points) -> Points:
    """The points that can be an end of the longest distance; all of a few, or of many that lie in one plane."""
    if len(points) <= _FEW:
        return points
    try:
        hull = ConvexHull(points)
    except QhullError:
        hull = ConvexHull(derive_plane(points).flatten(points))
    corners: Points = points[hull.vertices]
    return corners


def _line(start: Points, end: Points) -> Line:
    a, b = ([float(part) for part in one] for one in (start, end))
    return Line((a[0], a[1], a[2]), (b[0], b[1], b[2]))


def measure_diameters(contour: ArrayLike, tolerance_mm: float = PLANE_TOLERANCE_MM) -> Diameters:
    """The longest diameter of a closed contour on one slice and its perpendicular short axis.

    The contour is closed from its last point to its first. Raises ValueError as `derive_plane` does.
    """
    points = read_points(contour, 3, "A contour")
    plane = derive_plane(points, tolerance_mm)
    long = measure_longest(points)
    along = np.asarray(long.end) - np.asarray(long.start)
    along = along - (along @ plane.normal) * plane.normal
    along = along / np.linalg.norm(along)
    turned = Plane(np.asarray(long.start), along, np.cross(plane.normal, along), plane.normal)
    place, low, high = _longest_chord(turned.flatten(points))
    ends = turned.lift(np.array([[place, low], [place, high]]))
    return Diameters(long, _line(ends[0], ends[1]))


def _longest_chord(flat: Points) -> tuple[float, float, float]:
    """The longest chord of a polygon in the second direction: its place in the first, its two ends.

    Between two neighbouring corners every chord grows or shrinks evenly, so that the longest stands at a corner.
    """
    after = np.roll(flat, -1, axis=0)
    places = np.unique(flat[:, 0])
    best = (float(places[0]), 0.0, 0.0)
    for left, right in itertools.pairwise(places):
        middle = (left + right) / 2.0
        cut = (flat[:, 0] <= middle) != (after[:, 0] <= middle)
        start, end = flat[cut], after[cut]
        slope = (end[:, 1] - start[:, 1]) / (end[:, 0] - start[:, 0])
        order = np.argsort(start[:, 1] + slope * (middle - start[:, 0]), kind="stable")
        for place in (left, right):
            heights = (start[:, 1] + slope * (place - start[:, 0]))[order]
            chords = heights[1::2] - heights[::2]
            widest = int(chords.argmax())
            if chords[widest] > best[2] - best[1]:
                best = (float(place), float(heights[2 * widest]), float(heights[2 * widest + 1]))
    return best


def cross_at(flat: Points, place: float) -> float:
    """How much of a line across a closed polygon (point, 2), at a place of its first coordinate, lies inside it."""
    after = np.roll(flat, -1, axis=0)
    cut = (flat[:, 0] <= place) != (after[:, 0] <= place)
    start, end = flat[cut], after[cut]
    heights = np.sort(start[:, 1] + (end[:, 1] - start[:, 1]) * (place - start[:, 0]) / (end[:, 0] - start[:, 0]))
    return float((heights[1::2] - heights[::2]).sum())


def measure_area_mm2(contour: ArrayLike, tolerance_mm: float = PLANE_TOLERANCE_MM) -> float:
    """Area inside a closed contour. Raises ValueError as `derive_plane` does, and for one that crosses itself."""
    points = read_points(contour, 3, "A contour")
    flat = derive_plane(points, tolerance_mm).flatten(points)
    if _crosses_itself(flat):
        raise ValueError("The contour crosses itself, so that its inside is not told. Draw it anew.")
    after = np.roll(flat, -1, axis=0)
    return abs(float((flat[:, 0] * after[:, 1] - after[:, 0] * flat[:, 1]).sum())) / 2.0


def _crosses_itself(flat: Points) -> bool:
    """Whether two edges of a polygon cross in their insides (touching counts as no crossing)."""
    after = np.roll(flat, -1, axis=0)
    along = after - flat

    def side(points: Points) -> Points:
        to = points[None, :, :] - flat[:, None, :]
        return np.sign(along[:, None, 0] * to[..., 1] - along[:, None, 1] * to[..., 0])

    opposite = side(flat) * side(after) < 0
    return bool((opposite & opposite.T).any())


def split_length_mm(line: Line, normal: Sequence[float]) -> tuple[float, float]:
    """A line's length in the plane of the slices and across them, given the slice normal."""
    direction = np.asarray(normal, dtype=np.float64)
    size = float(np.linalg.norm(direction))
    if direction.shape != (3,) or not np.isfinite(size) or size == 0.0:
        raise ValueError("The slice normal must be a direction of three coordinates.")
    way = np.subtract(line.end, line.start)
    across = float(way @ direction) / size
    return float(np.linalg.norm(way - across * direction / size)), abs(across)


def measure_extent(contours: Sequence[ArrayLike], step_mm: float) -> Extent:
    """A lesion from its contours on parallel slices that lie step_mm apart.

    Raises ValueError without contours, for a step that is not positive, and when the slices are not parallel.
    """
    if not contours:
        raise ValueError("The lesion has no contour.")
    if not np.isfinite(step_mm) or step_mm <= 0:
        raise ValueError(f"The distance of the slices is {step_mm:g} mm; it must be above 0.")
    diameters = [measure_diameters(one) for one in contours]
    index = max(range(len(contours)), key=lambda number: diameters[number].long.length_mm)
    positions = derive_positions_mm(contours)
    slices = {round((place - min(positions)) / step_mm) for place in positions}
    return Extent(diameters[index], index, len(slices), max(positions) - min(positions) + step_mm)


def derive_positions_mm(contours: Sequence[ArrayLike]) -> tuple[float, ...]:
    """Where contours on parallel slices lie along the normal of the first. Raises ValueError when they don't."""
    planes = [derive_plane(one) for one in contours]
    normal = planes[0].normal
    for number, plane in enumerate(planes[1:], start=2):
        if abs(float(normal @ plane.normal)) < PARALLEL_COSINE:
            raise ValueError(f"Contour {number} is not parallel to the first; all must lie on slices of one stack.")
    return tuple(float(normal @ plane.centre) for plane in planes)
