"""Read intake: what is expected, announced and received; exams with their versions, series and sealed manifests.

Every function takes the caller first and returns only what that caller may see under `permission`; a caller bound to a
site sees that site's rows. What is not the caller's looks as if it did not exist (Model.DoesNotExist).
"""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Min, QuerySet
from django.urls import reverse

from centralis.apps.action import Caller
from centralis.apps.intake import surroundings
from centralis.apps.intake.models import (
    WITHHELD,
    Exam,
    ExamVersion,
    FaceRemoval,
    QuarantinedFile,
    QuarantineState,
    Receipt,
    StoredInstance,
    Transmittal,
    TransmittalState,
)
from centralis.apps.intake.preparing import store
from centralis.apps.people import queries as people
from centralis.apps.sites.models import Scanner
from centralis.apps.trials import queries as trials
from centralis.apps.trials.models import Trial, Visit
from centralis.apps.trials.scheduling import STANDING
from centralis.core.dicom.facts import InstanceFacts
from centralis.services.store import MANIFESTS

IMAGES = "intake.dicomweb"
UPLOADS = "intake.upload_page"
RECEIPTS = "intake.receipt_page"
QUARANTINE = "intake.quarantine_page"
TRANSFERS = "intake.transfers_page"


def bound_to(caller: Caller, permission: str, trial_id: UUID, site: str = "site_id") -> dict[str, Any]:
    """Return the filter that keeps a caller to own sites. Raises Trial.DoesNotExist for who has no such role here."""
    if caller.person_id is None and caller.role == "system":
        return {}
    if trial_id not in people.trials_of(caller, permission):
        raise Trial.DoesNotExist
    sites = people.sites_of(caller, permission, trial_id)
    return {} if sites is None else {f"{site}__in": sites}


# --- exams ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SeriesLine:
    """One series of an exam version, as a page lists it; `thumbnail_url`: its middle instance, empty when withheld."""

    study_uid: str
    series_uid: str
    number: int | None
    description: str
    modality: str
    instances: int
    frames: int
    thumbnail_url: str


def exam(caller: Caller, trial_id: UUID, exam_id: UUID, permission: str = IMAGES) -> Exam:
    """Return one exam."""
    own = bound_to(caller, permission, trial_id)
    rows = Exam.objects.select_related("trial", "site", "subject", "visit")
    found: Exam = rows.get(pk=exam_id, trial_id=trial_id, **own)
    return found


def exam_versions(caller: Caller, trial_id: UUID, permission: str = IMAGES) -> QuerySet[ExamVersion]:
    """Return the exam versions of a trial, superseded ones too, the newest first."""
    own = bound_to(caller, permission, trial_id, "exam__site_id")
    rows = ExamVersion.objects.filter(trial_id=trial_id, **own)
    rows = rows.select_related("exam__trial", "exam__site", "exam__subject", "exam__visit", "definition", "scanner")
    return rows.order_by("-created_at", "-number")


def version(caller: Caller, trial_id: UUID, version_id: UUID, permission: str = IMAGES) -> ExamVersion:
    """Return one exam version."""
    return exam_versions(caller, trial_id, permission).get(pk=version_id)


def versions_of(caller: Caller, exam: Exam, permission: str = IMAGES) -> list[ExamVersion]:
    """Return an exam's versions, the newest first."""
    return list(exam_versions(caller, exam.trial_id, permission).filter(exam=exam).order_by("-number"))


def current(caller: Caller, exam: Exam, permission: str = IMAGES) -> ExamVersion:
    """Return an exam's newest version."""
    found = exam_versions(caller, exam.trial_id, permission).filter(exam=exam).order_by("-number").first()
    if found is None:
        raise ExamVersion.DoesNotExist
    return found


def series_of(version: ExamVersion) -> list[SeriesLine]:
    """List the series of a version that the caller was given, by number."""
    lines = []
    groups = version.instances.values("study_uid", "series_uid").annotate(
        count=Count("pk"), number=Min("series_number"), description=Min("series_description"), kind=Min("modality")
    )
    for group in groups.order_by("number", "series_uid"):
        rows = list(
            version.instances.filter(series_uid=group["series_uid"])
            .order_by("instance_number", "pk")
            .values_list("pk", "frame_count")
        )
        middle = rows[len(rows) // 2][0]
        keys = {"trial": version.trial_id, "version": version.pk, "instance": middle}
        url = "" if version.faces in WITHHELD else reverse("intake_thumbnail", kwargs=keys)
        lines.append(
            SeriesLine(
                group["study_uid"], group["series_uid"], group["number"], group["description"], group["kind"],
                group["count"], sum(frames for _, frames in rows), url,
            )
        )  # fmt: skip
    return lines


def manifest(version: ExamVersion) -> dict[str, Any]:
    """Return the sealed manifest of a version that the caller was given. Raises MissingObject."""
    return surroundings.manifest_of(version, store())


def facts_of(version: ExamVersion) -> list[InstanceFacts]:
    """Return the facts of every object of a version, for the checks of quality control."""
    return [InstanceFacts.from_json(one["facts"]) for one in manifest(version)["objects"]]


def earlier_exams(version: ExamVersion) -> list[ExamVersion]:
    """Return the current versions of the subject's other exams, by the order of visits: what checks compare with."""
    rows = ExamVersion.objects.filter(exam__subject_id=version.exam.subject_id).exclude(exam_id=version.exam_id)
    rows = rows.exclude(state__in=("superseded", "rejected")).select_related("exam__visit", "scanner")
    return list(rows.filter(exam__visit__ordinal__lt=version.exam.visit.ordinal).order_by("exam__visit__ordinal"))


def instances(caller: Caller, trial_id: UUID, permission: str = IMAGES) -> QuerySet[StoredInstance]:
    """Return the index of sealed instances that the caller may open; images in which a face may be are not there."""
    own = bound_to(caller, permission, trial_id, "exam_version__exam__site_id")
    return StoredInstance.objects.filter(trial_id=trial_id, **own).exclude(exam_version__faces__in=WITHHELD)


def instance(caller: Caller, trial_id: UUID, version_id: UUID, instance_id: int) -> StoredInstance:
    """Return one instance of one version."""
    rows = instances(caller, trial_id).select_related("exam_version__exam__subject", "exam_version__exam__visit")
    return rows.get(pk=instance_id, exam_version_id=version_id)


# --- uploads --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Expected:
    """A visit for which images may be sent: the open upload, if there is one, and the present version, if any."""

    visit: Visit
    transmittal: Transmittal | None
    version: ExamVersion | None


def expected_uploads(caller: Caller, trial_id: UUID) -> list[Expected]:
    """List the visits of the caller's subjects with where their images stand, the earliest due first."""
    own = bound_to(caller, UPLOADS, trial_id, "subject__site_id")
    visits = Visit.objects.filter(trial_id=trial_id, missed_at__isnull=True, **own).select_related("subject")
    visits = visits.filter(subject__state__in=STANDING)
    versions: dict[UUID, ExamVersion] = {}
    for row in ExamVersion.objects.filter(trial_id=trial_id).select_related("exam").order_by("number"):
        versions[row.exam.visit_id] = row
    open_ones = Transmittal.objects.filter(trial_id=trial_id, state=TransmittalState.OPEN)
    uploads = {row.visit_id: row for row in open_ones}
    lines = [Expected(visit, uploads.get(visit.pk), versions.get(visit.pk)) for visit in visits]
    return sorted(lines, key=_urgency)


def _urgency(line: Expected) -> tuple[bool, bool, str, str, int]:
    due = line.visit.window_closes_on
    return line.version is not None, due is None, str(due or ""), line.visit.subject.code, line.visit.ordinal


def visit_for_upload(caller: Caller, trial_id: UUID, visit_id: UUID) -> Visit:
    """Return a visit whose images the caller may announce."""
    own = bound_to(caller, UPLOADS, trial_id, "subject__site_id")
    found: Visit = Visit.objects.select_related("subject", "trial").get(pk=visit_id, trial_id=trial_id, **own)
    return found


def scanners_for(caller: Caller, visit: Visit) -> list[Scanner]:
    """Return the scanners of the site where a visit's subject is seen."""
    bound_to(caller, UPLOADS, visit.trial_id)
    return list(Scanner.objects.filter(site_id=visit.subject.site_id).order_by("name"))


def modalities_wanted(caller: Caller, visit: Visit) -> frozenset[str]:
    """Return the modalities that the definition in force asks for at a visit; none for one it does not plan."""
    bound_to(caller, UPLOADS, visit.trial_id)
    definition = trials.definition_for_job(visit.trial_id)
    required = {name for planned in definition.visits if planned.id == visit.code for name in planned.required}
    return frozenset(one.modality for one in definition.acquisition if one.id in required)


def transmittal(caller: Caller, trial_id: UUID, transmittal_id: UUID, permission: str = UPLOADS) -> Transmittal:
    """Return one transmittal."""
    own = bound_to(caller, permission, trial_id)
    rows = Transmittal.objects.select_related("trial", "site", "subject", "visit")
    found: Transmittal = rows.get(pk=transmittal_id, trial_id=trial_id, **own)
    return found


def open_transmittal(caller: Caller, visit: Visit) -> Transmittal | None:
    """Return the upload that is open for a visit."""
    own = bound_to(caller, UPLOADS, visit.trial_id)
    rows = Transmittal.objects.filter(visit=visit, state=TransmittalState.OPEN, **own)
    return rows.select_related("trial", "site", "subject", "visit").first()


def current_of(visit: Visit) -> ExamVersion | None:
    """Return the newest version of a visit's exam."""
    return ExamVersion.objects.filter(exam__visit=visit).order_by("-number").first()


def digests_of(transmittal: Transmittal) -> set[str]:
    """Return the digests of the files, as sent, that an upload has already brought."""
    found: set[str] = set()
    for receipt in transmittal.receipts.all():
        found |= {line["source_digest"] for line in surroundings.outcomes_of(receipt, store())}
    return found


# --- receipts, transfers, quarantine --------------------------------------------------------------


def receipts(caller: Caller, trial_id: UUID, permission: str = TRANSFERS) -> QuerySet[Receipt]:
    """Return the log of transfers, the newest first (FDA 2018: sent, received, count, digest, by whom)."""
    own = bound_to(caller, permission, trial_id)
    rows = Receipt.objects.filter(trial_id=trial_id, **own)
    rows = rows.select_related("trial", "site", "transmittal__subject", "transmittal__visit", "exam_version__exam")
    return rows.order_by("-received_at", "-pk")


def receipt(caller: Caller, trial_id: UUID, receipt_id: UUID) -> Receipt:
    """Return one receipt."""
    return receipts(caller, trial_id, RECEIPTS).get(pk=receipt_id)


def outcomes(receipt: Receipt) -> list[dict[str, Any]]:
    """Return what became of every file of a receipt that the caller was given, in the order in which they came."""
    return surroundings.outcomes_of(receipt, store())


def announced_against_received(receipt: Receipt) -> dict[str, Any]:
    """Compare what a site announced with what came: files, modality, day."""
    transmittal, version = receipt.transmittal, receipt.exam_version
    announced = transmittal.announced_files if transmittal else None
    return {
        "announced_files": announced,
        "received_files": receipt.files_received,
        "files_agree": announced is None or announced == receipt.files_received,
        "announced_modality": transmittal.modality if transmittal else "",
        "received_modalities": version.modalities if version else "",
        "announced_date": transmittal.exam_date if transmittal else None,
        "received_date": version.exam_date if version else None,
    }


def quarantined(caller: Caller, trial_id: UUID, permission: str = QUARANTINE) -> QuerySet[QuarantinedFile]:
    """Return quarantined files, those that wait for a person first."""
    own = bound_to(caller, permission, trial_id, "receipt__site_id")
    rows = QuarantinedFile.objects.filter(trial_id=trial_id, **own)
    rows = rows.select_related("receipt__transmittal__subject", "receipt__transmittal__visit", "receipt__site")
    return rows.order_by("state", "-created_at", "ordinal")


def quarantined_file(caller: Caller, trial_id: UUID, file_id: UUID) -> QuarantinedFile:
    """Return one quarantined file."""
    return quarantined(caller, trial_id).get(pk=file_id)


def quarantined_together(caller: Caller, receipt: Receipt, code: str) -> list[QuarantinedFile]:
    """Return the files of one receipt that wait for a person and were kept apart for one and the same reason."""
    rows = quarantined(caller, receipt.trial_id).filter(receipt=receipt, code=code, state=QuarantineState.OPEN)
    return list(rows.order_by("ordinal"))


def quarantine_groups(caller: Caller, trial_id: UUID) -> list[dict[str, Any]]:
    """Return what waits in groups that can be resolved together: several files of one receipt, kept apart for one
    reason; the largest group first."""
    rows = quarantined(caller, trial_id).filter(state=QuarantineState.OPEN).order_by()
    groups = rows.values("receipt_id", "code").annotate(files=Count("pk"), sentence=Min("sentence"))
    return [{**one, "receipt": receipt(caller, trial_id, one["receipt_id"])}
            for one in groups.filter(files__gt=1).order_by("-files")[:20]]  # fmt: skip


def quarantine_counts(caller: Caller, trial_id: UUID) -> Counter[str]:
    """Count the files that wait for a person, by why they were kept apart."""
    waiting = quarantined(caller, trial_id).filter(state=QuarantineState.OPEN)
    return Counter(waiting.values_list("code", flat=True))


def sealed_json(receipt: Receipt) -> str:
    """Return the sealed list of outcomes as text, for an export."""
    return json.dumps({"receipt": str(receipt.pk), "files": outcomes(receipt)}, indent=1)


def rows_for_export(receipt: Receipt) -> Iterator[Sequence[object]]:
    """Yield a receipt's table for CSV: a header, then one line a file."""
    yield ("file", "bytes", "sha256 as sent", "sha256 as sealed", "outcome", "code", "reason")
    for line in outcomes(receipt):
        yield (
            line["ordinal"], line["bytes"], line["source_digest"], line["digest"], line["outcome"], line["code"],
            line["sentence"],
        )  # fmt: skip


def visit_states(trial_id: UUID) -> dict[UUID, str]:
    """The state of the newest images of each visit of a trial that has any; for `trials`, which filters by caller."""
    rows = ExamVersion.objects.filter(trial_id=trial_id).order_by("number")
    return dict(rows.values_list("exam__visit_id", "state"))


def face_report(version: ExamVersion) -> dict[str, Any]:
    """Return the sealed report of the face step of a version that the caller was given. Raises a DoesNotExist."""
    removal = FaceRemoval.objects.get(exam_version=version)
    report: dict[str, Any] = json.loads(store().read(MANIFESTS, removal.report_digest))
    return report
