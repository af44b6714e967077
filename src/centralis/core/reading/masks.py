"""A lesion's mask on one frame as runs, and the volume of its masks.

A run is (start, length): pixels counted row by row from 0 at the top left. Runs are in order and apart from each other,
so that one mask has one writing. What can't be read raises ValueError with a sentence for the reader.
"""

from collections.abc import Iterable, Sequence
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

Run = tuple[int, int]
Mask = NDArray[np.bool_]
MOST_RUNS = 20_000
"""Runs of one frame: a mask of 1,000 rows crossed 20 times each; one with more is noise, not a lesion."""
_MM3_A_ML = 1000.0


def read_runs(given: object) -> tuple[Run, ...]:
    """Runs as they arrived, checked for shape, order and number; none is an empty mask."""
    if not isinstance(given, list):
        raise ValueError("A mask is sent as a list of runs.")
    if len(given) > MOST_RUNS:
        raise ValueError(f"The mask has more than {MOST_RUNS} parts on one image. Draw it with fewer specks.")
    found: list[Run] = []
    end = -1
    for one in given:
        if not isinstance(one, list) or len(one) != 2 or not all(type(part) is int for part in one):
            raise ValueError("Each run of a mask has a start and a length, both whole numbers.")
        start, length = one
        if start <= end or length < 1:
            raise ValueError("The runs of a mask are in order and apart from each other.")
        found.append((start, length))
        end = start + length
    return tuple(found)


def check_runs(runs: Sequence[Run], rows: int, columns: int) -> None:
    """Refuse a mask that reaches beyond its frame."""
    if runs and runs[-1][0] + runs[-1][1] > rows * columns:
        raise ValueError("The mask reaches beyond the image. Draw it again.")


def count_pixels(runs: Iterable[Sequence[int]]) -> int:
    """How many pixels a mask holds."""
    return sum(length for _, length in runs)


def digest_runs(runs: Iterable[Sequence[int]]) -> str:
    """SHA-256 of a mask, for what is signed."""
    return sha256(";".join(f"{start},{length}" for start, length in runs).encode()).hexdigest()


def fill_mask(runs: Iterable[Sequence[int]], rows: int, columns: int) -> Mask:
    """The mask (row, column) that runs stand for."""
    flat = np.zeros(rows * columns, dtype=bool)
    for start, length in runs:
        flat[start : start + length] = True
    return flat.reshape(rows, columns)


def find_runs(mask: Mask) -> tuple[Run, ...]:
    """The runs of a mask (row, column): the inverse of `fill_mask`."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], mask.ravel().view(np.uint8), [0]]).astype(np.int8)))
    return tuple((int(start), int(end - start)) for start, end in zip(edges[::2], edges[1::2], strict=True))


def volume_ml(parts: Iterable[tuple[int, float]]) -> float:
    """The volume of masks in mL. parts: (pixels, volume of one voxel in mm³) a frame."""
    return round(sum(pixels * voxel_mm3 for pixels, voxel_mm3 in parts) / _MM3_A_ML, 3)
