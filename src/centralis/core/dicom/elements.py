"""The element walker: finds every element of a file by its byte offsets and decodes no value (PS3.5 section 7, PS3.10).

It serves explicit and implicit little endian directly. A deflated data set is inflated and a big-endian one turned
round first, both under the same limits, and are then walked as Explicit VR Little Endian.
"""

import zlib
from dataclasses import dataclass
from itertools import repeat
from struct import Struct
from struct import error as struct_error
from typing import TYPE_CHECKING

from centralis.core.dicom.dictionary import VR_BY_TAG, implicit_vr
from centralis.core.dicom.encoding import LONG_VRS, SHORT_VRS, element_bytes, item_bytes
from centralis.core.dicom.faults import DicomCode, DicomFault
from centralis.core.dicom.limits import DEFAULT_LIMITS, Limits

if TYPE_CHECKING:
    from centralis.core.dicom.shapes import Shape

IMPLICIT_LE = "1.2.840.10008.1.2"
EXPLICIT_LE = "1.2.840.10008.1.2.1"
DEFLATED_LE = "1.2.840.10008.1.2.1.99"
EXPLICIT_BE = "1.2.840.10008.1.2.2"
UNDEFINED = 0xFFFFFFFF
PIXEL_TAGS = frozenset((0x7FE00008, 0x7FE00009, 0x7FE00010))
_INFLATE_STEP_BYTES = 1024 * 1024
_ITEM, _ITEM_END, _SEQUENCE_END = 0xE000, 0xE00D, 0xE0DD

#: tag, VR, offset of the element, offset of its value, offset after it, and for a sequence its items.
#: A sequence of undefined length ends after its delimiter.
Element = tuple[int, bytes, int, int, int, "Items | None"]
Buffer = bytes | memoryview


@dataclass(frozen=True, slots=True)
class Items:
    """The items of a sequence: one list of elements each, and how they are encoded (UN holds implicit VR)."""

    explicit: bool
    datasets: tuple[list[Element], ...]


@dataclass(frozen=True, slots=True)
class Parsed:
    """A file laid open. Offsets in `elements` and `pixel` point into `data`, which is the file itself unless the
    data set was deflated or big endian; then `data` is its Explicit VR Little Endian form without preamble."""

    data: Buffer
    meta: dict[int, str]
    elements: list[Element]
    explicit: bool
    transfer_syntax: str
    pixel: Element | None
    end: int
    odd: bool = False  # a value has an odd length, which PS3.5 7.1.1 forbids
    shape: "Shape | None" = None  # what is known of other files built like this one

    @property
    def body(self) -> list[Element]:
        """The elements before the pixel data."""
        if self.shape is not None:
            return self.shape.body
        return self.elements[:-1] if self.pixel is not None else self.elements


class Walker:
    """Walks one buffer; counts what it has seen against the limits."""

    def __init__(self, data: Buffer, limits: Limits = DEFAULT_LIMITS, little: bool = True) -> None:
        self.data = data
        self.limits = limits
        self.left = limits.elements
        self.items_left = limits.items
        self.odd = 0
        order = "<" if little else ">"
        self._head = Struct(order + "HH2sH")
        self._plain = Struct(order + "HHI")
        self._long = Struct(order + "I")

    def dataset(self, pos: int, stop: int, explicit: bool, depth: int = 0) -> tuple[list[Element], int]:  # noqa: C901 - the one hot loop, kept flat for speed
        """Every element from `pos` to `stop`, to the item's delimiter, or (at the top) to the pixel data, inclusive.

        Returns the elements and the offset after the last byte used. Raises DicomFault.
        """
        if depth > self.limits.depth:
            raise DicomFault(DicomCode.TOO_DEEP)
        out: list[Element] = []
        append, head = out.append, self._head.unpack_from
        data, value_limit, odd = self.data, self.limits.value_bytes, 0
        for _ in repeat(None, self.left + 1):
            if pos + 8 > stop:
                break
            group, number, vr, length = head(data, pos)
            if group == 0xFFFE:
                if number == _ITEM_END and depth:
                    pos += 8
                    break
                raise DicomFault(DicomCode.DAMAGED, f"stray delimiter at byte {pos}")
            tag = group << 16 | number
            value = pos + 8
            if not explicit:
                vr, length = implicit_vr(tag), self._plain.unpack_from(data, pos)[2]
            elif vr not in SHORT_VRS:
                if vr not in LONG_VRS:
                    if not tag and not any(data[pos:stop]):
                        break
                    raise DicomFault(DicomCode.DAMAGED, f"unknown value representation at byte {pos}")
                if pos + 12 > stop:
                    raise DicomFault(DicomCode.TRUNCATED)
                length, value = self._long.unpack_from(data, pos + 8)[0], pos + 12
            if length == UNDEFINED or vr == b"SQ" or vr == b"UN":
                element = self._compound(tag, vr, pos, value, length, (stop, explicit, depth))
                append(element)
                pos = element[4]
            else:
                end = value + length
                if end > stop:
                    raise DicomFault(DicomCode.TRUNCATED, f"value at byte {value}")
                if length > value_limit and tag not in PIXEL_TAGS:
                    raise DicomFault(DicomCode.TOO_LONG)
                append((tag, vr, pos, value, end, None))
                pos = end
                odd |= length
            if not depth and tag in PIXEL_TAGS:
                break
        else:
            raise DicomFault(DicomCode.TOO_MANY_ELEMENTS)
        self.left -= len(out)
        self.odd |= odd & 1
        return out, pos

    def _compound(
        self, tag: int, vr: bytes, start: int, value: int, length: int, place: tuple[int, bool, int]
    ) -> Element:
        """A sequence, an unknown, or encapsulated pixel data."""
        stop, explicit, depth = place
        if length == UNDEFINED:
            if tag in PIXEL_TAGS and vr != b"SQ":
                return (tag, b"OB" if vr == b"UN" else vr, start, value, self._skip_fragments(value, stop), None)
            if vr not in (b"SQ", b"UN") and explicit:
                raise DicomFault(DicomCode.DAMAGED, f"undefined length at byte {start}")
            nested = explicit and vr == b"SQ"
            datasets, end = self._items(value, stop, nested, depth, delimited=True)
            return (tag, vr if explicit else b"SQ", start, value, end, Items(nested, datasets))
        end = value + length
        if end > stop:
            raise DicomFault(DicomCode.TRUNCATED, f"value at byte {value}")
        if vr == b"SQ":
            datasets, _ = self._items(value, end, explicit, depth, delimited=False)
            return (tag, vr, start, value, end, Items(explicit, datasets))
        if length > self.limits.value_bytes and tag not in PIXEL_TAGS:
            raise DicomFault(DicomCode.TOO_LONG)
        if VR_BY_TAG.get(tag) == b"SQ":
            try:
                datasets, _ = self._items(value, end, False, depth, delimited=False)
            except DicomFault as fault:
                if fault.code not in (DicomCode.DAMAGED, DicomCode.TRUNCATED):
                    raise
            else:
                return (tag, vr, start, value, end, Items(False, datasets))
        return (tag, vr, start, value, end, None)

    def _items(
        self, pos: int, stop: int, explicit: bool, depth: int, delimited: bool
    ) -> tuple[tuple[list[Element], ...], int]:
        found: list[list[Element]] = []
        plain, data = self._plain.unpack_from, self.data
        while pos + 8 <= stop:
            group, number, length = plain(data, pos)
            if group != 0xFFFE:
                raise DicomFault(DicomCode.DAMAGED, f"sequence item expected at byte {pos}")
            pos += 8
            if number == _SEQUENCE_END:
                return tuple(found), pos
            if number != _ITEM:
                raise DicomFault(DicomCode.DAMAGED, f"sequence item expected at byte {pos}")
            self.items_left -= 1
            if self.items_left < 0:
                raise DicomFault(DicomCode.TOO_MANY_ELEMENTS, "sequence items")
            end = stop if length == UNDEFINED else pos + length
            if end > stop:
                raise DicomFault(DicomCode.TRUNCATED, f"sequence item at byte {pos}")
            elements, used = self.dataset(pos, end, explicit, depth + 1)
            found.append(in_order(elements))
            pos = used if length == UNDEFINED else end
        if delimited:
            raise DicomFault(DicomCode.TRUNCATED, "sequence without an end")
        return tuple(found), stop

    def _skip_fragments(self, pos: int, stop: int) -> int:
        """The offset after the sequence delimiter of encapsulated pixel data (PS3.5 A.4)."""
        plain, data = self._plain.unpack_from, self.data
        while pos + 8 <= stop:
            group, number, length = plain(data, pos)
            if group != 0xFFFE:
                raise DicomFault(DicomCode.DAMAGED, f"pixel fragment expected at byte {pos}")
            if number == _SEQUENCE_END:
                return pos + 8
            self.items_left -= 1
            if number != _ITEM or self.items_left < 0:
                raise DicomFault(DicomCode.DAMAGED, f"pixel fragment expected at byte {pos}")
            pos += 8 + length
        raise DicomFault(DicomCode.TRUNCATED, "pixel data without an end")


def parse(data: Buffer, limits: Limits = DEFAULT_LIMITS, walker: type[Walker] = Walker) -> Parsed:
    """Lay a DICOM file open: file meta, elements and where the pixel data lie. Raises DicomFault.

    walker: how forgiving the walk is. A file without preamble or meta is taken when its first tag is one of group 0002
    or 0008 (a bare data set).
    """
    size = len(data)
    if not size:
        raise DicomFault(DicomCode.EMPTY)
    if size > limits.file_bytes:
        raise DicomFault(DicomCode.TOO_LARGE)
    start = 132 if bytes(data[128:132]) == b"DICM" else 0
    if not start and bytes(data[:2]) not in (b"\x02\x00", b"\x08\x00", b"\x00\x08"):
        raise DicomFault(DicomCode.NOT_DICOM)
    try:
        meta, body = read_meta(data, start, size, limits)
        return _body(data, body, meta, limits, walker)
    except struct_error as cause:
        raise DicomFault(DicomCode.TRUNCATED) from cause


def read_meta(data: Buffer, pos: int, size: int, limits: Limits) -> tuple[dict[int, str], int]:
    """The file meta's UIDs and texts by tag, and the offset of the data set. Group length is not believed."""
    values: dict[int, str] = {}
    walker = Walker(data, limits)
    while pos + 8 <= size and bytes(data[pos : pos + 2]) == b"\x02\x00":
        vr = bytes(data[pos + 4 : pos + 6])
        if vr in LONG_VRS:
            length, value = walker._long.unpack_from(data, pos + 8)[0], pos + 12
        elif vr in SHORT_VRS:
            length, value = walker._head.unpack_from(data, pos)[3], pos + 8
        else:
            raise DicomFault(DicomCode.DAMAGED, "file meta information")
        if value + length > size:
            raise DicomFault(DicomCode.TRUNCATED, "file meta information")
        if length > 65_536 or len(values) > 64:
            raise DicomFault(DicomCode.TOO_LONG, "file meta information")
        number = walker._head.unpack_from(data, pos)[1]
        values[0x00020000 | number] = bytes(data[value : value + length]).rstrip(b"\0 ").decode("latin-1")
        pos = value + length
    return values, pos


def _body(data: Buffer, pos: int, meta: dict[int, str], limits: Limits, walker: type[Walker]) -> Parsed:
    syntax = meta.get(0x00020010, "")
    if syntax == DEFLATED_LE:
        data, pos, syntax = _inflate(data, pos, limits), 0, EXPLICIT_LE
    size = len(data)
    if pos + 8 > size:
        raise DicomFault(DicomCode.TRUNCATED if meta else DicomCode.NOT_DICOM, "no data set")
    big = syntax == EXPLICIT_BE or (not syntax and bytes(data[pos : pos + 2]) == b"\x00\x08")
    explicit = bytes(data[pos + 4 : pos + 6]) in SHORT_VRS | LONG_VRS
    if not syntax:
        syntax = EXPLICIT_LE if explicit else IMPLICIT_LE
    if big and explicit:
        data, pos, size, syntax = _little(data, pos, limits, walker), 0, -1, EXPLICIT_LE
        size = len(data)
    elif explicit and syntax == IMPLICIT_LE:
        syntax = EXPLICIT_LE  # the body decides: what the meta says about it is wrong (PS3.10 7.1 is often broken)
    elif not explicit:
        if syntax not in (IMPLICIT_LE, EXPLICIT_LE, EXPLICIT_BE):
            raise DicomFault(DicomCode.DAMAGED, "a compressed object must be in explicit VR")
        syntax = IMPLICIT_LE
    walk = walker(data, limits)
    elements, end = walk.dataset(pos, size, explicit)
    if not elements:
        raise DicomFault(DicomCode.NOT_DICOM)
    elements = in_order(elements)
    pixel = elements[-1] if elements[-1][0] in PIXEL_TAGS else None
    return Parsed(data, meta, elements, explicit, syntax, pixel, end, bool(walk.odd))


def in_order(elements: list[Element]) -> list[Element]:
    """The elements by ascending tag, each tag once (the first one counts): what PS3.5 7.1 asks of a data set."""
    last = -1
    for element in elements:
        if element[0] <= last:
            break
        last = element[0]
    else:
        return elements
    first: dict[int, Element] = {}
    for element in elements:
        first.setdefault(element[0], element)
    return [first[tag] for tag in sorted(first)]


def _inflate(data: Buffer, pos: int, limits: Limits) -> bytes:
    """A deflated data set (PS3.5 A.5), refused when it grows beyond the limit."""
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    parts: list[bytes] = []
    left, waiting = limits.expanded_bytes, bytes(data[pos:])
    try:
        while waiting and not inflater.eof:
            parts.append(inflater.decompress(waiting, _INFLATE_STEP_BYTES))
            waiting = inflater.unconsumed_tail
            left -= len(parts[-1])
            if left < 0:
                raise DicomFault(DicomCode.EXPANDS_TOO_FAR)
    except zlib.error as cause:
        raise DicomFault(DicomCode.DAMAGED, "deflated data set") from cause
    return b"".join(parts)


_WORD = {b"US": 2, b"SS": 2, b"OW": 2, b"AT": 2, b"UL": 4, b"SL": 4, b"FL": 4, b"OF": 4, b"OL": 4}
_WORD |= {b"FD": 8, b"OD": 8, b"SV": 8, b"UV": 8, b"OV": 8}
_BITS_ALLOCATED = 0x00280100


def _little(data: Buffer, pos: int, limits: Limits, walker: type[Walker]) -> bytes:
    """A big-endian data set (PS3.5, retired) as Explicit VR Little Endian."""
    elements, _ = walker(data, limits, little=False).dataset(pos, len(data), explicit=True)
    return b"".join(_turned(data, elements))


def _turned(data: Buffer, elements: list[Element]) -> list[bytes]:
    out: list[bytes] = []
    pixel_word = 2
    for tag, vr, _, value, end, items in elements:
        raw = bytes(data[value:end])
        if tag == _BITS_ALLOCATED and raw[1:2] in (b"\x20", b"\x40"):
            pixel_word = raw[1] // 8
        if items is not None:
            if not items.explicit:
                raise DicomFault(DicomCode.DAMAGED, "an unknown sequence in a big-endian file")
            raw = b"".join(item_bytes(b"".join(_turned(data, dataset))) for dataset in items.datasets)
        else:
            word = pixel_word if tag == 0x7FE00010 and vr == b"OW" else _WORD.get(vr, 1)
            raw = _swapped(raw, word)
        out.append(element_bytes(tag, vr, raw, explicit=True))
    return out


def _swapped(raw: bytes, word: int) -> bytes:
    if word == 1 or len(raw) % word:
        return raw
    turned = bytearray(len(raw))
    for place in range(word):
        turned[place::word] = raw[word - 1 - place :: word]
    return bytes(turned)
