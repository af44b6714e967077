"""Hanging protocols in the trial file (`reading.hanging`): their schema, what can be wrong with them, their values."""

from collections.abc import Iterator, Mapping
from typing import Any

from centralis.apps.trials.definition.problems import Path, Problem, Source, nearest
from centralis.apps.trials.definition.shapes import ID, Schema, entries, interval, mapping, number, some_of, whole
from centralis.core.acquisition.parameters import CONTRAST_PHASES, MODALITIES, REGIONS
from centralis.core.acquisition.requirements import Range
from centralis.core.criteria.criterion import Criterion
from centralis.core.reading.hanging import (
    GRIDS,
    PRESETS,
    TOOLS,
    HangingCell,
    HangingProtocol,
    Kind,
    Part,
    SeriesSelector,
    TimePoint,
    Window,
    grid_size,
)

Fields = Mapping[str, Any]
_ORIENTATIONS = ("axial", "coronal", "sagittal", "oblique")
_MOST_CELLS = 6


def hanging_schema() -> Schema:
    """The schema of the list of protocols; the first whose `when` holds for an exam is taken."""
    when = mapping({
        "modality": {"enum": list(MODALITIES)},
        "region": {"enum": list(REGIONS)},
        "part": {"enum": [one.value for one in Part]},
    })  # fmt: skip
    protocol = mapping(
        {
            "id": ID,
            "when": when,
            "grid": {"enum": list(GRIDS), "description": "rows x columns"},
            "tools": some_of(TOOLS, 1),
            "windows": some_of(tuple(PRESETS), 1),
            "cells": entries(_cell(), 1, _MOST_CELLS),
        },
        ("id", "grid", "cells"),
    )
    return entries(protocol, 1, 50)


def _cell() -> Schema:
    series = mapping({
        "modality": {"enum": list(MODALITIES)},
        "orientation": {"enum": list(_ORIENTATIONS)},
        "kind": {"enum": [one.value for one in Kind]},
        "slice_thickness_mm": interval(number(0, 1000)),
        "phase": {"enum": [one for one in CONTRAST_PHASES if one != "any"]},
        "matches": ID,
        "place": whole(1, 20),
    }, minProperties=1)  # fmt: skip
    own = mapping({"centre": number(-100_000, 100_000), "width": number(0.1, 200_000)}, ("centre", "width"))
    window = {"if": {"type": "string"}, "then": {"enum": list(PRESETS)}, "else": own,
              "description": "the name of a window, or {centre: …, width: …}"}  # fmt: skip
    shown = {"enum": [one.value for one in TimePoint]}
    return mapping({"show": shown, "series": series, "window": window, "link": ID}, ("show",))


def check_hanging(part: Fields, acquisition: Fields, criterion: Criterion | None, source: Source) -> Iterator[Problem]:
    """Every fault of meaning in `reading.hanging` of a value that fits the schema."""
    known = {one["id"] for whole in acquisition.values() for one in whole.get("series", [])}
    known |= {name for name, whole in acquisition.items() if "series" not in whole}
    ids: list[str] = []
    for place, protocol in enumerate(part.get("hanging", [])):
        path: Path = ("reading", "hanging", place)
        yield from _protocol(protocol, path, source)
        if protocol["id"] in ids:
            yield source.problem((*path, "id"), "each name once", protocol["id"],
                                 f"{protocol['id']} is defined twice.")  # fmt: skip
        ids.append(protocol["id"])
        for number_, cell in enumerate(protocol["cells"]):
            yield from _checked_cell(cell, (*path, "cells", number_), known, source)
            if cell["show"] == "nadir" and criterion is not None and not _has_burden(criterion):
                sentence = f"{criterion.name} has no single sum whose smallest could be shown."
                yield source.problem((*path, "cells", number_, "show"), "baseline, prior or current", "nadir", sentence)


def _has_burden(criterion: Criterion) -> bool:
    return criterion.responses is not None and bool(criterion.responses.burden)


def _protocol(protocol: Fields, path: Path, source: Source) -> Iterator[Problem]:
    rows, columns = grid_size(protocol["grid"])
    count = len(protocol["cells"])
    if count != rows * columns:
        yield source.problem((*path, "cells"), f"{rows * columns} cells, as the grid {protocol['grid']} has",
                             count, f"{protocol['id']} has another number of cells than its grid.")  # fmt: skip
    if all(cell["show"] != "current" for cell in protocol["cells"]):
        yield source.problem((*path, "cells"), "a cell with show: current", None,
                             f"{protocol['id']} does not show the time point that is read.")  # fmt: skip
    if protocol.get("when", {}).get("part") == "baseline":
        for place, cell in enumerate(protocol["cells"]):
            if cell["show"] != "current":
                yield source.problem((*path, "cells", place, "show"), "current", cell["show"],
                                     "At the baseline there is no other time point to show.")  # fmt: skip


def _checked_cell(cell: Fields, path: Path, known: set[str], source: Source) -> Iterator[Problem]:
    series = cell.get("series", {})
    wanted = series.get("matches")
    if wanted is not None and wanted not in known:
        yield source.problem((*path, "series", "matches"), nearest(wanted, known), wanted,
                             f"{wanted} is no series that the acquisition asks for.")  # fmt: skip
    thickness = series.get("slice_thickness_mm", {})
    if "min" in thickness and "max" in thickness and thickness["min"] > thickness["max"]:
        yield source.problem((*path, "series", "slice_thickness_mm", "min"), f"at most max, {thickness['max']:g}",
                             thickness["min"], "No thickness lies in the interval: min is above max.")  # fmt: skip
    if isinstance(cell.get("window"), str) and series.get("modality", "CT") != "CT":
        yield source.problem((*path, "window"), "{centre: …, width: …}", cell["window"],
                             "Windows by name are in Hounsfield units and hold for CT alone.")  # fmt: skip


def build_hanging(part: Fields) -> tuple[HangingProtocol, ...]:
    """The protocols of a checked file, in their order."""
    return tuple(_built(one) for one in part.get("hanging", ()))


def _built(part: Fields) -> HangingProtocol:
    when = part.get("when", {})
    return HangingProtocol(
        id=part["id"],
        grid=part["grid"],
        cells=tuple(_built_cell(one) for one in part["cells"]),
        modality=when.get("modality", ""),
        region=when.get("region", ""),
        part=when.get("part", ""),
        tools=tuple(part.get("tools", ())),
        windows=tuple(part.get("windows", ())),
    )


def _built_cell(part: Fields) -> HangingCell:
    series, window = dict(part.get("series", {})), part.get("window")
    thickness = series.pop("slice_thickness_mm", None)
    within = None if thickness is None else Range(thickness.get("min"), thickness.get("max"))
    shown = None
    if isinstance(window, str):
        shown = Window(*PRESETS[window], window)
    elif window is not None:
        shown = Window(window["centre"], window["width"])
    return HangingCell(part["show"], SeriesSelector(**series, thickness_mm=within), shown, part.get("link", ""))
