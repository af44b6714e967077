"""Bits of native pixel data that are no part of a sample, where overlays and messages hide (PS3.5 8.1.1, 8.1.2)."""

from mmap import MADV_DONTNEED, mmap
from typing import Any

import numpy as np
from numpy.typing import NDArray

from centralis.core.dicom.dictionary import TAG_BY_KEYWORD as TAG
from centralis.core.dicom.samples import Layout
from centralis.core.dicom.values import Values

_CHUNK_BYTES = 1024 * 1024
_WIDE, _LINE = 8, 2048  # bytes of a machine word, and of what is taken together


def hides_bits(value: memoryview, layout: Layout, values: Values) -> bool:
    """Whether bits outside the stored ones carry something: not zero, not the sign's extension, not padding."""
    if layout.bits_stored == layout.bits_allocated or layout.bits_allocated not in (8, 16, 32):
        return False
    word = layout.bits_allocated // 8
    outside = ~layout.mask & ((1 << layout.bits_allocated) - 1)
    pattern = np.uint64(int.from_bytes(outside.to_bytes(word, "little") * (_WIDE // word), "little"))
    usable = len(value) // word * word
    for start in range(0, usable, _CHUNK_BYTES):
        chunk = value[start : min(start + _CHUNK_BYTES, usable)]
        lines = len(chunk) // _LINE
        wide = np.frombuffer(chunk, "<u8", lines * _LINE // _WIDE).reshape(lines, _LINE // _WIDE)
        rest = np.frombuffer(chunk, f"<u{word}", offset=lines * _LINE)
        if (np.bitwise_or.reduce(wide, axis=0) & pattern).any() or (rest & outside).any():
            samples = np.frombuffer(chunk, f"<u{word}")
            if not (_only_signs(samples, layout) or _only_padding(samples, outside, values)):
                return True
        _give_back(value)
    return False


def _give_back(value: memoryview) -> None:
    """Let the system have the pages of a mapped file again that were looked at, so that any size fits in memory."""
    if isinstance(value.obj, mmap):
        value.obj.madvise(MADV_DONTNEED)


def _only_signs(samples: NDArray[Any], layout: Layout) -> bool:
    """Whether the bits above repeat the sign: nothing hides there."""
    if not layout.signed or layout.high_bit != layout.bits_stored - 1:
        return False
    by = layout.bits_allocated - layout.bits_stored
    signed = samples.view(f"<i{samples.dtype.itemsize}")
    return bool((((signed << by) >> by) == signed).all())


def _only_padding(samples: NDArray[Any], outside: int, values: Values) -> bool:
    """Whether the samples that reach outside are all the declared padding value."""
    padding = values.integer(TAG["PixelPaddingValue"])
    if padding is None:
        return False
    strange = samples[(samples & outside) != 0]
    return bool((strange == (padding & ((1 << 8 * samples.dtype.itemsize) - 1))).all())


def cleared(samples: NDArray[Any], layout: Layout) -> NDArray[Any]:
    """The samples with nothing outside the stored bits; negative ones keep their sign's extension."""
    unsigned = samples.view(f"u{samples.dtype.itemsize}") & np.array(layout.mask, f"u{samples.dtype.itemsize}")
    if not layout.signed or layout.high_bit != layout.bits_stored - 1:
        return np.asarray(unsigned.view(samples.dtype))
    by = layout.bits_allocated - layout.bits_stored
    signed = unsigned.view(f"i{samples.dtype.itemsize}")
    extended: NDArray[Any] = ((signed << by) >> by).view(samples.dtype)
    return extended
