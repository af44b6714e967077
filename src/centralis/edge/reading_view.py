"""What a reader's viewer needs of stored files: allowed headers, places of frames, spacing. Runs in a child process.

Nothing that names anybody leaves here: attributes come from the allow-list of `core.reading.reheading`.
"""

from dataclasses import asdict
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from pydicom import dcmread
from pydicom.dataset import Dataset
from pydicom.pixels.utils import pixel_array

from centralis.core.dicom.elements import EXPLICIT_LE, parse
from centralis.core.dicom.faults import DicomFault
from centralis.core.dicom.frames import frame_ranges
from centralis.core.dicom.values import Values
from centralis.core.measurement.pet_facts import facts_of_image, facts_to_json
from centralis.core.measurement.spacing import derive_spacing, read_spacing_facts
from centralis.core.reading.frame_headers import FrameHeader, cine_ms, frame_headers
from centralis.edge.reading_region import serve_region

_LONGEST = 64 * 1024 * 1024


def serve_reading(job: dict[str, Any]) -> Any:
    """Do one of: `headers` of files, their facts about `uptake`, a mark's `spacing` on a frame, a `decode`d frame, a
    `region`'s statistics."""
    work = {"headers": _headers, "uptake": _uptake, "spacing": _spacing, "decode": _decode, "region": serve_region}
    return work[job["do"]](job)


def _headers(job: dict[str, Any]) -> list[dict[str, Any]]:
    """One answer a file of `files`, each `{"header": hexadecimal}` or `{"path": …}`; `fault` where it can't be read."""
    return [_header(one) for one in job["files"]]


def _header(one: dict[str, Any]) -> dict[str, Any]:
    content = bytes.fromhex(one["header"]) if "header" in one else Path(one["path"]).read_bytes()
    try:
        header = dcmread(BytesIO(content), stop_before_pixels=True, force=True)
        frames = frame_headers(header)
        ranges = None if "header" in one else _ranges(content)
    except MemoryError:
        raise
    except Exception as cause:  # values of any kind stand in files from outside
        return {"fault": type(cause).__name__}
    return {
        "frames": [asdict(frame) for frame in _once(frames)],
        "count": len(frames),
        "ranges": ranges,
        "rows": int(header.get("Rows", 0) or 0),
        "columns": int(header.get("Columns", 0) or 0),
        "image_type": [str(part) for part in _values(header, "ImageType")][:4],
        "is_lossy": str(header.get("LossyImageCompression", "")) == "01",
        "cine_ms": cine_ms(header),
    }


def _uptake(job: dict[str, Any]) -> list[dict[str, Any]]:
    """What each PET image of `files` (as for `headers`) says about its quantity; `fault` where it can't be read.

    Weight, dose and times are among it: they stay on the server.
    """
    return [_uptake_of(one) for one in job["files"]]


def _uptake_of(one: dict[str, Any]) -> dict[str, Any]:
    try:
        content = _before_pixels(bytes.fromhex(one["header"])) if "header" in one else Path(one["path"]).read_bytes()
        return facts_to_json(facts_of_image(content))
    except MemoryError:
        raise
    except Exception as cause:  # values of any kind stand in files from outside
        return {"fault": type(cause).__name__}


def _before_pixels(content: bytes) -> bytes:
    """The start of a file cut before its pixel data, whose own end is not there."""
    stream = BytesIO(content)
    dcmread(stream, stop_before_pixels=True, force=True)
    return content[: stream.tell()]


def _once(frames: list[FrameHeader]) -> list[FrameHeader]:
    """One header where all frames share it, so that a long cine is told once."""
    return frames[:1] if all(one is frames[0] for one in frames) else frames


def _values(header: Dataset, keyword: str) -> list[Any]:
    value = header.get(keyword)
    return [] if value is None else [value] if isinstance(value, str) else list(value)


def _ranges(content: bytes) -> list[list[int]] | None:
    try:
        found = frame_ranges(parse(content))
    except DicomFault:
        return None
    return None if found is None else [list(one) for one in found]


def _spacing(job: dict[str, Any]) -> dict[str, Any]:
    """The spacing that counts for a mark: `path`, `frame` (from 0), `pixels` as (column, row) pairs."""
    parsed = parse(Path(job["path"]).read_bytes())
    facts = read_spacing_facts(Values(parsed.data, parsed.elements), int(job["frame"]))
    return derive_spacing(facts, [(float(column), float(row)) for column, row in job["pixels"]]).to_json()


def _decode(job: dict[str, Any]) -> dict[str, Any]:
    """One frame of a file whose frames have no place of their own, as little-endian samples at `destination`."""
    try:
        stored = np.asarray(pixel_array(Path(job["path"]), index=int(job["frame"]), raw=True))
    except MemoryError:
        raise
    except Exception as cause:  # decoders raise whatever they like
        return {"fault": type(cause).__name__}
    if stored.nbytes > _LONGEST:
        return {"fault": "larger than can be shown"}
    order = stored.astype(stored.dtype.newbyteorder("<"), copy=False)
    Path(job["destination"]).write_bytes(np.ascontiguousarray(order).tobytes())
    return {"syntax": EXPLICIT_LE}
