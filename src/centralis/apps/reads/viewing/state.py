"""How an open read's page shows its images: kept while it is read, pinned by the signature, told to the replay.

The viewer names images by the reader's opaque names; what is kept names the stored objects, so that it can be shown
again whatever becomes of the names. An image that is no image of the case is refused.
"""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.http import Http404

from centralis.apps.intake.models import ExamVersion
from centralis.apps.reads.adjudicator_queries import version_of
from centralis.apps.reads.cases import Case
from centralis.apps.reads.models import Adjudication, AdjudicationState, DecisionViewDraft, Read, ReadState, ViewDraft
from centralis.apps.reads.viewing import series as viewing
from centralis.apps.reads.viewing.marks import read_json
from centralis.core.reading.view_state import MOST_BYTES, check_view_state, shown_cells

Json = dict[str, Any]
_NAMES = ("series", "instance", "fused")


def read_body(body: bytes) -> object:
    """A view state as it was sent. Raises ValueError with a sentence for one that is too long, or no JSON."""
    if len(body) > MOST_BYTES:
        raise ValueError(f"What the page shows takes more than {MOST_BYTES} bytes; it is not kept.")
    return read_json(body)


def keep(case: Case, read: Read, given: object) -> bool:
    """Keep what an open read's page shows; tells whether it is open. Raises ValueError, Http404, Read.DoesNotExist."""
    state = check_view_state(given)
    versions = {one.number: one.read.exam_version for one in case.places if one.read is not None and one.is_open}

    def stored(cell: Json) -> Json:
        number = cell["number"]
        if number > read.time_point or number not in versions:
            raise Read.DoesNotExist
        return stored_names(read.task, versions[number], cell)

    named = _renamed(state, stored)
    if read.state != ReadState.OPEN:
        return False
    ViewDraft.objects.update_or_create(read=read, defaults={"state": named})
    return True


def stored_names(eyes: viewing.Eyes, version: ExamVersion, cell: Json) -> Json:
    """The stored objects that a pane names by those eyes' names. Raises Http404 for one that is not there."""
    found = viewing.frame_named(eyes, version, cell["instance"], cell["frame"])
    names = {"series": found.series_uid, "instance": found.sop_uid}
    if cell.get("fused") is None:
        return names
    over = [one.uid for one in viewing.series_of(version) if viewing.opaque(eyes, one.uid) == cell["fused"]]
    if not over:
        raise Http404
    return {**names, "fused": over[0]}


def unfinished(read: Read, eyes: viewing.Eyes) -> Json | None:
    """How the page of an open read showed its images when it was left; None where nothing was kept."""
    return show(pinned(read), eyes) if read.state == ReadState.OPEN else None


def keep_decision(row: Adjudication, eyes: viewing.Eyes, given: object) -> bool:
    """Keep what an adjudicator's page shows of the compared images; tells whether it is to be decided. As `keep`."""
    state = check_view_state(given)
    named = _renamed(state, lambda cell: stored_names(eyes, version_of(row, cell["number"]), cell))
    if row.state != AdjudicationState.DUE or eyes.reader_id is None:
        return False
    DecisionViewDraft.objects.update_or_create(adjudication=row, person_id=eyes.reader_id, defaults={"state": named})
    return True


def pinned_decision(row: Adjudication, person_id: UUID | None) -> Json:
    """How the compared images are shown to who is about to decide; empty where no viewer showed any."""
    draft = DecisionViewDraft.objects.filter(adjudication=row, person_id=person_id).first() if person_id else None
    return {} if draft is None else dict(draft.state)


def pinned(read: Read) -> Json:
    """How the images of a read are shown that is about to be signed; empty where no viewer showed any."""
    row = ViewDraft.objects.filter(read=read).first()
    return {} if row is None else dict(row.state)


def show(state: Mapping[str, Any], eyes: viewing.Eyes) -> Json | None:
    """A pinned view under the opaque names of those eyes; None where there is none."""

    def named(cell: Json) -> Json:
        return {name: viewing.opaque(eyes, cell[name]) for name in _NAMES if cell.get(name) is not None}

    return _renamed(state, named) if state else None


def _renamed(state: Mapping[str, Any], name: Callable[[Json], Json]) -> Json:
    names = {id(cell): name(cell) for cell in shown_cells(state)}
    return {**state, "cells": [{**cell, **names.get(id(cell), {})} for cell in state["cells"]]}
