"""The DICOM objects that a signed read is written into."""

from typing import Any

from django.db import models

from centralis.apps.ledger.recorded import Recorded, Scope
from centralis.apps.people.models import Signature
from centralis.apps.reads.models.adjudication import Adjudication
from centralis.apps.reads.models.global_read import GlobalRead
from centralis.apps.reads.models.tasks import Read


class ReportKind(models.TextChoices):
    """The DICOM objects that a signed read is written into."""

    STRUCTURED = "SR", "structured report"
    KEY_IMAGES = "KO", "key images"
    SEGMENTATION = "SEG", "segmentation"


class ReadReport(Recorded):
    """A sealed DICOM object of a signed read, made once from exactly what was signed; it is never made anew.

    `plan_digest` names what it was made of: the same plan gives the same bytes. `summary` counts lesions, marks and
    numbers that were typed. A report of a read that was reopened stays, beside its void signature.
    """

    read = models.ForeignKey(Read, on_delete=models.PROTECT, related_name="reports")
    signature = models.ForeignKey(Signature, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=3, choices=ReportKind.choices)
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


class CaseReport(Recorded):
    """A sealed structured report of what was signed of a whole case: a reader's statement, or the decision between two
    reads. As `ReadReport`: made once from exactly what was signed, and kept when that is void."""

    statement = models.OneToOneField(
        GlobalRead, on_delete=models.PROTECT, null=True, blank=True, related_name="report"
    )
    adjudication = models.OneToOneField(
        Adjudication, on_delete=models.PROTECT, null=True, blank=True, related_name="report"
    )
    signature = models.ForeignKey(Signature, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64)
    byte_count = models.PositiveIntegerField()
    sop_uid = models.CharField(max_length=64, unique=True)
    plan_digest = models.CharField(max_length=64)
    renderer = models.CharField(max_length=120)

    class Meta:
        verbose_name = "report of a whole case"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(statement__isnull=True) ^ models.Q(adjudication__isnull=True),
                name="reads_case_report_of_one",
            )
        ]

    @property
    def about(self) -> Any:
        """What it reports."""
        return self.adjudication if self.statement is None else self.statement  # the constraint holds one of them

    def scope(self) -> Scope:
        scope: Scope = self.about.scope()
        return scope

    def label(self) -> str:
        return f"report of {self.about.label()}"


class Due(models.Model):
    """A cache, not recorded: since when a report is due, how often it was tried, why it failed."""

    id = models.BigAutoField(primary_key=True)
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    fault = models.TextField(blank=True)

    class Meta:
        abstract = True


class ReportStage(Due):
    """The reports of a signed read."""

    read = models.OneToOneField(Read, on_delete=models.PROTECT, related_name="report_stage")


class CaseReportStage(Due):
    """The report of a signed statement or decision."""

    statement = models.OneToOneField(GlobalRead, on_delete=models.PROTECT, null=True, related_name="report_stage")
    adjudication = models.OneToOneField(Adjudication, on_delete=models.PROTECT, null=True, related_name="report_stage")
