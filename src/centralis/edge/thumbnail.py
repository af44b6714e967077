"""One frame of a stored file as a PNG. Runs in a child process: decoders meet bytes from outside here only."""

from pathlib import Path
from typing import Any

from PIL import Image

from centralis.core.dicom.faults import DicomCode, DicomFault
from centralis.core.dicom.render import render

_LARGEST_SIDE = 4_096


def render_frame(job: dict[str, Any]) -> dict[str, Any]:
    """Render and write one picture.

    job: `path`, `frame` (from 0), `max_side` (pixels, aspect kept, never enlarged), `destination`, and optionally
    `window` (centre, width). Answer: `outcome` rendered with `width` and `height`, or failed with `code` and `reason`.
    """
    try:
        window = job.get("window")
        pixels = render(
            Path(job["path"]).read_bytes(), int(job.get("frame", 0)), (window[0], window[1]) if window else None
        )
        picture = Image.fromarray(pixels)
        side = max(1, min(int(job.get("max_side", 256)), _LARGEST_SIDE))
        picture.thumbnail((side, side))
        picture.save(job["destination"], format="PNG")
    except DicomFault as fault:
        return {"outcome": "failed", "code": fault.code.code, "reason": fault.sentence}
    except OSError as fault:
        reason = f"{DicomCode.UNREADABLE.value} ({fault.strerror})"
        return {"outcome": "failed", "code": DicomCode.UNREADABLE.code, "reason": reason}
    return {"outcome": "rendered", "code": None, "reason": None, "width": picture.width, "height": picture.height}
