"""How an open read's page shows its images: kept while it is read, pinned by the signature, told to the replay.

The viewer names images by the reader's opaque names; what is kept names the stored objects, so that it can be shown
again whatever becomes of the names. An image that is no image of the case is refused.
"""

from collections.abc import Callable, Mapping
from typing import Any

from centralis.apps.reads.cases import Case
from centralis.apps.reads.models import Read, ReadState, ViewDraft
from centralis.apps.reads.viewing import series as viewing
from centralis.core.reading.view_state import check_view_state, shown_cells

Json = dict[str, Any]


def keep(case: Case, read: Read, given: object) -> bool:
    """Keep what an open read's page shows; tells whether it is open. Raises ValueError, Http404, Read.DoesNotExist."""
    state = check_view_state(given)
    versions = {one.number: one.read.exam_version for one in case.places if one.read is not None and one.is_open}

    def stored(cell: Json) -> Json:
        number = cell["number"]
        if number > read.time_point or number not in versions:
            raise Read.DoesNotExist
        found = viewing.frame_named(read.task, versions[number], cell["instance"], cell["frame"])
        return {"series": found.series_uid, "instance": found.sop_uid}

    named = _renamed(state, stored)
    if read.state != ReadState.OPEN:
        return False
    ViewDraft.objects.update_or_create(read=read, defaults={"state": named})
    return True


def pinned(read: Read) -> Json:
    """How the images of a read are shown that is about to be signed; empty where no viewer showed any."""
    row = ViewDraft.objects.filter(read=read).first()
    return {} if row is None else dict(row.state)


def show(state: Mapping[str, Any], eyes: viewing.Eyes) -> Json | None:
    """A pinned view under the opaque names of those eyes; None where there is none."""

    def named(cell: Json) -> Json:
        return {name: viewing.opaque(eyes, cell[name]) for name in ("series", "instance")}

    return _renamed(state, named) if state else None


def _renamed(state: Mapping[str, Any], name: Callable[[Json], Json]) -> Json:
    names = {id(cell): name(cell) for cell in shown_cells(state)}
    return {**state, "cells": [{**cell, **names.get(id(cell), {})} for cell in state["cells"]]}
