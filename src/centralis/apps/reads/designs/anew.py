"""The adjudicator's own read of a case whose two reads differ, where the definition says `adjudicate.by: read_anew`.

The adjudicator may still accept A or B. Whoever begins to read anew takes the case to decide: it is read in the reading
room like any other, time point by time point, on the exam versions that both readers read, with no value filled in from
either; both readers' marks stand beside the own ones as A and B. Its signed reads are the result once the decision for
them is signed. FDA, Clinical Trial Imaging Endpoint Process Standards (2018), section on adjudication.
"""

from uuid import uuid4

from centralis.apps.action import Act, DoorRefusal, action
from centralis.apps.people.signing import void
from centralis.apps.reads import comparing, rules
from centralis.apps.reads.cases import gather
from centralis.apps.reads.keys import token_key
from centralis.apps.reads.models import (
    Adjudication,
    AdjudicationState,
    Read,
    ReadingTask,
    ReadState,
    TaskPurpose,
)
from centralis.apps.reads.readiness import check_reader
from centralis.apps.reads.refusals import ReadsRefusal
from centralis.apps.reads.running.assigning import end_own_case, hold_row
from centralis.apps.reads.running.pool import sites_met
from centralis.core.reading.tokens import derive_token
from centralis.core.refusal import Refused

NUMBER = comparing.SIDES + 1
"""The reader number of an adjudicator's own case, after those of the readers."""


def check_may_decide(do: Act, adjudication: Adjudication) -> None:
    """Refuse an adjudication that the caller may not decide: an own case's, another's, or one that is not due."""
    if adjudication.subject_id in comparing.subjects_read_by(do.caller.person_id):
        raise Refused(DoorRefusal.NOT_PERMITTED)
    if adjudication.subject.site_id in sites_met([adjudication.trial_id], do.caller.person_id):
        raise Refused(DoorRefusal.NOT_PERMITTED)
    if adjudication.by == rules.CONSENSUS or adjudication.adjudicator_id not in (None, do.caller.person_id):
        raise Refused(DoorRefusal.NOT_PERMITTED)
    if adjudication.state != AdjudicationState.DUE:
        raise Refused(ReadsRefusal.ADJUDICATION_NOT_DUE)


def check_own_read(adjudication: Adjudication) -> None:
    """Refuse the choice of an own read that was not begun or is not signed to the end."""
    if adjudication.anew_task is None or not gather(adjudication.anew_task).is_finished:
        raise Refused(ReadsRefusal.OWN_READ_UNFINISHED)


@action("reads.begin_anew")
def begin_anew(do: Act, adjudication: Adjudication) -> ReadingTask:
    """Take a case to read it anew: from now on it is this adjudicator's to decide. Again: no change."""
    hold_row(Adjudication, adjudication.pk)
    adjudication.refresh_from_db()
    check_may_decide(do, adjudication)
    if adjudication.by != rules.READ_ANEW:
        raise Refused(ReadsRefusal.NOT_READ_ANEW)
    if adjudication.anew_task is not None:
        return adjudication.anew_task
    compared = Read.objects.filter(task_id=adjudication.side_a_task_id, state=ReadState.LOCKED)
    task_id = uuid4()
    task = do.create(
        ReadingTask,
        id=task_id,
        trial_id=adjudication.trial_id,
        subject=adjudication.subject,
        reader_id=do.caller.person_id,
        reader_number=NUMBER,
        purpose=TaskPurpose.ANEW,
        token=derive_token(token_key(), str(do.caller.person_id), str(task_id)),
        order_key=rules.plain_key(0),
        only_exams=[str(one.exam_version_id) for one in compared.order_by("time_point")],
    )
    check_reader(do, task)
    do.change(adjudication, adjudicator_id=do.caller.person_id, anew_task=task)
    return task


@action("reads.release_adjudication")
def release_adjudication(do: Act, adjudication: Adjudication, reason: str) -> Adjudication:
    """Take a case from the adjudicator who began to read it anew, with the reason; any may decide it again.

    What was signed is kept and counts no more.
    """
    if not reason.strip():
        raise Refused(ReadsRefusal.REASON_NEEDED)
    if adjudication.state != AdjudicationState.DUE or adjudication.anew_task is None:
        raise Refused(ReadsRefusal.NOT_BEGUN_ANEW)
    do.explain(reason)
    end_own_case(do, adjudication, reason)
    do.change(adjudication, adjudicator_id=None, anew_task_id=None)
    return adjudication


def reopen_decision(do: Act, task: ReadingTask, reason: str) -> None:
    """Make void what was decided by an own read that is given back; the same adjudicator is to decide it again."""
    row = Adjudication.objects.filter(anew_task=task, state=AdjudicationState.DONE).select_related("signature").first()
    if row is None or row.signature is None:
        return
    void(do, row.signature, reason)
    do.change(row, state=AdjudicationState.VOID, state_since=do.at, void_reason=f"the own read was reopened: {reason}")
    adjudication_id = uuid4()
    kept = ("trial_id", "subject_id", "definition_id", "by", "triggers", "side_a_task_id", "side_b_task_id", "basis",
            "adjudicator_id", "anew_task_id")  # fmt: skip
    do.create(
        Adjudication,
        id=adjudication_id,
        token=derive_token(token_key(), "adjudication", str(adjudication_id)),
        state_since=do.at,
        **{name: getattr(row, name) for name in kept},
    )
