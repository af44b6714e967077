"""Actions of outcomes: derive from signed reads, lock the data, open the lock."""

from uuid import uuid4

from centralis.apps.action import Act, action
from centralis.apps.outcomes import evidence, locking
from centralis.apps.outcomes.models import DataLock, Outcome
from centralis.apps.outcomes.refusals import OutcomesRefusal
from centralis.apps.people.signing import sign
from centralis.apps.trials.models import Subject, Trial
from centralis.core.ledger.canonical import content_digest
from centralis.core.refusal import Refused


@action("outcomes.derive")
def derive(do: Act, subject: Subject) -> list[Outcome]:
    """Derive a subject's outcomes anew; a row is superseded only where something changed."""
    rows = {row.source: row for row in evidence.current([subject.pk])}
    made: list[Outcome] = []
    for derived in evidence.derive(subject):
        values = evidence.columns(derived)
        row = rows.pop(derived.source, None)
        if not evidence.differs(row, values):
            continue
        if row is not None:
            do.change(row, is_current=False)
        made.append(
            do.create(
                Outcome,
                trial_id=subject.trial_id,
                subject=subject,
                source=derived.source,
                derived_at=do.at,
                **values,
            )
        )
    for row in rows.values():
        do.change(row, is_current=False)
    return made


@action("outcomes.lock_data", signs=True)
def lock_data(do: Act, trial: Trial) -> DataLock:
    """Lock a trial's data: sign the list of what is in it. Refused while something open must be settled first."""
    standing = locking.open_lock(trial.pk)
    if standing is not None:
        raise Refused(OutcomesRefusal.LOCKED_ALREADY, name=standing.name)
    facts = locking.facts_of(trial)
    if not facts.content["reads"]:
        raise Refused(OutcomesRefusal.NOT_ENOUGH)
    if facts.blocking:
        raise Refused(OutcomesRefusal.OPEN_ITEMS, items=locking.say(facts.blocking))
    lock = DataLock(pk=uuid4())
    signature = sign(do, lock, facts.content, locking.LOCK_MEANING)
    do.note(name=facts.content["name"], content_sha256=content_digest(facts.content))
    return do.create(
        DataLock,
        id=lock.pk,
        trial=trial,
        name=facts.content["name"],
        content=facts.content,
        content_digest=signature.content_digest,
        locked_at=do.at,
        locked_by=signature.printed_name,
        lock_signature=signature,
    )


@action("outcomes.unlock_data", signs=True)
def unlock_data(do: Act, lock: DataLock, reason: str) -> DataLock:
    """Open a data lock again, signed and with the reason; what was locked stays listed in it."""
    if lock.unlocked_at is not None:
        raise Refused(OutcomesRefusal.NOT_LOCKED, date=lock.unlocked_at.date().isoformat())
    if not reason.strip():
        raise Refused(OutcomesRefusal.REASON_MISSING)
    do.explain(reason.strip())
    signature = sign(do, lock, locking.unlock_content(lock), locking.UNLOCK_MEANING)
    do.change(lock, unlocked_at=do.at, unlock_reason=reason.strip(), unlock_signature=signature)
    do.note(name=lock.name, opened_by=signature.printed_name)
    return lock
