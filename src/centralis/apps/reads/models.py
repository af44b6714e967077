"""Tables of reading: who reads which subject, each read of a time point, adjudication."""

from django.db import models

from centralis.apps.intake.models import ExamVersion
from centralis.apps.ledger.recorded import Recorded, Scope
from centralis.apps.people.models import Person, Signature
from centralis.apps.trials.models import Definition, Subject, Trial, Visit


class ReadingSeed(Recorded):
    """The sealed seed of a trial's random orders: stored, so that every order can be derived again (IMG-8)."""

    trial = models.OneToOneField(Trial, on_delete=models.PROTECT, related_name="reading_seed")
    seed_hex = models.CharField(max_length=64)
    algorithm = models.CharField(max_length=60)

    class Meta:
        verbose_name = "reading seed"

    def scope(self) -> Scope:
        return Scope(self.trial_id)


class TaskKind(models.TextChoices):
    READ = "read"
    REPEAT = "repeat"


class TaskState(models.TextChoices):
    WAITING = "waiting"
    DUE = "due"
    DONE = "done"


class ReadingTask(Recorded):
    """One reader's case: one subject, over all its time points. The token is all a reader's address shows."""

    trial = models.ForeignKey(Trial, on_delete=models.PROTECT, related_name="reading_tasks")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="reading_tasks")
    reader = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="reading_tasks")
    reader_number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=8, choices=TaskKind.choices, default=TaskKind.READ)
    token = models.CharField(max_length=64, unique=True)
    state = models.CharField(max_length=8, choices=TaskState.choices, default=TaskState.WAITING)

    class Meta:
        verbose_name = "reading task"
        constraints = [
            models.UniqueConstraint(fields=["trial", "subject", "reader", "kind"], name="reads_one_task_a_case")
        ]

    def scope(self) -> Scope:
        return Scope(self.trial_id, None, self.subject.code)

    def label(self) -> str:
        return f"reading task {self.token[:8]}"


class ReadState(models.TextChoices):
    WAITING = "waiting"
    OPEN = "open"
    LOCKED = "locked"
    REOPENED = "reopened"


class Read(Recorded):
    """One reader's read of one time point, pinned to the exam version it was made on.

    `content` is what the reader entered; `assessment` what the rules made of it. A reopened read stays as it was,
    with its void signature; a new row supersedes it.
    """

    task = models.ForeignKey(ReadingTask, on_delete=models.PROTECT, related_name="reads")
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="reads")
    exam_version = models.ForeignKey(ExamVersion, on_delete=models.PROTECT, related_name="reads")
    definition = models.ForeignKey(Definition, on_delete=models.PROTECT, related_name="reads")
    time_point = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=ReadState.choices, default=ReadState.OPEN)
    state_since = models.DateTimeField()
    content = models.JSONField(default=dict)
    assessment = models.JSONField(default=dict)
    software = models.CharField(max_length=40, blank=True)
    signature = models.OneToOneField(Signature, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    supersedes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="superseded_by"
    )
    reopen_reason = models.TextField(blank=True)

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
        return f"read of time point {self.time_point + 1} by reader {self.task.reader_number}"


class AdjudicationState(models.TextChoices):
    DUE = "due"
    DONE = "done"
    VOID = "void"


class Adjudication(Recorded):
    """Two reads of a subject that differ by the definition's triggers, and what the adjudicator decided."""

    trial = models.ForeignKey(Trial, on_delete=models.PROTECT, related_name="adjudications")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="adjudications")
    adjudicator = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    token = models.CharField(max_length=64, unique=True)
    triggers = models.JSONField()
    side_a_task = models.ForeignKey(ReadingTask, on_delete=models.PROTECT, related_name="+")
    side_b_task = models.ForeignKey(ReadingTask, on_delete=models.PROTECT, related_name="+")
    basis = models.JSONField(default=dict)
    state = models.CharField(max_length=6, choices=AdjudicationState.choices, default=AdjudicationState.DUE)
    state_since = models.DateTimeField()
    choice = models.CharField(max_length=1, blank=True)
    reason = models.TextField(blank=True)
    signature = models.OneToOneField(Signature, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "adjudication"
        constraints = [
            models.UniqueConstraint(
                fields=["subject"], condition=~models.Q(state="void"), name="reads_one_current_adjudication"
            )
        ]

    def scope(self) -> Scope:
        return Scope(self.trial_id, None, self.subject.code)

    def label(self) -> str:
        return f"adjudication {self.token[:8]}"
