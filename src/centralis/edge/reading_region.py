"""The statistics of a region on a stored frame. Runs in a child process: pixels are read here."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydicom.pixels.utils import pixel_array

from centralis.core.measurement.peak import compute_peaks
from centralis.core.reading.marks import MarkKind
from centralis.core.reading.regions import cover, describe_values


def serve_region(job: dict[str, Any]) -> dict[str, Any]:
    """Measure a region.

    job: `kind`, `pixels` (column, row); `frames` in the order of their slices, each `{"path", "frame" (from 0),
    "slope", "intercept"}`, the region's own at `here`; `factor` from rescaled values to `unit`; `spacing_mm` (slice,
    row, column) where a peak is asked for (mean of a sphere of 1 cm³ around the hottest pixel, over all `frames`), else
    None. Answer: `count`, `mean`, `sd`, `min`, `max`, `unit`, `peak`; or `sentence` where it can't be measured.
    """
    try:
        values = [_values(one, float(job["factor"])) for one in job["frames"]]
        image = values[job["here"]]
        mask = cover(MarkKind(job["kind"]), job["pixels"], *image.shape)
        told = describe_values(image[mask], job["unit"]).to_json()
        peak = _peak(values, mask, job) if job["spacing_mm"] else None
    except MemoryError:
        raise
    except ValueError as fault:
        return {"sentence": str(fault)}
    except Exception as cause:  # decoders raise whatever they like
        return {"sentence": f"The image's values can't be read ({type(cause).__name__})."}
    return {**told, "peak": peak}


def _values(one: dict[str, Any], factor: float) -> NDArray[np.float64]:
    """A frame's values as rescaled (PS3.3 C.11.1), times the factor."""
    stored = np.asarray(pixel_array(Path(one["path"]), index=int(one["frame"]), raw=True))
    if stored.ndim != 2:
        raise ValueError("An image in colour has no values to measure.")
    found: NDArray[np.float64] = (stored.astype(np.float64) * one["slope"] + one["intercept"]) * factor
    return found


def _peak(values: list[NDArray[np.float64]], mask: NDArray[np.bool_], job: dict[str, Any]) -> float:
    whole = np.zeros((len(values), *mask.shape), dtype=bool)
    whole[job["here"]] = mask
    step, row, column = job["spacing_mm"]
    return round(compute_peaks(np.stack(values), whole, (step, row, column))["loc_peak_loc"], 3)
