"""Who is waited for in QC: the exams to decide, the queries to answer or to look at, the rescans to make."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from centralis.apps.action import Caller
from centralis.apps.intake import queries as intake
from centralis.apps.intake.models import Exam, ExamState, ExamVersion
from centralis.apps.people import queries as people
from centralis.apps.qc import queries
from centralis.apps.qc.models import Query, QueryState


@dataclass(frozen=True, slots=True)
class Need:
    """Something that waits for the caller: `kind` is decide, answer, review (of an answer) or rescan.

    `object_id` is an exam version's for decide and rescan, a query's for the others; `due_on` only where one is set.
    """

    kind: str
    words: str
    object_id: UUID
    visit_id: UUID
    site: str
    subject: str
    visit: str
    since: datetime
    due_on: date | None = None


def needs(caller: Caller, trial_id: UUID) -> list[Need]:
    """Return what waits for this caller in one trial, by the permissions held there; the longest waiting first."""
    found = [
        need
        for permission, gather in _GATHER
        if trial_id in people.trials_of(caller, permission)
        for need in gather(caller, trial_id, permission)
    ]
    return sorted(found, key=lambda need: need.since)


def _to_decide(caller: Caller, trial_id: UUID, permission: str) -> list[Need]:
    rows = intake.exam_versions(caller, trial_id, permission).filter(state=ExamState.IN_QC)
    return [_need("decide", "Decide on the exam", row, row.pk, row.state_since) for row in rows]


def _to_answer(caller: Caller, trial_id: UUID, permission: str) -> list[Need]:
    found = []
    for row in _queries(caller, trial_id, permission, QueryState.OPEN):
        words = f"Answer query {row.number}: {row.category}"
        found.append(_need("answer", words, row.exam_version, row.pk, row.state_since, row.due_on))
    return found


def _to_review(caller: Caller, trial_id: UUID, permission: str) -> list[Need]:
    return [
        _need("review", f"Look at the answer to query {row.number}", row.exam_version, row.pk, row.state_since)
        for row in _queries(caller, trial_id, permission, QueryState.ANSWERED)
    ]


def _to_rescan(caller: Caller, trial_id: UUID, permission: str) -> list[Need]:
    return [
        _need("rescan", f"Scan again: {row.reason}", row.exam_version, row.exam_version_id, row.decided_at)
        for row in queries.rescans_wanted(caller, trial_id, permission)
    ]


def _queries(caller: Caller, trial_id: UUID, permission: str, state: QueryState) -> list[Query]:
    own = intake.bound_to(caller, permission, trial_id, "exam_version__exam__site_id")
    rows = Query.objects.filter(trial_id=trial_id, state=state, **own)
    return list(rows.select_related(*(f"exam_version__exam__{name}" for name in ("site", "subject", "visit"))))


def _need(
    kind: str, words: str, version: ExamVersion, object_id: UUID, since: datetime, due_on: date | None = None
) -> Need:
    exam: Exam = version.exam
    return Need(
        kind, words, object_id, exam.visit_id, exam.site.code, exam.subject.code, exam.visit.code, since, due_on
    )


#: who may act → what waits for them
_GATHER: tuple[tuple[str, Callable[[Caller, UUID, str], list[Need]]], ...] = (
    ("qc.decide", _to_decide),
    ("qc.close_query", _to_review),
    ("qc.answer_query", _to_answer),
    ("qc.answer_query", _to_rescan),
)
