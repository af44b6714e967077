"""A long series in which each slice's pixels tell its number, so that a picture on the screen says which it is.

Twenty bars stand side by side over the picture's width: dark, bright, sixteen bits of the number (the highest first),
bright, dark. The bright bars at both ends lie `reach_mm` apart, outer edge to outer edge.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from pydicom import Dataset
from tests.apps.reads.viewing.viewing_world import COLUMN_MM, INSIDE, OUTSIDE, slice_of

BARS, BITS = 20, 16
SLICE_MM = 0.5


def numbered_series(count: int, rows: int = 64, columns: int = 80, **values: Any) -> Iterator[Dataset]:
    """Slices from the feet up, `SLICE_MM` apart, made one at a time: a long series does not fit into memory."""
    grey = {"WindowCenter": "0", "WindowWidth": "200", "SliceThickness": str(SLICE_MM)}
    for number in range(count):
        uid = f"1.2.3.60.{columns}.{count}.{number + 1}"
        place = (-30.0, -25.0, number * SLICE_MM)
        yield slice_of(_picture(number, rows, columns), place, SOPInstanceUID=uid, **{**grey, **values})


def _picture(number: int, rows: int, columns: int) -> np.ndarray:
    bits = [number >> (BITS - 1 - place) & 1 for place in range(BITS)]
    bars = np.array([0, 1, *bits, 1, 0])
    wide = columns // BARS
    row = np.zeros(columns, dtype=np.int64)
    row[: wide * BARS] = np.repeat(bars, wide)
    return np.broadcast_to(OUTSIDE + (INSIDE - OUTSIDE) * row, (rows, columns))


def reach_mm(columns: int = 80) -> float:
    """From the outer edge of the first bright bar to that of the last."""
    return (BARS - 2) * (columns // BARS) * COLUMN_MM


def number_of(bars: Sequence[bool]) -> int:
    """The number that sixteen bars tell, bright is True."""
    return sum(1 << (BITS - 1 - place) for place, is_bright in enumerate(bars) if is_bright)
