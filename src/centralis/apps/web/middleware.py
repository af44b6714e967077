"""Turn a refusal that reached the edge of a request into a page that says what happened and what was kept."""

from collections.abc import Callable

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
