"""Read exams in bulk, for the pages over many subjects or many trials; one query each, whatever the size."""

from collections import Counter
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from centralis.apps.intake.models import ExamVersion, QuarantinedFile, QuarantineState, Transmittal, TransmittalState
from centralis.apps.people.reach import Reach


class VersionFacts(NamedTuple):
    """The newest version of a visit's exam."""

    id: UUID
    visit_id: UUID
    number: int
    state: str
    since: datetime
    arrived_at: datetime
    exam_date: date | None
    hold_reasons: list[dict[str, Any]]


class Waiting(NamedTuple):
    """How many files wait in a trial's quarantine, and since when the oldest."""

    files: int
    since: datetime


def newest_versions(reach: Reach) -> dict[UUID, VersionFacts]:
    """Return the newest version of each exam within reach, by visit id."""
    rows = ExamVersion.objects.filter(reach.within("trial_id", "exam__site_id", "exam__subject_id")).order_by("number")
    fields = ("pk", "exam__visit_id", "number", "state", "state_since", "created_at", "exam_date", "hold_reasons")
    return {facts[1]: VersionFacts(*facts) for facts in rows.values_list(*fields)}


def open_uploads(reach: Reach) -> dict[UUID, datetime]:
    """Return the visits for which an upload was announced and has not come, with the moment it was announced."""
    rows = Transmittal.objects.filter(reach.within("trial_id", "site_id"), state=TransmittalState.OPEN)
    return dict(rows.order_by("created_at").values_list("visit_id", "created_at"))


def quarantines(reach: Reach) -> dict[UUID, Waiting]:
    """Count the files that wait in quarantine within reach, by trial."""
    rows = QuarantinedFile.objects.filter(
        reach.within("trial_id", "receipt__site_id", "receipt__transmittal__subject_id"), state=QuarantineState.OPEN
    ).values_list("trial_id", "created_at")
    found = list(rows)
    counts = Counter(trial_id for trial_id, _since in found)
    return {
        trial_id: Waiting(count, min(since for pk, since in found if pk == trial_id))
        for trial_id, count in counts.items()
    }
