"""The page of an exam that the scan before release held back: what was found where, what to do, the release."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from centralis.apps.action import at_revision
from centralis.apps.people.access import Request, attempt_form, route
from centralis.apps.reads.guarding import scanning_actions
from centralis.apps.reads.guarding import scanning_queries as queries
from centralis.apps.reads.running.forms import ReasonForm


@require_http_methods(["GET", "POST"])
@route("reads.release_leaks")
def release(request: Request, trial: UUID, scan: UUID) -> HttpResponse:
    """Show what was found in an exam's images; let readers have them all the same, with the reason."""
    held = queries.held_exam(request.caller, trial, scan)
    row, exam = held.scan, held.exam.exam
    form = ReasonForm(request.POST or None)
    at = at_revision(row, request.POST.get("revision", str(row.revision)))
    act = lambda said: scanning_actions.release_leaks(request.caller, at, said["reason"])  # noqa: E731
    if request.method == "POST" and attempt_form(form, act) is not None:
        return redirect("reads_manage", trial=trial)
    context = {
        "title": _("Images held back: %(subject)s, %(visit)s")
        % {"subject": exam.subject.code, "visit": exam.visit.name},
        "sentence": _("Something in these images may tell a reader what the trial hides. No reader has seen them."),
        "held": held,
        "form": form,
        "trial_id": trial,
        "back_url": reverse("reads_manage", kwargs={"trial": trial}),
        "exam_url": reverse("qc_exam", kwargs={"trial": trial, "version": held.exam.pk}),
    }
    return render(request, "reads/leaks.html", context, status=409 if request.method == "POST" else 200)


urlpatterns = [path("t/<uuid:trial>/reads/leaks/<uuid:scan>/", release, name="reads_leaks")]
