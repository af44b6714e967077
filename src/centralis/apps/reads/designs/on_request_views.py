"""The page on which a site reports progression and is told what central review says, of it and before enrolment."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods

from centralis.apps.people import queries as people
from centralis.apps.people.access import Request, route
from centralis.apps.reads.designs import eligibility, on_request
from centralis.apps.reads.running.reasoned import ReasonPage, ask_reason, ask_reason_about

_ROOM = "t/<uuid:trial>/confirmations/"


class ConfirmationForm(forms.Form):
    """At which visit a site saw progression, and on what ground; the ground is never shown to who reads."""

    visit = forms.ChoiceField(label=gettext_lazy("Visit"))
    note = forms.CharField(
        label=gettext_lazy("What the site found"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Kept for the core lab; whoever reads never sees it."),
    )  # fmt: skip

    def __init__(self, visits: Any, data: Any = None) -> None:
        super().__init__(data)
        self.fields["visit"].choices = [(str(one.pk), f"{one.subject.code} · {one.name}") for one in visits]  # type: ignore[attr-defined]


class WhatToSendForm(forms.Form):
    """What a site is to send, so that its screening exam can be read."""

    what_to_send = forms.CharField(
        label=gettext_lazy("What to send"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("The site reads this. Write which images are needed, and nothing that was measured."),
    )  # fmt: skip


@require_GET
@route("reads.requests_page")
def requests(request: Request, trial: UUID) -> HttpResponse:
    """What was asked of central review, before enrolment or of a progression, until when, and what it says."""
    shown = on_request.requests_of(request.caller, trial)
    ask = {"label": _("Report progression"), "url": reverse("reads_request_confirmation", kwargs={"trial": trial})}
    late = _(" %(late)s overdue.") % {"late": shown.overdue} if shown.overdue else ""
    context = {
        "title": _("Asked of central review"),
        "sentence": ngettext(
            "%(count)s request waits for central review.", "%(count)s requests wait for central review.", shown.waiting
        ) % {"count": shown.waiting} + late,
        "shown": shown,
        "trial_id": trial,
        "may_withdraw": trial in people.trials_of(request.caller, "reads.withdraw_confirmation"),
        "may_run": trial in people.trials_of(request.caller, "reads.ask_eligibility_again"),
        "primary": ask if shown.visits else None,
    }
    return render(request, "reads/requests.html", context)


@require_http_methods(["GET", "POST"])
@route("reads.request_confirmation")
def ask(request: Request, trial: UUID) -> HttpResponse:
    """Report progression at a visit."""
    shown = on_request.requests_of(request.caller, trial)
    page = ReasonPage(
        _("Report progression"),
        _("Central review reads the case first and says whether it confirms the progression."),
        _("Ask for confirmation"),
        _back(trial),
        stopped="" if shown.visits else _("The definition asks for no confirmation, or no visit is to be read."),
    )

    def act(typed: dict[str, Any]) -> Any:
        visit = on_request.visit_to_confirm(request.caller, trial, typed["visit"])
        return on_request.request_confirmation(request.caller, visit, typed["note"])

    return ask_reason(request, page, act, ConfirmationForm(shown.visits, request.POST or None))


@require_http_methods(["GET", "POST"])
@route("reads.withdraw_confirmation")
def withdraw(request: Request, trial: UUID, row: UUID) -> HttpResponse:
    """Take a request back, with the reason."""
    found = on_request.request_to_withdraw(request.caller, trial, row)
    page = ReasonPage(_("Take a request back"), found.label(), _("Take it back"), _back(trial))
    act = lambda at, typed: on_request.withdraw_confirmation(request.caller, at, typed["reason"])  # noqa: E731
    return ask_reason_about(request, page, found, act)


@require_http_methods(["GET", "POST"])
@route("reads.ask_eligibility_again")
def again(request: Request, trial: UUID, row: UUID) -> HttpResponse:
    """Have a screening exam read by others, with the reason."""
    found = on_request.eligibility_to_run(request.caller, trial, row, "reads.ask_eligibility_again")
    page = ReasonPage(
        _("Have it read by another"),
        _("%(subject)s: the same screening exam goes to readers who have not read it.")
        % {"subject": found.subject.code},
        _("Ask again"),
        _back(trial),
        _("What was signed and answered is kept as it was; the newest answer counts."),
    )
    act = lambda at, typed: eligibility.ask_eligibility_again(request.caller, at, typed["reason"])  # noqa: E731
    return ask_reason_about(request, page, found, act)


@require_http_methods(["GET", "POST"])
@route("reads.return_eligibility")
def give_back(request: Request, trial: UUID, row: UUID) -> HttpResponse:
    """Answer "not evaluable", with what the site is to send."""
    found = on_request.eligibility_to_run(request.caller, trial, row, "reads.return_eligibility")
    page = ReasonPage(
        _("Not evaluable: ask the site for images"),
        _("%(subject)s: the site is told what you write here; nobody reads this exam any further.")
        % {"subject": found.subject.code},
        _("Tell the site"),
        _back(trial),
    )

    act = lambda at, typed: eligibility.return_eligibility(request.caller, at, typed["what_to_send"])  # noqa: E731
    return ask_reason_about(request, page, found, act, WhatToSendForm(request.POST or None))


def _back(trial: UUID) -> str:
    return reverse("reads_requests", kwargs={"trial": trial})


urlpatterns = [
    path(_ROOM, requests, name="reads_requests"),
    path(f"{_ROOM}report/", ask, name="reads_request_confirmation"),
    path(f"{_ROOM}eligibility/<uuid:row>/again/", again, name="reads_ask_eligibility_again"),
    path(f"{_ROOM}eligibility/<uuid:row>/return/", give_back, name="reads_return_eligibility"),
    path(f"{_ROOM}<uuid:row>/withdraw/", withdraw, name="reads_withdraw_confirmation"),
]
