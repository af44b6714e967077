"""The page of test cases: which training trial, who was given what, how far each agrees with the expert."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from centralis.apps.people.access import Request, attempt, route
from centralis.apps.people.models import Person
from centralis.apps.reads.cases import design_of
from centralis.apps.reads.running import training
from centralis.apps.reads.running.pool import demand_of
from centralis.apps.reads.running.reasoned import ReasonPage, Typed, ask_reason
from centralis.apps.trials import queries as trials
from centralis.apps.trials.models import Trial

_ROOM = "t/<uuid:trial>/reads/test-cases/"


class TrainingForm(forms.Form):
    """The training trial, and the expert there."""

    of = forms.ChoiceField(
        label=gettext_lazy("Training trial and expert"),
        help_text=gettext_lazy("The expert's signed reads are the reference; the expert is not tested."),
    )

    def __init__(self, choices: Sequence[tuple[Trial, Person]], data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        self.pairs = {f"{trial.pk}:{person.pk}": (trial, person) for trial, person in choices}
        self.fields["of"].choices = [  # type: ignore[attr-defined]
            (key, f"{trial.protocol} · {person.printed_name}") for key, (trial, person) in self.pairs.items()
        ]


@require_GET
@route("reads.training_page")
def page(request: Request, trial: UUID) -> HttpResponse:
    """Every reader's test cases and score."""
    shown = training.training(request.caller, trial)
    name = {"label": _("Name the training trial"), "url": reverse("reads_name_training", kwargs={"trial": trial})}
    context = {
        "title": _("Test cases of readers"),
        "sentence": _sentence(shown),
        "shown": shown,
        "demand": demand_of(design_of(trial)),
        "trial_id": trial,
        "primary": name if shown.named is None else None,
        "back_url": reverse("reads_manage", kwargs={"trial": trial}),
    }
    return render(request, "reads/training.html", context)


@require_http_methods(["GET", "POST"])
@route("reads.name_training_trial")
def name(request: Request, trial: UUID) -> HttpResponse:
    """Name the training trial and the expert."""
    shown = training.training(request.caller, trial)
    form = TrainingForm(shown.choices, request.POST or None)
    row = trials.trial(request.caller, trial)
    none = _("No other trial fits that you manage: same criterion, one reader a case, no qualification asked.")
    asked = ReasonPage(
        title=_("Name the training trial"),
        sentence=_("Its cases become test cases. Nothing of it ever stands among this trial's data."),
        warning=_("From now on its own cases are drawn for the expert alone. It can't be changed afterwards."),
        button=_("Name it"),
        stopped="" if shown.choices else none,
        back_url=reverse("reads_training", kwargs={"trial": trial}),
    )

    def act(typed: Typed) -> object:
        return training.name_training_trial(request.caller, row, *form.pairs[typed["of"]])

    return ask_reason(request, asked, act, form)


@require_POST
@route("reads.give_test_cases")
def give(request: Request, trial: UUID, person: UUID) -> HttpResponse:
    """Give a reader the test cases that wait."""
    of, reader = training.reader_to_test(request.caller, trial, person)
    attempt(request, lambda: training.give_test_cases(request.caller, of, reader), _("The test cases were given."))
    return redirect("reads_training", trial=trial)


def _sentence(shown: training.Training) -> str:
    if shown.named is None:
        return _("Readers are tested on the cases of another trial, apart from this trial's data.")
    said = _("%(trial)s, by the reads of %(expert)s: %(count)s finished reference cases.")
    named = shown.named
    return said % {
        "trial": named.training.protocol, "expert": named.reference.printed_name, "count": shown.references,
    }  # fmt: skip


urlpatterns = [
    path(_ROOM, page, name="reads_training"),
    path(f"{_ROOM}trial/", name, name="reads_name_training"),
    path(f"{_ROOM}<uuid:person>/give/", give, name="reads_give_test_cases"),
]
