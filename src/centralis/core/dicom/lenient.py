"""A forgiving walk for files whose lengths lie: items and sequences end where their content does (PS3.5 7.5).

It believes a wrong sequence or item length less than the tags that follow, takes an unknown value representation from
the dictionary, and never guesses about missing bytes: a file that ends too early stays truncated.
"""

from itertools import repeat

from centralis.core.dicom.dictionary import implicit_vr
from centralis.core.dicom.elements import PIXEL_TAGS, UNDEFINED, Element, Items, Walker, in_order
from centralis.core.dicom.encoding import LONG_VRS, SHORT_VRS
from centralis.core.dicom.faults import DicomCode, DicomFault

_ITEM, _ITEM_END, _SEQUENCE_END = 0xE000, 0xE00D, 0xE0DD
_FORGIVEN = (DicomCode.DAMAGED, DicomCode.TRUNCATED)
_MOST_REPAIRS = 200


class LenientWalker(Walker):
    """Walks as Walker does and, where that fails inside a sequence or at an unknown VR, looks for another reading."""

    repairs_left = _MOST_REPAIRS

    def dataset(self, pos: int, stop: int, explicit: bool, depth: int = 0) -> tuple[list[Element], int]:
        """As Walker.dataset."""
        left, items_left = self.left, self.items_left
        try:
            return super().dataset(pos, stop, explicit, depth)
        except DicomFault as fault:
            if fault.code not in _FORGIVEN or (depth and self._head.unpack_from(self.data, pos)[0] == 0xFFFE):
                raise
            self._repair(fault)
            self.left, self.items_left = left, items_left
            return self._open_dataset(pos, stop, explicit, depth)

    def _repair(self, fault: DicomFault) -> None:
        """Count a second look: a file can only have so many, or looking again would cost ever more time."""
        self.repairs_left -= 1
        if self.repairs_left < 0:
            raise fault

    def _open_dataset(self, pos: int, stop: int, explicit: bool, depth: int) -> tuple[list[Element], int]:
        """Element by element up to `stop`, to pixel data, or inside an item to the tag that cannot belong to it."""
        out: list[Element] = []
        last = -1
        for _ in repeat(None, self.left + 1):
            if pos + 8 > stop:
                break
            group, number = self._head.unpack_from(self.data, pos)[:2]
            tag = group << 16 | number
            if depth and (group == 0xFFFE or tag <= last):
                return out, pos + 8 if number == _ITEM_END and group == 0xFFFE else pos
            if not tag and not any(self.data[pos:stop]):
                break
            element = self._one(pos, stop, explicit, depth)
            out.append(element)
            pos, last = element[4], tag
            if not depth and tag in PIXEL_TAGS:
                break
        else:
            raise DicomFault(DicomCode.TOO_MANY_ELEMENTS)
        self.left -= len(out)
        return out, pos

    def _one(self, pos: int, stop: int, explicit: bool, depth: int) -> Element:
        """One element, its VR taken over as UN when it is none that we know."""
        group, number, vr, length = self._head.unpack_from(self.data, pos)
        if group == 0xFFFE:
            raise DicomFault(DicomCode.DAMAGED, f"stray delimiter at byte {pos}")
        tag = group << 16 | number
        if explicit and vr not in SHORT_VRS and vr not in LONG_VRS:
            return self._of_unknown_vr(tag, pos, stop, depth)
        value = pos + 8
        if not explicit:
            vr, length = implicit_vr(tag), self._plain.unpack_from(self.data, pos)[2]
        elif vr in LONG_VRS:
            if pos + 12 > stop:
                raise DicomFault(DicomCode.TRUNCATED)
            length, value = self._long.unpack_from(self.data, pos + 8)[0], pos + 12
        if length == UNDEFINED or vr in (b"SQ", b"UN"):
            return self._compound(tag, vr, pos, value, length, (stop, explicit, depth))
        end = value + length
        if end > stop:
            raise DicomFault(DicomCode.TRUNCATED, f"value at byte {value}")
        if length > self.limits.value_bytes and tag not in PIXEL_TAGS:
            raise DicomFault(DicomCode.TOO_LONG)
        self.odd |= length & 1
        return (tag, vr, pos, value, end, None)

    def _of_unknown_vr(self, tag: int, pos: int, stop: int, depth: int) -> Element:
        """VR by the dictionary; the length is long as a future VR's is (PS3.5 7.1.2), short, or implicit."""
        long = self._long.unpack_from(self.data, pos + 8)[0] if pos + 12 <= stop else UNDEFINED
        short = self._head.unpack_from(self.data, pos)[3]
        plain = self._plain.unpack_from(self.data, pos)[2]
        for value, length in ((pos + 12, long), (pos + 8, short), (pos + 8, plain)):
            if length <= self.limits.value_bytes and self._is_border(value + length, stop, tag, True, depth):
                self.odd |= 1
                vr = implicit_vr(tag)
                return (tag, b"UN" if vr == b"SQ" else vr, pos, value, value + length, None)
        raise DicomFault(DicomCode.DAMAGED, f"unknown value representation at byte {pos}")

    def _is_border(self, pos: int, stop: int, tag: int, explicit: bool, depth: int) -> bool:
        """Whether an element behind `tag`, a delimiter or the end of the data set begins here."""
        if pos == stop:
            return True
        if pos + 8 > stop:
            return False
        group, number, vr, _ = self._head.unpack_from(self.data, pos)
        if group == 0xFFFE:
            return bool(depth) and number in (_ITEM, _ITEM_END, _SEQUENCE_END)
        if explicit and vr in SHORT_VRS:
            fits = pos + 8 + self._head.unpack_from(self.data, pos)[3] <= stop
        elif explicit:
            fits = vr in LONG_VRS
        else:
            length = self._plain.unpack_from(self.data, pos)[2]
            fits = length == UNDEFINED or pos + 8 + length <= stop
        return fits and (bool(depth) or group << 16 | number > tag)

    def _compound(
        self, tag: int, vr: bytes, start: int, value: int, length: int, place: tuple[int, bool, int]
    ) -> Element:
        if vr == b"SQ" and length != UNDEFINED:
            return self._sequence(tag, vr, start, length, place)
        return super()._compound(tag, vr, start, value, length, place)

    def _sequence(self, tag: int, vr: bytes, start: int, length: int, place: tuple[int, bool, int]) -> Element:
        """A sequence of explicit length; when its content says otherwise, the content is right."""
        stop, explicit, depth = place
        value = start + (12 if explicit else 8)
        end = value + length
        datasets, pos = self._open_items(value, stop, explicit, depth)
        if pos != end:
            fault = DicomFault(DicomCode.TRUNCATED if end > stop else DicomCode.DAMAGED, f"sequence at byte {start}")
            self._repair(fault)
            if not self._is_border(pos, stop, tag, explicit, depth) or (end > stop and pos == stop):
                raise fault
        return (tag, vr, start, value, pos, Items(explicit, datasets))

    def _is_item(self, pos: int, stop: int) -> bool:
        return pos + 8 <= stop and self._plain.unpack_from(self.data, pos)[:2] == (0xFFFE, _ITEM)

    def _open_items(self, pos: int, stop: int, explicit: bool, depth: int) -> tuple[tuple[list[Element], ...], int]:
        """Items as long as there are items, whatever length was promised for all of them."""
        found: list[list[Element]] = []
        while self._is_item(pos, stop):
            self.items_left -= 1
            if self.items_left < 0:
                raise DicomFault(DicomCode.TOO_MANY_ELEMENTS, "sequence items")
            length = self._plain.unpack_from(self.data, pos)[2]
            pos += 8
            end = pos + length
            if length != UNDEFINED and end <= stop and self._ends_item(end, stop):
                elements, used = self.dataset(pos, end, explicit, depth + 1)
                inside = used + 8 <= end and self._head.unpack_from(self.data, used)[0] == 0xFFFE
                pos = used if inside else end  # a delimiter inside: the item ended before its length said
            else:
                if depth + 1 > self.limits.depth:
                    raise DicomFault(DicomCode.TOO_DEEP)
                elements, pos = self._open_dataset(pos, stop, explicit, depth + 1)
            found.append(in_order(elements))
        if pos + 8 <= stop and self._plain.unpack_from(self.data, pos)[:2] == (0xFFFE, _SEQUENCE_END):
            pos += 8
        return tuple(found), pos

    def _ends_item(self, pos: int, stop: int) -> bool:
        """Whether an item may end here: another one, a delimiter or an element with a known VR follows."""
        return self._is_border(pos, stop, -1, True, 1) or self._is_item(pos, stop)
