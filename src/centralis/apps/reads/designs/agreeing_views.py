"""The page on which a reader votes for a consensus: both reads, the other's vote, one signed choice."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from centralis.apps.people.access import Request, attempt, route
from centralis.apps.people.access import signing as signing_caller
from centralis.apps.reads import rules
from centralis.apps.reads.designs import agreeing
from centralis.apps.reads.reader_views import unkept
from centralis.core.ledger.canonical import content_digest


@unkept
@require_http_methods(["GET", "POST"])
@route("reads.case_page", "token")
def consensus(request: Request, token: str) -> HttpResponse:
    """Two reads side by side; the vote and its reason are shown again before they are signed."""
    found = agreeing.meeting(request.caller, token)
    choice, reason = request.POST.get("choice", ""), request.POST.get("reason", "").strip()
    asks = request.method == "POST" and found.is_due and choice in ("A", "B") and bool(reason)
    if asks and "shown_digest" in request.POST:
        act = lambda: agreeing.agree(signing_caller(request), found.row, choice, reason)  # noqa: E731
        done = attempt(request, act, _("Signed."))
        if done is not None:
            return redirect("reads_worklist")
        return _page(request, agreeing.meeting(request.caller, token), choice, reason, asks=True, status=409)
    is_incomplete = request.method == "POST" and not asks
    return _page(request, found, choice, reason, asks=asks, status=422 if is_incomplete else 200)


def _page(
    request: Request, found: agreeing.Meeting, choice: str, reason: str, *, asks: bool, status: int
) -> HttpResponse:
    content = agreeing.content_of(found.row, found.token, choice, reason) if asks else None
    context: dict[str, Any] = {
        "title": f"{_('Consensus')} · {found.name}",
        "worklist_url": reverse("reads_worklist"),
        "found": found,
        "case": found.case,
        "own_url": reverse("reads_case", kwargs={"token": found.own_task.token}),
        "choice": choice,
        "reason": reason,
        "asks": asks,
        "digest": content_digest(content) if content else "",
        "meaning": rules.CONSENSUS_MEANING,
        "action_url": reverse("reads_consensus", kwargs={"token": found.token}),
        "fields": [("choice", choice), ("reason", reason)],
        "button": _("Sign the vote"),
        "incomplete": status == 422,
    }
    return render(request, "reads/consensus.html", context, status=status)


urlpatterns = [path("reading/consensus/<str:token>/", consensus, name="reads_consensus")]
