"""What the viewer fetches ahead: the images of the time point that its reader opens next."""

from django.http import HttpResponse
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET

from centralis.apps.intake.opening import openings
from centralis.apps.people.access import Request, route
from centralis.apps.reads import reader_queries as queries
from centralis.apps.reads.viewing import prefetching
from centralis.apps.reads.viewing.views import answer_json, show_images


@gzip_page
@require_GET
@route("reads.case_page", "token")
def ahead(request: Request, token: str) -> HttpResponse:
    """The series of the time point after this case, as its own page will give them; nothing when none may be opened."""
    own = queries.own_task(request.caller, token)
    found = prefetching.following(request.caller, own.token)
    if found is None:
        return answer_json({"series": [], "edition": ""})
    openings.enter(request.caller, request.role, found.version, f"fetched ahead of reading time point {found.number}")
    return answer_json(show_images(found.task, found.number, found.version))
