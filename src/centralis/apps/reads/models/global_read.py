"""What a reader states of a whole case once all its time points are signed."""

from django.db import models

from centralis.apps.ledger.recorded import Recorded, Scope
from centralis.apps.people.models import Signature
from centralis.apps.reads.models.tasks import ReadingTask
from centralis.apps.trials.models import Definition


class GlobalState(models.TextChoices):
    """A void statement is kept with its void signature."""

    LOCKED = "locked"
    VOID = "void"


class GlobalRead(Recorded):
    """A reader's signed statement of a whole case: best overall response and the time point of progression.

    `derived` is what the reader's own time points came to by the rules; `reason` says why the statement is another.
    `basis`: ids of the signed reads it rests on; it counts as long as these are the reads of the case.
    """

    task = models.ForeignKey(ReadingTask, on_delete=models.PROTECT, related_name="global_reads")
    definition = models.ForeignKey(Definition, on_delete=models.PROTECT, related_name="+")
    best_overall_response = models.CharField(max_length=20)
    progression_at = models.PositiveSmallIntegerField(null=True, blank=True)
    derived = models.JSONField()
    reason = models.TextField(blank=True)
    basis = models.JSONField()
    software = models.CharField(max_length=40)
    state = models.CharField(max_length=6, choices=GlobalState.choices, default=GlobalState.LOCKED)
    state_since = models.DateTimeField()
    void_reason = models.TextField(blank=True)
    signature = models.OneToOneField(Signature, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "global read"
        constraints = [
            models.UniqueConstraint(
                fields=["task"], condition=models.Q(state="locked"), name="reads_one_global_read_a_case"
            )
        ]

    def scope(self) -> Scope:
        return self.task.scope()

    def label(self) -> str:
        return f"global read by {self.task.source}"
