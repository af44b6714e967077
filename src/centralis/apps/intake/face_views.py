"""The page on which a person confirms that no face can be recognised in an exam's images, or rejects the result."""

import base64
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from centralis.apps.action import at_revision, enter_access
from centralis.apps.intake import facing, queries
from centralis.apps.intake.forms import ReasonForm
from centralis.apps.intake.models import ExamVersion, FaceState
from centralis.apps.people.access import Request, attempt, route, signing
from centralis.core.ledger.canonical import content_digest

_OPEN = (FaceState.TO_CONFIRM, FaceState.REJECTED)
_FOUND = {
    True: ("removed", _("A face was found and removed")),
    False: ("none", _("No face")),
    None: ("undecided", _("Could not be told")),
}
_WORDS = {
    FaceState.NOT_ASKED: _("The definition does not ask for faces to be removed."),
    FaceState.DUE: _("The images are looked at next, by themselves. Load the page again in a few minutes."),
    FaceState.TO_CONFIRM: _("Look at every picture. Nobody can open the images until you confirm the result."),
    FaceState.CONFIRMED: _("Faces were removed, and a person has confirmed it."),
    FaceState.NONE: _("No series of this exam shows a face."),
    FaceState.REJECTED: _("The result was rejected; the images stay withheld."),
    FaceState.REPLACED: _("A later version stands without faces; these images are withheld."),
}


@require_GET
@route("intake.faces_page")
def faces(request: Request, trial: UUID, version: UUID) -> HttpResponseBase:
    """What was found in every series, before and after, in numbers and pictures."""
    row = queries.version(request.caller, trial, version, "intake.faces_page")
    return _faces(request, row, ReasonForm(), 200)


def _faces(request: Request, row: ExamVersion, form: ReasonForm, status: int) -> HttpResponseBase:
    is_open = row.faces in _OPEN and row.state == "held"
    report = queries.face_report(row) if is_open or row.faces == FaceState.CONFIRMED else {"series": []}
    content = facing.to_sign(row) if is_open else {}
    keys = {"trial": row.trial_id, "version": row.pk}
    context: dict[str, Any] = {
        "title": _("Faces in %(exam)s") % {"exam": row.exam.visit.label()},
        "state": row.state,
        "since": row.state_since,
        "sentence": _WORDS[FaceState(row.faces)],
        "row": row,
        "series": [_line(row, place, one, shown=is_open) for place, one in enumerate(report["series"])],
        "removal": getattr(row, "face_removal", None),
        "is_open": is_open,
        "content": content,
        "digest": content_digest(content) if is_open else "",
        "meaning": facing.MEANING,
        "fields": [("revision", row.revision)],
        "confirm_url": reverse("intake_faces_confirm", kwargs=keys),
        "reject_url": reverse("intake_faces_dismiss", kwargs=keys),
        "form": form,
        "secondary": [{"label": _("Back to the exam"), "url": reverse("qc_exam", kwargs=keys)}],
    }
    return render(request, "intake/faces.html", context, status=status)


def _line(row: ExamVersion, place: int, one: dict[str, Any], *, shown: bool) -> dict[str, Any]:
    """A series of the report as the page shows it; pictures only while the decision is open."""
    code, words = _FOUND[one["present"]]
    urls = {
        name: reverse("intake_faces_picture", args=[row.trial_id, row.pk, place, name])
        for name in ("before", "after")
        if shown and one[name]
    }
    numbers = [(name.replace("_", " "), value) for name, value in one["numbers"].items()]
    first = row.instances.filter(series_uid=one["series_uid"]).order_by("pk").first()
    return {
        "number": first.series_number if first else None,
        "description": first.series_description if first else "",
        "code": code,
        "words": words,
        "why": one["why"],
        "numbers": numbers,
        **urls,
    }


@require_GET
@route("intake.faces_page")
def picture(request: Request, trial: UUID, version: UUID, place: int, which: str) -> HttpResponseBase:
    """A rendering of a head before or after, while a person decides about it; each opening is entered."""
    row = queries.version(request.caller, trial, version, "intake.faces_page")
    if row.faces not in _OPEN or which not in ("before", "after"):
        raise Http404
    series = queries.face_report(row)["series"]
    if place >= len(series) or not series[place][which]:
        raise Http404
    enter_access("intake.faces_page", request.caller, request.role, row, series=place, picture=which)
    response = HttpResponse(base64.b64decode(series[place][which]), content_type="image/png")
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
@route("intake.confirm_faces")
def confirm(request: Request, trial: UUID, version: UUID) -> HttpResponseBase:
    """Sign that no face can be recognised; the exam goes on."""
    row = at_revision(queries.version(request.caller, trial, version, "intake.confirm_faces"), _revision(request))

    def act() -> bool:
        facing.confirm_faces(signing(request), row)
        return True

    if attempt(request, act, str(_("Signed: the exam goes on without faces."))):
        return redirect("qc_exam", trial=trial, version=version)
    fresh = queries.version(request.caller, trial, version, "intake.faces_page")
    return _faces(request, fresh, ReasonForm(), 409)


@require_POST
@route("intake.reject_faces")
def reject(request: Request, trial: UUID, version: UUID) -> HttpResponseBase:
    """Reject the result; the exam stays held with the reason."""
    row = at_revision(queries.version(request.caller, trial, version, "intake.reject_faces"), _revision(request))
    form = ReasonForm(request.POST)

    def act() -> bool:
        facing.reject_faces(request.caller, row, form.cleaned_data["reason"])
        return True

    if form.is_valid() and attempt(request, act, str(_("Rejected: the exam stays held."))):
        return redirect("qc_exam", trial=trial, version=version)
    return _faces(request, queries.version(request.caller, trial, version, "intake.faces_page"), form, 409)


def _revision(request: Request) -> str | None:
    return request.POST.get("revision")
