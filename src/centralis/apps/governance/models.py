"""Tables of governance: ethics approvals and consent."""

from django.db import models

from centralis.apps.ledger.recorded import Recorded, Scope
from centralis.apps.trials.models import Subject, Trial


class EthicsApproval(Recorded):
    """A committee's approval for a trial at one site (`site_id` is a plain id: sites stand above governance)."""

    trial = models.ForeignKey(Trial, on_delete=models.PROTECT, related_name="ethics_approvals")
    site_id = models.UUIDField()
    committee = models.CharField(max_length=200)
    reference = models.CharField(max_length=80)
    approved_on = models.DateField()
    expires_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = "ethics approval"

    def scope(self) -> Scope:
        return Scope(self.trial_id, self.site_id)

    def label(self) -> str:
        return f"ethics approval {self.reference}"


class Consent(Recorded):
    """A subject's consent: its form's version and language, the scopes given, and when it was withdrawn."""

    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="consents")
    form_version = models.CharField(max_length=40)
    language = models.CharField(max_length=10)
    scopes = models.JSONField()
    signed_on = models.DateField()
    withdrawn_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = "consent"

    def scope(self) -> Scope:
        return self.subject.scope()

    def label(self) -> str:
        return f"consent of {self.subject.code}"
