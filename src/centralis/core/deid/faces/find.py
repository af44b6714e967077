"""Is a face in the volume? Told from the brain, the skin and what lies in front of and below the brain."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy import ndimage
from skimage.morphology import convex_hull_image

from centralis.core.deid.faces.brain import Brain, Coarse, coarse, filled, find_brain
from centralis.core.deid.faces.grids import Grid, Mask, Single, sample
from centralis.core.deid.faces.volume import Floats, HeadVolume

STEP_MM = 2.0
_BOX_MM = ((-210.0, 110.0), (-160.0, 120.0), (-110.0, 110.0))  # up, back, left of the brain's centre
_ZONE_TILT = np.sqrt(0.5)  # the plane that parts face from brain leans 45 degrees
BEHIND_POLE_MM = 6.0
MIDFACE_HALF_MM = 48.0
FACE_HEIGHT_MM = 150.0
_FACE_ML = 5.0
_SURELY_BRAIN_ML = 400.0  # less may be another organ: then a face is not ruled out
_GROWN_STEPS = 4
_FEWEST_SLICES = 5
_PET_FACE_MM = 2.5
_COARSE_MM = 7.0
_TRUNK_CM2 = 430.0
_NECK_MM = 70.0
_NOT_HEAD = frozenset(
    ("CHEST", "THORAX", "LUNG", "HEART", "ABDOMEN", "PELVIS", "LIVER", "KIDNEY", "PROSTATE", "BREAST", "EXTREMITY",
     "KNEE", "HIP", "LEG", "FOOT", "ANKLE", "HAND", "WRIST", "ARM", "ELBOW", "SHOULDER", "THIGH", "LSPINE", "TSPINE",
     "ABDOMENPELVIS", "CHESTABDOMEN", "CHESTABDPELVIS", "TLSPINE", "LSSPINE", "COLON", "UTERUS", "BLADDER", "PANCREAS")
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Head:
    """A head laid straight on a 2 mm grid; index (up, back, left). frontal_mm: how far forward the brain reaches.

    forward_mm, up_mm: signed coordinates of the grid's planes from the brain's centre. zone_mm: distance in front of
    and below the plane that touches the brain (positive: face side).
    """

    grid: Grid
    values: Single
    inside: Mask
    body: Mask
    brain: Mask
    skin_level: float
    frontal_mm: float
    forward_mm: Floats
    up_mm: Floats
    left_mm: Floats
    zone_mm: Single
    brow_up_mm: float


@dataclass(frozen=True, slots=True)
class FaceFinding:
    """present: True, False, or None when geometry cannot tell. numbers: JSON types, units in the names."""

    present: bool | None
    why: str
    numbers: Mapping[str, float]
    head: Head | None = None


def find_face(volume: HeadVolume) -> FaceFinding:
    """Look for a head, then for a face on it. The body part in the header counts only where geometry is silent."""
    if volume.modality == "PT":
        if float(max(volume.spacing_mm)) > _PET_FACE_MM:
            return FaceFinding(False, "PET voxels this large show no face.", {})
        return FaceFinding(None, "A PET this fine may show a face; a person must look.", {})
    if volume.modality not in ("CT", "MR"):
        return FaceFinding(None, "Faces are looked for in CT and MR only; a person must look.", {})
    few = _too_few(volume)
    if few is not None:
        return few
    small = coarse(volume)
    brain = find_brain(small, volume.modality)
    if brain is None:
        return _without_brain(volume, small)
    return _with_brain(volume, small, brain)


def _hint(volume: HeadVolume) -> bool:
    return volume.body_part.upper().replace(" ", "").replace("_", "") in _NOT_HEAD


def _too_few(volume: HeadVolume) -> FaceFinding | None:
    """A few slices hold no surface; told by their size, or left to a person."""
    step = float(volume.spacing_mm[0])
    if volume.samples.shape[0] >= _FEWEST_SLICES and step * volume.samples.shape[0] >= 20.0:
        return None
    normal = volume.affine[:3, 2] / max(float(np.linalg.norm(volume.affine[:3, 2])), 1e-9)
    if volume.modality == "CT" and abs(float(normal[2])) > 0.8:
        area = max(_axial_cm2(volume, index) for index in range(volume.samples.shape[0]))
        if area > _TRUNK_CM2:
            return FaceFinding(False, "The slices cut through the trunk.", {"largest_section_cm2": round(area, 1)})
    if volume.modality == "CT" and abs(float(normal[1])) > 0.8:
        return FaceFinding(False, "Frontal projections or sections show no profile.", {})
    if _hint(volume):
        return FaceFinding(False, "Single slices of a part of the body other than the head.", {})
    return FaceFinding(None, "Too few slices to tell whether a face shows; a person must look.", {})


def _axial_cm2(volume: HeadVolume, index: int) -> float:
    values = volume.samples[index].astype(np.float32) * float(volume.slope[index]) + float(volume.intercept[index])
    parts, count = ndimage.label(ndimage.binary_opening(values > -300, iterations=2))
    if not count:
        return 0.0
    sizes = np.bincount(parts.reshape(-1))[1:]
    return float(sizes.max() * volume.spacing_mm[1] * volume.spacing_mm[2] / 100)


def _without_brain(volume: HeadVolume, small: Coarse) -> FaceFinding:
    """No brain: a trunk or limb is told by its sections; what could be a face without brain is left to a person."""
    areas = _sections_cm2(small)
    rows = np.flatnonzero(areas > 15.0)
    numbers = {"largest_section_cm2": round(float(areas.max(initial=0)), 1)}
    if not rows.size:
        return FaceFinding(None, "No body could be told from the background; a person must look.", numbers)
    trunk = np.flatnonzero(areas > _TRUNK_CM2)
    if trunk.size:
        above = float((rows[-1] - trunk[-1]) * small.step_mm)
        numbers["above_trunk_mm"] = above
        if above <= _NECK_MM:
            return FaceFinding(False, "A trunk without a head: the field ends at or below the neck.", numbers)
        if not _hint(volume):
            return FaceFinding(None, "Something narrow above the trunk, but no brain; a person must look.", numbers)
    if _hint(volume):
        return FaceFinding(False, "No head was found and the header names another part of the body.", numbers)
    return FaceFinding(
        None, "No brain was found, yet a part of a face may be in the field; a person must look.", numbers
    )


def _sections_cm2(small: Coarse) -> Floats:
    """The area of the largest connected section of the body in each axial plane."""
    areas = np.zeros(small.body.shape[0])
    opened = ndimage.binary_opening(small.body, iterations=2)
    for plane in range(areas.size):
        parts, count = ndimage.label(opened[plane])
        if count:
            areas[plane] = np.bincount(parts.reshape(-1))[1:].max() * small.step_mm**2 / 100
    return areas


def _with_brain(volume: HeadVolume, small: Coarse, brain: Brain) -> FaceFinding:
    head = lay_straight(volume, small, brain)
    room = region_before_brain(head)
    tissue = head.body & head.inside & room
    tissue_ml = float(tissue.sum()) * STEP_MM**3 / 1000
    numbers = {
        "brain_ml": round(brain.volume_ml, 1),
        "face_tissue_before_brain_ml": round(tissue_ml, 2),
        "protrusion_mm": round(_protrusion_mm(head, tissue), 1),
        "pitch_degrees": round(float(np.degrees(np.arcsin(-brain.axes[1][2]))), 1),
    }
    if tissue_ml > _FACE_ML:
        return FaceFinding(True, "Soft tissue of a face lies in front of and below the brain.", numbers, head)
    if brain.volume_ml < _SURELY_BRAIN_ML and not _hint(volume):
        return FaceFinding(None, "Only a small part of a brain, or none; a person must look.", numbers, head)
    if float((room & head.inside).sum()) * STEP_MM**3 / 1000 < _FACE_ML:
        return FaceFinding(False, "The field ends above the face.", numbers, head)
    return FaceFinding(False, "A head without a face: no tissue protrudes in front of the brain.", numbers, head)


def lay_straight(volume: HeadVolume, small: Coarse, brain: Brain) -> Head:
    """The head on its own grid, with brain, body and the coordinates that the zone is built from."""
    size = tuple(int((high - low) / STEP_MM) + 1 for low, high in _BOX_MM)
    to_lps = np.eye(4)
    to_lps[:3, :3] = brain.axes.T * STEP_MM
    to_lps[:3, 3] = brain.centre_mm + brain.axes.T @ np.array([low for low, _ in _BOX_MM])
    grid = Grid((size[0], size[1], size[2]), to_lps)
    values, inside = sample(volume, grid)
    back = np.linalg.inv(small.grid.to_lps) @ to_lps
    rough = ndimage.affine_transform(
        brain.mask.astype(np.float32), back[:3, :3], back[:3, 3], output_shape=grid.shape, order=1
    )
    mask = _whole(rough > 0.5, values, brain.level)
    body = filled(values > small.skin_level) | mask
    up, back_mm, left = (
        np.linspace(low, low + (count - 1) * STEP_MM, count) for (low, _), count in zip(_BOX_MM, size, strict=True)
    )
    forward = -back_mm
    touch = (forward[None, :] - up[:, None]) * _ZONE_TILT
    shadow = mask.sum(2) > 8
    frontal = float(forward[np.flatnonzero(mask.sum((0, 2)) > 12)[0]])
    touching = np.where(shadow, touch, -np.inf)
    limit = float(np.percentile(touch[shadow], 99.0)) if shadow.any() else float(touch.max())
    brow = float(up[np.unravel_index(int(touching.argmax()), touching.shape)[0]])
    zone = np.broadcast_to((touch - limit)[:, :, None], grid.shape).astype(np.float32)
    return Head(grid, values, inside, body, mask, small.skin_level, frontal, forward, up, left, np.asarray(zone), brow)


def _whole(rough: Mask, values: Single, level: tuple[float, float]) -> Mask:
    """The brain grown to its own edge and made convex in each plane: rather too much is protected than too little."""
    own = (values > level[0]) & (values < level[1])
    mask = rough | ndimage.binary_dilation(rough, iterations=_GROWN_STEPS, mask=own | rough)
    mask = ndimage.binary_opening(mask, iterations=2) | rough
    for plane in range(mask.shape[0]):
        if mask[plane].sum() > 30:
            mask[plane] = convex_hull_image(mask[plane])  # type: ignore[no-untyped-call]
    return np.asarray(mask)


def region_before_brain(head: Head) -> Mask:
    """Where no tissue of a face may remain: ahead of the frontal poles, on the face's side of the parting plane."""
    return np.asarray(
        (head.zone_mm > 4.0)
        & (head.forward_mm[None, :, None] > head.frontal_mm - BEHIND_POLE_MM + 3.0)
        & (np.abs(head.left_mm)[None, None, :] < MIDFACE_HALF_MM - 3.0)
        & (head.up_mm[:, None, None] > head.brow_up_mm - FACE_HEIGHT_MM + 15.0)
    )


def _protrusion_mm(head: Head, tissue: Mask) -> float:
    """How far tissue of the midface reaches ahead of the frontal poles."""
    planes = np.flatnonzero(tissue.sum((0, 2)) > 2)
    return float(head.forward_mm[planes[0]] - head.frontal_mm) if planes.size else 0.0
