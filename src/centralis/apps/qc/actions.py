"""What is done in QC: run the checks, decide and sign, ask the site and answer."""

from typing import Any

from django.db.models import Max

from centralis.apps.action import Act, action
from centralis.apps.intake.models import ExamState, ExamVersion
from centralis.apps.people.signing import sign
from centralis.apps.qc import rules
from centralis.apps.qc.models import CheckRun, Message, QcDecision, QcOutcome, Query, QueryState
from centralis.apps.qc.refusals import QcRefusal
from centralis.apps.trials import queries as trials
from centralis.apps.trials.models import Definition, Trial
from centralis.core.ledger.canonical import content_digest
from centralis.core.refusal import Refused

#: an exam version is checked (again) only before it is decided
CHECKED_STATES = frozenset({ExamState.RECEIVED, ExamState.IN_QC, ExamState.QUERIED})


@action("qc.record_checks")
def record_checks(
    do: Act,
    exam: ExamVersion,
    definition: Definition,
    engine: str,
    findings: list[dict[str, Any]],
    baseline: ExamVersion | None = None,
) -> CheckRun:
    """Keep what the checks found; a received exam is now in QC."""
    if exam.state not in CHECKED_STATES:
        raise Refused(QcRefusal.NOT_IN_QC, state=exam.state)
    run = do.create(
        CheckRun,
        exam_version=exam,
        definition=definition,
        engine=engine,
        baseline=baseline,
        findings=findings,
        ran_at=do.at,
        **rules.count_findings(findings),
    )
    if exam.state == ExamState.RECEIVED:
        do.change(exam, state=ExamState.IN_QC, state_since=do.at)
    return run


@action("qc.decide", signs=True)
def decide(
    do: Act, exam: ExamVersion, outcome: QcOutcome, reason: str = "", question: str = "", category: str = "other"
) -> QcDecision:
    """Decide on an exam version and sign; a query decision opens the query, a rejection asks for a rescan."""
    run = newest_run(exam)
    rules.check_decision(facts_of(exam), outcome.value, reason, question)
    if run is None:
        raise Refused(QcRefusal.NO_CHECKS)
    content = decision_content(exam, run, outcome, reason, question, category)
    do.explain(reason or question)
    signature = sign(do, exam, content, rules.MEANING[outcome.value])
    do.change(exam, state=rules.NEXT_STATE[outcome.value], state_since=do.at)
    decision = do.create(
        QcDecision,
        exam_version=exam,
        check_run=run,
        outcome=outcome,
        reason=reason,
        decided_by=do.caller.name,
        decided_at=do.at,
        signature=signature,
    )
    if outcome == QcOutcome.QUERY:
        _ask(do, exam, category, "major", question)
    return decision


@action("qc.open_query")
def open_query(
    do: Act, exam: ExamVersion, category: str, severity: str, text: str, check_id: str = "", wanted: str = ""
) -> Query:
    """Ask the site about an exam version; it stays queried until every query is closed."""
    if exam.state not in (ExamState.IN_QC, ExamState.QUERIED, ExamState.HELD):
        raise Refused(QcRefusal.NOT_IN_QC, state=exam.state)
    query = _ask(do, exam, category, severity, text, check_id, wanted)
    _settle(do, exam)
    return query


@action("qc.answer_query")
def answer_query(do: Act, query: Query, text: str) -> Message:
    """Answer as the site."""
    return _say(do, query, text, QueryState.ANSWERED)


@action("qc.reply_query")
def reply_query(do: Act, query: Query, text: str) -> Message:
    """Ask on as the core lab."""
    return _say(do, query, text, QueryState.OPEN)


@action("qc.close_query")
def close_query(do: Act, query: Query, resolution: str, *, withdrawn: bool = False) -> Query:
    """Close a query with what came of it; the last one closed puts the exam back in QC.

    A query that waits for the site is closed only as `withdrawn`: the core lab no longer asks.
    """
    if query.state == QueryState.CLOSED:
        raise Refused(QcRefusal.QUERY_CLOSED, number=query.number)
    if query.state == QueryState.OPEN and not withdrawn:
        raise Refused(QcRefusal.QUERY_NOT_ANSWERED, number=query.number)
    if not resolution.strip():
        raise Refused(QcRefusal.REASON_NEEDED)
    do.explain(resolution)
    do.change(
        query,
        state=QueryState.CLOSED,
        state_since=do.at,
        closed_at=do.at,
        closed_by=do.caller.name,
        resolution=f"Withdrawn: {resolution.strip()}" if withdrawn else resolution.strip(),
    )
    _settle(do, query.exam_version)
    return query


@action("qc.remind")
def remind(do: Act, query: Query, count: int) -> Query:
    """Enter that reminders about an unanswered query were sent."""
    do.change(query, reminders_sent=query.reminders_sent + count)
    return query


def newest_run(exam: ExamVersion) -> CheckRun | None:
    return exam.check_runs.order_by("-ran_at").first()


def facts_of(exam: ExamVersion) -> rules.ExamFacts:
    """Gather what a decision rests on."""
    run = newest_run(exam)
    open_queries = exam.queries.exclude(state=QueryState.CLOSED).count()
    return rules.ExamFacts(exam.state, None if run is None else run.failed_major, open_queries)


def decision_content(
    exam: ExamVersion, run: CheckRun, outcome: QcOutcome, reason: str = "", question: str = "", category: str = "other"
) -> dict[str, Any]:
    """Return exactly what a decision's page shows and its signature binds."""
    shown = {"exam": exam.label(), "manifest": exam.manifest_digest, "revision": exam.revision}
    checks = {
        "id": str(run.pk),
        "findings_digest": content_digest(run.findings),
        "failed_major": run.failed_major,
        "failed_minor": run.failed_minor,
        "not_evaluable": run.not_evaluable,
        "definition": run.definition.version_label,
    }
    return rules.decision_content(shown, checks, outcome.value, reason, question, category)


def _ask(
    do: Act, exam: ExamVersion, category: str, severity: str, text: str, check_id: str = "", wanted: str = ""
) -> Query:
    if not text.strip():
        raise Refused(QcRefusal.TEXT_NEEDED)
    if category not in rules.CATEGORIES:
        raise Refused(QcRefusal.CATEGORY_UNKNOWN, category=category)
    # Two who ask at once take their numbers one after the other.
    Trial.objects.select_for_update().get(pk=exam.trial_id)
    last = Query.objects.filter(trial_id=exam.trial_id).aggregate(last=Max("number"))["last"] or 0
    query = do.create(
        Query,
        trial_id=exam.trial_id,
        exam_version=exam,
        number=last + 1,
        category=category,
        severity=severity,
        check_id=check_id,
        requested_action=wanted,
        state_since=do.at,
        opened_at=do.at,
        opened_by=do.caller.name,
        due_on=rules.due_on(do.at.date(), _due_days(exam)),
    )
    _message(do, query, text)
    return query


def _due_days(exam: ExamVersion) -> int:
    return trials.parsed(exam.definition).qc.query_due_days


def _say(do: Act, query: Query, text: str, state: QueryState) -> Message:
    if query.state == QueryState.CLOSED:
        raise Refused(QcRefusal.QUERY_CLOSED, number=query.number)
    if not text.strip():
        raise Refused(QcRefusal.TEXT_NEEDED)
    do.change(query, state=state, state_since=do.at)
    return _message(do, query, text)


def _message(do: Act, query: Query, text: str) -> Message:
    return do.create(
        Message,
        query=query,
        author_id=do.caller.person_id,
        author_name=do.caller.name,
        author_role=do.role,
        sent_at=do.at,
        text=text.strip(),
    )


def _settle(do: Act, exam: ExamVersion) -> None:
    open_queries = exam.queries.exclude(state=QueryState.CLOSED).count()
    state = rules.state_after_queries(exam.state, open_queries)
    if state != exam.state:
        do.change(exam, state=state, state_since=do.at)
