"""File sealed reports: of a signed read, of a statement of a whole case, of a decision; done by the system."""

from collections.abc import Mapping
from dataclasses import dataclass

from centralis.apps.action import Act, action
from centralis.apps.reads.models import (
    Adjudication,
    AdjudicationState,
    CaseReport,
    GlobalRead,
    GlobalState,
    Read,
    ReadReport,
    ReadState,
)
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


@action("reads.file_case_report")
def file_case_report(
    do: Act, about: GlobalRead | Adjudication, made: Filed, plan_digest: str, renderer: str
) -> CaseReport:
    """Enter the report of a statement or decision. Refuses one that is not signed now, or whose report is filed."""
    standing = type(about).objects.select_for_update().get(pk=about.pk)
    if standing.state not in (GlobalState.LOCKED, AdjudicationState.DONE) or standing.signature_id is None:
        raise Refused(ReadsRefusal.NOT_REPORTABLE)
    of = {"statement" if isinstance(about, GlobalRead) else "adjudication": about}
    if CaseReport.objects.filter(**of).exists():
        raise Refused(ReadsRefusal.REPORT_EXISTS)
    return do.create(
        CaseReport,
        **of,
        signature_id=standing.signature_id,
        digest=made.digest,
        byte_count=made.byte_count,
        sop_uid=made.sop_uid,
        plan_digest=plan_digest,
        renderer=renderer,
    )
