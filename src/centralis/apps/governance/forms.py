"""The forms of governance: an approval, a consent, its withdrawal."""

from django import forms

from centralis.apps.trials.forms import DateInput

SCOPE_WORDS = {
    "trial": "this trial",
    "ai_development": "development of AI",
    "sharing": "sharing with other researchers",
    "future_research": "future research",
    "education": "education",
}


class ApprovalForm(forms.Form):
    """An ethics committee's approval of one site."""

    site = forms.ChoiceField(label="Site")
    committee = forms.CharField(label="Committee", max_length=200)
    reference = forms.CharField(label="Approval number", max_length=80)
    approved_on = forms.DateField(label="Approved on", widget=DateInput())
    expires_on = forms.DateField(
        label="Expires on", required=False, widget=DateInput(), help_text="Exams made after it are held."
    )

    def __init__(self, sites: list[tuple[str, str]], *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["site"].choices = sites  # type: ignore[attr-defined]


class ConsentForm(forms.Form):
    """What a subject consents to; nothing is ticked beforehand (GDPR article 25)."""

    form_version = forms.CharField(label="Version of the form", max_length=40)
    language = forms.CharField(label="Language", max_length=10, help_text="As on the form, like de or en.")
    scopes = forms.MultipleChoiceField(label="Consents to", widget=forms.CheckboxSelectMultiple())
    signed_on = forms.DateField(label="Signed on", widget=DateInput())

    def __init__(self, scopes: tuple[str, ...], *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["scopes"].choices = [(one, SCOPE_WORDS.get(one, one)) for one in scopes]  # type: ignore[attr-defined]


class WithdrawForm(forms.Form):
    """That a subject takes a consent back."""

    withdrawn_on = forms.DateField(label="Withdrawn on", widget=DateInput())
    reason = forms.CharField(label="In the subject's words, if any were given", max_length=500)
