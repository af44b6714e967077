"""Which reader of text a child has: none, where its parent has other children for that, or one loaded when needed.

Most objects need no reader (the pixel cleaner asks the header and a cheap detector first), and a reader's networks take
a second and some 300 MB: children that clean plain slices never load them.
"""

from functools import cache
from importlib import import_module

import numpy as np
from numpy.typing import NDArray

from centralis.core.deid import PixelCleaner
from centralis.core.deid.pixels import Projector, Reader, TextBox, TextCleaner
from centralis.core.deid.pixels.film import Film, Rgb


class ReaderNeeded(Exception):
    """The pixels must be read for text, and this child leaves that to others."""


class _NoReader:
    def read(self, picture: NDArray[np.uint8]) -> list[TextBox]:
        """Leave the picture to a child that can read. Raises ReaderNeeded."""
        raise ReaderNeeded


class _LateReader:
    """Loads the networks with the first picture."""

    def read(self, picture: NDArray[np.uint8]) -> list[TextBox]:
        """Every piece of text in a picture (row, column) or (row, column, RGB)."""
        return _reader().read(picture)


@cache
def _reader() -> Reader:
    # By name and late: the networks' libraries are heavy, and most children never meet a picture to be read.
    reader: Reader = import_module("centralis.edge.ocr").TextReader()
    return reader


def late_reader() -> Reader:
    """A reader that loads its networks with the first picture."""
    return _LateReader()


def _load_film(stream: bytes) -> Film:
    # By name and late: most children never meet a film.
    film: Film = import_module("centralis.edge.films").DecodedFilm(stream)
    return film


def _encode_frame(frame: Rgb) -> bytes:
    encoded: bytes = import_module("centralis.edge.films").encode_jpeg(frame)
    return encoded


def _no_film(_stream: bytes) -> Film:
    raise ReaderNeeded


@cache
def pixel_cleaner(deferred: bool) -> PixelCleaner:
    """Return what cleans pixels. deferred: it raises ReaderNeeded where an object must be read for text."""
    if deferred:
        return TextCleaner(_NoReader(), Projector(_no_film, _encode_frame))
    return TextCleaner(_LateReader(), Projector(_load_film, _encode_frame))
