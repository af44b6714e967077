"""Turn a refusal that reached the edge of a request into a page that says what happened and what was kept."""

from collections.abc import Callable, Iterator

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from centralis.core.refusal import Refused


class refusals:
    """Answer 409 with the refusal's sentence; views that can show it in place catch it themselves."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refused):
            return None
        context = {"code": exception.code, "sentence": exception.sentence}
        return TemplateResponse(request, "web/refused.html", context, status=409).render()


def unkept_rooms(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Keep nothing of the rooms of blinded people in any cache, refusals and what is not there included (leak L19)."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.path.startswith(("/reading/", "/adjudication/")):
            response.headers["Cache-Control"] = "no-store"
        return response

    return middleware


def no_nul(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Answer 400 to a NUL character in an address or a form: no person types one, and not every database keeps it.

    The DICOMweb service says so itself, in its own words.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if not request.path.startswith("/dicomweb/") and any("\0" in text for text in _texts(request)):
            raise SuspiciousOperation("a NUL character in the request")
        return get_response(request)

    return middleware


def _texts(request: HttpRequest) -> Iterator[str]:
    yield request.path
    for sent in (request.GET, request.POST):
        for name, values in sent.lists():
            yield name
            yield from values
