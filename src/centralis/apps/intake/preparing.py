"""Send received files through the child processes: parsed, cleaned and hashed there, brought to disk here.

Most files are cleaned by children that never load the networks that read text in pixels; those that must be read go to
a child with more memory and time. When all files of an exam are there, those that hold an identifier which only
another file of it names as such are cleaned once more (`with_whole_exam`).
"""

import errno
import os
from collections.abc import Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

from django.conf import settings

from centralis.apps.intake.refusals import FileFault
from centralis.apps.intake.rules import Prepared
from centralis.apps.intake.spool import Folder, Landed
from centralis.core.deid.identifiers import Facts, Identifiers
from centralis.services.child import ChildFault, ChildFaultKind, ChildLimits, ChildPool
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
#: The networks and their runtime hold some 500 MB and map twice as much; a cine may be read frame by frame,
#: and a film is decoded three times: counted, looked through, written.
_READING = ChildLimits(memory_bytes=3 * 1024**3, seconds=900.0, jobs=500)
_NEEDS_READER = "needs_reader"
#: What the engine says it did to a file, kept in the sealed manifest.
_ACCOUNT = ("engine", "actions", "pixels", "survived", "manifest")
_TOUCHED_BATCH = 100


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
def readers() -> ChildPool:
    """Return the child that cleans objects whose pixels must be read for text; started when first needed."""
    return ChildPool("centralis.edge.prepare:prepare_file", 1, _READING)


@lru_cache(maxsize=1)
def comparers() -> ChildPool:
    """Return the children that look for an exam's identifiers in each of its files."""
    return ChildPool("centralis.edge.whole_exam:touched", CHILDREN)


@lru_cache(maxsize=1)
def renderers() -> ChildPool:
    """Return the child that decodes pixels for thumbnails."""
    return ChildPool("centralis.edge.thumbnail:render_frame", 1)


@lru_cache(maxsize=1)
def describers() -> ChildPool:
    """Return the child that reads a sealed object's header as DICOM JSON."""
    return ChildPool("centralis.edge.describe:describe", 1)


@lru_cache(maxsize=1)
def viewers() -> ChildPool:
    """Return the children that read headers and odd frames for a reader's viewer."""
    return ChildPool("centralis.edge.reading_view:serve_reading", 2)


@lru_cache(maxsize=1)
def lookers() -> ChildPool:
    """Return the child that looks through an exam for what a reader must not learn, before readers are given it."""
    return ChildPool("centralis.edge.exposure:look_through", 1, _READING)


def end_children() -> None:
    """End every child process of this module; those under way finish first."""
    for pool in (cleaners, readers, comparers, renderers, describers, viewers, lookers):
        if pool.cache_info().currsize:
            pool().close()
            pool.cache_clear()


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

    def prepare(self, landed: Landed, known: Identifiers | None = None) -> Prepared:
        """Prepare one file and bring the cleaned bytes to disk. known: of the rest of the exam. Raises StoreFull."""
        if landed.fault is not None:
            return faulty(landed, landed.fault)
        clean = self._folder.fresh("clean")
        job = {**self._job, "source": str(landed.path), "destination": str(clean), "caller_hashes": True}
        job |= {"gather": True} if known is None else {"known": known.to_json()}
        try:
            answer = self._pool.run({**job, "defer_reading": True})
            if answer["outcome"] == _NEEDS_READER:
                answer = readers().run(job)
        except ChildFault as fault:
            return faulty(landed, _CHILD_FAULTS[fault.kind])
        if answer["outcome"] != "cleaned":
            if _NO_SPACE in (answer["reason"] or ""):
                raise StoreFull("The store's disk is full. Nothing of this upload was kept.")
            return _held_back(landed, answer)
        return _cleaned(landed, answer, clean, self._store.take_in(clean))

    def with_whole_exam(self, files: Sequence[Prepared], known: Identifiers) -> list[Prepared]:
        """Clean again, with everybody's identifiers, those of an exam's files that hold one of another file's.

        known: what is known beside these files. In most exams all files name the same people, dates and numbers, and
        nothing is done. Raises StoreFull.
        """
        own = {one.ordinal: Identifiers.from_json(one.identifiers) for one in files}
        for found in own.values():
            known |= found
        lacking = [one for one in files if not one.code and own[one.ordinal].facts != known.facts]
        again = {one.ordinal for one in _touched(lacking, own, known)}
        if not again:
            return list(files)
        threads = ThreadPoolExecutor(CHILDREN, thread_name_prefix="again")
        try:
            redone = threads.map(lambda one: self._again(one, known) if one.ordinal in again else one, files)
            return list(redone)
        finally:
            threads.shutdown(wait=True, cancel_futures=True)

    def _again(self, one: Prepared, known: Identifiers) -> Prepared:
        fresh = self.prepare(Landed(one.ordinal, Path(one.place), one.source_bytes, one.name), known)
        return replace(fresh, identifiers=one.identifiers)


def _touched(files: Sequence[Prepared], own: dict[int, Identifiers], known: Identifiers) -> list[Prepared]:
    """Return the files in which something of the exam stands that the file itself does not name as an identifier."""
    groups: dict[Facts, list[Prepared]] = {}
    for one in files:
        facts = own[one.ordinal].facts
        names, numbers, dates, places = (all_of - mine for all_of, mine in zip(known.facts, facts, strict=True))
        strange = (names, numbers, dates, places)
        groups.setdefault(strange, []).append(one)
    found = []
    for strange, members in groups.items():
        names, numbers, dates, places = strange
        job = {"known": Identifiers(names, numbers, dates, places).to_json()}
        for start in range(0, len(members), _TOUCHED_BATCH):
            batch = members[start : start + _TOUCHED_BATCH]
            try:
                told = comparers().run({**job, "files": [one.place for one in batch]})
            except ChildFault:
                told = [True] * len(batch)
            found += [one for one, is_touched in zip(batch, told, strict=True) if is_touched]
    return found


def _held_back(landed: Landed, answer: dict[str, Any]) -> Prepared:
    return Prepared(
        landed.ordinal,
        answer["source_sha256"] or digest_of(landed.path),
        answer["source_bytes"] or landed.byte_count,
        str(landed.path),
        source=answer["source"],
        code=answer["code"],
        sentence=answer["reason"],
        name=landed.name,
        identifiers=answer["identifiers"],
    )


def _cleaned(landed: Landed, answer: dict[str, Any], clean: Path, digest: str) -> Prepared:
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
        identifiers=answer["identifiers"],
        cleaning={name: answer[name] for name in _ACCOUNT if answer[name]},
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
