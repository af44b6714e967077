"""The page whose form is a reason, and little else: asked for, given to the act, told again where the act refuses."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render

from centralis.apps.action import at_revision
from centralis.apps.ledger.recorded import Recorded
from centralis.apps.people.access import Request, attempt_form
from centralis.apps.reads.running.forms import ReasonForm

Typed = dict[str, Any]


@dataclass(frozen=True, slots=True)
class ReasonPage:
    """The words around the form, where it leads back to, what it sends along; `stopped`: why it can't be sent now."""

    title: str
    sentence: str
    button: str
    back_url: str
    warning: str = ""
    stopped: str = ""
    hidden: tuple[tuple[str, str], ...] = ()


def ask_reason(
    request: Request, page: ReasonPage, act: Callable[[Typed], Any], form: forms.Form | None = None
) -> HttpResponse:
    """Show the page or, posted, do the act with what was typed and go back; what it refuses stands over the form."""
    asked = ReasonForm(request.POST or None) if form is None else form
    if request.method == "POST" and attempt_form(asked, act) is not None:
        return redirect(page.back_url)
    context = asdict(page) | {"form": asked}
    return render(request, "reads/reasoned.html", context, status=409 if request.method == "POST" else 200)


def ask_reason_about(
    request: Request, page: ReasonPage, row: Recorded, act: Callable[[Any, Typed], Any], form: forms.Form | None = None
) -> HttpResponse:
    """The same for an act on a row, which is refused where the row changed since the page was shown."""
    shown = request.POST.get("revision", str(row.revision))
    revised = replace(page, hidden=(*page.hidden, ("revision", str(row.revision))))
    return ask_reason(request, revised, lambda typed: act(at_revision(row, shown), typed), form)
