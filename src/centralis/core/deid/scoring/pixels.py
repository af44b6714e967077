"""Was planted text in pixels covered, and did everything else stay as it was?

Arrays are (frame, row, column, sample). A planted string counts as covered when no edge between a pixel of its strokes
and a neighbour is left within the strokes' own bounds: a box of any colour over it passes, a box that leaves the tips
of its letters does not.
"""

import numpy as np
from numpy.typing import NDArray
from pydicom.pixels.utils import pixel_array

from centralis.core.deid.scoring.key import Action, Box, Instance
from centralis.core.deid.scoring.opened import Opened

Frames = NDArray[np.int64]
_LEFT_OF_CONTRAST = 0.1
_LOSSY_DIFFERENCE = 3
_LEAST_MARGIN_PIXELS = 8


class Pair:
    """The frames of one file before and after. `fault` says why they cannot be compared; empty when they can."""

    def __init__(self, before: Opened, after: Opened) -> None:
        self.fault = ""
        self.before = self.after = np.zeros((0, 0, 0, 0), np.int64)
        try:
            self.before, self.after = (_frames(one) for one in (before, after))
        except Exception as fault:  # a broken output is a finding about the tool, whatever the decoder raised
            self.fault = f"the pixels do not decode ({type(fault).__name__})"
            return
        if self.before.shape != self.after.shape:
            self.fault = f"the pixels' shape changed from {self.before.shape} to {self.after.shape}"

    def hidden(self, action: Action) -> bool:
        """Whether a planted string is wholly covered in every frame it stands in."""
        if self.fault or action.box is None:
            return False
        before, after = (_cut(frames, action.box) for frames in (self.before, self.after))
        ink = np.array(action.ink, np.int64)[: before.shape[-1]]
        strokes = (np.abs(before - ink) <= action.tolerance).all(axis=-1)
        drawn = [place for place in range(len(strokes)) if strokes[place].any()]
        return bool(drawn) and all(_is_covered(strokes[place], before[place], after[place]) for place in drawn)

    def same(self, box: Box | None, lossy: bool) -> bool:
        """Whether every sample of a box, or of the whole picture, is what it was."""
        if self.fault:
            return False
        before, after = (frames if box is None else _cut(frames, box) for frames in (self.before, self.after))
        return bool((np.abs(before - after) <= (_LOSSY_DIFFERENCE if lossy else 0)).all())

    def same_outside(self, boxes: list[Box], lossy: bool) -> bool:
        """Whether every sample is what it was, but for planted boxes and a margin of a text line around them.

        A line is about twice as high as its capitals, which is what a box measures.
        """
        if self.fault:
            return False
        free = np.ones(self.before.shape[1:3], bool)
        for row, column, height, width in boxes:
            margin = max(_LEAST_MARGIN_PIXELS, 2 * height)
            free[max(0, row - margin) : row + height + margin, max(0, column - margin) : column + width + margin] = 0
        difference = np.abs(self.before - self.after).max(axis=-1)
        return bool((difference[:, free] <= (_LOSSY_DIFFERENCE if lossy else 0)).all())


def bits_are_clear(after: Opened, mask: int) -> bool:
    """Whether the bits of `mask` are zero in every stored 16-bit sample of native pixels."""
    return not np.any(np.frombuffer(after.pixels[: len(after.pixels) // 2 * 2], "<u2") & mask)


def boxes_of(instance: Instance) -> list[Box]:
    """Where text was planted into an instance's pixels."""
    return [action.box for action in instance.actions if action.box is not None and action.ink]


def _frames(opened: Opened) -> Frames:
    """Samples as stored, but YCbCr as RGB: a cleaner may change the colour model."""
    found = np.asarray(pixel_array(opened.dataset)).astype(np.int64)
    if int(opened.dataset.get("SamplesPerPixel", 1)) == 1:
        found = found[..., np.newaxis]
    return found[np.newaxis] if found.ndim == 3 else found


def _cut(frames: Frames, box: Box) -> Frames:
    row, column, height, width = box
    return frames[:, row : row + height, column : column + width]


def _is_covered(strokes: NDArray[np.bool_], before: Frames, after: Frames) -> bool:
    """Whether no edge of the strokes (row, column) is left."""
    for axis in (0, 1):
        one, other = _neighbours(strokes, axis)
        was = np.abs(np.diff(before, axis=axis)).max(axis=-1)
        now = np.abs(np.diff(after, axis=axis)).max(axis=-1)
        edge = one != other
        if (now[edge] > _LEFT_OF_CONTRAST * was[edge]).any():
            return False
    return True


def _neighbours(strokes: NDArray[np.bool_], axis: int) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    rows, columns = np.nonzero(strokes)
    inside = np.zeros_like(strokes)
    inside[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1] = True
    first = (slice(None, -1), slice(None)) if axis == 0 else (slice(None), slice(None, -1))
    second = (slice(1, None), slice(None)) if axis == 0 else (slice(None), slice(1, None))
    both = inside[first] & inside[second]
    return strokes[first] & both, strokes[second] & both
