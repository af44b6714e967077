"""Read the progress of reading in bulk, for pages of unblinded people; counts and times only, never an assessment.

One query each, whatever the size. Readers and adjudicators have no permission under which they could ask; of their own
work they are told here only whether something waits, nothing of trial, subject, number or time (leaks L22, L23).
"""

from collections import Counter
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import Count, Max, Q

from centralis.apps.people.reach import Reach
from centralis.apps.reads.cases import gather_all
from centralis.apps.reads.comparing import subjects_read_by
from centralis.apps.reads.models import Adjudication, AdjudicationState, Read, ReadingTask, ReadState, TaskPurpose
from centralis.apps.reads.rules import CONSENSUS
from centralis.apps.reads.running.pool import covers, sites_met, standing_holds
from centralis.core.reading.time_points import Access


class VisitReads(NamedTuple):
    """How far a visit is read: reads that were begun, reads that are signed, and when the last one was."""

    begun: int
    locked: int
    locked_at: datetime | None


class AdjudicationFacts(NamedTuple):
    """The adjudication of a subject: due or done, and since when."""

    trial_id: UUID
    subject_id: UUID
    state: str
    since: datetime

    @property
    def is_due(self) -> bool:
        return self.state == AdjudicationState.DUE


def reads_by_visit(reach: Reach) -> dict[UUID, VisitReads]:
    """Return how far each visit within reach is read, by visit id."""
    rows = Read.objects.filter(reach.within("task__trial_id", "task__subject__site_id", "task__subject_id"))
    is_locked, is_begun = Q(state=ReadState.LOCKED), Q(state__in=(ReadState.OPEN, ReadState.LOCKED))
    counted = (
        rows.order_by()
        .values_list("visit_id")
        .annotate(
            begun=Count("pk", filter=is_begun),
            locked=Count("pk", filter=is_locked),
            locked_at=Max("state_since", filter=is_locked),
        )
    )
    return {visit_id: VisitReads(*progress) for visit_id, *progress in counted}


def tasks_by_subject(reach: Reach) -> Counter[UUID]:
    """Count the readers to whom each subject is assigned, by subject id."""
    rows = ReadingTask.objects.filter(reach.within("trial_id", "subject__site_id"))
    return Counter(rows.values_list("subject_id", flat=True))


def adjudications(reach: Reach) -> dict[UUID, AdjudicationFacts]:
    """Return the adjudication that counts for each subject within reach, by subject id."""
    rows = Adjudication.objects.filter(reach.within("trial_id", "subject__site_id"))
    fields = ("trial_id", "subject_id", "state", "state_since")
    valid = rows.exclude(state=AdjudicationState.VOID).values_list(*fields)
    return {facts[1]: AdjudicationFacts(*facts) for facts in valid}


def reads_wait_for(reach: Reach, person_id: UUID | None) -> bool:
    """Tell whether a time point stands open on a reader's list, in the trials reached.

    No more than the list itself shows: that a scan came for a time point which is not open yet stays untold (L14, L36).
    """
    rows = ReadingTask.every.filter(trial_id__in=reach.sites, reader_id=person_id, ended_at__isnull=True)
    rows = rows.exclude(purpose=TaskPurpose.ANEW)  # these stand on the adjudicator's list
    tasks, holds = list(rows.select_related("subject")), standing_holds(reach.sites)
    free = [
        task
        for task in tasks
        if not any(one.trial_id == task.trial_id and covers(one, task.reader_id, task.subject_id) for one in holds)
    ]
    cases = gather_all(free)
    is_open = any(place.is_writable for case in cases for place in case.places)
    is_open = is_open or any(case.global_opening.access is Access.WRITE for case in cases)
    return is_open or _consensus_waits_for(reach, person_id)


def _consensus_waits_for(reach: Reach, person_id: UUID | None) -> bool:
    """Tell whether a consensus waits for a reader's vote: none was given yet, or the newest is the other reader's."""
    mine = Q(side_a_task__reader_id=person_id) | Q(side_b_task__reader_id=person_id)
    due = Adjudication.objects.filter(mine, trial_id__in=reach.sites, by=CONSENSUS, state=AdjudicationState.DUE)
    newest = (row.votes.select_related("task").order_by("-created_at").first() for row in due)
    return any(vote is None or vote.task.reader_id != person_id for vote in newest)


def adjudications_wait_for(reach: Reach, person_id: UUID | None) -> bool:
    """Tell whether an adjudication waits for somebody, assigned or still without an owner, in the trials reached."""
    rows = Adjudication.objects.filter(trial_id__in=reach.sites, state=AdjudicationState.DUE)
    rows = rows.exclude(by=CONSENSUS).exclude(subject_id__in=subjects_read_by(person_id))
    rows = rows.exclude(subject__site_id__in=sites_met(reach.sites, person_id))
    return any(owner in (None, person_id) for owner in rows.values_list("adjudicator_id", flat=True))
