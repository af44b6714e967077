"""Forms of those who run the reading: a reader's qualification, a hold, a case handed over."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from centralis.apps.people.models import Person
from centralis.apps.reads.running.actions import MOST_CASES
from centralis.core.reading.qualification import ReaderDemand, ReaderRecord

DRAWN = "drawn"


class QualificationForm(forms.Form):
    """What is on record of a reader; the definition's demands stand beside the fields."""

    specialty = forms.CharField(label=_("Specialty"), max_length=120, required=False)
    training = forms.CharField(label=_("Training: module and version"), max_length=120, required=False)
    test_cases = forms.IntegerField(label=_("Test cases read"), min_value=0, max_value=MOST_CASES)
    agreement = forms.DecimalField(
        label=_("Agreement with the reference"), min_value=0, max_value=1, max_digits=5, decimal_places=4,
        required=False, help_text=_("From 0 to 1; empty when it was not measured."),
    )  # fmt: skip
    valid_until = forms.DateField(
        label=_("Valid until"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=_("Empty: as long as the definition says."),
    )  # fmt: skip
    conflicts = forms.MultipleChoiceField(
        label=_("Sites whose subjects must not be read"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Beside sites where this person is a contact, was trained or held a role: those are known."),
    )  # fmt: skip
    evidence = forms.CharField(
        label=_("Evidence"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What you have seen: certificate, curriculum vitae, result of the test cases."),
    )  # fmt: skip

    def __init__(
        self,
        demand: ReaderDemand,
        sites: Sequence[str],
        data: Mapping[str, Any] | None = None,
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)  # type: ignore[arg-type]
        self.fields["conflicts"].choices = [(code, code) for code in sites]  # type: ignore[attr-defined]
        if not sites:
            del self.fields["conflicts"]
        asked = {
            "specialty": demand.specialty,
            "training": demand.training,
            "test_cases": demand.test_cases or "",
            "agreement": f"{demand.agreement_min.normalize():f}" if demand.agreement_min else "",
        }
        for name, value in asked.items():
            if value:
                known = f"{self.fields[name].help_text} " if self.fields[name].help_text else ""
                self.fields[name].help_text = known + _("The definition asks for %(value)s.") % {"value": value}

    def take_score(self, *, is_carried: bool) -> None:
        """Have the test cases' count and agreement come from the training trial: shown, and not to be typed.

        `is_carried`: they are those of the record before, and so is the day until which it holds.
        """
        fresh = _("Taken from the test cases of the training trial.")
        kept = _("As on the record before: too few new test cases count yet.")
        for name in ("test_cases", "agreement", "valid_until") if is_carried else ("test_cases", "agreement"):
            self.fields[name].disabled = True
            known = "" if name == "valid_until" else str(self.fields[name].help_text)
            self.fields[name].help_text = f"{kept if is_carried else fresh} {known}".strip()

    def record(self) -> ReaderRecord:
        """What was typed, as the rule takes it."""
        found = self.cleaned_data
        return ReaderRecord(
            found["specialty"], found["training"], found["test_cases"], found["agreement"], found["valid_until"]
        )


class ReasonForm(forms.Form):
    """Why something is done; kept for ever."""

    reason = forms.CharField(label=_("Why"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class HandOverForm(ReasonForm):
    """To whom a case goes: drawn, or named among those who may read it."""

    to = forms.ChoiceField(label=_("To whom"))
    field_order = ("to", "reason")

    def __init__(self, free: Sequence[Person], data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        drawn = [(DRAWN, _("Drawn by the seed among those who may, the least loaded first"))]
        self.fields["to"].choices = [*drawn, *((str(one.pk), one.printed_name) for one in free)]  # type: ignore[attr-defined]
