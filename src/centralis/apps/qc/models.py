"""Tables of QC: what the checks said, what the analyst decided, what was asked of the site."""

from django.db import models

from centralis.apps.intake.models import ExamVersion
from centralis.apps.ledger.recorded import Recorded, Scope
from centralis.apps.people.models import Signature
from centralis.apps.trials.models import Definition, Trial


class CheckRun(Recorded):
    """One run of the checks on an exam version under one definition; `findings` as core.acquisition gives them.

    `engine` names the checks' versions, `baseline` the accepted exam that was compared with (none: it was not there).
    """

    exam_version = models.ForeignKey(ExamVersion, on_delete=models.PROTECT, related_name="check_runs")
    definition = models.ForeignKey(Definition, on_delete=models.PROTECT, related_name="+")
    engine = models.CharField(max_length=20)
    baseline = models.ForeignKey(ExamVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    findings = models.JSONField()
    failed_major = models.PositiveSmallIntegerField(default=0)
    failed_minor = models.PositiveSmallIntegerField(default=0)
    not_evaluable = models.PositiveSmallIntegerField(default=0)
    passed = models.PositiveSmallIntegerField(default=0)
    ran_at = models.DateTimeField()

    class Meta:
        verbose_name = "check run"
        constraints = [
            models.UniqueConstraint(
                fields=["exam_version", "definition", "engine"],
                condition=models.Q(baseline__isnull=True),
                name="qc_one_run_without_baseline",
            ),
            models.UniqueConstraint(
                fields=["exam_version", "definition", "engine", "baseline"], name="qc_one_run_a_baseline"
            ),
        ]

    def scope(self) -> Scope:
        return self.exam_version.scope()

    def label(self) -> str:
        return f"checks of {self.exam_version.label()}"


class QcOutcome(models.TextChoices):
    ACCEPT = "accept"
    ACCEPT_WITH_DEVIATION = "accept with deviation"
    QUERY = "query"
    REJECT = "reject: rescan"


class QcDecision(Recorded):
    """A signed decision on an exam version, with the check run that was in front of the analyst."""

    exam_version = models.ForeignKey(ExamVersion, on_delete=models.PROTECT, related_name="decisions")
    check_run = models.ForeignKey(CheckRun, on_delete=models.PROTECT, related_name="decisions")
    outcome = models.CharField(max_length=24, choices=QcOutcome.choices)
    reason = models.TextField(blank=True)
    decided_by = models.CharField(max_length=120)
    decided_at = models.DateTimeField()
    signature = models.OneToOneField(Signature, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "QC decision"

    def scope(self) -> Scope:
        return self.exam_version.scope()

    def label(self) -> str:
        return f"{self.outcome} of {self.exam_version.label()}"


class QueryState(models.TextChoices):
    OPEN = "open"
    ANSWERED = "answered"
    CLOSED = "closed"


class Query(Recorded):
    """A question from the core lab to a site about one exam version (or a visit's exam in general)."""

    trial = models.ForeignKey(Trial, on_delete=models.PROTECT, related_name="queries")
    exam_version = models.ForeignKey(ExamVersion, on_delete=models.PROTECT, related_name="queries")
    number = models.PositiveIntegerField()
    category = models.CharField(max_length=60)
    severity = models.CharField(max_length=10)
    check_id = models.CharField(max_length=60, blank=True)
    requested_action = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=QueryState.choices, default=QueryState.OPEN)
    state_since = models.DateTimeField()
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=120)
    due_on = models.DateField()
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.CharField(max_length=120, blank=True)
    resolution = models.TextField(blank=True)
    reminders_sent = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = "query"
        constraints = [models.UniqueConstraint(fields=["trial", "number"], name="qc_one_query_a_number")]
        indexes = [models.Index(fields=["trial", "state"], name="qc_query_state")]

    def scope(self) -> Scope:
        return self.exam_version.scope()

    def label(self) -> str:
        return f"query {self.number}"


class Message(Recorded):
    """One message of a query's thread."""

    query = models.ForeignKey(Query, on_delete=models.PROTECT, related_name="messages")
    author_id = models.UUIDField(null=True)
    author_name = models.CharField(max_length=120)
    author_role = models.CharField(max_length=32)
    sent_at = models.DateTimeField()
    text = models.TextField()

    class Meta:
        verbose_name = "message"

    def scope(self) -> Scope:
        return self.query.scope()

    def label(self) -> str:
        return f"message on {self.query.label()}"
