"""The blinded reader's pages: list, case, time point with form and images, signing. Addresses hold a token alone."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from centralis.apps.action import at_revision
from centralis.apps.people.access import Request, attempt, route
from centralis.apps.people.access import signing as signing_caller
from centralis.apps.reads import actions, rules
from centralis.apps.reads import reader_queries as queries
from centralis.apps.reads.cases import Case, gather
from centralis.apps.reads.designs import agreeing, anew_views
from centralis.apps.reads.models import Read, ReadingTask, ReadState
from centralis.apps.reads.running import displays
from centralis.apps.reads.running.feedback import can_compare
from centralis.apps.reads.showing import score
from centralis.apps.reads.viewing import hanging, prefetching
from centralis.apps.reads.viewing import state as viewing_state
from centralis.apps.reads.viewing.views import decoding, plan_of
from centralis.core.ledger.canonical import content_digest
from centralis.core.refusal import Refused

View = Callable[..., HttpResponseBase]


def unkept(view: View) -> View:
    """Keep nothing of a blinded page in any cache (leaks L19, L21)."""

    @wraps(view)
    def answer(*args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(*args, **kwargs)
        response.headers["Cache-Control"] = "no-store"
        return response

    return answer


@unkept
@require_GET
@route("reads.worklist_page", "any")
def worklist(request: Request) -> HttpResponse:
    """The caller's cases, in the sealed order."""
    found = {
        "list": queries.worklist(request.caller),
        "meetings": agreeing.waiting(request.caller),
        "display": displays.display_page(request.caller),
    }
    return render(request, "reads/worklist.html", {"title": _("Reading"), **found})


@unkept
@require_GET
@route("reads.case_page", "token")
def case(request: Request, token: str) -> HttpResponse:
    """One case: its time points that are open or signed."""
    found = gather(queries.own_task(request.caller, token))
    shown = queries.show_case(found)
    mine = next((point for point in shown.time_points if point.state != "signed"), None)
    then = None if mine is not None else prefetching.following(request.caller, token)
    context = {
        **_frame(shown.name, found.task),
        "case": shown,
        "next": mine,
        "then": then,
        "can_compare": mine is None and can_compare(found),
    }
    return render(request, "reads/case.html", context)


@unkept
@require_POST
@route("reads.case_page", "token")
def open_time_point(request: Request, token: str, number: int) -> HttpResponse:
    """Open a time point: from now on its images may be seen."""
    task = queries.own_task(request.caller, token)
    read = attempt(request, lambda: actions.open_time_point(request.caller, task, number))
    if read is None:
        return redirect("reads_case", token=token)
    return redirect("reads_time_point", token=token, number=number)


@unkept
@decoding
@require_http_methods(["GET", "POST"])
@route("reads.case_page", "token")
def time_point(request: Request, token: str, number: int) -> HttpResponse:
    """The form beside the images; a signed time point is shown and cannot be changed."""
    found, read = queries.opened(request.caller, token, number)
    if request.method == "GET":
        return _form(request, found, read)
    typed = queries.typed(found, read, request.POST)
    if typed.problems:
        return _form(request, found, read, typed.entries, typed.problems)
    try:
        actions.save_draft(request.caller, at_revision(read, request.POST.get("revision")), typed.entries)
    except Refused as refused:
        return _form(request, found, read, typed.entries, (refused.sentence,))
    if request.POST.get("wish") == "sign":
        return redirect("reads_sign", token=token, number=number)
    return redirect("reads_time_point", token=token, number=number)


@unkept
@require_POST
@route("reads.case_page", "token")
def check(request: Request, token: str, number: int) -> HttpResponse:
    """What the rules say of the form as it stands; nothing is saved."""
    found, read = queries.opened(request.caller, token, number)
    typed = queries.typed(found, read, request.POST)
    context = {"scored": score(found, read, typed.entries, is_named=bool(typed.problems)), "problems": typed.problems}
    return render(request, "reads/_scored.html", context)


@unkept
@require_http_methods(["GET", "POST"])
@route("reads.case_page", "token")
def sign(request: Request, token: str, number: int) -> HttpResponse:
    """Show exactly what is signed; sign and lock it."""
    found, read = queries.opened(request.caller, token, number)
    if request.method == "POST":
        row = at_revision(read, request.POST.get("revision"))
        done = attempt(request, lambda: actions.sign(signing_caller(request), row), _("Signed and locked."))
        if done is not None:
            return redirect("reads_case", token=token)
        return redirect("reads_time_point" if _is_locked(token, request, number) else "reads_sign", token, number)
    if read.state == ReadState.LOCKED:
        return redirect("reads_time_point", token=token, number=number)
    content = attempt(request, lambda: queries.signing_content(found, read))
    if content is None:
        return redirect("reads_time_point", token=token, number=number)
    name = rules.name_time_point(number)
    context = {
        **_frame(f"{rules.name_case(token)} · {name}", found.task),
        "content": content,
        "sheet": queries.sheet(found, read, is_final=True),
        "digest": content_digest(content),
        "meaning": rules.READ_MEANING,
        "action_url": reverse("reads_sign", kwargs={"token": token, "number": number}),
        "back_url": reverse("reads_time_point", kwargs={"token": token, "number": number}),
        "fields": [("revision", read.revision)],
        "button": _("Sign and lock"),
    }
    return render(request, "reads/sign.html", context)


def _is_locked(token: str, request: Request, number: int) -> bool:
    return queries.opened(request.caller, token, number)[1].state == ReadState.LOCKED


def _frame(heading: str, task: ReadingTask) -> dict[str, Any]:
    return {"title": heading, **anew_views.frame_of(task)}


def _hung(found: Case, read: Read, panes: tuple[queries.Pane, ...]) -> dict[str, Any] | None:
    """How the definition's hanging protocol fills the viewer's cells; None where it has none for these images."""
    hung = hanging.hang_time_point(found, read.time_point)
    return None if hung is None else hanging.show_hanging(found.task, hung, [one.number for one in panes])


def _form(request: Request, found: Case, read: Read, typed: Any = None, problems: tuple[str, ...] = ()) -> HttpResponse:
    sheet = queries.sheet(found, read, typed)
    token = found.task.token
    is_locked = read.state == ReadState.LOCKED
    is_linked = found.design.link != "none"
    is_editable = not is_locked and request.caller.seen_by is None
    plan = plan_of(token, sheet.panes, is_linked=is_linked, is_editable=is_editable)
    plan |= {"hanging": _hung(found, read, sheet.panes), "view": viewing_state.unfinished(read, found.task)}
    here = {"token": token, "number": read.time_point}
    context = {
        **_frame(f"{rules.name_case(token)} · {sheet.point.name}", found.task),
        "sheet": sheet,
        "token": token,
        "viewer": anew_views.with_compared(plan, found.task),
        "is_locked": is_locked,
        "problems": problems,
        "save_url": reverse("reads_time_point", kwargs=here),
        "check_url": reverse("reads_check", kwargs=here),
        "draft_url": reverse("reads_draft", kwargs=here),
        "case_url": reverse("reads_case", kwargs={"token": token}),
        "revision": request.POST.get("revision", sheet.revision),
        "scored": sheet.scored,
        "description": sheet.description,
    }
    return render(request, "reads/time_point.html", context, status=409 if problems else 200)
