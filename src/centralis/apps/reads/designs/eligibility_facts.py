"""What is known of an eligibility request: its readers, their signed reads, what the rules make of these, what lacks.

Shared by actions and queries; nothing here decides who may see what.
"""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from centralis.apps.intake.models import ExamVersion
from centralis.apps.reads import rules
from centralis.apps.reads.cases import accepted_versions, design_of
from centralis.apps.reads.models import (
    EligibilityRequest,
    Read,
    ReadingTask,
    ReadState,
    RequestState,
    TaskPurpose,
)
from centralis.apps.reads.running.pool import pool_of
from centralis.apps.trials import queries as trials
from centralis.apps.trials.definition.model import EligibilityDesign
from centralis.apps.trials.models import BEFORE_ENROLMENT, Subject, SubjectState
from centralis.core.catalogue import find_criterion
from centralis.core.reading.assignment import Candidate
from centralis.core.reading.eligibility import Finding, Verdict, assess_rules, deciding_read, readers_needed

_COUNTS = (RequestState.OPEN, RequestState.ANSWERED)


@dataclass(frozen=True, slots=True)
class SignedAnswer:
    """One signed read of a request and what the rules make of it."""

    read: Read
    finding: Finding


@dataclass(frozen=True, slots=True)
class ScreenedSubject:
    """A subject as the page of requests shows it: the newest request, if there is one, how far its readers are, and
    what the site does next, in a sentence."""

    subject: Subject
    visit: str
    request: EligibilityRequest | None
    readers: int
    signed: int
    next_step: str


def screened_subjects(trial_id: UUID, site_ids: Collection[UUID] | None) -> list[ScreenedSubject]:
    """Every subject of a trial (or of some sites) in screening, or about which was asked; who waits stands first."""
    asked = EligibilityRequest.objects.filter(subject__trial_id=trial_id)
    newest = {row.subject_id: row for row in asked.select_related("subject", "definition").order_by("created_at", "pk")}
    rows = Subject.objects.filter(trial_id=trial_id)
    rows = rows.filter(Q(state__in=BEFORE_ENROLMENT) | Q(pk__in=newest))
    rows = rows if site_ids is None else rows.filter(site_id__in=site_ids)
    found = [_screened(one, newest.get(one.pk)) for one in rows.order_by("code")]
    return sorted(found, key=lambda one: one.request is None or one.request.state != RequestState.OPEN)


def _screened(subject: Subject, request: EligibilityRequest | None) -> ScreenedSubject:
    part = part_of(request) if request is not None else design_of(subject.trial_id).eligibility
    visit = part.visit if part is not None else ""
    readers = len(standing_tasks(request)) if request is not None else 0
    signed = len(signed_answers(request)) if request is not None else 0
    return ScreenedSubject(subject, visit, request, readers, signed, _next_step(subject, request, part))


def _next_step(subject: Subject, request: EligibilityRequest | None, part: EligibilityDesign | None) -> str:
    """What the site does now."""
    if subject.state != SubjectState.SCREENING or part is None:
        return {"screen failed": "Nothing: the subject failed screening."}.get(subject.state, "Nothing: enrolled.")
    if request is None or request.state == RequestState.WITHDRAWN:
        return f"Send the exam of {part.visit}; it is read once quality control has accepted it."
    if request.state == RequestState.OPEN:
        return "Nothing: the answer will stand here."
    if request.verdict == Verdict.NOT_EVALUABLE:
        return f"Send {part.visit} again. {request.what_to_send or _required(request, part)}"
    if request.verdict == Verdict.ELIGIBLE:
        return "Enrol the subject on its page."
    return "Record the screen failure on the subject's page." if part.gates_enrolment else "Decide by the protocol."


def _required(request: EligibilityRequest, part: EligibilityDesign) -> str:
    """What the definition requires at the visit, by name."""
    definition = trials.parsed(request.definition)
    visit = next(one for one in definition.visits if one.id == part.visit)
    found = (definition.requirement(one) for one in visit.required)
    return f"It needs: {'; '.join(one.name for one in found if one is not None)}."


def newest_request(subject_id: UUID) -> EligibilityRequest | None:
    """The request of a subject that counts."""
    rows = EligibilityRequest.objects.filter(subject_id=subject_id).select_related("subject", "definition")
    return rows.order_by("created_at", "pk").last()


def part_of(request: EligibilityRequest) -> EligibilityDesign:
    """The part of the definition under which a request was put."""
    part = trials.parsed(request.definition).reading.eligibility
    assert part is not None  # noqa: S101 - without the part no request is put
    return part


def version_due(subject: Subject) -> ExamVersion | None:
    """The accepted screening exam of a subject in screening about which nothing was asked yet."""
    part = design_of(subject.trial_id).eligibility
    if part is None or subject.state != SubjectState.SCREENING:
        return None
    versions = accepted_versions([subject.pk]).values()
    version = next((one for one in versions if one.exam.visit.code == part.visit), None)
    if version is None or EligibilityRequest.objects.filter(exam_version=version, state__in=_COUNTS).exists():
        return None
    return version


def standing_tasks(request: EligibilityRequest) -> list[ReadingTask]:
    """The cases of a request that count, by reader number."""
    rows = ReadingTask.every.filter(eligibility=request, ended_at__isnull=True)
    return list(rows.select_related("subject", "reader").order_by("reader_number"))


def signed_answers(request: EligibilityRequest) -> list[SignedAnswer]:
    """The signed reads of a request, by reader number, each with what the rules make of it."""
    part = part_of(request)
    criterion = find_criterion(part.criterion)
    rows = Read.every.filter(task__eligibility=request, task__ended_at__isnull=True, state=ReadState.LOCKED)
    rows = rows.select_related("task", "signature").order_by("task__reader_number")
    return [SignedAnswer(one, assess_rules(part.rules, criterion, one.content, one.assessment)) for one in rows]


def deciding(request: EligibilityRequest) -> SignedAnswer | None:
    """The signed read that answers a request, or None while one is to come."""
    found = signed_answers(request)
    place = deciding_read(part_of(request).readers, [one.finding.verdict for one in found])
    return None if place is None else found[place]


def readers_missing(request: EligibilityRequest) -> tuple[int, ...]:
    """The numbers of the readers that a request still lacks."""
    verdicts = [one.finding.verdict for one in signed_answers(request)]
    given = [one.reader_number for one in standing_tasks(request)]
    return rules.free_numbers(given, readers_needed(part_of(request).readers, verdicts))


def candidates_for(request: EligibilityRequest) -> tuple[Candidate, ...]:
    """The pool as a draw for a request takes it: without who reads it, was asked before it, or has the subject's case.
    Who read an earlier exam of the screening may read the next."""
    before = Q(eligibility=request) | Q(eligibility__again=request)
    had = ReadingTask.every.filter(before | Q(subject_id=request.subject_id, purpose=TaskPurpose.PRIMARY))
    pool = pool_of(request.subject.trial_id)
    return pool.candidates(request.subject, frozenset(had.values_list("reader_id", flat=True)))
