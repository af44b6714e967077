"""What runs the reading: the sealed seed, what was drawn, who may read, holds."""

from django.db import models

from centralis.apps.ledger.recorded import Recorded, Scope
from centralis.apps.people.models import Person, Signature
from centralis.apps.trials.models import Definition, Subject, Trial


class ReadingSeed(Recorded):
    """The sealed seed of a trial's random orders (IMG-8). The seed itself lies in the keys' folder; here stands its
    commitment alone, so that who opens the seal can show that it is the same."""

    trial = models.OneToOneField(Trial, on_delete=models.PROTECT, related_name="reading_seed")
    commitment = models.CharField(max_length=64)
    algorithm = models.CharField(max_length=60)

    class Meta:
        verbose_name = "reading seed"

    def scope(self) -> Scope:
        return Scope(self.trial_id)


class ReaderQualification(Recorded):
    """What is on record of a reader of a trial: expertise, training, test cases; the newest counts (IMG-10).

    `agreement` with the reference of the test cases, from 0 to 1. `conflict_sites`: ids of sites whose subjects this
    reader must not read, beside those that the records of people and sites show.
    """

    trial = models.ForeignKey(Trial, on_delete=models.PROTECT, related_name="reader_qualifications")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="reader_qualifications")
    definition = models.ForeignKey(Definition, on_delete=models.PROTECT, related_name="reader_qualifications")
    specialty = models.CharField(max_length=120, blank=True)
    training = models.CharField(max_length=120, blank=True)
    test_cases = models.PositiveIntegerField(default=0)
    agreement = models.DecimalField(max_digits=6, decimal_places=4, null=True, blank=True)
    conflict_sites = models.JSONField(default=list)
    evidence = models.TextField(blank=True)
    valid_until = models.DateField(null=True, blank=True)
    signature = models.OneToOneField(Signature, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "reader qualification"

    def scope(self) -> Scope:
        return Scope(self.trial_id)

    def label(self) -> str:
        return f"qualification of reader {self.person.printed_name}"


class Hold(Recorded):
    """Reading stands still, with a reason: of the whole trial, of one reader, or of one subject's case.

    While a hold stands nothing of it is given out, opened or signed; what was entered stays and can be saved.
    `evidence`: the numbers by which the system placed it on a reader (`outcomes.drift`); empty where a person did.
    """

    trial = models.ForeignKey(Trial, on_delete=models.PROTECT, related_name="reading_holds")
    reader = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.TextField()
    evidence = models.JSONField(default=dict)
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.TextField(blank=True)

    class Meta:
        verbose_name = "hold on reading"
        constraints = [
            models.UniqueConstraint(
                fields=["trial", "reader", "subject"],
                condition=models.Q(ended_at__isnull=True),
                nulls_distinct=False,
                name="reads_one_hold",
            )
        ]

    def scope(self) -> Scope:
        return Scope(self.trial_id, None, self.subject.code if self.subject else "")

    def label(self) -> str:
        held = self.reader.printed_name if self.reader else self.subject.code if self.subject else "all reading"
        return f"hold on {held}"


class RandomDraw(Recorded):
    """One line of the randomisation list: from whom was drawn for which subject, and who (IMG-8).

    `candidates`: [{"reader": id, "load": cases held, "out": why not to be drawn}]; `chosen`: ids of persons. With the
    sealed seed the whole list derives again (`core.reading.assignment`).
    """

    trial = models.ForeignKey(Trial, on_delete=models.PROTECT, related_name="reading_draws")
    number = models.PositiveIntegerField()
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="reading_draws")
    kind = models.CharField(max_length=12)
    algorithm = models.CharField(max_length=60)
    candidates = models.JSONField(default=list)
    count = models.PositiveSmallIntegerField()
    chosen = models.JSONField(default=list)
    named = models.BooleanField(default=False)
    replaced = models.UUIDField(null=True, blank=True)
    fraction = models.DecimalField(max_digits=5, decimal_places=4, null=True, blank=True)

    class Meta:
        verbose_name = "draw"
        constraints = [models.UniqueConstraint(fields=["trial", "number"], name="reads_one_draw_a_number")]

    def scope(self) -> Scope:
        return Scope(self.trial_id, None, self.subject.code)

    def label(self) -> str:
        return f"draw {self.number}"
