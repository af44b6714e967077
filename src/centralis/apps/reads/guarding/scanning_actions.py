"""What is entered of the scan before release: its result, and that a project manager lets an exam go all the same."""

from typing import Any

from centralis.apps.action import Act, action
from centralis.apps.intake.models import ExamVersion
from centralis.apps.reads.models import LeakScan, LeakState
from centralis.apps.reads.refusals import ReadsRefusal
from centralis.core.reading.exposure import ENGINE, REACHES
from centralis.core.refusal import Refused


@action("reads.record_leak_scan")
def record_leak_scan(do: Act, version: ExamVersion, findings: list[dict[str, Any]], images: int) -> LeakScan:
    """Keep a scan's result: what gets to the reader holds the exam back, what stays behind is noted."""
    is_held = any(one["fate"] == REACHES for one in findings)
    return do.create(
        LeakScan,
        exam_version=version,
        manifest_digest=version.manifest_digest,
        engine=ENGINE,
        state=LeakState.HELD if is_held else LeakState.PASSED,
        findings=findings,
        images=images,
        ran_at=do.at,
    )


@action("reads.release_leaks")
def release_leaks(do: Act, scan: LeakScan, reason: str) -> LeakScan:
    """Let readers have images that the scan held back, with the reason: what was found does not unblind."""
    if not reason.strip():
        raise Refused(ReadsRefusal.REASON_NEEDED)
    if scan.state != LeakState.HELD or scan.manifest_digest != scan.exam_version.manifest_digest:
        raise Refused(ReadsRefusal.LEAKS_NOT_HELD)
    do.explain(reason)
    do.change(scan, state=LeakState.RELEASED, released_by=do.caller.name, released_at=do.at, release_reason=reason)
    return scan
