"""The acts of intake: announce, receive, abandon; resolve quarantine; release a hold; ask for a re-send."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from centralis.apps.action import Act, action
from centralis.apps.intake import surroundings
from centralis.apps.intake.indexing import index_version
from centralis.apps.intake.models import (
    WITHHELD,
    Exam,
    ExamState,
    ExamVersion,
    FaceState,
    QuarantinedFile,
    Receipt,
    Transmittal,
    TransmittalState,
)
from centralis.apps.intake.refusals import IntakeRefusal
from centralis.apps.intake.rules import is_simulated
from centralis.apps.intake.stages import plan_stages
from centralis.apps.intake.submission import Place, SealedUpload
from centralis.apps.ledger.recorded import Scope
from centralis.apps.people.roles import Role
from centralis.apps.sites.models import Scanner, Site
from centralis.apps.trials.models import Visit
from centralis.core.refusal import Refused

#: Beyond quality control: such a version is replaced only by a declared re-send or a rescan.
SETTLED = frozenset({ExamState.ACCEPTED})


class Moved(Exception):
    """The exam changed between sorting out and the door."""


@dataclass(frozen=True, slots=True)
class Form:
    """The transmittal form: what a site says of the exam it sends. `more`: further answers, by question."""

    exam_date: date | None = None
    modality: str = ""
    scanner: Scanner | None = None
    technologist: str = ""
    announced_files: int | None = None
    resend_reason: str = ""
    more: Mapping[str, Any] = field(default_factory=dict)


@action("intake.announce")
def announce(do: Act, visit: Visit, form: Form, route: str = "web") -> Transmittal:
    """Say that images of a visit will come: opens the upload that they must match."""
    site = Site.objects.get(pk=visit.subject.site_id)
    open_ones = Transmittal.objects.filter(visit=visit, state=TransmittalState.OPEN)
    if open_ones.exists():
        raise Refused(IntakeRefusal.ALREADY_ANNOUNCED, visit=visit.code, subject=visit.subject.code)
    exam = Exam.objects.filter(visit=visit).first()
    base = surroundings.current_version(exam) if exam else None
    reason = form.resend_reason.strip()
    if base is not None and base.state in SETTLED and not reason:
        raise Refused(IntakeRefusal.ALREADY_ACCEPTED, visit=visit.code, subject=visit.subject.code)
    if reason:
        do.explain(reason)
    return do.create(
        Transmittal,
        trial_id=visit.trial_id,
        site=site,
        subject_id=visit.subject_id,
        visit=visit,
        route=route,
        announced_files=form.announced_files,
        exam_date=form.exam_date,
        modality=form.modality,
        scanner=form.scanner,
        technologist=form.technologist,
        form=dict(form.more),
        sender_id=do.caller.person_id or house_id(),
        sender_name=do.caller.name,
        rescan_of=base if base is not None and base.state == ExamState.REJECTED else None,
        resend_reason=reason,
    )


def house_id() -> UUID:
    """The sender of what the system itself sends: no person."""
    return UUID(int=0)


@action("intake.abandon")
def abandon(do: Act, transmittal: Transmittal, reason: str) -> None:
    """Close an open upload without receiving it; what had arrived is thrown away."""
    if transmittal.state != TransmittalState.OPEN:
        raise Refused(IntakeRefusal.NOT_OPEN, state=transmittal.state)
    do.explain(need_reason(reason))
    do.change(transmittal, state=TransmittalState.ABANDONED)


@action("intake.receive")
def receive(do: Act, about: Transmittal | Scope, sealed: SealedUpload) -> Receipt:
    """Enter an upload whose bytes are all sealed: receipt, exam version, quarantined files, index, in one go.

    The same upload again gives its first receipt. Raises Moved when the exam changed since it was sorted out.
    """
    scope = do.scope
    if scope.trial_id is None:
        raise Refused(IntakeRefusal.NO_DEFINITION)
    if surroundings.receipt_of(scope.trial_id, sealed.upload_key) is not None:
        raise Moved
    place = sealed.place
    version = _version(do, place, sealed) if place is not None else None
    receipt = do.create(
        Receipt,
        trial_id=scope.trial_id,
        site_id=scope.site_id,
        transmittal=place.transmittal if place else None,
        exam_version=version,
        upload_key=sealed.upload_key,
        received_at=do.at,
        byte_count=sealed.byte_count,
        outcomes_digest=sealed.outcomes_digest,
        source=_source(do),
        **sealed.counts(),
    )
    for one, verdict in sealed.quarantined:
        do.create(
            QuarantinedFile,
            trial_id=scope.trial_id,
            receipt=receipt,
            ordinal=one.ordinal,
            source_digest=one.source_digest,
            named_digest=sealed.named_digest,
            byte_count=one.source_bytes,
            code=verdict.code,
            sentence=verdict.sentence,
        )
    do.name(receipt)
    do.note(receipt=str(receipt.pk), manifest=sealed.manifest_digest, outcomes=sealed.outcomes_digest)
    return receipt


def check_open(transmittal: Transmittal, base: ExamVersion | None) -> None:
    """Refuse an upload to a closed transmittal, or one that would silently replace accepted images."""
    if transmittal.state == TransmittalState.ABANDONED:
        raise Refused(IntakeRefusal.NOT_OPEN, state=transmittal.state)
    replaces = bool(transmittal.resend_reason or transmittal.rescan_of_id)
    settled = base is not None and base.state in SETTLED
    used = transmittal.state == TransmittalState.RECEIVED
    if settled and (used or not replaces):
        raise Refused(IntakeRefusal.ALREADY_ACCEPTED, visit=transmittal.visit.code, subject=transmittal.subject.code)


def _version(do: Act, place: Place, sealed: SealedUpload) -> ExamVersion | None:
    """Make the new version, if any object is new, and mark what it supersedes."""
    transmittal = Transmittal.objects.get(pk=place.transmittal.pk)
    exam = Exam.objects.filter(visit_id=transmittal.visit_id).first()
    base = surroundings.current_version(exam) if exam else None
    if (base and base.pk) != (place.base and place.base.pk):
        raise Moved
    check_open(transmittal, base)
    if not sealed.added:
        return None
    if exam is None:
        exam = do.create(
            Exam,
            trial_id=transmittal.trial_id,
            site_id=transmittal.site_id,
            subject_id=transmittal.subject_id,
            visit_id=transmittal.visit_id,
        )
    if base is not None:
        do.change(base, state=ExamState.SUPERSEDED, state_since=do.at)
    version = do.create(ExamVersion, exam=exam, supersedes=base, **_described(do, place, sealed, base))
    if transmittal.state == TransmittalState.OPEN:
        do.change(transmittal, state=TransmittalState.RECEIVED)
    index_version(version, sealed.objects)
    plan_stages(version, do.at)
    return version


def _described(do: Act, place: Place, sealed: SealedUpload, base: ExamVersion | None) -> dict[str, Any]:
    objects = sealed.objects
    scanner = surroundings.scanner_of(place, objects)
    holds = surroundings.holds(place, objects, scanner, do.at)
    return {
        "trial_id": place.transmittal.trial_id,
        "transmittal": place.transmittal,
        "number": base.number + 1 if base else 1,
        "supersede_reason": _supersede_reason(do, place, base),
        "definition": place.definition,
        "scanner": scanner,
        "state": ExamState.HELD if holds else ExamState.RECEIVED,
        "state_since": do.at,
        "hold_reasons": holds,
        "manifest_digest": sealed.manifest_digest,
        "instance_count": len(objects),
        "series_count": len({one["series_uid"] for one in objects}),
        "byte_count": sum(one["bytes"] for one in objects),
        "modalities": ",".join(sorted({str(one["facts"].get("modality", "OT")) for one in objects}))[:40],
        "exam_date": surroundings.exam_date(place, objects),
        "patient_mark": sealed.patient_mark or (base.patient_mark if base and not place.replaces else ""),
        "is_simulated": is_simulated(objects),
        "faces": FaceState.DUE if surroundings.FACE_HOLD in holds else FaceState.NOT_ASKED,
    }


def _supersede_reason(do: Act, place: Place, base: ExamVersion | None) -> str:
    if base is None:
        return ""
    reason = place.transmittal.resend_reason
    if not reason:
        rescan = place.transmittal.rescan_of_id
        reason = "rescan of rejected images" if rescan else "more images of the same exam were received"
    do.explain(reason)
    return reason


def _source(do: Act) -> dict[str, str]:
    """Which registered source the objects came from (21 CFR 11.10(h)): the person or key, the route, the address."""
    origin = do.caller.origin
    who = do.caller.described(do.role)
    return {"id": who["id"], "name": who["name"], "role": do.role, "via": origin.via, "address": origin.address}


def need_reason(reason: str) -> str:
    """Return the reason without blanks around it; refuse an empty one."""
    text = reason.strip()
    if not text:
        raise Refused(IntakeRefusal.REASON_NEEDED)
    return text


@action("intake.release_hold")
def release_hold(do: Act, version: ExamVersion, reason: str) -> None:
    """Let a held exam go on to quality control, once its causes are gone; a project manager may override them."""
    if version.state != ExamState.HELD:
        raise Refused(IntakeRefusal.NOT_HELD)
    if version.faces in WITHHELD:
        raise Refused(IntakeRefusal.FACES_FIRST)
    do.explain(need_reason(reason))
    causes = surroundings.remaining_holds(version, do.at)
    if causes and do.role != Role.PROJECT_MANAGER:
        raise Refused(IntakeRefusal.HOLD_REMAINS, causes=" ".join(cause["sentence"] for cause in causes))
    do.note(overridden=causes)
    do.change(version, state=ExamState.RECEIVED, state_since=do.at)
    plan_stages(version, do.at)


@action("intake.request_resend")
def request_resend(do: Act, version: ExamVersion, reason: str) -> Transmittal:
    """Ask the site to send an exam again: opens an upload whose images will stand instead of the present ones."""
    do.explain(need_reason(reason))
    exam = version.exam
    if Transmittal.objects.filter(visit_id=exam.visit_id, state=TransmittalState.OPEN).exists():
        raise Refused(IntakeRefusal.ALREADY_ANNOUNCED, visit=exam.visit.code, subject=exam.subject.code)
    return do.create(
        Transmittal,
        trial_id=version.trial_id,
        site_id=exam.site_id,
        subject_id=exam.subject_id,
        visit_id=exam.visit_id,
        route="",
        modality=version.transmittal.modality,
        scanner_id=version.transmittal.scanner_id,
        sender_id=do.caller.person_id or house_id(),
        sender_name=do.caller.name,
        rescan_of=version if version.state == ExamState.REJECTED else None,
        resend_reason=reason.strip(),
    )
