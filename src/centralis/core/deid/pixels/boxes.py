"""Rectangles around text: where it was read, grown to cover the strokes, merged where they touch."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

_WORTH = 0.5  # share of a frame up to which reading regions is cheaper than reading all


@dataclass(frozen=True, slots=True, order=True)
class Box:
    """Pixels of a frame: `height` rows from `row`, `width` columns from `column` (both from 0)."""

    row: int
    column: int
    height: int
    width: int

    def grown(self, by_rows: int, by_columns: int) -> "Box":
        """The box with a margin on each side; may reach beyond the frame, see `clipped`."""
        return Box(
            self.row - by_rows, self.column - by_columns, self.height + 2 * by_rows, self.width + 2 * by_columns
        )

    def clipped(self, rows: int, columns: int) -> "Box":
        """The part inside a frame (height or width 0 when there is none)."""
        top, left = max(0, self.row), max(0, self.column)
        bottom, right = min(rows, self.row + self.height), min(columns, self.column + self.width)
        return Box(top, left, max(0, bottom - top), max(0, right - left))

    def touches(self, other: "Box") -> bool:
        """Whether the two share a pixel."""
        return (
            self.row < other.row + other.height
            and other.row < self.row + self.height
            and self.column < other.column + other.width
            and other.column < self.column + self.width
        )

    def around(self, other: "Box") -> "Box":
        """The smallest box that holds both."""
        top, left = min(self.row, other.row), min(self.column, other.column)
        bottom = max(self.row + self.height, other.row + other.height)
        right = max(self.column + self.width, other.column + other.width)
        return Box(top, left, bottom - top, right - left)

    def holds(self, other: "Box") -> bool:
        """Whether the other lies inside."""
        return self.around(other) == self

    @property
    def place(self) -> tuple[slice, slice]:
        """Index into a frame (row, column)."""
        return slice(self.row, self.row + self.height), slice(self.column, self.column + self.width)


@dataclass(frozen=True, slots=True)
class TextBox:
    """A piece of text found in a picture. score: that it is text, legible: that it can be read (both 0 to 1).

    signs: how many letters and digits were read. What it says is never kept.
    """

    box: Box
    score: float
    legible: float
    signs: int


class Reader(Protocol):
    """Finds text in pictures."""

    def read(self, picture: NDArray[np.uint8]) -> list[TextBox]:
        """Every piece of text in a picture (row, column) or (row, column, RGB)."""
        ...


def without_inner(boxes: Iterable[Box]) -> list[Box]:
    """The boxes that do not lie inside another one, in reading order."""
    found: list[Box] = []
    for box in sorted(set(boxes), key=lambda one: -one.height * one.width):
        if box.height > 0 and box.width > 0 and not any(other.holds(box) for other in found):
            found.append(box)
    return sorted(found)


class RegionReader:
    """A reader of some regions of a picture only; together they must be worth it, see `within`."""

    def __init__(self, reader: Reader, regions: list[Box]) -> None:
        self._reader = reader
        self._regions = regions

    def read(self, picture: NDArray[np.uint8]) -> list[TextBox]:
        """Every piece of text that a region shows, in the picture's own coordinates."""
        found = []
        for region in self._regions:
            for one in self._reader.read(np.ascontiguousarray(picture[region.place])):
                box = Box(one.box.row + region.row, one.box.column + region.column, one.box.height, one.box.width)
                found.append(replace(one, box=box))
        return found


def within(reader: Reader, regions: list[Box], rows: int, columns: int) -> Reader:
    """A reader of the regions, or of everything when they cover most of the frame."""
    area = sum(box.height * box.width for box in regions)
    return RegionReader(reader, regions) if area < _WORTH * rows * columns else reader
