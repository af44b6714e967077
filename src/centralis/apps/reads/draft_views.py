"""The form of a time point saves itself: each change arrives here within a second of being typed.

Saving is idempotent without a key of its own. What stands already is acknowledged again, so that a save whose answer
was lost may be sent once more; anything else must rest on the revision that the page knew, so that two tabs never
overwrite each other unseen.
"""

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from centralis.apps.action import at_revision
from centralis.apps.people.access import Request, route
from centralis.apps.reads import actions
from centralis.apps.reads import reader_queries as queries
from centralis.apps.reads.viewing.views import answer_json
from centralis.core.refusal import Refused


@require_POST
@route("reads.case_page", "token")
def draft(request: Request, token: str, number: int) -> HttpResponse:
    """Keep the form as it stands and tell the revision it has now.

    422: a value that can't be kept, named in a sentence; 409: refused, as when another tab was faster. Either way
    nothing was changed.
    """
    case, read = queries.opened(request.caller, token, number)
    typed = queries.typed(case, read, request.POST)
    if typed.problems:
        return answer_json({"sentence": " ".join(typed.problems)}, 422)
    if typed.entries != read.content:
        try:
            read = actions.save_draft(request.caller, at_revision(read, request.POST.get("revision")), typed.entries)
        except Refused as refused:
            return answer_json({"sentence": refused.sentence}, 409)
    return answer_json({"revision": read.revision})
