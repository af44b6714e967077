"""A trial's subjects, known by code only, and their visits: expected, unscheduled, missed."""

from datetime import date
from uuid import UUID

from centralis.apps.action import Act, action
from centralis.apps.ledger.recorded import Scope
from centralis.apps.trials import queries, rules, scheduling
from centralis.apps.trials.models import Definition, DefinitionState, Subject, SubjectState, Trial, Visit
from centralis.apps.trials.refusals import TrialsRefusal
from centralis.core.refusal import Refused


@action("trials.enrol_subject")
def enrol_subject(do: Act, scope: Scope, code: str, sex: str = "") -> Subject:
    """Enrol a subject by code at the scope's site, with the visits that the active definition expects.

    Where the definition has an exam read before enrolment, the subject is in screening until admitted. A gate of
    `sites` refuses a site that is unknown or closed. A refused code is nowhere kept.
    """
    assert scope.trial_id is not None  # noqa: S101 - the gate asked for a site of a trial
    trial = Trial.objects.get(pk=scope.trial_id)
    code = code.strip()
    rules.check_subject_code(code, trial.protocol)
    if scope.site_id is None:
        raise Refused(TrialsRefusal.SITE_MISSING)
    if sex not in ("", "M", "F", "O"):
        raise Refused(TrialsRefusal.SEX_UNKNOWN)
    definition = _active(trial.pk)
    if Subject.objects.filter(trial=trial, code=code).exists():
        raise Refused(TrialsRefusal.CODE_TAKEN, subject=code)
    do.narrow(Scope(trial.pk, scope.site_id, code))
    is_screened = queries.parsed(definition).reading.eligibility is not None
    state = SubjectState.SCREENING if is_screened else SubjectState.ENROLLED
    subject = do.create(Subject, trial=trial, code=code, site_id=scope.site_id, sex=sex, state=state)
    scheduling.redate(do, subject, definition, None, [])
    do.name(subject)
    return subject


@action("trials.admit_subject")
def admit_subject(do: Act, subject: Subject) -> Subject:
    """Enrol a subject whose screening is over. A gate of `reads` asks for the answer of central review."""
    _need(subject, SubjectState.SCREENING)
    do.change(subject, state=SubjectState.ENROLLED)
    return subject


@action("trials.fail_screening")
def fail_screening(do: Act, subject: Subject, reason: str) -> Subject:
    """Say that a subject in screening is not enrolled, and why."""
    _need(subject, SubjectState.SCREENING)
    if not reason.strip():
        raise Refused(TrialsRefusal.REASON_MISSING)
    do.explain(reason)
    do.change(subject, state=SubjectState.SCREEN_FAILED)
    return subject


@action("trials.resume_screening")
def resume_screening(do: Act, subject: Subject, reason: str) -> Subject:
    """Take a failure of screening back that was entered by mistake, or screen the subject again."""
    _need(subject, SubjectState.SCREEN_FAILED)
    if not reason.strip():
        raise Refused(TrialsRefusal.REASON_MISSING)
    do.explain(reason)
    do.change(subject, state=SubjectState.SCREENING)
    return subject


@action("trials.set_anchor")
def set_anchor(do: Act, subject: Subject, anchor_date: date, reason: str = "") -> Subject:
    """Set a subject's day 0, which dates the windows; changing it later needs a reason."""
    rules.check_anchor(anchor_date, do.at.date())
    if subject.anchor_date is not None and not reason.strip():
        raise Refused(TrialsRefusal.REASON_MISSING)
    do.explain(reason)
    definition = _active(subject.trial_id)
    rules.check_anchor_state(subject.state, queries.parsed(definition).anchor)
    do.change(subject, anchor_date=anchor_date)
    visits = list(Visit.objects.filter(subject=subject).select_related("subject"))
    scheduling.redate(do, subject, definition, anchor_date, visits)
    return subject


@action("trials.add_unscheduled_visit")
def add_unscheduled_visit(
    do: Act, subject: Subject, visit: str, reason: str = "", happened_on: date | None = None
) -> Visit:
    """Add an unscheduled visit of a kind that the definition knows, so that its images are handled as it says."""
    definition = queries.parsed(_active(subject.trial_id))
    known = [one for one in definition.visits if one.unscheduled]
    kind = next((one for one in known if one.id == visit), None)
    if kind is None:
        names = ", ".join(one.id for one in known) or "none"
        raise Refused(TrialsRefusal.NOT_UNSCHEDULED, visit=visit, known=names)
    do.explain(reason)
    taken = {row.code: row.ordinal for row in Visit.objects.filter(subject=subject)}
    return do.create(
        Visit,
        trial_id=subject.trial_id,
        subject=subject,
        code=rules.unscheduled_code(kind.id, taken),
        name=kind.name,
        ordinal=max(taken.values(), default=-1) + 1,
        due_on=happened_on,
        is_unscheduled=True,
    )


@action("trials.mark_visit_missed")
def mark_visit_missed(do: Act, visit: Visit, reason: str) -> Visit:
    """Say that a visit did not happen and will bring no images, and why."""
    if visit.missed_at is not None:
        raise Refused(TrialsRefusal.VISIT_MISSED, visit=visit.code)
    if not reason.strip():
        raise Refused(TrialsRefusal.REASON_MISSING)
    do.explain(reason)
    do.change(visit, missed_at=do.at, missed_reason=reason)
    return visit


@action("trials.reopen_visit")
def reopen_visit(do: Act, visit: Visit, reason: str) -> Visit:
    """Expect a visit again that was marked as missed by mistake."""
    if visit.missed_at is None:
        raise Refused(TrialsRefusal.VISIT_NOT_MISSED, visit=visit.code)
    if not reason.strip():
        raise Refused(TrialsRefusal.REASON_MISSING)
    do.explain(reason)
    do.change(visit, missed_at=None, missed_reason="")
    return visit


def _need(subject: Subject, state: SubjectState) -> None:
    if subject.state != state:
        raise Refused(TrialsRefusal.SUBJECT_STATE, subject=subject.code, state=subject.state, needed=state.value)


def _active(trial_id: UUID) -> Definition:
    row: Definition | None = Definition.objects.filter(trial_id=trial_id, state=DefinitionState.ACTIVE).first()
    if row is None:
        raise Refused(TrialsRefusal.NO_ACTIVE_DEFINITION)
    return row
