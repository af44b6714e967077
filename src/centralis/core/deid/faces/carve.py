"""Removes a face from the skin inwards and never touches the brain (PS3.15 E.3.2, Clean Recognizable Visual Features).

What goes: skin, nose, lips, front of the orbits, cheeks and chin to a depth measured from the smoothed surface of the
head, whatever protrudes ahead of the frontal poles, and the air in front, where a mask, a tube or a halo would keep
the face's form. The new surface is smooth and moved by a seeded random field, so the old one does not follow from it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage
from scipy.special import ndtri

from centralis.core.deid.faces.find import (
    BEHIND_POLE_MM,
    FACE_HEIGHT_MM,
    MIDFACE_HALF_MM,
    STEP_MM,
    FaceFinding,
    Head,
    region_before_brain,
)
from centralis.core.deid.faces.grids import Mask, Single, bring_back, dilated, eroded
from centralis.core.deid.faces.volume import HeadVolume

_SMOOTH_MM = 9.0
_DEPTH_MM = 15.0
_ROUGH_MM = 3.5
_ROUGH_SCALE_MM = 14.0
_BRAIN_MARGIN_MM = 4.0
_BEHIND_POLE_SIDE_MM = 72.0
_AIR_IN_FRONT_MM = 40.0
_RAMP_MM = 10.0
_EAR_DEPTH_MM = 6.0
_SLAB = 16


@dataclass(frozen=True, slots=True)
class FaceRemoval:
    """samples: new stored integers. changed: voxels that were replaced. fill: stored value written, per slice."""

    samples: NDArray[Any]
    changed: Mask
    fill: NDArray[Any]
    numbers: Mapping[str, float]


def remove_face(volume: HeadVolume, finding: FaceFinding, seed: int, ears: bool = False) -> FaceRemoval:
    """The volume without its face. Raises ValueError for a finding without a face.

    seed: of the random surface; the same seed gives the same result. ears: the auricles go too.
    """
    head = finding.head
    if head is None or not finding.present:
        raise ValueError("there is no face to remove")
    from_body = np.asarray(ndimage.distance_transform_edt(~head.body), np.float32) * np.float32(STEP_MM)
    field = carving_field(head, from_body, seed, ears)
    low, high = _stored_range(volume)
    fill = np.clip(np.rint((_background(volume, head, from_body) - volume.intercept) / volume.slope), low, high)
    fill = fill.astype(volume.samples.dtype)
    changed = np.zeros(volume.samples.shape, bool)
    samples = volume.samples.copy()
    brain_lost = brain_voxels = 0
    brain = head.brain.astype(np.float32)
    for first in range(0, len(samples), _SLAB):
        last = min(first + _SLAB, len(samples))
        cut = bring_back(field, head.grid, volume, first, last) > 0
        own = bring_back(brain, head.grid, volume, first, last) > 0.5
        if volume.padding is not None:
            cut &= volume.samples[first:last] != volume.padding
        changed[first:last] = cut
        np.copyto(samples[first:last], fill[first:last, None, None], where=cut)
        brain_lost += int((cut & own).sum())
        brain_voxels += int(own.sum())
    numbers = {
        **_surface_numbers(head, field),
        "changed_voxels": int(changed.sum()),
        "brain_voxels": brain_voxels,
        "brain_voxels_lost": brain_lost,
        "brain_ml": float(finding.numbers.get("brain_ml", 0.0)),
    }
    return FaceRemoval(samples, changed, fill, numbers)


def carving_field(head: Head, from_body: Single, seed: int, ears: bool) -> Single:
    """Millimetres by which each point of the head's grid lies inside what is removed; zero is the new surface.

    from_body: distance of points in the air from the skin, mm.
    """
    occupied = ndimage.gaussian_filter(head.body.astype(np.float32), _SMOOTH_MM / STEP_MM, mode="nearest")
    depth = ndtri(np.clip(occupied, 1e-4, 1 - 1e-4)).astype(np.float32) * np.float32(_SMOOTH_MM)
    ramp = np.clip(head.zone_mm / _RAMP_MM, 0.0, 1.0)
    forward = head.forward_mm[None, :, None]
    up = head.up_mm[:, None, None]
    behind = forward - (head.frontal_mm - _BEHIND_POLE_SIDE_MM)
    below = up - (head.brow_up_mm - FACE_HEIGHT_MM)
    rough = _roughness(head.grid.shape, seed)
    shell = _DEPTH_MM * ramp * np.clip(behind / 20.0, 0.0, 1.0) + rough * ramp - depth
    ahead = np.minimum(forward - (head.frontal_mm - BEHIND_POLE_MM), MIDFACE_HALF_MM - np.abs(head.left_mm)) + (
        np.minimum(rough, 0.0) * 0.3
    )
    out = np.minimum(np.maximum(shell, ahead), np.minimum(head.zone_mm, _AIR_IN_FRONT_MM - from_body))
    out = np.minimum(out, np.minimum(behind, below))
    if ears:
        out = np.maximum(out, _ears(head))
    from_brain = ndimage.distance_transform_edt(~head.brain) * STEP_MM - _BRAIN_MARGIN_MM
    return np.asarray(np.minimum(out, from_brain), np.float32)


def _roughness(shape: tuple[int, int, int], seed: int) -> Single:
    """A smooth random field in mm."""
    noise = np.random.default_rng(seed).standard_normal(shape, dtype=np.float32)
    noise = ndimage.gaussian_filter(noise, _ROUGH_SCALE_MM / STEP_MM, mode="wrap")
    return np.asarray(noise * (_ROUGH_MM / max(float(noise.std()), 1e-9)), np.float32)


def _ears(head: Head) -> Single:
    """What an opening takes off the sides of the head, a little deeper."""
    steps = 12.0 / STEP_MM
    kept = dilated(eroded(head.body, steps), steps)
    forward, up = head.forward_mm[None, :, None], head.up_mm[:, None, None]
    side = (np.abs(head.left_mm)[None, None, :] > 50.0) & (np.abs(up - head.brow_up_mm) < 70.0)
    side = side & (forward < head.frontal_mm - 50.0) & (forward > head.frontal_mm - 150.0)
    thin = head.body & ~kept & side
    if not thin.any():
        return np.full(head.grid.shape, -1.0, np.float32)
    return np.asarray(_EAR_DEPTH_MM - ndimage.distance_transform_edt(~thin) * STEP_MM, np.float32)


def _background(volume: HeadVolume, head: Head, from_body: Single) -> float:
    """The modality value of the air beside the head."""
    near = (from_body > 6.0) & (from_body <= 30.0) & head.inside
    air = head.values[near & (head.values < head.skin_level)]
    if volume.modality == "CT":
        return float(np.clip(np.median(air), -1024.0, -950.0)) if air.size else -1000.0
    return float(np.median(air)) if air.size else float(head.values.min())


def _stored_range(volume: HeadVolume) -> tuple[int, int]:
    """Stored values that the volume itself uses, so that the fill needs no more bits."""
    real = volume.samples[volume.samples != volume.padding] if volume.padding is not None else volume.samples
    return (int(real.min()), int(real.max())) if real.size else (0, 0)


def _surface_numbers(head: Head, field: Single) -> dict[str, float]:
    """How much of the skin in front of the brain went, in voxels of the 2 mm grid."""
    inner = ndimage.binary_erosion(head.body, border_value=1)
    skin = head.body & ~inner & head.inside
    face = skin & (head.zone_mm > _RAMP_MM / 2) & region_of_face(head)
    front = skin & ndimage.binary_dilation(region_before_brain(head) & head.body)
    gone = field > 0
    total = int(face.sum())
    return {
        "surface_voxels_removed_before_brain": int((front & gone).sum()),
        "face_surface_fraction_removed": round(float((face & gone).sum()) / total, 4) if total else 1.0,
        "removed_ml": round(float((gone & head.body & head.inside).sum()) * STEP_MM**3 / 1000, 1),
    }


def region_of_face(head: Head) -> Mask:
    """Forehead's lower edge to chin, ear to ear: where the face's skin lies."""
    forward, up = head.forward_mm[None, :, None], head.up_mm[:, None, None]
    return np.asarray(
        (forward > head.frontal_mm - _BEHIND_POLE_SIDE_MM + 20.0) & (up > head.brow_up_mm - FACE_HEIGHT_MM + 15.0)
        & (head.zone_mm > 0)
    )  # fmt: skip
