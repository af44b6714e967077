"""The global read of a case (`time_points: with_global`): states the whole case's result when nothing is to come.

It opens once every visit was scanned and accepted, or missed, and every time point is signed; so that a reader learns
from it that a case is over, and from nothing else. Rules: `core.reading.global_read`.
"""

from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from centralis.apps.action import Act, Caller, DoorRefusal, action
from centralis.apps.people.queries import trials_of
from centralis.apps.people.signing import sign as put_signature
from centralis.apps.people.signing import void
from centralis.apps.reads import rules, scoring, signing
from centralis.apps.reads.cases import Case, gather
from centralis.apps.reads.models import GlobalRead, GlobalState, ReadingTask, TaskPurpose
from centralis.apps.reads.reader_queries import own_task
from centralis.apps.reads.readiness import check_own, check_reader
from centralis.apps.reads.refusals import ReadsRefusal
from centralis.apps.reads.running.assigning import hold_row, void_standing
from centralis.apps.trials import queries as trials
from centralis.core.criteria.reading import Responses
from centralis.core.reading.global_read import CaseStatement, find_faults
from centralis.core.reading.time_points import Access
from centralis.core.refusal import Refused

REOPEN = "reads.reopen_global"


@dataclass(frozen=True, slots=True)
class WholeCase:
    """A case as its global read shows it: each time point with the response that was signed there, what they come to,
    the responses to choose from, and the statement that counts."""

    case: Case
    points: tuple[tuple[int, str, str], ...]
    derived: CaseStatement
    codes: tuple[str, ...]
    stated: GlobalRead | None


def whole_case(caller: Caller, token: str) -> WholeCase:
    """The caller's own case at its global read. Raises GlobalRead.DoesNotExist while that is not open."""
    case = gather(own_task(caller, token))
    if case.global_opening.access is Access.CLOSED:
        raise GlobalRead.DoesNotExist
    return lay_out(case)


def lay_out(case: Case) -> WholeCase:
    """Gather what the global read of a case shows."""
    reads = [one.read for one in case.places if one.read is not None]
    result = case.reading.case([(case.day_of(one.exam_date), one.content) for one in reads])
    days = [case.day_of(one.exam_date) for one in reads]
    at = days.index(result.progression_day) + 1 if result.progression_day in days else None
    points = tuple(
        (one.time_point, rules.name_time_point(one.time_point), str(one.assessment.get("overall") or ""))
        for one in reads
    )
    return WholeCase(case, points, CaseStatement(result.headline, at), _responses(case).ranking, case.stated)


def content_of(
    found: WholeCase,
    stated: CaseStatement,
    reason: str,
    *,
    definition: str = "",
    software: str = signing.SOFTWARE,
) -> dict[str, Any]:
    """Exactly what a reader signs of a whole case; definition: its version label, else the one in force."""
    reads = [one.read for one in found.case.places if one.read is not None]
    return {
        "case": rules.name_case(found.case.task.token),
        "criterion": found.case.design.criterion,
        "definition": definition or trials.version_for_job(found.case.task.trial_id).version_label,
        "software": software,
        "reads": [one.signature.content_digest for one in reads if one.signature is not None],
        "time_points": [{"time_point": number, "response": response} for number, _name, response in found.points],
        "derived": asdict(found.derived),
        "stated": asdict(stated),
        "reason": reason,
        "meaning": rules.GLOBAL_MEANING,
    }


def faults_of(found: WholeCase, stated: CaseStatement, reason: str) -> tuple[str, ...]:
    """Why a statement can't be signed."""
    codes = _responses(found.case)
    shown = codes.progression + codes.unconfirmed
    return find_faults(stated, found.derived, reason, len(found.points), codes.ranking, shown)


@action("reads.sign_global", signs=True)
def sign_global(do: Act, task: ReadingTask, stated: CaseStatement, reason: str) -> GlobalRead:
    """State the result of a whole case and sign it; the reads of its time points stay as they were."""
    check_own(do, task)
    check_reader(do, task)
    hold_row(ReadingTask, task.pk)
    case = gather(task)
    if case.global_opening.access is not Access.WRITE:
        raise Refused(ReadsRefusal.GLOBAL_NOT_OPEN)
    found = lay_out(case)
    faults = faults_of(found, stated, reason)
    if faults:
        raise Refused(ReadsRefusal.GLOBAL_INCOMPLETE, why=" ".join(faults))
    void_stated(do, task, "time points were signed since")
    signature = put_signature(do, task, content_of(found, stated, reason), rules.GLOBAL_MEANING)
    return do.create(
        GlobalRead,
        task=task,
        definition=trials.version_for_job(task.trial_id),
        **asdict(stated),
        derived=asdict(found.derived),
        reason=reason,
        basis=case.read_ids,
        software=signing.SOFTWARE,
        state_since=do.at,
        signature=signature,
    )


@action("reads.reopen_global")
def reopen_global(do: Act, stated: GlobalRead, reason: str) -> GlobalRead:
    """Give a global read back to its reader, with the reason: it is void, kept, and signed anew."""
    if not reason.strip():
        raise Refused(ReadsRefusal.REASON_NEEDED)
    if stated.state != GlobalState.LOCKED or stated.task.purpose != TaskPurpose.PRIMARY:
        raise Refused(DoorRefusal.STALE)
    do.explain(reason)
    void_stated(do, stated.task, reason)
    void_standing(do, stated.task.subject_id, f"a global read was reopened: {reason}")
    return stated


def void_stated(do: Act, task: ReadingTask, reason: str) -> None:
    """Make a case's statement void with its signature, if there is one; both are kept."""
    for row in GlobalRead.objects.filter(task=task, state=GlobalState.LOCKED).select_related("signature"):
        void(do, row.signature, reason)
        do.change(row, state=GlobalState.VOID, state_since=do.at, void_reason=reason)


def statements_of(trial_id: UUID) -> QuerySet[GlobalRead]:
    """The global reads of a trial's cases that count."""
    rows = GlobalRead.objects.filter(task__trial_id=trial_id, task__ended_at__isnull=True, state=GlobalState.LOCKED)
    rows = rows.exclude(task__purpose__in=(TaskPurpose.REPEAT, TaskPurpose.TRAINING))
    return rows.select_related("task__subject", "signature").order_by("task__subject__code", "task__reader_number")


def statement_to_reopen(caller: Caller, trial_id: UUID, statement_id: UUID) -> GlobalRead:
    """Return a global read that the caller may reopen."""
    if trial_id not in trials_of(caller, REOPEN):
        raise GlobalRead.DoesNotExist
    row: GlobalRead = statements_of(trial_id).get(pk=statement_id, task__purpose=TaskPurpose.PRIMARY)
    return row


def _responses(case: Case) -> Responses:
    responses = scoring.criterion_of(case.design).responses
    if responses is None:
        raise Refused(ReadsRefusal.GLOBAL_NOT_OPEN)
    return responses
