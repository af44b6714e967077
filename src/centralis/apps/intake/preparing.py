"""Send received files through the child processes: parsed, cleaned and hashed there, brought to disk here."""

import errno
import os
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

from django.conf import settings

from centralis.apps.intake.refusals import FileFault
from centralis.apps.intake.rules import Prepared
from centralis.apps.intake.spool import Folder, Landed
from centralis.services.child import ChildFault, ChildFaultKind, ChildPool
from centralis.services.store import SealedStore, StoreFull, digest_of, open_store

CHILDREN = max(2, os.cpu_count() or 1)
#: Beyond those that talk to a child, the threads wait for the disk: many waits share one commit of its journal.
_WAITING_THREADS = 12
_CHILD_FAULTS = {
    ChildFaultKind.TIMEOUT: FileFault.TIMEOUT,
    ChildFaultKind.MEMORY: FileFault.MEMORY,
    ChildFaultKind.CRASH: FileFault.CRASH,
}
_NO_SPACE = os.strerror(errno.ENOSPC)


class Pool(Protocol):
    def run(self, job: dict[str, Any]) -> Any:
        """Do one job in a child process."""


@lru_cache(maxsize=4)
def _store(place: str, staging: Path) -> SealedStore:
    return open_store(place, staging)


def store() -> SealedStore:
    """Return the installation's sealed store."""
    return _store(str(settings.STORE), Path(settings.SPOOL))


@lru_cache(maxsize=1)
def cleaners() -> ChildPool:
    """Return the children that parse and clean what comes from outside; started when first needed."""
    return ChildPool("centralis.edge.prepare:prepare_file", CHILDREN)


@lru_cache(maxsize=1)
def renderers() -> ChildPool:
    """Return the child that decodes pixels for thumbnails."""
    return ChildPool("centralis.edge.thumbnail:render_frame", 1)


@lru_cache(maxsize=1)
def describers() -> ChildPool:
    """Return the child that reads a sealed object's header as DICOM JSON."""
    return ChildPool("centralis.edge.describe:describe", 1)


class Preparation:
    """One upload on its way through the children; files are prepared while others still arrive."""

    def __init__(self, folder: Folder, job: dict[str, Any], sealed: SealedStore, pool: Pool | None = None) -> None:
        self._folder = folder
        self._job = job
        self._store = sealed
        self._pool = pool or cleaners()
        self._threads = ThreadPoolExecutor(CHILDREN + _WAITING_THREADS, thread_name_prefix="prepare")
        self._waiting: list[Future[Prepared]] = []

    def submit(self, landed: Landed) -> Future[Prepared]:
        future = self._threads.submit(self.prepare, landed)
        self._waiting.append(future)
        return future

    def submit_again(self, files: Iterable[Prepared]) -> None:
        """Prepare files once more from their originals, as after their subject was found."""
        for one in files:
            self.submit(Landed(one.ordinal, Path(one.place), one.source_bytes, one.name))

    def results(self) -> list[Prepared]:
        """Wait for all; in the order of arrival. Raises StoreFull."""
        try:
            return [future.result() for future in self._waiting]
        finally:
            self.close()

    def close(self) -> None:
        self._threads.shutdown(wait=True, cancel_futures=True)

    def prepare(self, landed: Landed) -> Prepared:
        """Prepare one file and bring the cleaned bytes to disk. Raises StoreFull."""
        if landed.fault is not None:
            return faulty(landed, landed.fault)
        clean = self._folder.fresh("clean")
        job = {**self._job, "source": str(landed.path), "destination": str(clean), "caller_hashes": True}
        try:
            answer = self._pool.run(job)
        except ChildFault as fault:
            return faulty(landed, _CHILD_FAULTS[fault.kind])
        if answer["outcome"] != "cleaned":
            if _NO_SPACE in (answer["reason"] or ""):
                raise StoreFull("The store's disk is full. Nothing of this upload was kept.")
            return Prepared(
                landed.ordinal,
                answer["source_sha256"] or digest_of(landed.path),
                answer["source_bytes"] or landed.byte_count,
                str(landed.path),
                source=answer["source"],
                code=answer["code"],
                sentence=answer["reason"],
                name=landed.name,
            )
        digest = self._store.take_in(clean)
        return Prepared(
            landed.ordinal,
            answer["source_sha256"],
            answer["source_bytes"],
            str(landed.path),
            str(clean),
            digest,
            answer["bytes"],
            {name: value for name, value in answer["facts"].items() if value not in (None, [])},
            answer["source"],
            answer["frames"],
            name=landed.name,
        )


def faulty(landed: Landed, fault: FileFault) -> Prepared:
    """Return the outcome of a file that could not be prepared at all."""
    return Prepared(
        landed.ordinal,
        digest_of(landed.path),
        landed.byte_count,
        str(landed.path),
        code=fault.code,
        sentence=str(fault.value),
        name=landed.name,
    )
