"""The forms of QC: what is asked, and in which words."""

from typing import Any

from django import forms

from centralis.apps.qc import rules

_CATEGORIES = [(name, f"{name}: {said}" if said else name) for name, said in rules.CATEGORIES.items()]


def _text(label: str, help_text: str = "", *, required: bool = True, rows: int = 3) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=help_text, required=required, max_length=4000,
        widget=forms.Textarea(attrs={"rows": rows}),
    )  # fmt: skip


class ReasonForm(forms.Form):
    """Why an exam is accepted with a deviation, or rejected."""

    reason = _text("Reason", "Kept with the decision, shown to the site, and part of what you sign.")


class QuestionForm(forms.Form):
    """What the site is asked, with the usual causes to choose from."""

    category = forms.ChoiceField(label="Cause", choices=_CATEGORIES, initial="other")
    question = _text("Question to the site", "Left empty, the cause's own sentence is sent.", required=False)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if not values.get("question", "").strip():
            values["question"] = rules.CATEGORIES.get(values.get("category", ""), "")
        if not values["question"]:
            self.add_error("question", "Write what the site shall answer or do.")
        return values


class AskForm(QuestionForm):
    """A query beside a decision: also how grave it is and what the site shall do."""

    severity = forms.ChoiceField(label="Severity", choices=[(one, one) for one in rules.SEVERITIES], initial="major")
    wanted = forms.CharField(
        label="What the site shall do",
        required=False,
        max_length=200,
        help_text="For example: send the series.",
    )
    check_id = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)


class AnswerForm(forms.Form):
    """A message of a query's thread."""

    text = _text("Message", "Everybody who sees this query reads it. Write no patient's name.")


class CloseForm(forms.Form):
    """What came of a query."""

    resolution = _text("Resolution", "What came of the query; kept with it.", rows=2)


FORMS: dict[str, type[forms.Form]] = {
    "accept with deviation": ReasonForm,
    "query": QuestionForm,
    "reject: rescan": ReasonForm,
}
