"""Coronary calcium from a CT volume with labelled vessels: islands, Agatston score, volume and mass.

Agatston AS et al, J Am Coll Cardiol 1990;15:827-832: per slice and vessel, connected islands of at least 130 HU and
1 mm², area times a weight by the peak. Volume: voxels above the threshold times their size. Mass: mean HU times volume
times a calibration factor. Arrays are (slice, row, column), HU as whole or real numbers; lengths in mm.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

THRESHOLD_HU = 130.0
LEAST_AREA_MM2 = 1.0
STANDARD_THICKNESS_MM = 3.0
#: peak HU from which a weight counts, the highest first
WEIGHTS: tuple[tuple[int, int], ...] = ((400, 4), (300, 3), (200, 2), (130, 1))
_EIGHT_NEIGHBOURS = np.ones((3, 3), dtype=bool)


def weight_of(peak_hu: float) -> int:
    """The weight of an island by its peak; 0 below 130 HU."""
    return next((weight for least, weight in WEIGHTS if peak_hu >= least), 0)


@dataclass(frozen=True, slots=True)
class Island:
    """One connected island of calcium in one slice of one vessel."""

    vessel: str
    slice_index: int
    area_mm2: float
    peak_hu: float
    mean_hu: float
    voxels: int


def find_islands(
    image_hu: NDArray[np.float64],
    labels: NDArray[np.integer],
    vessels: Mapping[int, str],
    spacing_mm: tuple[float, float, float],
    least_area_mm2: float = LEAST_AREA_MM2,
) -> tuple[Island, ...]:
    """Find the islands. labels: the vessel's number at each voxel, 0 outside; spacing (slice, row, column).

    Raises ValueError when the shapes differ or a label has no vessel.
    """
    if image_hu.shape != labels.shape or image_hu.ndim != 3:
        raise ValueError(f"Image {image_hu.shape} and labels {labels.shape} must be volumes of one shape.")
    unknown = sorted(set(np.unique(labels).tolist()) - set(vessels) - {0})
    if unknown:
        raise ValueError(f"Labels without a vessel: {', '.join(map(str, unknown))}. Known: {dict(vessels)}.")
    pixel_mm2 = spacing_mm[1] * spacing_mm[2]
    found: list[Island] = []
    for number, vessel in vessels.items():
        dense = (labels == number) & (image_hu >= THRESHOLD_HU)
        for index in np.flatnonzero(dense.any(axis=(1, 2))):
            marked, count = ndimage.label(dense[index], structure=_EIGHT_NEIGHBOURS)
            for island in range(1, count + 1):
                values = image_hu[index][marked == island]
                area = values.size * pixel_mm2
                if area >= least_area_mm2:
                    found.append(
                        Island(vessel, int(index), area, float(values.max()), float(values.mean()), int(values.size))
                    )
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Calcium:
    """What the islands come to, in all and by vessel. Volumes in mm³, mass in mg (None without a calibration)."""

    agatston: float
    by_vessel: dict[str, float]
    volume_mm3: float
    mass_mg: float | None
    is_standard_thickness: bool


def compute_calcium(
    islands: tuple[Island, ...], thickness_mm: float, mg_per_mm3_hu: float | None = None, by_thickness: bool = True
) -> Calcium:
    """Score islands of slices of one thickness.

    by_thickness: scale the score by thickness / 3 mm, which is no part of the paper and is asked for by some protocols;
    `is_standard_thickness` says whether it mattered. mg_per_mm3_hu: calibration, hydroxyapatite per HU.
    """
    factor = thickness_mm / STANDARD_THICKNESS_MM if by_thickness else 1.0
    by_vessel: dict[str, float] = {}
    volume = mass = 0.0
    for one in islands:
        by_vessel[one.vessel] = by_vessel.get(one.vessel, 0.0) + one.area_mm2 * weight_of(one.peak_hu) * factor
        volume += one.area_mm2 * thickness_mm
        mass += one.area_mm2 * thickness_mm * one.mean_hu * (mg_per_mm3_hu or 0.0)
    standard = abs(thickness_mm - STANDARD_THICKNESS_MM) < 1e-6
    return Calcium(sum(by_vessel.values()), by_vessel, volume, None if mg_per_mm3_hu is None else mass, standard)
