"""Tables of a trial: its definition's versions, its subjects by code, their visits."""

from django.db import models

from centralis.apps.ledger.recorded import Recorded, Scope


class Trial(Recorded):
    """One clinical trial. What it does stands in its active definition."""

    protocol = models.CharField(max_length=64, unique=True)
    title = models.CharField(max_length=300)
    sponsor = models.CharField(max_length=300, blank=True)
    is_demonstration = models.BooleanField(default=False)

    class Meta:
        verbose_name = "trial"

    def __str__(self) -> str:
        return self.protocol

    def scope(self) -> Scope:
        return Scope(self.pk)

    def label(self) -> str:
        return self.protocol


class DefinitionState(models.TextChoices):
    DRAFT = "draft"
    IN_APPROVAL = "in approval"
    APPROVED = "approved"
    ACTIVE = "active"
    SUPERSEDED = "superseded"
    RETURNED = "returned"


class Definition(Recorded):
    """One version of the trial's document (YAML text, exactly as submitted) and where it is on its way."""

    trial = models.ForeignKey(Trial, on_delete=models.PROTECT, related_name="definitions")
    version_label = models.CharField(max_length=20)
    amends = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="amended_by")
    document = models.TextField()
    document_digest = models.CharField(max_length=64)
    change_reason = models.TextField(blank=True)
    state = models.CharField(max_length=16, choices=DefinitionState.choices, default=DefinitionState.DRAFT)
    activated_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "trial definition"
        constraints = [
            models.UniqueConstraint(fields=["trial", "version_label"], name="trials_one_definition_a_version"),
            models.UniqueConstraint(
                fields=["trial"], condition=models.Q(state="active"), name="trials_one_active_definition"
            ),
        ]

    def scope(self) -> Scope:
        return Scope(self.trial_id)

    def label(self) -> str:
        return f"definition {self.version_label}"


class SubjectState(models.TextChoices):
    """Where a participant is: in screening where the definition has the screening exam read before enrolment."""

    SCREENING = "screening"
    SCREEN_FAILED = "screen failed"
    ENROLLED = "enrolled"
    WITHDRAWN = "withdrawn"
    COMPLETED = "completed"


BEFORE_ENROLMENT = (SubjectState.SCREENING, SubjectState.SCREEN_FAILED)
"""Not enrolled: no case is read of these, though a screening exam that is also the baseline may be accepted."""


class Subject(Recorded):
    """A participant, known here by code only. `site_id` is a plain id: sites stand above trials."""

    trial = models.ForeignKey(Trial, on_delete=models.PROTECT, related_name="subjects")
    code = models.CharField(max_length=40)
    site_id = models.UUIDField(db_index=True)
    anchor_date = models.DateField(null=True, blank=True)
    sex = models.CharField(max_length=1, blank=True)
    state = models.CharField(max_length=16, choices=SubjectState.choices, default=SubjectState.ENROLLED)

    class Meta:
        verbose_name = "subject"
        constraints = [models.UniqueConstraint(fields=["trial", "code"], name="trials_one_subject_a_code")]

    def __str__(self) -> str:
        return self.code

    def scope(self) -> Scope:
        return Scope(self.trial_id, self.site_id, self.code)

    def label(self) -> str:
        return self.code


class Visit(Recorded):
    """A time point of a subject: expected by the definition or unscheduled. Its window is dated once the anchor is."""

    trial = models.ForeignKey(Trial, on_delete=models.PROTECT, related_name="visits")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="visits")
    code = models.CharField(max_length=72)
    name = models.CharField(max_length=300)
    ordinal = models.PositiveSmallIntegerField()
    due_on = models.DateField(null=True, blank=True)
    window_opens_on = models.DateField(null=True, blank=True)
    window_closes_on = models.DateField(null=True, blank=True)
    is_unscheduled = models.BooleanField(default=False)
    missed_reason = models.TextField(blank=True)
    missed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "visit"
        constraints = [models.UniqueConstraint(fields=["subject", "code"], name="trials_one_visit_a_code")]

    def scope(self) -> Scope:
        return self.subject.scope()

    def label(self) -> str:
        return f"{self.subject.code} {self.code}"
