"""What the scan before release found in the images of an exam, and who released them all the same."""

from django.db import models

from centralis.apps.intake.models import ExamVersion
from centralis.apps.ledger.recorded import Recorded, Scope


class LeakState(models.TextChoices):
    """Where an exam stands before readers may be given it."""

    PASSED = "passed"
    HELD = "held"
    RELEASED = "released"


class LeakScan(Recorded):
    """One scan of an exam version's images, pinned to its manifest and to the scanner's version (`engine`).

    `findings`: what, place, fate and count, never the words that were found (`core.reading.exposure`). Held: something
    gets to the reader, or could not be looked at; a project manager releases it with a reason, or has it sent again.
    """

    exam_version = models.ForeignKey(ExamVersion, on_delete=models.PROTECT, related_name="leak_scans")
    manifest_digest = models.CharField(max_length=64)
    engine = models.CharField(max_length=20)
    state = models.CharField(max_length=8, choices=LeakState.choices)
    findings = models.JSONField(default=list)
    images = models.PositiveIntegerField()
    ran_at = models.DateTimeField()
    released_by = models.CharField(max_length=120, blank=True)
    released_at = models.DateTimeField(null=True, blank=True)
    release_reason = models.TextField(blank=True)

    class Meta:
        verbose_name = "leak scan"
        constraints = [
            models.UniqueConstraint(
                fields=["exam_version", "manifest_digest", "engine"], name="reads_one_leak_scan"
            )
        ]

    def scope(self) -> Scope:
        return self.exam_version.scope()

    def label(self) -> str:
        return f"leak scan of {self.exam_version.label()}"
