"""See what reader X sees: the reader's own pages for a project manager, made with the reader's eyes, to be looked at.

The page is the reader's view itself, called for the reader, with its addresses moved below the trial. Before the first
page the reason is asked for and entered; every page and every opening of images is entered as the project manager's.
The door lets no act pass (`Caller.seen_by`), and what the reader may not see is not there either.
"""

import inspect
from datetime import datetime, timedelta
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import Resolver404, path, resolve, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from centralis.apps.action import Caller, enter_access, house
from centralis.apps.people.access import Request, route
from centralis.apps.reads.reader_views import unkept
from centralis.apps.reads.running import managing
from centralis.apps.reads.running.forms import ReasonForm
from centralis.apps.reads.viewing.views import decoding

PAGE = managing.VIEW_AS
LASTS = timedelta(minutes=30)
_SESSION = "reads_seen_as"
_PAGES = ("reads_case", "reads_time_point")
_IMAGES = "reads_view_"
_TEXTS = ("text/html", "application/json")


@require_http_methods(["GET", "POST"])
@route(PAGE)
def ask(request: Request, trial: UUID, task: UUID) -> HttpResponse:
    """Ask why somebody wants to see what a reader sees; enter it, and go to the reader's page of the case."""
    row = managing.task_to_look_at(request.caller, trial, task)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reader, reason = row.reader.printed_name, form.cleaned_data["reason"]
        enter_access(PAGE, request.caller, request.role, row, reader=reader, reason=reason)
        until = (house.now() + LASTS).isoformat()
        request.session[_SESSION] = {**request.session.get(_SESSION, {}), str(row.pk): until}
        return redirect("reads_seen_as_case", trial=trial, task=task)
    context = {
        "title": _("See what %(reader)s sees") % {"reader": row.reader.printed_name},
        "sentence": _("The reader's own page of %(subject)s, to be looked at for half an hour. It is entered.")
        % {"subject": row.subject.code},
        "warning": _("You see the images under the reader's names and the reader's entries, signed or not."),
        "form": form,
        "hidden": [],
        "button": _("See the page"),
        "back_url": reverse("reads_manage", kwargs={"trial": trial}),
    }
    return render(request, "reads/reasoned.html", context, status=422 if request.method == "POST" else 200)


@unkept
@decoding
@require_GET
@route(PAGE)
def page(request: Request, trial: UUID, task: UUID, rest: str) -> HttpResponse:
    """A page of the reader's, or what its viewer asks for; without a reason entered lately, the question for it."""
    row = managing.task_to_look_at(request.caller, trial, task)
    until = request.session.get(_SESSION, {}).get(str(row.pk))
    if until is None or datetime.fromisoformat(until) < house.now():
        return redirect("reads_seen_as", trial=trial, task=task)
    theirs = f"/reading/{row.token}/"
    try:
        found = resolve(theirs + rest)
    except Resolver404 as nothing:
        raise Http404 from nothing
    if found.url_name not in _PAGES and not str(found.url_name).startswith(_IMAGES):
        raise Http404
    if found.url_name in _PAGES:
        enter_access(PAGE, request.caller, request.role, row, reader=row.reader.printed_name, page=rest or "case")
    looks = Caller(request.caller.person_id, request.caller.name, request.caller.origin, role=request.role)
    request.caller = Caller(row.reader_id, row.reader.printed_name, request.caller.origin, seen_by=looks)
    here = reverse("reads_seen_as_case", kwargs={"trial": trial, "task": task})
    back = reverse("reads_manage", kwargs={"trial": trial})
    request.seen_as = {"reader": row.reader.printed_name, "back_url": back}  # type: ignore[attr-defined]
    answer: HttpResponse = inspect.unwrap(found.func)(request, *found.args, **found.kwargs)
    return _moved(answer, theirs, here)


def _moved(answer: HttpResponse, theirs: str, here: str) -> HttpResponse:
    """The reader's answer with its addresses moved; its forms can be looked at, not used."""
    if answer.headers.get("Content-Type", "").startswith(_TEXTS):
        moved = answer.content.replace(theirs.encode(), here.encode())
        answer.content = moved.replace(b'<form method="post"', b'<form inert method="post"')
    return answer


_HERE = "t/<uuid:trial>/reads/as/<uuid:task>/"
urlpatterns = [
    path(_HERE, ask, name="reads_seen_as"),
    path(f"{_HERE}page/<path:rest>", page, name="reads_seen_as_page"),
    path(f"{_HERE}page/", page, {"rest": ""}, name="reads_seen_as_case"),
]
