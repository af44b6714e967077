"""What the adjudicator's viewer asks for: the compared images, and both readers' marks as A and B.

Names of images are the adjudicator's own for this case. Who drew which mark stands in no answer: the letters are those
drawn for the case, and how often a mark was changed is left out (leak L26).
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from centralis.apps.intake.opening import openings
from centralis.apps.people.access import Request, route
from centralis.apps.reads import adjudicator_queries as queries
from centralis.apps.reads.models import Adjudication, Mark, Read, ReadState
from centralis.apps.reads.viewing import keys as viewing_keys
from centralis.apps.reads.viewing import marks as viewing_marks
from centralis.apps.reads.viewing import series as viewing
from centralis.apps.reads.viewing.views import answer_frame, answer_json, show_series

Json = dict[str, Any]
_WAY = "adjudication"


@dataclass(frozen=True, slots=True)
class Eyes:
    """Whose opaque names are asked for: this adjudicator's, for this case."""

    reader_id: UUID | None
    pk: UUID


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
    return [
        {
            **shown,
            "lesion": f"{letter} {shown['lesion']}",
            "of_lesion": _lettered(letter, shown["of_lesion"]),
            "edit": 1,
        }
        for letter, read, marks in _drawn(row, number)
        for shown in viewing_marks.show_marks(read, marks, eyes)
    ]


def _lettered(letter: str, lesion: str) -> str:
    return lesion and f"{letter} {lesion}"


@require_GET
@route("reads.adjudication_page", "token")
def keys(request: Request, token: str, number: int) -> HttpResponse:
    """Both readers' key images of a compared time point, under their letters."""
    row = queries.own(request.caller, token)
    eyes = Eyes(request.caller.person_id, row.pk)
    found = [
        viewing_keys.show_keys(viewing_keys.keys_of(read), eyes, letter) for letter, read in _compared(row, number)
    ]
    return answer_json({"keys": [one for each in found for one in each]})


def _compared(row: Adjudication, number: int) -> list[tuple[str, Read]]:
    """Both compared reads of a time point with their letters, A first."""
    queries.version_of(row, number)
    rows = Read.objects.select_related("task", "exam_version").filter(time_point=number, state=ReadState.LOCKED)
    sides = zip("AB", (row.side_a_task_id, row.side_b_task_id), strict=True)
    return [(letter, read) for letter, task_id in sides for read in rows.filter(task_id=task_id)]


def _drawn(row: Adjudication, number: int) -> list[tuple[str, Read, list[Mark]]]:
    """The marks that count of both compared reads of a time point, A's first, by name."""
    found = []
    for letter, read in _compared(row, number):
        marks = viewing_marks.marks_of(read)
        found.append((letter, read, [marks[name] for name in sorted(marks)]))
    return found


def plan_of(token: str, points: list[tuple[int, str]]) -> Json:
    """What the page's viewer starts from: every compared time point, nothing to be drawn."""

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
    return {"panes": panes, "link": True, "editable": False}
