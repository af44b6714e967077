"""The forms of sites' pages: what is asked, and in which words."""

from django import forms

from centralis.apps.sites.models import QualificationState
from centralis.apps.trials.forms import DateInput
from centralis.core.acquisition.parameters import MODALITIES

STEP_WORDS = {
    "survey": ("Site survey", "Where the survey is filed, its date, what it found."),
    "test_scan": ("Test scan", "Which scan, its date, and that it met the protocol."),
    "phantom": ("Phantom", "Phantom, date, values measured, limits."),
    "training": ("Training", "Checked against the site's training records when you sign."),
}


class SiteForm(forms.Form):
    """A site to open."""

    code = forms.CharField(label="Site code", max_length=20)
    name = forms.CharField(label="Name", max_length=200)
    city = forms.CharField(label="City", max_length=80, required=False)
    country = forms.CharField(label="Country", max_length=2, min_length=2, help_text="Two letters, like DE.")
    investigator = forms.CharField(label="Investigator", max_length=120, required=False)


class ContactForm(forms.Form):
    """Somebody to call."""

    name = forms.CharField(label="Name", max_length=120)
    duty = forms.CharField(label="Duty", max_length=80)
    email = forms.EmailField(label="E-mail", required=False)
    telephone = forms.CharField(label="Telephone", max_length=40, required=False)


class ScannerForm(forms.Form):
    """A scanner as its images name it."""

    name = forms.CharField(label="Name at the site", max_length=40)
    modality = forms.ChoiceField(label="Modality", choices=[(one, one) for one in MODALITIES])
    manufacturer = forms.CharField(label="Manufacturer", max_length=64)
    model = forms.CharField(label="Model", max_length=64)
    serial = forms.CharField(label="Serial number", max_length=64, help_text="Exams are matched by it.")
    software = forms.CharField(label="Software", max_length=120, required=False)
    field_strength_t = forms.DecimalField(
        label="Field strength (T)", max_digits=5, decimal_places=2, min_value=0, required=False, help_text="MR only."
    )


class ChangeScannerForm(ScannerForm):
    """A change of a scanner, and why."""

    modality = None  # type: ignore[assignment]
    reason = forms.CharField(label="Reason", max_length=500)


class QualifyForm(forms.Form):
    """A decision on a scanner: one line of evidence for each step that the definition requires."""

    state = forms.ChoiceField(
        label="Decision",
        choices=[
            ("", "choose"),
            (QualificationState.QUALIFIED, "qualified"),
            (QualificationState.NOT_QUALIFIED, "not qualified"),
        ],
    )
    reason = forms.CharField(
        label="Remark", max_length=1000, required=False, help_text="Needed where the scanner is not qualified."
    )

    def __init__(self, steps: tuple[str, ...], *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.steps = steps
        for step in steps:
            label, help_text = STEP_WORDS.get(step, (step, ""))
            self.fields[f"step_{step}"] = forms.CharField(
                label=label, required=False, max_length=500, help_text=help_text
            )

    def evidence(self) -> dict[str, str]:
        """The evidence as typed, by step; steps left empty are left out."""
        found = {step: str(self.cleaned_data.get(f"step_{step}", "")).strip() for step in self.steps}
        return {step: text for step, text in found.items() if text}


class TrainingForm(forms.Form):
    """A training that somebody passed."""

    person_name = forms.CharField(label="Person", max_length=120)
    username = forms.CharField(
        label="User name", max_length=64, required=False, help_text="Where the person has an account here."
    )
    duty = forms.ChoiceField(label="Duty")
    module = forms.CharField(label="Module and version", max_length=80)
    score_percent = forms.IntegerField(label="Score (%)", min_value=0, max_value=100, required=False)
    completed_on = forms.DateField(label="Completed on", widget=DateInput())
    expires_on = forms.DateField(label="Expires on", required=False, widget=DateInput())

    def __init__(self, duties: tuple[str, ...], *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["duty"].choices = [(one, one) for one in duties]  # type: ignore[attr-defined]
