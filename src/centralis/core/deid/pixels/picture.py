"""Stored samples as eight-bit pictures for the reader, and the sample value that is black (PS3.3 C.7.6.3)."""


import numpy as np
from numpy.typing import NDArray

from centralis.core.deid.pixels.palette import Palette
from centralis.core.dicom.samples import Layout, Samples

Picture = NDArray[np.uint8]
_TAILS = (0.5, 99.5)  # percentiles a window leaves out
_FAR = 0.25  # share of the whole range beyond the window from which the whole range is looked at too
_SPARSE = 16  # every so many-th sample is enough for percentiles


def pictures_of(samples: Samples, layout: Layout, palette: Palette | None) -> list[Picture]:
    """One frame as the reader should see it: once, or twice when a window would hide what is very bright or dark."""
    samples = stored(samples, layout)
    if palette is not None and layout.photometric == "PALETTE COLOR":
        return [palette.shown(samples)]
    if samples.ndim == 3:
        colour = _eight_bits(samples, layout)
        return [_rgb(colour) if layout.photometric.startswith("YBR_FULL") else colour]
    if layout.bits_allocated == 1:
        return [(samples * np.uint8(255)).astype(np.uint8)]
    sparse = samples.reshape(-1)[:: _SPARSE if samples.size > 4096 else 1]
    low, high = (float(one) for one in np.percentile(sparse, _TAILS))
    least, most = float(samples.min()), float(samples.max())
    whole = most - least
    if samples.dtype == np.uint8 and layout.bits_stored == 8:
        return [np.asarray(samples)]
    found = [_windowed(samples, least, most)]
    if whole > 0 and (most - high > _FAR * whole or low - least > _FAR * whole):
        found.append(_windowed(samples, low, high))
    return found


def fill_value(samples: Samples, layout: Layout, palette: Palette | None) -> tuple[int, ...]:
    """What a blanked pixel holds, a value a sample: black as the frame's own samples show it."""
    if palette is not None and layout.photometric == "PALETTE COLOR":
        return (palette.darkest,)
    if layout.samples == 3:
        if layout.photometric.startswith("YBR_FULL"):
            middle = 1 << (layout.bits_stored - 1)
            return (0, middle, middle)
        if layout.photometric.startswith("YBR_PARTIAL"):
            middle = 1 << (layout.bits_stored - 1)
            return (16 << (layout.bits_stored - 8), middle, middle)
        return (0, 0, 0)
    return (int(samples.max()) if layout.photometric == "MONOCHROME1" else int(samples.min()),)


def stored(samples: Samples, layout: Layout) -> Samples:
    """The stored bits alone, moved to the right and with their sign (PS3.5 8.1.1); the samples themselves when full."""
    unused = layout.bits_allocated - layout.bits_stored
    if not unused or layout.bits_allocated == 1 or samples.dtype.kind not in "iu":
        return samples
    above = layout.bits_allocated - 1 - layout.high_bit
    width = np.dtype(f"{'i' if layout.signed else 'u'}{samples.dtype.itemsize}")
    return np.asarray((samples.astype(width) << above) >> unused)


def _windowed(samples: Samples, low: float, high: float) -> Picture:
    if high <= low:
        return np.zeros(samples.shape, np.uint8)
    shown = (samples.astype(np.float32) - low) * np.float32(255.0 / (high - low))
    clipped: Picture = np.clip(shown, 0, 255).astype(np.uint8)
    return clipped


def _eight_bits(samples: Samples, layout: Layout) -> Picture:
    unsigned = samples.astype(np.int64) & ((1 << layout.bits_stored) - 1)
    shown: Picture = (unsigned >> max(0, layout.bits_stored - 8)).astype(np.uint8)
    return shown


def _rgb(colour: Picture) -> Picture:
    """YBR_FULL to RGB (PS3.3 C.7.6.3.1.2)."""
    luma, blue, red = (colour[..., place].astype(np.float32) for place in range(3))
    blue, red = blue - 128, red - 128
    mixed = np.stack((luma + 1.402 * red, luma - 0.344136 * blue - 0.714136 * red, luma + 1.772 * blue), axis=2)
    rgb: Picture = np.clip(np.rint(mixed), 0, 255).astype(np.uint8)
    return rgb
