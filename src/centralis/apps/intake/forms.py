"""The forms of intake's pages."""

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from centralis.apps.sites.models import Scanner

_MODALITIES = ("CT", "MR", "PT", "NM", "US", "CR", "DX", "MG", "XA", "OT")


def _scanner_words(row: Scanner) -> str:
    return f"{row.name} ({row.manufacturer} {row.model})"


class TransmittalForm(forms.Form):
    """What a site says of the exam it is about to send."""

    exam_date = forms.DateField(
        label=_("Day of the exam"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    modality = forms.ChoiceField(label=_("Modality"), choices=[(one, one) for one in _MODALITIES])
    scanner = forms.ModelChoiceField(label=_("Scanner"), queryset=Scanner.objects.none(), required=False)
    technologist = forms.CharField(label=_("Technologist"), max_length=120, required=False)
    announced_files = forms.IntegerField(
        label=_("Number of files"),
        min_value=1,
        max_value=50_000,
        required=False,
        help_text=_("The receipt compares it with what arrived."),
    )
    resend_reason = forms.CharField(
        label=_("Why these images are sent again"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Only when they shall stand instead of images that were sent before."),
    )

    def __init__(self, scanners: Sequence[Scanner], *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["scanner"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = Scanner.objects.filter(pk__in=[one.pk for one in scanners])
            setattr(field, "label_from_instance", _scanner_words)  # noqa: B010 - Django's own hook for the words


class ReasonForm(forms.Form):
    """Why something is done, in the person's own words."""

    reason = forms.CharField(
        label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("It is kept with the decision."),
    )  # fmt: skip
