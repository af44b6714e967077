"""Names of outputs: made of their own digest, so that they say nothing about the source, and finished files only."""

import errno
import os
import threading
from hashlib import file_digest
from pathlib import Path

_DIGITS = 32


class Names:
    """Gives out names under one folder; safe from any thread. media: such as a DICOMDIR can list (PS3.10 8.2)."""

    def __init__(self, folder: Path, media: bool) -> None:
        self._folder = folder
        self._media = media
        self._lock = threading.Lock()
        self._given: dict[str, str] = {}

    def name(self, digest: str) -> str:
        """The name of a file by its SHA-256; two files share one only when they are the same, byte by byte."""
        if not self._media:
            return f"{digest[:_DIGITS]}.dcm"
        with self._lock:
            for start in range(0, 48, 8):
                name = f"IMAGES/{digest[start : start + 2]}/{digest[start + 2 : start + 10]}".upper()
                path = self._folder / name
                if self._given.setdefault(name, digest) == digest and (not path.exists() or digest_of(path) == digest):
                    return name
        return f"{digest[:_DIGITS]}.dcm"

    def publish(self, finished: Path, digest: str) -> str:
        """Give a finished file its name, which is returned: it stands there whole or not at all. Raises OSError."""
        name = self.name(digest)
        target = self._folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        move(finished, target)
        return name


def digest_of(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as stream:
        return file_digest(stream, "sha256").hexdigest()


def move(source: Path, target: Path) -> None:
    """Rename a finished file, over the border of file systems too: never half of it under its new name."""
    try:
        source.replace(target)
    except OSError as fault:
        if fault.errno != errno.EXDEV:
            raise
        partial = target.with_name(f".partial-{os.getpid()}-{target.name}")
        with source.open("rb") as old, partial.open("wb") as new:
            for piece in iter(lambda: old.read(1024 * 1024), b""):
                new.write(piece)
            new.flush()
            os.fsync(new.fileno())
        partial.replace(target)
        source.unlink()
