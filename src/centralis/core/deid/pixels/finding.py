"""Where text stands in an object's frames: read once for what does not move, and wherever a frame brings new strokes.

Every box counts for all frames. Memory holds a few frames, however many there are.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from centralis.core.deid.pixels.boxes import Box, Reader, TextBox, without_inner
from centralis.core.deid.pixels.detector import stroke_tiles
from centralis.core.deid.pixels.frames import Frames
from centralis.core.deid.pixels.picture import Palette, Picture, pictures_of
from centralis.core.dicom.faults import DicomCode, DicomFault

READABLE, SURE = 0.5, 0.7
_STILL_READABLE = 0.6
_EACH_FRAME = 3  # so few frames are read one by one
_SPANS = 4  # parts of a cine whose brightest and darkest projections are read
_MOST_PICTURES = 24
_NEW_TILES = 2
_ROUNDS = 3
_HIDDEN = 0.85  # share of a find under boxes from which it is their edge that was read


@dataclass(slots=True)
class Found:
    """What was read. boxes: whole pixels, inside the frame. pictures: those that showed text, for the second look."""

    boxes: list[Box] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    frames_read: int = 0
    pictures_read: int = 0
    verified: bool = True


def find_text(frames: Frames, reader: Reader, palette: Palette | None, known: tuple[Box, ...]) -> Found:
    """Read the frames, then read again what would be left under the boxes. Raises DicomFault (pixel_text_left)."""
    found = Found(boxes=list(known))
    for picture in _pictures(frames, palette, found):
        boxes = [box for one in reader.read(picture) if (box := _covering(one, picture)) is not None]
        found.pictures_read += 1
        found.boxes += boxes
        if boxes:
            found.pictures.append(picture)
    found.boxes = without_inner(found.boxes)
    for picture in found.pictures:
        _hide(picture, found, reader)
    found.boxes = without_inner(found.boxes)
    return found


def _covering(one: TextBox, picture: Picture) -> Box | None:
    """The box to blank for a find: a margin around the letters, more along the line; None when it is not text."""
    if one.legible < READABLE and one.score < SURE:
        return None
    short = min(one.box.height, one.box.width)
    across, along = max(2, short // 5), max(3, short // 3)
    upright = one.box.height > 1.5 * one.box.width
    grown = one.box.grown(along, across) if upright else one.box.grown(across, along)
    return grown.clipped(*picture.shape[:2])


def _hide(picture: Picture, found: Found, reader: Reader) -> None:
    """Blank, read again, and grow until nothing can be read: first the boxes, at last the whole width."""
    for turn in range(_ROUNDS + 1):
        shown, covered = _blanked(picture, found.boxes)
        left = [one for one in reader.read(shown) if one.legible >= _STILL_READABLE and not _is_edge(one.box, covered)]
        if not left:
            return
        if turn == _ROUNDS:
            break
        rows, columns = picture.shape[:2]
        for one in left:
            by = min(one.box.height, one.box.width)
            grown = one.box.grown(by // 2 + turn * by, by + 2 * turn * by)
            if turn == _ROUNDS - 1:
                grown = Box(one.box.row - by, 0, one.box.height + 2 * by, columns)
            found.boxes.append(grown.clipped(rows, columns))
    raise DicomFault(DicomCode.PIXEL_TEXT_LEFT)


def _blanked(picture: Picture, boxes: list[Box]) -> tuple[Picture, NDArray[np.bool_]]:
    shown, covered = picture.copy(), np.zeros(picture.shape[:2], bool)
    for box in boxes:
        shown[box.place] = 0
        covered[box.place] = True
    return shown, covered


def _is_edge(box: Box, covered: NDArray[np.bool_]) -> bool:
    inside = covered[box.place]
    return inside.size == 0 or float(inside.mean()) >= _HIDDEN


def _pictures(frames: Frames, palette: Palette | None, found: Found) -> Iterator[Picture]:
    """The pictures to be read, in one pass over the frames."""
    count = frames.layout.frames
    if count <= _EACH_FRAME:
        for number in range(count):
            yield from pictures_of(frames.samples(number), frames.decoded, palette)
            found.frames_read += 1
        return
    singles = {0, count // 2, count - 1}
    ends = {count * (part + 1) // _SPANS - 1 for part in range(_SPANS)}
    projection = _Projection()
    seen: NDArray[np.bool_] | None = None
    given = 0
    for number in range(count):
        samples = frames.samples(number)
        shown = pictures_of(samples, frames.decoded, palette)
        tiles = stroke_tiles(shown[0])
        new = seen is not None and int((tiles & ~seen).sum()) >= _NEW_TILES and given < _MOST_PICTURES
        if number in singles or new:
            seen = tiles if seen is None else seen | tiles
            given += len(shown)
            yield from shown
        found.frames_read += 1
        projection.add(shown[0])
        if number in ends:
            yield from projection.taken()


class _Projection:
    """The brightest and the darkest each pixel has been: what never moves stays sharp in one of the two."""

    def __init__(self) -> None:
        self._most: Picture | None = None
        self._least: Picture | None = None

    def add(self, picture: Picture) -> None:
        """One more frame."""
        self._most = picture.copy() if self._most is None else np.maximum(self._most, picture)
        self._least = picture.copy() if self._least is None else np.minimum(self._least, picture)

    def taken(self) -> list[Picture]:
        """Both projections; the next frame starts anew."""
        taken = [one for one in (self._most, self._least) if one is not None and int(one.max()) > int(one.min())]
        self._most = self._least = None
        return taken


