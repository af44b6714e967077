"""Volumes of the left ventricle and ejection fraction: biplane discs, or areas of short-axis slices.

Lang RM et al, J Am Soc Echocardiogr 2015;28:1-39 (biplane summation of discs, 20 discs); for CMR the sum of areas times
the distance of slices. Lengths in mm, areas in mm², volumes in ml. What is drawn comes as contours of points (point,
axis) in the patient (LPS, mm), closed from the last point to the first; what is derived of them is rounded to 0.0001.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
from numpy.typing import ArrayLike

from centralis.core.measurement.diameters import (
    PLANE_TOLERANCE_MM,
    cross_at,
    derive_plane,
    derive_positions_mm,
    measure_area_mm2,
    read_points,
)

PI = Decimal("3.14159265358979323846")
DISCS = 20
#: Steps of a stack that differ by more than this share of their median are a gap or a slice drawn twice.
STEP_TOLERANCE = 0.1
_MM3_IN_ML = Decimal(1000)
_PLACES = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class Discs:
    """One apical view: disc diameters from the mitral plane to the apex, and the long axis they stack along."""

    diameters_mm: tuple[Decimal, ...]
    length_mm: Decimal


@dataclass(frozen=True, slots=True)
class Stack:
    """One phase of short-axis slices: the areas in order of position, and the distance from slice to slice."""

    areas_mm2: tuple[Decimal, ...]
    step_mm: Decimal

    @property
    def volume_ml(self) -> Decimal:
        """Sum of areas times distance."""
        return compute_slices_ml(self.areas_mm2, self.step_mm, Decimal(0))


def compute_biplane_ml(
    four_chamber_mm: Sequence[Decimal], two_chamber_mm: Sequence[Decimal], length_mm: Decimal
) -> Decimal:
    """Volume from the disc diameters of the two apical views and the longer of their lengths.

    V = π/4 × Σ aᵢ bᵢ × L/n for n discs. Raises ValueError unless both views have the same number of discs.
    """
    if not four_chamber_mm or len(four_chamber_mm) != len(two_chamber_mm):
        raise ValueError(f"{len(four_chamber_mm)} and {len(two_chamber_mm)} discs; both views need the same number.")
    products = sum((a * b for a, b in zip(four_chamber_mm, two_chamber_mm, strict=True)), Decimal(0))
    return PI / 4 * products * length_mm / len(four_chamber_mm) / _MM3_IN_ML


def compute_slices_ml(areas_mm2: Sequence[Decimal], thickness_mm: Decimal, gap_mm: Decimal) -> Decimal:
    """Volume of a stack of short-axis slices: Σ area × (thickness + gap)."""
    return sum(areas_mm2, Decimal(0)) * (thickness_mm + gap_mm) / _MM3_IN_ML


def compute_ejection_percent(end_diastolic_ml: Decimal, end_systolic_ml: Decimal) -> Decimal:
    """(EDV − ESV) / EDV × 100. Raises ValueError when the ventricle is larger in systole, or empty in diastole."""
    if end_diastolic_ml <= 0:
        raise ValueError(f"The end-diastolic volume is {end_diastolic_ml:f} ml; it must be above 0.")
    if end_systolic_ml > end_diastolic_ml:
        raise ValueError(
            f"The end-systolic volume {end_systolic_ml:.1f} ml exceeds the end-diastolic {end_diastolic_ml:.1f} ml."
        )
    return (end_diastolic_ml - end_systolic_ml) * 100 / end_diastolic_ml


def derive_stack(contours: Sequence[ArrayLike], step_mm: float | None = None) -> Stack:
    """Areas of short-axis contours in the order of their slices, and their distance: as given, or as they lie.

    Raises ValueError without contours, for one that is not flat or crosses itself, when slices are not parallel, drawn
    twice, left out or unevenly spaced, and when a single slice comes without its distance.
    """
    if not contours:
        raise ValueError("There is no short-axis contour.")
    if step_mm is not None and (not np.isfinite(step_mm) or step_mm <= 0):
        raise ValueError(f"The distance of the slices is {step_mm:g} mm; it must be above 0.")
    areas = [measure_area_mm2(one) for one in contours]
    order = np.argsort(places := np.array(derive_positions_mm(contours)))
    steps = np.diff(places[order])
    if not steps.size and step_mm is None:
        raise ValueError("A single slice does not tell the distance of the slices; give it.")
    expected = float(np.median(steps)) if step_mm is None else step_mm
    for number, step in enumerate(steps, start=1):
        if abs(step - expected) > STEP_TOLERANCE * expected or step <= PLANE_TOLERANCE_MM:
            raise ValueError(
                f"Slices {number} and {number + 1} lie {step:.2f} mm apart where {expected:.2f} mm are expected: "
                "one is missing or drawn twice."
            )
    return Stack(tuple(_exact(areas[index]) for index in order), _exact(expected))


def derive_discs(contour: ArrayLike, mitral: ArrayLike, discs: int = DISCS) -> Discs:
    """Discs of one apical view. contour: the endocardial border; mitral: the two hinge points of the valve.

    The long axis runs from the middle between the hinges to the contour's farthest point, the apex; each disc has the
    contour's width at its middle height, at a right angle to the axis. Raises ValueError for a contour that is not
    flat or crosses itself, hinges that leave its plane or are one point, and fewer than one disc.
    """
    if discs < 1:
        raise ValueError(f"{discs} discs; at least one is needed.")
    points, hinges = read_points(contour, 3, "A contour"), read_points(mitral, 2, "The mitral plane")
    if len(hinges) != 2 or np.array_equal(hinges[0], hinges[1]):
        raise ValueError("The mitral plane needs its two hinge points, which lie apart.")
    measure_area_mm2(points)
    plane = derive_plane(points)
    off = float(np.abs((hinges - plane.centre) @ plane.normal).max())
    if off > PLANE_TOLERANCE_MM:
        raise ValueError(f"The mitral plane lies {off:.2f} mm off the contour's slice; draw both on one.")
    flat, base = plane.flatten(points), plane.flatten(hinges).mean(axis=0)
    away = flat - base
    axis = away[int(np.linalg.norm(away, axis=1).argmax())]
    length = float(np.linalg.norm(axis))
    axis = axis / length
    turned = away @ np.array([[axis[0], -axis[1]], [axis[1], axis[0]]])
    heights = (np.arange(discs) + 0.5) * length / discs
    return Discs(tuple(_exact(cross_at(turned, float(height))) for height in heights), _exact(length))


def compute_views_ml(four_chamber: Discs, two_chamber: Discs) -> Decimal:
    """Biplane volume of two apical views; the longer of the two axes counts."""
    longer = max(four_chamber.length_mm, two_chamber.length_mm)
    return compute_biplane_ml(four_chamber.diameters_mm, two_chamber.diameters_mm, longer)


def _exact(value: float) -> Decimal:
    return Decimal(value).quantize(_PLACES)
