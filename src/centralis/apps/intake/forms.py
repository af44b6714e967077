"""The forms of intake's pages."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from centralis.apps.sites.models import Scanner
from centralis.core.acquisition.parameters import CONTRAST_PHASES, MODALITIES

_MORE = (
    "contrast_phase", "contrast_delay_s", "contrast_agent", "fasting_h", "glucose_mmol_l", "weight_kg", "height_cm",
    "dose_mbq", "deviations",
)  # fmt: skip
_ONLY_PET = ("fasting_h", "glucose_mmol_l", "weight_kg", "height_cm", "dose_mbq")
_OTHER = "OT"


def _scanner_words(row: Scanner) -> str:
    return f"{row.name} ({row.manufacturer} {row.model})"


class TransmittalForm(forms.Form):
    """What a site says of the exam it is about to send."""

    exam_date = forms.DateField(
        label=_("Day of the exam"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    modality = forms.ChoiceField(label=_("Modality"), choices=[(one, one) for one in (*MODALITIES, _OTHER)])
    scanner = forms.ModelChoiceField(label=_("Scanner"), queryset=Scanner.objects.none(), required=False)
    technologist = forms.CharField(label=_("Technologist"), max_length=120, required=False)
    announced_files = forms.IntegerField(
        label=_("Number of files"),
        min_value=1,
        max_value=50_000,
        required=False,
        help_text=_("The receipt compares it with what arrived."),
    )
    contrast_phase = forms.ChoiceField(
        label=_("Contrast phase"),
        required=False,
        choices=[("", _("none given")), *((one, one) for one in CONTRAST_PHASES)],
    )
    contrast_delay_s = forms.FloatField(
        label=_("Delay after injection (s)"), min_value=0, max_value=3600, required=False
    )
    contrast_agent = forms.CharField(label=_("Contrast agent and dose"), max_length=120, required=False)
    fasting_h = forms.FloatField(label=_("PET: fasting (h)"), min_value=0, max_value=72, required=False)
    glucose_mmol_l = forms.FloatField(label=_("PET: glucose (mmol/l)"), min_value=0, max_value=60, required=False)
    weight_kg = forms.FloatField(label=_("PET: weight (kg)"), min_value=1, max_value=400, required=False)
    height_cm = forms.FloatField(label=_("PET: height (cm)"), min_value=30, max_value=260, required=False)
    dose_mbq = forms.FloatField(label=_("PET: injected dose (MBq)"), min_value=0, max_value=5000, required=False)
    deviations = forms.CharField(
        label=_("Deviations from the protocol, and why"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    resend_reason = forms.CharField(
        label=_("Why these images are sent again"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Only when they shall stand instead of images that were sent before."),
    )

    def __init__(
        self, scanners: Sequence[Scanner], modalities: frozenset[str], *args: object, **kwargs: object
    ) -> None:
        """`modalities`: those that the definition asks for at this visit; empty when it asks for none in particular."""
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        if modalities and "PT" not in modalities:
            for name in _ONLY_PET:
                del self.fields[name]
        if len(modalities) == 1:
            self.fields["modality"].initial = next(iter(modalities))
        field = self.fields["scanner"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = Scanner.objects.filter(pk__in=[one.pk for one in scanners])
            setattr(field, "label_from_instance", _scanner_words)  # noqa: B010 - Django's own hook for the words


    def announced(self) -> dict[str, Any]:
        """Return the answers as `actions.Form` takes them; what has no column of its own goes into `more`."""
        given = {name: value for name, value in self.cleaned_data.items() if value not in (None, "")}
        own = {name: value for name, value in given.items() if name not in _MORE}
        return {**own, "more": {name: given[name] for name in _MORE if name in given}}


def question(name: str) -> str:
    """Return the words of a transmittal's further question, for pages that show its answer."""
    field = TransmittalForm.base_fields.get(name)
    return str(field.label) if field is not None else name.replace("_", " ")


class ReasonForm(forms.Form):
    """Why something is done, in the person's own words."""

    reason = forms.CharField(
        label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("It is kept with the decision."),
    )  # fmt: skip
