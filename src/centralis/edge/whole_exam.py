"""Which files of an exam name somebody whom only other files of it name as such. Runs in a child process.

Files are cleaned as they arrive, each with its own identifiers; when all are there, those whose headers hold an
identifier of another file are cleaned once more with the identifiers of the whole exam.
"""

from pathlib import Path
from typing import Any

from centralis.core.deid.hunt import WORDS, Hunt, hunt_for
from centralis.core.deid.identifiers import Identifiers
from centralis.core.deid.printable import printable
from centralis.core.deid.slow import read
from centralis.core.dicom.elements import Parsed
from centralis.core.dicom.faults import DicomFault
from centralis.core.dicom.frames import NATIVE
from centralis.core.dicom.limits import DEFAULT_LIMITS

_LARGEST_BYTES = 16 * 1024 * 1024
_SHORT = 4


def touched(job: dict[str, Any]) -> list[bool]:
    """Tell of each file whether anything in it, but native samples, may hold one of the identifiers.

    job: `files` (paths), `known` (as Identifiers.to_json). A file that can't be read is said to be touched: it is
    cleaned again, and held back then. Native samples are not looked at; compressed pixel data are taken for touched,
    for their streams have comments, and so are large files.
    """
    hunt = hunt_for(Identifiers.from_json(job["known"]))
    return [_is_touched(Path(path), hunt) for path in job["files"]]


def _is_touched(path: Path, hunt: Hunt) -> bool:
    try:
        if path.stat().st_size > _LARGEST_BYTES:
            return True
        parsed = read(path.read_bytes(), DEFAULT_LIMITS)
    except (DicomFault, OSError):
        return True
    return parsed.transfer_syntax not in NATIVE or _names_anyone(_header(parsed), hunt)


def _header(parsed: Parsed) -> bytes:
    """All that stands before the pixel data."""
    return bytes(parsed.data[: parsed.pixel[2] if parsed.pixel else len(parsed.data)])


def _names_anyone(header: bytes, hunt: Hunt) -> bool:
    if hunt.is_in_bytes(header) or hunt.is_in(printable(header)):
        return True
    tokens = header.translate(WORDS)
    words = frozenset(tokens.split())
    free = [word.encode("utf-8") for word in hunt.free]
    return not hunt.words.isdisjoint(words) or any(
        word in words if len(word) < _SHORT else word in tokens for word in free
    )
