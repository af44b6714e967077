"""Files of one series are built alike: the same elements at the same places, other values. Such a file is walked once.

A shape remembers every byte of a walked file that is structure (tags, VRs, lengths, items) and where it stands. Another
file of the same size whose structure is the same, byte for byte, has the same elements: they need not be found again.
Only files in little endian with native pixels at their end are remembered; everything else is walked.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from struct import Struct
from typing import Any

from centralis.core.dicom.elements import Buffer, Element, Parsed
from centralis.core.dicom.encoding import LONG_VRS
from centralis.core.dicom.limits import Limits

_SYNTAX = 0x00020010
_PREAMBLE_BYTES = 128
_SHAPES_A_SIZE = 12
_SIZES = 48


@dataclass(slots=True, eq=False)
class Shape:
    """structure, marks: what reads the structure's bytes and what they must be. plans: what others work out once for
    all files of the shape, by any key.
    """

    structure: Struct
    marks: tuple[bytes, ...]
    meta: tuple[tuple[int, int, int], ...]
    parsed: Parsed
    limits: Limits
    by_tag: dict[int, Element]  # top level
    body: list[Element]  # without the pixel element
    plans: dict[Any, Any] = field(default_factory=dict)

    def fits(self, data: Buffer) -> Parsed | None:
        """The file laid open when it has this shape. data: of the right size."""
        if self.structure.unpack_from(data) != self.marks:
            return None
        meta = {tag: bytes(data[value:end]).rstrip(b"\0 ").decode("latin-1") for tag, value, end in self.meta}
        known = self.parsed
        return Parsed(
            data, meta, known.elements, known.explicit, known.transfer_syntax, known.pixel, known.end, known.odd, self
        )


class Shapes:
    """The shapes seen lately, by size of file: a small, bounded memory."""

    def __init__(self) -> None:
        self._by_size: dict[int, list[Shape]] = {}

    def find(self, data: Buffer, limits: Limits) -> Parsed | None:
        """The file laid open, when one of its shape was walked before under the same limits."""
        for shape in self._by_size.get(len(data), ()):
            if shape.limits is limits or shape.limits == limits:
                parsed = shape.fits(data)
                if parsed is not None:
                    return parsed
        return None

    def learn(self, parsed: Parsed, limits: Limits) -> Parsed:
        """Remember a walked file when another of its size was seen before; returns it, with its shape if it has one."""
        size = len(parsed.data)
        same = self._by_size.get(size)
        if same is None:
            if len(self._by_size) >= _SIZES:
                self._by_size.pop(next(iter(self._by_size)))
            self._by_size[size] = []
            return parsed
        start = _PREAMBLE_BYTES if bytes(parsed.data[_PREAMBLE_BYTES : _PREAMBLE_BYTES + 4]) == b"DICM" else 0
        meta = tuple(_meta_values(parsed.data, start + 4 if start else 0))
        ranges = [(value, end) for tag, value, end in meta if tag != _SYNTAX] + sorted(_values(parsed.elements))
        form, place = [f"<{start}x"], start
        for value, end in ranges:
            if end > value:
                form.append(f"{value - place}s{end - value}x")
                place = end
        structure = Struct("".join(form))
        if structure.size > size:
            return parsed
        by_tag = {element[0]: element for element in parsed.elements}
        marks = structure.unpack_from(parsed.data)
        frame = replace(parsed, data=b"", meta={})  # nothing of the file itself is kept
        shape = Shape(structure, marks, meta, frame, limits, by_tag, parsed.body)
        same.insert(0, shape)
        del same[_SHAPES_A_SIZE:]
        return replace(parsed, shape=shape)


def _meta_values(data: Buffer, pos: int) -> Iterator[tuple[int, int, int]]:
    """Tag, value offset and end of each element of group 0002 of a file that was read before."""
    while bytes(data[pos : pos + 2]) == b"\x02\x00":
        long = bytes(data[pos + 4 : pos + 6]) in LONG_VRS
        value = pos + (12 if long else 8)
        length = int.from_bytes(data[pos + 8 : pos + 12] if long else data[pos + 6 : pos + 8], "little")
        yield 0x00020000 | int.from_bytes(data[pos + 2 : pos + 4], "little"), value, value + length
        pos = value + length


def _values(elements: list[Element]) -> Iterator[tuple[int, int]]:
    for _, _, _, value, end, items in elements:
        if items is None:
            yield value, end
        else:
            for one in items.datasets:
                yield from _values(one)
