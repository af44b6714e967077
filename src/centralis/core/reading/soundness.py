"""Whether a compressed frame is as its encoder wrote it, as far as the bytes can tell; damage before a reader draws it.

Decoders draw what they can: a stream that was cut or altered on the way may come out as a picture that is not right,
without a word. Each syntax forbids some bytes inside its coded data and says where the data end; what breaks these
rules was damaged. What keeps them and is altered all the same cannot be told by anybody: no syntax has a checksum.
Sources: ITU-T T.81 B.1.1 and E.1.4 (JPEG), T.87 D.1 (JPEG-LS), T.800 A.4 and B.10.1 (JPEG 2000), PS3.5 G (RLE).
"""

import re
from itertools import pairwise
from struct import Struct

CUT = "The image ends too early."
DAMAGED = "The image is damaged."
_SHORT, _LONG = Struct(">H"), Struct(">I")
_SEGMENTS = Struct("<16I")
_JPEG, _J2K, _EOI = b"\xff\xd8", b"\xff\x4f\xff\x51", b"\xff\xd9"
_SOS, _SOF_LS, _RST = 0xDA, 0xF7, range(0xD0, 0xD8)
#: inside a scan: a marker, that is 0xFF and what is neither a stuffed zero nor a filling 0xFF (JPEG)
_JPEG_MARKER = re.compile(rb"\xff[^\x00\xff]")
#: inside a scan: after 0xFF the next bit is 0 (JPEG-LS)
_LS_MARKER = re.compile(rb"\xff[\x80-\xff]")
#: inside a tile-part's packets nothing above 0xFF8F stands but the packets' own markers SOP and EPH (JPEG 2000)
_J2K_FORBIDDEN = re.compile(rb"\xff[\x90\x93-\xff]")
_SOT, _SOD, _EOC = b"\xff\x90", b"\xff\x93", b"\xff\xd9"
_MOST_SEGMENTS = 10_000


def stream_fault(stream: bytes, rows: int, columns: int, planes: int) -> str:
    """What is wrong with one frame's stream; empty where nothing can be told. planes: bytes a pixel, for RLE alone."""
    content = stream.rstrip(b"\0")
    if content.startswith(_JPEG):
        return _jpeg(content)
    if content.startswith(_J2K):
        return _codestream(content)
    return (
        ""
        if content[4:8] in (b"jP  ", b"JXL ") or content.startswith(b"\xff\x0a")
        else _rle(stream, rows * columns, planes)
    )


def _jpeg(data: bytes) -> str:
    """Walk the segments, and each scan from marker to marker; restart markers count up, and an end comes at the end."""
    pos, is_ls = 2, False
    for _ in range(_MOST_SEGMENTS):
        if pos + 4 > len(data):
            return "" if data[pos : pos + 2] == _EOI else CUT
        marker = data[pos + 1]
        if data[pos] != 0xFF:
            return DAMAGED
        if marker == 0xFF:
            pos += 1
            continue
        if marker == 0xD9:
            return ""
        is_ls = is_ls or marker == _SOF_LS
        pos += 2 + _SHORT.unpack_from(data, pos + 2)[0]
        if marker == _SOS:
            end = _scan_end(data, pos, _LS_MARKER if is_ls else _JPEG_MARKER)
            if end < 0:
                return CUT if end == -1 else DAMAGED
            pos = end
    return DAMAGED


def _scan_end(data: bytes, start: int, marker: re.Pattern[bytes]) -> int:
    """Where a scan's coded data end; -1 where they never do, -2 where its restart markers are out of order."""
    for expected, found in enumerate(marker.finditer(data, start)):
        code = data[found.start() + 1]
        if code not in _RST:
            return found.start()
        if code != _RST[expected % len(_RST)]:
            return -2
    return -1


def _codestream(data: bytes) -> str:
    """Walk the tile-parts by their lengths: each begins where the one before ends, and the last is followed by EOC."""
    pos = data.find(_SOT)
    if pos < 0:
        return CUT
    for _ in range(_MOST_SEGMENTS):
        if data[pos : pos + 2] == _EOC:
            return ""
        if data[pos : pos + 2] != _SOT:
            return CUT if pos >= len(data) else DAMAGED
        if pos + 12 > len(data):
            return CUT
        length = _LONG.unpack_from(data, pos + 6)[0]
        end = pos + length if length else len(data) - len(_EOC)
        if end > len(data):
            return CUT
        body = data.find(_SOD, pos, end)
        if end <= pos or body < 0 or _J2K_FORBIDDEN.search(data, body + 2, end):
            return DAMAGED
        pos = end
    return DAMAGED


def _rle(data: bytes, pixels: int, planes: int) -> str:
    """Unpack each segment's lengths: every one must give exactly one byte a pixel."""
    if len(data) < _SEGMENTS.size:
        return CUT
    count, *offsets = _SEGMENTS.unpack_from(data)
    starts = offsets[:count]
    if count != planes or starts[0] != _SEGMENTS.size or any(one >= two for one, two in pairwise(starts)):
        return DAMAGED
    if starts[-1] >= len(data):
        return CUT
    for start, end in pairwise([*starts, len(data)]):
        told = _unpacked(data, start, end, pixels)
        if told != pixels:
            return CUT if told < pixels else DAMAGED
    return ""


def _unpacked(data: bytes, start: int, end: int, most: int) -> int:
    """How many bytes a segment gives, its padding aside; it stops where `most` are reached."""
    pos, found = start, 0
    while pos < end and found < most:
        head = data[pos]
        if head < 128:
            found += min(head + 1, end - pos - 1)
            pos += head + 2
        elif head > 128:
            found += 257 - head
            pos += 2
        else:
            pos += 1
    return found
