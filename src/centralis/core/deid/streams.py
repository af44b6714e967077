"""What compressed pictures carry beside the picture: JPEG application and comment segments, JPEG 2000 comments and
boxes, JPEG XL boxes, and bytes after the end (ISO/IEC 10918-1 B, 15444-1 A and I, 18181-2)."""

import re
from collections.abc import Iterator
from struct import Struct

from centralis.core.dicom.elements import Buffer

_LENGTH16, _LENGTH32, _LENGTH64 = Struct(">H"), Struct(">I"), Struct(">Q")
_ITEM = Struct("<HHI")
_JPEG, _JPEG_2000, _BOXED = b"\xff\xd8", b"\xff\x4f\xff\x51", b"\x00\x00\x00\x0c"
#: Markers that carry text and can stand between scans; inside entropy-coded data 0xFF is followed by 0 or a restart.
_AFTER_SCAN = re.compile(rb"\xff([\xe0-\xef\xfe\xd9])")
_PICTURE_BOXES = frozenset((b"jp2c", b"jxlc", b"jxlp"))
_SUPERBOXES = frozenset((b"jp2h", b"res ", b"uinf", b"asoc"))
_UNKNOWN_BYTES = 65_536
_MOST_SEGMENTS = 10_000


def fragments(tail: Buffer) -> Iterator[memoryview]:
    """The items of an encapsulated pixel element, the offset table first (PS3.5 A.4)."""
    view = memoryview(tail)
    if len(view) < 12:
        return
    pos = 12 if bytes(view[4:6]).isalpha() else 8
    while pos + 8 <= len(view):
        group, number, length = _ITEM.unpack_from(view, pos)
        if group != 0xFFFE or number != 0xE000:
            return
        yield view[pos + 8 : pos + 8 + length]
        pos += 8 + length


def beside_the_picture(fragment: bytes) -> Iterator[bytes]:
    """Everything in a frame's stream that is no picture. What no syntax is known for yields its first 64 KiB."""
    if fragment.startswith(_JPEG):
        yield from _jpeg(fragment)
    elif fragment.startswith(_JPEG_2000):
        yield from _codestream(fragment)
    elif fragment.startswith(_BOXED):
        yield from _boxes(fragment, 0)
    elif not fragment.startswith(b"\xff\x0a"):
        yield fragment[:_UNKNOWN_BYTES]


def _jpeg(data: bytes) -> Iterator[bytes]:
    pos = 2
    for _ in range(_MOST_SEGMENTS):
        start = data.find(b"\xff", pos)
        if start < 0 or start + 4 > len(data):
            return
        if start > pos:
            yield data[pos:start]
        marker = data[start + 1]
        if marker == 0xFF or marker == 0x01 or 0xD0 <= marker <= 0xD7:
            pos = start + (1 if marker == 0xFF else 2)
            continue
        if marker == 0xD9:
            yield data[start + 2 :]
            return
        end = start + 2 + _LENGTH16.unpack_from(data, start + 2)[0]
        if 0xE0 <= marker <= 0xEF or marker == 0xFE:
            yield data[start + 4 : end]
        if marker == 0xDA:
            following = _AFTER_SCAN.search(data, end)
            if following is None:
                return
            end = following.start()
        pos = end


def _codestream(data: bytes) -> Iterator[bytes]:
    """Main header and tile-part headers of JPEG 2000; comments (COM) and what follows the end."""
    pos, tile_end = 2, 0
    for _ in range(_MOST_SEGMENTS):
        if pos + 4 > len(data):
            return
        marker, length = data[pos : pos + 2], _LENGTH16.unpack_from(data, pos + 2)[0]
        if marker == b"\xff\xd9":
            yield data[pos + 2 :]
            return
        if marker == b"\xff\x93":
            if tile_end <= pos:  # the last tile-part runs to the end of the codestream
                last = data.rfind(b"\xff\xd9", pos)
                yield data[last + 2 :] if last >= 0 else b""
                return
            pos = tile_end
            continue
        if marker[:1] != b"\xff":
            yield data[pos : pos + _UNKNOWN_BYTES]
            return
        if marker == b"\xff\x90" and pos + 10 <= len(data):
            size = _LENGTH32.unpack_from(data, pos + 6)[0]
            tile_end = pos + size if size else 0
        elif marker == b"\xff\x64":
            yield data[pos + 4 : pos + 2 + length]
        pos += 2 + length


def _boxes(data: bytes, depth: int) -> Iterator[bytes]:
    pos = 0
    for _ in range(_MOST_SEGMENTS):
        if pos + 8 > len(data):
            yield data[pos:]
            return
        size, kind, content = _LENGTH32.unpack_from(data, pos)[0], data[pos + 4 : pos + 8], pos + 8
        if size == 1 and pos + 16 <= len(data):
            size, content = _LENGTH64.unpack_from(data, pos + 8)[0], pos + 16
        end = pos + size if size else len(data)
        if end < content or end > len(data):
            yield data[pos : pos + _UNKNOWN_BYTES]
            return
        inside = data[content:end]
        if kind == b"jp2c":
            yield from _codestream(inside)
        elif kind in _SUPERBOXES and depth < 4:
            yield from _boxes(inside, depth + 1)
        elif kind not in _PICTURE_BOXES:
            yield inside
        pos = end
