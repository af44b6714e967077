"""Ink in a cross section: strokes of one exact value, as a device writes and as noise, anatomy and averaging never are.

A stroke is a pixel brighter (darker) than what lies a few pixels away on both sides. Only strokes whose neighbour is a
stroke of the very same value count: letters drawn over a picture have many of them, however faint or soft-edged they
are. Air that was set to one value is told from dark letters by its shapes. Not for pictures that a lossy compression
has been through, which has no exact values: those are looked at by `detector.stroke_tiles`.
"""

from functools import cache
from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray

from centralis.core.dicom.samples import Samples

SQUARE = 24  # pixels
_REACHES = (2, 5)  # pixels from a stroke's middle to what is beside it: letters of 9 to some 60 pixels
_CONTRAST = 0.12  # of the frame's range
_SMALL = 1 << 14  # differences of such values fit sixteen bits
_VALUES = 6  # commonest values of strokes examined, of each polarity
_LEAST_INK = 8  # pixels of one value within three by three squares
_LEAST_LETTERS = 3
_LOWEST, _HIGHEST, _WIDEST = 4, 64, 96  # a letter's height and width (several may touch) in pixels
_LEAST_FILL = 0.12  # share of its box a letter covers
_LONGEST_GAP = 1.5  # times a letter's height, to the next
_ALIKE = 0.25  # of a letter's height: how far tops or feet of neighbours are apart


def ink_tiles(samples: Samples) -> NDArray[np.bool_]:
    """Which squares of 24 pixels hold ink: (row of squares, column of squares). samples: one grey frame."""
    rows, columns = -(-samples.shape[0] // SQUARE), -(-samples.shape[1] // SQUARE)
    found = np.zeros((rows, columns), bool)
    low, high = int(samples.min()), int(samples.max())
    if high <= low:
        return found
    fits = low > -_SMALL and high < _SMALL
    grey = np.ascontiguousarray(samples, np.int16 if fits else np.int64)
    for strokes in _strokes(grey, max(1, int(_CONTRAST * (high - low)))):
        _mark(found, grey, strokes, low)
    return found


def _strokes(grey: NDArray[Any], step: int) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Bright and dark strokes: pixels that differ by more than `step` from both sides, along rows or columns."""
    bright, dark = np.zeros(grey.shape, bool), np.zeros(grey.shape, bool)
    for seen, light, black in ((grey, bright, dark), (grey.T, bright.T, dark.T)):
        for reach in _REACHES:
            if seen.shape[0] <= 2 * reach:
                continue
            slope = seen[reach:] - seen[:-reach]
            rises, falls = slope > step, slope < -step
            light[reach:-reach] |= rises[:-reach] & falls[reach:]
            black[reach:-reach] |= falls[:-reach] & rises[reach:]
    return bright, dark


def _mark(found: NDArray[np.bool_], grey: NDArray[Any], strokes: NDArray[np.bool_], least: int) -> None:
    """Add the squares where strokes of one exact value gather."""
    flat, stroke = grey.reshape(-1), strokes.reshape(-1)
    places = np.flatnonzero(stroke)
    own = flat[places]
    paired = np.zeros(places.size, bool)
    for beside in (1, -1, grey.shape[1], -grey.shape[1]):
        other = places + beside
        paired |= stroke.take(other, mode="wrap") & (flat.take(other, mode="wrap") == own)
    places, own = places[paired], own[paired]
    if places.size < _LEAST_INK:
        return
    values, which, counts = np.unique(own, return_inverse=True, return_counts=True)
    for number in np.argsort(counts)[::-1][:_VALUES]:
        if counts[number] < _LEAST_INK:
            return
        tiles = _gathered(places[which == number], grey.shape, found.shape)
        if tiles.any() and int(values[number]) == least:
            tiles &= _lettered(grey == least, found.shape)
        found |= tiles


def _gathered(places: NDArray[Any], shape: tuple[int, ...], squares: tuple[int, ...]) -> NDArray[np.bool_]:
    """Squares with ink where it and its eight neighbours hold enough of it."""
    row, column = np.divmod(places, shape[1])
    count = np.bincount(row // SQUARE * squares[1] + column // SQUARE, minlength=squares[0] * squares[1])
    wide = np.pad(count.reshape(squares), 1)
    around = sum(wide[i : i + squares[0], j : j + squares[1]] for i in range(3) for j in range(3))
    return np.asarray((around >= _LEAST_INK) & (wide[1:-1, 1:-1] > 0))


def _lettered(mask: NDArray[np.bool_], squares: tuple[int, ...]) -> NDArray[np.bool_]:
    """Squares in which shapes of the mask stand in a line like letters: alike in height, near each other."""
    shapes = _shapes()
    found = np.zeros(squares, bool)
    labels = shapes.label(mask, np.ones((3, 3), bool))[0]
    sizes = np.bincount(labels.reshape(-1))
    boxes = []
    for number, (down, across) in enumerate(shapes.find_objects(labels), 1):
        height, width = down.stop - down.start, across.stop - across.start
        fits = max(height, width) >= _LOWEST and height <= _WIDEST and width <= _WIDEST
        if fits and sizes[number] >= _LEAST_FILL * height * width:
            boxes.append((down.start, across.start, down.stop, across.stop))
    if len(boxes) < _LEAST_LETTERS:
        return found
    upright = np.array(boxes)
    for box in upright[_in_line(upright) | _in_line(upright[:, [1, 0, 3, 2]])]:
        top, left, bottom, right = box // SQUARE
        found[top : bottom + 1, left : right + 1] = True
    return np.asarray(shapes.binary_dilation(found, np.ones((3, 3), bool)))


def _in_line(boxes: NDArray[Any]) -> NDArray[np.bool_]:
    """Which boxes (top, left, bottom, right) have two more like them beside them, to the left or right."""
    top, left, bottom, right = boxes.T
    height = bottom - top
    tall = (height >= _LOWEST) & (height <= _HIGHEST)
    slack = np.maximum(1, _ALIKE * height)[:, None]
    feet = np.abs(bottom[:, None] - bottom) <= slack
    tops = np.abs(top[:, None] - top) <= slack
    gap = np.maximum(left[:, None] - right, left - right[:, None])
    alike = feet & tops & (gap <= _LONGEST_GAP * height[:, None]) & (gap >= -1) & tall & tall[:, None]
    np.fill_diagonal(alike, False)
    middle = alike.sum(axis=1) >= _LEAST_LETTERS - 1
    return np.asarray(middle | (alike & middle).any(axis=1))


@cache
def _shapes() -> Any:
    """scipy.ndimage, loaded with the first picture that needs it."""
    return import_module("scipy.ndimage")
