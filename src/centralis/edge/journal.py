"""What a run remembers beside its destination, so that a second run goes on where the first one stopped.

The folder `<destination>-private` is for the people who may know the patients: it holds the key (when none was given),
the journal, the reports and the images that wait for a look. It never holds an identifier but paths of source files.
"""

import fcntl
import hashlib
import hmac
import json
import os
import secrets
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from centralis import __version__
from centralis.core.deid import Profile
from centralis.core.deid.identifiers import Identifiers
from centralis.edge.manifest import profile_digest

_SUFFIX = "-private"
_KEY_BYTES = 32


class AnotherRun(Exception):
    """Another run works on the same destination."""


def private_folder(dest: Path) -> Path:
    """The folder beside a destination that holds what must not travel with the images."""
    place = dest.resolve()
    return place.with_name(place.name + _SUFFIX)


class Journal:
    """The private folder of one run, locked while it is open. Use as a context manager; raises OSError, AnotherRun."""

    def __init__(self, dest: Path) -> None:
        self.folder = private_folder(dest)
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._lock = os.open(self.folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as fault:
            os.close(self._lock)
            raise AnotherRun from fault
        self._writing = threading.Lock()
        self._known = dict(self._read())
        self._stream = private_file(self.folder / "journal.jsonl", append=True)

    def _read(self) -> list[tuple[str, dict[str, Any]]]:
        """The lines of former runs; a last line cut short by a crash is left out."""
        path = self.folder / "journal.jsonl"
        lines = path.read_bytes().splitlines() if path.exists() else []
        found = []
        for line in lines:
            try:
                stored = json.loads(line)
                found.append((str(stored["job"]), dict(stored["entry"])))
            except (ValueError, KeyError, TypeError):
                continue
        return found

    def key(self) -> bytes:
        """The key of this destination: made at random once, kept here, readable by its owner alone."""
        path = self.folder / "key"
        if not path.exists():
            with os.fdopen(private_file(path), "w", encoding="ascii") as stream:
                stream.write(secrets.token_hex(_KEY_BYTES) + "\n")
                stream.flush()
                os.fsync(stream.fileno())
        return path.read_bytes()

    def entry(self, job: str) -> dict[str, Any] | None:
        """What a former run made of the same job, or None."""
        return self._known.get(job)

    def keep(self, job: str, entry: Mapping[str, Any]) -> None:
        """Remember a file that was cleaned. Safe from any thread."""
        line = json.dumps({"job": job, "entry": entry}).encode() + b"\n"
        with self._writing:
            os.write(self._stream, line)

    def __enter__(self) -> "Journal":
        return self

    def __exit__(self, *_: object) -> None:
        os.fsync(self._stream)
        os.close(self._stream)
        os.close(self._lock)


class Forgetful:
    """Stands in for the journal where nothing can be kept beside the destination: a new key, nothing to go on from."""

    folder = None

    def __init__(self) -> None:
        self._key = secrets.token_hex(_KEY_BYTES).encode("ascii")

    def key(self) -> bytes:
        """A random key that is gone with this process."""
        return self._key

    def entry(self, job: str) -> None:
        """Nothing is remembered."""

    def keep(self, job: str, entry: Mapping[str, Any]) -> None:
        """Nothing is kept."""

    def __enter__(self) -> "Forgetful":
        return self

    def __exit__(self, *_: object) -> None:
        """There is nothing to close."""


def private_file(path: Path, append: bool = False) -> int:
    """Open a file for writing that nobody but its owner may read; a file that is already there is made so."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC | (os.O_APPEND if append else os.O_TRUNC)
    handle = os.open(path, flags, 0o600)
    os.fchmod(handle, 0o600)
    return handle


def write_private(path: Path, text: str) -> None:
    """Write a whole text for its owner's eyes only, never half of it."""
    partial = path.with_name(f".partial-{os.getpid()}-{path.name}")
    with os.fdopen(private_file(partial), "w", encoding="utf-8", errors="backslashreplace") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    partial.replace(path)


def run_mark(profile: Profile, key: bytes, subject: str) -> str:
    """Names everything that decides on an output but the file itself: engine, profile, key and subject code."""
    parts = [__version__, profile_digest(profile), hmac.digest(key, b"journal", "sha256").hex(), subject]
    return hashlib.sha256("\n".join(parts).encode("utf-8", "surrogateescape")).hexdigest()


def job_mark(run: str, source_sha256: str, known: Identifiers, identity: str) -> str:
    """Names one job: the same source under the same run with the same identifiers of its exam."""
    facts = json.dumps(known.to_json(), sort_keys=True)
    return hashlib.sha256("\n".join((run, source_sha256, facts, identity)).encode("utf-8", "replace")).hexdigest()
