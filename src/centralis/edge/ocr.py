"""Reads where text stands in a picture, with the two networks inside the rapidocr wheel. For child processes only.

No network, one thread, no logging. What was read is used to judge whether a find is text, and thrown away.
"""

from functools import cache
from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray
from rapidocr import RapidOCR
from rapidocr.ch_ppocr_rec.typings import TextRecInput

from centralis.core.deid.pixels.boxes import Box, TextBox, without_inner

_PARAMETERS = {
    "Global.log_level": "critical",
    "Global.use_cls": False,
    "EngineConfig.onnxruntime.intra_op_num_threads": 1,
    "EngineConfig.onnxruntime.inter_op_num_threads": 1,
}
_TILE = 1024  # side of what the finder sees at once, pixels after scaling
_OVERLAP = 160
_GRID = 32  # the finder wants sides that are multiples of this
_MAP_LEVEL, _BOX_SCORE = 0.25, 0.45
_LEAST_SIDE = 3
_READABLE = 0.5  # recogniser's score from which a find counts as letters
_STRIP_LETTERS, _STRIP_REACH, _MOST_STRIPS = 26, 6, 80  # pixels, times the letters' height, strips
_KNOWN = 0.8  # share of a find already covered from which it is not new
_SAME, _SAME_HEIGHT = 0.7, 1.8  # share of the smaller one, ratio of heights: two finds of the same letters
_TALLEST_SHARE, _TALLEST = 0.15, 72  # of the shorter side, pixels: what is taller is anatomy


class _Found(NamedTuple):
    """A quadrilateral in pixels of the picture (column, row), clockwise from the upper left, and how sure."""

    corners: NDArray[np.float32]
    score: float


class TextReader:
    """A `Reader` (core/deid/pixels) made of rapidocr's finder and recogniser."""

    def __init__(self) -> None:
        engine: Any = RapidOCR(params=_PARAMETERS)
        self._finder: Any = engine._load_det_model()
        self._recogniser: Any = engine._load_rec_model()

    def read(self, picture: NDArray[np.uint8]) -> list[TextBox]:
        """Every piece of text in a picture (row, column) or (row, column, RGB)."""
        colour = picture if picture.ndim == 3 else np.repeat(picture[..., None], 3, axis=2)
        colour = np.ascontiguousarray(colour[..., ::-1])
        sizes = scales(*picture.shape[:2])
        found = [one for scale in sizes.plain for one in self._at_scale(colour, scale)]
        found += self._at_scale(_evened(colour), sizes.evened)
        judged = self._judged(colour, found)
        return judged + self._along(colour, judged)

    def _along(self, colour: NDArray[np.uint8], found: list[TextBox]) -> list[TextBox]:
        """A closer look along the line of each find, with its letters brought to one height: lines are often cut."""
        rows, columns = colour.shape[:2]
        strips = without_inner(_strip(one.box).clipped(rows, columns) for one in found if one.legible >= _READABLE)
        covered = np.zeros((rows, columns), bool)
        for one in found:
            covered[one.box.place] = True
        out: list[_Found] = []
        for strip in strips[:_MOST_STRIPS]:
            scale = float(np.clip(_STRIP_LETTERS * 3 / min(strip.height, strip.width), 0.5, 4.0))
            for new in self._at_scale(colour[strip.place], scale):
                moved = _Found(new.corners + np.array((strip.column, strip.row), np.float32), new.score)
                box = _upright(moved.corners).clipped(rows, columns)
                if box.height and box.width and float(covered[box.place].mean()) < _KNOWN:
                    out.append(moved)
                    covered[box.place] = True
        return self._judged(colour, out)

    def _at_scale(self, colour: NDArray[np.uint8], scale: float) -> list[_Found]:
        rows, columns = (max(1, round(side * scale)) for side in colour.shape[:2])
        way = cv2.INTER_CUBIC if scale > 1 else cv2.INTER_AREA
        sized: Any = colour if scale == 1 else cv2.resize(colour, (columns, rows), interpolation=way)
        found = []
        for top, height in _tiles(rows):
            for left, width in _tiles(columns):
                tile = sized[top : top + height, left : left + width]
                for corners, score in self._in_tile(tile):
                    moved = (corners + np.array((left, top), np.float32)) / np.float32(scale)
                    found.append(_Found(moved, score))
        return found

    def _in_tile(self, tile: NDArray[np.uint8]) -> list[tuple[NDArray[np.float32], float]]:
        rows, columns = tile.shape[:2]
        padded = np.zeros((-(-rows // _GRID) * _GRID, -(-columns // _GRID) * _GRID, 3), np.uint8)
        padded[:rows, :columns] = tile
        if int(tile.max()) - int(tile.min()) < 2:
            return []
        sample = ((padded.astype(np.float32) / 255.0 - 0.5) / 0.5).transpose(2, 0, 1)[None]
        chances = self._finder.session(sample)[0, 0, :rows, :columns]
        mask = cv2.dilate((chances > _MAP_LEVEL).astype(np.uint8), np.ones((2, 2), np.uint8))
        contours, _ = cv2.findContours(mask, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
        return [one for contour in contours[:1000] if (one := _quadrilateral(contour, chances)) is not None]

    def _judged(self, colour: NDArray[np.uint8], found: list[_Found]) -> list[TextBox]:
        """Finds of the same letters as one box around them, the surest of them read."""
        rows, columns = colour.shape[:2]
        groups: list[tuple[Box, _Found]] = []
        for one in sorted(found, key=lambda two: -two.score):
            box = _upright(one.corners).clipped(rows, columns)
            short = min(box.height, box.width)
            if not short or short > max(_TALLEST, _TALLEST_SHARE * min(rows, columns)):
                continue
            for place, (other, best) in enumerate(groups):
                if _same_letters(box, other):
                    groups[place] = (other.around(box), best)
                    break
            else:
                groups.append((box, one))
        crops: list[NDArray[np.uint8]] = []
        places: list[int] = []
        for place, (_, best) in enumerate(groups):
            crop, upright = _straight(colour, best.corners)
            crops += [crop, np.ascontiguousarray(crop[::-1, ::-1])] if upright else [crop]
            places += [place] * (2 if upright else 1)
        legible = [(0.0, 0)] * len(groups)
        for place, read in zip(places, self._legible(crops), strict=True):
            legible[place] = max(legible[place], read)
        return [TextBox(box, best.score, *read) for (box, best), read in zip(groups, legible, strict=True)]

    def _legible(self, crops: list[NDArray[np.uint8]]) -> list[tuple[float, int]]:
        """How well each crop reads, and how many letters and digits; (0, 0) when it reads none."""
        if not crops:
            return []

        read = self._recogniser(TextRecInput(img=crops, return_word_box=False))
        pairs = zip(read.txts, read.scores, strict=True)
        counted = [(float(score), sum(sign.isalnum() for sign in text)) for text, score in pairs]
        return [read if read[1] else (0.0, 0) for read in counted]


class Sizes(NamedTuple):
    """At what scales a picture is looked at: as it is, and evened out."""

    plain: tuple[float, ...]
    evened: float


def scales(rows: int, columns: int) -> Sizes:
    """Enlarged for letters of eight pixels, and whole for tall ones."""
    longest = max(rows, columns)
    if longest <= 900:
        return Sizes((1.0, 2.0), 2.0)
    if longest <= 1280:
        return Sizes((0.75,), 1.5)
    return Sizes((_TILE / longest,), 1.0)


def _tiles(length: int) -> list[tuple[int, int]]:
    """Start and length of overlapping tiles along one side."""
    if length <= _TILE + _OVERLAP:
        return [(0, length)]
    count = -(-(length - _OVERLAP) // (_TILE - _OVERLAP))
    starts = np.linspace(0, length - _TILE, count).round().astype(int)
    return [(int(start), _TILE) for start in starts]


def _quadrilateral(
    contour: Any, chances: NDArray[np.float32]
) -> tuple[NDArray[np.float32], float] | None:
    """The contour's rectangle, unclipped to the strokes' edge (the finder marks a shrunken core), and its score."""
    (centre_x, centre_y), (width, height), angle = cv2.minAreaRect(contour)
    if min(width, height) < _LEAST_SIDE:
        return None
    left, top, across, down = cv2.boundingRect(contour)
    mask = np.zeros((down, across), np.uint8)
    cv2.fillPoly(mask, [contour - (left, top)], 1)
    score = float(cv2.mean(chances[top : top + down, left : left + across], mask)[0])
    if score < _BOX_SCORE:
        return None
    by = 1.6 * width * height / (width + height)  # 2 x (area x 1.6 / perimeter)
    corners: Any = cv2.boxPoints(((centre_x, centre_y), (width + by, height + by), angle))
    return _clockwise(corners), score


def _same_letters(box: Box, other: Box) -> bool:
    """Whether two finds are mostly the same place and of one height."""
    shared = box.clipped(other.row + other.height, other.column + other.width)
    rows = shared.row + shared.height - max(box.row, other.row)
    columns = shared.column + shared.width - max(box.column, other.column)
    if rows <= 0 or columns <= 0:
        return False
    least = min(box.height * box.width, other.height * other.width)
    low, high = sorted((min(box.height, box.width), min(other.height, other.width)))
    return rows * columns >= _SAME * least and high <= _SAME_HEIGHT * low


def _strip(box: Box) -> Box:
    """The line a find stands in: one height more on each side, six along it."""
    if box.height > 1.5 * box.width:
        return box.grown(_STRIP_REACH * box.width, box.width)
    return box.grown(box.height, _STRIP_REACH * box.height)


def _evened(colour: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The picture without its slow changes, faint edges strengthened: large bright bodies no longer hide letters."""
    grey = colour.max(axis=2).astype(np.float32)
    fine = grey - cv2.GaussianBlur(grey, (0, 0), 8)
    spread = np.sqrt(cv2.GaussianBlur(fine * fine, (0, 0), 24)) + 6.0
    even = np.clip(127.0 + fine / spread * 48.0, 0, 255).astype(np.uint8)
    return np.repeat(even[..., None], 3, axis=2)


def _clockwise(corners: NDArray[np.float32]) -> NDArray[np.float32]:
    order = np.argsort(corners[:, 0], kind="stable")
    left, right = corners[order[:2]], corners[order[2:]]
    left, right = left[np.argsort(left[:, 1])], right[np.argsort(right[:, 1])]
    return np.array([left[0], right[0], right[1], left[1]], np.float32)


def _upright(corners: NDArray[np.float32]) -> Box:
    low, high = np.floor(corners.min(axis=0)).astype(int), np.ceil(corners.max(axis=0)).astype(int)
    return Box(int(low[1]), int(low[0]), int(high[1] - low[1]), int(high[0] - low[0]))


def _straight(colour: NDArray[np.uint8], corners: NDArray[np.float32]) -> tuple[NDArray[np.uint8], bool]:
    """The quadrilateral as a picture of one line, and whether it was tall and had to be turned."""
    width = max(1, round(float(np.linalg.norm(corners[1] - corners[0]))))
    height = max(1, round(float(np.linalg.norm(corners[3] - corners[0]))))
    target = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    turn = cv2.getPerspectiveTransform(corners, target)
    crop = cv2.warpPerspective(colour, turn, (width, height), borderMode=cv2.BORDER_REPLICATE, flags=cv2.INTER_CUBIC)
    upright = height > 1.5 * width
    return np.asarray(cv2.rotate(crop, cv2.ROTATE_90_COUNTERCLOCKWISE) if upright else crop), upright


@cache
def text_reader() -> TextReader:
    """The process's one reader: the networks load once."""
    cv2.setNumThreads(1)
    return TextReader()
