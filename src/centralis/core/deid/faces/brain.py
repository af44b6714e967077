"""Where the brain lies: what the protected region and the search for a face are built on. Geometry only, no atlas.

CT: soft tissue that bone encloses on all sides but below. MR: the largest part that stays bright and connected once
the scalp is taken off by depth and thin bridges by erosion. Both must lie under the skin as a brain does.
"""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy import ndimage

from centralis.core.deid.faces.grids import Grid, Mask, Single, dilated, eroded, largest, patient_grid, sample
from centralis.core.deid.faces.volume import Floats, HeadVolume

CT_SKIN_HU = -300.0
_BONE_HU = 220.0
_SOFT_HU = (-30.0, 130.0)
_STEP_MM = {"CT": 4.0, "MR": 3.0}
_ENCLOSED_SIDES = 15  # of 17 directions: all of the 26 neighbours' that do not point down
_BRAIN_ML = (150.0, 2200.0)
_LONGEST_MM = 215.0
_WIDEST_MM = 190.0
_SKULL_AND_SCALP_MM = 27.0
_LEAST_UNDER_SCALP = 0.7
_SCALP_MM = 8.0
_MR_EROSIONS_MM = (9.0, 7.0, 11.0, 5.0)  # strong enough to part brain from muscle comes first
_FAINTEST_BRAIN = 0.4
_BRIGHTER_THAN_BRAIN = 1.8  # fat on T1, globes on T2
_MOST_PITCH = 0.64  # sine of 40 degrees
_HEIGHT_MM = 150.0


@dataclass(frozen=True, slots=True)
class Coarse:
    """A volume on a grid along the patient's axes (up, back, left): values, where it has any, and the filled body."""

    values: Single
    inside: Mask
    body: Mask
    skin_level: float
    grid: Grid
    step_mm: float


@dataclass(frozen=True, slots=True)
class Brain:
    """mask: on the coarse grid. volume_ml: of what is in the field. centre_mm: LPS. axes: rows up, back, left (LPS).
    level: modality values between which the brain's own lie."""

    mask: Mask
    volume_ml: float
    centre_mm: Floats
    axes: Floats
    level: tuple[float, float]


def coarse(volume: HeadVolume) -> Coarse:
    """The whole volume, small."""
    step = _STEP_MM[volume.modality]
    grid = patient_grid(volume, step)
    values, inside = sample(volume, grid)
    skin = skin_level(values[inside], volume.modality)
    return Coarse(values, inside, filled((values > skin) & inside), skin, grid, step)


def skin_level(values: Single, modality: str) -> float:
    """The modality value between air and skin: fixed HU for CT, a tenth of the bright tissue's for MR."""
    if modality == "CT":
        return CT_SKIN_HU
    bright = values[values > values.min()]
    return float(0.1 * np.percentile(bright, 98) + 0.9 * values.min()) if bright.size else 0.0


def filled(tissue: Mask) -> Mask:
    """Tissue with its inner air (sinuses, airway, lungs), crumbs left out."""
    parts, count = ndimage.label(ndimage.binary_closing(tissue, iterations=1) | tissue)
    if not count:
        return tissue
    sizes = np.bincount(parts.reshape(-1))
    sizes[0] = 0
    kept = np.isin(parts, np.flatnonzero(sizes > 0.02 * sizes.max()))
    for plane in range(kept.shape[0]):
        kept[plane] = ndimage.binary_fill_holes(kept[plane])
    return np.asarray(kept)


def find_brain(small: Coarse, modality: str) -> Brain | None:
    """The brain or the part of it that lies in the field; None when nothing in the volume is shaped like one."""
    for mask, level in _ct_candidates(small) if modality == "CT" else _mr_candidates(small):
        volume_ml = float(mask.sum()) * small.step_mm**3 / 1000
        if not _BRAIN_ML[0] <= volume_ml <= _BRAIN_ML[1] or not _under_scalp(mask, small):
            continue
        centre, axes = _frame(mask, small)
        if _sized(mask, small, centre, axes):
            return Brain(mask, volume_ml, centre, axes, level)
    return None


def _ct_candidates(small: Coarse) -> Iterator[tuple[Mask, tuple[float, float]]]:
    bone, air = small.values > _BONE_HU, small.values < CT_SKIN_HU
    soft = (small.values > _SOFT_HU[0]) & (small.values < _SOFT_HU[1]) & small.inside
    sides = np.zeros(bone.shape, np.uint8)
    air |= ~small.inside
    for up, back, left in itertools.product((0, 1), (-1, 0, 1), (-1, 0, 1)):
        if up or back or left:
            sides += _meets(bone, air, (up, back, left))
    core = eroded(soft & (sides >= _ENCLOSED_SIDES), 1.2)
    for part in _biggest(core, 3):
        whole = dilated(part, 2.0) & soft & (sides >= _ENCLOSED_SIDES - 3)
        yield _closed(_height_cut(whole, small), 2.5), _SOFT_HU


def _meets(bone: Mask, stop: Mask, way: tuple[int, int, int]) -> Mask:
    """Whether one going from each voxel in a direction meets bone before air. The field's upper edge counts as bone:
    a skull cut off by the field is closed there; the other edges do not."""
    axis = next(index for index in range(3) if way[index])
    moved = np.moveaxis(np.zeros(bone.shape, bool), axis, 0)
    bones, stops = np.moveaxis(bone, axis, 0), np.moveaxis(stop, axis, 0)
    order = range(bones.shape[0] - 1, -1, -1) if way[axis] > 0 else range(bones.shape[0])
    minor = [way[index] for index in range(3) if index != axis]
    before = np.full(bones.shape[1:], way[0] > 0)
    for plane in order:
        met = bones[plane] | (_shifted(before, minor) & ~stops[plane])
        moved[plane] = met
        before = met
    return np.asarray(np.moveaxis(moved, 0, axis))


def _shifted(plane: Mask, minor: list[int]) -> Mask:
    """What a neighbour in that direction holds."""
    out = plane
    for axis, move in enumerate(minor):
        if move:
            out = np.roll(out, -move, axis)
    return out


def _mr_candidates(small: Coarse) -> Iterator[tuple[Mask, tuple[float, float]]]:
    depth = ndimage.distance_transform_edt(small.body) * small.step_mm
    if small.body.all():
        return
    deep = (depth > 25.0) & (small.values > small.skin_level)
    if deep.sum() < 1000:
        return
    middle = float(np.median(small.values[deep]))
    for share in (0.55, 0.75):
        low = share * middle
        own = (small.values > low) & (small.values < _BRIGHTER_THAN_BRAIN * middle)
        bright = own & (depth > _SCALP_MM) & small.inside
        inner = ndimage.distance_transform_edt(bright) * small.step_mm
        for radius in _MR_EROSIONS_MM:
            for part in _biggest(inner > radius, 2):
                whole = dilated(part, (radius + 2.0) / small.step_mm) & bright
                level = (_FAINTEST_BRAIN * middle, _BRIGHTER_THAN_BRAIN * middle)
                yield _closed(_height_cut(largest(whole), small), 3.0), level


def _biggest(mask: Mask, count: int) -> list[Mask]:
    """The largest connected parts, largest first."""
    parts, found = ndimage.label(mask)
    sizes = np.bincount(parts.reshape(-1))
    sizes[0] = 0
    order = np.argsort(sizes)[::-1][: min(count, found)]
    return [np.asarray(parts == int(index)) for index in order if sizes[index] > 20]


def _height_cut(mask: Mask, small: Coarse) -> Mask:
    """Without the cord: nothing further below the top than a brain is high."""
    rows = np.flatnonzero(mask.any((1, 2)))
    if rows.size:
        mask = mask.copy()
        mask[: max(0, int(rows[-1] - _HEIGHT_MM / small.step_mm))] = False
    return mask


def _closed(mask: Mask, steps: float) -> Mask:
    """Sulci and ventricles filled."""
    room = np.pad(mask, 4)
    out = ndimage.distance_transform_edt(dilated(room, steps)) > steps
    return np.asarray((out | room)[4:-4, 4:-4, 4:-4])


def _under_scalp(mask: Mask, small: Coarse) -> bool:
    """Whether the upper surface lies a skull's and scalp's depth below the skin, as no other organ's does."""
    if not mask.any():
        return False
    shell = mask & ~ndimage.binary_erosion(mask)
    height = np.nonzero(mask)[0].mean()
    shell[: int(height)] = False
    edge = ndimage.distance_transform_edt(np.pad(small.inside, 1))[1:-1, 1:-1, 1:-1] * small.step_mm
    depth = ndimage.distance_transform_edt(small.body) * small.step_mm
    judged = shell & (edge > _SKULL_AND_SCALP_MM)
    if judged.sum() < 0.15 * shell.sum():
        judged = shell & (edge > 1.5 * small.step_mm)
    if judged.sum() < 0.05 * max(int(shell.sum()), 1):
        return False
    return bool((depth[judged] < _SKULL_AND_SCALP_MM).mean() >= _LEAST_UNDER_SCALP)


def _frame(mask: Mask, small: Coarse) -> tuple[Floats, Floats]:
    """Centre and axes of the head: the brain's longest axis points forward, as far as the field shows it whole."""
    index = np.argwhere(mask)
    points = index @ small.grid.to_lps[:3, :3].T + small.grid.to_lps[:3, 3]
    centre = points.mean(0)
    front = np.array([0.0, -1.0, 0.0])
    edge = ndimage.binary_dilation(mask, iterations=2) & ~_interior(small.inside)
    if edge.sum() < 0.002 * mask.sum():
        _, vectors = np.linalg.eigh(np.cov((points - centre).T))
        long = vectors[:, 2] * (-1.0 if vectors[1, 2] > 0 else 1.0)
        if -long[1] > np.sqrt(1 - _MOST_PITCH**2):
            front = long
    up = np.array([0.0, 0.0, 1.0]) - front[2] * front
    up /= np.linalg.norm(up)
    left = np.cross(up, front)
    return centre, np.array([up, -front, left * (1.0 if left[0] > 0 else -1.0)])


def _interior(inside: Mask) -> Mask:
    return np.asarray(ndimage.binary_erosion(inside, border_value=0))


def _sized(mask: Mask, small: Coarse, centre: Floats, axes: Floats) -> bool:
    """Whether its length and width are a head's."""
    points = np.argwhere(mask) @ small.grid.to_lps[:3, :3].T + small.grid.to_lps[:3, 3] - centre
    low, high = np.percentile(points @ axes.T, (1, 99), axis=0)
    _, length, width = high - low
    return bool(length <= _LONGEST_MM and width <= _WIDEST_MM and length >= 60.0)
