"""What the adjudicator's viewer asks for: the compared images, and both readers' marks as A and B.

Names of images are the adjudicator's own for this case. Who drew which mark stands in no answer: the letters are those
drawn for the case, and how often a mark was changed is left out (leak L26).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET, require_POST

from centralis.apps.intake.opening import openings
from centralis.apps.people.access import Request, route
from centralis.apps.reads import adjudicator_queries as queries
from centralis.apps.reads.models import Adjudication, AdjudicationState, Mark, Read, ReadState
from centralis.apps.reads.refusals import ReadsRefusal
from centralis.apps.reads.viewing import keys as viewing_keys
from centralis.apps.reads.viewing import marks as viewing_marks
from centralis.apps.reads.viewing import series as viewing
from centralis.apps.reads.viewing import state as viewing_state
from centralis.apps.reads.viewing.views import answer_frame, answer_json, body_of, show_series

Json = dict[str, Any]
_WAY = "adjudication"


@dataclass(frozen=True, slots=True)
class Eyes:
    """Whose opaque names are asked for: this adjudicator's, for this case."""

    reader_id: UUID | None
    pk: UUID


@gzip_page
@require_GET
@route("reads.adjudication_page", "token")
def images(request: Request, token: str, number: int) -> HttpResponse:
    """The series of a compared time point; the opening is entered."""
    row = queries.own(request.caller, token)
    version = queries.version_of(row, number)
    openings.enter(request.caller, request.role, version, _WAY)
    place = {"token": token, "number": number, "instance": "-", "frame": 1}
    address = reverse("reads_adjudication_frame", kwargs=place).replace("/-/", "/{instance}/").removesuffix("/1")
    eyes = Eyes(request.caller.person_id, row.pk)
    series = [show_series(eyes, one, address + "/{frame}") for one in viewing.series_of(version)]
    return answer_json({"series": series})


@require_GET
@route("reads.adjudication_page", "token")
def frame(request: Request, token: str, number: int, instance: str, frame: int) -> HttpResponse:
    """One frame of a compared time point, as stored."""
    row = queries.own(request.caller, token)
    version = queries.version_of(row, number)
    openings.enter(request.caller, request.role, version, _WAY)
    eyes = Eyes(request.caller.person_id, row.pk)
    return answer_frame(viewing.frame_named(eyes, version, instance, frame))


@require_GET
@route("reads.adjudication_page", "token")
def marks(request: Request, token: str, number: int) -> HttpResponse:
    """Both readers' marks of a compared time point, named by their letters."""
    row = queries.own(request.caller, token)
    return answer_json({"marks": lettered_marks(row, number, Eyes(request.caller.person_id, row.pk))})


def lettered_marks(row: Adjudication, number: int, eyes: viewing.Eyes) -> list[Json]:
    """Both readers' marks of a compared time point as A and B, with the names of images that these eyes have."""
    return letter_marks(_compared(row, number), eyes)


def letter_marks(compared: Sequence[tuple[str, Read]], eyes: viewing.Eyes) -> list[Json]:
    """The marks that count of both reads of a time point, A's first, by name."""
    return [
        letter_mark(letter, shown)
        for letter, read in compared
        for shown in viewing_marks.show_marks(read, _by_name(read), eyes)
    ]


def letter_mark(letter: str, shown: Json) -> Json:
    """A mark as it is shown of one of two reads: its names under whose it is, without how often it was changed."""
    of_lesion = shown["of_lesion"] and f"{letter} {shown['of_lesion']}"
    return {**shown, "lesion": f"{letter} {shown['lesion']}", "of_lesion": of_lesion, "edit": 1}


@require_GET
@route("reads.adjudication_page", "token")
def keys(request: Request, token: str, number: int) -> HttpResponse:
    """Both readers' key images of a compared time point, under their letters."""
    row = queries.own(request.caller, token)
    eyes = Eyes(request.caller.person_id, row.pk)
    return answer_json({"keys": letter_keys(_compared(row, number), eyes)})


def letter_keys(compared: Sequence[tuple[str, Read]], eyes: viewing.Eyes) -> list[Json]:
    """Both readers' key images of a time point, under their letters."""
    found = [viewing_keys.show_keys(viewing_keys.keys_of(read), eyes, letter) for letter, read in compared]
    return [one for each in found for one in each]


def _compared(row: Adjudication, number: int) -> list[tuple[str, Read]]:
    """Both compared reads of a time point with their letters, A first."""
    queries.version_of(row, number)
    rows = Read.objects.select_related("task", "exam_version").filter(time_point=number, state=ReadState.LOCKED)
    sides = zip("AB", (row.side_a_task_id, row.side_b_task_id), strict=True)
    return [(letter, read) for letter, task_id in sides for read in rows.filter(task_id=task_id)]


def _by_name(read: Read) -> list[Mark]:
    marks = viewing_marks.marks_of(read)
    return [marks[name] for name in sorted(marks)]


@require_POST
@route("reads.adjudication_page", "token")
def view(request: Request, token: str) -> HttpResponse:
    """Keep how the page of a case to be decided shows its images; no act of the ledger before it is signed."""
    row = queries.own(request.caller, token)
    eyes = Eyes(request.caller.person_id, row.pk)
    try:
        is_due = viewing_state.keep_decision(row, eyes, viewing_state.read_body(body_of(request)))
    except ValueError as fault:
        return answer_json({"sentence": str(fault)}, 400)
    return answer_json({}) if is_due else answer_json({"sentence": ReadsRefusal.ADJUDICATION_NOT_DUE.value}, 409)


def plan_of(row: Adjudication, points: list[tuple[int, str]], person_id: UUID | None) -> Json:
    """What the page's viewer starts from: every compared time point, nothing to be drawn; while it is to be decided
    also how this adjudicator left it, and where that is kept."""
    token = row.token

    def address(name: str, number: int) -> str:
        return reverse(name, kwargs={"token": token, "number": number})

    panes = [
        {
            "label": label,
            "number": number,
            "is_current": False,
            "images_url": address("reads_adjudication_images", number),
            "marks_url": address("reads_adjudication_marks", number),
            "unmark_url": "",
            "keys_url": address("reads_adjudication_keys", number),
        }
        for number, label in points
    ]
    plan: Json = {"panes": panes, "link": True, "editable": False}
    if row.state != AdjudicationState.DUE:
        return plan
    left = viewing_state.show(viewing_state.pinned_decision(row, person_id), Eyes(person_id, row.pk))
    return {**plan, "view_url": reverse("reads_adjudication_view", kwargs={"token": token}), "view": left}
