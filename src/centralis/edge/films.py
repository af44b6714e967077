"""Films decoded with FFmpeg inside OpenCV's wheel, frames encoded as JPEG. For child processes only.

FFmpeg reads from memory and knows the containers and codecs of DICOM's films alone: a stream that sends it elsewhere
(a playlist, another file, an address) is not opened.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from centralis.core.dicom.faults import DicomCode, DicomFault

_QUALITY = 92  # JPEG, of 100: letters' edges and mucosal vessels stay; a fifth of the size of 100
# OpenCV hands these to FFmpeg by the environment only.
os.environ["OPENCV_FFMPEG_CAPTURE_OPTIONS"] = "format_whitelist;mpegts,mov,mpeg,mpegvideo,h264,hevc"
_CODECS = frozenset((b"mpg2", b"h264", b"avc1", b"avc3", b"hevc", b"hvc1", b"hev1"))
_OPTIONS = [cv2.CAP_PROP_N_THREADS, 1]


class DecodedFilm:
    """A `Film` (core/deid/pixels/film) out of a bitstream."""

    def __init__(self, stream: bytes) -> None:
        """Open it once to know its size. Raises DicomFault (film_unreadable)."""
        self._stream = stream
        with _playing(stream) as film:
            self.rows = int(film.get(cv2.CAP_PROP_FRAME_HEIGHT))
            self.columns = int(film.get(cv2.CAP_PROP_FRAME_WIDTH))
            rate = float(film.get(cv2.CAP_PROP_FPS))
        self.rate = rate if 0.2 <= rate <= 500 else 0.0

    def count(self, most: int) -> int:
        """How many frames can be decoded, counted up to `most`."""
        found = 0
        with _playing(self._stream) as film:
            while found < most and film.grab():
                found += 1
        return found

    def frames(self, step: int = 1) -> Iterator[NDArray[np.uint8]]:
        """Every `step`-th frame as (row, column, RGB), each one's own. Raises DicomFault for one of another size."""
        number = 0
        with _playing(self._stream) as film:
            while film.grab():
                if number % step == 0:
                    known, found = film.retrieve()
                    if not known or found.shape != (self.rows, self.columns, 3) or found.dtype != np.uint8:
                        raise DicomFault(DicomCode.FILM_UNREADABLE, f"frame {number + 1}")
                    yield np.ascontiguousarray(found[..., ::-1])
                number += 1


@contextmanager
def _playing(stream: bytes) -> Iterator[Any]:
    """A film at its first frame; the source outlives the decoder, which would read from freed memory otherwise."""
    cv2.setNumThreads(1)
    source: Any = BytesIO(stream)
    film: Any = None
    try:
        film = cv2.VideoCapture(source, cv2.CAP_FFMPEG, _OPTIONS)
        if not film.isOpened():
            raise DicomFault(DicomCode.FILM_UNREADABLE, "it does not open")
        if int(film.get(cv2.CAP_PROP_FOURCC)).to_bytes(4, "little", signed=True).lower() not in _CODECS:
            raise DicomFault(DicomCode.FILM_UNREADABLE, "another codec than DICOM's films have")
        film.set(cv2.CAP_PROP_ORIENTATION_AUTO, 0)  # a container's own turning is not the object's
        yield film
    except cv2.error as cause:
        raise DicomFault(DicomCode.FILM_UNREADABLE, "it does not decode") from cause
    finally:
        if film is not None:
            film.release()
        source.close()


def encode_jpeg(frame: NDArray[np.uint8]) -> bytes:
    """One RGB frame as baseline JPEG in YCbCr, its chroma shared by two neighbours of a row (YBR_FULL_422)."""
    options = [
        cv2.IMWRITE_JPEG_QUALITY, _QUALITY, cv2.IMWRITE_JPEG_SAMPLING_FACTOR, cv2.IMWRITE_JPEG_SAMPLING_FACTOR_422,
        cv2.IMWRITE_JPEG_PROGRESSIVE, 0,
    ]  # fmt: skip
    made, encoded = cv2.imencode(".jpg", np.ascontiguousarray(frame[..., ::-1]), options)
    if not made:
        raise DicomFault(DicomCode.FILM_UNREADABLE, "a frame that cannot be encoded")
    return bytes(encoded)

