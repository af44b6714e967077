"""File the sealed reports of a signed read: the one act behind them, done by the system."""

from collections.abc import Mapping
from dataclasses import dataclass

from centralis.apps.action import Act, action
from centralis.apps.reads.models import Read, ReadReport, ReadState
from centralis.apps.reads.refusals import ReadsRefusal
from centralis.core.refusal import Refused


@dataclass(frozen=True, slots=True)
class Filed:
    """A DICOM object in the sealed store: its kind (SR, KO, SEG), the digest of its bytes, its SOP Instance UID."""

    kind: str
    digest: str
    byte_count: int
    sop_uid: str


@action("reads.file_reports")
def file_reports(
    do: Act, read: Read, files: tuple[Filed, ...], plan_digest: str, renderer: str, summary: Mapping[str, int]
) -> list[ReadReport]:
    """Enter the reports of a signed read. Refuses a read that is not signed now, or whose reports are filed."""
    standing = Read.every.select_for_update().get(pk=read.pk)
    if standing.state != ReadState.LOCKED or standing.signature_id is None:
        raise Refused(ReadsRefusal.NOT_REPORTABLE)
    if ReadReport.objects.filter(read=read).exists():
        raise Refused(ReadsRefusal.REPORT_EXISTS)
    return [
        do.create(
            ReadReport,
            read=read,
            signature_id=standing.signature_id,
            kind=one.kind,
            digest=one.digest,
            byte_count=one.byte_count,
            sop_uid=one.sop_uid,
            plan_digest=plan_digest,
            renderer=renderer,
            summary=dict(summary),
        )
        for one in files
    ]
