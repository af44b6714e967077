"""Reads that somebody asks for: the confirmation of a progression that a site reports."""

from django.db import models

from centralis.apps.ledger.recorded import Recorded, Scope
from centralis.apps.people.models import Person
from centralis.apps.trials.models import Definition, Visit


class RequestState(models.TextChoices):
    """Where a request is: open, answered by the central review, or taken back."""

    OPEN = "open"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"


class ConfirmationRequest(Recorded):
    """A site's report of progression at a visit, to be confirmed by central review, and the answer.

    `note` is the site's own words and is never shown to who reads. `basis`: the digests of what was signed on which
    the answer rests. An answer stays as it was given; when the reads change, a new row is opened by a new request.
    """

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="confirmation_requests")
    definition = models.ForeignKey(Definition, on_delete=models.PROTECT, related_name="+")
    requested_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    note = models.TextField()
    due_on = models.DateField()
    state = models.CharField(max_length=9, choices=RequestState.choices, default=RequestState.OPEN)
    state_since = models.DateTimeField()
    is_confirmed = models.BooleanField(null=True, blank=True)
    basis = models.JSONField(default=list)
    end_reason = models.TextField(blank=True)

    class Meta:
        verbose_name = "request for confirmation"
        constraints = [
            models.UniqueConstraint(
                fields=["visit"], condition=models.Q(state="open"), name="reads_one_open_request_a_visit"
            )
        ]

    def scope(self) -> Scope:
        return self.visit.scope()

    def label(self) -> str:
        return f"confirmation of progression at {self.visit.label()}"
