"""Everything measured of one region of one image, by IBSI's tags with units: what `centralis measure roi` prints."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from centralis.core.measurement.autocorrelation import compute_autocorrelation
from centralis.core.measurement.intensity import compute_statistics
from centralis.core.measurement.peak import compute_peaks
from centralis.core.measurement.shape import Spacing, bounds, compute_shape

#: Tag prefix or tag → unit; `value` stands for the image's own unit.
UNITS: dict[str, str] = {
    "morph_volume": "mm3", "morph_vol_approx": "mm3", "morph_area_mesh": "mm2", "morph_av": "1/mm", "morph_com": "mm",
    "morph_diam": "mm", "morph_pca_maj_axis": "mm", "morph_pca_min_axis": "mm", "morph_pca_least_axis": "mm",
    "morph_integ_int": "value*mm3", "loc_peak_loc": "value", "loc_peak_glob": "value", "stat_mean": "value",
    "stat_var": "value^2", "stat_median": "value", "stat_min": "value", "stat_p10": "value", "stat_p90": "value",
    "stat_max": "value", "stat_iqr": "value", "stat_range": "value", "stat_mad": "value", "stat_rmad": "value",
    "stat_medad": "value", "stat_energy": "value^2", "stat_rms": "value",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Region:
    """The measurements of a region: tag → number (None: not defined for it), and how many voxels it has."""

    voxels: int
    values: dict[str, float | None]

    def to_json(self) -> dict[str, object]:
        """Tags with their values, then `voxels` and the unit of each tag (1: a ratio)."""
        return {**self.values, "voxels": self.voxels, "units": {tag: UNITS.get(tag, "1") for tag in self.values}}


def measure_region(image: NDArray[np.float64], mask: NDArray[np.bool_], spacing_mm: Spacing) -> Region:
    """Measure a region. image, mask: (slice, row, column) of one shape; spacing in the same order.

    Raises ValueError when the shapes differ, the mask is empty, the spacing is not positive or a value is not finite.
    """
    if image.shape != mask.shape or image.ndim != 3:
        raise ValueError(f"Image {image.shape} and mask {mask.shape} must be volumes of one shape.")
    if not all(np.isfinite(step) and step > 0 for step in spacing_mm):
        raise ValueError(f"The spacing {spacing_mm} mm must be positive in every direction.")
    if not mask.any():
        raise ValueError("The mask is empty: there is no region to measure.")
    place = bounds(mask)
    inside, inner = mask[place], np.asarray(image[place], dtype=np.float64)
    values = inner[inside]
    statistics = compute_statistics(values)
    shape = compute_shape(inside, spacing_mm)
    mean, volume = statistics["stat_mean"] or 0.0, shape["morph_volume"] or 0.0
    more: dict[str, float | None] = {
        "morph_com": _centre_shift(inside, values, spacing_mm),
        "morph_integ_int": mean * volume,
        **compute_autocorrelation(inner, inside, spacing_mm),
    }
    return Region(int(values.size), {**shape, **more, **compute_peaks(image, mask, spacing_mm), **statistics})


def _centre_shift(mask: NDArray[np.bool_], values: NDArray[np.float64], spacing_mm: Spacing) -> float | None:
    """Distance in mm between the centre of the region and that of its intensities."""
    total = float(values.sum())
    if total == 0:
        return None
    centres = np.argwhere(mask) * np.asarray(spacing_mm)
    weighted = (centres * values[:, None]).sum(axis=0) / total
    return float(np.linalg.norm(centres.mean(axis=0) - weighted))
