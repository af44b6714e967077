"""The page on which a site reports progression and is told what central review says of it."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from centralis.apps.action import at_revision
from centralis.apps.people import queries as people
from centralis.apps.people.access import Request, attempt_form, route
from centralis.apps.reads.designs import on_request
from centralis.apps.reads.running.forms import ReasonForm

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


@require_GET
@route("reads.requests_page")
def requests(request: Request, trial: UUID) -> HttpResponse:
    """What sites reported, until when it is to be read, and what central review says."""
    shown = on_request.requests_of(request.caller, trial)
    waiting = sum(one.state == "open" for one in shown.rows)
    ask = {"label": _("Report progression"), "url": reverse("reads_request_confirmation", kwargs={"trial": trial})}
    context = {
        "title": _("Confirmation of progression"),
        "sentence": _("%(waiting)s of %(count)s wait for central review.")
        % {"waiting": waiting, "count": len(shown.rows)},
        "shown": shown,
        "trial_id": trial,
        "may_withdraw": trial in people.trials_of(request.caller, "reads.withdraw_confirmation"),
        "primary": ask if shown.visits else None,
    }
    return render(request, "reads/requests.html", context)


@require_http_methods(["GET", "POST"])
@route("reads.request_confirmation")
def ask(request: Request, trial: UUID) -> HttpResponse:
    """Report progression at a visit."""
    shown = on_request.requests_of(request.caller, trial)
    form = ConfirmationForm(shown.visits, request.POST or None)

    def act(found: dict[str, Any]) -> Any:
        visit = on_request.visit_to_confirm(request.caller, trial, found["visit"])
        return on_request.request_confirmation(request.caller, visit, found["note"])

    if request.method == "POST" and attempt_form(form, act) is not None:
        return redirect("reads_requests", trial=trial)
    stopped = "" if shown.visits else _("The definition asks for no confirmation, or no visit is to be read.")
    context = {
        "title": _("Report progression"),
        "sentence": _("Central review reads the case first and says whether it confirms the progression."),
        "button": _("Ask for confirmation"),
        "stopped": stopped,
    }
    return _page(request, trial, form, context)


@require_http_methods(["GET", "POST"])
@route("reads.withdraw_confirmation")
def withdraw(request: Request, trial: UUID, row: UUID) -> HttpResponse:
    """Take a request back, with the reason."""
    found = on_request.request_to_withdraw(request.caller, trial, row)
    form = ReasonForm(request.POST or None)
    at = at_revision(found, request.POST.get("revision", str(found.revision)))
    act = lambda typed: on_request.withdraw_confirmation(request.caller, at, typed["reason"])  # noqa: E731
    if request.method == "POST" and attempt_form(form, act) is not None:
        return redirect("reads_requests", trial=trial)
    context = {
        "title": _("Take a request back"),
        "sentence": found.label(),
        "hidden": [("revision", found.revision)],
        "button": _("Take it back"),
    }
    return _page(request, trial, form, context)


def _page(request: Request, trial: UUID, form: forms.Form, context: dict[str, Any]) -> HttpResponse:
    context |= {"form": form, "back_url": reverse("reads_requests", kwargs={"trial": trial})}
    return render(request, "reads/reasoned.html", context, status=409 if request.method == "POST" else 200)


urlpatterns = [
    path(_ROOM, requests, name="reads_requests"),
    path(f"{_ROOM}report/", ask, name="reads_request_confirmation"),
    path(f"{_ROOM}<uuid:row>/withdraw/", withdraw, name="reads_withdraw_confirmation"),
]
