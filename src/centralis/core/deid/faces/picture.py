"""The head's skin as a person would see it: rendered with depth shading from the front and from both sides.

For the person who confirms a removal; the pictures themselves show the face and are held like the images.
"""

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from centralis.core.deid.faces.find import Head
from centralis.core.deid.faces.grids import Grid, sample
from centralis.core.deid.faces.volume import HeadVolume

_STEP_MM = 1.5
_LIGHT = np.array([0.45, 0.35, 0.82])


def render_head(volume: HeadVolume, head: Head) -> NDArray[np.uint8]:
    """One grey picture (row, column): from the front, from the right, from the left, side by side."""
    factor = _STEP_MM / float(np.linalg.norm(head.grid.to_lps[:3, 0]))
    to_lps = head.grid.to_lps.copy()
    to_lps[:3, :3] *= factor
    size = tuple(int(count / factor) for count in head.grid.shape)
    values, inside = sample(volume, Grid((size[0], size[1], size[2]), to_lps))
    soft = ndimage.gaussian_filter(values, 0.7)
    skin = (soft > head.skin_level) & inside
    parts, count = ndimage.label(skin)
    if count:
        sizes = np.bincount(parts.reshape(-1))
        sizes[0] = 0
        skin = np.isin(parts, np.flatnonzero(sizes > 200))
    front = skin.transpose(0, 2, 1)
    right, left = skin, skin[:, :, ::-1]
    views = [_shaded(front), _shaded(right), _shaded(left)]
    return np.concatenate([view[::-1] for view in views], axis=1)


def _shaded(solid: NDArray[np.bool_]) -> NDArray[np.uint8]:
    """The first surface along the last axis, lit from above and beside."""
    met = solid.any(2)
    depth = np.where(met, solid.argmax(2), solid.shape[2]).astype(np.float32)
    smooth = ndimage.gaussian_filter(depth, 0.8)
    down, across = np.gradient(smooth)
    normal = np.stack([down, across, np.ones_like(down)])
    normal /= np.linalg.norm(normal, axis=0)
    light = np.clip(np.tensordot(_LIGHT, normal, 1), 0.0, 1.0)
    near = 1.0 - 0.45 * (depth - depth[met].min()) / max(float(np.ptp(depth[met])), 1.0) if met.any() else 1.0
    return np.where(met, np.clip(255 * light * near, 0, 255), 0).astype(np.uint8)
