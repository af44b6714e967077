"""The page of a global read: every time point with its signed response, one statement, shown again and signed."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from centralis.apps.people.access import Request, attempt, route
from centralis.apps.people.access import signing as signing_caller
from centralis.apps.reads import rules
from centralis.apps.reads.designs import anew_views, global_read
from centralis.apps.reads.reader_views import unkept
from centralis.core.ledger.canonical import content_digest
from centralis.core.reading.global_read import CaseStatement


@unkept
@require_http_methods(["GET", "POST"])
@route("reads.case_page", "token")
def whole(request: Request, token: str) -> HttpResponse:
    """State what the whole case comes to; the statement is shown again before it is signed."""
    found = global_read.whole_case(request.caller, token)
    if request.method != "POST" or found.stated is not None:
        return _page(request, found, found.derived, "")
    stated, reason = _typed(request), request.POST.get("reason", "").strip()
    faults = global_read.faults_of(found, stated, reason)
    if faults:
        return _page(request, found, stated, reason, faults=faults, status=422)
    if "shown_digest" in request.POST:
        act = lambda: global_read.sign_global(signing_caller(request), found.case.task, stated, reason)  # noqa: E731
        if attempt(request, act, _("Signed and locked.")) is not None:
            return redirect("reads_case", token=token)
        return _page(request, global_read.whole_case(request.caller, token), stated, reason, asks=True, status=409)
    return _page(request, found, stated, reason, asks=True)


def _typed(request: Request) -> CaseStatement:
    at = request.POST.get("progression", "")
    is_number = at.isascii() and at.isdigit() and len(at) < 5
    return CaseStatement(request.POST.get("response", ""), int(at) if is_number else None)


def _page(
    request: Request,
    found: global_read.WholeCase,
    stated: CaseStatement,
    reason: str,
    *,
    faults: tuple[str, ...] = (),
    asks: bool = False,
    status: int = 200,
) -> HttpResponse:
    task = found.case.task
    content = global_read.content_of(found, stated, reason) if asks else None
    at = "" if stated.progression_at is None else str(stated.progression_at)
    context: dict[str, Any] = {
        "title": f"{rules.name_case(task.token)} · {_('Whole case')}",
        **anew_views.frame_of(task),
        "found": found,
        "stated": stated,
        "reason": reason,
        "faults": faults,
        "asks": asks,
        "token": task.token,
        "digest": content_digest(content) if content else "",
        "meaning": rules.GLOBAL_MEANING,
        "action_url": reverse("reads_global", kwargs={"token": task.token}),
        "fields": [("response", stated.best_overall_response), ("progression", at), ("reason", reason)],
        "button": _("Sign and lock"),
    }
    return render(request, "reads/global.html", context, status=status)


urlpatterns = [path("reading/<str:token>/whole-case/", whole, name="reads_global")]
