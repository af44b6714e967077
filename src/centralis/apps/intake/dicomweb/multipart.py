"""Read a multipart/related body as it streams in: each part goes to disk, none is held in memory (RFC 2387)."""

from collections.abc import Callable
from typing import Any, Protocol

from python_multipart.exceptions import MultipartParseError
from python_multipart.multipart import MultipartParser, parse_options_header

from centralis.apps.intake.spool import FILES_LIMIT, TOTAL_LIMIT_BYTES, Folder, Landed, Landing

_PIECE = 1 << 20


class BadBody(Exception):
    """The body is not what its header says; `status` is the answer's HTTP status, the text says what to correct."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status
        self.sentence = sentence


class Stream(Protocol):
    def read(self, size: int, /) -> bytes:
        """Return up to `size` bytes, nothing at the end."""


def boundary_of(content_type: str, wanted: str = "application/dicom") -> bytes:
    """Return the boundary of a multipart/related request of DICOM files. Raises BadBody (400 or 415)."""
    kind, options = parse_options_header(content_type)
    if kind.lower() != b"multipart/related":
        raise BadBody(415, "Send the files as multipart/related; type=application/dicom.")
    root = options.get(b"type", wanted.encode()).decode("latin-1").lower()
    if root != wanted:
        raise BadBody(415, f"Send DICOM files (type={wanted}); {root[:60]} is not taken here.")
    boundary = options.get(b"boundary", b"")
    if not 1 <= len(boundary) <= 70:
        raise BadBody(400, "The multipart boundary is missing, or longer than 70 characters.")
    return bytes(boundary)


class Parts:
    """Writes the parts of one body to a folder and hands each over when it is complete."""

    def __init__(self, folder: Folder, boundary: bytes, take: Callable[[Landed], object]) -> None:
        self._folder = folder
        self._take = take
        self._landing: Landing | None = None
        self._ended = False
        self.count = 0
        callbacks: Any = {
            "on_part_begin": self._begin,
            "on_part_data": self._data,
            "on_part_end": self._end,
            "on_end": self._finish,
        }
        self._parser = MultipartParser(boundary, callbacks)

    def read(self, stream: Stream, length: int | None) -> int:
        """Read the whole body; return how many files came. Raises BadBody (400, 413) and StoreFull."""
        total = 0
        while length is None or total < length:
            piece = stream.read(_PIECE if length is None else min(_PIECE, length - total))
            if not piece:
                break
            total += len(piece)
            if total > TOTAL_LIMIT_BYTES:
                raise BadBody(413, f"The request is larger than {TOTAL_LIMIT_BYTES >> 30} GiB. Send it in parts.")
            try:
                self._parser.write(piece)
            except MultipartParseError as fault:
                raise BadBody(400, f"The multipart body is not well formed: {str(fault)[:120]}") from fault
        if not self._ended or (length is not None and total < length):
            raise BadBody(400, "The multipart body ends before its closing boundary. Nothing of it was kept.")
        return self.count

    def _begin(self) -> None:
        self.count += 1
        if self.count > FILES_LIMIT:
            raise BadBody(413, f"The request has more than {FILES_LIMIT} parts. Send them in several requests.")
        self._landing = Landing(self._folder, self.count)

    def _data(self, data: bytes, start: int, end: int) -> None:
        if self._landing is not None:
            self._landing.write(memoryview(data)[start:end])

    def _end(self) -> None:
        if self._landing is not None:
            landed, self._landing = self._landing.done(), None
            self._take(landed)

    def _finish(self) -> None:
        self._ended = True
