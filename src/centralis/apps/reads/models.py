"""Tables of reading: who reads which subject, each read of a time point, adjudication."""

from django.db import models

from centralis.apps.intake.models import ExamVersion
from centralis.apps.ledger.recorded import Recorded, Scope
from centralis.apps.people.models import Person, Signature
from centralis.apps.trials.models import Definition, Subject, Trial, Visit


class ReadingSeed(Recorded):
    """The sealed seed of a trial's random orders (IMG-8). The seed itself lies in the keys' folder; here stands its
    commitment alone, so that who opens the seal can show that it is the same."""

    trial = models.OneToOneField(Trial, on_delete=models.PROTECT, related_name="reading_seed")
    commitment = models.CharField(max_length=64)
    algorithm = models.CharField(max_length=60)

    class Meta:
        verbose_name = "reading seed"

    def scope(self) -> Scope:
        return Scope(self.trial_id)


class ReadingTask(Recorded):
    """One reader's case: one subject, over all its time points. The token is all a reader's address shows."""

    trial = models.ForeignKey(Trial, on_delete=models.PROTECT, related_name="reading_tasks")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="reading_tasks")
    reader = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="reading_tasks")
    reader_number = models.PositiveSmallIntegerField()
    token = models.CharField(max_length=64, unique=True)

    class Meta:
        verbose_name = "reading task"
        constraints = [
            models.UniqueConstraint(fields=["subject", "reader"], name="reads_one_task_a_case"),
            models.UniqueConstraint(fields=["subject", "reader_number"], name="reads_one_task_a_number"),
        ]

    def scope(self) -> Scope:
        return Scope(self.trial_id, None, self.subject.code)

    def label(self) -> str:
        return f"reading task {self.token[:8]}"


class ReadState(models.TextChoices):
    """Where a read is: whose turn it is stands in the README."""

    WAITING = "waiting"
    OPEN = "open"
    LOCKED = "locked"
    REOPENED = "reopened"


class Read(Recorded):
    """One reader's read of one time point, pinned to the exam version it was made on and to that exam's date.

    `content` is what the reader entered; `assessment` what the rules made of it. A reopened read stays as it was,
    with its void signature; a new row supersedes it. `time_point` counts from 1.
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
        return f"read of time point {self.time_point} by reader {self.task.reader_number}"


class MarkState(models.TextChoices):
    """Only a `current` mark counts; the others are kept as they were."""

    CURRENT = "current"
    REPLACED = "replaced"
    REMOVED = "removed"


class Mark(Recorded):
    """One measurement of one lesion at a time point: its points on a frame, and the lengths the server made of them.

    `key` is drawn by the reader's page and names the mark through all its changes; `edit` counts them, so that a save
    that arrives twice changes nothing. `points` are in the patient coordinate system (LPS, mm), `values` the lengths in
    mm with the spacing they rest on. A mark of a reopened read is superseded, never changed.
    """

    read = models.ForeignKey(Read, on_delete=models.PROTECT, related_name="marks")
    key = models.UUIDField()
    edit = models.PositiveIntegerField()
    lesion = models.CharField(max_length=12)
    kind = models.CharField(max_length=16)
    series_uid = models.CharField(max_length=64)
    sop_uid = models.CharField(max_length=64)
    frame = models.PositiveIntegerField()
    points = models.JSONField()
    values = models.JSONField()
    state = models.CharField(max_length=10, choices=MarkState.choices, default=MarkState.CURRENT)
    supersedes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="superseded_by"
    )

    class Meta:
        verbose_name = "mark"
        constraints = [
            models.UniqueConstraint(fields=["read", "key"], name="reads_one_mark_a_key"),
            models.UniqueConstraint(
                fields=["read", "lesion"], condition=models.Q(state="current"), name="reads_one_mark_a_lesion"
            ),
        ]

    def scope(self) -> Scope:
        return self.read.scope()

    def label(self) -> str:
        return f"mark of {self.lesion} at time point {self.read.time_point}"


class AdjudicationState(models.TextChoices):
    DUE = "due"
    DONE = "done"
    VOID = "void"


class Adjudication(Recorded):
    """Two reads of a subject that differ by the definition's triggers, and what the adjudicator decided.

    `basis` names the signed reads that were compared; when another read is signed or reopened, it is void.
    """

    trial = models.ForeignKey(Trial, on_delete=models.PROTECT, related_name="adjudications")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="adjudications")
    definition = models.ForeignKey(Definition, on_delete=models.PROTECT, related_name="adjudications")
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
    void_reason = models.TextField(blank=True)
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
