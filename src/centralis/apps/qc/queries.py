"""Read QC: an exam's page, the query console, who is waited for, deviations; each only for those who may see it.

Every function takes the caller first. A caller bound to a site sees that site's exams and queries; what is not the
caller's looks as if it did not exist (Model.DoesNotExist).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery

from centralis.apps.action import Caller, house
from centralis.apps.intake import queries as intake
from centralis.apps.intake.models import ExamVersion
from centralis.apps.qc.models import CheckRun, Message, QcDecision, QcOutcome, Query, QueryState

EXAM_PAGE = "qc.exam_page"
QUERIES_PAGE = "qc.queries_page"
QUERY_PAGE = "qc.query_page"
DEVIATIONS_PAGE = "qc.deviations_page"

_SITE = "exam_version__exam__site_id"
_EXAM = ("exam_version__exam__subject", "exam_version__exam__visit", "exam_version__exam__site", "trial")


# --- exams ----------------------------------------------------------------------------------------


def version(caller: Caller, trial_id: UUID, version_id: UUID, permission: str = EXAM_PAGE) -> ExamVersion:
    """Return one exam version. Raises a DoesNotExist when it is not the caller's to see."""
    return intake.version(caller, trial_id, version_id, permission)


def newest_runs(versions: list[ExamVersion]) -> dict[UUID, CheckRun]:
    """Return the newest check run of each exam version that the caller was given, by version id."""
    runs = CheckRun.objects.filter(exam_version__in=versions).select_related("definition", "baseline__exam__visit")
    return {run.exam_version_id: run for run in runs.order_by("ran_at")}


def runs_of(version: ExamVersion) -> list[CheckRun]:
    """Return every check run of an exam version that the caller was given, the newest first."""
    return list(version.check_runs.select_related("definition", "baseline__exam__visit").order_by("-ran_at"))


def decisions_of(version: ExamVersion) -> list[QcDecision]:
    """Return every decision on an exam version that the caller was given, the newest first."""
    return list(version.decisions.select_related("signature", "check_run").order_by("-decided_at"))


def threads_of(version: ExamVersion) -> list[Query]:
    """Return the queries on an exam version that the caller was given, each with its messages; open ones first."""
    rows = version.queries.select_related(*_EXAM).prefetch_related("messages").annotate(done=Q(state=QueryState.CLOSED))
    return list(rows.order_by("done", "-number"))


# --- queries --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class QueryLine:
    """One query as the console lists it. `recipient` says whom it waits for; `age_days` counts until it was closed."""

    id: UUID
    number: int
    version_id: UUID
    site: str
    subject: str
    visit: str
    category: str
    severity: str
    text: str
    author: str
    recipient: str
    replies: int
    state: str
    opened_at: datetime
    state_since: datetime
    closed_at: datetime | None
    due_on: date
    is_overdue: bool
    age_days: int
    reminders: int
    requested_action: str
    resolution: str


def query(caller: Caller, trial_id: UUID, query_id: UUID, permission: str = QUERY_PAGE) -> Query:
    """Return one query. Raises a DoesNotExist when it is not the caller's to see."""
    own = intake.bound_to(caller, permission, trial_id, _SITE)
    rows = Query.objects.select_related("exam_version__definition", *_EXAM)
    row: Query = rows.get(pk=query_id, trial_id=trial_id, **own)
    return row


def messages_of(query: Query) -> list[Message]:
    """Return the messages of a query that the caller was given, oldest first."""
    return list(query.messages.order_by("sent_at", "created_at"))


def query_lines(caller: Caller, trial_id: UUID, state: str = "", overdue: bool = False) -> list[QueryLine]:
    """List a trial's queries for the console: those that are not closed first, the oldest first."""
    own = intake.bound_to(caller, QUERIES_PAGE, trial_id, _SITE)
    rows = Query.objects.filter(trial_id=trial_id, **own)
    today = house.now().date()
    if state:
        rows = rows.filter(state=state)
    if overdue:
        rows = rows.filter(state=QueryState.OPEN, due_on__lt=today)
    thread = Message.objects.filter(query=OuterRef("pk"))
    sent = thread.order_by().values("query").annotate(count=Count("pk")).values("count")
    rows = rows.annotate(
        sent=Subquery(sent),
        first_text=Subquery(thread.order_by("sent_at", "created_at").values("text")[:1]),
        done=Q(state=QueryState.CLOSED),
        site=F("exam_version__exam__site__code"),
        subject=F("exam_version__exam__subject__code"),
        visit=F("exam_version__exam__visit__code"),
    )
    return [_line(row, today) for row in rows.order_by("done", "opened_at", "number").values(*_LINE)]


_LINE = (
    "id", "number", "exam_version_id", "site", "subject", "visit", "category", "severity", "first_text", "opened_by",
    "sent", "state", "opened_at", "state_since", "closed_at", "due_on", "reminders_sent", "requested_action",
    "resolution",
)  # fmt: skip


def _line(row: Mapping[str, Any], today: date) -> QueryLine:
    waits = {QueryState.OPEN.value: f"site {row['site']}", QueryState.ANSWERED.value: "core lab"}
    end = row["closed_at"].date() if row["closed_at"] else today
    return QueryLine(
        id=row["id"],
        number=row["number"],
        version_id=row["exam_version_id"],
        site=row["site"],
        subject=row["subject"],
        visit=row["visit"],
        category=row["category"],
        severity=row["severity"],
        text=row["first_text"] or "",
        author=row["opened_by"],
        recipient=waits.get(row["state"], ""),
        replies=max(0, (row["sent"] or 0) - 1),
        state=row["state"],
        opened_at=row["opened_at"],
        state_since=row["state_since"],
        closed_at=row["closed_at"],
        due_on=row["due_on"],
        is_overdue=row["state"] == QueryState.OPEN and row["due_on"] < today,
        age_days=(end - row["opened_at"].date()).days,
        reminders=row["reminders_sent"],
        requested_action=row["requested_action"],
        resolution=row["resolution"],
    )


def open_counts(caller: Caller, trial_id: UUID, permission: str = QUERIES_PAGE) -> dict[UUID, int]:
    """Count the queries that are not closed by visit id, in one query: the corner dots of the grid."""
    rows = _open(caller, trial_id, permission).order_by()
    return dict(rows.values_list("exam_version__exam__visit_id").annotate(count=Count("pk")))


def open_ages(caller: Caller, trial_id: UUID, permission: str = QUERIES_PAGE) -> list[int]:
    """Return the ages in days of the queries that are not closed, the oldest first: for the portfolio."""
    today = house.now().date()
    opened = _open(caller, trial_id, permission).order_by("opened_at").values_list("opened_at", flat=True)
    return [(today - at.date()).days for at in opened]


def _open(caller: Caller, trial_id: UUID, permission: str) -> QuerySet[Query]:
    own = intake.bound_to(caller, permission, trial_id, _SITE)
    return Query.objects.filter(trial_id=trial_id, **own).exclude(state=QueryState.CLOSED)


# --- deviations and rescans -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Deviation:
    """One accepted deviation: what failed, why the exam may be read all the same, who signed."""

    version_id: UUID
    site: str
    subject: str
    visit: str
    version: int
    failed: tuple[dict[str, Any], ...]
    reason: str
    decided_by: str
    decided_at: datetime
    definition: str
    is_superseded: bool


def deviations(caller: Caller, trial_id: UUID) -> list[Deviation]:
    """Return the deviation log: every exam that was accepted with one, the newest first."""
    own = intake.bound_to(caller, DEVIATIONS_PAGE, trial_id, _SITE)
    rows = QcDecision.objects.filter(
        exam_version__trial_id=trial_id, outcome=QcOutcome.ACCEPT_WITH_DEVIATION, **own
    ).select_related("check_run__definition", *_EXAM[:3])
    return [_deviation(row) for row in rows.order_by("-decided_at")]


def _deviation(row: QcDecision) -> Deviation:
    exam = row.exam_version.exam
    return Deviation(
        version_id=row.exam_version_id,
        site=exam.site.code,
        subject=exam.subject.code,
        visit=exam.visit.code,
        version=row.exam_version.number,
        failed=tuple(one for one in row.check_run.findings if one["verdict"] == "fail"),
        reason=row.reason,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        definition=row.check_run.definition.version_label,
        is_superseded=row.exam_version.state == "superseded",
    )


def rescans_wanted(caller: Caller, trial_id: UUID, permission: str = QUERIES_PAGE) -> list[QcDecision]:
    """Return the rejections whose rescan has not come: what a site is asked to scan again, with the reason."""
    own = intake.bound_to(caller, permission, trial_id, _SITE)
    rows = QcDecision.objects.filter(
        exam_version__trial_id=trial_id,
        outcome=QcOutcome.REJECT,
        exam_version__state="rejected",
        exam_version__superseded_by__isnull=True,
        **own,
    )
    return list(rows.select_related(*_EXAM[:3]).order_by("decided_at"))


# --- files ------------------------------------------------------------------------------------------

QUERY_COLUMNS = (
    "number", "site", "subject", "visit", "category", "severity", "text", "author", "recipient", "replies", "state",
    "opened_at", "due_on", "age_days", "reminders", "closed_at", "resolution",
)  # fmt: skip


def query_rows(caller: Caller, trial_id: UUID) -> Iterator[list[str]]:
    """Give the console as rows of text, heading first: what is exported."""
    yield list(QUERY_COLUMNS)
    for line in query_lines(caller, trial_id):
        yield ["" if (value := getattr(line, name)) is None else str(value) for name in QUERY_COLUMNS]


def deviation_rows(caller: Caller, trial_id: UUID) -> Iterator[list[str]]:
    """Give the deviation log as rows of text, heading first, one a failed check."""
    yield [
        "site", "subject", "visit", "version", "check", "expected", "observed", "unit", "reason", "decided_by",
        "decided_at",
    ]  # fmt: skip
    for one in deviations(caller, trial_id):
        place = [one.site, one.subject, one.visit, str(one.version)]
        end = [one.reason, one.decided_by, one.decided_at.isoformat()]
        for line in one.failed or ({"check": "", "expected": "", "observed": "", "unit": ""},):
            yield [*place, line["check"], line["expected"], line["observed"], line["unit"], *end]
