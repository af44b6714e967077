"""Tables of outcomes: what was derived from signed reads, and the data lock."""

from django.db import models

from centralis.apps.ledger.recorded import Recorded, Scope
from centralis.apps.people.models import Signature
from centralis.apps.trials.models import Subject, Trial


class Outcome(Recorded):
    """A subject's derived result by one source (reader 1, reader 2, central = adjudicated or agreed).

    `basis` names each signed read and its digest, the criterion, its parameters and the software; a new derivation
    supersedes the row and never overwrites it. `headline` is the best overall response of a criterion or the last value
    of a score, empty while the source has no result; `missing` says in sentences what is not there yet.
    `best_change_percent` is the change of the tumour burden from baseline; a score has none, and no progression.
    """

    trial = models.ForeignKey(Trial, on_delete=models.PROTECT, related_name="outcomes")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="outcomes")
    source = models.CharField(max_length=20)
    time_points = models.JSONField()
    headline = models.CharField(max_length=60, blank=True)
    headline_on = models.DateField(null=True, blank=True)
    headline_sentence = models.TextField(blank=True)
    best_change_percent = models.DecimalField(max_digits=10, decimal_places=4, null=True, blank=True)
    progression_date = models.DateField(null=True, blank=True)
    progression_sentence = models.TextField(blank=True)
    explanation = models.TextField(blank=True)
    missing = models.JSONField(default=list)
    basis = models.JSONField()
    derived_at = models.DateTimeField()
    is_current = models.BooleanField(default=True)

    class Meta:
        verbose_name = "outcome"
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "source"], condition=models.Q(is_current=True), name="outcomes_one_current"
            )
        ]
        indexes = [models.Index(fields=["trial", "is_current"], name="outcomes_outcome_current")]

    def scope(self) -> Scope:
        return Scope(self.trial_id, None, self.subject.code)

    def label(self) -> str:
        return f"outcome of {self.subject.code} by {self.source}"


class DataLock(Recorded):
    """A lock on a trial's data: what was in it (digests), who locked it, and who, signed, opened it again."""

    trial = models.ForeignKey(Trial, on_delete=models.PROTECT, related_name="data_locks")
    name = models.CharField(max_length=80)
    content = models.JSONField()
    content_digest = models.CharField(max_length=64)
    locked_at = models.DateTimeField()
    locked_by = models.CharField(max_length=120)
    lock_signature = models.OneToOneField(Signature, on_delete=models.PROTECT, related_name="+")
    unlocked_at = models.DateTimeField(null=True, blank=True)
    unlock_reason = models.TextField(blank=True)
    unlock_signature = models.OneToOneField(
        Signature, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = "data lock"
        constraints = [
            models.UniqueConstraint(
                fields=["trial"], condition=models.Q(unlocked_at__isnull=True), name="outcomes_one_open_lock"
            ),
            models.UniqueConstraint(fields=["trial", "name"], name="outcomes_one_lock_a_name"),
        ]

    def scope(self) -> Scope:
        return Scope(self.trial_id)

    def label(self) -> str:
        return f"data lock {self.name}"
