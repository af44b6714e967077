"""What outcomes do when reads change: derive anew; and the reconciler that derives whatever was left behind."""

import logging
from datetime import datetime
from uuid import UUID

from centralis.apps.action import Caller, Done
from centralis.apps.outcomes import actions, evidence, locking
from centralis.apps.trials.models import DefinitionState, Subject, Trial

log = logging.getLogger(__name__)

JOB = "outcome derivation"


def derive_outcomes(done: Done) -> None:
    """Derive the outcomes of the subject that an act was about. Idempotent: without a change nothing is entered."""
    if done.scope.trial_id is None or not done.scope.subject:
        return
    found = Subject.objects.select_related("trial").filter(trial_id=done.scope.trial_id, code=done.scope.subject)
    for subject in found:
        bring_up_to_date(subject)


def derive_trial(done: Done) -> None:
    """Derive the outcomes of a whole trial: another definition came into force."""
    if done.scope.trial_id is not None:
        reconcile_outcomes(done.scope.trial_id)


def bring_up_to_date(subject: Subject) -> bool:
    """Derive a subject's outcomes if they are not what its reads give; tell whether something was derived."""
    if locking.open_lock(subject.trial_id) is not None or not evidence.is_stale(subject):
        return False
    actions.derive(Caller.system(JOB), subject)
    return True


def reconcile_outcomes(only: UUID | None = None) -> int:
    """Derive every outcome that is not up to date, in all trials in force (or in one); return how many subjects."""
    rows = Trial.objects.filter(definitions__state=DefinitionState.ACTIVE)
    count = 0
    for trial in rows.filter(pk=only) if only else rows:
        if locking.open_lock(trial.pk) is not None:
            continue
        for subject in evidence.subjects_read(trial.pk):
            try:
                count += bring_up_to_date(subject)
            except Exception:
                log.exception("the outcomes of a subject could not be derived; the next round tries again")
    return count


def derive_due(_at: datetime) -> int:
    """The reconciler's chore: whatever was left behind in any trial."""
    return reconcile_outcomes()
