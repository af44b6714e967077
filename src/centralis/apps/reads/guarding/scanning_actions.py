"""What is entered of the scan before release: its result, and that a project manager lets an exam go all the same."""

from typing import Any

from centralis.apps.action import Act, action
from centralis.apps.intake.models import ExamVersion
from centralis.apps.reads.models import LeakScan, LeakState
from centralis.apps.reads.refusals import ReadsRefusal
from centralis.core.reading.exposure import ENGINE, REACHES
from centralis.core.refusal import Refused

_RELEASE = ("released_by", "released_at", "release_reason")


@action("reads.record_leak_scan")
def record_leak_scan(do: Act, version: ExamVersion, findings: list[dict[str, Any]], images: int) -> LeakScan:
    """Keep a scan's result: what gets to the reader holds the exam back, what stays behind is noted.

    What a project manager released before stays released when a newer scanner finds nothing else; anything new holds
    the exam back, so that the project manager sees it. Signed reads are replayed as they were.
    """
    reaching = {_what(one) for one in findings if one["fate"] == REACHES}
    before = LeakScan.objects.filter(exam_version=version, manifest_digest=version.manifest_digest)
    released = before.filter(state=LeakState.RELEASED).order_by("-ran_at").first()
    stays = released is not None and reaching <= {_what(one) for one in released.findings if one["fate"] == REACHES}
    state = LeakState.PASSED if not reaching else LeakState.RELEASED if stays else LeakState.HELD
    as_before = _RELEASE if state == LeakState.RELEASED else ()
    return do.create(
        LeakScan,
        exam_version=version,
        manifest_digest=version.manifest_digest,
        engine=ENGINE,
        state=state,
        findings=findings,
        images=images,
        ran_at=do.at,
        **{name: getattr(released, name) for name in as_before},
    )


def _what(finding: dict[str, Any]) -> tuple[str, str]:
    return finding["what"], finding["place"]


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
