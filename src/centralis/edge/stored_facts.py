"""What the store must know of files that were made here, such as slices without a face. Runs in a child process."""

from pathlib import Path
from typing import Any

from centralis.core.dicom.elements import parse
from centralis.core.dicom.facts import facts_of
from centralis.core.dicom.frames import frame_ranges


def stored_facts(job: dict[str, Any]) -> list[dict[str, Any]]:
    """Answer facts, length and frame table of every file of `{"files": [path, …]}`. Raises DicomFault on a bad one."""
    return [_facts(Path(path)) for path in job["files"]]


def _facts(path: Path) -> dict[str, Any]:
    content = path.read_bytes()
    parsed = parse(content)
    ranges = frame_ranges(parsed)
    frames = None if ranges is None else [[offset, length] for offset, length in ranges]
    return {"facts": facts_of(parsed).to_json(), "bytes": len(content), "frames": frames}
