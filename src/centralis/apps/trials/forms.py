"""The forms of a trial's pages: what is asked, and in which words."""

from django import forms

from centralis.apps.trials.definition.document import SIZE_LIMIT


class DateInput(forms.DateInput):
    """A day, with the browser's own calendar."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class DocumentForm(forms.Form):
    """A trial file: chosen, or typed."""

    file = forms.FileField(label="Trial file", required=False, help_text="YAML; replaces the text below.")
    document = forms.CharField(
        label="Text",
        required=False,
        strip=False,
        max_length=SIZE_LIMIT,
        widget=forms.Textarea(attrs={"rows": 24, "class": "form-control mono", "spellcheck": "false"}),
    )

    def content(self) -> bytes | str:
        """What was handed in: the file's bytes, or the text with plain line ends (browsers send both characters)."""
        chosen = self.files.get("file")
        if chosen is not None and (chosen.size or 0) <= SIZE_LIMIT:
            return bytes(chosen.read())
        return str(self.data.get("document", "")).replace("\r\n", "\n")

    def clean(self) -> dict[str, object]:
        """Ask for one of the two."""
        values = super().clean() or {}
        chosen = values.get("file")
        if chosen and chosen.size > SIZE_LIMIT:
            self.add_error("file", "A trial file has at most 1 MB. Choose the right file.")
        elif not chosen and not str(values.get("document") or "").strip():
            self.add_error("document", "Choose a file, or put the text here.")
        return values


class DraftForm(DocumentForm):
    """A new version of the trial file, and why."""

    reason = forms.CharField(
        label="Why this version", max_length=2000, widget=forms.Textarea(attrs={"rows": 2}), help_text="It is recorded."
    )


class NewTrialForm(DocumentForm):
    """A trial from its file, with its first project manager."""

    project_manager = forms.CharField(
        label="Project manager", max_length=64, help_text="The user name of a person with an account."
    )


class ReasonForm(forms.Form):
    """Why something is done."""

    reason = forms.CharField(label="Reason", max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))


class EnrolForm(forms.Form):
    """A subject by code."""

    code = forms.CharField(
        label="Subject code",
        max_length=80,
        help_text="From the randomisation list. Never a name, initials or a birth date.",
    )
    site = forms.ChoiceField(label="Site")
    sex = forms.ChoiceField(
        label="Sex", required=False, choices=[("", "not stated"), ("F", "female"), ("M", "male"), ("O", "other")]
    )

    def __init__(self, sites: list[tuple[str, str]], *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["site"].choices = sites  # type: ignore[attr-defined]


class AnchorForm(forms.Form):
    """Day 0 of a subject's windows."""

    anchor_date = forms.DateField(label="Day 0", widget=DateInput())
    reason = forms.CharField(label="Reason", required=False, max_length=500, help_text="Needed to change a date.")


class UnscheduledForm(forms.Form):
    """A visit outside the schedule."""

    visit = forms.ChoiceField(label="Kind")
    happened_on = forms.DateField(label="Day", required=False, widget=DateInput())
    reason = forms.CharField(label="Reason", max_length=500)

    def __init__(self, kinds: list[tuple[str, str]], *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["visit"].choices = kinds  # type: ignore[attr-defined]
