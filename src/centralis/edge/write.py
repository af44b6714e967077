"""Bytes from the source to the new file without passing through memory: hashed in pieces, spliced, brought to disk.

A large file is mapped for the walker, which touches the header only; what others touch is given back to the system
while they work, so that a file of any size is cleaned in little memory.
"""

import contextlib
import errno
import hashlib
import mmap
import os
import stat
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from centralis.core.deid import Cleaned
from centralis.core.dicom.elements import Buffer
from centralis.core.dicom.faults import DicomCode, DicomFault

PIECE_BYTES = 1024 * 1024
IN_MEMORY_BYTES = 16 * 1024 * 1024
_SPLICE_BYTES = 64 * 1024 * 1024
_GIVE_BACK_SECONDS = 0.001
_NO_SPLICE = (errno.EXDEV, errno.EINVAL, errno.ENOSYS, errno.EOPNOTSUPP, errno.EPERM, errno.ETXTBSY, errno.EBADF)


@dataclass(frozen=True, slots=True)
class Opened:
    """A source file: its descriptor, its bytes (read or mapped), their number."""

    handle: int
    data: Buffer
    size: int


@contextlib.contextmanager
def opened(path: Path, most_bytes: int) -> Iterator[Opened]:
    """Open a regular file for reading. Raises OSError, and DicomFault on one that is empty, too large or no file."""
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)  # non-blocking: a pipe must not hold us up
    try:
        found = os.fstat(handle)
        if not stat.S_ISREG(found.st_mode):
            raise DicomFault(DicomCode.UNREADABLE, "not a regular file")
        if not found.st_size:
            raise DicomFault(DicomCode.EMPTY)
        if found.st_size > most_bytes:
            raise DicomFault(DicomCode.TOO_LARGE)
        if found.st_size <= IN_MEMORY_BYTES:
            with os.fdopen(os.dup(handle), "rb") as stream:
                content = stream.read()
            yield Opened(handle, content, len(content))
            return
        # Closed by the garbage collector: slices of it may outlive this block in an answer's traceback.
        mapped = mmap.mmap(handle, 0, access=mmap.ACCESS_READ)
        with _given_back(mapped):
            yield Opened(handle, memoryview(mapped), found.st_size)
    finally:
        os.close(handle)


@contextlib.contextmanager
def _given_back(mapped: mmap.mmap) -> Iterator[None]:
    """Keep giving touched pages back to the page cache, where they stay and can be had again."""
    done = threading.Event()

    def give_back() -> None:
        while not done.wait(_GIVE_BACK_SECONDS):
            mapped.madvise(mmap.MADV_DONTNEED)

    thread = threading.Thread(target=give_back, daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def digest_of(source: Opened) -> str:
    """SHA-256 of the whole source."""
    if isinstance(source.data, bytes):
        return hashlib.sha256(source.data).hexdigest()
    digest = hashlib.sha256()
    for piece in _pieces(source.handle, 0, source.size):
        digest.update(piece)
    return digest.hexdigest()


def digests_of(source: Opened, cleaned: Cleaned) -> tuple[str, str]:
    """SHA-256 of the source and of the new file, in one pass over the bytes they share."""
    start = cleaned.tail_offset
    after = hashlib.sha256(cleaned.header)
    if isinstance(source.data, bytes) or start is None:
        after.update(cleaned.tail)
        return digest_of(source), after.hexdigest()
    before = hashlib.sha256()
    for piece in _pieces(source.handle, 0, start):
        before.update(piece)
    end = start + len(cleaned.tail)
    for piece in _pieces(source.handle, start, end):
        before.update(piece)
        after.update(piece)
    for piece in _pieces(source.handle, end, source.size):
        before.update(piece)
    return before.hexdigest(), after.hexdigest()


def _pieces(handle: int, start: int, end: int) -> Iterator[memoryview]:
    """The bytes from start to end in pieces that share one buffer. Raises DicomFault when the file became shorter."""
    buffer = memoryview(bytearray(min(PIECE_BYTES, max(0, end - start))))
    while start < end:
        count = os.preadv(handle, [buffer[: min(PIECE_BYTES, end - start)]], start)
        if not count:
            raise DicomFault(DicomCode.TRUNCATED, "it changed while it was read")
        yield buffer[:count]
        start += count


def write_cleaned(cleaned: Cleaned, source: Opened, destination: Path, durable: bool = False) -> int:
    """Write header and tail as one file; returns its size. durable: on disk before this returns.

    Raises OSError; what was written of an unfinished file is removed.
    """
    target = os.open(destination, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o666)
    try:
        if cleaned.tail_offset is not None and isinstance(source.data, memoryview):
            _write_all(target, [memoryview(cleaned.header)])
            splice(source.handle, target, cleaned.tail_offset, len(cleaned.tail))
        else:
            _write_all(target, [memoryview(cleaned.header), memoryview(cleaned.tail)])
        if durable:
            os.fsync(target)
    except BaseException:
        destination.unlink(missing_ok=True)
        raise
    finally:
        os.close(target)
    return len(cleaned.header) + len(cleaned.tail)


def _write_all(target: int, pieces: list[memoryview]) -> None:
    while pieces:
        written = os.writev(target, pieces)
        while pieces and written >= len(pieces[0]):
            written -= len(pieces.pop(0))
        if pieces:
            pieces[0] = pieces[0][written:]


def splice(source: int, target: int, start: int, count: int) -> None:
    """Append `count` bytes of the source from `start` to the target: copied by the kernel where it can.

    Raises OSError, and DicomFault when the source became shorter.
    """
    end = start + count
    try:
        while start < end:
            moved = os.copy_file_range(source, target, min(_SPLICE_BYTES, end - start), offset_src=start)
            if not moved:
                break
            start += moved
    except OSError as fault:
        if fault.errno not in _NO_SPLICE:
            raise
    for piece in _pieces(source, start, end):
        _write_all(target, [piece])
