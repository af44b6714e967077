"""Pixels of the corpus: phantoms and noise, and text drawn into them with its box for the key."""

import numpy as np
from PIL import Image, ImageDraw, ImageFont
from pydicom.uid import JPEGBaseline8Bit
from tests.corpus.drafts import Draft

from centralis.core.deid.scoring import Action, Check

Ink = int | tuple[int, ...]
#: How far a JPEG's strokes may be from the colour they were drawn in.
_LOSSY_INK = 90


def phantom(shape: tuple[int, int], rng: np.random.Generator, low: int, high: int, noise: float) -> np.ndarray:
    """A body in air: an ellipse with organs, a smooth gradient and noise; whole numbers from low to high."""
    rows, columns = np.mgrid[0 : shape[0], 0 : shape[1]]
    y, x = rows / shape[0] * 2 - 1, columns / shape[1] * 2 - 1
    body = (x / 0.62) ** 2 + (y / 0.72) ** 2 < 1
    picture = np.where(body, 0.55 + 0.1 * x, 0.0)
    for _ in range(4):
        cx, cy, size = rng.uniform(-0.3, 0.3), rng.uniform(-0.3, 0.3), rng.uniform(0.08, 0.22)
        picture = np.where((x - cx) ** 2 + (y - cy) ** 2 < size**2, picture + rng.uniform(-0.2, 0.3), picture)
    picture = picture * (high - low) + low + rng.normal(0, noise, shape)
    return np.clip(np.rint(picture), low, high).astype(np.int64)


def sector(shape: tuple[int, int], rng: np.random.Generator) -> np.ndarray:
    """An ultrasound fan: speckle between two angles and two radii, black around it; 0 to 180."""
    rows, columns = np.mgrid[0 : shape[0], 0 : shape[1]]
    y, x = rows - shape[0] * 0.16, columns - shape[1] / 2
    radius, angle = np.hypot(y, x), np.arctan2(x, np.maximum(y, 1e-3))
    fan = (np.abs(angle) < 0.6) & (radius > shape[0] * 0.08) & (radius < shape[0] * 0.78) & (y > 0)
    speckle = rng.rayleigh(38, shape) * (1 - 0.4 * radius / radius.max())
    return np.where(fan, np.clip(speckle, 0, 180), 0).astype(np.int64)


def write(frames: np.ndarray, text: str, place: tuple[int, int], size: int, ink: Ink, tolerance: int = 0) -> Action:
    """Draw one line of text into every frame (frame, row, column[, sample]); what the key asks of it.

    place: row and column of the line's top left corner. The strokes are drawn without soft edges.
    """
    font = ImageFont.load_default(size)
    canvas = Image.new("1", (frames.shape[2], frames.shape[1]))
    pen = ImageDraw.Draw(canvas)
    pen.fontmode = "1"
    pen.text((place[1], place[0]), text, fill=1, font=font)
    strokes = np.asarray(canvas, bool)
    rows, columns = np.nonzero(strokes)
    frames[:, strokes] = ink
    top, left = int(rows.min()), int(columns.min())
    box = (top, left, int(rows.max()) + 1 - top, int(columns.max()) + 1 - left)
    colour = ink if isinstance(ink, tuple) else (ink,)
    return Action(Check.PIXELS_HIDDEN, box=box, ink=colour, tolerance=tolerance)


def write_all(draft: Draft, lines: list[str], size: int, ink: Ink, top: int = 4, left: int = 6) -> None:
    """Draw lines under each other into a draft's frames, each a planted string of the key."""
    assert draft.frames is not None
    tolerance = _LOSSY_INK if draft.syntax == JPEGBaseline8Bit else 0
    for place, text in enumerate(lines):
        draft.actions.append(write(draft.frames, text, (top + place * int(size * 1.35), left), size, ink, tolerance))


def untouched(draft: Draft, box: tuple[int, int, int, int] | None = None) -> None:
    """The samples of a box (of the whole picture) must stay as they are; a whole picture counts as free of text."""
    draft.actions.append(Action(Check.PIXELS_RETAINED, box=box))
    draft.text_free = draft.text_free or box is None
