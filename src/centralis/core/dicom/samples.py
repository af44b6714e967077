"""What the samples of an object's pixel data look like, and native frames as arrays (PS3.3 C.7.6.3, PS3.5 8)."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from centralis.core.dicom.dictionary import TAG_BY_KEYWORD as TAG
from centralis.core.dicom.faults import DicomCode, DicomFault
from centralis.core.dicom.fragments import frame_count
from centralis.core.dicom.values import Values

MOST_PIXELS = 64 * 1024 * 1024
_SUBSAMPLED = ("YBR_FULL_422", "YBR_PARTIAL_422")
Samples = NDArray[Any]
_LAYOUT_TAGS = tuple(
    TAG[word]
    for word in ("Rows", "Columns", "SamplesPerPixel", "BitsAllocated", "BitsStored", "HighBit", "PixelRepresentation",
                 "PlanarConfiguration", "PhotometricInterpretation", "NumberOfFrames")
)  # fmt: skip
_MOST_KNOWN = 256


@dataclass(frozen=True, slots=True)
class Layout:
    """One frame's form. bits_*: allocated, stored, and the position of the highest stored bit."""

    rows: int
    columns: int
    samples: int
    frames: int
    photometric: str
    planar: int
    bits_allocated: int
    bits_stored: int
    high_bit: int
    signed: bool

    @property
    def subsampled(self) -> bool:
        """Native colour whose chroma is shared by two neighbours (PS3.3 C.7.6.3.1.2)."""
        return self.samples == 3 and self.photometric in _SUBSAMPLED

    @property
    def frame_bits(self) -> int:
        """Size of one native frame."""
        return self.rows * self.columns * (2 if self.subsampled else self.samples) * self.bits_allocated

    @property
    def dtype(self) -> np.dtype[Any]:
        """How a sample is stored, little endian."""
        size = max(1, self.bits_allocated // 8)
        return np.dtype(f"<{'i' if self.signed and self.bits_allocated > 1 else 'u'}{size}")

    @property
    def mask(self) -> int:
        """The stored bits of a sample's word."""
        return ((1 << self.bits_stored) - 1) << (self.high_bit + 1 - self.bits_stored)

    def with_photometric(self, photometric: str) -> "Layout":
        """The same frame in another colour space."""
        return replace(self, photometric=photometric)


#: Layouts by the raw values they were read from: the slices of a series share one.
_KNOWN: dict[tuple[bytes, ...], Layout] = {}


def layout_of(values: Values) -> Layout:
    """The layout a header describes. Raises DicomFault (not_renderable) when no picture can have it."""
    key = tuple([values.raw(tag) for tag in _LAYOUT_TAGS])
    found = _KNOWN.get(key)
    if found is None:
        found = _layout(values)
        if len(_KNOWN) >= _MOST_KNOWN:
            _KNOWN.clear()
        _KNOWN[key] = found
    return found


def _layout(values: Values) -> Layout:
    number = {
        word: values.integer(TAG[word])
        for word in ("Rows", "Columns", "SamplesPerPixel", "BitsAllocated", "BitsStored", "HighBit",
                     "PixelRepresentation", "PlanarConfiguration")
    }  # fmt: skip
    rows, columns, samples = number["Rows"] or 0, number["Columns"] or 0, number["SamplesPerPixel"] or 1
    allocated = number["BitsAllocated"] or 0
    stored = number["BitsStored"] or allocated
    high = stored - 1 if number["HighBit"] is None else number["HighBit"]
    if not (rows > 0 and columns > 0 and rows * columns * samples <= MOST_PIXELS):
        raise DicomFault(DicomCode.NOT_RENDERABLE, "image size")
    if samples not in (1, 3) or allocated not in (1, 8, 16, 32) or not stored <= allocated:
        raise DicomFault(DicomCode.NOT_RENDERABLE, "samples or bits")
    if not stored - 1 <= high < allocated:
        raise DicomFault(DicomCode.NOT_RENDERABLE, "samples or bits")
    photometric = (values.text(TAG["PhotometricInterpretation"]) or "MONOCHROME2").upper()
    return Layout(
        rows, columns, samples, frame_count(values), photometric, number["PlanarConfiguration"] or 0, allocated, stored,
        high, number["PixelRepresentation"] == 1,
    )  # fmt: skip


def native_frame(value: Any, layout: Layout, number: int) -> Samples:
    """Frame `number` (from 0) of native pixel data as (row, column) or (row, column, sample).

    A view into `value`, writable when that is, but a copy for one-bit and subsampled frames (`put_native` writes those
    back). Raises DicomFault when the value is too short.
    """
    if layout.frame_bits * (number + 1) > 8 * len(value):
        raise DicomFault(DicomCode.TRUNCATED, "pixel data shorter than the header says")
    shape = (layout.rows, layout.columns)
    if layout.bits_allocated == 1:
        first = layout.frame_bits * number
        packed = np.frombuffer(value, np.uint8, -(-(first + layout.frame_bits) // 8) - first // 8, first // 8)
        return np.unpackbits(packed, bitorder="little")[first % 8 :][: layout.frame_bits].reshape(shape)
    size = layout.frame_bits // 8
    flat = np.frombuffer(value, layout.dtype, size // layout.dtype.itemsize, size * number)
    if layout.subsampled:
        pairs = flat.reshape(layout.rows, layout.columns // 2, 4)
        luma = pairs[..., :2].reshape(shape)
        chroma = np.repeat(pairs[..., 2:], 2, axis=1)
        return np.concatenate((luma[..., None], chroma), axis=2)
    if layout.samples == 1:
        return flat.reshape(shape)
    if layout.planar == 1:
        return flat.reshape((layout.samples, *shape)).transpose(1, 2, 0)
    return flat.reshape((*shape, layout.samples))


def put_native(value: bytearray | memoryview, layout: Layout, number: int, frame: Samples) -> None:
    """Write a frame back into native pixel data; neighbouring frames' bits stay."""
    if layout.bits_allocated == 1:
        first = layout.frame_bits * number
        start, stop = first // 8, -(-(first + layout.frame_bits) // 8)
        bits = np.unpackbits(np.frombuffer(bytes(value[start:stop]), np.uint8), bitorder="little")
        bits[first % 8 : first % 8 + layout.frame_bits] = frame.reshape(-1)
        value[start:stop] = np.packbits(bits, bitorder="little").tobytes()
        return
    if layout.subsampled:
        size = layout.frame_bits // 8
        pairs = np.empty((layout.rows, layout.columns // 2, 4), layout.dtype)
        pairs[..., :2] = frame[..., 0].reshape(layout.rows, layout.columns // 2, 2)
        pairs[..., 2:] = frame[:, ::2, 1:]
        value[size * number : size * (number + 1)] = pairs.tobytes()
        return
    target = native_frame(value, layout, number)
    if not np.shares_memory(target, frame):
        target[...] = frame
