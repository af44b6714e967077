"""A head made of simple bodies, for tests: nose, orbits, lips, chin, ears, skull, brain, neck and, if asked, shoulders.

Everything is a function of LPS millimetres, so it can be laid on any acquisition grid.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.transform import Rotation

from centralis.core.deid.faces import HeadVolume

AIR, FAT, MUSCLE, BONE, BRAIN, CSF, EYE = range(7)
CONTRASTS = {
    "CT": np.array([-1000, -80, 50, 900, 35, 8, 15]),
    "T1": np.array([2, 900, 420, 40, 500, 150, 120]),
    "T2": np.array([2, 700, 160, 40, 380, 800, 820]),
}
Points = NDArray[Any]


@dataclass(frozen=True)
class Pose:
    """Where the head is: its centre (LPS mm), and how it is nodded and turned (degrees)."""

    centre_mm: tuple[float, float, float] = (0.0, 0.0, 0.0)
    nod: float = 0.0
    turn: float = 0.0
    has_trunk: bool = False
    has_face: bool = True


def _ball(p: Points, centre: tuple[float, float, float], radii: tuple[float, float, float]) -> Points:
    return np.asarray(sum(((p[i] - centre[i]) / radii[i]) ** 2 for i in range(3)) <= 1.0)


def tissue(p: Points, pose: Pose) -> NDArray[np.uint8]:
    """Tissue at points (3, ...) in LPS mm."""
    turned = Rotation.from_euler("xz", (pose.nod, pose.turn), degrees=True).as_matrix().T
    moved = p - np.array(pose.centre_mm).reshape(3, *([1] * (p.ndim - 1)))
    q = np.tensordot(turned, moved, 1)
    out = np.zeros(p.shape[1:], np.uint8)
    if pose.has_trunk:
        trunk = _ball(moved, (0, 30, -360), (210, 120, 180))
        out[trunk] = MUSCLE
        for side in (-90, 90):
            out[_ball(moved, (side, 30, -360), (75, 90, 140))] = AIR
    neck = (np.hypot(moved[0] / 60, (moved[1] - 30) / 62) <= 1) & (moved[2] < -60) & (moved[2] > -230)
    out[neck] = MUSCLE
    for side in (-76, 76):
        out[_ball(q, (side, 20, -40), (12, 18, 30))] = FAT
    out[_ball(q, (0, 0, 0), (80, 103, 92))] = FAT
    if pose.has_face:
        out[_ball(q, (0, -35, -80), (62, 62, 62))] = FAT
        out[_ball(q, (0, -35, -80), (56, 56, 56))] = MUSCLE
        out[_ball(q, (0, -103, -68), (13, 24, 20))] = FAT
        out[_ball(q, (0, -88, -100), (24, 14, 9))] = FAT
        out[_ball(q, (0, -82, -128), (20, 20, 16))] = FAT
        for side in (-31, 31):
            out[_ball(q, (side, -92, -48), (15, 14, 12))] = AIR
            out[_ball(q, (side, -76, -48), (12, 12, 12))] = EYE
        out[_ball(q, (0, -45, -72), (16, 34, 26))] = AIR
    out[_ball(q, (0, 0, 0), (75, 98, 87))] = BONE
    out[_ball(q, (0, 0, 0), (68, 91, 80))] = CSF
    out[_ball(q, (0, 0, 0), (66, 89, 78))] = BRAIN
    spine = (np.hypot(moved[0], moved[1] - 45) <= 16) & (moved[2] < -85)
    out[spine & (out == MUSCLE)] = BONE
    return out


def volume(
    contrast: str, pose: Pose, affine: NDArray[Any], shape: tuple[int, int, int], body_part: str = ""
) -> tuple[HeadVolume, NDArray[np.bool_]]:
    """A phantom on an acquisition grid ((slice, row, column); affine of (column, row, slice)) and its true brain."""
    k, j, i = np.meshgrid(*[np.arange(one, dtype=np.float32) for one in shape], indexing="ij")
    index = np.stack([i, j, k])
    points = np.tensordot(affine[:3, :3], index, 1) + affine[:3, 3].reshape(3, 1, 1, 1)
    kinds = tissue(points, pose)
    noise = np.random.default_rng(1).integers(-6, 7, shape)
    values = CONTRASTS[contrast][kinds] + noise
    modality = "CT" if contrast == "CT" else "MR"
    intercept = -1024.0 if modality == "CT" else 0.0
    samples = np.clip(values - intercept, 0, 4095).astype(np.uint16)
    ones = np.ones(shape[0])
    built = HeadVolume(samples, affine, modality, ones, ones * intercept, None, body_part)
    return built, kinds == BRAIN


def axial(step_mm: float = 2.0, slice_mm: float = 2.5, low_mm: float = -150.0, high_mm: float = 105.0) -> Any:
    """Affine and shape of an axial acquisition round the origin, from low_mm to high_mm along the body."""
    half, count = 128.0, int((high_mm - low_mm) / slice_mm)
    affine = np.diag([step_mm, step_mm, slice_mm, 1.0])
    affine[:3, 3] = -half, -half - 10, low_mm
    return affine, (count, int(2 * half / step_mm), int(2 * half / step_mm))
