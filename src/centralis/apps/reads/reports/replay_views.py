"""Replay: a signed read as its reader saw it, step by step, with its images and marks; and its DICOM reports."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET

from centralis.apps.action import enter_access
from centralis.apps.intake.opening import openings
from centralis.apps.intake.preparing import store
from centralis.apps.ledger.labels import words_of
from centralis.apps.people.access import Request, route
from centralis.apps.reads.models import Read, ReportKind
from centralis.apps.reads.reader_views import unkept
from centralis.apps.reads.reports import replay_queries as queries
from centralis.apps.reads.reports.replay_queries import Replayed
from centralis.apps.reads.showing import form_of
from centralis.apps.reads.viewing import keys as viewing_keys
from centralis.apps.reads.viewing import marks as viewing_marks
from centralis.apps.reads.viewing import series as viewing
from centralis.apps.reads.viewing import state as viewing_state
from centralis.apps.reads.viewing.pixels import pixels_of
from centralis.apps.reads.viewing.views import decoding, show_series
from centralis.core.reading.replay import Difference, Step
from centralis.services.store import REPORTS

Json = dict[str, Any]


@unkept
@decoding
@require_GET
@route("reads.replay_page")
def replay(request: Request, trial: UUID, read: UUID) -> HttpResponse:
    """A signed read as its reader saw it, at the step asked for; the looking is entered."""
    found = queries.replayed(request.caller, trial, read)
    place, step = queries.step_shown(found, request.GET.get("step"))
    enter_access("reads.replay_page", request.caller, request.role, found.read, step=step.number)
    row, sheet, words = found.read, found.sheet(step), _words(found)
    is_signed = step.number == found.signed_step
    context = {
        "title": _("Replay: %(what)s") % {"what": queries.name_place(row)},
        "sentence": _sentence(found, step),
        "found": found,
        "read": row,
        "name": queries.blinded_name(row),
        "what": _("Read of %(what)s") % {"what": queries.name_place(row)},
        "step_words": _("Step %(place)s of %(count)s: %(words)s")
        % {"place": place, "count": len(found.steps), "words": words_of(step.action)},
        "is_early": not is_signed,
        "sheet": sheet,
        "scored": sheet.scored,
        "is_signed": is_signed,
        "is_locked": True,
        "viewer": _plan(found, place),
        "steps": [_line(words, found, number, one) for number, one in enumerate(found.steps, start=1)],
        "step": step,
        "moment": datetime.fromisoformat(step.at),
        "words": words_of(step.action),
        "place": place,
        "count": len(found.steps),
        "before": place - 1,
        "after": place + 1 if place < len(found.steps) else 0,
        "trial_id": trial,
        "marks": [step.marks[lesion] for lesion in sorted(step.marks)],
    }
    return render(request, "reads/replay.html", context)


def _sentence(found: Replayed, step: Step) -> str:
    if step.number < found.signed_step:
        return _("This is a step before the signature. Nothing can be changed here.")
    if step.number > found.signed_step:
        return _("This is a step after the signature. Nothing can be changed here.")
    if found.kept.holds:
        return _("What was signed is what is shown. Nothing can be changed here.")
    return _("What is stored does not give what was signed: look at the signature below, and tell the administrator.")


def _line(words: Mapping[str, str], found: Replayed, number: int, step: Step) -> Json:
    return {
        "place": number,
        "step": step,
        "words": words_of(step.action),
        "moment": datetime.fromisoformat(step.at),
        "is_signature": step.number == found.signed_step,
        "changes": [_said(words, one) for one in step.differences],
    }


def _words(found: Replayed) -> dict[str, str]:
    """The labels of the form's fields and of their codes, by name."""
    fields = [field for section in form_of(found.case)["sections"] for field in section["fields"]]
    codes = {code["code"]: code["label"] for field in fields for code in field["codes"]}
    return {**codes, **{field["name"]: field["label"] for field in fields}}


def _said(words: Mapping[str, str], one: Difference) -> Json:
    field = words.get(one.field, one.field.replace("_", " "))

    def told(value: Any) -> str:
        if value is None or value == "":
            return ""
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        return words.get(value, value) if isinstance(value, str) else str(value)

    return {"name": f"{one.what} {field}".strip(), "before": told(one.before), "after": told(one.after)}


def _plan(found: Replayed, place: int) -> Json:
    """What the viewer starts from; as `viewing_views.plan_of`, with the replay's own addresses."""
    row = found.read
    where = {"trial": row.task.trial_id, "read": row.pk}

    def pane(label: str, number: int, is_current: bool) -> Json:
        here = {**where, "number": number}
        return {
            "label": label,
            "number": number,
            "is_current": is_current,
            "images_url": reverse("reads_replay_images", kwargs=here),
            "marks_url": f"{reverse('reads_replay_marks', kwargs=here)}?step={place}",
            "unmark_url": "",
            "keys_url": f"{reverse('reads_replay_keys', kwargs=here)}?step={place}",
        }

    panes = found.sheet(found.steps[-1]).panes
    return {
        "panes": [pane(one.label, one.number, one.is_current) for one in panes],
        "link": found.case.design.link != "none",
        "editable": False,
        "view": viewing_state.show(found.steps[place - 1].view, row.task),
        "is_as_signed": True,
    }


@gzip_page
@unkept
@require_GET
@route("reads.replay_page")
def images(request: Request, trial: UUID, read: UUID, number: int) -> HttpResponse:
    """The series of a time point, under the names that the reader's viewer had; the opening is entered."""
    shown = _read_at(request, trial, read, number)
    base = reverse(
        "reads_replay_frame", kwargs={"trial": trial, "read": read, "number": number, "instance": "-", "frame": 1}
    )
    address = base.replace("/-/", "/{instance}/").removesuffix("/1") + "/{frame}"
    series = viewing.series_of(shown.exam_version, _signed_at(shown))
    return JsonResponse({"series": [show_series(shown.task, one, address) for one in series]})


def _signed_at(read: Read) -> datetime | None:
    """When a read was signed: damage that a later scan found was not known to its reader."""
    return read.signature.signed_at if read.signature else None


@unkept
@require_GET
@route("reads.replay_page")
def frame(request: Request, trial: UUID, read: UUID, number: int, instance: str, frame: int) -> HttpResponse:
    """One frame as it is stored, without comments."""
    shown = _read_at(request, trial, read, number)
    syntax, content = pixels_of(
        viewing.frame_named(shown.task, shown.exam_version, instance, frame, _signed_at(shown))
    )
    return HttpResponse(content, content_type=f"application/octet-stream; transfer-syntax={syntax}")


@unkept
@require_GET
@route("reads.replay_page")
def marks(request: Request, trial: UUID, read: UUID, number: int) -> HttpResponse:
    """The marks of a time point: of the read itself at the step asked for, of earlier ones as they were signed."""
    row, step = _row_and_step(request, trial, read, number)
    if step is None:
        found = list(viewing_marks.marks_of(row).values())
    else:
        row.content = dict(step.content)
        found = queries.marks_at(row, step)
    return JsonResponse({"marks": viewing_marks.show_marks(row, found)})


@unkept
@require_GET
@route("reads.replay_page")
def keys(request: Request, trial: UUID, read: UUID, number: int) -> HttpResponse:
    """The key images of a time point, as `marks` tells the marks."""
    row, step = _row_and_step(request, trial, read, number)
    found = viewing_keys.keys_of(row) if step is None else queries.keys_at(step)
    return JsonResponse({"keys": viewing_keys.show_keys(found, row.task)})


def _row_and_step(request: Request, trial: UUID, read: UUID, number: int) -> tuple[Read, Step | None]:
    """The read that stood at a time point; for the replayed one itself the step asked for."""
    shown = queries.signed_read(request.caller, trial, read)
    row = queries.read_at(shown, number)
    if row.pk != shown.pk:
        return row, None
    whole = queries.replayed(request.caller, trial, read)
    return row, queries.step_shown(whole, request.GET.get("step"))[1]


def _read_at(request: Request, trial: UUID, read: UUID, number: int) -> Read:
    row = queries.signed_read(request.caller, trial, read)
    shown = queries.read_at(row, number)
    shown.task = row.task
    openings.enter(request.caller, request.role, shown.exam_version, f"replay of time point {number}")
    return shown


@unkept
@require_GET
@route("reads.report_file")
def report(request: Request, trial: UUID, read: UUID, report: UUID) -> HttpResponse:
    """A sealed DICOM report of a signed read, as a file; the download is entered."""
    row = queries.report_of(request.caller, trial, read, report)
    content = store().read(REPORTS, row.digest)
    enter_access("reads.report_file", request.caller, request.role, row, digest=row.digest)
    what = row.read
    kind = ReportKind(row.kind).value
    name = f"{what.task.subject.code}_{what.visit.code}_reader{what.task.reader_number}_{kind}.dcm"
    safe = "".join(one if one.isascii() and (one.isalnum() or one in "-_.") else "-" for one in name)
    response = HttpResponse(content, content_type="application/dicom")
    response.headers["Content-Disposition"] = f'attachment; filename="{safe}"'
    return response
