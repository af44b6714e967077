"""Compressed frames decoded to their stored samples and encoded again without loss (PS3.5 8.2, annex A.4).

For child processes only: decoders run on bytes from outside.
"""

from typing import Any

import gdcm
import jpeg_ls
import numpy as np
import openjpeg.utils
from pydicom.pixels.decoders.base import get_decoder
from pydicom.pixels.encoders.base import get_encoder

from centralis.core.dicom.faults import DicomCode, DicomFault
from centralis.core.dicom.samples import Layout, Samples
from centralis.core.dicom.streams import cleaned_stream, stream_size

RLE = "1.2.840.10008.1.2.5"
JPEG_LS = "1.2.840.10008.1.2.4.80"
JPEG_LS_LOSSY = "1.2.840.10008.1.2.4.81"
J2K = "1.2.840.10008.1.2.4.90"
_J2K_LOSSY = "1.2.840.10008.1.2.4.91"
_JPEG = ("1.2.840.10008.1.2.4.50", "1.2.840.10008.1.2.4.51")
_JPEG_LOSSLESS = ("1.2.840.10008.1.2.4.57", "1.2.840.10008.1.2.4.70")
_HTJ2K = ("1.2.840.10008.1.2.4.201", "1.2.840.10008.1.2.4.202", "1.2.840.10008.1.2.4.203")
DECODED = frozenset((RLE, JPEG_LS, JPEG_LS_LOSSY, J2K, _J2K_LOSSY, *_JPEG, *_JPEG_LOSSLESS, *_HTJ2K))
#: What may lose information on the way in: LossyImageCompression stays 01 whatever holds the samples afterwards.
LOSSY = frozenset((JPEG_LS_LOSSY, _J2K_LOSSY, *_JPEG, _HTJ2K[2]))
_ENCODABLE_J2K_BITS, _LEAST_J2K_SIDE = 16, 64
_BYTE_BITS = 8
_SRGB, _GREY, _UNSPECIFIED = 1, 2, 0


def decode_frame(frame: bytes, syntax: str, layout: Layout) -> tuple[Samples, str]:
    """The stored samples of one compressed frame, (row, column) or (row, column, sample), and their colour space.

    No colour conversion beyond the one inside the stream (JPEG 2000's). Raises DicomFault (not_renderable).
    """
    if syntax not in DECODED:
        raise DicomFault(DicomCode.NOT_RENDERABLE, "no decoder for this transfer syntax")
    size = stream_size(frame)
    if size is not None and (size.rows, size.columns, size.samples) != (layout.rows, layout.columns, layout.samples):
        raise DicomFault(DicomCode.NOT_RENDERABLE, "the stream's size is not the header's")
    padded = frame + b"\0" * (len(frame) & 1)
    source = b"\xfe\xff\x00\xe0\0\0\0\0\xfe\xff\x00\xe0" + len(padded).to_bytes(4, "little") + padded
    options: dict[str, Any] = {
        "rows": layout.rows, "columns": layout.columns, "samples_per_pixel": layout.samples, "number_of_frames": 1,
        "bits_allocated": layout.bits_allocated, "bits_stored": layout.bits_stored,
        "photometric_interpretation": layout.photometric, "pixel_keyword": "PixelData",
        "pixel_representation": int(layout.signed), "planar_configuration": layout.planar,
    }  # fmt: skip
    try:
        if syntax == _JPEG[1] and size is not None and size.bits > _BYTE_BITS:
            return _extended(padded, layout), layout.photometric
        decoder = get_decoder(syntax)
        found, said = decoder.as_array(source, index=0, raw=True, decoding_plugin=_plugin(syntax, layout), **options)
    except MemoryError:
        raise
    except Exception as cause:  # decoders raise whatever they like
        raise DicomFault(DicomCode.NOT_RENDERABLE, type(cause).__name__) from cause
    photometric = str(said["photometric_interpretation"])
    return np.asarray(found), "YBR_FULL" if photometric == "YBR_FULL_422" else photometric


def _extended(frame: bytes, layout: Layout) -> Samples:
    """A JPEG Extended frame of 12 bits, by gdcm itself: pydicom refuses to ask it."""
    fragment = gdcm.Fragment()
    fragment.SetByteStringValue(frame)
    fragments = gdcm.SequenceOfFragments.New()
    fragments.AddFragment(fragment)
    element = gdcm.DataElement(gdcm.Tag(0x7FE0, 0x0010))
    element.SetValue(fragments.__ref__())
    image = gdcm.Image()
    image.SetNumberOfDimensions(2)
    image.SetDimensions((layout.columns, layout.rows, 1))
    image.SetDataElement(element)
    kind = gdcm.PhotometricInterpretation.GetPIType(layout.photometric)
    image.SetPhotometricInterpretation(gdcm.PhotometricInterpretation(kind))
    image.SetTransferSyntax(gdcm.TransferSyntax(gdcm.TransferSyntax.GetTSType(_JPEG[1])))
    image.SetPixelFormat(
        gdcm.PixelFormat(
            layout.samples, layout.bits_allocated, layout.bits_stored, layout.bits_stored - 1, int(layout.signed)
        )
    )
    raw = image.GetBuffer().encode("utf-8", "surrogateescape")  # gdcm hands bytes out as text
    shape = (layout.rows, layout.columns) if layout.samples == 1 else (layout.rows, layout.columns, layout.samples)
    return np.frombuffer(raw, layout.dtype).reshape(shape)


def _plugin(syntax: str, layout: Layout) -> str:
    """The decoder to take where the first at hand is not the right one."""
    if syntax in (J2K, _J2K_LOSSY, *_HTJ2K):
        return "pylibjpeg"
    return "pyjpegls" if syntax in (JPEG_LS, JPEG_LS_LOSSY) else ""


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
    try:
        stream = _encoded(whole, syntax, layout)
    except MemoryError:
        raise
    except Exception as cause:
        raise DicomFault(DicomCode.NOT_RENDERABLE, f"cannot be encoded ({type(cause).__name__})") from cause
    stream = cleaned_stream(stream, syntax)
    again, _ = decode_frame(stream, syntax, layout)
    if not np.array_equal(again, whole):
        raise DicomFault(DicomCode.NOT_RENDERABLE, "the encoded frame is not the same picture")
    return stream


def _encoded(samples: Samples, syntax: str, layout: Layout) -> bytes:
    if syntax == RLE:
        return _rle(samples, layout)
    if syntax == JPEG_LS:
        raw = samples.astype(samples.dtype.newbyteorder("<")).tobytes()
        return bytes(
            jpeg_ls.encode_buffer(
                raw, layout.rows, layout.columns, layout.samples, layout.bits_stored,
                interleave_mode=2 if layout.samples == 3 else None,
            )
        )  # fmt: skip
    mixes = layout.photometric in ("YBR_RCT", "YBR_ICT")
    kind = (_SRGB if layout.photometric == "RGB" or mixes else _UNSPECIFIED) if layout.samples == 3 else _GREY
    made = openjpeg.utils.encode_array(
        samples, bits_stored=layout.bits_stored, photometric_interpretation=kind, use_mct=mixes
    )
    return bytes(made)


def _rle(samples: Samples, layout: Layout) -> bytes:
    """RLE (PS3.5 annex G)."""
    made = get_encoder(RLE).encode(
        samples.tobytes(), index=0, rows=layout.rows, columns=layout.columns, samples_per_pixel=layout.samples,
        bits_allocated=layout.bits_allocated, bits_stored=layout.bits_stored, number_of_frames=1,
        photometric_interpretation="RGB" if layout.samples == 3 else "MONOCHROME2",
        pixel_representation=int(layout.signed), planar_configuration=0, encoding_plugin="pydicom",
    )  # fmt: skip
    return bytes(made)
