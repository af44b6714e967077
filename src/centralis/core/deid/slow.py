"""Reading what the fast walker refuses: lying lengths, odd lengths, unknown VRs, then whatever pydicom can still read.

Every way ends in the same thing, a data set laid open, and so under the same rules. A file that pydicom alone can read
is written anew by pydicom first; the same limits hold. To be run in a child process that can be killed.
"""

from dataclasses import replace
from importlib import import_module
from struct import error as struct_error

from centralis.core.dicom.elements import Buffer, Element, Parsed, Walker, in_order, parse
from centralis.core.dicom.encoding import element_bytes, item_bytes
from centralis.core.dicom.faults import DicomCode, DicomFault
from centralis.core.dicom.frames import NATIVE
from centralis.core.dicom.lenient import LenientWalker
from centralis.core.dicom.limits import Limits
from centralis.core.dicom.shapes import Shapes

_UNDEFINED = 0xFFFFFFFF
_SHAPES = Shapes()
_WRONG = (DicomCode.DAMAGED, DicomCode.TRUNCATED)


def read(source: Buffer, limits: Limits) -> Parsed:
    """Lay a file open the fast way, and when that fails the slow one. Raises the first way's DicomFault."""
    seen = _SHAPES.find(source, limits)
    if seen is not None:
        return seen
    try:
        parsed = parse(source, limits)
    except DicomFault as fault:
        if fault.code not in _WRONG or len(source) > limits.expanded_bytes:
            raise
        return _reread(source, limits, fault)
    if parsed.odd and len(source) <= limits.expanded_bytes:
        return normalised(parsed, limits)
    if parsed.pixel is not None and parsed.data is source and parsed.transfer_syntax in NATIVE:
        return _SHAPES.learn(parsed, limits)
    return parsed


def _reread(source: Buffer, limits: Limits, fault: DicomFault) -> Parsed:
    try:
        return normalised(parse(source, limits, LenientWalker), limits)
    except DicomFault as second:
        if second.code not in _WRONG:
            raise
    except struct_error:
        pass
    if fault.code is DicomCode.TRUNCATED:
        raise fault
    slowest = import_module("centralis.core.deid.slowest")  # by name and late: pydicom takes 55 MB, few files need it
    try:
        found: Parsed = slowest.through_pydicom(source, limits)
        return found
    except DicomFault as third:
        raise fault from third
    except MemoryError:
        raise
    except Exception:  # pydicom throws whatever a strange file makes it throw
        raise fault from None


def normalised(parsed: Parsed, limits: Limits) -> Parsed:
    """The same data set encoded anew: right lengths, even lengths, tags in order; pixels as they are."""
    explicit = parsed.explicit
    chunks = _encoded(parsed.data, parsed.body, explicit)
    if parsed.pixel is not None:
        tag, vr, start, value, end, _ = parsed.pixel
        if (end - value) % 2 and _length_of(parsed, start, value) != _UNDEFINED:
            chunks.append(element_bytes(tag, vr, bytes(parsed.data[value:end]), explicit))
        else:
            chunks.append(bytes(parsed.data[start:end]))
    data = b"".join(chunks)
    elements, end = Walker(data, limits).dataset(0, len(data), explicit)
    if not elements or end != len(data):
        raise DicomFault(DicomCode.DAMAGED)
    pixel = elements[-1] if parsed.pixel is not None else None
    return replace(parsed, data=data, elements=elements, pixel=pixel, end=end, odd=False)


def _length_of(parsed: Parsed, start: int, value: int) -> int:
    """The length as it stands in an element's header."""
    at = value - 4 if value - start == 12 or not parsed.explicit else value - 2
    return int.from_bytes(parsed.data[at:value], "little")


def _encoded(data: Buffer, elements: list[Element], explicit: bool) -> list[bytes]:
    out = []
    for tag, vr, _, value, end, items in in_order(elements):
        if items is None:
            raw = bytes(data[value:end])
        else:
            raw = b"".join(item_bytes(b"".join(_encoded(data, one, items.explicit))) for one in items.datasets)
        out.append(element_bytes(tag, vr, raw, explicit))
    return out
