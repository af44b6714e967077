"""Compressed frames without what is not picture: comments, EXIF, thumbnails, wrapping boxes (ISO 10918-1, 14495-1,
15444-1 annex A and I). Entropy-coded data are copied bit for bit, so the frame decodes to the same samples.
"""

import re
import zlib
from dataclasses import dataclass
from struct import Struct
from struct import error as struct_error

from centralis.core.dicom.faults import DicomCode, DicomFault

_SHORT, _LONG = Struct(">H"), Struct(">I")
_SOI, _EOI, _SOS = 0xD8, 0xD9, 0xDA
_APP0, _APP8, _APP14 = 0xE0, 0xE8, 0xEE
_STARTS = frozenset((0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF, 0xF7))  # SOFn, SOF55
#: Segments a JPEG or JPEG-LS decoder works with: frame, tables, restart interval, number of lines, presets.
_NEEDED = _STARTS | {0xC4, 0xCC, 0xDB, 0xDC, 0xDD, 0xDE, 0xDF, 0xF8}
_NEXT_JPEG = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_NEXT_JPEG_LS = re.compile(rb"\xff[\x80-\xcf\xd8-\xfe]")
_J2K_START, _J2K_TILE, _J2K_DATA, _J2K_END, _J2K_COMMENT = 0xFF4F, 0xFF90, 0xFF93, 0xFFD9, 0xFF64
_J2K_SIZE, _J2K_TILE_LENGTHS = 0xFF51, 0xFF55
#: Segments of JPEG 2000 part 1, part 2 (0xFF74 to 0xFF79, multiple components) and part 15 that decoders work with.
_J2K_NEEDED = frozenset(
    (0xFF50, _J2K_SIZE, 0xFF52, 0xFF53, 0xFF55, 0xFF56, 0xFF57, 0xFF58, 0xFF59, 0xFF5C, 0xFF5D, 0xFF5E, 0xFF5F, 0xFF60,
     0xFF61, 0xFF63, *range(0xFF72, 0xFF7A))
)  # fmt: skip
_JP2_SIGNATURE = b"\0\0\0\x0cjP  \r\n\x87\n"
_RLE_HEADER_BYTES = 64
_DEFLATED_FRAMES = "1.2.840.10008.1.2.8.1"
_MOST_INFLATED_BYTES, _INFLATE_STEP_BYTES = 512 * 1024 * 1024, 1024 * 1024


@dataclass(frozen=True, slots=True)
class StreamSize:
    """What a compressed frame says about itself."""

    rows: int
    columns: int
    samples: int
    bits: int


def cleaned_stream(frame: bytes, syntax: str) -> bytes:
    """The frame with nothing in it but picture; the same object when there was nothing else.

    Raises DicomFault (not_renderable) when the stream's structure cannot be followed, so that nothing in it is vouched
    for.
    """
    try:
        if syntax.startswith("1.2.840.10008.1.2.5"):
            return _rle(frame)
        if syntax == _DEFLATED_FRAMES:
            return _deflated(frame)
        if frame[:2] == b"\xff\x0a":
            return frame  # a bare JPEG XL code stream has no place for text
        if frame[:2] == b"\xff\xd8":
            return _jpeg(frame)
        if frame[:12] == _JP2_SIGNATURE:
            return _j2k(_unwrapped(frame))
        if frame[:2] == b"\xff\x4f":
            return _j2k(frame)
    except (IndexError, struct_error) as cause:
        raise _unfollowed() from cause
    raise _unfollowed()


def stream_size(frame: bytes) -> StreamSize | None:
    """Size, samples and precision as a JPEG, JPEG-LS or JPEG 2000 frame declares them, None for other streams."""
    if frame[:2] == b"\xff\x4f" and frame[2:4] == b"\xff\x51":
        x1, y1, x0, y0 = (_LONG.unpack_from(frame, place)[0] for place in (8, 12, 16, 20))
        samples = _SHORT.unpack_from(frame, 40)[0]
        return StreamSize(y1 - y0, x1 - x0, samples, (frame[42] & 0x7F) + 1)
    if frame[:2] != b"\xff\xd8":
        return None
    pos = 2
    while pos + 10 <= len(frame) and frame[pos] == 0xFF:
        marker = frame[pos + 1]
        if marker == 0xFF:
            pos += 1
            continue
        if marker in _STARTS:
            rows, columns = _SHORT.unpack_from(frame, pos + 5)[0], _SHORT.unpack_from(frame, pos + 7)[0]
            return StreamSize(rows, columns, frame[pos + 9], frame[pos + 4])
        if marker == _SOS:
            return None
        pos += 2 + _SHORT.unpack_from(frame, pos + 2)[0]
    return None


def has_colour_transform(frame: bytes) -> bool:
    """Whether a JPEG 2000 code stream mixes its first three components (COD segment, ISO 15444-1 A.6.1)."""
    place = frame.find(b"\xff\x52", 0, 4096)
    return place >= 0 and len(frame) > place + 8 and frame[place + 8] == 1


def _unfollowed() -> DicomFault:
    return DicomFault(DicomCode.NOT_RENDERABLE, "the compressed stream's structure")


def _jpeg(frame: bytes) -> bytes:
    """JPEG and JPEG-LS: needed segments, JFIF and Adobe headers without extras, scans; the rest goes."""
    out: list[bytes] = [frame[:2]]
    pos, following, changed = 2, _NEXT_JPEG, False
    while True:
        if frame[pos] != 0xFF:
            raise _unfollowed()
        marker = frame[pos + 1]
        if marker == 0xFF:  # fill byte
            pos, changed = pos + 1, True
            continue
        if marker == _EOI:
            out.append(b"\xff\xd9")
            break
        end = pos + 2 + _SHORT.unpack_from(frame, pos + 2)[0]
        if end > len(frame):
            raise _unfollowed()
        if marker == 0xF7:
            following = _NEXT_JPEG_LS
        if marker == _SOS:
            found = following.search(frame, end)
            end = found.start() if found else len(frame)
            out.append(frame[pos:end])
            if not found:  # no end marker: decoders take it, and so do we
                break
        else:
            kept = _segment(marker, frame[pos:end])
            changed = changed or len(kept) != end - pos
            out.append(kept)
        pos = end
    used = sum(map(len, out))
    if not changed and not any(frame[used:]) and len(frame) - used <= 1:
        return frame
    return b"".join(out)


def _segment(marker: int, segment: bytes) -> bytes:
    """A marker segment as it may stay; empty when it must go."""
    if marker in _NEEDED:
        return segment
    if marker == _APP0 and segment[4:9] == b"JFIF\0" and len(segment) >= 18:
        return segment if len(segment) == 18 and segment[16:18] == b"\0\0" else (
            b"\xff\xe0\0\x10" + segment[4:16] + b"\0\0"
        )  # fmt: skip
    if marker == _APP14 and segment[4:9] == b"Adobe" and len(segment) >= 16:
        return segment if len(segment) == 16 else b"\xff\xee\0\x0e" + segment[4:16]
    if marker == _APP8 and segment[4:8] == b"mrfx" and len(segment) == 9:
        return segment  # the colour transform of HP's JPEG-LS
    if 0xE0 <= marker <= 0xFE and marker not in (0xF7, 0xF8):
        return b""
    raise _unfollowed()


def _j2k(frame: bytes) -> bytes:
    """A JPEG 2000 code stream without comments, in the main header and in tile-part headers, and nothing after it."""
    head, pos, changed = _j2k_segments(frame, 2, _J2K_TILE)
    out = [frame[:2], *head]
    tiles_changed = False
    while _SHORT.unpack_from(frame, pos)[0] == _J2K_TILE:
        length = _LONG.unpack_from(frame, pos + 6)[0]
        stop = pos + length if length else _last_end(frame)
        if length and not 14 <= length <= len(frame) - pos:
            raise _unfollowed()
        segments, data, removed = _j2k_segments(frame, pos + 12, _J2K_DATA)
        body = b"".join((*segments, frame[data:stop]))
        start = frame[pos : pos + 12]
        if removed:
            tiles_changed = True
            start = start[:6] + (_LONG.pack(12 + len(body)) if length else b"\0\0\0\0") + start[10:]
        out += (start, body)
        pos = stop
        if pos + 2 > len(frame):
            break
    if pos + 2 <= len(frame) and _SHORT.unpack_from(frame, pos)[0] != _J2K_END:
        raise _unfollowed()
    rest = frame[pos + 2 :]
    if not changed and not tiles_changed and not any(rest) and len(rest) <= 1:
        return frame
    if tiles_changed:  # the optional table of tile-part lengths no longer holds
        out = [one for one in out if one[:2] != _SHORT.pack(_J2K_TILE_LENGTHS)]
    return b"".join(out) + b"\xff\xd9"


def _j2k_segments(frame: bytes, pos: int, until: int) -> tuple[list[bytes], int, bool]:
    """The needed segments up to a marker, that marker's place, and whether anything was left out."""
    kept: list[bytes] = []
    changed = False
    while (marker := _SHORT.unpack_from(frame, pos)[0]) != until:
        if marker != _J2K_COMMENT and marker not in _J2K_NEEDED:
            raise _unfollowed()
        end = pos + 2 + _SHORT.unpack_from(frame, pos + 2)[0]
        if end > len(frame):
            raise _unfollowed()
        if marker == _J2K_COMMENT:
            changed = True
        else:
            kept.append(frame[pos:end])
        pos = end
    return kept, pos, changed


def _last_end(frame: bytes) -> int:
    """Where the end marker of a code stream stands whose last tile part does not say how long it is."""
    place = frame.rfind(b"\xff\xd9")
    if place < 0 or any(frame[place + 2 :]):
        raise _unfollowed()
    return place


def _unwrapped(frame: bytes) -> bytes:
    """The code stream inside a JP2 file (PS3.5 A.4.4 asks for the bare one); a palette of its own is not followed."""
    pos, stream = 0, b""
    while pos + 8 <= len(frame):
        length, kind, header = _LONG.unpack_from(frame, pos)[0], frame[pos + 4 : pos + 8], 8
        if length == 1:
            length, header = (_LONG.unpack_from(frame, pos + 8)[0] << 32) + _LONG.unpack_from(frame, pos + 12)[0], 16
        end = pos + length if length else len(frame)
        if end > len(frame) or end < pos + header:
            raise _unfollowed()
        if kind == b"jp2h" and b"pclr" in frame[pos:end]:
            raise _unfollowed()
        if kind == b"jp2c":
            stream = frame[pos + header : end]
        pos = end
    if not stream:
        raise _unfollowed()
    return stream


def _rle(frame: bytes) -> bytes:
    """RLE (PS3.5 annex G): unused places of the header are zero; the segments are in order and inside the frame."""
    if len(frame) < _RLE_HEADER_BYTES:
        raise _unfollowed()
    count = int.from_bytes(frame[:4], "little")
    offsets = [int.from_bytes(frame[4 * place : 4 * place + 4], "little") for place in range(1, 16)]
    used = offsets[:count]
    if not 1 <= count <= 15 or used != sorted(used) or used[0] < _RLE_HEADER_BYTES or used[-1] >= len(frame):
        raise _unfollowed()
    if not any(offsets[count:]) and used[0] == _RLE_HEADER_BYTES:
        return frame
    by = used[0] - _RLE_HEADER_BYTES
    header = b"".join(number.to_bytes(4, "little") for number in (count, *(one - by for one in used)))
    return header.ljust(_RLE_HEADER_BYTES, b"\0") + frame[used[0] :]


def _deflated(frame: bytes) -> bytes:
    """A deflated frame (PS3.5 A.4.13): nothing may follow the compressed data."""
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    waiting, left = frame, _MOST_INFLATED_BYTES
    try:
        while waiting and not inflater.eof:
            left -= len(inflater.decompress(waiting, _INFLATE_STEP_BYTES))
            waiting = inflater.unconsumed_tail
            if left < 0:
                raise DicomFault(DicomCode.EXPANDS_TOO_FAR)
    except zlib.error as cause:
        raise _unfollowed() from cause
    rest = inflater.unused_data
    return frame[: len(frame) - len(rest)] if any(rest) or len(rest) > 1 else frame
