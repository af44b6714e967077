"""Eligibility before enrolment: an accepted screening exam is read blind and first, the site is told the answer.

The exam of the visit that the definition names becomes a case of its own of one time point (`purpose: eligibility`), by
the criterion of its part of the definition and pinned to that exam version. Nothing its reader is shown says what it is
read for, and nobody is asked whether the subject is eligible: the answer follows from the signed read by the
definition's rules (`core.reading.eligibility`). Where two readers come to two answers, a third is drawn and decides.
"""

from uuid import UUID

from centralis.apps.action import Act, Caller, action
from centralis.apps.intake.models import ExamVersion
from centralis.apps.ledger.recorded import Scope
from centralis.apps.people.models import Person
from centralis.apps.reads.cases import design_of
from centralis.apps.reads.designs.eligibility_facts import (
    candidates_for,
    deciding,
    newest_request,
    part_of,
    readers_missing,
    signed_answers,
    standing_tasks,
    version_due,
)
from centralis.apps.reads.keys import trial_seed
from centralis.apps.reads.models import (
    EligibilityRequest,
    ReadingSeed,
    ReadingTask,
    RequestState,
    TaskPurpose,
)
from centralis.apps.reads.refusals import ReadsRefusal
from centralis.apps.reads.running.assigning import (
    begin_draw,
    give_case,
    hold_row,
    need_somebody,
    next_number,
    place_key,
    record_draw,
)
from centralis.apps.trials import queries as trials
from centralis.apps.trials.models import Definition, DefinitionState, Subject, SubjectState
from centralis.core.reading.assignment import Draw, DrawKind, choose_readers
from centralis.core.reading.due import add_working_days
from centralis.core.reading.eligibility import Verdict
from centralis.core.refusal import Refused

SYSTEM = Caller.system("eligibility reads")


@action("reads.ask_eligibility")
def ask_eligibility(do: Act, version: ExamVersion) -> EligibilityRequest:
    """Put the question of an accepted screening exam; an earlier one of the subject that is open ends."""
    subject = version.exam.subject
    due = version_due(subject)
    if due is None or due.pk != version.pk:
        raise Refused(ReadsRefusal.ELIGIBILITY_NOT_DUE)
    before = newest_request(subject.pk)
    if before is not None:
        _end(do, before, "a newer exam of the visit was accepted")
    return _put(do, version)


@action("reads.give_eligibility")
def give_eligibility(do: Act, request: EligibilityRequest) -> list[ReadingTask]:
    """Draw the readers that a request lacks: those of the definition, then a third where two differ."""
    design = begin_draw(request.subject)
    missing = readers_missing(request)
    if not missing:
        return []
    candidates = candidates_for(request)
    chosen = choose_readers(trial_seed(request.subject.trial_id), str(request.subject_id), candidates, len(missing))
    need_somebody(chosen, candidates)
    case = str(request.subject_id)
    draw = Draw(next_number(request.subject), case, DrawKind.ELIGIBILITY, candidates, len(missing), chosen)
    record_draw(do, request.subject, draw)
    persons = {str(one.pk): one for one in Person.objects.filter(pk__in=chosen)}
    return [
        give_case(
            do, request.subject, persons[one], number, purpose=TaskPurpose.ELIGIBILITY, eligibility=request,
            only_exams=[str(request.exam_version_id)], order_key=place_key(design, request.subject, draw, one),
        )
        for one, number in zip(chosen, missing, strict=False)
    ]  # fmt: skip


@action("reads.answer_eligibility")
def answer_eligibility(do: Act, request: EligibilityRequest) -> EligibilityRequest:
    """Answer a request by its signed reads, once they suffice."""
    hold_row(EligibilityRequest, request.pk)
    request.refresh_from_db()
    found = deciding(request) if request.state == RequestState.OPEN else None
    if found is None:
        raise Refused(ReadsRefusal.ELIGIBILITY_NOT_DUE)
    do.change(
        request,
        state=RequestState.ANSWERED,
        state_since=do.at,
        verdict=found.finding.verdict.value,
        told=[one.sentence for one in found.finding.rules] if part_of(request).tells_rules else [],
        basis=[one.read.signature.content_digest for one in signed_answers(request) if one.read.signature is not None],
    )
    return request


@action("reads.end_eligibility")
def end_eligibility(do: Act, request: EligibilityRequest) -> EligibilityRequest:
    """End an open request of a subject that is not in screening any more."""
    if request.state != RequestState.OPEN or request.subject.state != SubjectState.SCREEN_FAILED:
        raise Refused(ReadsRefusal.ELIGIBILITY_NOT_DUE)
    _end(do, request, "the subject failed screening")
    return request


@action("reads.ask_eligibility_again")
def ask_eligibility_again(do: Act, request: EligibilityRequest, reason: str) -> EligibilityRequest:
    """Have the same exam read by others, with the reason; what was signed and answered is kept as it was."""
    _check_newest(request, reason)
    do.explain(reason)
    _end(do, request, reason)
    return _put(do, request.exam_version, request)


@action("reads.return_eligibility")
def return_eligibility(do: Act, request: EligibilityRequest, what_to_send: str) -> EligibilityRequest:
    """Answer "not evaluable" for the core lab, with what the site is to send: what a reader asked for, or QC missed."""
    _check_newest(request, what_to_send)
    if request.state != RequestState.OPEN:
        raise Refused(ReadsRefusal.ELIGIBILITY_NOT_DUE)
    do.explain(what_to_send)
    _end_cases(do, request, "the site is to send images again")
    do.change(
        request,
        state=RequestState.ANSWERED,
        state_since=do.at,
        verdict=Verdict.NOT_EVALUABLE.value,
        what_to_send=what_to_send,
    )
    return request


def eligible_subject(_caller: Caller, scope: Scope) -> None:
    """Gate: refuse to enrol a subject whom central review did not find eligible, where the definition asks for it."""
    if scope.trial_id is None:
        return
    design = design_of(scope.trial_id).eligibility
    if design is None or not design.gates_enrolment:
        return
    subject = Subject.objects.get(trial_id=scope.trial_id, code=scope.subject)
    row = newest_request(subject.pk)
    if row is None:
        raise Refused(ReadsRefusal.NOT_ELIGIBLE, why=f"No exam of {design.visit} was accepted yet; send it first.")
    if row.state == RequestState.OPEN:
        raise Refused(ReadsRefusal.NOT_ELIGIBLE, why=f"The answer is due on {row.due_on.isoformat()}.")
    if row.verdict != Verdict.ELIGIBLE:
        raise Refused(ReadsRefusal.NOT_ELIGIBLE, why=f"The answer is: {row.verdict}.")


# --- what is due ------------------------------------------------------------------------------------


def run_due(trial_id: UUID | None = None) -> int:
    """Put, give out, answer and end every request that is due; return how many acts it took. May run again."""
    seeds = ReadingSeed.objects.all() if trial_id is None else ReadingSeed.objects.filter(trial_id=trial_id)
    return sum(_run_trial(one) for one in seeds.values_list("trial_id", flat=True))


def _run_trial(trial_id: UUID) -> int:
    if not Definition.objects.filter(trial_id=trial_id, state=DefinitionState.ACTIVE).exists():
        return 0
    count = 0
    if design_of(trial_id).eligibility is not None:
        for subject in Subject.objects.filter(trial_id=trial_id, state=SubjectState.SCREENING).order_by("code"):
            version = version_due(subject)
            if version is not None:
                ask_eligibility(SYSTEM, version)
                count += 1
    rows = EligibilityRequest.objects.filter(subject__trial_id=trial_id, state=RequestState.OPEN)
    return count + sum(_run(one) for one in rows.select_related("subject", "definition").order_by("created_at"))


def _run(request: EligibilityRequest) -> int:
    if request.subject.state == SubjectState.SCREEN_FAILED:
        end_eligibility(SYSTEM, request)
    elif deciding(request) is not None:
        answer_eligibility(SYSTEM, request)
    elif readers_missing(request) and any(not one.out for one in candidates_for(request)):
        give_eligibility(SYSTEM, request)
    else:
        return 0
    return 1


def _put(do: Act, version: ExamVersion, again_of: EligibilityRequest | None = None) -> EligibilityRequest:
    definition = trials.version_for_job(version.trial_id)
    part = trials.parsed(definition).reading.eligibility
    if part is None:
        raise Refused(ReadsRefusal.ELIGIBILITY_ENDED)
    return do.create(
        EligibilityRequest,
        subject=version.exam.subject,
        exam_version=version,
        definition=definition,
        due_on=add_working_days(do.at.date(), part.due_working_days),
        state_since=do.at,
        again_of=again_of,
    )


def _check_newest(request: EligibilityRequest, words: str) -> None:
    if not words.strip():
        raise Refused(ReadsRefusal.REASON_NEEDED)
    newest = newest_request(request.subject_id)
    if newest is None or newest.pk != request.pk or request.subject.state != SubjectState.SCREENING:
        raise Refused(ReadsRefusal.ELIGIBILITY_ENDED)


def _end(do: Act, request: EligibilityRequest, reason: str) -> None:
    """End a request's cases and, where it is open, the request; an answer stays as it was given."""
    _end_cases(do, request, reason)
    if request.state == RequestState.OPEN:
        do.change(request, state=RequestState.WITHDRAWN, state_since=do.at, end_reason=reason)


def _end_cases(do: Act, request: EligibilityRequest, reason: str) -> None:
    for task in standing_tasks(request):
        do.change(task, ended_at=do.at, end_reason=reason)
