"""Replay of what is signed of a whole case: a reader's statement of it, a decision between two reads; their reports."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from centralis.apps.action import enter_access
from centralis.apps.intake.opening import openings
from centralis.apps.intake.preparing import store
from centralis.apps.ledger.labels import words_of
from centralis.apps.people.access import Request, route
from centralis.apps.reads import rules
from centralis.apps.reads.models import CaseReport
from centralis.apps.reads.reader_views import unkept
from centralis.apps.reads.reports import case_replays as queries
from centralis.apps.reads.viewing import adjudication as viewing_adjudication
from centralis.apps.reads.viewing import series as viewing
from centralis.apps.reads.viewing import state as viewing_state
from centralis.apps.reads.viewing.pixels import pixels_of
from centralis.apps.reads.viewing.views import decoding, show_series
from centralis.services.store import REPORTS

Json = dict[str, Any]


@unkept
@require_GET
@route("reads.replay_page")
def statement(request: Request, trial: UUID, statement: UUID) -> HttpResponse:
    """A statement of a whole case as its reader signed it; the looking is entered."""
    found = queries.replayed_statement(request.caller, trial, statement)
    row = found.row
    enter_access("reads.replay_page", request.caller, request.role, row)
    what = _("Whole case of %(subject)s, stated by %(who)s") % {
        "subject": row.task.subject.code,
        "who": row.task.source,
    }
    context = {
        **_context(found, trial, what),
        "name": f"{rules.name_case(row.task.token)} · {_('Whole case')}",
        "points": list(zip(found.whole.points, found.reads, strict=True)),
        "report_url": reverse("reads_statement_report", kwargs={"trial": trial, "statement": row.pk}),
    }
    return render(request, "reads/replay_statement.html", context)


@unkept
@decoding
@require_GET
@route("reads.replay_page")
def decision(request: Request, trial: UUID, adjudication: UUID) -> HttpResponse:
    """A decision as it was signed: both reads as A and B, the images as the adjudicator saw them."""
    found = queries.replayed_decision(request.caller, trial, adjudication)
    row = found.row
    enter_access("reads.replay_page", request.caller, request.role, row)
    who = _("by consensus") if row.by == rules.CONSENSUS else _("by the adjudicator")
    what = _("Decision on %(subject)s, %(who)s") % {"subject": row.subject.code, "who": who}
    context = {
        **_context(found, trial, what),
        "name": found.case.name,
        "case": found.case,
        "columns": list(zip(found.case.sides, found.sides, strict=True)),
        "viewer": None if row.by == rules.CONSENSUS else _plan(found, trial),
        "report_url": reverse("reads_decision_report", kwargs={"trial": trial, "adjudication": row.pk}),
    }
    return render(request, "reads/replay_decision.html", context)


def _context(found: Any, trial: UUID, what: str) -> Json:
    return {
        "title": _("Replay: %(what)s") % {"what": what},
        "what": what,
        "sentence": _("Exactly this was signed. Nothing can be changed here."),
        "found": found,
        "row": found.row,
        "signature": found.row.signature,
        "kept": found.kept,
        "step_words": _("The signature"),
        "trial_id": trial,
        "is_locked": True,
        "lines": [
            {"line": one, "words": words_of(one.action), "moment": datetime.fromisoformat(one.at)}
            for one in found.lines
        ],
    }


def _plan(found: queries.ReplayedDecision, trial: UUID) -> Json:
    """What the viewer starts from; as `viewing.adjudication.plan_of`, with the replay's own addresses."""

    def pane(number: int, label: str) -> Json:
        here = {"trial": trial, "adjudication": found.row.pk, "number": number}
        return {
            "label": label,
            "number": number,
            "is_current": False,
            "images_url": reverse("reads_decision_images", kwargs=here),
            "marks_url": reverse("reads_decision_marks", kwargs=here),
            "unmark_url": "",
            "keys_url": reverse("reads_decision_keys", kwargs=here),
        }

    return {
        "panes": [pane(one.number, one.name) for one in found.case.sides[0].points],
        "link": True,
        "editable": False,
        "view": viewing_state.show(found.row.view, found.eyes),
        "is_as_signed": True,
    }


@unkept
@require_GET
@route("reads.replay_page")
def images(request: Request, trial: UUID, adjudication: UUID, number: int) -> HttpResponse:
    """The series of a compared time point, under the names that the adjudicator had; the opening is entered."""
    found = queries.replayed_decision(request.caller, trial, adjudication)
    version = found.compared(number)[0][1].exam_version
    openings.enter(request.caller, request.role, version, f"replay of the decision on time point {number}")
    place = {"trial": trial, "adjudication": adjudication, "number": number, "instance": "-", "frame": 1}
    address = reverse("reads_decision_frame", kwargs=place).replace("/-/", "/{instance}/").removesuffix("/1")
    series = [show_series(found.eyes, one, address + "/{frame}") for one in viewing.series_of(version)]
    return JsonResponse({"series": series})


@unkept
@require_GET
@route("reads.replay_page")
def frame(request: Request, trial: UUID, adjudication: UUID, number: int, instance: str, frame: int) -> HttpResponse:
    """One frame as it is stored, without comments."""
    row = queries.decision(request.caller, trial, adjudication)
    version = queries.version_then(row, number)
    openings.enter(request.caller, request.role, version, f"replay of the decision on time point {number}")
    eyes = viewing_adjudication.Eyes(row.adjudicator_id, row.pk)
    syntax, content = pixels_of(viewing.frame_named(eyes, version, instance, frame))
    return HttpResponse(content, content_type=f"application/octet-stream; transfer-syntax={syntax}")


@unkept
@require_GET
@route("reads.replay_page")
def marks(request: Request, trial: UUID, adjudication: UUID, number: int) -> HttpResponse:
    """Both reads' marks of a time point as they were signed, named by their letters."""
    found = queries.replayed_decision(request.caller, trial, adjudication)
    return JsonResponse({"marks": viewing_adjudication.letter_marks(found.compared(number), found.eyes)})


@unkept
@require_GET
@route("reads.replay_page")
def keys(request: Request, trial: UUID, adjudication: UUID, number: int) -> HttpResponse:
    """Both reads' key images of a time point, under their letters."""
    found = queries.replayed_decision(request.caller, trial, adjudication)
    return JsonResponse({"keys": viewing_adjudication.letter_keys(found.compared(number), found.eyes)})


@unkept
@require_GET
@route("reads.report_file")
def statement_report(request: Request, trial: UUID, statement: UUID) -> HttpResponse:
    """The sealed report of a statement, as a file; the download is entered."""
    row = queries.report_of(request.caller, trial, statement_id=statement)
    return _file(request, row, f"reader{row.about.task.reader_number}_whole-case")


@unkept
@require_GET
@route("reads.report_file")
def decision_report(request: Request, trial: UUID, adjudication: UUID) -> HttpResponse:
    """The sealed report of a decision, as a file; the download is entered."""
    return _file(request, queries.report_of(request.caller, trial, adjudication_id=adjudication), "adjudication")


def _file(request: Request, row: CaseReport, what: str) -> HttpResponse:
    content = store().read(REPORTS, row.digest)
    enter_access("reads.report_file", request.caller, request.role, row, digest=row.digest)
    name = f"{row.scope().subject}_{what}_SR.dcm"
    safe = "".join(one if one.isascii() and (one.isalnum() or one in "-_.") else "-" for one in name)
    response = HttpResponse(content, content_type="application/dicom")
    response.headers["Content-Disposition"] = f'attachment; filename="{safe}"'
    return response


_CASE = "t/<uuid:trial>/reads/whole-cases/<uuid:statement>"
_DECISION = "t/<uuid:trial>/reads/adjudications/<uuid:adjudication>"
_HERE = f"{_DECISION}/replay/<int:number>"

urlpatterns = [
    path(f"{_CASE}/replay/", statement, name="reads_replay_statement"),
    path(f"{_CASE}/report.dcm", statement_report, name="reads_statement_report"),
    path(f"{_DECISION}/replay/", decision, name="reads_replay_decision"),
    path(f"{_DECISION}/report.dcm", decision_report, name="reads_decision_report"),
    path(f"{_HERE}/images/", images, name="reads_decision_images"),
    path(f"{_HERE}/images/<str:instance>/frames/<int:frame>", frame, name="reads_decision_frame"),
    path(f"{_HERE}/marks/", marks, name="reads_decision_marks"),
    path(f"{_HERE}/keys/", keys, name="reads_decision_keys"),
]
