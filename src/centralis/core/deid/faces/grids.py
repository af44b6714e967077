"""Sampling a volume on another grid, and a field on that grid back at the volume's own voxels."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from centralis.core.deid.faces.volume import Floats, HeadVolume

Single = NDArray[np.float32]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Grid:
    """An even grid. to_lps: 4×4, index (0, 1, 2) to LPS mm."""

    shape: tuple[int, int, int]
    to_lps: Floats


def patient_grid(volume: HeadVolume, step_mm: float) -> Grid:
    """A grid along the patient's axes round the whole volume: index (up, back, left), that is (+z, +y, +x)."""
    ends = np.array(np.meshgrid(*[(0, size - 1) for size in volume.samples.shape], indexing="ij")).reshape(3, -1)
    corners = volume.affine[:3, :3] @ ends[::-1] + volume.affine[:3, 3:]
    low, high = corners.min(1), corners.max(1)
    size = np.maximum(np.ceil((high - low) / step_mm).astype(int) + 1, 1)
    to_lps = np.eye(4)
    to_lps[:3, :3] = np.eye(3)[::-1] * step_mm
    to_lps[:3, 3] = low
    return Grid((int(size[2]), int(size[1]), int(size[0])), to_lps)


def _native_to_lps(volume: HeadVolume) -> Floats:
    """(slice, row, column) index to LPS mm."""
    swapped = volume.affine.copy()
    swapped[:, :3] = volume.affine[:, 2::-1]
    return np.asarray(swapped)


def sample(volume: HeadVolume, grid: Grid) -> tuple[Single, Mask]:
    """The volume's modality values on a grid, and where the grid lies inside the volume.

    Voxels smaller than the grid's are averaged first. Outside, the nearest voxel's value is given.
    """
    step = float(np.linalg.norm(grid.to_lps[:3, 0]))
    factors = np.maximum(np.floor(step / volume.spacing_mm + 0.25).astype(int), 1)
    factors = np.minimum(factors, volume.samples.shape)
    shrunk = _shrunk(volume, factors)
    lattice = _native_to_lps(volume)
    lattice = lattice @ np.block(
        [[np.diag(factors), ((factors - 1) / 2)[:, None]], [np.zeros((1, 3)), np.ones((1, 1))]]
    )
    back = np.linalg.inv(lattice) @ grid.to_lps
    values = ndimage.affine_transform(
        shrunk, back[:3, :3], back[:3, 3], output_shape=grid.shape, output=np.float32, order=1, mode="nearest"
    )
    inside = np.ones(grid.shape, bool)
    axes = [np.arange(size, dtype=np.float32) for size in grid.shape]
    for axis in range(3):
        at = (
            back[axis, 3]
            + (back[axis, 0] * axes[0])[:, None, None]
            + (back[axis, 1] * axes[1])[None, :, None]
            + (back[axis, 2] * axes[2])[None, None, :]
        )
        inside &= (at >= -0.51) & (at <= shrunk.shape[axis] - 0.49)
    return values, inside


def _shrunk(volume: HeadVolume, factors: NDArray[Any]) -> Single:
    """Modality values averaged over blocks, padding taken as the lowest other value."""
    samples = volume.samples
    down, rows, columns = (int(one) for one in factors)
    size = [extent // factor for extent, factor in zip(samples.shape, (down, rows, columns), strict=True)]
    out = np.zeros(size, np.float32)
    for index in range(size[0] * down):
        one = samples[index].astype(np.float32)
        if volume.padding is not None:
            one[samples[index] == volume.padding] = -np.inf
        one = one * float(volume.slope[index]) + float(volume.intercept[index])
        low = -1024.0 if volume.modality == "CT" else 0.0
        one = np.maximum(one, low)
        one = one[: size[1] * rows, : size[2] * columns].reshape(size[1], rows, size[2], columns).mean((1, 3))
        out[index // down] += one / down
    return out


def bring_back(field: Single, grid: Grid, volume: HeadVolume, first: int, last: int) -> Single:
    """A field on a grid at the volume's own voxels, slices first..last-1; far outside the grid the nearest value."""
    back = np.linalg.inv(grid.to_lps) @ _native_to_lps(volume)
    offset = back[:3, 3] + back[:3, 0] * first
    shape = (last - first, *volume.samples.shape[1:])
    return np.asarray(
        ndimage.affine_transform(
            field, back[:3, :3], offset, output_shape=shape, output=np.float32, order=1, mode="nearest"
        )
    )


def dilated(mask: Mask, steps: float) -> Mask:
    """Everything within `steps` of the mask."""
    return np.asarray(ndimage.distance_transform_edt(~mask) <= steps) if mask.any() else mask.copy()


def eroded(mask: Mask, steps: float) -> Mask:
    """What of the mask lies deeper than `steps`; the grid's edge is no border."""
    return np.asarray(ndimage.distance_transform_edt(mask) > steps) if not mask.all() else mask.copy()


def largest(mask: Mask) -> Mask:
    """The largest connected part."""
    parts, count = ndimage.label(mask)
    if count < 2:
        return mask.copy()
    sizes = np.bincount(parts.reshape(-1))
    sizes[0] = 0
    return np.asarray(parts == int(sizes.argmax()))
