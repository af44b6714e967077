"""What a reader's page showed, and the images that a reader chose as key images."""

from django.db import models

from centralis.apps.ledger.recorded import Recorded, Scope
from centralis.apps.people.models import Person
from centralis.apps.reads.models.adjudication import Adjudication
from centralis.apps.reads.models.tasks import Read


class ViewDraft(models.Model):
    """A cache, not recorded: how the page of an open read shows its images just now.

    `state` as `core.reading.view_state`, with the UIDs of what is stored. The signature pins it: the read's own `view`
    is written in the same entry of the ledger, and this row counts no more.
    """

    id = models.BigAutoField(primary_key=True)
    read = models.OneToOneField(Read, on_delete=models.PROTECT, related_name="view_draft")
    state = models.JSONField(default=dict)


class DecisionViewDraft(models.Model):
    """A cache, not recorded: how one adjudicator's page shows the compared images just now, as `ViewDraft` of a read.

    More than one may look at a case that is due; the signature pins what its signer saw.
    """

    id = models.BigAutoField(primary_key=True)
    adjudication = models.ForeignKey(Adjudication, on_delete=models.PROTECT, related_name="view_drafts")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    state = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["adjudication", "person"], name="reads_one_decision_view_each")]


class KeyImage(Recorded):
    """A frame that a reader chose as a key image, or chose no more. `frame` counts from 1 within its object.

    Frames that hold a mark are key images anyway; these are the others that the reader wants to be seen.
    """

    read = models.ForeignKey(Read, on_delete=models.PROTECT, related_name="key_images")
    series_uid = models.CharField(max_length=64)
    sop_uid = models.CharField(max_length=64)
    frame = models.PositiveIntegerField()
    is_chosen = models.BooleanField(default=True)

    class Meta:
        verbose_name = "key image"
        constraints = [models.UniqueConstraint(fields=["read", "sop_uid", "frame"], name="reads_one_key_image_a_frame")]

    def scope(self) -> Scope:
        return self.read.scope()

    def label(self) -> str:
        return f"key image of time point {self.read.time_point}"
