"""Tables of intake: what a site announced, what came, the exams and their versions, quarantine; and two caches."""

from django.db import models

from centralis.apps.ledger.recorded import Recorded, Scope
from centralis.apps.sites.models import Scanner, Site
from centralis.apps.trials.models import Definition, Subject, Trial, Visit


class TransmittalState(models.TextChoices):
    OPEN = "open"
    RECEIVED = "received"
    ABANDONED = "abandoned"


class Transmittal(Recorded):
    """What a site says it sends: the form that announces an exam."""

    trial = models.ForeignKey(Trial, on_delete=models.PROTECT, related_name="transmittals")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="transmittals")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="transmittals")
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="transmittals")
    state = models.CharField(max_length=10, choices=TransmittalState.choices, default=TransmittalState.OPEN)
    route = models.CharField(max_length=10)
    announced_files = models.PositiveIntegerField(null=True, blank=True)
    exam_date = models.DateField(null=True, blank=True)
    modality = models.CharField(max_length=4, blank=True)
    scanner = models.ForeignKey(Scanner, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    technologist = models.CharField(max_length=120, blank=True)
    form = models.JSONField(default=dict)
    sender_id = models.UUIDField()
    sender_name = models.CharField(max_length=120)
    rescan_of = models.ForeignKey("ExamVersion", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    resend_reason = models.TextField(blank=True)

    class Meta:
        verbose_name = "transmittal"

    def scope(self) -> Scope:
        return Scope(self.trial_id, self.site_id, self.subject.code)

    def label(self) -> str:
        return f"transmittal {self.subject.code} {self.visit.code}"


class Exam(Recorded):
    """What was scanned of one subject at one visit; its versions hold the images."""

    trial = models.ForeignKey(Trial, on_delete=models.PROTECT, related_name="exams")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="exams")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="exams")
    visit = models.OneToOneField(Visit, on_delete=models.PROTECT, related_name="exam")

    class Meta:
        verbose_name = "exam"

    def scope(self) -> Scope:
        return Scope(self.trial_id, self.site_id, self.subject.code)

    def label(self) -> str:
        return f"exam {self.subject.code} {self.visit.code}"


class ExamState(models.TextChoices):
    """Where an exam version is; each state has an owner (README)."""

    RECEIVED = "received"
    HELD = "held"
    IN_QC = "in QC"
    QUERIED = "queried"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    SUPERSEDED = "superseded"


class FaceState(models.TextChoices):
    """Whether the faces in an exam version's images are dealt with, where its definition asks for that."""

    NOT_ASKED = "", "not asked for"
    DUE = "due", "not looked at yet"
    TO_CONFIRM = "to confirm", "a person looks at the result"
    CONFIRMED = "confirmed", "removed, and confirmed by a person"
    NONE = "none", "none in the images"
    REJECTED = "rejected", "a person found the result wanting"
    REPLACED = "replaced", "a later version stands without faces"


#: Images of such a version leave the store by no route: a face may be in them.
WITHHELD = (FaceState.DUE, FaceState.TO_CONFIRM, FaceState.REJECTED, FaceState.REPLACED)


class ExamVersion(Recorded):
    """One receipt of an exam's images. `manifest_digest` names the sealed manifest: every object's digest, UIDs and
    facts. A later version supersedes it; what was read stays pinned to the version it was read on. `patient_mark` is a
    keyed digest of the identity that the scanner knew: it tells two patients apart without naming either."""

    exam = models.ForeignKey(Exam, on_delete=models.PROTECT, related_name="versions")
    trial = models.ForeignKey(Trial, on_delete=models.PROTECT, related_name="exam_versions")
    transmittal = models.ForeignKey(Transmittal, on_delete=models.PROTECT, related_name="exam_versions")
    number = models.PositiveSmallIntegerField()
    supersedes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="superseded_by"
    )
    supersede_reason = models.TextField(blank=True)
    definition = models.ForeignKey(Definition, on_delete=models.PROTECT, related_name="exam_versions")
    scanner = models.ForeignKey(Scanner, on_delete=models.PROTECT, null=True, blank=True, related_name="exam_versions")
    state = models.CharField(max_length=12, choices=ExamState.choices, default=ExamState.RECEIVED)
    state_since = models.DateTimeField()
    hold_reasons = models.JSONField(default=list)
    manifest_digest = models.CharField(max_length=64)
    instance_count = models.PositiveIntegerField()
    series_count = models.PositiveIntegerField()
    byte_count = models.BigIntegerField()
    modalities = models.CharField(max_length=40)
    exam_date = models.DateField(null=True, blank=True)
    patient_mark = models.CharField(max_length=64, blank=True)
    is_simulated = models.BooleanField(default=False)
    faces = models.CharField(max_length=12, choices=FaceState.choices, blank=True, default=FaceState.NOT_ASKED)

    class Meta:
        verbose_name = "exam version"
        constraints = [models.UniqueConstraint(fields=["exam", "number"], name="intake_one_version_a_number")]
        indexes = [models.Index(fields=["trial", "state"], name="intake_version_state")]

    def scope(self) -> Scope:
        return self.exam.scope()

    def label(self) -> str:
        return f"{self.exam.label()} v{self.number}"


class FaceRemoval(Recorded):
    """What the face step found and did in one exam version. `exam_version` holds the result (the version itself when no
    file had to be changed), `examined` the images that were looked at. `report_digest` names the sealed report: series
    by series finding, numbers, and pictures before and after; `summary` what lists show of it."""

    trial = models.ForeignKey(Trial, on_delete=models.PROTECT, related_name="face_removals")
    exam_version = models.OneToOneField(ExamVersion, on_delete=models.PROTECT, related_name="face_removal")
    examined = models.ForeignKey(ExamVersion, on_delete=models.PROTECT, related_name="+")
    report_digest = models.CharField(max_length=64)
    summary = models.JSONField(default=dict)
    decided_by = models.CharField(max_length=120, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True)
    signature_id = models.UUIDField(null=True, blank=True)

    class Meta:
        verbose_name = "face removal"

    def scope(self) -> Scope:
        return self.exam_version.scope()

    def label(self) -> str:
        return f"face removal of {self.exam_version.label()}"


class Receipt(Recorded):
    """What was received against what was announced: counts, and the digest of the sealed list of outcomes by file.

    `upload_key` is the digest over what was sent: the same upload sent twice has the same receipt. A receipt without a
    transmittal holds files that fit no announced exam. `source` says who sent them, by which route, from where.
    """

    trial = models.ForeignKey(Trial, on_delete=models.PROTECT, related_name="receipts")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, null=True, blank=True, related_name="receipts")
    transmittal = models.ForeignKey(
        Transmittal, on_delete=models.PROTECT, null=True, blank=True, related_name="receipts"
    )
    exam_version = models.OneToOneField(
        ExamVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="receipt"
    )
    upload_key = models.CharField(max_length=64)
    received_at = models.DateTimeField()
    files_received = models.PositiveIntegerField()
    files_accepted = models.PositiveIntegerField()
    files_duplicate = models.PositiveIntegerField(default=0)
    files_quarantined = models.PositiveIntegerField(default=0)
    byte_count = models.BigIntegerField()
    outcomes_digest = models.CharField(max_length=64)
    source = models.JSONField(default=dict)

    class Meta:
        verbose_name = "receipt"
        constraints = [models.UniqueConstraint(fields=["trial", "upload_key"], name="intake_one_receipt_an_upload")]

    def scope(self) -> Scope:
        return self.transmittal.scope() if self.transmittal else Scope(self.trial_id, self.site_id)

    def label(self) -> str:
        return f"receipt {str(self.pk)[:8]}"


class QuarantineState(models.TextChoices):
    OPEN = "open"
    RELEASED = "released"
    DISMISSED = "dismissed"


class QuarantinedFile(Recorded):
    """A file that was received but not accepted; its bytes are kept apart, sealed under their digest.

    named_digest: of what names the patient in all files of its upload, sealed apart as well.
    """

    trial = models.ForeignKey(Trial, on_delete=models.PROTECT, related_name="quarantined")
    receipt = models.ForeignKey(Receipt, on_delete=models.PROTECT, related_name="quarantined")
    ordinal = models.PositiveIntegerField()
    source_digest = models.CharField(max_length=64)
    named_digest = models.CharField(max_length=64)
    byte_count = models.BigIntegerField()
    code = models.CharField(max_length=40)
    sentence = models.TextField()
    state = models.CharField(max_length=10, choices=QuarantineState.choices, default=QuarantineState.OPEN)
    resolution = models.TextField(blank=True)

    class Meta:
        verbose_name = "quarantined file"

    def scope(self) -> Scope:
        return self.receipt.scope()

    def label(self) -> str:
        return f"quarantined file {self.ordinal}"


class StoredInstance(models.Model):
    """A cache, not recorded: one row per sealed instance, rebuilt from the manifests at any time."""

    id = models.BigAutoField(primary_key=True)
    exam_version = models.ForeignKey(ExamVersion, on_delete=models.PROTECT, related_name="instances")
    trial_id = models.UUIDField()
    study_uid = models.CharField(max_length=64)
    series_uid = models.CharField(max_length=64)
    sop_uid = models.CharField(max_length=64)
    sop_class_uid = models.CharField(max_length=64)
    transfer_syntax = models.CharField(max_length=64)
    modality = models.CharField(max_length=16)
    rows = models.PositiveIntegerField(null=True)
    columns = models.PositiveIntegerField(null=True)
    series_number = models.IntegerField(null=True)
    series_description = models.CharField(max_length=64, blank=True)
    instance_number = models.IntegerField(null=True)
    frame_count = models.PositiveIntegerField(default=1)
    digest = models.CharField(max_length=64)
    byte_count = models.BigIntegerField()
    frames = models.JSONField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["exam_version", "sop_uid"], name="intake_one_instance_a_version")
        ]
        indexes = [
            models.Index(fields=["trial_id", "study_uid", "series_uid"], name="intake_instance_place"),
            models.Index(fields=["trial_id", "sop_uid"], name="intake_instance_sop"),
        ]


class Stage(models.Model):
    """A cache, not recorded: which background stage of an exam version is due since when; the reconciler's list."""

    id = models.BigAutoField(primary_key=True)
    exam_version = models.ForeignKey(ExamVersion, on_delete=models.PROTECT, related_name="stages")
    name = models.CharField(max_length=20)
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    fault = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["exam_version", "name"], name="intake_one_stage_a_name")]
