"""A film becomes frames: decoded, searched for text, blanked and kept as JPEG, without sound and texts of its stream.

What is written is a multi-frame object in JPEG Baseline (PS3.5 A.4.1) of the same SOP class. Every frame is decoded and
kept; text is looked for in so many of them, evenly spread, because what recorders write stands still for seconds.
docs/decisions/0008-films-become-frames.md.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from centralis.core.deid.pixel_step import PixelsCleaned
from centralis.core.deid.pixels.boxes import Box, Reader
from centralis.core.deid.pixels.finding import find_text
from centralis.core.deid.pixels.gate import gate
from centralis.core.deid.profile import Profile
from centralis.core.dicom.codecs import JPEG
from centralis.core.dicom.dictionary import TAG_BY_KEYWORD as TAG
from centralis.core.dicom.dictionary import VR_BY_TAG
from centralis.core.dicom.elements import Parsed
from centralis.core.dicom.encoding import element_bytes
from centralis.core.dicom.faults import DicomCode, DicomFault
from centralis.core.dicom.films import METHODS, bitstream
from centralis.core.dicom.fragments import frame_count, put_together
from centralis.core.dicom.samples import MOST_PIXELS, Layout, Samples
from centralis.core.dicom.values import Values

Rgb = NDArray[np.uint8]
MOST_FRAMES = 5_000
"""As many as a viewer is given of one object."""
MOST_BYTES = 384 * 1024 * 1024
"""All frames of a film as JPEG: the child that makes them holds them in memory."""
_MOST_SEARCHED = 300
_LEAST_SHARE = 0.95  # of the frames the header counts; decoders may lose a few at either end of a stream
_JPEG_METHOD = "ISO_10918_1"
_DERIVATION = "Film decoded to frames, each compressed as JPEG; sound and texts of the stream left out."
_GONE = ("MultiplexedAudioChannelsDescriptionCodeSequence", "ExtendedOffsetTable", "ExtendedOffsetTableLengths")
_NUMBERS = {
    "SamplesPerPixel": 3, "PlanarConfiguration": 0, "BitsAllocated": 8, "BitsStored": 8, "HighBit": 7,
    "PixelRepresentation": 0,
}  # fmt: skip


class Film(Protocol):
    """A film that can be decoded, from its beginning each time. rate: frames a second, 0 when it does not say."""

    rows: int
    columns: int
    rate: float

    def count(self, most: int) -> int:
        """How many frames can be decoded, counted up to `most`."""
        ...

    def frames(self, step: int = 1) -> Iterator[Rgb]:
        """Every `step`-th frame as (row, column, RGB). Raises DicomFault when a frame is of another size."""
        ...


@dataclass(frozen=True, slots=True)
class Projector:
    """What decodes films, and encodes an RGB frame as JPEG with shared chroma (YBR_FULL_422)."""

    load: Callable[[bytes], Film]
    encode: Callable[[Rgb], bytes]


def film_to_frames(
    parsed: Parsed, values: Values, profile: Profile, reader: Reader, projector: Projector
) -> PixelsCleaned:
    """Decode, search, blank, encode. Raises DicomFault: the film is too long, broken or not as its header says."""
    said = frame_count(values)
    stream = bitstream(parsed)
    film = projector.load(stream)
    _check_size(film, values)
    count = _counted(film, said)
    layout = Layout(film.rows, film.columns, 3, count, "RGB", 0, 8, 8, 7, False)
    known = gate(values, values.text(TAG["SOPClassUID"]) or "", profile.allow).regions
    step = -(-count // _MOST_SEARCHED)
    searched = replace(layout, frames=-(-count // step))
    found = find_text(_Spread(film, searched, step), reader, None, known)
    tail, tables = put_together(_encoded(film, count, found.boxes, projector), False)
    ratio = tuple(count * film.rows * film.columns * 3 / size for size in (len(stream), len(tail)))
    report = {
        "looked": "read", "why": ["film"], "frames": count, "frames_said": said, "frames_read": found.frames_read,
        "pictures_read": found.pictures_read, "frames_changed": count if found.boxes else 0,
        "boxes": [[box.row, box.column, box.height, box.width] for box in found.boxes], "streams_cleaned": count,
        "unused_bits_cleared": False, "trailing_bytes_removed": False, "verified": True,
    }  # fmt: skip
    replaced = {**_described(parsed, values, film, count, ratio), **tables}
    return PixelsCleaned(memoryview(tail).toreadonly(), JPEG[0], replaced, report)


def _check_size(film: Film, values: Values) -> None:
    rows, columns = values.integer(TAG["Rows"]), values.integer(TAG["Columns"])
    if (rows, columns) != (film.rows, film.columns):
        raise DicomFault(DicomCode.FILM_UNREADABLE, "the film's size is not the header's")
    if film.rows * film.columns * 3 > MOST_PIXELS:
        raise DicomFault(DicomCode.FILM_UNREADABLE, "image size")


def _counted(film: Film, said: int) -> int:
    count = film.count(MOST_FRAMES + 1)
    if count > MOST_FRAMES or said > MOST_FRAMES:
        raise DicomFault(DicomCode.FILM_TOO_LONG, f"at most {MOST_FRAMES} frames")
    if count < max(1.0, _LEAST_SHARE * said):
        raise DicomFault(DicomCode.TRUNCATED, f"{count} of {said} frames can be decoded")
    return count


@dataclass(slots=True)
class _Spread:
    """Every so many-th frame of a film, asked for in order, as `find_text` looks at frames."""

    film: Film
    layout: Layout
    step: int
    _next: int = 0
    _frames: Iterator[Rgb] = field(default_factory=lambda: iter(()))

    @property
    def decoded(self) -> Layout:
        """The samples come as RGB."""
        return self.layout

    def samples(self, number: int) -> Samples:
        """The frames from 0 on, one after the other."""
        if number == 0:
            self._frames = self.film.frames(self.step)
        elif number != self._next:
            raise ValueError("a film is looked at in the order of its frames")
        self._next = number + 1
        return _one(self._frames)


def _one(frames: Iterator[Rgb]) -> Rgb:
    found = next(frames, None)
    if found is None:
        raise DicomFault(DicomCode.FILM_UNREADABLE, "another number of frames when decoded again")
    return found


def _encoded(film: Film, count: int, boxes: list[Box], projector: Projector) -> Iterator[bytes]:
    """The frames as JPEG, one at a time, black where text stood."""
    frames, size = film.frames(), 0
    for _ in range(count):
        frame = _one(frames)
        for box in boxes:
            frame[box.place] = 0
        encoded = projector.encode(frame)
        size += len(encoded)
        if size > MOST_BYTES:
            raise DicomFault(DicomCode.FILM_TOO_LONG, f"at most {MOST_BYTES >> 20} MiB as single frames")
        yield encoded


def _described(parsed: Parsed, values: Values, film: Film, count: int, ratio: tuple[float, ...]) -> dict[int, bytes]:
    """The header elements that must say what the pixels are now (PS3.3 C.7.6.1.1.5, C.7.6.3, C.7.6.5, C.7.6.6)."""
    second = [text for text in values.texts(TAG["ImageType"])[1:2] if text == "SECONDARY"] or ["PRIMARY"]
    methods = METHODS[parsed.transfer_syntax], _JPEG_METHOD
    texts = {
        "NumberOfFrames": str(count), "PhotometricInterpretation": "YBR_FULL_422", "BurnedInAnnotation": "NO",
        "LossyImageCompression": "01", "LossyImageCompressionMethod": "\\".join(methods),
        "LossyImageCompressionRatio": "\\".join(f"{max(one, 0.01):.2f}" for one in ratio),
        "ImageType": "\\".join(("DERIVED", *second)), "DerivationDescription": _DERIVATION,
    }  # fmt: skip
    if not _says_time(values) and film.rate > 0:
        texts["FrameTime"] = f"{1000.0 / film.rate:.4f}"
    written = {TAG[word]: _element(word, text.encode("ascii", "replace")) for word, text in texts.items()}
    written |= {TAG[word]: _element(word, number.to_bytes(2, "little")) for word, number in _NUMBERS.items()}
    if "FrameTime" in texts:
        group, element = divmod(TAG["FrameTime"], 1 << 16)
        pointer = group.to_bytes(2, "little") + element.to_bytes(2, "little")
        written[TAG["FrameIncrementPointer"]] = _element("FrameIncrementPointer", pointer)
    return {**written, **{TAG[word]: b"" for word in _GONE}}


def _says_time(values: Values) -> bool:
    return any(values.text(TAG[word]) for word in ("FrameTime", "FrameTimeVector"))


def _element(keyword: str, value: bytes) -> bytes:
    return element_bytes(TAG[keyword], VR_BY_TAG[TAG[keyword]], value, True)
