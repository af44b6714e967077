"""What intake must know of trial, site and its own earlier receipts before it can sort out an upload.

These are reads of the pipeline itself, after the caller was checked; pages read through `queries.py`.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from centralis.apps.intake.models import Exam, ExamState, ExamVersion, Receipt, StoredInstance, Transmittal
from centralis.apps.intake.refusals import IntakeRefusal
from centralis.apps.intake.rules import Announced, Known, is_simulated, sealed_text
from centralis.apps.intake.submission import Place
from centralis.apps.sites import queries as sites
from centralis.apps.sites.models import Scanner
from centralis.apps.trials import queries as trials
from centralis.apps.trials.models import Definition, Subject
from centralis.core.refusal import Refused
from centralis.services.store import MANIFESTS, SealedStore

_GONE = (ExamState.SUPERSEDED, ExamState.REJECTED)
_BATCH = 500
FACE_MODALITIES = ("CT", "MR", "PT")
FACE_HOLD = {
    "code": "face_removal",
    "sentence": "A face may be in these images: it is removed, and a person confirms that, before anybody opens them.",
}


@dataclass(frozen=True, slots=True)
class InForce:
    """The definition an upload is received under, and its de-identification profile as the child reads it."""

    row: Definition
    profile: dict[str, Any]


def definition_for(trial_id: UUID) -> InForce:
    """Return the active definition. Raises Refused when there is none."""
    try:
        row = trials.version_for_job(trial_id)
    except Definition.DoesNotExist as absent:
        raise Refused(IntakeRefusal.NO_DEFINITION) from absent
    return InForce(row, profile_of(row))


def profile_of(row: Definition) -> dict[str, Any]:
    """Return a definition's de-identification profile in the form the engine reads."""
    return dict(trials.parsed(row).deidentification.profile())


def trial_attributes(transmittal: Transmittal) -> dict[str, str]:
    """Return what the cleaned objects say of their trial (PS3.3 C.7.1.3, C.7.2.3), as far as ASCII can."""
    said = {
        "ClinicalTrialProtocolID": transmittal.trial.protocol,
        "ClinicalTrialSiteID": transmittal.site.code,
        "ClinicalTrialSubjectID": transmittal.subject.code,
        "ClinicalTrialTimePointID": transmittal.visit.code,
    }
    return {name: value for name, value in said.items() if value.isascii() and value.isprintable()}


def place_of(transmittal: Transmittal, store: SealedStore) -> Place:
    """Look, afresh, at where a transmittal's images go."""
    fresh = Transmittal.objects.select_related("trial", "site", "subject", "visit").get(pk=transmittal.pk)
    exam = Exam.objects.filter(visit_id=fresh.visit_id).first()
    base = current_version(exam) if exam else None
    definition = definition_for(fresh.trial_id).row
    return Place(fresh, definition, exam, base, manifest_of(base, store)["objects"] if base else [])


def current_version(exam: Exam) -> ExamVersion | None:
    """Return an exam's newest version."""
    return ExamVersion.objects.filter(exam=exam).order_by("-number").first()


def manifest_of(version: ExamVersion, store: SealedStore) -> dict[str, Any]:
    """Return a version's sealed manifest. Raises MissingObject."""
    manifest: dict[str, Any] = json.loads(store.read(MANIFESTS, version.manifest_digest))
    return manifest


def announced_of(place: Place, study_uid: str, *, confirmed: bool = False) -> Announced:
    """Return what the files of an upload should be; `confirmed`: a person vouches for whose they are."""
    transmittal = place.transmittal
    codes = Subject.objects.filter(trial_id=transmittal.trial_id).exclude(pk=transmittal.subject_id)
    return Announced(
        transmittal.trial.protocol,
        transmittal.subject.code,
        transmittal.visit.code,
        frozenset(codes.values_list("code", flat=True)),
        study_uid,
        confirmed,
    )


def known_of(place: Place, uids: Iterable[str]) -> Known:
    """Return what was received before that decides about these objects."""
    transmittal = place.transmittal
    held = {} if place.replaces else {one["sop_uid"]: (one["digest"], one["source_digest"]) for one in place.objects}
    wanted = sorted(set(uids))
    elsewhere: set[str] = set()
    for start in range(0, len(wanted), _BATCH):
        rows = StoredInstance.objects.filter(
            trial_id=transmittal.trial_id, sop_uid__in=wanted[start : start + _BATCH]
        ).exclude(exam_version__state__in=_GONE)
        if place.exam is not None:
            rows = rows.exclude(exam_version__exam=place.exam)
        elsewhere.update(rows.values_list("sop_uid", flat=True))
    marked = ExamVersion.objects.filter(trial_id=transmittal.trial_id).exclude(patient_mark="")
    marked = marked.exclude(state__in=_GONE)
    own = marked.filter(exam__subject_id=transmittal.subject_id)
    foreign = marked.exclude(exam__subject_id=transmittal.subject_id)
    return Known(
        held,
        frozenset(elsewhere),
        frozenset(own.values_list("patient_mark", flat=True)),
        frozenset(foreign.values_list("patient_mark", flat=True)),
    )


def receipt_of(trial_id: UUID, upload_key: str) -> Receipt | None:
    """Return the receipt of the same upload, if it was received before."""
    return Receipt.objects.filter(trial_id=trial_id, upload_key=upload_key).first()


def outcomes_of(receipt: Receipt, store: SealedStore) -> list[dict[str, Any]]:
    """Return a receipt's sealed outcomes, one a file, in the order in which they came."""
    lines: list[dict[str, Any]] = json.loads(store.read(MANIFESTS, receipt.outcomes_digest))["files"]
    return lines


def manifest(place: Place, objects: list[dict[str, Any]], mark: str) -> bytes:
    """Return the bytes of a new version's manifest."""
    transmittal = place.transmittal
    return sealed_text(
        {
            "centralis": 1,
            "kind": "exam",
            "trial": transmittal.trial.protocol,
            "site": transmittal.site.code,
            "subject": transmittal.subject.code,
            "visit": transmittal.visit.code,
            "definition": place.definition.document_digest,
            "patient_mark": mark,
            "simulated": is_simulated(objects),
            "objects": objects,
        }
    )


def scanner_of(place: Place, objects: list[dict[str, Any]]) -> Scanner | None:
    """Return the site's scanner that made the images, as far as they say; else the one that was announced."""
    transmittal = place.transmittal
    for facts in (one["facts"] for one in objects[:1]):
        maker, model, serial = (str(facts.get(name, "")) for name in ("manufacturer", "model", "serial_number"))
        found = sites.match_scanner(transmittal.trial_id, transmittal.site_id, maker, model, serial)
        if found is not None or serial:
            return found
    return transmittal.scanner


def exam_date(place: Place, objects: list[dict[str, Any]]) -> date | None:
    """Return the day of the exam: as announced, else the images' first study date (present when the profile keeps
    dates)."""
    if place.transmittal.exam_date:
        return place.transmittal.exam_date
    days = sorted({str(one["facts"].get("study_date", "")) for one in objects} - {""})
    try:
        return datetime.strptime(days[0], "%Y%m%d").date() if days else None  # noqa: DTZ007 - a day has no zone
    except ValueError:
        return None


def holds(place: Place, objects: list[dict[str, Any]], scanner: Scanner | None, at: datetime) -> list[dict[str, str]]:
    """Say why an exam must wait before quality control: code and sentence of each cause; nothing when it need not."""
    day = exam_date(place, objects) or at.date()
    software = str(objects[0]["facts"].get("software_version", "")) if objects else ""
    transmittal = place.transmittal
    found = sites.holds_for(transmittal.trial_id, transmittal.site_id, scanner, day, software)
    faces = [FACE_HOLD] if shows_heads(place.definition, objects) else []
    return [*faces, *({"code": one.code, "sentence": one.sentence} for one in found)]


def shows_heads(definition: Definition, objects: Iterable[Mapping[str, Any]]) -> bool:
    """Tell whether a face may be in images, and the definition asks for it to be removed: any CT, MR or PET image."""
    if not trials.parsed(definition).deidentification.removes_faces:
        return False
    return any(one["facts"].get("modality") in FACE_MODALITIES and one["facts"].get("rows") for one in objects)


def remaining_holds(version: ExamVersion, at: datetime) -> list[dict[str, str]]:
    """Say what still holds an exam version: its causes, looked at afresh."""
    exam, day = version.exam, version.exam_date or at.date()
    scanner = version.scanner or version.transmittal.scanner
    found = sites.holds_for(version.trial_id, exam.site_id, scanner, day)
    return [{"code": one.code, "sentence": one.sentence} for one in found]
