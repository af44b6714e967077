"""Intensity statistics of a region, named as the Image Biomarker Standardisation Initiative names them.

Zwanenburg A et al, Radiology 2020;295:328-338 and the reference manual (arXiv 1612.07003), section 3.3 "Intensity-based
statistical features", each by its tag. Confirmed by the consensus values of the digital phantom (tests).
"""

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]


def compute_statistics(values: Values) -> dict[str, float | None]:
    """The statistics of one region's values, in the unit of the values (variance and energy: squared).

    values: one dimension, finite, at least one. `stat_kurt` is the excess over the normal distribution's 3; moments are
    those of a population (divided by n). What a constant region does not define (skewness, kurtosis; coefficients whose
    denominator is 0) is None, and so is the robust deviation of two values, of which none lies between p10 and p90.
    Raises ValueError for an empty region or values that are not finite.
    """
    if values.ndim != 1 or not values.size:
        raise ValueError("A region needs at least one value.")
    if not np.isfinite(values).all():
        raise ValueError("The region holds values that are not numbers.")
    ordered = np.sort(values)  # once: order statistics and mean deviations all come from it
    mean = float(ordered.mean())
    p10, p25, median, p75, p90 = (_percentile(ordered, one) for one in (10, 25, 50, 75, 90))
    centred = ordered - mean
    squared = centred * centred
    variance = float(squared.mean())
    robust = ordered[np.searchsorted(ordered, p10, "left") : np.searchsorted(ordered, p90, "right")]
    energy = float(np.dot(ordered, ordered))
    return {
        "stat_mean": mean,
        "stat_var": variance,
        "stat_skew": float(np.dot(squared, centred)) / values.size / variance**1.5 if variance else None,
        "stat_kurt": float(np.dot(squared, squared)) / values.size / variance**2 - 3.0 if variance else None,
        "stat_median": median,
        "stat_min": float(ordered[0]),
        "stat_p10": p10,
        "stat_p90": p90,
        "stat_max": float(ordered[-1]),
        "stat_iqr": p75 - p25,
        "stat_range": float(ordered[-1] - ordered[0]),
        "stat_mad": _mean_deviation(ordered, mean),
        "stat_rmad": _mean_deviation(robust, float(robust.mean())) if robust.size else None,
        "stat_medad": _mean_deviation(ordered, median),
        "stat_cov": variance**0.5 / mean if mean else None,
        "stat_qcod": (p75 - p25) / (p75 + p25) if p75 + p25 else None,
        "stat_energy": energy,
        "stat_rms": (energy / values.size) ** 0.5,
    }


def _percentile(ordered: Values, percent: float) -> float:
    """A percentile by linear interpolation between the two nearest of values in order."""
    place = (len(ordered) - 1) * percent / 100.0
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return float(ordered[low] + (ordered[high] - ordered[low]) * (place - low))


def _mean_deviation(ordered: Values, centre: float) -> float:
    """Mean absolute distance of values in order from a centre."""
    below = int(np.searchsorted(ordered, centre))
    return float((ordered[below:] - centre).sum() + (centre - ordered[:below]).sum()) / len(ordered)
