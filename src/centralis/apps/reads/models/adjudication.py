"""Reads of a subject that differ, and what was decided."""

from django.db import models

from centralis.apps.ledger.recorded import Recorded, Scope
from centralis.apps.people.models import Person, Signature
from centralis.apps.reads.models.tasks import ReadingTask
from centralis.apps.trials.models import Definition, Subject, Trial


class AdjudicationState(models.TextChoices):
    DUE = "due"
    DONE = "done"
    VOID = "void"


class Adjudication(Recorded):
    """Two reads of a subject that differ by the definition's triggers, and what the adjudicator decided.

    `basis` names the signed reads that were compared; when another read is signed or reopened, it is void. `by`: as the
    definition said when it was opened; by consensus there is no adjudicator, and both readers' votes decide. Where the
    case may be read anew, `anew_task` is the adjudicator's own case, and choice C its result. `view`: how the compared
    images were shown when it was signed (`core.reading.view_state`); `software` what it was signed with.
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
    anew_task = models.ForeignKey(ReadingTask, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    basis = models.JSONField(default=dict)
    state = models.CharField(max_length=6, choices=AdjudicationState.choices, default=AdjudicationState.DUE)
    state_since = models.DateTimeField()
    choice = models.CharField(max_length=1, blank=True)
    reason = models.TextField(blank=True)
    void_reason = models.TextField(blank=True)
    view = models.JSONField(default=dict)
    software = models.CharField(max_length=40, blank=True)
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
