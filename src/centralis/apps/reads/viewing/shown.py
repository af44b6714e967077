"""What the reader's page keeps beside marks: key images, and how it shows the images just now."""

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods, require_POST

from centralis.apps.people.access import Request, route
from centralis.apps.reads import reader_queries as queries
from centralis.apps.reads.refusals import ReadsRefusal
from centralis.apps.reads.viewing import actions as viewing_actions
from centralis.apps.reads.viewing import keys as viewing_keys
from centralis.apps.reads.viewing import state as viewing_state
from centralis.apps.reads.viewing.marks import read_json
from centralis.apps.reads.viewing.views import answer_json, body_of
from centralis.core.refusal import Refused


@require_http_methods(["GET", "POST"])
@route("reads.case_page", "token")
def keys(request: Request, token: str, number: int) -> HttpResponse:
    """The caller's own key images of a time point; a POST chooses one, or chooses it no more."""
    _found, read = queries.opened(request.caller, token, number)
    if request.method == "POST":
        try:
            chosen = viewing_keys.read_chosen(read, read_json(body_of(request)))
        except ValueError as fault:
            return answer_json({"sentence": str(fault)}, 400)
        try:
            viewing_actions.choose_key_image(request.caller, read, chosen)
        except Refused as refused:
            return answer_json({"sentence": refused.sentence}, 409)
    return answer_json({"keys": viewing_keys.show_keys(viewing_keys.keys_of(read), read.task)})


@require_POST
@route("reads.case_page", "token")
def view(request: Request, token: str, number: int) -> HttpResponse:
    """Keep how the page of an open time point shows its images; no act of the ledger before it is signed."""
    found, read = queries.opened(request.caller, token, number)
    try:
        is_open = viewing_state.keep(found, read, viewing_state.read_body(body_of(request)))
    except ValueError as fault:
        return answer_json({"sentence": str(fault)}, 400)
    return answer_json({}) if is_open else answer_json({"sentence": ReadsRefusal.LOCKED.value}, 409)
