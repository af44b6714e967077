"""What the blinded reader's viewer asks for: series as JSON, frames as stored, marks. Addresses hold a token alone."""

from collections.abc import Callable
from typing import Any

from csp.decorators import csp_update
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.request import RawPostDataException
from django.urls import reverse
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from centralis.apps.intake.models import ExamVersion
from centralis.apps.intake.opening import openings
from centralis.apps.people.access import Request, route
from centralis.apps.reads import reader_queries as queries
from centralis.apps.reads.models import ReadingTask
from centralis.apps.reads.viewing import actions as viewing_actions
from centralis.apps.reads.viewing import marks as viewing_marks
from centralis.apps.reads.viewing import prefetching
from centralis.apps.reads.viewing import series as viewing
from centralis.apps.reads.viewing import suv as viewing_suv
from centralis.apps.reads.viewing.pixels import pixels_of
from centralis.core.reading.frame_headers import FrameHeader, split_shared
from centralis.core.refusal import Refused

Json = dict[str, Any]
#: Decoders of compressed frames are WebAssembly and run in workers of our own.
decoding: Callable[[Any], Any] = csp_update({"script-src": ["'wasm-unsafe-eval'"], "worker-src": ["'self'", "blob:"]})
_NO_STORE = "no-store"


@gzip_page
@require_GET
@route("reads.case_page", "token")
def images(request: Request, token: str, number: int) -> HttpResponse:
    """The series of a time point that the caller opened; the opening is entered."""
    found, read = queries.opened(request.caller, token, number)
    openings.enter(request.caller, request.role, read.exam_version, f"reading of time point {number}")
    return answer_json(show_images(found.task, number, read.exam_version))


def show_images(task: ReadingTask, number: int, version: ExamVersion) -> Json:
    """The series of a time point; `edition` changes with the images, so that none fetched before are shown for them.

    `lost` tells series of which nothing can be read.
    """
    base = reverse("reads_view_frame", kwargs={"token": task.token, "number": number, "instance": "-", "frame": 1})
    address = base.replace("/-/", "/{instance}/").removesuffix("/1") + "/{frame}"
    series = [show_series(task, one, address) for one in viewing.series_of(version)]
    lost = viewing.lost_of(version)
    told: Json = {"series": series, "edition": viewing.opaque(task, version.manifest_digest)}
    return {**told, "lost": lost} if lost else told


def show_series(eyes: viewing.Eyes, series: viewing.Series, address: str) -> Json:
    """What the viewer is told of a series; `address` of a frame holds `{instance}` and `{frame}`."""
    shared, own = split_shared([FrameHeader(dict(one.model), (), (), ()) for one in series.frames])
    names = {uid: viewing.opaque(eyes, uid) for uid in {one.sop_uid for one in series.frames}}
    fitness = series.fitness
    return {
        "id": viewing.opaque(eyes, series.uid),
        "label": f"{series.modality or 'Images'} · {len(series.frames)}",
        "modality": series.modality,
        "frame_of_reference": viewing.opaque(eyes, series.frame_of_reference),
        "fitness": {
            "is_measurable": fitness.is_measurable,
            "is_reformattable": fitness.is_reformattable,
            "is_calibrated": fitness.is_calibrated,
            "label": fitness.label,
            "reasons": fitness.reasons,
            "warnings": fitness.warnings,
        },
        "has_values": series.has_values,
        "cine_ms": series.cine_ms,
        "suv": viewing_suv.show_suv(series),
        "shared": shared,
        "images": [
            {
                "url": address.format(instance=names[one.sop_uid], frame=one.number),
                "instance": names[one.sop_uid],
                "frame": one.number,
                "position": one.position_mm,
                "orientation": one.orientation,
                "spacing": one.spacing_mm,
                "own": differing,
                **({"fault": one.fault} if one.fault else {}),
            }
            for one, differing in zip(series.frames, own, strict=True)
        ],
    }


@require_GET
@route("reads.case_page", "token")
def frame(request: Request, token: str, number: int, instance: str, frame: int) -> HttpResponse:
    """One frame of a time point opened or to be opened next, in its stored transfer syntax, without comments."""
    task, version, is_begun = prefetching.version_given(request.caller, token, number)
    way = "reading of" if is_begun else "fetched ahead of reading"
    openings.enter(request.caller, request.role, version, f"{way} time point {number}")
    return answer_frame(viewing.frame_named(task, version, instance, frame))


def answer_frame(found: viewing.Frame) -> HttpResponse:
    """A frame's bytes; nothing of them is kept in any cache."""
    syntax, content = pixels_of(found)
    response = HttpResponse(content, content_type=f"application/octet-stream; transfer-syntax={syntax}")
    response.headers["Cache-Control"] = _NO_STORE
    return response


@require_http_methods(["GET", "POST"])
@route("reads.case_page", "token")
def marks(request: Request, token: str, number: int) -> HttpResponse:
    """The caller's own marks of a time point; a POST keeps one, measured anew here."""
    if request.method == "GET":
        _found, read = queries.opened(request.caller, token, number)
        return answer_json({"marks": viewing_marks.show_marks(read, viewing_marks.marks_of(read).values())})
    read = queries.begun(request.caller, token, number)
    try:
        draft = viewing_marks.read_draft(viewing_marks.read_json(body_of(request)))
    except ValueError as fault:
        return answer_json({"sentence": str(fault)}, 400)
    try:
        kept = viewing_actions.save_mark(request.caller, read, viewing_marks.measure(read, draft))
    except Refused as refused:
        return answer_json({"sentence": refused.sentence}, 409)
    return answer_json(viewing_marks.show_kept(read, kept))


@require_POST
@route("reads.case_page", "token")
def unmark(request: Request, token: str, number: int) -> HttpResponse:
    """Take one of the caller's own marks away; asked twice it is the same."""
    read = queries.begun(request.caller, token, number)
    try:
        key = viewing_marks.read_key(viewing_marks.read_json(body_of(request)))
    except ValueError:
        return answer_json({"sentence": "The mark names no key that is known."}, 400)
    try:
        viewing_actions.remove_mark(request.caller, read, key)
    except Refused as refused:
        return answer_json({"sentence": refused.sentence}, 409)
    return answer_json({"key": str(key)})


def plan_of(token: str, panes: tuple[queries.Pane, ...], *, is_linked: bool, is_editable: bool) -> Json:
    """What the page's viewer starts from: the time points to show and where their images and marks are had."""

    def address(name: str, number: int) -> str:
        return reverse(name, kwargs={"token": token, "number": number})

    return {
        "panes": [
            {
                "label": one.label,
                "number": one.number,
                "is_current": one.is_current,
                "images_url": address("reads_view_images", one.number),
                "marks_url": address("reads_view_marks", one.number),
                "unmark_url": address("reads_view_unmark", one.number),
                "keys_url": address("reads_view_keys", one.number),
                "view_url": address("reads_view_state", one.number),
            }
            for one in panes
        ],
        "ahead_url": reverse("reads_ahead", kwargs={"token": token}),
        "link": is_linked,
        "editable": is_editable,
    }


def body_of(request: HttpRequest) -> bytes:
    """What a page's script sent; nothing where a form was sent in its place, whose body was read as one."""
    try:
        return request.body
    except RawPostDataException:
        return b""


def answer_json(content: Json, status: int = 200) -> JsonResponse:
    """JSON that no cache keeps."""
    response = JsonResponse(content, status=status)
    response.headers["Cache-Control"] = _NO_STORE
    return response
