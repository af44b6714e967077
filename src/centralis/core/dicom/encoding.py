"""Writing elements in little endian: headers, padding, items (PS3.5 section 7.1)."""

from struct import Struct

from centralis.core.dicom.faults import DicomCode, DicomFault

SHORT_VRS = frozenset(
    (b"AE", b"AS", b"AT", b"CS", b"DA", b"DS", b"DT", b"FL", b"FD", b"IS", b"LO", b"LT", b"PN", b"SH", b"SL", b"SS",
     b"ST", b"TM", b"UI", b"UL", b"US")
)  # fmt: skip
LONG_VRS = frozenset(
    (b"OB", b"OD", b"OF", b"OL", b"OV", b"OW", b"SQ", b"SV", b"UC", b"UN", b"UR", b"UT", b"UV")
)  # fmt: skip
_TEXT_VRS = frozenset(
    (b"AE", b"AS", b"CS", b"DA", b"DS", b"DT", b"IS", b"LO", b"LT", b"PN", b"SH", b"ST", b"TM", b"UC", b"UR", b"UT")
)  # fmt: skip
_SHORT_HEAD, _LONG_HEAD, _PLAIN_HEAD = Struct("<HH2sH"), Struct("<HH2sHI"), Struct("<HHI")


def element_bytes(tag: int, vr: bytes, value: bytes, explicit: bool) -> bytes:
    """One element in little endian. The value must be encoded already; an odd length is padded (PS3.5 6.2)."""
    if len(value) & 1:
        value += b" " if vr in _TEXT_VRS else b"\0"
    if not explicit:
        return _PLAIN_HEAD.pack(tag >> 16, tag & 0xFFFF, len(value)) + value
    if vr in SHORT_VRS:
        if len(value) > 0xFFFF:
            raise DicomFault(DicomCode.TOO_LONG)
        return _SHORT_HEAD.pack(tag >> 16, tag & 0xFFFF, vr, len(value)) + value
    return _LONG_HEAD.pack(tag >> 16, tag & 0xFFFF, vr, 0, len(value)) + value


def item_bytes(content: bytes) -> bytes:
    """One sequence item of defined length."""
    return _PLAIN_HEAD.pack(0xFFFE, 0xE000, len(content)) + content
