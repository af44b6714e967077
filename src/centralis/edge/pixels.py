"""Do the pixels of sealed files decode? Runs in a child process: decoders meet bytes from outside here only."""

from typing import Any

from pydicom.pixels.utils import iter_pixels


def check_pixels(job: dict[str, Any]) -> dict[str, Any]:
    """Decode every frame of some files, one frame at a time, and throw the pixels away.

    job: `files`, pairs of a name and a path. Answer: `unreadable`, the name of each file that does not decode with the
    reason. Never raises on a file's content.
    """
    found = {name: why for name, path in job["files"] if (why := _fault(path))}
    return {"unreadable": found}


def _fault(path: str) -> str:
    """Say why a file does not decode, or nothing when each of its frames does."""
    try:
        frames = sum(1 for frame in iter_pixels(path) if frame.size)
    except MemoryError:
        raise
    except Exception as fault:  # decoders raise whatever they like
        return f"it does not decode ({type(fault).__name__})"
    return "" if frames else "it holds no frame"
