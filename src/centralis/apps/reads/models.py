"""Tables of reading: who may read, who reads which subject and how that was drawn, each read, adjudication."""

from typing import Any, ClassVar

from django.db import models

from centralis.apps.intake.models import ExamVersion
from centralis.apps.ledger.recorded import Recorded, RecordedQuerySet, Scope
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


class ReaderQualification(Recorded):
    """What is on record of a reader of a trial: expertise, training, test cases; the newest counts (IMG-10).

    `agreement` with the reference of the test cases, from 0 to 1. `conflict_sites`: ids of sites whose subjects this
    reader must not read, beside those that the records of people and sites show.
    """

    trial = models.ForeignKey(Trial, on_delete=models.PROTECT, related_name="reader_qualifications")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="reader_qualifications")
    definition = models.ForeignKey(Definition, on_delete=models.PROTECT, related_name="reader_qualifications")
    specialty = models.CharField(max_length=120, blank=True)
    training = models.CharField(max_length=120, blank=True)
    test_cases = models.PositiveIntegerField(default=0)
    agreement = models.DecimalField(max_digits=6, decimal_places=4, null=True, blank=True)
    conflict_sites = models.JSONField(default=list)
    evidence = models.TextField(blank=True)
    valid_until = models.DateField(null=True, blank=True)
    signature = models.OneToOneField(Signature, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "reader qualification"

    def scope(self) -> Scope:
        return Scope(self.trial_id)

    def label(self) -> str:
        return f"qualification of reader {self.person.printed_name}"


class Hold(Recorded):
    """Reading stands still, with a reason: of the whole trial, of one reader, or of one subject's case.

    While a hold stands nothing of it is given out, opened or signed; what was entered stays and can be saved.
    """

    trial = models.ForeignKey(Trial, on_delete=models.PROTECT, related_name="reading_holds")
    reader = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.TextField()
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.TextField(blank=True)

    class Meta:
        verbose_name = "hold on reading"
        constraints = [
            models.UniqueConstraint(
                fields=["trial", "reader", "subject"],
                condition=models.Q(ended_at__isnull=True),
                nulls_distinct=False,
                name="reads_one_hold",
            )
        ]

    def scope(self) -> Scope:
        return Scope(self.trial_id, None, self.subject.code if self.subject else "")

    def label(self) -> str:
        held = self.reader.printed_name if self.reader else self.subject.code if self.subject else "all reading"
        return f"hold on {held}"


class RandomDraw(Recorded):
    """One line of the randomisation list: from whom was drawn for which subject, and who (IMG-8).

    `candidates`: [{"reader": id, "load": cases held, "out": why not to be drawn}]; `chosen`: ids of persons. With the
    sealed seed the whole list derives again (`core.reading.assignment`).
    """

    trial = models.ForeignKey(Trial, on_delete=models.PROTECT, related_name="reading_draws")
    number = models.PositiveIntegerField()
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="reading_draws")
    kind = models.CharField(max_length=10)
    algorithm = models.CharField(max_length=60)
    candidates = models.JSONField(default=list)
    count = models.PositiveSmallIntegerField()
    chosen = models.JSONField(default=list)
    named = models.BooleanField(default=False)
    replaced = models.UUIDField(null=True, blank=True)
    fraction = models.DecimalField(max_digits=5, decimal_places=4, null=True, blank=True)

    class Meta:
        verbose_name = "draw"
        constraints = [models.UniqueConstraint(fields=["trial", "number"], name="reads_one_draw_a_number")]

    def scope(self) -> Scope:
        return Scope(self.trial_id, None, self.subject.code)

    def label(self) -> str:
        return f"draw {self.number}"


class TaskPurpose(models.TextChoices):
    """What a case is read for: to count, or a second time by the same reader, who cannot tell."""

    PRIMARY = "primary"
    REPEAT = "repeat"


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
    the case `repeats`. `objects` finds the cases that count, `every` all: nobody meets a repeat who does not
    ask for it (IMG-13, leak L28).
    """

    trial = models.ForeignKey(Trial, on_delete=models.PROTECT, related_name="reading_tasks")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="reading_tasks")
    reader = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="reading_tasks")
    reader_number = models.PositiveSmallIntegerField()
    token = models.CharField(max_length=64, unique=True)
    purpose = models.CharField(max_length=8, choices=TaskPurpose.choices, default=TaskPurpose.PRIMARY)
    batch = models.PositiveIntegerField(default=1)
    order_key = models.CharField(max_length=64)
    repeats = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="repeated_by")
    only_exams = models.JSONField(default=list)
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


class ReadState(models.TextChoices):
    """Where a read is: whose turn it is stands in the README."""

    WAITING = "waiting"
    OPEN = "open"
    LOCKED = "locked"
    REOPENED = "reopened"


class Read(Recorded):
    """One reader's read of one time point, pinned to the exam version it was made on and to that exam's date.

    `content` is what the reader entered; `assessment` what the rules made of it. A reopened read stays as it was,
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
    software = models.CharField(max_length=40, blank=True)
    signature = models.OneToOneField(Signature, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    supersedes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="superseded_by"
    )
    reopen_reason = models.TextField(blank=True)

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

    `basis` names the signed reads that were compared; when another read is signed or reopened, it is void. `by`: as the
    definition said when it was opened; by consensus there is no adjudicator, and both readers' votes decide.
    """

    trial = models.ForeignKey(Trial, on_delete=models.PROTECT, related_name="adjudications")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="adjudications")
    definition = models.ForeignKey(Definition, on_delete=models.PROTECT, related_name="adjudications")
    adjudicator = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    token = models.CharField(max_length=64, unique=True)
    by = models.CharField(max_length=12, default="choose_one")
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


class ReportKind(models.TextChoices):
    """The DICOM objects that a signed read is written into."""

    STRUCTURED = "SR", "structured report"
    KEY_IMAGES = "KO", "key images"


class ReadReport(Recorded):
    """A sealed DICOM object of a signed read, made once from exactly what was signed; it is never made anew.

    `plan_digest` names what it was made of: the same plan gives the same bytes. `summary` counts lesions, marks and
    numbers that were typed. A report of a read that was reopened stays, beside its void signature.
    """

    read = models.ForeignKey(Read, on_delete=models.PROTECT, related_name="reports")
    signature = models.ForeignKey(Signature, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=2, choices=ReportKind.choices)
    digest = models.CharField(max_length=64)
    byte_count = models.PositiveIntegerField()
    sop_uid = models.CharField(max_length=64)
    plan_digest = models.CharField(max_length=64)
    renderer = models.CharField(max_length=120)
    summary = models.JSONField(default=dict)

    class Meta:
        verbose_name = "report of a read"
        constraints = [models.UniqueConstraint(fields=["read", "sop_uid"], name="reads_one_report_an_object")]

    def scope(self) -> Scope:
        return self.read.scope()

    def label(self) -> str:
        return f"{self.get_kind_display()} of {self.read.label()}"


class ReportStage(models.Model):
    """A cache, not recorded: since when the report of a signed read is due, how often it was tried, why it failed."""

    id = models.BigAutoField(primary_key=True)
    read = models.OneToOneField(Read, on_delete=models.PROTECT, related_name="report_stage")
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    fault = models.TextField(blank=True)


class ConsensusVote(Recorded):
    """One reader's signed vote for one of the two reads; the newest of each reader counts, the earlier are kept."""

    adjudication = models.ForeignKey(Adjudication, on_delete=models.PROTECT, related_name="votes")
    task = models.ForeignKey(ReadingTask, on_delete=models.PROTECT, related_name="+")
    choice = models.CharField(max_length=1)
    reason = models.TextField()
    signature = models.OneToOneField(Signature, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "vote for a consensus"

    def scope(self) -> Scope:
        return self.adjudication.scope()

    def label(self) -> str:
        return f"vote for the consensus of {self.adjudication.label()}"
