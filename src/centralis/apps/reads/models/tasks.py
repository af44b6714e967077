"""Who reads what: cases, and each read of a time point."""

from typing import Any, ClassVar

from django.db import models

from centralis.apps.intake.models import ExamVersion
from centralis.apps.ledger.recorded import Recorded, RecordedQuerySet, Scope
from centralis.apps.people.models import Person, Signature
from centralis.apps.reads.models.displays import DisplayCheck
from centralis.apps.reads.models.requests import EligibilityRequest
from centralis.apps.trials.models import Definition, Subject, Trial, Visit


class TaskPurpose(models.TextChoices):
    """What a case is read for: to count, a second time by the same reader, who cannot tell, anew by the adjudicator
    of two reads that differ, as a test case of a reader, or before enrolment."""

    PRIMARY = "primary"
    REPEAT = "repeat"
    ANEW = "anew"
    TRAINING = "training"
    ELIGIBILITY = "eligibility"


class StandingTasks(models.Manager[Any]):
    """The cases that count: neither handed on nor hidden repeats."""

    to_task = ""

    def get_queryset(self) -> RecordedQuerySet:
        counts = {f"{self.to_task}purpose": TaskPurpose.PRIMARY, f"{self.to_task}ended_at__isnull": True}
        return RecordedQuerySet(self.model, using=self._db).filter(**counts)


class StandingReads(StandingTasks):
    """The reads of cases that count."""

    to_task = "task__"


class ReadingTask(Recorded):
    """One reader's case: one subject, over all its time points. The token is all a reader's address shows.

    `batch` and `order_key` place it in its reader's list, drawn once and kept (IMG-8). A case that was handed on is
    ended: it is kept as it was, and counts no more. A hidden repeat reads again the exam versions in `only_exams`, of
    the case `repeats`; an adjudicator who reads anew reads those that both readers read; a read before enrolment the
    one exam of its request `eligibility`. `objects` finds the cases of
    the readers that count, `every` all: nobody meets a repeat who does not ask for it (IMG-13, leak L28).
    """

    trial = models.ForeignKey(Trial, on_delete=models.PROTECT, related_name="reading_tasks")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="reading_tasks")
    reader = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="reading_tasks")
    reader_number = models.PositiveSmallIntegerField()
    token = models.CharField(max_length=64, unique=True)
    purpose = models.CharField(max_length=12, choices=TaskPurpose.choices, default=TaskPurpose.PRIMARY)
    batch = models.PositiveIntegerField(default=1)
    order_key = models.CharField(max_length=64)
    repeats = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="repeated_by")
    only_exams = models.JSONField(default=list)
    eligibility = models.ForeignKey(
        EligibilityRequest, on_delete=models.PROTECT, null=True, blank=True, related_name="tasks"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.TextField(blank=True)

    objects: ClassVar[Any] = StandingTasks()
    every = RecordedQuerySet.as_manager()

    class Meta:
        verbose_name = "reading task"
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "reader", "purpose"],
                condition=models.Q(ended_at__isnull=True),
                name="reads_one_task_a_case",
            ),
            models.UniqueConstraint(
                fields=["subject", "reader_number"],
                condition=models.Q(ended_at__isnull=True, purpose="primary"),
                name="reads_one_task_a_number",
            ),
        ]

    def scope(self) -> Scope:
        return Scope(self.trial_id, None, self.subject.code)

    def label(self) -> str:
        return f"reading task {self.token[:8]}"

    @property
    def source(self) -> str:
        """Whose read it is, for those who may know: the reader's number within the case, or the adjudicator."""
        if self.purpose == TaskPurpose.ANEW:
            return "adjudicator"
        kind = "eligibility reader" if self.purpose == TaskPurpose.ELIGIBILITY else "reader"
        return f"{kind} {self.reader_number}"


class ReadState(models.TextChoices):
    """Where a read is: whose turn it is stands in the README."""

    WAITING = "waiting"
    OPEN = "open"
    LOCKED = "locked"
    REOPENED = "reopened"


class Read(Recorded):
    """One reader's read of one time point, pinned to the exam version it was made on and to that exam's date.

    `content` is what the reader entered; `assessment` what the rules made of it, `view` how its images were
    shown when it was signed (`core.reading.view_state`). A reopened read stays as it was,
    with its void signature; a new row supersedes it. `time_point` counts from 1. `objects` finds the reads of cases
    that count, `every` all.
    """

    task = models.ForeignKey(ReadingTask, on_delete=models.PROTECT, related_name="reads")
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="reads")
    exam_version = models.ForeignKey(ExamVersion, on_delete=models.PROTECT, related_name="reads")
    exam_date = models.DateField()
    definition = models.ForeignKey(Definition, on_delete=models.PROTECT, related_name="reads")
    time_point = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=ReadState.choices, default=ReadState.OPEN)
    state_since = models.DateTimeField()
    content = models.JSONField(default=dict)
    assessment = models.JSONField(default=dict)
    view = models.JSONField(default=dict)
    software = models.CharField(max_length=40, blank=True)
    signature = models.OneToOneField(Signature, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    supersedes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="superseded_by"
    )
    reopen_reason = models.TextField(blank=True)
    display_check = models.ForeignKey(DisplayCheck, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects: ClassVar[Any] = StandingReads()
    every = RecordedQuerySet.as_manager()

    class Meta:
        verbose_name = "read"
        constraints = [
            models.UniqueConstraint(
                fields=["task", "visit"], condition=~models.Q(state="reopened"), name="reads_one_current_read"
            )
        ]

    def scope(self) -> Scope:
        return self.task.scope()

    def label(self) -> str:
        return f"read of time point {self.time_point} by {self.task.source}"
