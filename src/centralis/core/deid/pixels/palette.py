"""The colours of PALETTE COLOR objects, plain or in segments (PS3.3 C.7.6.3.1.5, C.7.9.2)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from centralis.core.dicom.dictionary import TAG_BY_KEYWORD as TAG
from centralis.core.dicom.elements import Parsed
from centralis.core.dicom.samples import Samples
from centralis.core.dicom.values import Values

_COLOURS = ("Red", "Green", "Blue")
_DESCRIPTOR = TAG["RedPaletteColorLookupTableDescriptor"]
_PLAIN = tuple(TAG[f"{colour}PaletteColorLookupTableData"] for colour in _COLOURS)
_IN_SEGMENTS = tuple(TAG[f"Segmented{colour}PaletteColorLookupTableData"] for colour in _COLOURS)
_MOST_ENTRIES = 65_536
_DISCRETE, _LINEAR, _INDIRECT = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours (entry, RGB) as uint8, and the sample value of the first entry."""

    colours: NDArray[np.uint8]
    first: int

    def shown(self, samples: Samples) -> NDArray[np.uint8]:
        """The picture; values outside the table take its first or last colour (PS3.3 C.7.6.3.1.5)."""
        places = np.clip(samples.astype(np.int64) - self.first, 0, len(self.colours) - 1)
        return np.asarray(self.colours[places])

    @property
    def darkest(self) -> int:
        """The sample value of the darkest entry."""
        return int(self.colours.astype(np.int32).sum(axis=1).argmin()) + self.first


def palette_of(parsed: Parsed, values: Values) -> Palette | None:
    """The colour table of a PALETTE COLOR object, or None when it cannot be read."""
    described = values.numbers(_DESCRIPTOR)
    if len(described) != 3 or int(described[2]) not in (8, 16):
        return None
    entries, first = int(described[0]) or _MOST_ENTRIES, int(described[1])
    by_tag = {element[0]: bytes(parsed.data[element[3] : element[4]]) for element in parsed.elements[:-1]
              if element[0] in _PLAIN or element[0] in _IN_SEGMENTS}  # fmt: skip
    columns = []
    for plain, segmented in zip(_PLAIN, _IN_SEGMENTS, strict=True):
        if plain in by_tag:
            table = _plain(by_tag[plain], entries)
        else:
            table = _expanded(by_tag.get(segmented, b""), 2 if int(described[2]) == 16 else 1)
        if table is None or len(table) < entries:
            return None
        column = np.asarray(table[:entries]).astype(np.int64)
        columns.append(column >> 8 if int(column.max(initial=0)) > 255 else column)
    return Palette(np.stack(columns, axis=1).astype(np.uint8), first)


def _plain(raw: bytes, entries: int) -> NDArray[np.int64] | None:
    """A table of 16-bit words, or of bytes when there are no more of them than entries."""
    if len(raw) >= 2 * entries:
        return np.frombuffer(raw, "<u2", entries).astype(np.int64)
    return np.frombuffer(raw, np.uint8, entries).astype(np.int64) if len(raw) >= entries else None


def _expanded(raw: bytes, size: int) -> NDArray[np.int64] | None:
    """A segmented table written out (PS3.3 C.7.9.2): runs of values, straight lines, and copies of earlier segments."""
    words = [int(one) for one in np.frombuffer(raw[: len(raw) // size * size], f"<u{size}")]
    out: list[int] = []
    return np.asarray(out, np.int64) if _segments(words, 0, None, size, out) else None


def _segments(words: list[int], place: int, count: int | None, size: int, out: list[int]) -> bool:
    """Write out `count` segments (all of them when None) from `place`; False when they are not well formed."""
    done = 0
    while place + 2 < len(words) and (count is None or done < count) and len(out) <= _MOST_ENTRIES:
        kind, length = words[place], words[place + 1]
        if kind == _DISCRETE:
            out += words[place + 2 : place + 2 + length]
            place += 2 + length
        elif kind == _LINEAR and out:
            last, end = out[-1], words[place + 2]
            out += [round(last + (end - last) * step / length) for step in range(1, length + 1)]
            place += 3
        elif kind == _INDIRECT and count is None and place + 3 < len(words) + size:
            parts = words[place + 2 : place + 2 + 4 // size]
            back = sum(part << 8 * size * turn for turn, part in enumerate(parts)) // size
            if not _segments(words, back, length, size, out):
                return False
            place += 2 + 4 // size
        else:
            return False
        done += 1
    return True
