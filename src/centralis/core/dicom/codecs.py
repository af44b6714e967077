"""Compressed frames decoded to their stored samples and encoded again without loss (PS3.5 8.2, annex A.4).

For child processes only: decoders run on bytes from outside. The decoders themselves are in `decoders`, loaded with the
first frame that needs one.
"""

from functools import cache
from importlib import import_module
from typing import Any

import numpy as np

from centralis.core.dicom.faults import DicomCode, DicomFault
from centralis.core.dicom.samples import Layout, Samples
from centralis.core.dicom.streams import cleaned_stream, stream_size

RLE = "1.2.840.10008.1.2.5"
JPEG_LS = "1.2.840.10008.1.2.4.80"
JPEG_LS_LOSSY = "1.2.840.10008.1.2.4.81"
J2K = "1.2.840.10008.1.2.4.90"
J2K_LOSSY = "1.2.840.10008.1.2.4.91"
JPEG = ("1.2.840.10008.1.2.4.50", "1.2.840.10008.1.2.4.51")
_JPEG_LOSSLESS = ("1.2.840.10008.1.2.4.57", "1.2.840.10008.1.2.4.70")
HTJ2K = ("1.2.840.10008.1.2.4.201", "1.2.840.10008.1.2.4.202", "1.2.840.10008.1.2.4.203")
DECODED = frozenset((RLE, JPEG_LS, JPEG_LS_LOSSY, J2K, J2K_LOSSY, *JPEG, *_JPEG_LOSSLESS, *HTJ2K))
#: What may lose information on the way in: LossyImageCompression stays 01 whatever holds the samples afterwards.
LOSSY = frozenset((JPEG_LS_LOSSY, J2K_LOSSY, *JPEG, HTJ2K[2]))
_ENCODABLE_J2K_BITS, _LEAST_J2K_SIDE = 16, 64


@cache
def _decoders() -> Any:
    # By name and late: the libraries take some 50 MB, and a child that cleans native slices never needs them.
    return import_module("centralis.core.dicom.decoders")


def decode_frame(frame: bytes, syntax: str, layout: Layout) -> tuple[Samples, str]:
    """The stored samples of one compressed frame, (row, column) or (row, column, sample), and their colour space.

    No colour conversion beyond the one inside the stream (JPEG 2000's). Raises DicomFault (not_renderable).
    """
    if syntax not in DECODED:
        raise DicomFault(DicomCode.NOT_RENDERABLE, "no decoder for this transfer syntax")
    size = stream_size(frame)
    if size is not None and (size.rows, size.columns, size.samples) != (layout.rows, layout.columns, layout.samples):
        raise DicomFault(DicomCode.NOT_RENDERABLE, "the stream's size is not the header's")
    decoders = _decoders()
    try:
        found, photometric = decoders.decode(frame, syntax, layout, size)
    except MemoryError:
        raise
    except Exception as cause:  # decoders raise whatever they like
        raise DicomFault(DicomCode.NOT_RENDERABLE, type(cause).__name__) from cause
    return np.asarray(found), "YBR_FULL" if photometric == "YBR_FULL_422" else photometric


def lossless_syntax(syntax: str, layout: Layout) -> str:
    """In which compressed syntax changed frames are stored: the same one, or one without loss that equals it."""
    small = min(layout.rows, layout.columns) < _LEAST_J2K_SIDE
    if syntax == RLE or small or layout.bits_allocated > _ENCODABLE_J2K_BITS:
        return RLE
    if syntax in (JPEG_LS, JPEG_LS_LOSSY) and not layout.signed:
        return JPEG_LS
    return J2K


def encode_frame(samples: Samples, syntax: str, layout: Layout) -> bytes:
    """One frame without loss. Raises DicomFault when what was written does not decode to the same samples."""
    whole = np.ascontiguousarray(samples)
    decoders = _decoders()
    try:
        stream: bytes = decoders.encode(whole, syntax, layout)
    except MemoryError:
        raise
    except Exception as cause:
        raise DicomFault(DicomCode.NOT_RENDERABLE, f"cannot be encoded ({type(cause).__name__})") from cause
    stream = cleaned_stream(stream, syntax)
    again, _ = decode_frame(stream, syntax, layout)
    if not np.array_equal(again, whole):
        raise DicomFault(DicomCode.NOT_RENDERABLE, "the encoded frame is not the same picture")
    return stream
