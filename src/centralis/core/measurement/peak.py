"""Intensity peak: the mean in a sphere of 1 cm³, around the hottest voxel or wherever it is highest.

IBSI reference manual (arXiv 1612.07003), section 3.2 "Local intensity features" (loc_peak_loc, loc_peak_glob): a sphere
of 6.2 mm radius, voxels counted by their centres, image values outside the region included. SUVpeak and SULpeak of
PERCIST use the same sphere (Wahl RL et al, J Nucl Med 2009;50(S1):122S-150S, diameter 1.2 cm).
"""

from math import pi

import numpy as np
from numpy.typing import NDArray

SPHERE_RADIUS_MM = (3.0 / (4.0 * pi)) ** (1 / 3) * 10.0

Spacing = tuple[float, float, float]


def compute_peaks(
    image: NDArray[np.float64], mask: NDArray[np.bool_], spacing_mm: Spacing, radius_mm: float = SPHERE_RADIUS_MM
) -> dict[str, float]:
    """Local peak (around the region's maximum) and global peak (the highest of all), (slice, row, column) arrays.

    A sphere that reaches over the image's edge is averaged over the part inside. Raises ValueError for an empty mask.
    """
    if not mask.any():
        raise ValueError("The mask is empty: there is no peak to find.")
    reach = [int(radius_mm // step) for step in spacing_mm]
    grid = np.meshgrid(*(np.arange(-n, n + 1) for n in reach), indexing="ij")
    squared = sum((axis * step) ** 2 for axis, step in zip(grid, spacing_mm, strict=True))
    offsets = np.stack([axis[squared <= radius_mm**2] for axis in grid], axis=1)
    places = np.argwhere(mask)
    total, count = np.zeros(len(places)), np.zeros(len(places))
    shape = np.asarray(image.shape)
    for offset in offsets:
        there = places + offset
        inside = ((there >= 0) & (there < shape)).all(axis=1)
        total[inside] += image[tuple(there[inside].T)]
        count[inside] += 1
    means = total / count
    values = image[mask]
    return {
        "loc_peak_loc": float(means[values == values.max()].max()),
        "loc_peak_glob": float(means.max()),
    }
