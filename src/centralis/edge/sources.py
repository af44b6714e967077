"""Every file of a source folder, and every other thing in it: no link leads out of it and nothing is lost."""

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_SPECIAL = "This is no regular file (a pipe, a socket or a device), so it was not opened."
_LINKED_FOLDER = "This is a link to a folder, which is not followed. Give that folder as source of a run of its own."
_BROKEN_LINK = "This is a link to a file that is not there."
_UNREADABLE_FOLDER = "This folder could not be listed, so nothing in it was read: {}. Allow reading it and run again."


@dataclass(frozen=True, slots=True)
class Found:
    """One thing in the source. problem: why it cannot even be tried, else empty. size: in bytes."""

    path: Path
    size: int = 0
    problem: str = ""


def found_in(source: Path) -> list[Found]:
    """The source itself when it is a file; else everything in the folder, sorted by path."""
    if not source.is_dir():
        return [_looked_at(source)]
    return sorted(_walk(source), key=lambda one: os.fsencode(one.path))


def _walk(folder: Path) -> Iterator[Found]:
    refused: list[Found] = []

    def refuse(fault: OSError) -> None:
        refused.append(Found(Path(str(fault.filename)), problem=_UNREADABLE_FOLDER.format(fault.strerror)))

    for place, folders, names in os.walk(folder, onerror=refuse):
        for name in folders:
            if Path(place, name).is_symlink():
                yield Found(Path(place, name), problem=_LINKED_FOLDER)
        for name in names:
            yield _looked_at(Path(place, name))
    yield from refused


def _looked_at(path: Path) -> Found:
    """What stands at a path; a link to a file counts as that file."""
    try:
        found = path.stat()
    except OSError as fault:
        return Found(path, problem=_BROKEN_LINK if path.is_symlink() else f"{fault.strerror}.")
    if not stat.S_ISREG(found.st_mode):
        return Found(path, problem=_SPECIAL)
    return Found(path, found.st_size)
