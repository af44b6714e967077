"""The page after a test case: what it means to look, then the own read beside the expert's; the viewer's marks of both.

The images are had at the reader's own addresses of the case, where they stay open to look at.
"""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from centralis.apps.action import enter_access
from centralis.apps.people.access import Request, attempt, route
from centralis.apps.reads import rules
from centralis.apps.reads.models import ReadingTask
from centralis.apps.reads.reader_views import unkept
from centralis.apps.reads.running import feedback
from centralis.apps.reads.viewing.adjudication import letter_keys, letter_marks
from centralis.apps.reads.viewing.views import answer_json, decoding

Json = dict[str, Any]


@unkept
@decoding
@require_http_methods(["GET", "POST"])
@route(feedback.PAGE, "token")
def page(request: Request, token: str) -> HttpResponse:
    """Say what a look means; a POST takes it, and from then on the comparison stands here."""
    found = feedback.finished(request.caller, token)
    if request.method == "POST":
        attempt(request, lambda: feedback.show_comparison(request.caller, found.case.task))
        return redirect("reads_feedback", token=token)
    context: dict[str, Any] = {
        "title": f"{rules.name_case(token)} · {_('Test case')}",
        "worklist_url": reverse("reads_worklist"),
        "case_url": reverse("reads_case", kwargs={"token": token}),
        "token": token,
        "found": found,
    }
    if found.shown is None:
        return render(request, "reads/feedback.html", context)
    enter_access(feedback.PAGE, request.caller, request.role, found.case.task, what="comparison with the expert")
    sides, points = feedback.compared(found)
    context |= {"sides": sides, "points": points, "viewer": plan_of(token, points), "next": _next(found)}
    return render(request, "reads/feedback.html", context)


@require_GET
@route(feedback.PAGE, "token")
def marks(request: Request, token: str, number: int) -> HttpResponse:
    """Both reads' marks of a time point under whose they are, once the comparison was shown."""
    found = _shown(request, token)
    return answer_json({"marks": letter_marks(feedback.reads_at(found, number), found.case.task)})


@require_GET
@route(feedback.PAGE, "token")
def keys(request: Request, token: str, number: int) -> HttpResponse:
    """Both reads' key images of a time point under whose they are, once the comparison was shown."""
    found = _shown(request, token)
    return answer_json({"keys": letter_keys(feedback.reads_at(found, number), found.case.task)})


def plan_of(token: str, points: tuple[feedback.ComparedPoint, ...]) -> Json:
    """What the page's viewer starts from: every time point with the marks of both, nothing to be drawn."""

    def address(name: str, number: int) -> str:
        return reverse(name, kwargs={"token": token, "number": number})

    panes = [
        {
            "label": one.name,
            "number": one.number,
            "is_current": False,
            "images_url": address("reads_view_images", one.number),
            "marks_url": address("reads_feedback_marks", one.number),
            "unmark_url": "",
            "keys_url": address("reads_feedback_keys", one.number),
        }
        for one in points
    ]
    return {"panes": panes, "link": True, "editable": False}


def _shown(request: Request, token: str) -> feedback.Finished:
    found = feedback.finished(request.caller, token)
    if found.shown is None:
        raise ReadingTask.DoesNotExist
    return found


def _next(found: feedback.Finished) -> str:
    """What follows for this reader, in a sentence."""
    tested, demand = found.tested, found.demand
    lacking = demand.test_cases - len(tested.score.cases)
    if lacking > 0:
        is_given = tested.given > len(tested.score.cases) + tested.used
        said = ngettext("%(n)s more test case is needed", "%(n)s more test cases are needed", lacking) % {"n": lacking}
        rest = _("go on with your list.") if is_given else _("the project manager gives them to you.")
        return f"{said}: {rest}"
    share = tested.score.agreement
    if share is not None and share < demand.agreement_min:
        return _("The share is below what is asked; the project manager tells you what follows.")
    return _("The share is as asked; the project manager records your qualification.")


_HERE = "reading/<str:token>"
urlpatterns = [
    path(f"{_HERE}/comparison/", page, name="reads_feedback"),
    path(f"{_HERE}/<int:number>/comparison/marks/", marks, name="reads_feedback_marks"),
    path(f"{_HERE}/<int:number>/comparison/keys/", keys, name="reads_feedback_keys"),
]
