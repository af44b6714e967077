"""How alike near voxels of a region are: Moran's I and Geary's C with weights of 1/distance over all pairs.

IBSI reference manual (arXiv 1612.07003), section 3.1 "Morphological features" (morph_moran_i, morph_geary_c). Every sum
over pairs of voxels is a product of spectra, as the weights depend on the distance alone: Σᵢⱼ wᵢⱼ aᵢ bⱼ. Arrays are
(slice, row, column), the spacing is in mm in the same order.
"""

import numpy as np
from numpy.typing import NDArray
from scipy import fft

Volume = NDArray[np.float64]
Spectrum = NDArray[np.complex128]
#: Voxels of the bounding box beyond which nothing is computed: the spectra of eight times as many would be too large.
MOST_VOXELS = 4_000_000


def compute_autocorrelation(
    image: Volume, mask: NDArray[np.bool_], spacing_mm: tuple[float, float, float]
) -> dict[str, float | None]:
    """Both by tag; None for a constant region, a single voxel, and one whose box has more than `MOST_VOXELS`.

    image, mask: of one shape, best the region's bounding box.
    """
    values = image[mask]
    centred = np.where(mask, image - values.mean(), 0.0)
    squares = float((centred**2).sum())
    if mask.size > MOST_VOXELS or values.size < 2 or squares == 0:
        return {"morph_moran_i": None, "morph_geary_c": None}
    sizes = [2 * fft.next_fast_len(size, real=True) for size in mask.shape]
    weights = _transform_weights(sizes, spacing_mm)
    present = fft.rfftn(mask.astype(np.float64), sizes)
    total = _sum_pairs(weights, present, present, sizes)
    near = _sum_pairs(weights, fft.rfftn(centred**2, sizes), present, sizes)
    del present
    spectrum = fft.rfftn(centred, sizes)
    cross = _sum_pairs(weights, spectrum, spectrum, sizes)
    return {
        "morph_moran_i": values.size / total * cross / squares,
        "morph_geary_c": (values.size - 1) / (2.0 * total) * (2.0 * near - 2.0 * cross) / squares,
    }


def _transform_weights(sizes: list[int], spacing_mm: tuple[float, float, float]) -> Volume:
    """The spectrum of 1/distance (0 at 0) on a grid that wraps around, as `rfftn` lays it out.

    The grid is twice as large as the region in each direction, so that no pair meets its wrapped double. The weights
    are even in each direction: a cosine transform of one eighth of them tells all.
    """
    axes = [np.arange(size // 2 + 1) * step for size, step in zip(sizes, spacing_mm, strict=True)]
    apart = np.sqrt(axes[0][:, None, None] ** 2 + axes[1][None, :, None] ** 2 + axes[2][None, None, :] ** 2)
    weights = np.divide(1.0, apart, out=np.zeros_like(apart), where=apart > 0)
    eighth = fft.dctn(weights, type=1, overwrite_x=True)
    folded = [np.minimum(np.arange(size), size - np.arange(size)) for size in sizes[:2]]
    found: Volume = eighth[folded[0]][:, folded[1]]
    return found


def _sum_pairs(weights: Volume, one: Spectrum, other: Spectrum, sizes: list[int]) -> float:
    """The weighted sum over all pairs; frequencies of the last axis but the first and last stand for two."""
    columns = (one.real * other.real + one.imag * other.imag) * weights
    sums = columns.sum(axis=(0, 1))
    return float(2.0 * sums.sum() - sums[0] - sums[-1]) / float(np.prod(np.asarray(sizes, dtype=np.float64)))
