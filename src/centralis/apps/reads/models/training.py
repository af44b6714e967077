"""Where readers are tested: another trial, whose images are test cases and never data of this one."""

from django.db import models

from centralis.apps.ledger.recorded import Recorded, Scope
from centralis.apps.people.models import Person
from centralis.apps.reads.models.tasks import ReadingTask
from centralis.apps.trials.models import Trial


class TrainingTrial(Recorded):
    """The trial whose cases readers of `trial` are tested on, and the expert whose signed reads are the reference.

    Everything of `training` (subjects, images, reads, ledger) is its own: no result of `trial` can rest on it.
    """

    trial = models.OneToOneField(Trial, on_delete=models.PROTECT, related_name="+")
    training = models.OneToOneField(Trial, on_delete=models.PROTECT, related_name="+")
    reference = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "training trial"

    def scope(self) -> Scope:
        return Scope(self.trial_id)

    def label(self) -> str:
        return f"test cases of {self.training.protocol}"


class ShownComparison(Recorded):
    """That a reader was shown a signed test case beside the expert's: from then on the case qualifies them no more.

    `reads` holds the digests of what was shown, the reader's and the expert's. Each later look is an entry of its own.
    """

    task = models.OneToOneField(ReadingTask, on_delete=models.PROTECT, related_name="shown_comparison")
    reads = models.JSONField(default=dict)
    agrees = models.BooleanField()
    shown_at = models.DateTimeField()

    class Meta:
        verbose_name = "shown comparison"

    def scope(self) -> Scope:
        return self.task.scope()

    def label(self) -> str:
        return f"comparison of {self.task.label()} with the expert"
