"""The DICOM objects that a signed read is written into."""

from django.db import models

from centralis.apps.ledger.recorded import Recorded, Scope
from centralis.apps.people.models import Signature
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


class ReportStage(models.Model):
    """A cache, not recorded: since when the report of a signed read is due, how often it was tried, why it failed."""

    id = models.BigAutoField(primary_key=True)
    read = models.OneToOneField(Read, on_delete=models.PROTECT, related_name="report_stage")
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    fault = models.TextField(blank=True)
