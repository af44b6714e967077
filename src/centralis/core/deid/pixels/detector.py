"""A cheap sign of writing: small tiles with many sharp edges of both directions, as strokes have, anatomy rarely."""

from functools import cache
from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray

from centralis.core.deid.pixels.boxes import Box, without_inner
from centralis.core.deid.pixels.ink import ink_tiles
from centralis.core.deid.pixels.picture import stored
from centralis.core.dicom.samples import Layout, Samples

_TILE_ROWS, _TILE_COLUMNS = 8, 24
_EDGE_SHARE = 0.18  # of the frame's range: a stroke's step over two pixels
_LEAST_EDGES = 8  # in a tile, of each direction
_LEVELS, _LEAST_INK, _INK_SHARE = 64, 16, 0.22  # greys told apart, pixels, share of the strokes that has one grey
_MOST_EXAMINED = 400
_REACH = 2  # tiles around a find that are read with it
_COARSE = 3  # every so many-th sample shows letters of very thick strokes
_SPARSE, _NOISY = 16, 0.05  # every so many-th row tells; share of the range
_LARGE = 1_600  # columns from which every second sample is enough


def stroke_tiles(samples: Samples, photometric: str = "") -> NDArray[np.bool_]:
    """Which squares of 24 pixels look written upon, along rows or columns: (row of squares, column of squares)."""
    flat = samples if samples.ndim == 2 else samples[..., 0 if photometric.startswith("YBR") else 1]
    grey = flat.astype(np.int16) if flat.dtype.itemsize == 1 else flat.astype(np.float32)
    low, high = float(grey.min()), float(grey.max())
    if high <= low:
        return np.zeros((-(-flat.shape[0] // _TILE_COLUMNS), -(-flat.shape[1] // _TILE_COLUMNS)), bool)
    step = max(8.0 if flat.dtype.itemsize == 1 else 1.0, _EDGE_SHARE * (high - low))
    found = _one_way(grey, step) | _one_way(grey.T, step).T
    places = np.argwhere(found)
    if len(places) > _MOST_EXAMINED:
        return found
    for row, column in places:
        top, left = row * _TILE_COLUMNS, column * _TILE_COLUMNS
        tile = grey[top : top + _TILE_COLUMNS, left : left + _TILE_COLUMNS]
        found[row, column] = _one_ink(tile, step, (high - low) / _LEVELS)
    return found


def _one_ink(tile: NDArray[Any], step: float, level: float) -> bool:
    """Whether what stands out of a tile is of one grey, as ink is and anatomy is not."""
    middle = float(np.median(tile))
    for stroke in (tile[tile > middle + step / 2], tile[tile < middle - step / 2]):
        if stroke.size >= _LEAST_INK:
            counts = np.bincount(((stroke - stroke.min()) / level).astype(np.int64))
            padded = np.pad(counts, 1)
            if int((padded[:-2] + padded[1:-1] + padded[2:]).max()) >= _INK_SHARE * stroke.size:
                return True
    return False


def written_regions(samples: Samples, layout: Layout) -> list[Box]:
    """Where a frame should be read for text: boxes with a wide margin, empty when it shows no strokes.

    Large frames are looked at in every second row and column too, for letters of thick strokes.
    """
    rows, columns = layout.rows, layout.columns
    found = regions(_beside(stroke_tiles(samples, layout.photometric)))
    if rows >= _LARGE or columns >= _LARGE:
        found += regions(_beside(stroke_tiles(samples[::2, ::2], layout.photometric)), 2)
    return without_inner(box.clipped(rows, columns) for box in found)


def inked_regions(samples: Samples, layout: Layout) -> list[Box]:
    """The same for one grey frame whose values are exact: empty when it shows no ink, of letters small or large.

    In heavy noise soft-edged letters of 9 or 10 pixels leave too little ink: such a frame is looked at for edges.
    """
    grey = stored(samples, layout)
    if is_noisy(grey):
        return written_regions(samples, layout)
    found = regions(ink_tiles(grey)) + regions(ink_tiles(grey[::_COARSE, ::_COARSE]), _COARSE)
    return without_inner(box.clipped(layout.rows, layout.columns) for box in found)


def is_noisy(grey: Samples) -> bool:
    """Whether neighbours differ by much of the frame's range nearly everywhere."""
    sparse = grey[::_SPARSE].astype(np.int64)
    steps = np.abs(np.diff(sparse, axis=1))
    return bool(steps.size and np.median(steps) > _NOISY * (float(grey.max()) - float(grey.min())))


def regions(tiles: NDArray[np.bool_], step: int = 1) -> list[Box]:
    """Groups of tiles that touch, two tiles wider on each side, as boxes of pixels."""
    size = _TILE_COLUMNS * step
    shapes = _shapes()
    wide = shapes.binary_dilation(tiles, np.ones((3, 3), bool), iterations=_REACH) if tiles.any() else tiles
    places = shapes.find_objects(shapes.label(wide)[0])
    squares = [
        Box(down.start, across.start, down.stop - down.start, across.stop - across.start) for down, across in places
    ]
    return [Box(one.row * size, one.column * size, one.height * size, one.width * size) for one in squares]


def _beside(tiles: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Tiles with a neighbour of their kind."""
    found = np.zeros_like(tiles)
    across, down = tiles[:, 1:] & tiles[:, :-1], tiles[1:] & tiles[:-1]
    found[:, 1:] |= across
    found[1:] |= down
    return found


def _one_way(grey: NDArray[Any], step: float) -> NDArray[np.bool_]:
    """Squares of 24 pixels that hold a tile with enough rising and falling edges along its rows."""
    rows, columns = grey.shape
    size = _TILE_COLUMNS
    square_rows, square_columns = -(-rows // size), -(-columns // size)
    slope = grey[:, 2:] - grey[:, :-2]
    rising = _counted(slope > step, square_rows, square_columns)
    falling = _counted(slope < -step, square_rows, square_columns)
    written = (rising >= _LEAST_EDGES) & (falling >= _LEAST_EDGES)
    return np.asarray(written.any(axis=1))


def _counted(edges: NDArray[np.bool_], square_rows: int, square_columns: int) -> NDArray[np.int64]:
    """Edges by (row of squares, strip of 8 rows, column of squares)."""
    size = _TILE_COLUMNS
    whole = np.zeros((square_rows * size, square_columns * size), np.uint8)
    whole[: edges.shape[0], 1 : edges.shape[1] + 1] = edges
    strips = whole.reshape(square_rows, size // _TILE_ROWS, _TILE_ROWS, square_columns, size)
    return np.asarray(strips.sum(axis=(2, 4), dtype=np.int64))


@cache
def _shapes() -> Any:
    """scipy.ndimage, loaded with the first picture that needs it: children that clean plain slices stay small."""
    return import_module("scipy.ndimage")
