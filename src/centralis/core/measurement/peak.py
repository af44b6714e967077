"""Intensity peak: the mean in a sphere of 1 cm³, around the hottest voxel or wherever it is highest.

IBSI reference manual (arXiv 1612.07003), section 3.2 "Local intensity features" (loc_peak_loc, loc_peak_glob): a sphere
of 6.2 mm radius, voxels counted by their centres, image values outside the region included. SUVpeak and SULpeak of
PERCIST use the same sphere (Wahl RL et al, J Nucl Med 2009;50(S1):122S-150S, diameter 1.2 cm).
"""

from math import pi

import numpy as np
from numpy.typing import NDArray

from centralis.core.measurement.shape import bounds

SPHERE_RADIUS_MM = (3.0 / (4.0 * pi)) ** (1 / 3) * 10.0

Spacing = tuple[float, float, float]
Volume = NDArray[np.float64]


def compute_peaks(
    image: Volume, mask: NDArray[np.bool_], spacing_mm: Spacing, radius_mm: float = SPHERE_RADIUS_MM
) -> dict[str, float]:
    """Local peak (around the region's maximum) and global peak (the highest of all), (slice, row, column) arrays.

    A sphere that reaches over the image's edge is averaged over the part inside. Raises ValueError for an empty mask.
    """
    if not mask.any():
        raise ValueError("The mask is empty: there is no peak to find.")
    box = bounds(mask)
    ball = _ball(spacing_mm, radius_mm)
    reach = [size // 2 for size in ball.shape]
    inside = mask[box]
    total = _sum_spheres(_surroundings(image, box, reach), ball)[inside]
    if all(one.start >= n and one.stop + n <= size for one, n, size in zip(box, reach, image.shape, strict=True)):
        means = total / np.count_nonzero(ball)
    else:
        present = np.broadcast_to(np.float64(1.0), image.shape)
        means = total / _sum_spheres(_surroundings(present, box, reach), ball)[inside]
    values = image[box][inside]
    return {
        "loc_peak_loc": float(means[values == values.max()].max()),
        "loc_peak_glob": float(means.max()),
    }


def _ball(spacing_mm: Spacing, radius_mm: float) -> NDArray[np.bool_]:
    """The voxels whose centres lie within the radius of the middle one."""
    axes = [np.arange(-int(radius_mm // step), int(radius_mm // step) + 1) * step for step in spacing_mm]
    found: NDArray[np.bool_] = sum(axis**2 for axis in np.meshgrid(*axes, indexing="ij")) <= radius_mm**2
    return found


def _surroundings(image: Volume, box: tuple[slice, ...], reach: list[int]) -> Volume:
    """The part of an image in a box and within reach of it, 0 beyond the image's edge."""
    wide = np.zeros([one.stop - one.start + 2 * n for one, n in zip(box, reach, strict=True)])
    taken, put = [], []
    for one, n, size in zip(box, reach, image.shape, strict=True):
        start, stop = max(one.start - n, 0), min(one.stop + n, size)
        taken.append(slice(start, stop))
        put.append(slice(start - one.start + n, stop - one.start + n))
    wide[tuple(put)] = image[tuple(taken)]
    return wide


def _sum_spheres(wide: Volume, ball: NDArray[np.bool_]) -> Volume:
    """The sum within the ball around each voxel, the margin of the ball's reach left out.

    A ball is rows of columns: sums over a row of each length are made once, each from the next shorter one, and added
    where the ball has such a row; nothing is ever subtracted, so that nothing cancels.
    """
    slices, rows, columns = (size - size_of_ball + 1 for size, size_of_ball in zip(wide.shape, ball.shape, strict=True))
    middle = ball.shape[2] // 2
    lengths = ball.sum(axis=2)
    total = np.zeros((slices, rows, columns))
    run = wide[:, :, middle : middle + columns].copy()
    for half in range(middle + 1):
        if half:
            run += wide[:, :, middle - half : middle - half + columns]
            run += wide[:, :, middle + half : middle + half + columns]
        for first, second in np.argwhere(lengths == 2 * half + 1):
            total += run[first : first + slices, second : second + rows]
    return total
