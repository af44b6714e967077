"""What the reading room shows more to an adjudicator who reads a case anew: the way back to both reads, their marks.

Marks are named by their letters; names of images are this adjudicator's own for the case that is read anew.
"""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from centralis.apps.people.access import Request, route
from centralis.apps.reads import adjudicator_queries
from centralis.apps.reads import reader_queries as queries
from centralis.apps.reads.models import ReadingTask, TaskPurpose
from centralis.apps.reads.viewing.adjudication import lettered_marks
from centralis.apps.reads.viewing.views import answer_json

Json = dict[str, Any]


@require_GET
@route("reads.case_page", "token")
def compared(request: Request, token: str, number: int) -> HttpResponse:
    """Both readers' marks of a time point that the adjudicator opened; 404 in any other case."""
    found, _read = queries.opened(request.caller, token, number)
    row = adjudicator_queries.of_own_read(found.task)
    return answer_json({"marks": lettered_marks(row, number, found.task)})


def frame_of(task: ReadingTask) -> dict[str, str]:
    """Where a page of the reading room leads back to."""
    if task.purpose != TaskPurpose.ANEW:
        return {"worklist_url": reverse("reads_worklist")}
    url = reverse("reads_adjudication", kwargs={"token": adjudicator_queries.of_own_read(task).token})
    return {"worklist_url": url, "worklist_label": _("Back to both reads"), "decide_url": url}


def with_compared(plan: Mapping[str, Any], task: ReadingTask) -> Json:
    """The viewer's plan with where both readers' marks are had, when the case is read anew."""
    if task.purpose != TaskPurpose.ANEW:
        return dict(plan)

    def address(number: int) -> str:
        return reverse("reads_view_compared", kwargs={"token": task.token, "number": number})

    return {**plan, "panes": [{**one, "compared_url": address(one["number"])} for one in plan["panes"]]}
