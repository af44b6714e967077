"""Where received bytes wait until they are sealed or thrown away: one folder an upload, in the store's staging.

A folder of one request (`once-…`) is locked by its process; one that is left without a lock belongs to a process that
died before it answered, and is cleaned at the next start together with what it had sealed but never entered. The
folder of a browser's upload (`upload-<transmittal>`) lives until its transmittal is received or abandoned, so that a
broken connection costs nothing that had arrived.
"""

import contextlib
import errno
import fcntl
import hashlib
import itertools
import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from uuid import UUID, uuid4

from centralis.apps.intake.refusals import FileFault
from centralis.apps.intake.rules import Prepared
from centralis.services.store import SealedStore, disk_faults, sync_folder

FILE_LIMIT_BYTES = 1024**3
FILES_LIMIT = 50_000
TOTAL_LIMIT_BYTES = 64 * 1024**3
_INTENT = "intent.json"


@dataclass(frozen=True, slots=True)
class Landed:
    """A file as it came in: where it lies, how long it is; `fault` when it broke a limit (its bytes are not kept)."""

    ordinal: int
    path: Path
    byte_count: int
    name: str = ""
    fault: FileFault | None = None


class Folder:
    """The folder of one upload."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with disk_faults():
            path.mkdir(mode=0o700, exist_ok=True)
            self._lock = os.open(path / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        self._own = uuid4().hex
        self._numbers = itertools.count(1)

    @classmethod
    def once(cls, store: SealedStore) -> "Folder":
        folder = cls(store.staging() / f"once-{uuid4()}")
        folder.hold()
        return folder

    @classmethod
    def of(cls, store: SealedStore, transmittal_id: UUID) -> "Folder":
        return cls(store.staging() / f"upload-{transmittal_id}")

    def hold(self) -> None:
        """Wait until nobody else works with the folder, and keep others out until `close`."""
        fcntl.flock(self._lock, fcntl.LOCK_EX)

    def is_free(self) -> bool:
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno in (errno.EAGAIN, errno.EACCES):
                return False
            raise
        return True

    def close(self, *, remove: bool) -> None:
        if remove:
            shutil.rmtree(self.path, ignore_errors=True)
        os.close(self._lock)

    def fresh(self, ending: str) -> Path:
        """Return a name that no other file of the folder has, in this process or another."""
        return self.path / f"{self._own}-{next(self._numbers)}.{ending}"

    def intend(self, upload_key: str, sealed: Iterable[tuple[str, str]]) -> None:
        """Write down, durably, what is about to be sealed anew: a crash before the commit leaves no orphan."""
        with disk_faults():
            with (self.path / _INTENT).open("w", encoding="ascii") as file:
                json.dump({"upload_key": upload_key, "sealed": sorted(sealed)}, file)
                file.flush()
                os.fsync(file.fileno())
            sync_folder(self.path)

    def intended(self) -> tuple[str, list[tuple[str, str]]]:
        """Return the upload's key and the objects that it may have sealed."""
        try:
            intent = json.loads((self.path / _INTENT).read_text(encoding="ascii"))
        except (FileNotFoundError, ValueError):
            return "", []
        return intent["upload_key"], [(name, digest) for name, digest in intent["sealed"]]

    def keep(self, one: Prepared) -> None:
        """Remember, durably, a prepared file of a browser's upload."""
        with disk_faults():
            draft = self.fresh("tmp")
            with draft.open("w", encoding="utf-8") as file:
                json.dump(asdict(one), file)
                file.flush()
                os.fsync(file.fileno())
            draft.rename(self.path / f"{one.source_digest}.json")
            sync_folder(self.path)

    def kept(self) -> list[Prepared]:
        """Return the remembered files in the order in which they came."""
        found = []
        for path in self.path.glob("*.json"):
            if path.name != _INTENT:
                found.append((path.stat().st_mtime_ns, path.name, json.loads(path.read_text(encoding="utf-8"))))
        return [Prepared(**{**fields, "ordinal": place}) for place, (_, _, fields) in enumerate(sorted(found), start=1)]

    def kept_names(self) -> list[str]:
        """Return the digests, as sent, of the remembered files."""
        return [path.stem for path in self.path.glob("*.json") if path.name != _INTENT]

    def empty(self) -> None:
        """Throw away everything but the lock: the upload is received, and its folder may be cleaned at any time."""
        for path in self.path.iterdir():
            if path.name != "lock":
                path.unlink()

    def kept_one(self, source_digest: str) -> Prepared | None:
        try:
            return Prepared(**json.loads((self.path / f"{source_digest}.json").read_text(encoding="utf-8")))
        except FileNotFoundError:
            return None


class Landing:
    """Writes one incoming file piece by piece; past the limit it drops the bytes and says so."""

    def __init__(self, folder: Folder, ordinal: int, name: str = "") -> None:
        self.path = folder.fresh("in")
        self.ordinal = ordinal
        self.name = name
        self.byte_count = 0
        with disk_faults():
            self._file = self.path.open("wb", buffering=0)

    def write(self, piece: bytes | memoryview) -> None:
        self.byte_count += len(piece)
        if self.byte_count <= FILE_LIMIT_BYTES:
            with disk_faults():
                self._file.write(piece)

    def done(self) -> Landed:
        with disk_faults():
            self._file.close()
        if self.byte_count > FILE_LIMIT_BYTES:
            os.truncate(self.path, 0)
            return Landed(self.ordinal, self.path, self.byte_count, self.name, FileFault.TOO_LARGE)
        return Landed(self.ordinal, self.path, self.byte_count, self.name)


@contextlib.contextmanager
def one_request(store: SealedStore) -> Iterator[Folder]:
    """Give a folder for the time of one request; nothing of it stays."""
    folder = Folder.once(store)
    try:
        yield folder
    finally:
        folder.close(remove=True)


@contextlib.contextmanager
def one_at_a_time(store: SealedStore, about: str) -> Iterator[None]:
    """Let uploads for the same exam follow one another on this machine; elsewhere the door sorts out who was first."""
    folder = store.staging() / "locks"
    folder.mkdir(mode=0o700, exist_ok=True)
    name = hashlib.sha256(about.encode()).hexdigest()[:4]  # a few thousand files at most; two exams may share one
    handle = os.open(folder / name, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def under_way(store: SealedStore) -> set[tuple[str, str]]:
    """Return what uploads that are being received at this moment (or died doing so) may have sealed already."""
    found: set[tuple[str, str]] = set()
    for path in store.staging().glob(f"*/{_INTENT}"):
        with contextlib.suppress(OSError, ValueError):
            found.update((name, digest) for name, digest in json.loads(path.read_text(encoding="ascii"))["sealed"])
    return found


def clean_leftovers(
    store: SealedStore, is_open: Callable[[UUID], bool], undo: Callable[[str, list[tuple[str, str]]], None]
) -> int:
    """Remove folders of uploads that nobody works on any more; return how many.

    is_open: whether a transmittal's upload may still go on. undo: told, by the upload's key, which objects a dead
    upload may have sealed, so that the caller can take back those that no receipt names.
    """
    removed = 0
    for path in sorted(store.staging().iterdir()):
        kind, _, name = path.name.partition("-")
        if not path.is_dir() or kind not in ("once", "upload"):
            continue
        folder = Folder(path)
        if not folder.is_free():
            folder.close(remove=False)
            continue
        key, sealed = folder.intended()
        if sealed:
            undo(key, sealed)
        stays = kind == "upload" and is_open(UUID(name))
        folder.close(remove=not stays)
        removed += not stays
    return removed
