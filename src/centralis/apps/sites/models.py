"""Tables of sites: contacts, scanners and their qualification, training."""

from django.db import models

from centralis.apps.ledger.recorded import Recorded, Scope
from centralis.apps.trials.models import Definition, Trial


class Site(Recorded):
    """A place that scans subjects for a trial."""

    trial = models.ForeignKey(Trial, on_delete=models.PROTECT, related_name="sites")
    code = models.CharField(max_length=20)
    name = models.CharField(max_length=200)
    city = models.CharField(max_length=80, blank=True)
    country = models.CharField(max_length=2)
    investigator = models.CharField(max_length=120, blank=True)
    is_open = models.BooleanField(default=True)

    class Meta:
        verbose_name = "site"
        constraints = [models.UniqueConstraint(fields=["trial", "code"], name="sites_one_site_a_code")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    def scope(self) -> Scope:
        return Scope(self.trial_id, self.pk)

    def label(self) -> str:
        return f"site {self.code}"


class Contact(Recorded):
    """Somebody to call at a site."""

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="contacts")
    name = models.CharField(max_length=120)
    duty = models.CharField(max_length=80)
    email = models.EmailField(blank=True)
    telephone = models.CharField(max_length=40, blank=True)

    class Meta:
        verbose_name = "contact"

    def scope(self) -> Scope:
        return self.site.scope()


class Scanner(Recorded):
    """One machine, known by maker, model and serial; its software may change, and that re-opens its qualification."""

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="scanners")
    name = models.CharField(max_length=40)
    modality = models.CharField(max_length=4)
    manufacturer = models.CharField(max_length=64)
    model = models.CharField(max_length=64)
    serial = models.CharField(max_length=64)
    software = models.CharField(max_length=120, blank=True)
    field_strength_t = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)

    class Meta:
        verbose_name = "scanner"
        constraints = [models.UniqueConstraint(fields=["site", "serial"], name="sites_one_scanner_a_serial")]

    def scope(self) -> Scope:
        return self.site.scope()

    def label(self) -> str:
        return f"scanner {self.name}"


class QualificationState(models.TextChoices):
    QUALIFIED = "qualified"
    NOT_QUALIFIED = "not qualified"
    SUSPENDED = "suspended"


class Qualification(Recorded):
    """A decision about one scanner under one version of the definition; the newest counts."""

    scanner = models.ForeignKey(Scanner, on_delete=models.PROTECT, related_name="qualifications")
    definition = models.ForeignKey(Definition, on_delete=models.PROTECT, related_name="qualifications")
    state = models.CharField(max_length=16, choices=QualificationState.choices)
    software = models.CharField(max_length=120, blank=True)
    evidence = models.JSONField(default=dict)
    reason = models.TextField(blank=True)
    decided_at = models.DateTimeField()
    valid_until = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = "qualification"

    def scope(self) -> Scope:
        return self.scanner.scope()

    def label(self) -> str:
        return f"qualification of {self.scanner.name}: {self.state}"


class TrainingRecord(Recorded):
    """That somebody at a site passed a training module's version, and until when it holds."""

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="trainings")
    person_name = models.CharField(max_length=120)
    person_id = models.UUIDField(null=True, blank=True)
    duty = models.CharField(max_length=40)
    module = models.CharField(max_length=80)
    score_percent = models.PositiveSmallIntegerField(null=True, blank=True)
    completed_on = models.DateField()
    expires_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = "training record"

    def scope(self) -> Scope:
        return self.site.scope()

    def label(self) -> str:
        return f"training of {self.person_name}"
