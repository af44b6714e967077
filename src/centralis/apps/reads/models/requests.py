"""Reads on request: the confirmation of a progression that a site reports, and eligibility before enrolment."""

from django.db import models

from centralis.apps.intake.models import ExamVersion
from centralis.apps.ledger.recorded import Recorded, Scope
from centralis.apps.people.models import Person
from centralis.apps.trials.models import Definition, Subject, Visit
from centralis.core.reading.eligibility import Verdict


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


class EligibilityRequest(Recorded):
    """The question whether a subject in screening is eligible, put to central review by an accepted screening exam.

    The subject's newest one counts. `told` is what the site is told beside the answer, `what_to_send` what an exam that
    can't be evaluated lacks, `basis` the digests of the reads on which the answer rests. `again_of`: the request whose
    readers this one does not ask again. An answer stays as it was given.
    """

    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="eligibility_requests")
    exam_version = models.ForeignKey(ExamVersion, on_delete=models.PROTECT, related_name="+")
    definition = models.ForeignKey(Definition, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    state = models.CharField(max_length=9, choices=RequestState.choices, default=RequestState.OPEN)
    state_since = models.DateTimeField()
    verdict = models.CharField(max_length=13, choices=[(one.value, one.value) for one in Verdict], blank=True)
    told = models.JSONField(default=list)
    what_to_send = models.TextField(blank=True)
    basis = models.JSONField(default=list)
    again_of = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="again")
    end_reason = models.TextField(blank=True)

    class Meta:
        verbose_name = "eligibility request"
        constraints = [
            models.UniqueConstraint(
                fields=["subject"], condition=models.Q(state="open"), name="reads_one_open_eligibility_a_subject"
            )
        ]

    def scope(self) -> Scope:
        return self.subject.scope()

    def label(self) -> str:
        return f"eligibility of {self.subject.code}"
