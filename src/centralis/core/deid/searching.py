"""Whether bytes of one kind or another name somebody: texts, blobs, packed content, numbers and dates that are none."""

import re
import zlib

from centralis.core.deid.hunt import Hunt
from centralis.core.deid.printable import printable

_NUMBER_SIGNS = b"0123456789+-.eE \\\0\n:DWMY"
_DATES = re.compile(rb"(?<![^\\\n])(?:\d{4,14}(?:\.\d{1,6})?(?:[+-]\d{4})?|\d{4}\.\d\d\.\d\d)?[ \0]*(?:[\\\n]|\Z)")
_PACKED = (b"PK\x03\x04", b"\x1f\x8b\x08")
_ZLIB_STARTS = (b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda")
_UNPACKED_BYTES = 8 * 1024 * 1024
_MOST_PACKED = 64


def names_anyone(hunt: Hunt, raw: bytes, depth: int = 0) -> bool:
    """Whether bytes of any kind hold an identifier: as they are, as text, or unpacked."""
    if hunt.is_in_bytes(raw) or hunt.is_in(printable(raw)):
        return True
    return depth == 0 and any(names_anyone(hunt, content, 1) for content in _unpacked(raw))


def hides_anyone(hunt: Hunt, numbers: bytes) -> bool:
    """Whether a date, or in what holds more than numbers anything else, hides in numbers and times."""
    return hunt.holds_date(numbers) or bool(numbers.translate(None, _NUMBER_SIGNS) and hunt.is_in(numbers))


def is_no_date(hunt: Hunt, dates: bytes, moved: bool) -> bool:
    """Whether dates hold one that must be gone, or something else that names somebody."""
    if not moved and hunt.holds_date(dates):
        return True
    other = _DATES.sub(b"\n", dates)
    return bool(other.strip(b"\n \0")) and hunt.is_in(other)


def _unpacked(raw: bytes) -> list[bytes]:
    """What deflated parts of some bytes hold: zlib at the start, gzip and ZIP members anywhere; a bounded amount."""
    found: list[bytes] = []
    if raw[:2] in _ZLIB_STARTS:
        found.append(_inflated(raw, zlib.MAX_WBITS))
    for sign in _PACKED:
        place = raw.find(sign)
        for _ in range(_MOST_PACKED):
            if place < 0:
                break
            if sign == _PACKED[1]:
                found.append(_inflated(raw[place:], zlib.MAX_WBITS | 16))
            elif len(raw) >= place + 30:
                names = int.from_bytes(raw[place + 26 : place + 28], "little")
                extra = int.from_bytes(raw[place + 28 : place + 30], "little")
                found.append(_inflated(raw[place + 30 + names + extra :], -zlib.MAX_WBITS))
            place = raw.find(sign, place + 4)
    return [content for content in found if content]


def _inflated(raw: bytes, window: int) -> bytes:
    try:
        return zlib.decompressobj(window).decompress(raw, _UNPACKED_BYTES)
    except zlib.error:
        return b""
