"""A reader's questions and incidental findings: the reader's page, the core lab's, the medical monitor's."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from centralis.apps.action import at_revision
from centralis.apps.people.access import Request, attempt, route
from centralis.apps.reads import rules
from centralis.apps.reads.guarding import asking
from centralis.apps.reads.guarding import asking_queries as queries
from centralis.apps.reads.models import NoteKind, ReaderNote
from centralis.apps.reads.reader_queries import opened
from centralis.apps.reads.reader_views import unkept


@unkept
@require_http_methods(["GET", "POST"])
@route("reads.case_page", "token")
def ask(request: Request, token: str, number: int) -> HttpResponse:
    """Write a question to the core lab or an incidental finding; below stand the own ones with their answers."""
    _found, read = opened(request.caller, token, number)
    if request.method == "POST":
        kind, text = request.POST.get("kind", ""), request.POST.get("text", "")
        if attempt(request, lambda: asking.write_note(request.caller, read, kind, text), _("Sent.")) is not None:
            return redirect("reads_ask", token=token, number=number)
    context = {
        "title": f"{rules.name_case(token)} · {rules.name_time_point(number)}",
        "sentence": _("Nobody sees it whom it could unblind. Write nothing that names a person or a place."),
        "notes": queries.own_notes(read),
        "back_url": reverse("reads_time_point", kwargs={"token": token, "number": number}),
        "kind": request.POST.get("kind", ""),
        "text": request.POST.get("text", ""),
    }
    return render(request, "reads/ask.html", context, status=409 if request.method == "POST" else 200)


@require_http_methods(["GET", "POST"])
@route("reads.answer_question")
def questions(request: Request, trial: UUID) -> HttpResponse:
    """The readers' questions of a trial, with a place for the answer."""
    return _answered(request, trial, NoteKind.QUESTION)


@require_http_methods(["GET", "POST"])
@route("reads.handle_finding")
def findings(request: Request, trial: UUID) -> HttpResponse:
    """The incidental findings of a trial, for its medical monitor."""
    return _answered(request, trial, NoteKind.FINDING)


def _answered(request: Request, trial: UUID, kind: NoteKind) -> HttpResponse:
    rows = queries.notes(request.caller, trial, kind)
    act = asking.answer_question if kind is NoteKind.QUESTION else asking.handle_finding
    here = "reads_questions" if kind is NoteKind.QUESTION else "reads_findings"
    if request.method == "POST":
        named = next((one for one in rows if str(one.pk) == request.POST.get("note")), None)
        if named is None:
            raise ReaderNote.DoesNotExist
        row = at_revision(named, request.POST.get("revision"))
        text = request.POST.get("text", "")
        if attempt(request, lambda: act(request.caller, row, text), _("Kept.")) is not None:
            return redirect(here, trial=trial)
    is_question = kind is NoteKind.QUESTION
    context = {
        "title": _("Readers' questions") if is_question else _("Incidental findings"),
        "sentence": _("The reader sees your answer: nothing in it may tell site, visit, day or treatment.")
        if is_question
        else _("Reported by readers to you alone. What you write is seen by no reader and no site."),
        "notes": rows,
        "is_question": is_question,
        "typed": {"note": request.POST.get("note", ""), "text": request.POST.get("text", "")},
    }
    return render(request, "reads/notes.html", context, status=409 if request.method == "POST" else 200)


urlpatterns = [
    path("reading/<str:token>/<int:number>/ask/", ask, name="reads_ask"),
    path("t/<uuid:trial>/reads/questions/", questions, name="reads_questions"),
    path("t/<uuid:trial>/reads/findings/", findings, name="reads_findings"),
]
