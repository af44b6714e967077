"""Encapsulated pixel data taken apart into frames and put together again, with right offset tables (PS3.5 A.4)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from struct import Struct

from centralis.core.dicom.dictionary import TAG_BY_KEYWORD as TAG
from centralis.core.dicom.elements import Parsed
from centralis.core.dicom.encoding import element_bytes
from centralis.core.dicom.faults import DicomCode, DicomFault
from centralis.core.dicom.values import Values

_HEAD, _ITEM, _LONG, _VERY_LONG = Struct("<HH2sHI"), Struct("<HHI"), Struct("<I"), Struct("<Q")
_UNDEFINED = 0xFFFFFFFF
_END = b"\xfe\xff\xdd\xe0\0\0\0\0"
_PIXEL_DATA = 0x7FE00010
_EXTENDED, _EXTENDED_LENGTHS = 0x7FE00001, 0x7FE00002
_RLE = "1.2.840.10008.1.2.5"
#: How a compressed frame begins: JPEG and JPEG-LS, JPEG 2000 code stream, JP2 file.
_BEGINNINGS = (b"\xff\xd8\xff", b"\xff\x4f\xff\x51", b"\0\0\0\x0cjP  ")
Fragment = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Encapsulated:
    """Frames as runs of fragments (offset, length in the file). table_fits: whether the offset tables say the same."""

    frames: tuple[tuple[Fragment, ...], ...]
    extended: bool
    table_fits: bool


def is_encapsulated(parsed: Parsed) -> bool:
    """Whether the pixel element has an undefined length: fragments follow."""
    if parsed.pixel is None or not parsed.explicit:
        return False
    value = parsed.pixel[3]
    return bytes(parsed.data[value - 4 : value]) == b"\xff\xff\xff\xff"


def encapsulated_frames(parsed: Parsed, values: Values, count: int) -> Encapsulated:
    """The frames of encapsulated pixel data. Raises DicomFault (not_renderable) when they cannot be told apart."""
    if parsed.pixel is None:
        raise DicomFault(DicomCode.TRUNCATED, "no pixel data")
    data, pos, end = parsed.data, parsed.pixel[3], parsed.pixel[4]
    items: list[Fragment] = []
    while pos + 8 <= end:
        _, number, length = _ITEM.unpack_from(data, pos)
        if number != 0xE000:
            break
        items.append((pos + 8, length))
        pos += 8 + length
    if len(items) < 2:
        raise DicomFault(DicomCode.NOT_RENDERABLE, "no fragments")
    table, fragments = items[0], items[1:]
    offsets, extended = _offsets(parsed, values, table)
    groups = _by_offsets(offsets, fragments, count)
    if groups is not None:
        return Encapsulated(groups, extended, True)
    groups = _by_content(parsed, fragments, count)
    return Encapsulated(groups, extended, table[1] == 0 and not extended)


def _offsets(parsed: Parsed, values: Values, table: Fragment) -> tuple[list[int], bool]:
    element = next((one for one in parsed.elements if one[0] == _EXTENDED), None)
    if element is not None and element[4] > element[3]:
        raw = bytes(parsed.data[element[3] : element[4]])
        return [one[0] for one in _VERY_LONG.iter_unpack(raw[: len(raw) // 8 * 8])], True
    raw = bytes(parsed.data[table[0] : table[0] + table[1]])
    return [one[0] for one in _LONG.iter_unpack(raw[: len(raw) // 4 * 4])], False


def _by_offsets(offsets: list[int], fragments: list[Fragment], count: int) -> tuple[tuple[Fragment, ...], ...] | None:
    base = fragments[0][0] - 8
    places = {start - 8 - base: number for number, (start, _) in enumerate(fragments)}
    starts = [places.get(offset, -1) for offset in offsets]
    if len(starts) != count or starts[0] != 0 or starts != sorted(set(starts)):
        return None
    return tuple(
        tuple(fragments[start:stop]) for start, stop in zip(starts, [*starts[1:], len(fragments)], strict=True)
    )


def _by_content(parsed: Parsed, fragments: list[Fragment], count: int) -> tuple[tuple[Fragment, ...], ...]:
    """Without tables: one fragment a frame, one frame of all, or a new frame wherever a stream begins."""
    if count == 1:
        return (tuple(fragments),)
    if len(fragments) == count:
        return tuple((one,) for one in fragments)
    groups: list[list[Fragment]] = []
    for start, length in fragments:
        if not groups or bytes(parsed.data[start : start + 8]).startswith(_BEGINNINGS):
            groups.append([])
        groups[-1].append((start, length))
    if len(groups) != count:
        raise DicomFault(DicomCode.NOT_RENDERABLE, "frames and fragments do not agree")
    return tuple(tuple(group) for group in groups)


def frame_bytes(parsed: Parsed, frame: tuple[Fragment, ...]) -> bytes:
    """One compressed frame in one piece."""
    data = parsed.data
    if len(frame) == 1:
        return bytes(data[frame[0][0] : frame[0][0] + frame[0][1]])
    return b"".join(bytes(data[start : start + length]) for start, length in frame)


def put_together(frames: Iterable[bytes], extended: bool) -> tuple[bytearray, Mapping[int, bytes]]:
    """The pixel element of these frames, one fragment each, and the elements of the extended offset table.

    extended: the source had an extended table; then the basic one is empty (PS3.3 C.7.6.3.1.8). It is written also when
    the offsets outgrow 32 bits.
    """
    body = bytearray()
    offsets, lengths = [], []
    for frame in frames:
        offsets.append(len(body))
        lengths.append(len(frame))
        body += _ITEM.pack(0xFFFE, 0xE000, len(frame) + (len(frame) & 1))
        body += frame
        if len(frame) & 1:
            body += b"\0"
    extended = extended or offsets[-1] > _UNDEFINED - 1
    table = b"" if extended else b"".join(map(_LONG.pack, offsets))
    head = _HEAD.pack(_PIXEL_DATA >> 16, _PIXEL_DATA & 0xFFFF, b"OB", 0, _UNDEFINED)
    body[:0] = head + _ITEM.pack(0xFFFE, 0xE000, len(table)) + table
    body += _END
    if not extended:
        return body, {}
    return body, {
        _EXTENDED: element_bytes(_EXTENDED, b"OV", b"".join(map(_VERY_LONG.pack, offsets)), True),
        _EXTENDED_LENGTHS: element_bytes(_EXTENDED_LENGTHS, b"OV", b"".join(map(_VERY_LONG.pack, lengths)), True),
    }


def frame_count(values: Values) -> int:
    """NumberOfFrames, 1 when absent or empty. Raises DicomFault when it is no number of frames."""
    said = values.text(TAG["NumberOfFrames"])
    count = 1 if said is None else values.integer(TAG["NumberOfFrames"])
    if count is None or not 1 <= count <= 100_000:
        raise DicomFault(DicomCode.NOT_RENDERABLE, "number of frames")
    return count
