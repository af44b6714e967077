"""The child processes of a run over a folder, by what they must be able to do; each can be ended at any moment."""

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from centralis.edge.sources import Found
from centralis.services.child import ChildLimits, ChildPool

MOST_BYTES = 64 * 1024 * 1024 * 1024
_LARGE_BYTES = 256 * 1024 * 1024
_GIB = 1024 * 1024 * 1024
_READER_MEMORY_BYTES = 8 * _GIB  # address space: the reader's networks map far more than they use
_TARGET = "centralis.edge.work:work"  # by name: the parent needs none of what the children load

_FACES_TARGET = "centralis.edge.faces:deface_series"
_FACES_LIMITS = ChildLimits(24 * _GIB, 1_800.0, 20)


class Children:
    """Three pools: for ordinary files, for reading text in pixels, for very large files. Children start when needed.

    The limits bound a file that is made to be slow, not one that is large: those get time and room by their size.
    """

    def __init__(self, found: Sequence[Found], workers: int) -> None:
        largest = max((one.size for one in found), default=0)
        limits = {
            "ordinary": ChildLimits(2 * _GIB, 60.0),
            "reading": ChildLimits(_READER_MEMORY_BYTES, 900.0, 500),
            "large": ChildLimits(_READER_MEMORY_BYTES + 2 * largest, 900.0 + largest / 20e6, 20),
        }
        self._stack = ExitStack()
        self._faces = self._stack.enter_context(ChildPool(_FACES_TARGET, 1, _FACES_LIMITS))
        self._pools = {
            name: self._stack.enter_context(ChildPool(_TARGET, workers, one)) for name, one in limits.items()
        }

    def look(self, found: Found, job: Mapping[str, Any]) -> dict[str, Any]:
        """The first look at a file. Raises ChildFault."""
        pool = self._pools["large" if found.size > _LARGE_BYTES else "ordinary"]
        return dict(pool.run({**job, "step": "look", "source": str(found.path), "file_bytes": MOST_BYTES}))

    def clean(self, found: Found, job: Mapping[str, Any]) -> dict[str, Any]:
        """Clean a file; one whose pixels must be read for text goes on to the children for that. Raises ChildFault."""
        asked = {**job, "source": str(found.path), "file_bytes": MOST_BYTES}
        if found.size > _LARGE_BYTES:
            return dict(self._pools["large"].run(asked))
        answer = dict(self._pools["ordinary"].run({**asked, "defer_reading": True}))
        return dict(self._pools["reading"].run(asked)) if answer["outcome"] == "needs_reader" else answer

    def directory(self, folder: Path, outputs: Sequence[str]) -> dict[str, Any]:
        """A new DICOMDIR over the outputs of a folder. Raises ChildFault."""
        job = {"step": "directory", "folder": str(folder), "outputs": list(outputs), "file_bytes": MOST_BYTES}
        return dict(self._pools["large"].run(job))

    def faces(self, files: Sequence[tuple[str, str]], folder: Path) -> dict[str, Any]:
        """Look for the face in the files (name, path) of a series; what is written stands in the folder."""
        return dict(self._faces.run({"files": [list(one) for one in files], "folder": str(folder)}))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()
