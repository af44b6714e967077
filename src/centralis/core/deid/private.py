"""Values of safe private elements: each must be what the list says it is, or it goes (PS3.15 E.3.10)."""

import math
import re
from struct import Struct

from centralis.core.deid.hunt import Hunt

_FORMATS = {"FL": "<f", "FD": "<d", "US": "<H", "SS": "<h", "UL": "<I", "SL": "<i"}
_STRUCTS = {vr: Struct(form) for vr, form in _FORMATS.items()}
_NUMBER_TEXT = re.compile(rb"[0-9eE+\-. \\]*\0?")
#: One word a component: a code, a ratio such as 0.984:1, a letter. Lower case, blanks and carets would make a name.
_CODE = re.compile(rb"(?:[A-Z0-9_.:/+\-]{0,16} ?\\)*[A-Z0-9_.:/+\-]{0,16}[ \0]*")
_DATE = re.compile(rb"\d{8}(?:\d{0,6}(?:\.\d{1,6})?(?:[+-]\d{4})?)?[ \0]*")
_TIME = re.compile(rb"\d{2,6}(?:\.\d{1,6})?[ \0]*")
_PRINTABLE = frozenset(range(0x20, 0x7F))
_FARTHEST = 1e12
_NUMBER_TEXT_VRS = ("DS", "IS")
_TEXT_VRS = (b"LO", b"SH", b"CS", b"ST", b"LT", b"UN", b"DS", b"IS")


def is_private_number(raw: bytes, came_as: bytes, listed: str) -> bool:
    """Whether a value is a number under the VR it came with, or, when that is UN, under the listed one.

    Text that poses as binary numbers is told by its bytes, all printable, or by impossible sizes.
    """
    if came_as in _TEXT_VRS and listed in _NUMBER_TEXT_VRS:
        return _NUMBER_TEXT.fullmatch(raw) is not None
    packed = _STRUCTS.get(came_as.decode("latin-1") if came_as != b"UN" else listed)
    if packed is None or len(raw) % packed.size or len(raw) > 1024:
        return False
    if len(raw) >= 8 and all(byte in _PRINTABLE for byte in raw.rstrip(b"\0 ")) and raw.strip(b"\0"):
        return False
    numbers = [float(one[0]) for one in packed.iter_unpack(raw)]
    return all(math.isfinite(number) and abs(number) < _FARTHEST for number in numbers)


def is_private_code(raw: bytes, forbidden: Hunt) -> bool:
    """Whether a value is codes only and names nobody."""
    return _CODE.fullmatch(raw) is not None and not forbidden.is_in(raw)


def is_private_date(raw: bytes, listed: str) -> bool:
    """Whether a value is a date, a time or both, and nothing else."""
    return (_TIME if listed == "TM" else _DATE).fullmatch(raw) is not None
