"""The images of one series as volumes in patient space: order, even spacing, gantry tilt, gaps, repeated positions.

Coordinates are DICOM patient coordinates (LPS, mm; PS3.3 C.7.6.2.1.1). Arrays are (slice, row, column).
"""

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from centralis.core.dicom.geometry import Vector, normal_of

Floats = NDArray[np.floating[Any]]
_SAME_DIRECTION = 0.9995
_SAME_SPACING_MM = 0.01
_SAME_PLACE_OF_STEP = 0.05
_OFF_GRID_OF_STEP = 0.2
_MOST_MISSING = 0.2
_LONGEST_GAP_MM = 30.0


@dataclass(frozen=True, slots=True)
class PlacedImage:
    """One frame and where it lies.

    position_mm: centre of the first voxel. orientation: row then column direction cosines. spacing_mm: between rows,
    between columns. samples: stored integers (row, column). slope, intercept: stored value to modality value.
    """

    position_mm: Vector
    orientation: tuple[float, ...]
    spacing_mm: tuple[float, float]
    samples: NDArray[Any]
    slope: float = 1.0
    intercept: float = 0.0


@dataclass(frozen=True, slots=True)
class HeadVolume:
    """A volume that may show a head.

    samples: stored integers (slice, row, column). affine: 4×4, (column, row, slice) to LPS mm; it shears when the
    gantry was tilted. slope, intercept: per slice, stored to modality value (HU for CT). padding: the stored value of
    voxels outside the reconstruction, which are never changed. body_part: what the header says, a hint only.
    """

    samples: NDArray[Any]
    affine: Floats
    modality: str
    slope: Floats
    intercept: Floats
    padding: int | None = None
    body_part: str = ""

    @property
    def spacing_mm(self) -> Floats:
        """Distance between neighbours along (slice, row, column)."""
        return np.asarray(np.linalg.norm(self.affine[:3, :3], axis=0)[::-1], np.float64)

    def with_samples(self, samples: NDArray[Any]) -> "HeadVolume":
        """The same volume with other samples."""
        return replace(self, samples=samples)


@dataclass(frozen=True, slots=True)
class Stack:
    """One volume of a series. members: for each slice the indices of the images that lie there; none where the slice
    was missing and is interpolated. why: why it is no usable volume (then `volume` is None)."""

    volume: HeadVolume | None
    members: tuple[tuple[int, ...], ...]
    why: str = ""


def assemble(
    images: Sequence[PlacedImage], modality: str, padding: int | None = None, body_part: str = ""
) -> list[Stack]:
    """The images of one series as one stack for each plane orientation, matrix and voxel size, in order of slices."""
    groups: list[list[int]] = []
    for index, image in enumerate(images):
        home = next((group for group in groups if _together(images[group[0]], image)), None)
        if home is None:
            groups.append([index])
        else:
            home.append(index)
    return [_stack(images, group, modality, (padding, body_part)) for group in groups]


def _together(first: PlacedImage, other: PlacedImage) -> bool:
    if first.samples.shape != other.samples.shape:
        return False
    if any(abs(a - b) > _SAME_SPACING_MM for a, b in zip(first.spacing_mm, other.spacing_mm, strict=True)):
        return False
    a, b = np.asarray(first.orientation), np.asarray(other.orientation)
    return bool(a[:3] @ b[:3] > _SAME_DIRECTION and a[3:] @ b[3:] > _SAME_DIRECTION)


def _stack(images: Sequence[PlacedImage], group: list[int], modality: str, said: tuple[int | None, str]) -> Stack:
    """One stack: positions along the normal laid on an even grid. Uneven or gappy ones are told, not guessed."""
    everyone = (tuple(group),)
    normal = normal_of(images[group[0]].orientation)
    if normal is None:
        return Stack(None, everyone, "its image orientation spans no plane")
    along = [math.fsum(a * b for a, b in zip(normal, images[index].position_mm, strict=True)) for index in group]
    ranked = sorted(zip(along, group, strict=True))
    steps = np.diff([place for place, _ in ranked])
    real = steps[steps > 0.01]
    step = float(np.median(real)) if real.size else 0.0
    if not step:
        return _built(images, [(0, group)], modality, said)
    placed: list[tuple[int, list[int]]] = []
    for place, index in ranked:
        exact = (place - ranked[0][0]) / step
        slot = round(exact)
        if placed and placed[-1][0] == slot and exact - slot < _OFF_GRID_OF_STEP:
            placed[-1][1].append(index)
        elif abs(exact - slot) > _OFF_GRID_OF_STEP + 0.002 * slot:
            return Stack(None, everyone, "its slices are unevenly spaced")
        else:
            placed.append((slot, [index]))
    longest = max((b[0] - a[0] for a, b in itertools.pairwise(placed)), default=1)
    missing = 1 - len(placed) / (placed[-1][0] + 1)
    if missing > _MOST_MISSING or (longest > 1 and longest * step > _LONGEST_GAP_MM):
        return Stack(None, everyone, "too many of its slices are missing")
    return _built(images, placed, modality, said)


def _built(
    images: Sequence[PlacedImage],
    placed: list[tuple[int, list[int]]],
    modality: str,
    said: tuple[int | None, str],
) -> Stack:
    count = placed[-1][0] + 1
    first = images[placed[0][1][0]]
    samples = np.empty((count, *first.samples.shape), first.samples.dtype)
    slope, intercept = np.ones(count), np.zeros(count)
    members: list[tuple[int, ...]] = [()] * count
    before = 0
    for slot, indices in placed:
        samples[slot] = _one(images, indices)
        members[slot] = tuple(sorted(indices))
        slope[slot], intercept[slot] = images[indices[0]].slope, images[indices[0]].intercept
        for gap in range(before + 1, slot):
            part = (gap - before) / (slot - before)
            samples[gap] = samples[before] * (1 - part) + samples[slot] * part
            slope[gap], intercept[gap] = slope[before], intercept[before]
        before = slot
    places = np.array([images[indices[0]].position_mm for _, indices in placed])
    slots = np.array([slot for slot, _ in placed], np.float64)
    row, column = np.asarray(first.orientation[:3]), np.asarray(first.orientation[3:])
    affine = np.eye(4)
    affine[:3, 0], affine[:3, 1] = row * first.spacing_mm[1], column * first.spacing_mm[0]
    if count > 1:
        fit = np.polyfit(slots, places, 1)  # the slope is the step from slice to slice, sheared by a gantry tilt
        affine[:3, 2], affine[:3, 3] = fit[0], fit[1]
    else:
        affine[:3, 2], affine[:3, 3] = np.cross(row, column), places[0]
    volume = HeadVolume(samples, affine, modality, slope, intercept, said[0], said[1])
    return Stack(volume, tuple(members))


def _one(images: Sequence[PlacedImage], indices: list[int]) -> NDArray[Any]:
    """What lies at one position: the mean when several images do (echoes, repetitions, b-values)."""
    if len(indices) == 1:
        return images[indices[0]].samples
    total = np.zeros(images[indices[0]].samples.shape, np.float64)
    for index in indices:
        total += images[index].samples
    return np.asarray(total / len(indices)).astype(images[indices[0]].samples.dtype)
