"""The decoders and encoders behind `codecs`, each asked for the stored samples as they are.

Heavy to load (pydicom, gdcm, OpenJPEG, CharLS): `codecs` loads it with the first frame that needs it.
"""

from typing import Any

import gdcm
import jpeg_ls
import numpy as np
import openjpeg.utils
from pydicom.pixels.decoders.base import get_decoder
from pydicom.pixels.encoders.base import get_encoder

from centralis.core.dicom.codecs import HTJ2K, J2K, J2K_LOSSY, JPEG, JPEG_LS, JPEG_LS_LOSSY, RLE
from centralis.core.dicom.samples import Layout, Samples
from centralis.core.dicom.streams import StreamSize

_BYTE_BITS = 8
_SRGB, _GREY, _UNSPECIFIED = 1, 2, 0


def decode(frame: bytes, syntax: str, layout: Layout, size: StreamSize | None) -> tuple[Samples, str]:
    """The samples of one frame and their colour space. size: what its stream says. Raises what the decoders raise."""
    padded = frame + b"\0" * (len(frame) & 1)
    if syntax == JPEG[1] and size is not None and size.bits > _BYTE_BITS:
        return _extended(padded, layout), layout.photometric
    source = b"\xfe\xff\x00\xe0\0\0\0\0\xfe\xff\x00\xe0" + len(padded).to_bytes(4, "little") + padded
    options: dict[str, Any] = {
        "rows": layout.rows, "columns": layout.columns, "samples_per_pixel": layout.samples, "number_of_frames": 1,
        "bits_allocated": layout.bits_allocated, "bits_stored": layout.bits_stored,
        "photometric_interpretation": layout.photometric, "pixel_keyword": "PixelData",
        "pixel_representation": int(layout.signed), "planar_configuration": layout.planar,
    }  # fmt: skip
    decoder = get_decoder(syntax)
    found, said = decoder.as_array(source, index=0, raw=True, decoding_plugin=_plugin(syntax, layout), **options)
    return np.asarray(found), str(said["photometric_interpretation"])


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
    image.SetTransferSyntax(gdcm.TransferSyntax(gdcm.TransferSyntax.GetTSType(JPEG[1])))
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
    if syntax in (J2K, J2K_LOSSY, *HTJ2K):
        return "pylibjpeg"
    return "pyjpegls" if syntax in (JPEG_LS, JPEG_LS_LOSSY) else ""


def encode(samples: Samples, syntax: str, layout: Layout) -> bytes:
    """One frame without loss, as RLE, JPEG-LS or JPEG 2000. Raises what the encoders raise."""
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
