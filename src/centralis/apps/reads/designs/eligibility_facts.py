"""What is known of an eligibility request: its readers, their signed reads, what the rules make of these, what lacks.

Shared by actions and queries; nothing here decides who may see what.
"""

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
from centralis.apps.trials.models import Subject, SubjectState
from centralis.core.catalogue import find_criterion
from centralis.core.reading.assignment import Candidate
from centralis.core.reading.eligibility import Finding, assess_rules, deciding_read, readers_needed

_COUNTS = (RequestState.OPEN, RequestState.ANSWERED)


@dataclass(frozen=True, slots=True)
class SignedAnswer:
    """One signed read of a request and what the rules make of it."""

    read: Read
    finding: Finding


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
