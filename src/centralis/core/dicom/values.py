"""Reading values out of a walked file: text, numbers and nested items by tag, None where there is nothing usable."""

import math
from struct import Struct
from typing import Self

from centralis.core.dicom.elements import Buffer, Element, Items, Parsed

_FORMATS = {
    b"US": "H", b"SS": "h", b"UL": "I", b"SL": "i", b"FL": "f", b"FD": "d", b"SV": "q", b"UV": "Q", b"OW": "H",
}  # fmt: skip
_STRUCTS = {vr: Struct("<" + letter) for vr, letter in _FORMATS.items()}
_LONGEST = 1024
_CHARACTER_SETS = {
    "": "latin-1", "ISO_IR 100": "latin-1", "ISO_IR 101": "iso8859-2", "ISO_IR 109": "iso8859-3",
    "ISO_IR 110": "iso8859-4", "ISO_IR 144": "iso8859-5", "ISO_IR 127": "iso8859-6", "ISO_IR 126": "iso8859-7",
    "ISO_IR 138": "iso8859-8", "ISO_IR 148": "iso8859-9", "ISO_IR 13": "shift_jis", "ISO_IR 166": "iso8859-11",
    "ISO_IR 192": "utf-8", "GB18030": "gb18030", "GBK": "gbk",
}  # fmt: skip


class Values:
    """One data set (the file's, or an item's) as a look-up by tag. Never raises on a strange value."""

    __slots__ = ("_by_tag", "_codec", "_data")

    def __init__(
        self, data: Buffer, elements: list[Element], codec: str = "", by_tag: dict[int, Element] | None = None
    ) -> None:
        self._data = data
        self._by_tag = {element[0]: element for element in elements} if by_tag is None else by_tag
        self._codec = codec or _CHARACTER_SETS.get((self.text(0x00080005) or "").split("\\")[0], "latin-1")

    @classmethod
    def of(cls, parsed: Parsed) -> Self:
        """The values of a file's data set."""
        return cls(parsed.data, parsed.elements, by_tag=parsed.shape.by_tag if parsed.shape else None)

    def __contains__(self, tag: int) -> bool:
        return tag in self._by_tag

    def raw(self, tag: int) -> bytes:
        """The stored bytes of a value, at most 1,024 of them; empty when absent."""
        element = self._by_tag.get(tag)
        return b"" if element is None else bytes(self._data[element[3] : min(element[4], element[3] + _LONGEST)])

    def text(self, tag: int) -> str | None:
        """The value as text without padding, or None. Control characters become spaces."""
        raw = self.raw(tag).strip(b" \0")
        if not raw:
            return None
        text = raw.decode(getattr(self, "_codec", "ascii"), "replace")
        if not text.isprintable():
            text = "".join(sign if sign.isprintable() else " " for sign in text)
        return text.strip() or None

    def texts(self, tag: int) -> tuple[str, ...]:
        """A multi-valued text, its empty components kept in place."""
        text = self.text(tag)
        return tuple(part.strip() for part in text.split("\\")) if text else ()

    def numbers(self, tag: int) -> tuple[float, ...]:
        """A numeric value (binary or DS/IS) as finite floats; empty when one component is not a number."""
        element = self._by_tag.get(tag)
        if element is None:
            return ()
        packed = _STRUCTS.get(element[1])
        raw = self.raw(tag)
        try:
            if packed is not None:
                found = [float(one[0]) for one in packed.iter_unpack(raw[: len(raw) // packed.size * packed.size])]
            else:
                found = [float(part) for part in raw.strip(b" \0").split(b"\\")] if raw.strip(b" \0") else []
        except ValueError:
            return ()
        return tuple(found) if all(math.isfinite(number) for number in found) else ()

    def number(self, tag: int) -> float | None:
        """The first component of a numeric value."""
        found = self.numbers(tag)
        return found[0] if found else None

    def integer(self, tag: int) -> int | None:
        """The first component as a whole number; None when it is not one or is beyond 2^31."""
        number = self.number(tag)
        return int(number) if number is not None and number == int(number) and abs(number) <= 2**31 else None

    def items(self, tag: int) -> "tuple[Values, ...]":
        """The items of a sequence."""
        element = self._by_tag.get(tag)
        nested: Items | None = element[5] if element else None
        return tuple(Values(self._data, one, self._codec) for one in nested.datasets) if nested else ()

    def first(self, *path: int) -> "Values | None":
        """The first item under a path of sequence tags, or None."""
        here: Values | None = self
        for tag in path:
            found = here.items(tag) if here else ()
            here = found[0] if found else None
        return here
