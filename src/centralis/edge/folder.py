"""A whole folder de-identified: look at every header, then clean every file with what names the patient anywhere.

Every file is opened in child processes that can be killed. Outputs are named by their own digest, written under a
partial name, brought to disk and renamed; each thing in the source gets exactly one entry in the result.
"""

import errno
import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from centralis import __version__
from centralis.core.deid import Context, Profile
from centralis.edge.children import Children
from centralis.edge.exams import Belonging, belongings
from centralis.edge.journal import Forgetful, Journal, job_mark, run_mark
from centralis.edge.manifest import profile_digest
from centralis.edge.naming import Names, digest_of, move
from centralis.edge.review import FACE_MODALITIES, settle, waiting
from centralis.edge.sources import Found
from centralis.services.child import ChildFault

_NAME_DIGITS = 32
_NO_SPACE = os.strerror(errno.ENOSPC)
_UNREADABLE = {"code": "unreadable"}

Entry = dict[str, Any]
Advance = Callable[[], None]


class DiskFull(Exception):
    """The destination's disk is full; what was finished is complete and kept."""


@dataclass(frozen=True, slots=True)
class Look:
    """What the first pass needs. digest: whole files are hashed, to be compared with a former run."""

    children: Children
    profile: Profile
    workers: int
    digest: bool


@dataclass(frozen=True, slots=True)
class Run:
    """One run over a source. dest: an existing folder. hold: where slices go that may show a face, None when the
    profile does not ask. media: outputs get names that a DICOMDIR can list (PS3.10 8.2).
    """

    children: Children
    dest: Path
    profile: Profile
    key: bytes
    subject: str
    workers: int
    journal: Journal | Forgetful
    media: bool = False
    hold: Path | None = None


def look(found: Sequence[Found], asked: Look, advance: Advance) -> list[Entry]:
    """The first pass: what `gather` says of every file, in order; of what cannot be read, that nothing is known."""
    job = {"profile": asked.profile.to_json(), "digest": asked.digest}

    def one(item: Found) -> Entry:
        try:
            return _NOTHING | (asked.children.look(item, job) if not item.problem else {})
        except ChildFault:
            return dict(_NOTHING)
        finally:
            advance()

    with _threads(asked.workers) as threads:
        return list(threads.map(one, found))


_NOTHING: Entry = {
    "readable": False, "directory": False, "patient": "", "person": "", "study": "", "identifiers": {}, "sha256": None,
}  # fmt: skip


def clean(found: Sequence[Found], looks: Sequence[Entry], run: Run, advance: Advance) -> list[Entry]:
    """The second pass: one entry for each thing found, in order. Raises DiskFull."""
    _remove_leftovers(run.dest)
    cleaner = _Cleaner(run)
    with _threads(run.workers) as threads:
        try:
            work = [*zip(range(len(found)), found, looks, belongings(looks), strict=True)]
            entries = []
            for entry in threads.map(lambda one: cleaner.entry(*one), work):
                entries.append(entry)
                advance()
        except BaseException:
            cleaner.stopped.set()
            threads.shutdown(wait=True, cancel_futures=True)
            raise
    if run.hold is not None and isinstance(run.journal, Journal):
        settle(entries, run.children, Names(run.dest, run.media), run.journal)
    sync_folder(run.dest)
    return entries


def _threads(workers: int) -> ThreadPoolExecutor:
    return ThreadPoolExecutor(workers, thread_name_prefix="deid")


def _remove_leftovers(dest: Path) -> None:
    """Partial outputs of a run that was ended; nobody else writes here, the journal's lock sees to that."""
    for path in dest.glob(".partial-*"):
        path.unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """Bring a folder's names to disk."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class _Cleaner:
    """Turns each thing found into its entry; used from all threads of a run."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._mark = run_mark(run.profile, run.key, run.subject)
        self._context = Context(run.key, run.subject)
        self._names = Names(run.dest, run.media)
        self.stopped = threading.Event()

    def entry(self, number: int, found: Found, looked: Entry, belonging: Belonging) -> Entry:
        """Clean one file, or take what a former run made of it. Raises DiskFull."""
        if self.stopped.is_set():
            raise DiskFull
        if found.problem:
            return self._stated(found, None, _UNREADABLE | {"reason": found.problem})
        mark = job_mark(self._mark, looked["sha256"], belonging.known, belonging.identity) if looked["sha256"] else ""
        before = self._run.journal.entry(mark) if mark else None
        if before is not None and self._is_there(before):
            return before | {"source": str(found.path), "resumed": True}
        entry = self._cleaned(number, found, belonging)
        if entry["outcome"] == "cleaned":
            done = mark or job_mark(self._mark, entry["source_sha256"], belonging.known, belonging.identity)
            if "held" in entry:
                return entry | {"job": done}
            self._run.journal.keep(done, entry)
        return entry

    def _is_there(self, before: Entry) -> bool:
        """Whether the output of a former run still stands as it was written."""
        try:
            folder = self._run.journal.folder
            if before.get("review"):
                return folder is not None and any(one.folder.name == before["review"] for one in waiting(folder))
            return digest_of(self._run.dest / str(before["output"])) == str(before["sha256"])
        except (OSError, ValueError, KeyError, TypeError):
            return False

    def _cleaned(self, number: int, found: Found, belonging: Belonging) -> Entry:
        partial = self._run.dest / f".partial-{os.getpid()}-{number}"
        try:
            answer = self._answer(found, partial, belonging)
            if answer["outcome"] != "cleaned":
                if _NO_SPACE in (answer["reason"] or ""):
                    raise DiskFull
                return self._stated(found, None, answer)
            return self._published(found, partial, answer)
        except ChildFault as fault:
            return self._stated(found, None, {"code": fault.kind.name.lower(), "reason": fault.sentence})
        finally:
            partial.unlink(missing_ok=True)

    def _answer(self, found: Found, partial: Path, belonging: Belonging) -> Entry:
        run = self._run
        code = self._context.code_for(belonging.identity) if belonging.identity else run.subject
        job = {
            "destination": str(partial), "profile": run.profile.to_json(), "key": run.key.hex(), "subject_code": code,
            "trial": {}, "headers_only": True, "durable": True, "known": belonging.known.to_json(),
        }  # fmt: skip
        return run.children.clean(found, job)

    def _published(self, found: Found, partial: Path, answer: Entry) -> Entry:
        """Give the output its name; what waits for a look at its face goes apart."""
        hold = self._run.hold
        if hold is not None and answer["manifest"]["modality"] in FACE_MODALITIES:
            target = hold / f"{answer['sha256']}.dcm"
            move(partial, target)
            return self._stated(found, None, answer) | {"outcome": "cleaned", "held": str(target)}
        return self._stated(found, self._names.publish(partial, answer["sha256"]), answer)

    def _stated(self, found: Found, output: str | None, answer: Entry) -> Entry:
        """The entry of one file in the report: the contract's keys first, then the manifest."""
        return {
            "source": str(found.path),
            "outcome": "cleaned" if output else "quarantined",
            "output": output,
            "reason": answer.get("reason"),
            "sha256": answer.get("sha256"),
            "actions": answer.get("actions", {}),
            "code": answer.get("code"),
            "dropped": not output and self._run.profile.drops(str(answer.get("code"))),
            "source_sha256": answer.get("source_sha256"),
            "source_bytes": answer.get("source_bytes", found.size),
            "bytes": answer.get("bytes"),
            "survived": answer.get("survived", []),
            "pixels": answer.get("pixels"),
            "engine": __version__,
            "profile_sha256": profile_digest(self._run.profile),
            **answer.get("manifest", {}),
        }


def disk_need_bytes(found: Sequence[Found]) -> int:
    """How much room the outputs may take: what the source takes, and a little more for every file."""
    return sum(one.size + 4_096 for one in found if not one.problem)


def list_outputs(run: Run, looks: Sequence[Entry], entries: list[Entry]) -> None:
    """Where the source had a DICOMDIR, write a new one over the outputs and say so in its entry."""
    places = [place for place, one in enumerate(looks) if one["directory"]]
    outputs = sorted(
        {str(one["output"]) for one in entries if one["output"] and run.media and "." not in one["output"]}
    )
    if not places or not outputs:
        return
    try:
        answer = run.children.directory(run.dest, outputs)
    except ChildFault:
        return
    sync_folder(run.dest)
    for place in places:
        entries[place] |= {
            "outcome": "cleaned", "output": "DICOMDIR", "code": None, "sha256": answer["sha256"],
            "bytes": answer["bytes"], "reason": f"Built anew over {answer['listed']} cleaned files, not copied.",
        }  # fmt: skip
