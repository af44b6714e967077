"""Write a signed read's report and key images as DICOM files. Runs in a child process: an image's header is read there.

highdicom is loaded here alone, so that the server itself stays small.
"""

from pathlib import Path
from typing import Any

from pydicom import dcmread

from centralis.core.reading.report.document import render_key_images, render_report, render_segmentations


def write_reports(job: dict[str, Any]) -> dict[str, Any]:
    """Render a plan into a folder.

    job: `plan` (`core.reading.report.plan`), `header` (path of one of the exam's images), `sources` (paths of the
    images that were outlined on, by SOP Instance UID), `folder`. Answer: `files`, each `{"kind": "SR"|"KO"|"SEG",
    "name", "sop_uid"}`, or `fault` with what could not be rendered.
    """
    plan, folder = job["plan"], Path(job["folder"])
    try:
        header = dcmread(job["header"], stop_before_pixels=True, force=True)
        report = render_report(plan, header)
        images = render_key_images(plan, header)
        sources = {uid: dcmread(path, stop_before_pixels=True) for uid, path in job.get("sources", {}).items()}
        outlines = render_segmentations(plan, sources)
    except MemoryError:
        raise
    except Exception as cause:  # the header comes from outside, and values of any kind stand in it
        return {"fault": f"{type(cause).__name__}: {cause}"[:500]}
    made = [("SR", plan["uids"]["sr"], report)]
    made += [("KO", uid, content) for uid, content in zip(plan["uids"]["ko"], images, strict=True)]
    made += [("SEG", uid, content) for uid, content in zip(plan["uids"].get("seg", ()), outlines, strict=True)]
    for number, (_kind, _uid, content) in enumerate(made):
        (folder / str(number)).write_bytes(content)
    return {"files": [{"kind": kind, "name": str(place), "sop_uid": uid} for place, (kind, uid, _) in enumerate(made)]}
