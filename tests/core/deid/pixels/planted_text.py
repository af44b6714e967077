"""Pictures like ultrasound, CT and noise with strings planted in them, and where each string stands."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont
from scipy.ndimage import gaussian_filter

from centralis.core.deid.pixels.boxes import Box

_FOLDERS = ("/usr/share/fonts/truetype/dejavu", "/usr/share/fonts/truetype/liberation")
FONTS = ("DejaVuSans.ttf", "DejaVuSansMono.ttf", "LiberationSans-Regular.ttf", "LiberationMono-Bold.ttf",
         "DejaVuSerif.ttf", "LiberationSansNarrow-Bold.ttf")  # fmt: skip
STRINGS = (
    "QUISTGAARD OTTILIE", "Quistgaard, Ottilie", "ID: 7741903", "MRN-7741903", "24.12.1951", "1951-12-24",
    "DOB 12/24/1951", "ACC 8812345", "O. Quistgaard 67Y F", "Dr. Zzdoctor", "ZZ-HOSPITAL", "19511224",
)  # fmt: skip


@lru_cache(maxsize=256)
def font(name: str, size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """A font of the system, or the one inside Pillow where it is not installed."""
    for folder in _FOLDERS:
        if (Path(folder) / name).is_file():
            return ImageFont.truetype(str(Path(folder) / name), size)
    return ImageFont.load_default(size)


def background(kind: str, rows: int, columns: int, rng: np.random.Generator) -> NDArray[np.uint8]:
    """A text-free picture: `black`, `noise`, `ultrasound` (a fan of speckle) or `ct` (a body with organs)."""
    row, column = np.mgrid[0:rows, 0:columns].astype(np.float32)
    if kind == "black":
        return np.zeros((rows, columns), np.uint8)
    if kind == "noise":
        return np.clip(rng.normal(90, 25, (rows, columns)), 0, 255).astype(np.uint8)
    if kind == "ultrasound":
        speckle = gaussian_filter(rng.rayleigh(1.0, (rows, columns)), (1.0, 2.5))
        tissue = 0.4 + gaussian_filter(rng.normal(0, 1, (rows, columns)), 25) * 12
        angle = np.arctan2(column - columns / 2, row + 0.1 * rows)
        depth = np.hypot(column - columns / 2, row + 0.1 * rows)
        fan = (np.abs(angle) < 0.6) & (depth > 0.22 * rows) & (depth < 0.98 * rows)
        return np.clip(np.where(fan, speckle * np.clip(tissue, 0.05, 1.2) * 95, 0), 0, 255).astype(np.uint8)
    body = ((row - rows / 2) / (0.36 * rows)) ** 2 + ((column - columns / 2) / (0.44 * columns)) ** 2
    picture = np.where(body < 1, 120.0, 8.0)
    for _ in range(9):
        centre = rng.uniform(0.3, 0.7, 2) * (rows, columns)
        size = rng.uniform(0.03, 0.12, 2) * (rows, columns)
        organ = ((row - centre[0]) / size[0]) ** 2 + ((column - centre[1]) / size[1]) ** 2
        picture = np.where(organ < 1, rng.uniform(20, 235), picture)
    picture = gaussian_filter(picture, 0.8) + gaussian_filter(rng.normal(0, 18, (rows, columns)), 0.6)
    return np.clip(picture, 0, 255).astype(np.uint8)


@dataclass(frozen=True)
class Planted:
    """One string in a picture: its box, and its glyphs as a mask of the whole picture."""

    text: str
    box: Box
    glyphs: NDArray[np.bool_]
    kind: str


def plant(
    picture: NDArray[np.uint8], text: str, rng: np.random.Generator, size: int, grey: int, turned: int = 0,
    place: tuple[int, int] | None = None, name: str | None = None, plate: int | None = None, contrast: int = 40,
) -> Planted:  # fmt: skip
    """Write a string into the picture (in place) at least `contrast` greys apart from what is behind it."""
    letters = font(name or FONTS[int(rng.integers(len(FONTS)))], size)
    left, top, right, bottom = letters.getbbox(text)
    mask = Image.new("L", (int(right - left) + 2, int(bottom - top) + 2))
    ImageDraw.Draw(mask).text((1 - left, 1 - top), text, font=letters, fill=255)
    ink = np.rot90(np.asarray(mask), turned // 90).astype(np.float32) / 255.0
    height, width = ink.shape
    rows, columns = picture.shape[:2]
    if place is None:
        place = (int(rng.integers(0, max(1, rows - height))), int(rng.integers(0, max(1, columns - width))))
    row, column = place
    under = picture[row : row + height, column : column + width]
    ink = ink[: under.shape[0], : under.shape[1]]
    if plate is not None:
        under[...] = plate
    if abs(float(under.mean()) - grey) < contrast:
        grey = 255 if under.mean() < 128 else 0
    flat = ink if under.ndim == 2 else ink[..., None]
    under[...] = np.rint(under * (1 - flat) + grey * flat).astype(np.uint8)
    glyphs = np.zeros((rows, columns), bool)
    glyphs[row : row + height, column : column + width][: ink.shape[0], : ink.shape[1]] = ink > 0.25
    return Planted(text, Box(row, column, ink.shape[0], ink.shape[1]), glyphs, f"{size}px/{turned}")
