"""What a reader drew on the images."""

from django.db import models

from centralis.apps.ledger.recorded import Recorded, Scope
from centralis.apps.reads.models.tasks import Read


class MarkState(models.TextChoices):
    """Only a `current` mark counts; the others are kept as they were."""

    CURRENT = "current"
    REPLACED = "replaced"
    REMOVED = "removed"


class Mark(Recorded):
    """What was drawn on one frame at a time point: its points, and what the server measured of them.

    `key` is drawn by the reader's page and names the mark through all its changes; `edit` counts them, so that a save
    that arrives twice changes nothing. `lesion` is its name at the time point: the lesion whose diameters it measures,
    "ROI 1" of a region, "T1/5" of a lesion's mask on the fifth image. `of_lesion` is the lesion that a region or mask
    is of, if any. `points` are in the patient coordinate system (LPS, mm), of a mask its runs; `values` what was
    measured with the spacing it rests on. A mark of a reopened read is superseded, never changed.
    """

    read = models.ForeignKey(Read, on_delete=models.PROTECT, related_name="marks")
    key = models.UUIDField()
    edit = models.PositiveIntegerField()
    lesion = models.CharField(max_length=16)
    of_lesion = models.CharField(max_length=12, blank=True, default="")
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
