"""What reading does when something happens elsewhere: give out cases, compare finished reads. Each may run again."""

from datetime import datetime
from uuid import UUID

from centralis.apps.action import Caller, Done
from centralis.apps.qc.models import QcDecision
from centralis.apps.reads import actions, queries
from centralis.apps.reads.designs import eligibility, on_request
from centralis.apps.reads.models import (
    ConfirmationRequest,
    EligibilityRequest,
    GlobalRead,
    NoteKind,
    Read,
    ReaderNote,
)
from centralis.apps.reads.running import assigning
from centralis.apps.reads.telling import tell_monitors, tell_site


def assign_cases(done: Done) -> None:
    """Give out what is due in the trial of an act."""
    if done.scope.trial_id is not None:
        assign_due(done.scope.trial_id)


def assign_after_decision(done: Done) -> None:
    """Give out cases after an exam was accepted."""
    if isinstance(done.result, QcDecision) and done.result.outcome.startswith("accept"):
        assign_cases(done)


def compare_after_signing(done: Done) -> None:
    """Compare the reads of a subject after one of them was signed."""
    if isinstance(done.result, Read | GlobalRead):
        due = queries.comparison_due(done.result.task.subject)
        if due is not None:
            _settle(due)


def answer_requests(done: Done) -> None:
    """Tell the site what central review says of a progression, once the case that counts is known, or of
    eligibility."""
    row = done.result
    if isinstance(row, Read) and row.task.eligibility_id is not None:
        eligibility.run_due(row.task.trial_id)
        return
    subject = row.task.subject_id if isinstance(row, Read) else getattr(row, "subject_id", None)
    if subject is not None:
        on_request.answer_due(subject)


def tell_answer(done: Done) -> None:
    """Tell the site that an answer stands on its page, whoever gave it."""
    row = done.result
    if isinstance(row, ConfirmationRequest):
        tell_site(row.visit.subject)
    elif isinstance(row, EligibilityRequest):
        tell_site(row.subject)


def tell_finding(done: Done) -> None:
    """Tell the medical monitors that a reader reported a finding."""
    note = done.result
    if isinstance(note, ReaderNote) and note.kind == NoteKind.FINDING:
        tell_monitors(note.read.task.trial)


def reconcile(trial_id: UUID | None = None) -> int:
    """Do what is due and was missed: cases to give out, finished reads to compare. Return how many acts it took."""
    count = assign_due(trial_id)
    for due in queries.comparisons_due(trial_id):
        _settle(due)
        count += 1
    return count + (on_request.answer_due() if trial_id is None else 0)


def reconcile_due(at: datetime) -> int:
    """Do what is due in every trial: the reconciler's chore. Hidden repeats are given here alone, so that their coming
    follows no act of anybody."""
    return reconcile() + give_repeats(at)


def give_repeats(at: datetime) -> int:
    """Give every hidden repeat that is due; return how many."""
    due = queries.repeats_due(at)
    for task in due:
        assigning.give_repeat(Caller.system("case assignment"), task)
    return len(due)


def assign_due(trial_id: UUID | None = None) -> int:
    """Give out every case that is due; return how many."""
    system = Caller.system("case assignment")
    subjects = queries.subjects_to_assign(trial_id)
    for subject in subjects:
        assigning.assign(system, subject)
    return len(subjects) + eligibility.run_due(trial_id)


def _settle(due: queries.Due) -> None:
    system = Caller.system("comparison of reads")
    if due.opens:
        actions.open_adjudication(system, due.subject)
    elif due.voids is not None:
        actions.void_adjudication(system, due.voids)
