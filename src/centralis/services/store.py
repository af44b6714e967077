"""The sealed store: every object under the SHA-256 of its bytes, written once, durable before anybody is told.

A name is never made from anything that came from outside: `<namespace>/ab/<sha256>`. Nothing is overwritten, and
nothing that was acknowledged is deleted. `LocalStore` keeps a folder, `BucketStore` an S3 bucket (create-only writes).
`StoreFull` says that the disk ran out; what was being sealed then is not named by anything that was entered.
"""

import contextlib
import errno
import hashlib
import os
import tempfile
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, runtime_checkable
from urllib.parse import urlsplit

import obstore
from obstore.exceptions import AlreadyExistsError
from obstore.store import S3Store

OBJECTS = "objects"
MANIFESTS = "manifests"
QUARANTINE = "quarantine"
REPORTS = "reports"
NAMESPACES = (OBJECTS, MANIFESTS, QUARANTINE, REPORTS)

_CHUNK = 1 << 20
_SYNC_THREADS = 8
_NO_SPACE = frozenset({errno.ENOSPC, errno.EDQUOT})


class StoreFault(Exception):
    """The store could not do what was asked; the sentence says which object and why."""


class StoreFull(StoreFault):
    """The disk or the quota is used up. Nothing of the batch was sealed under a name that was not there before."""


class DigestMismatch(StoreFault):
    """The bytes are not those that their digest names."""


class MissingObject(StoreFault):
    """The store has no object of this digest."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """A finished file in the store's own staging folder that waits to be sealed under its digest."""

    path: Path
    digest: str


@runtime_checkable
class SealedStore(Protocol):
    """What intake and the ledger's verification need of a store. Digests are SHA-256 in lower-case hexadecimal."""

    def staging(self) -> Path:
        """Return a folder on this machine in which files to be sealed are written."""

    def harden(self, incoming: Incoming) -> None:
        """Check a staged file against its digest and bring it to disk; may run while others are still written."""

    def take_in(self, path: Path) -> str:
        """Hash a staged file and bring it to disk, as `harden` does when the digest is known; return its digest."""

    def seal(self, namespace: str, files: Iterable[Incoming], *, hardened: bool = False) -> None:
        """Seal staged files: all durable when this returns, none named by a digest that is not its own.

        The staged files stay; their folder is its owner's to remove."""

    def seal_bytes(self, namespace: str, content: bytes) -> str:
        """Seal a small content; return its digest."""

    def read(self, namespace: str, digest: str, offset: int = 0, length: int | None = None) -> bytes:
        """Return an object's bytes or a range of them. Raises MissingObject."""

    def local(self, namespace: str, digest: str) -> contextlib.AbstractContextManager[Path]:
        """Give the path of a local file with the object's bytes, for as long as the context lasts."""

    def path(self, namespace: str, digest: str) -> Path | None:
        """Return where the object lies on this machine, or None when it lies elsewhere."""

    def size(self, namespace: str, digest: str) -> int | None:
        """Return an object's length in bytes, or None when it is missing."""

    def verify(self, namespace: str, digest: str) -> str:
        """Say `ok`, `missing` or `changed` of an object, by reading it whole."""

    def digests(self, namespace: str) -> Iterator[str]:
        """List everything sealed in a namespace, by name."""

    def take_back(self, namespace: str, digest: str) -> None:
        """Remove what a submission sealed that died before it was entered: nobody was ever told of it."""


def check_digest(digest: str) -> str:
    """Return the digest if it is one: the only thing from which the store ever makes a name."""
    if len(digest) != 64 or not set(digest) <= set("0123456789abcdef"):
        raise StoreFault("an object of the sealed store is named by its SHA-256 alone")
    return digest


def open_store(place: str, staging: Path) -> SealedStore:
    """Open the store that `place` names: `s3://bucket/prefix`, or a folder."""
    if place.startswith("s3://"):
        parts = urlsplit(place)
        return BucketStore(S3Store(parts.netloc, prefix=parts.path.strip("/") or None), staging)
    return LocalStore(Path(place))


def digest_of(path: Path) -> str:
    """Hash a file as it stands on disk."""
    with path.open("rb", buffering=0) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sync_folder(folder: Path) -> None:
    """Bring a folder's entries to disk (fsync of the directory)."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextlib.contextmanager
def disk_faults() -> Iterator[None]:
    """Turn the operating system's `no space` into StoreFull; other faults pass as they are."""
    try:
        yield
    except OSError as error:
        if error.errno in _NO_SPACE:
            raise StoreFull(
                "The store's disk is full. Nothing of this was kept: make room and send it again."
            ) from error
        raise


class LocalStore:
    """A folder: `<root>/<namespace>/ab/<sha256>`, read-only files, linked into place only when they are on disk."""

    def __init__(self, root: Path) -> None:
        self.root = root
        for name in (*NAMESPACES, "staging"):
            (root / name).mkdir(parents=True, exist_ok=True, mode=0o700)

    def staging(self) -> Path:
        return self.root / "staging"

    def path(self, namespace: str, digest: str) -> Path:
        return self.root / namespace / check_digest(digest)[:2] / digest

    def harden(self, incoming: Incoming) -> None:
        if self.take_in(incoming.path) != incoming.digest:
            raise DigestMismatch(f"the staged bytes are not those of {incoming.digest[:12]}")

    def take_in(self, path: Path) -> str:
        with disk_faults(), path.open("rb", buffering=0) as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            os.fchmod(file.fileno(), 0o400)
            os.fsync(file.fileno())
        return digest

    def seal(self, namespace: str, files: Iterable[Incoming], *, hardened: bool = False) -> None:
        batch = list(files)
        with disk_faults():
            if not hardened:
                _each(self.harden, batch)
            folders = self._folders({self.path(namespace, one.digest).parent for one in batch})
            for one in batch:
                self._link(one, self.path(namespace, one.digest))
            _each(sync_folder, sorted(folders))

    def _link(self, one: Incoming, target: Path) -> None:
        """Give the bytes their name; an object that is already there must still be what its name says."""
        try:
            os.link(one.path, target)
        except FileExistsError:
            if digest_of(target) != one.digest:
                raise DigestMismatch(
                    f"the sealed object {one.digest[:12]} was changed behind the system's back"
                ) from None

    def _folders(self, wanted: set[Path]) -> set[Path]:
        """Make the folders that are missing; return all that must be synced: a new folder's parent too."""
        sync = set(wanted)
        for folder in wanted:
            if not folder.is_dir():
                folder.mkdir(mode=0o700, exist_ok=True)
                sync.add(folder.parent)
        return sync

    def seal_bytes(self, namespace: str, content: bytes) -> str:
        digest = hashlib.sha256(content).hexdigest()
        with disk_faults():
            handle, name = tempfile.mkstemp(dir=self.staging())
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(content)
                self.seal(namespace, [Incoming(Path(name), digest)])
            finally:
                Path(name).unlink(missing_ok=True)
        return digest

    def read(self, namespace: str, digest: str, offset: int = 0, length: int | None = None) -> bytes:
        try:
            with self.path(namespace, digest).open("rb") as file:
                file.seek(offset)
                return file.read(-1 if length is None else length)
        except FileNotFoundError as error:
            raise MissingObject(f"the sealed object {digest[:12]} is missing from the store") from error

    @contextlib.contextmanager
    def local(self, namespace: str, digest: str) -> Iterator[Path]:
        path = self.path(namespace, digest)
        if not path.is_file():
            raise MissingObject(f"the sealed object {digest[:12]} is missing from the store")
        yield path

    def size(self, namespace: str, digest: str) -> int | None:
        try:
            return self.path(namespace, digest).stat().st_size
        except FileNotFoundError:
            return None

    def verify(self, namespace: str, digest: str) -> str:
        try:
            return "ok" if digest_of(self.path(namespace, digest)) == digest else "changed"
        except FileNotFoundError:
            return "missing"

    def digests(self, namespace: str) -> Iterator[str]:
        for folder in sorted((self.root / namespace).iterdir()):
            yield from sorted(item.name for item in folder.iterdir())

    def take_back(self, namespace: str, digest: str) -> None:
        self.path(namespace, digest).unlink(missing_ok=True)


class BucketStore:
    """An S3 bucket through obstore; a key is written only when it is not there (If-None-Match: *)."""

    def __init__(self, bucket: obstore.store.ObjectStore, staging: Path) -> None:
        self.bucket = bucket
        self._staging = staging
        staging.mkdir(parents=True, exist_ok=True, mode=0o700)

    def staging(self) -> Path:
        return self._staging

    def path(self, namespace: str, digest: str) -> Path | None:
        return None

    def _key(self, namespace: str, digest: str) -> str:
        return f"{namespace}/{check_digest(digest)[:2]}/{digest}"

    def harden(self, incoming: Incoming) -> None:
        if self.take_in(incoming.path) != incoming.digest:
            raise DigestMismatch(f"the staged bytes are not those of {incoming.digest[:12]}")

    def take_in(self, path: Path) -> str:
        return digest_of(path)

    def seal(self, namespace: str, files: Iterable[Incoming], *, hardened: bool = False) -> None:
        batch = list(files)
        if not hardened:
            _each(self.harden, batch)
        _each(lambda one: self._put(self._key(namespace, one.digest), one.path.read_bytes()), batch)

    def _put(self, key: str, content: bytes) -> None:
        with contextlib.suppress(AlreadyExistsError):
            obstore.put(self.bucket, key, content, mode="create")

    def seal_bytes(self, namespace: str, content: bytes) -> str:
        digest = hashlib.sha256(content).hexdigest()
        self._put(self._key(namespace, digest), content)
        return digest

    def read(self, namespace: str, digest: str, offset: int = 0, length: int | None = None) -> bytes:
        key = self._key(namespace, digest)
        try:
            if offset == 0 and length is None:
                return bytes(obstore.get(self.bucket, key).bytes())
            end = length if length is not None else int(obstore.head(self.bucket, key)["size"]) - offset
            return bytes(obstore.get_range(self.bucket, key, start=offset, length=end))
        except FileNotFoundError as error:
            raise MissingObject(f"the sealed object {digest[:12]} is missing from the store") from error

    @contextlib.contextmanager
    def local(self, namespace: str, digest: str) -> Iterator[Path]:
        with tempfile.NamedTemporaryFile(dir=self._staging) as file:
            file.write(self.read(namespace, digest))
            file.flush()
            yield Path(file.name)

    def size(self, namespace: str, digest: str) -> int | None:
        try:
            return int(obstore.head(self.bucket, self._key(namespace, digest))["size"])
        except FileNotFoundError:
            return None

    def verify(self, namespace: str, digest: str) -> str:
        try:
            content = self.read(namespace, digest)
        except MissingObject:
            return "missing"
        return "ok" if hashlib.sha256(content).hexdigest() == digest else "changed"

    def digests(self, namespace: str) -> Iterator[str]:
        for page in obstore.list(self.bucket, prefix=f"{namespace}/"):
            for item in page:
                yield str(item["path"]).rsplit("/", 1)[-1]

    def take_back(self, namespace: str, digest: str) -> None:
        with contextlib.suppress(FileNotFoundError):
            obstore.delete(self.bucket, self._key(namespace, digest))


def _each(do: object, items: Iterable[object]) -> None:
    """Run a call over items in a few threads (the system calls release the interpreter); raise the first fault."""
    batch = list(items)
    if len(batch) < 2:
        for item in batch:
            do(item)  # type: ignore[operator]
        return
    with ThreadPoolExecutor(_SYNC_THREADS, thread_name_prefix="seal") as threads:
        for _ in threads.map(do, batch):  # type: ignore[arg-type]
            pass
