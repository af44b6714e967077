"""One frame as a picture for the screen: decoded, rescaled, windowed to eight bits (PS3.3 C.11, PS3.4 N.2).

For child processes only: decoders run on bytes from outside.
"""

from io import BytesIO
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydicom import dcmread
from pydicom.dataset import Dataset
from pydicom.pixels.processing import apply_color_lut, apply_modality_lut
from pydicom.pixels.utils import pixel_array

from centralis.core.dicom.faults import DicomCode, DicomFault

MOST_PIXELS = 64 * 1024 * 1024
_PERCENTILES = (1.0, 99.0)


def render(data: bytes, frame: int = 0, window: tuple[float, float] | None = None) -> NDArray[np.uint8]:
    """Frame number `frame` (from 0) as uint8: (row, column), or (row, column, 3) for colour.

    window: centre and width in rescaled units; otherwise the file's first valid one, otherwise the 1st to 99th
    percentile of the frame. Raises DicomFault (not_renderable).
    """
    try:
        header = dcmread(BytesIO(data), stop_before_pixels=True, force=True)
        pixels = int(header.get("Rows", 0)) * int(header.get("Columns", 0)) * int(header.get("SamplesPerPixel", 1))
        frames = int(header.get("NumberOfFrames", None) or 1)
    except Exception as cause:  # values of any kind stand in these elements in files from outside
        raise DicomFault(DicomCode.NOT_RENDERABLE, "image size") from cause
    if not 0 < pixels <= MOST_PIXELS or not 0 <= frame < frames:
        raise DicomFault(DicomCode.NOT_RENDERABLE, "image size or frame number")
    try:
        stored = pixel_array(BytesIO(data), index=frame)
        return _picture(header, np.asarray(stored), window)
    except MemoryError:
        raise
    except Exception as cause:  # decoders raise whatever they like
        raise DicomFault(DicomCode.NOT_RENDERABLE, type(cause).__name__) from cause


def _picture(header: Dataset, stored: NDArray[np.generic], window: tuple[float, float] | None) -> NDArray[np.uint8]:
    kind = str(header.get("PhotometricInterpretation", "MONOCHROME2")).strip()
    if kind == "PALETTE COLOR":
        return _eight_bits(np.asarray(apply_color_lut(stored, header)))
    if stored.ndim == 3:
        return _eight_bits(stored, int(header.get("BitsStored", 8)))
    values = np.asarray(apply_modality_lut(stored, header), dtype=np.float64)
    values = np.nan_to_num(values, nan=0.0, posinf=0.0, neginf=0.0)
    low, high = _range(header, values, window)
    shown = np.clip((values - low) / (high - low), 0.0, 1.0)
    if kind == "MONOCHROME1":
        shown = 1.0 - shown
    picture: NDArray[np.uint8] = np.rint(shown * 255.0).astype(np.uint8)
    return picture


def _range(header: Dataset, values: NDArray[np.float64], window: tuple[float, float] | None) -> tuple[float, float]:
    """Lowest and highest shown value, always apart (PS3.3 C.11.2.1.2)."""
    chosen = window or _stored_window(header)
    if chosen is not None:
        centre, width = chosen
        if np.isfinite(centre) and np.isfinite(width) and width > 1:
            return centre - 0.5 - (width - 1) / 2, centre - 0.5 + (width - 1) / 2
    low, high = (float(one) for one in np.percentile(values, _PERCENTILES))
    if high <= low:
        low, high = float(values.min()), float(values.max())
    return (low, high) if high > low else (low - 0.5, low + 0.5)


def _stored_window(header: Dataset) -> tuple[float, float] | None:
    """The file's first window, or None when it has none that is a pair of numbers."""
    found = []
    for keyword in ("WindowCenter", "WindowWidth"):
        value: Any = header.get(keyword)
        try:
            found.append(float(value if isinstance(value, (int, float, str)) else value[0]))
        except (TypeError, ValueError, IndexError):
            return None
    return found[0], found[1]


def _eight_bits(colour: NDArray[np.generic], bits: int = 0) -> NDArray[np.uint8]:
    """Colour samples brought to eight bits."""
    if colour.dtype == np.uint8:
        return colour.astype(np.uint8)
    depth = bits or colour.dtype.itemsize * 8
    return np.clip(colour.astype(np.float64) / (2.0 ** max(depth - 8, 0)), 0, 255).astype(np.uint8)
