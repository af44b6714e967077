"""The DICOMweb routes of a trial. Who may open them stands in the permission map; a site sees its own subjects."""

import functools
from collections.abc import Callable, Iterable
from typing import Any, Concatenate, ParamSpec
from uuid import UUID

from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    JsonResponse,
    StreamingHttpResponse,
)
from django.middleware.csrf import CsrfViewMiddleware
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from centralis.apps.intake import queries
from centralis.apps.intake.dicomweb import qido, wado
from centralis.apps.intake.dicomweb.multipart import BadBody, Stream, boundary_of
from centralis.apps.intake.dicomweb.stow import Request as StoreRequest
from centralis.apps.intake.dicomweb.stow import store_request
from centralis.apps.intake.lane import lane
from centralis.apps.intake.models import ExamState, StoredInstance
from centralis.apps.intake.opening import identity, openings
from centralis.apps.intake.preparing import store
from centralis.apps.intake.refusals import IntakeRefusal
from centralis.apps.intake.thumbnails import SIDE, NoPicture, picture
from centralis.apps.people.access import Request, route
from centralis.apps.people.queries import sites_of
from centralis.apps.trials import queries as trials
from centralis.core.refusal import Refused

P = ParamSpec("P")
View = Callable[..., HttpResponseBase]
_JSON = "application/dicom+json"
_STATUS = {IntakeRefusal.STORE_FULL.code: 507, IntakeRefusal.STORE_FAULT.code: 503, IntakeRefusal.BUSY.code: 503,
           IntakeRefusal.NOTHING_SENT.code: 400}  # fmt: skip


class ChunkedBody:
    """A request's body without a stated length, as the server hands it on."""

    def __init__(self, request: HttpRequest) -> None:
        self._stream = request.META["wsgi.input"]

    def read(self, size: int, /) -> bytes:
        return bytes(self._stream.read(size))


def said_in_words(
    view: Callable[Concatenate[Request, P], HttpResponseBase],
) -> Callable[..., HttpResponseBase]:
    """Answer a bad request or a refusal with its sentence as plain text."""

    @functools.wraps(view)
    def answer(request: Request, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except BadBody as fault:
            return HttpResponse(fault.sentence, status=fault.status, content_type="text/plain; charset=utf-8")
        except Refused as refused:
            status = _STATUS.get(refused.code, 403 if refused.code == "not_permitted" else 409)
            return HttpResponse(refused.sentence, status=status, content_type="text/plain; charset=utf-8")

    return answer


def _root(request: HttpRequest, trial: UUID) -> str:
    return request.build_absolute_uri(f"/dicomweb/{trial}")


def _checked_for_forgery(request: HttpRequest) -> HttpResponseBase | None:
    """A browser's session needs the CSRF token; a bearer token can't be sent by another page."""
    if request.headers.get("Authorization"):
        return None
    return CsrfViewMiddleware(lambda _: HttpResponse()).process_view(request, lambda *_: HttpResponse(), (), {})


@require_POST
@route("intake.receive", api=True)
@said_in_words
def store_instances(request: Request, trial: UUID, study: str = "") -> HttpResponseBase:
    """STOW-RS: `?transmittal=` names an announced upload; without it the objects' own codes are matched."""
    refused = _checked_for_forgery(request)
    if refused is not None:
        return refused
    if request.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise BadBody(415, "Send the body without a content encoding.")
    chunked = "chunked" in request.headers.get("Transfer-Encoding", "").lower()
    length = None if chunked else int(request.META.get("CONTENT_LENGTH") or 0)
    named = request.GET.get("transmittal", "")
    about = queries.transmittal(request.caller, trial, _uuid(named), "intake.receive") if named else None
    asked = StoreRequest(
        request.caller,
        trials.trial(request.caller, trial),
        boundary_of(request.headers.get("Content-Type", "")),
        length,
        study,
        about,
    )
    stream: Stream = ChunkedBody(request) if chunked else request
    answer = store_request(asked, stream, store())
    response = JsonResponse(answer.body(_root(request, trial)), status=answer.status, content_type=_JSON)
    if answer.receipts:
        response["X-Centralis-Receipt"] = ", ".join(str(one) for one in answer.receipts)
    return response


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise BadBody(400, "The transmittal is named by its identifier.") from error


@require_GET
@route("intake.dicomweb", api=True)
@said_in_words
def search(request: Request, trial: UUID, level: str, study: str = "", series: str = "") -> HttpResponseBase:
    """QIDO-RS: studies, series or instances."""
    asked = qido.read_query({name: request.GET.getlist(name) for name in request.GET})
    for column, uid in (("study_uid__in", study), ("series_uid__in", series)):
        if uid:
            asked.filters[column] = [uid]
    found = qido.search(request.caller, trial, level, asked)
    response = JsonResponse(found, safe=False, content_type=_JSON, status=200)
    if asked.unknown:
        response["Warning"] = '299 centralis "Some attributes are not searched for and were ignored"'
    return response


def _opened(request: Request, trial: UUID, **uids: str) -> list[StoredInstance]:
    """Return the instances under an address, and enter that their exam was opened."""
    rows = queries.instances(request.caller, trial).exclude(exam_version__state=ExamState.SUPERSEDED)
    found = list(rows.filter(**uids).select_related("exam_version__exam__subject").order_by("series_uid", "pk"))
    if not found:
        raise Http404
    for version in {row.exam_version_id: row.exam_version for row in found}.values():
        openings.enter(request.caller, request.role, version, "dicomweb")
    return found


def _multipart(parts: Iterable[bytes], kind: str, boundary: str) -> StreamingHttpResponse:
    response = StreamingHttpResponse(parts, content_type=wado.multipart_type(kind, boundary))
    response["Cache-Control"] = "private, no-store"
    return response


@require_GET
@route("intake.dicomweb", api=True)
@said_in_words
def retrieve(request: Request, trial: UUID, study: str, series: str = "", sop: str = "") -> HttpResponseBase:
    """WADO-RS: the sealed objects of a study, a series, or one of them."""
    accept = request.headers.get("Accept", "")
    if accept and not any(kind in accept for kind in ("application/dicom", "multipart/related", "*/*")):
        return HttpResponse("Objects are served as application/dicom.", status=406, content_type="text/plain")
    found = _opened(request, trial, **_uids(study, series, sop))
    boundary = wado.new_boundary()
    return _multipart(wado.object_parts(found, store(), boundary), "application/dicom", boundary)


@require_GET
@route("intake.dicomweb", api=True)
@said_in_words
def metadata(request: Request, trial: UUID, study: str, series: str = "", sop: str = "") -> HttpResponseBase:
    """WADO-RS: the headers of the sealed objects as DICOM JSON."""
    found = _opened(request, trial, **_uids(study, series, sop))
    models = list(wado.metadata(found, store(), _root(request, trial)))
    return JsonResponse(models, safe=False, content_type=_JSON)


def _uids(study: str, series: str, sop: str) -> dict[str, str]:
    named = {"study_uid": study, "series_uid": series, "sop_uid": sop}
    return {column: uid for column, uid in named.items() if uid}


@require_GET
@route("intake.dicomweb", api=True)
@said_in_words
def frames(request: Request, trial: UUID, study: str, series: str, sop: str, numbers: str) -> HttpResponseBase:
    """WADO-RS: frames as byte ranges of the stored file; opens the fast lane for what follows."""
    wanted = wado.frame_numbers(numbers)
    row = _opened(request, trial, **_uids(study, series, sop))[0]
    if not row.frames:
        return HttpResponse(
            "This object's frames can't be served one by one: retrieve the object.", status=406,
            content_type="text/plain",
        )  # fmt: skip
    if max(wanted) > len(row.frames):
        raise Http404
    kind = wado.media_type(row.transfer_syntax)
    if not wado.accepts(request.headers.get("Accept", ""), kind):
        return HttpResponse(f"Frames of this object are served as {kind}.", status=406, content_type="text/plain")
    lane.grant(request.META, trial, identity(request.caller), sites_of(request.caller, "intake.dicomweb", trial))
    boundary = wado.new_boundary()
    parts = wado.frame_parts(row, wanted, store(), boundary)
    if len(wanted) > 1:
        return _multipart(parts, kind, boundary)
    response = HttpResponse(b"".join(parts), content_type=wado.multipart_type(kind, boundary))
    response["Cache-Control"] = "private, no-store"
    return response


@require_GET
@route("intake.dicomweb", api=True)
@said_in_words
def rendered(
    request: Request, trial: UUID, study: str, series: str = "", sop: str = "", number: int = 1
) -> HttpResponseBase:
    """WADO-RS: a picture of a frame; `viewport=width,height` bounds it."""
    rows = _opened(request, trial, **_uids(study, series, sop))
    return _picture(rows[len(rows) // 2], number - 1, _side(request.GET.get("viewport", "")))


def _side(viewport: str) -> int:
    sizes = [text for text in viewport.split(",")[:2] if text.isascii() and text.isdigit() and len(text) < 6]
    return min(int(text) for text in sizes) if sizes else SIDE


def _picture(row: StoredInstance, frame: int, side: int) -> HttpResponseBase:
    try:
        path = picture(row, store(), frame=frame, side=side)
    except NoPicture as reason:
        return HttpResponse(str(reason), status=404, content_type="text/plain; charset=utf-8")
    response = FileResponse(path.open("rb"), content_type="image/png")
    response["Cache-Control"] = "private, max-age=900"
    return response


@require_GET
@route("intake.dicomweb")
def thumbnail(request: Request, trial: UUID, version: UUID, instance: int) -> HttpResponseBase:
    """The picture of one instance of one exam version, for pages (superseded versions too)."""
    row = queries.instance(request.caller, trial, version, instance)
    openings.enter(request.caller, request.role, row.exam_version, "page")
    return _picture(row, row.frame_count // 2, SIDE)


def _by_method(get: View, post: View) -> View:
    """Serve search and store, which share an address; each has its own line in the permission map."""

    @csrf_exempt
    def choose(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        if request.method == "POST":
            kwargs.pop("level", None)
            return post(request, **kwargs)
        return get(request, **kwargs)

    for name in ("permission", "where"):
        setattr(choose, name, getattr(get, name))
    choose.also = getattr(post, "permission", "")  # type: ignore[attr-defined]
    return choose


studies = _by_method(search, store_instances)
study = _by_method(retrieve, store_instances)
