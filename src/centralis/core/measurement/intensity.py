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
    denominator is 0) is None. Raises ValueError for an empty region or values that are not finite.
    """
    if values.ndim != 1 or not values.size:
        raise ValueError("A region needs at least one value.")
    if not np.isfinite(values).all():
        raise ValueError("The region holds values that are not numbers.")
    mean, median = float(values.mean()), float(np.median(values))
    centred = values - mean
    variance = float(np.mean(centred**2))
    p10, p25, p75, p90 = (float(one) for one in np.percentile(values, (10, 25, 75, 90)))
    robust = values[(values >= p10) & (values <= p90)]
    energy = float(np.sum(values**2))
    return {
        "stat_mean": mean,
        "stat_var": variance,
        "stat_skew": float(np.mean(centred**3)) / variance**1.5 if variance else None,
        "stat_kurt": float(np.mean(centred**4)) / variance**2 - 3.0 if variance else None,
        "stat_median": median,
        "stat_min": float(values.min()),
        "stat_p10": p10,
        "stat_p90": p90,
        "stat_max": float(values.max()),
        "stat_iqr": p75 - p25,
        "stat_range": float(values.max() - values.min()),
        "stat_mad": float(np.mean(np.abs(centred))),
        "stat_rmad": float(np.mean(np.abs(robust - robust.mean()))),
        "stat_medad": float(np.mean(np.abs(values - median))),
        "stat_cov": variance**0.5 / mean if mean else None,
        "stat_qcod": (p75 - p25) / (p75 + p25) if p75 + p25 else None,
        "stat_energy": energy,
        "stat_rms": (energy / values.size) ** 0.5,
    }
