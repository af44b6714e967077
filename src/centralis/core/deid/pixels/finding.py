"""Where text stands in an object's frames: read once for what does not move, and wherever a frame brings new strokes.

Every box counts for all frames. Memory holds a few frames, however many there are.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from centralis.core.deid.pixels.boxes import Box, Reader, TextBox, within, without_inner
from centralis.core.deid.pixels.detector import regions, stroke_tiles
from centralis.core.deid.pixels.palette import Palette
from centralis.core.deid.pixels.picture import Picture, pictures_of
from centralis.core.dicom.faults import DicomCode, DicomFault
from centralis.core.dicom.samples import Layout, Samples

READABLE, _READABLE_PAIR, _WORD = 0.7, 0.8, 4  # recogniser's score for four signs or more, and for fewer
SURE, _VERY_SURE = 0.7, 0.8  # finder's score
_TALL = 24  # pixels
_EACH_FRAME = 3  # so few frames are read one by one
_SPANS = 2  # parts of a cine whose brightest projections are read
_MOST_PICTURES = 24
_NEW_TILES = 2
_ROUNDS = 3
_LINE = 2  # length over height
_ALONE = 2  # times a letter's height: how far the next letter of a word can be
_HIDDEN = 0.85  # share of a find under boxes from which it is their edge that was read


@dataclass(slots=True)
class Found:
    """What was read. boxes: whole pixels, inside the frame. pictures_read: how often the reader was asked."""

    boxes: list[Box] = field(default_factory=list)
    frames_read: int = 0
    pictures_read: int = 0


class Shown(Protocol):
    """Frames to be read. layout: as the header says; decoded: as the samples come."""

    @property
    def layout(self) -> Layout: ...

    @property
    def decoded(self) -> Layout: ...

    def samples(self, number: int) -> Samples:
        """Frame `number`, asked for from 0 upwards, each once."""
        ...


def find_text(frames: Shown, reader: Reader, palette: Palette | None, known: tuple[Box, ...]) -> Found:
    """Read the frames, blank what was found, and read again until nothing is left. Raises DicomFault (pixel_text_left).

    known: boxes that are blanked unread. What earlier pictures showed is blanked before the next one is read.
    """
    found = Found(boxes=list(known))
    rows, columns = frames.layout.rows, frames.layout.columns
    for picture, parts in _pictures(frames, palette, found):
        _read_off(picture, found, within(reader, parts, rows, columns) if parts else reader)
    return found


def _read_off(picture: Picture, found: Found, reader: Reader) -> None:
    """Read and blank until the picture shows no letters: boxes grow with every turn, at last to the whole width."""
    rows, columns = picture.shape[:2]
    for turn in range(_ROUNDS + 1):
        shown, covered = _blanked(picture, found.boxes)
        read = [one for one in reader.read(shown) if not _is_edge(one.box, covered)]
        left = [one for one in read if is_text(one, read)]
        found.pictures_read += 1
        if not left:
            return
        if turn == _ROUNDS:
            raise DicomFault(DicomCode.PIXEL_TEXT_LEFT)
        for one in left:
            box = _covering(one.box, turn)
            if turn == _ROUNDS - 1:
                box = Box(box.row, 0, box.height, columns)
            found.boxes.append(box.clipped(rows, columns))
        found.boxes = without_inner(found.boxes)


def is_text(one: TextBox, read: list[TextBox]) -> bool:
    """Whether a find is writing that could name somebody, and not a rib, a vertebra or a marker that stands alone.

    Tall finds must be surer than small ones: anatomy that looks like letters is large. A single letter (a side, a view,
    a tick of a scale) stays unless a word stands beside it. read: all finds of the picture.
    """
    tall = min(one.box.height, one.box.width) >= _TALL
    if one.signs > 1:
        needed = READABLE if one.signs >= _WORD else _READABLE_PAIR
        return one.legible >= needed and (not tall or (one.score >= SURE and one.legible >= _READABLE_PAIR))
    if one.signs == 0 or one.legible < READABLE:
        return one.score >= _VERY_SURE and not tall and _is_line(one.box)
    by = _ALONE * min(one.box.height, one.box.width)
    near = one.box.grown(by // 4, by)
    return any(other.signs > 1 and near.touches(other.box) and is_text(other, read) for other in read)


def _is_line(box: Box) -> bool:
    """Whether a find is longer than it is high: several letters, even when none was read."""
    return max(box.height, box.width) > _LINE * min(box.height, box.width)


def _covering(box: Box, turn: int) -> Box:
    """The box to blank for a find: a margin around the letters, more along the line, more with every turn."""
    short = min(box.height, box.width)
    across, along = max(2, short // 5) + turn * short // 2, max(4, short // 2) + turn * short // 2
    return box.grown(along, across) if box.height > 1.5 * box.width else box.grown(across, along)


def _blanked(picture: Picture, boxes: list[Box]) -> tuple[Picture, NDArray[np.bool_]]:
    """The picture with each box filled like its rim, so that no bar is mistaken for a stroke; and where boxes are."""
    shown, covered = picture.copy(), np.zeros(picture.shape[:2], bool)
    for box in boxes:
        rim = box.grown(1, 1).clipped(*picture.shape[:2])
        around = picture[rim.place]
        edge = np.concatenate((around[0], around[-1], around[:, 0], around[:, -1]))
        shown[box.place] = np.median(edge, axis=0).astype(np.uint8)
        covered[box.place] = True
    return shown, covered


def _is_edge(box: Box, covered: NDArray[np.bool_]) -> bool:
    inside = covered[box.place]
    return inside.size == 0 or float(inside.mean()) >= _HIDDEN


def _pictures(frames: Shown, palette: Palette | None, found: Found) -> Iterator[tuple[Picture, list[Box]]]:
    """The pictures to be read, in one pass over the frames; for some only the regions with strokes not seen before."""
    count = frames.layout.frames
    if count <= _EACH_FRAME:
        for number in range(count):
            for one in pictures_of(frames.samples(number), frames.decoded, palette):
                yield one, []
            found.frames_read += 1
        return
    singles = {0, count // 2, count - 1}
    ends = {count * (part + 1) // _SPANS - 1 for part in range(_SPANS)}
    brightest, darkest = _Projection(np.maximum), _Projection(np.minimum)
    seen: NDArray[np.bool_] | None = None
    given = 0
    for number in range(count):
        shown = pictures_of(frames.samples(number), frames.decoded, palette)
        tiles = stroke_tiles(shown[0])
        new = tiles if seen is None else tiles & ~seen
        if number in singles:
            seen = tiles if seen is None else seen | tiles
            yield from ((one, []) for one in shown)
        elif int(new.sum()) >= _NEW_TILES and given < _MOST_PICTURES:
            seen = seen | tiles if seen is not None else tiles
            given += 1
            yield shown[0], [box.clipped(*shown[0].shape[:2]) for box in regions(new)]
        found.frames_read += 1
        brightest.add(shown[0])
        darkest.add(shown[0])
        if number in ends:
            yield from ((one, []) for one in brightest.taken())
    yield from ((one, []) for one in darkest.taken())


class _Projection:
    """The brightest (or darkest) each pixel has been: what never moves stays sharp in it."""

    def __init__(self, choose: np.ufunc) -> None:
        self._choose = choose
        self._kept: Picture | None = None

    def add(self, picture: Picture) -> None:
        """One more frame."""
        self._kept = picture.copy() if self._kept is None else self._choose(self._kept, picture)

    def taken(self) -> list[Picture]:
        """The projection, unless it is one even grey; the next frame starts anew."""
        taken, self._kept = self._kept, None
        return [] if taken is None or int(taken.max()) == int(taken.min()) else [taken]
