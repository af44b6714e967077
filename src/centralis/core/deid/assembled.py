"""The new file put together: a file meta of our own, and where everything lies in header and tail (PS3.10 7.1)."""

from dataclasses import replace
from functools import lru_cache
from struct import Struct

from centralis.core.dicom.elements import Buffer, Parsed, Walker, in_order, read_meta
from centralis.core.dicom.encoding import element_bytes
from centralis.core.dicom.faults import DicomCode, DicomFault
from centralis.core.dicom.limits import Limits
from centralis.core.dicom.shapes import Shapes

_SHAPES = Shapes()
IMPLEMENTATION_UID = "2.25.199532604711216836106219853106386130127"
IMPLEMENTATION_NAME = "CENTRALIS_1"
_LENGTH = Struct("<I")


@lru_cache(maxsize=64)
def _meta_parts(sop_class: str, syntax: str) -> tuple[bytes, bytes]:
    version = element_bytes(0x00020001, b"OB", b"\0\1", True)
    before = version + element_bytes(0x00020002, b"UI", sop_class.encode("ascii"), True)
    after = (
        element_bytes(0x00020010, b"UI", syntax.encode("ascii"), True)
        + element_bytes(0x00020012, b"UI", IMPLEMENTATION_UID.encode(), True)
        + element_bytes(0x00020013, b"SH", IMPLEMENTATION_NAME.encode(), True)
    )
    return before, after


def file_meta(sop_class: str, sop_instance: bytes, syntax: str) -> bytes:
    """A zero preamble and a file meta of our own: nothing of the source's is copied (PS3.10 7.1)."""
    before, after = _meta_parts(sop_class, syntax)
    body = before + element_bytes(0x00020003, b"UI", sop_instance, True) + after
    return b"\0" * 128 + b"DICM" + element_bytes(0x00020000, b"UL", _LENGTH.pack(len(body)), True) + body


def output_layout(header: bytes, start: int, source: Parsed, tail: Buffer, syntax: str, limits: Limits) -> Parsed:
    """Lay the output open by a fresh walk of header and tail.

    `data` of the result is the header alone; its pixel element's offsets are those in the new file, header and tail
    together. start: the offset of the data set in the header. Raises DicomFault when it is not what it should be.
    """
    known = _SHAPES.find(header, limits)
    if known is None or known.explicit != source.explicit:
        elements, end = Walker(header, limits).dataset(start, len(header), source.explicit)
        if end != len(header):
            raise DicomFault(DicomCode.DAMAGED, "the cleaned header")
        meta, _ = read_meta(header, 132, start, limits)
        known = replace(source, data=header, meta=meta, elements=elements, pixel=None, end=end, shape=None)
        if in_order(elements) is elements:
            known = _SHAPES.learn(known, limits)
    pixel = None
    if len(tail):
        found, used = Walker(tail, limits).dataset(0, len(tail), source.explicit)
        if used != len(tail) or len(found) != 1:
            raise DicomFault(DicomCode.DAMAGED, "the cleaned pixel data")
        tag, vr, first, value, last, _ = found[0]
        by = len(header)
        pixel = (tag, vr, first + by, value + by, last + by, None)
    size = len(header) + len(tail)
    return Parsed(header, known.meta, known.elements, known.explicit, syntax, pixel, size, known.odd, known.shape)
