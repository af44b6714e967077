"""In which order the frames of a series are gone through.

A multi-frame object may store its slices in any order (PS3.3 C.7.6.16.2.2): interleaved, as acquired, backwards.
Readers go through them by place, and a stack that is cut anew or outlined counts on neighbours lying side by side.
"""

from collections.abc import Sequence
from itertools import pairwise

from centralis.core.acquisition.geometry import SAME_PLACE_MM
from centralis.core.dicom.geometry import normal_of

_LEAST_PARALLEL = 0.9999


def order_frames(places: Sequence[tuple[Sequence[float], Sequence[float]]]) -> list[int]:
    """The frames' numbers (from 0) along the normal of the first, or as they are stored.

    places: position (LPS, mm) and orientation of each frame, empty where it says none. Only slices that are parallel,
    each in a place of its own, are put in order: films, repeated passes and localizers mean something by theirs.
    """
    stored = list(range(len(places)))
    along = _along(places)
    if along is None:
        return stored
    ordered = sorted(stored, key=along.__getitem__)
    is_apart = all(along[after] - along[before] > SAME_PLACE_MM for before, after in pairwise(ordered))
    return ordered if is_apart else stored


def _along(places: Sequence[tuple[Sequence[float], Sequence[float]]]) -> list[float] | None:
    """How far each frame lies along their common normal (mm); None where they have none."""
    normals = [normal_of(orientation) if len(orientation) == 6 else None for _, orientation in places]
    first = normals[0] if normals else None
    if first is None:
        return None
    for normal, (position, _) in zip(normals, places, strict=True):
        if normal is None or len(position) != 3 or _dot(first, normal) < _LEAST_PARALLEL:
            return None
    return [_dot(first, position) for position, _ in places]


def _dot(one: Sequence[float], other: Sequence[float]) -> float:
    return sum(a * b for a, b in zip(one, other, strict=True))
