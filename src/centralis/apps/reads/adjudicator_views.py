"""The adjudicator's pages: the list, and two reads of a case as A and B with one signed choice."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from centralis.apps.action import at_revision
from centralis.apps.people.access import Request, attempt, route
from centralis.apps.people.access import signing as signing_caller
from centralis.apps.reads import actions, rules, signing
from centralis.apps.reads import adjudicator_queries as queries
from centralis.apps.reads.designs import anew
from centralis.apps.reads.models import Adjudication, AdjudicationState
from centralis.apps.reads.reader_views import unkept
from centralis.apps.reads.viewing.adjudication import plan_of
from centralis.apps.reads.viewing.views import decoding
from centralis.core.ledger.canonical import content_digest


@unkept
@require_GET
@route("reads.adjudication_page", "any")
def worklist(request: Request) -> HttpResponse:
    """What waits for an adjudicator, and what the caller has decided."""
    due, done = queries.worklist(request.caller)
    return render(request, "reads/adjudications.html", {"title": _("Adjudication"), "due": due, "done": done})


@unkept
@decoding
@require_http_methods(["GET", "POST"])
@route("reads.adjudication_page", "token")
def adjudication(request: Request, token: str) -> HttpResponse:
    """Two reads side by side; the choice and its reason are shown again before they are signed."""
    row = queries.own(request.caller, token)
    if request.method == "POST" and row.state == AdjudicationState.DUE:
        return _begin_anew(request, row) if request.POST.get("wish") == "anew" else _decide(request, row)
    return _page(request, row)


def _begin_anew(request: Request, row: Adjudication) -> HttpResponse:
    """Open the case in the reading room, to be read anew."""
    task = attempt(request, lambda: anew.begin_anew(request.caller, row))
    if task is None:
        return _page(request, queries.own(request.caller, row.token), status=409)
    return redirect("reads_case", token=task.token)


def _decide(request: Request, row: Adjudication) -> HttpResponse:
    choice, reason = request.POST.get("choice", ""), request.POST.get("reason", "").strip()
    if "shown_digest" not in request.POST:
        return _page(request, row, choice, reason, asks=choice in queries.case_of(row).letters and bool(reason))
    at = at_revision(row, request.POST.get("revision"))
    done = attempt(
        request,
        lambda: actions.adjudicate(signing_caller(request), at, choice, reason),
        _("Signed: the case is decided."),
    )
    if done is not None:
        return redirect("reads_adjudications")
    return _page(request, queries.own(request.caller, row.token), choice, reason, asks=True, status=409)


def _page(
    request: Request, row: Adjudication, choice: str = "", reason: str = "", *, asks: bool = False, status: int = 200
) -> HttpResponse:
    case = queries.case_of(row)
    content = signing.choice_content(row, choice, reason) if asks else None
    points = [(point.number, point.name) for point in case.sides[0].points]
    context: dict[str, Any] = {
        "title": f"{_('Adjudication')} · {case.name}",
        "worklist_url": reverse("reads_adjudications"),
        "case": case,
        "viewer": plan_of(row, points, request.caller.person_id),
        "choice": choice or case.choice,
        "reason": reason or case.reason,
        "asks": asks,
        "content": content,
        "digest": content_digest(content) if content else "",
        "meaning": rules.ADJUDICATION_MEANING,
        "action_url": reverse("reads_adjudication", kwargs={"token": row.token}),
        "fields": [("choice", choice), ("reason", reason), ("revision", row.revision)],
        "button": _("Sign the choice"),
        "incomplete": request.method == "POST" and not asks,
    }
    return render(request, "reads/adjudication.html", context, status=422 if context["incomplete"] else status)
