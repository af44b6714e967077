"""A new DICOMDIR over the cleaned files of a folder. Runs in a child process, for it reads what came from outside."""

import hashlib
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

from centralis.core.deid.directory import Member, directory
from centralis.core.dicom.elements import parse
from centralis.core.dicom.limits import DEFAULT_LIMITS
from centralis.edge.write import opened

_NAME = "DICOMDIR"


def rebuild(job: dict[str, Any]) -> dict[str, Any]:
    """Write a DICOMDIR beside the files it lists.

    job: `folder`, `outputs` (paths under it), `file_bytes`. Answer: `sha256` and `bytes` of the new DICOMDIR, `listed`
    (how many files). Raises DicomFault or OSError; what stood there before is then unchanged.
    """
    folder = Path(job["folder"])
    limits = replace(DEFAULT_LIMITS, file_bytes=job["file_bytes"])
    members = []
    for name in sorted(job["outputs"]):
        with opened(folder / name, limits.file_bytes) as stream:
            parsed = parse(stream.data, limits)
            # The header alone is kept: a thousand open pictures would not fit.
            end = parsed.pixel[2] if parsed.pixel else len(parsed.data)
            header = replace(parsed, data=bytes(parsed.data[:end]))
            members.append(Member(tuple(Path(name).parts), header))
    content = directory(members)
    partial = folder / f".partial-{os.getpid()}-{_NAME}"
    with partial.open("wb") as target:
        target.write(content)
        target.flush()
        os.fsync(target.fileno())
    partial.replace(folder / _NAME)
    return {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content), "listed": len(members)}
