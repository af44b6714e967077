"""Confirmation of progression: a site reports it at a visit, the case is read first, the site is told the answer.

The case goes to the head of its readers' lists and is read there like any other: nothing a reader is shown says that
somebody asked, what the site found, or why the case stands first. The answer is what the case that counts comes to at
that visit, so that with two readers it waits for both and for the adjudication. BICR in real time; FDA, Clinical Trial
Imaging Endpoint Process Standards (2018), section on verification of the site's progression.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import QuerySet

from centralis.apps.action import Act, Caller, action, house
from centralis.apps.people.queries import person_of, sites_of, trials_of
from centralis.apps.reads import comparing
from centralis.apps.reads.cases import Case, design_of, gather
from centralis.apps.reads.designs.eligibility_facts import ScreenedSubject, screened_subjects
from centralis.apps.reads.models import (
    ConfirmationRequest,
    EligibilityRequest,
    Read,
    ReadingTask,
    ReadState,
    RequestState,
)
from centralis.apps.reads.queries import signed_reads
from centralis.apps.reads.refusals import ReadsRefusal
from centralis.apps.trials import queries as trials
from centralis.apps.trials.models import Definition, DefinitionState, Trial, Visit
from centralis.core.refusal import Refused

PAGE = "reads.requests_page"
ASK = "reads.request_confirmation"
SYSTEM = Caller.system("confirmation of progression")


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether the case that counts shows progression at or before a visit, and the digests it rests on."""

    is_confirmed: bool
    basis: list[str]


@dataclass(frozen=True, slots=True)
class Requests:
    """The page of a trial: confirmations asked for and eligibility, within the caller's sites, and the visits about
    which may be asked. `due_days` 0: the definition confirms none; `screens`: whether it reads before enrolment."""

    rows: tuple[ConfirmationRequest, ...]
    visits: tuple[Visit, ...]
    due_days: int
    today: date
    screened: tuple[ScreenedSubject, ...]
    screens: bool

    @property
    def _due(self) -> list[date]:
        asked: list[ConfirmationRequest | EligibilityRequest] = [*self.rows]
        asked += [one.request for one in self.screened if one.request is not None]
        return sorted(one.due_on for one in asked if one.state == RequestState.OPEN)

    @property
    def waiting(self) -> int:
        """How many wait for central review."""
        return len(self._due)

    @property
    def overdue(self) -> int:
        """How many of these are late."""
        return sum(one < self.today for one in self._due)

    @property
    def next_due(self) -> date | None:
        """When the first of these is due."""
        return next(iter(self._due), None)


@action("reads.request_confirmation")
def request_confirmation(do: Act, visit: Visit, note: str) -> ConfirmationRequest:
    """Report progression at a visit, to be confirmed by central review within the days of the definition."""
    days = design_of(visit.trial_id).confirm_progression_days
    if not days:
        raise Refused(ReadsRefusal.NO_CONFIRMATION)
    if visit.missed_at is not None:
        raise Refused(ReadsRefusal.CONFIRM_MISSED)
    if not note.strip():
        raise Refused(ReadsRefusal.REASON_NEEDED)
    if ConfirmationRequest.objects.filter(visit=visit, state=RequestState.OPEN).exists():
        raise Refused(ReadsRefusal.CONFIRM_EXISTS)
    return do.create(
        ConfirmationRequest,
        visit=visit,
        definition=trials.version_for_job(visit.trial_id),
        requested_by=person_of(do.caller),
        note=note,
        due_on=do.at.date() + timedelta(days=days),
        state_since=do.at,
    )


@action("reads.withdraw_confirmation")
def withdraw_confirmation(do: Act, request: ConfirmationRequest, reason: str) -> ConfirmationRequest:
    """Take a request back, with the reason; the case is read in its own place again."""
    if not reason.strip():
        raise Refused(ReadsRefusal.REASON_NEEDED)
    if request.state != RequestState.OPEN:
        raise Refused(ReadsRefusal.CONFIRM_ENDED)
    do.explain(reason)
    do.change(request, state=RequestState.WITHDRAWN, state_since=do.at, end_reason=reason)
    return request


@action("reads.answer_confirmation")
def answer_confirmation(do: Act, request: ConfirmationRequest) -> ConfirmationRequest:
    """Answer a request by the case that counts, once that is known."""
    found = answer_of(request) if request.state == RequestState.OPEN else None
    if found is None:
        raise Refused(ReadsRefusal.CONFIRM_ENDED)
    do.change(
        request,
        state=RequestState.ANSWERED,
        state_since=do.at,
        is_confirmed=found.is_confirmed,
        basis=found.basis,
    )
    return request


def answer_of(request: ConfirmationRequest) -> Answer | None:
    """What central review says of a request now; None while the visit is not read or the reads are not settled."""
    told = signed_reads(SYSTEM, request.visit.trial_id, request.visit.subject_id, PAGE)
    if told.accepted_task is None:
        return None
    case = gather(ReadingTask.every.select_related("subject").get(pk=told.accepted_task))
    reads = [one.read for one in case.places if one.read is not None and one.read.state == ReadState.LOCKED]
    asked = next((one for one in reads if one.visit_id == request.visit_id), None)
    if asked is None:
        return None
    progressed = _progression_day(case, reads)
    return Answer(progressed is not None and progressed <= case.day_of(asked.exam_date), comparing.digests_of(case))


def _progression_day(case: Case, reads: list[Read]) -> int | None:
    return case.reading.case([(case.day_of(one.exam_date), one.content) for one in reads]).progression_day


def answer_due(subject_id: UUID | None = None) -> int:
    """Answer every open request (of a subject) that can be answered; return how many. May run again."""
    rows = ConfirmationRequest.objects.filter(state=RequestState.OPEN).select_related("visit__subject__trial")
    rows = rows if subject_id is None else rows.filter(visit__subject_id=subject_id)
    count = 0
    for row in rows:
        if ReadingTask.objects.filter(subject_id=row.visit.subject_id).exists() and answer_of(row) is not None:
            answer_confirmation(SYSTEM, row)
            count += 1
    return count


def subjects_first(trial_ids: set[UUID]) -> set[UUID]:
    """The subjects whose cases go first in their readers' lists."""
    rows = ConfirmationRequest.objects.filter(visit__trial_id__in=trial_ids, state=RequestState.OPEN)
    return set(rows.values_list("visit__subject_id", flat=True))


def requests_of(caller: Caller, trial_id: UUID) -> Requests:
    """The requests of a trial within the caller's sites."""
    if trial_id not in trials_of(caller, PAGE):
        raise Trial.DoesNotExist
    rows = _within(caller, trial_id, PAGE).order_by("state", "due_on", "created_at")
    in_force = Definition.objects.filter(trial_id=trial_id, state=DefinitionState.ACTIVE).exists()
    days = design_of(trial_id).confirm_progression_days if in_force else 0
    screens = in_force and design_of(trial_id).eligibility is not None
    visits = _visits(caller, trial_id).order_by("subject__code", "ordinal") if days else ()
    screened = screened_subjects(trial_id, sites_of(caller, PAGE, trial_id))
    return Requests(tuple(rows), tuple(visits), days, house.now().date(), tuple(screened), screens)


def visit_to_confirm(caller: Caller, trial_id: UUID, visit_id: str) -> Visit:
    """A visit about which the caller may ask. Raises Visit.DoesNotExist for any other."""
    row = next((one for one in _visits(caller, trial_id) if str(one.pk) == visit_id), None)
    if row is None:
        raise Visit.DoesNotExist
    return row


def request_to_withdraw(caller: Caller, trial_id: UUID, request_id: UUID) -> ConfirmationRequest:
    """An open request that the caller may take back."""
    row: ConfirmationRequest = _within(caller, trial_id, "reads.withdraw_confirmation").get(pk=request_id)
    return row


def eligibility_to_run(caller: Caller, trial_id: UUID, request_id: UUID, permission: str) -> EligibilityRequest:
    """An eligibility request of a trial in which the caller may run it."""
    if trial_id not in trials_of(caller, permission):
        raise EligibilityRequest.DoesNotExist
    rows = EligibilityRequest.objects.filter(subject__trial_id=trial_id)
    row: EligibilityRequest = rows.select_related("subject", "definition", "exam_version__exam").get(pk=request_id)
    return row


def _within(caller: Caller, trial_id: UUID, permission: str) -> QuerySet[ConfirmationRequest]:
    related = ("visit__subject", "requested_by")
    rows = ConfirmationRequest.objects.filter(visit__trial_id=trial_id).select_related(*related)
    sites = sites_of(caller, permission, trial_id)
    return rows if sites is None else rows.filter(visit__subject__site_id__in=sites)


def _visits(caller: Caller, trial_id: UUID) -> QuerySet[Visit]:
    """The visits after the baseline that were not missed, of the sites for which the caller may ask."""
    if trial_id not in trials_of(caller, ASK):
        return Visit.objects.none()
    baselines = [one.id for one in trials.definition_for_job(trial_id).visits if one.baseline]
    rows = Visit.objects.filter(trial_id=trial_id, missed_at__isnull=True).exclude(code__in=baselines)
    sites = sites_of(caller, ASK, trial_id)
    rows = rows if sites is None else rows.filter(subject__site_id__in=sites)
    return rows.select_related("subject")
