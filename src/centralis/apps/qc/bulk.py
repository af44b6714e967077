"""Read QC in bulk, for the pages over many subjects or many trials; one query each, whatever the size."""

from collections import defaultdict
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import Min

from centralis.apps.people.reach import Reach
from centralis.apps.qc.models import CheckRun, QcDecision, Query, QueryState

_SITE = "exam_version__exam__site_id"
_SUBJECT = "exam_version__exam__subject_id"


class QueryFacts(NamedTuple):
    """One query with the visit and the exam version it is about."""

    id: UUID
    trial_id: UUID
    visit_id: UUID
    version_id: UUID
    number: int
    state: str
    opened_at: datetime
    closed_at: datetime | None

    @property
    def is_open(self) -> bool:
        return self.state != QueryState.CLOSED


def queries_by_visit(reach: Reach, *, open_only: bool = False) -> dict[UUID, list[QueryFacts]]:
    """Return the queries within reach by visit id, the oldest first."""
    rows = Query.objects.filter(reach.within("trial_id", _SITE, _SUBJECT)).order_by("opened_at")
    if open_only:
        rows = rows.exclude(state=QueryState.CLOSED)
    fields = (
        "pk", "trial_id", "exam_version__exam__visit_id", "exam_version_id", "number", "state", "opened_at",
        "closed_at",
    )  # fmt: skip
    found: dict[UUID, list[QueryFacts]] = defaultdict(list)
    for facts in rows.values_list(*fields):
        found[facts[2]].append(QueryFacts(*facts))
    return dict(found)


def checks_began(reach: Reach) -> dict[UUID, datetime]:
    """Return when each exam version within reach was first checked, by version id."""
    rows = CheckRun.objects.filter(reach.within("exam_version__trial_id", _SITE, _SUBJECT)).order_by()
    return dict(rows.values_list("exam_version_id").annotate(first=Min("ran_at")))


def decisions(reach: Reach) -> dict[UUID, tuple[datetime, str]]:
    """Return the newest decision on each exam version within reach: when, and what was decided; by version id."""
    rows = QcDecision.objects.filter(reach.within("exam_version__trial_id", _SITE, _SUBJECT)).order_by("decided_at")
    return {pk: (at, outcome) for pk, at, outcome in rows.values_list("exam_version_id", "decided_at", "outcome")}
