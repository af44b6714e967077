"""How a time point's images are hung for its reader: the definition's protocol, its series found, opaque names told.

The rule looks at descriptions and at what QC matched, which a blinded reader may not see; only the choice leaves here:
the case's opaque name of a series, a window, a link group and the tools (leaks L03 to L12).
"""

from functools import lru_cache
from typing import Any
from uuid import UUID

from centralis.apps.intake.models import ExamVersion
from centralis.apps.qc.evidence import planned_visit
from centralis.apps.reads import scoring
from centralis.apps.reads.cases import Case, design_of
from centralis.apps.reads.models import Read
from centralis.apps.reads.viewing import series as viewing
from centralis.apps.reads.viewing.images import images_of
from centralis.apps.trials import queries as trials
from centralis.apps.trials.definition.model import ReadDesign
from centralis.core.acquisition.assignment import assign
from centralis.core.acquisition.facts import exam_facts
from centralis.core.acquisition.requirements import SeriesRequirement
from centralis.core.dicom.facts import InstanceFacts
from centralis.core.reading.hanging import (
    Hanging,
    HangingProtocol,
    Hung,
    Offered,
    TimePoint,
    allowed_tools,
    choose_protocol,
    hang,
    offer_series,
)

Json = dict[str, Any]


def time_points_of(case: Case, number: int) -> dict[str, int]:
    """Which time point stands behind each name that a layout may use, for the one that is read."""
    places = {TimePoint.CURRENT.value: number}
    if number > 1:
        places |= {TimePoint.BASELINE: 1, TimePoint.PRIOR: number - 1}
        responses = scoring.criterion_of(case.design).responses
        if responses is not None and responses.burden:
            places[TimePoint.NADIR] = _nadir(case, number, responses.burden)
    return places


def _nadir(case: Case, number: int, burden: str) -> int:
    """The earlier time point with the smallest tumour burden; of several the last, without any the baseline."""
    before = [one for one in case.places if one.number < number and one.read is not None]
    sums = {one.number: one.read.assessment.get(burden) for one in before if one.read is not None}
    known = {place: value for place, value in sums.items() if value is not None}
    return min(known, key=lambda place: (known[place], -place), default=1)


def columns_of(case: Case, number: int) -> tuple[str, ...]:
    """The names of time points shown beside the one that is read: of the protocol that holds, else of the layout."""
    version = _version(case, number)
    protocol = None if version is None else protocol_of(case.design, version, is_baseline=number == 1)
    return case.design.columns if protocol is None else tuple(cell.show for cell in protocol.cells)


def protocol_of(design: ReadDesign, version: ExamVersion, *, is_baseline: bool) -> HangingProtocol | None:
    """The protocol that holds for an exam; None where the definition has none for it."""
    return choose_protocol(design.hanging, offered_of(version), is_baseline=is_baseline) if design.hanging else None


def hang_time_point(case: Case, number: int) -> Hanging | None:
    """The cells of a time point that is read; None where the definition's layout alone says what is shown."""
    version = _version(case, number)
    protocol = None if version is None else protocol_of(case.design, version, is_baseline=number == 1)
    if protocol is None:
        return None
    places = time_points_of(case, number)
    versions = {place: _version(case, place) for place in set(places.values())}
    offered = {place: offered_of(one) for place, one in versions.items() if one is not None}
    return hang(protocol, places, offered)


def _version(case: Case, number: int) -> ExamVersion | None:
    """The images of a time point, where its reader has opened it."""
    place = next((one for one in case.places if one.number == number), None)
    return place.read.exam_version if place is not None and place.is_open and place.read is not None else None


def may_draw(read: Read, tool: str) -> bool:
    """Whether the protocol that holds for a read allows a measuring tool."""
    protocol = protocol_of(design_of(read.task.trial_id), read.exam_version, is_baseline=read.time_point == 1)
    return protocol is None or tool in allowed_tools(protocol)


def show_hanging(eyes: viewing.Eyes, hung: Hanging, numbers: list[int]) -> Json:
    """What the viewer is told: each cell's pane of the plan (`numbers`: their time points) and its series' own name."""
    return {
        "name": hung.protocol,
        "rows": hung.rows,
        "columns": hung.columns,
        "tools": hung.tools,
        "windows": hung.windows,
        "cells": [_cell(eyes, one, numbers.index(one.time_point)) for one in hung.cells],
    }


def _cell(eyes: viewing.Eyes, hung: Hung, pane: int) -> Json:
    window = None if hung.window is None else {"centre": hung.window.centre, "width": hung.window.width}
    return {
        "pane": pane,
        "series": viewing.opaque(eyes, hung.series),
        "is_as_asked": hung.is_as_asked,
        "window": window,
        "link": hung.link,
    }


def offered_of(version: ExamVersion) -> tuple[Offered, ...]:
    """The series of an exam version as protocols look at them, the largest first as the viewer lists them."""
    return _offered(version.pk, version.manifest_digest)


@lru_cache(maxsize=128)
def _offered(version_id: UUID, _manifest_digest: str) -> tuple[Offered, ...]:
    version = ExamVersion.objects.select_related("definition", "exam__visit").get(pk=version_id)
    groups: dict[str, list[Json]] = {}
    for line in images_of(version):
        # The manifest's own UIDs hold, whatever facts of an object are missing.
        line["facts"] = {**line["facts"], "series_uid": line["series_uid"]}
        groups.setdefault(line["series_uid"], []).append(line)
    ordered = sorted(groups.values(), key=lambda group: (-len(group), min(one["digest"] for one in group)))
    exam = exam_facts(InstanceFacts.from_json(line["facts"]) for group in ordered for line in group)
    matched: dict[str, SeriesRequirement] = {}
    definition = trials.parsed(version.definition)
    planned = planned_visit(definition, version.exam.visit.code)
    for name in planned.required if planned else ():
        requirement = definition.requirement(name)
        if requirement is not None:
            wanted = {one.id: one for one in requirement.series}
            matched |= {fit.series: wanted[fit.requirement] for fit in assign(exam, requirement).fits}
    uids = [group[0]["series_uid"] for group in ordered]
    found = {one.uid: one for one in exam.series}
    return tuple(offer_series(found[uid], matched.get(uid)) for uid in uids)
