"""What readers looked at the images with."""

from django.db import models

from centralis.apps.ledger.recorded import SYSTEM, Recorded, Scope
from centralis.apps.people.models import Person


class DisplayCheck(Recorded):
    """One look of a person at their display: what could be read on the test pattern, and what is known of the screen.

    `finest_percent` is by field of the pattern, in percent of the range of drive levels, null where nothing was read;
    `screen` is what the browser told: width_px, height_px, pixel_ratio, colour_bits. `calibrated_on` is the day of the
    last measurement with a photometer, as the person says. A failed check is kept too.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="display_checks")
    number = models.PositiveIntegerField()
    pattern_version = models.CharField(max_length=8)
    display = models.CharField(max_length=120)
    calibrated_on = models.DateField(null=True, blank=True)
    screen = models.JSONField(default=dict)
    finest_percent = models.JSONField()
    is_passed = models.BooleanField()
    checked_at = models.DateTimeField()

    class Meta:
        verbose_name = "display check"
        constraints = [models.UniqueConstraint(fields=["person", "number"], name="reads_one_display_check_a_number")]

    def scope(self) -> Scope:
        return SYSTEM

    def label(self) -> str:
        return f"display check {self.number} of {self.person.printed_name}"
