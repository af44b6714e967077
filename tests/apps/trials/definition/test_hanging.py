"""Hanging protocols in a trial file: built as written, and every mistake told by its line."""

from collections.abc import Callable

import pytest

from centralis.apps.trials.definition import definition_or_raise
from centralis.apps.trials.definition.diff import diff
from centralis.apps.trials.definition.load import load_definition
from centralis.core.acquisition.requirements import Range
from centralis.core.reading.hanging import HangingCell, SeriesSelector, Window

Edited = Callable[..., str]
LAYOUT = "  layout: {columns: [nadir, prior, current], link: scroll}\n"
PROTOCOLS = """  allow_measuring_on: [lossy]
  hanging:
    - id: baseline_ct
      when: {modality: CT, part: baseline}
      grid: 1x2
      cells:
        - {show: current, series: {matches: axial_soft}, window: liver, link: body}
        - {show: current, series: {matches: axial_lung}, window: lung, link: body}
    - id: follow_up
      when: {region: chest, part: follow_up}
      grid: 2x2
      tools: [bidirectional]
      windows: [liver, lung]
      cells:
        - {show: baseline, series: {phase: portal venous}, link: body}
        - {show: nadir, link: body}
        - {show: prior, series: {orientation: axial, kind: original, slice_thickness_mm: {max: 5}}, link: body}
        - {show: current, series: {modality: CT, place: 2}, window: {centre: 50, width: 350}}
"""


def with_protocols(edited: Edited, *pairs: str) -> str:
    made = edited(LAYOUT, LAYOUT + PROTOCOLS)
    for old, new in zip(pairs[::2], pairs[1::2], strict=True):
        assert old in made, old
        made = made.replace(old, new, 1)
    return made


def test_protocols_are_built_as_they_are_written(edited: Edited) -> None:
    reading = definition_or_raise(with_protocols(edited)).reading
    assert reading.allow_measuring_on == ("lossy",)
    first, second = reading.hanging
    assert (first.id, first.modality, first.part, first.grid) == ("baseline_ct", "CT", "baseline", "1x2")
    assert first.cells[0] == HangingCell(
        "current", SeriesSelector(matches="axial_soft"), Window(60, 160, "liver"), "body"
    )
    assert (second.region, second.tools, second.windows) == ("chest", ("bidirectional",), ("liver", "lung"))
    assert second.cells[2].series.thickness_mm == Range(None, 5)
    assert second.cells[3].window == Window(50, 350)


def test_without_protocols_the_layout_alone_counts(text: str) -> None:
    reading = definition_or_raise(text).reading
    assert (reading.hanging, reading.allow_measuring_on) == ((), ())
    assert reading.columns == ("nadir", "prior", "current")


@pytest.mark.parametrize(
    ("old", "new", "field", "expected", "word"),
    [
        ("grid: 1x2", "grid: 1x3", "hanging[0].cells", "3 cells, as the grid 1x3 has", "another number of cells"),
        ("grid: 1x2", "grid: 4x4", "hanging[0].grid", "1x1", "not one this field knows"),
        ("matches: axial_soft", "matches: axial_sof", "cells[0].series.matches", "axial_soft", "no series that the"),
        ("show: prior, series", "show: last, series", "cells[2].show", "current", "not one this field knows"),
        ("id: follow_up", "id: baseline_ct", "hanging[1].id", "each name once", "defined twice"),
        ("part: baseline", "part: follow_up", "", "", ""),
        ("part: follow_up", "part: baseline", "hanging[1].cells[0].show", "current", "no other time point"),
        ("{max: 5}", "{min: 9, max: 5}", "slice_thickness_mm.min", "at most max, 5", "min is above max"),
        ("{modality: CT, place: 2}, window: {centre: 50, width: 350}", "{modality: MR}, window: liver",
         "hanging[1].cells[3].window", "{centre: …, width: …}", "CT alone"),
        ("window: lung", "window: lungs", "hanging[0].cells[1].window", "lung", "not one this field knows"),
        ("tools: [bidirectional]", "tools: [scalpel]", "hanging[1].tools[0]", "scroll", "not one this field knows"),
        ("on: [lossy]", "on: [everything]", "measuring_on[0]", "one of lossy, derived", "not one this field knows"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_by_field_with_what_was_expected(
    edited: Edited, old: str, new: str, field: str, expected: str, word: str
) -> None:
    problems = load_definition(with_protocols(edited, old, new)).problems
    if not field:
        assert problems == ()
        return
    found = next(one for one in problems if one.field.endswith(field))
    assert expected in found.expected
    assert word in found.sentence
    assert found.line > 0


def test_a_protocol_must_show_what_is_read(edited: Edited) -> None:
    spoilt = with_protocols(edited, "{show: current, series: {modality: CT", "{show: prior, series: {modality: CT")
    (problem,) = load_definition(spoilt).problems
    assert problem.sentence == "follow_up does not show the time point that is read."


def test_a_changed_protocol_is_told_by_its_name(edited: Edited) -> None:
    old = definition_or_raise(with_protocols(edited))
    new = definition_or_raise(with_protocols(edited, "tools: [bidirectional]", "tools: [length]"))
    (change,) = diff(old, new)
    assert change.path == "reading.hanging.follow_up.tools"
    assert change.sentence.endswith("changes from [bidirectional] to [length].")
