"""What the children of a run over a folder can do; each job says which in `step`."""

from collections.abc import Callable
from typing import Any

from centralis.edge.dicomdir import rebuild
from centralis.edge.gather import gather
from centralis.edge.prepare import prepare_file

_STEPS: dict[str, Callable[[dict[str, Any]], Any]] = {"look": gather, "clean": prepare_file, "directory": rebuild}


def work(job: dict[str, Any]) -> Any:
    """One job: what its `step` says, a file's cleaning when it says nothing."""
    return _STEPS[job.get("step", "clean")](job)
