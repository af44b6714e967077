"""Hanging protocols: the first that holds, each cell the series it asks for, nothing twice."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from centralis.core.acquisition.facts import series_facts
from centralis.core.acquisition.requirements import Contrast, Range, SeriesRequirement
from centralis.core.dicom.facts import InstanceFacts
from centralis.core.reading.hanging import (
    GRIDS,
    LOOKING,
    PRESETS,
    TOOLS,
    HangingCell,
    HangingProtocol,
    Offered,
    SeriesSelector,
    Window,
    allowed_tools,
    choose_protocol,
    fits,
    grid_size,
    hang,
    offer_series,
)

VENOUS = Offered("v", "CT", "axial", thickness_mm=(2.5,), phase="portal venous", matched="axial_soft")
LUNG = Offered("l", "CT", "axial", thickness_mm=(1.0,), matched="axial_lung", regions=frozenset({"chest"}))
CORONAL = Offered("c", "CT", "coronal", is_derived=True, thickness_mm=(5.0,))
NOW, BEFORE, FIRST = 3, 2, 1
PLACES = {"current": NOW, "prior": BEFORE, "nadir": FIRST, "baseline": FIRST}
OFFERED = {NOW: (VENOUS, LUNG, CORONAL), BEFORE: (LUNG, VENOUS), FIRST: (VENOUS,)}


def cell(show: str = "current", window: Window | None = None, link: str = "", **wanted: object) -> HangingCell:
    return HangingCell(show, SeriesSelector(**wanted), window, link)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({}, "vlc"),
        ({"modality": "MR"}, ""),
        ({"orientation": "coronal"}, "c"),
        ({"kind": "derived"}, "c"),
        ({"kind": "original", "modality": "CT"}, "vl"),
        ({"thickness_mm": Range(maximum=2.5)}, "vl"),
        ({"thickness_mm": Range(minimum=2, maximum=3)}, "v"),
        ({"phase": "portal venous"}, "v"),
        ({"matches": "axial_lung"}, "l"),
    ],
)
def test_a_selector_takes_what_it_asks_for(wanted, found):
    assert "".join(one.uid for one in OFFERED[NOW] if fits(one, SeriesSelector(**wanted))) == found


def test_a_thickness_that_is_not_told_fits_no_range():
    assert not fits(Offered("x", "CT"), SeriesSelector(thickness_mm=Range(maximum=5)))


def test_the_first_protocol_that_holds_is_taken():
    first = HangingProtocol("first", "1x1", (cell(),), modality="CT", part="baseline")
    mr = HangingProtocol("mr", "1x1", (cell(),), modality="MR")
    chest = HangingProtocol("chest", "1x1", (cell(),), modality="CT", region="chest")
    rest = HangingProtocol("rest", "1x1", (cell(),))
    every = (first, mr, chest, rest)
    assert choose_protocol(every, OFFERED[NOW], is_baseline=False) is chest
    assert choose_protocol(every, OFFERED[NOW], is_baseline=True) is first
    assert choose_protocol(every, (VENOUS,), is_baseline=False) is rest
    assert choose_protocol((mr,), OFFERED[NOW], is_baseline=False) is None


def test_cells_show_the_series_they_ask_for_and_say_when_it_is_not_there():
    liver = Window(60, 160, "liver")
    protocol = HangingProtocol(
        "p", "2x2",
        (cell("baseline", phase="portal venous", link="a", window=liver), cell("prior", matches="axial_soft", link="a"),
         cell(matches="axial_soft", link="a", window=liver), cell("prior", orientation="sagittal")),
    )  # fmt: skip
    hung = hang(protocol, PLACES, OFFERED)
    assert hung is not None
    assert (hung.rows, hung.columns) == (2, 2)
    assert [(one.time_point, one.series, one.is_as_asked) for one in hung.cells] == [
        (FIRST, "v", True), (BEFORE, "v", True), (NOW, "v", True), (BEFORE, "l", False),
    ]  # fmt: skip
    assert hung.cells[0].window == liver
    assert hung.cells[3].link == ""


def test_at_the_baseline_only_its_own_cells_are_left_in_a_smaller_grid():
    protocol = HangingProtocol("p", "2x2", (cell("baseline"), cell("prior"), cell(), cell(matches="axial_lung")))
    hung = hang(protocol, {"current": NOW}, OFFERED)
    assert hung is not None
    assert (hung.rows, hung.columns) == (1, 2)
    assert [one.series for one in hung.cells] == ["v", "l"]


def test_the_same_series_of_the_same_time_point_is_shown_once():
    protocol = HangingProtocol("p", "1x3", (cell("nadir"), cell("baseline"), cell()))
    hung = hang(protocol, PLACES, OFFERED)
    assert hung is not None
    assert [one.time_point for one in hung.cells] == [FIRST, NOW]


def test_a_window_in_hounsfield_units_is_given_to_ct_alone():
    cells = (cell(modality="MR", window=Window(60, 160, "liver")), cell(place=1, window=Window(500, 900)))
    hung = hang(HangingProtocol("p", "1x2", cells), PLACES, {NOW: (Offered("m", "MR"), VENOUS)})
    assert hung is not None
    assert hung.cells[0].window is None


def test_nothing_is_hung_where_no_time_point_has_images():
    assert hang(HangingProtocol("p", "1x1", (cell("prior"),)), {"current": NOW}, OFFERED) is None


def test_the_second_series_that_fits_can_be_asked_for():
    hung = hang(HangingProtocol("p", "1x1", (cell(modality="CT", place=2),)), PLACES, OFFERED)
    assert hung is not None
    assert hung.cells[0].series == "l"


def test_tools_that_only_look_are_always_allowed():
    assert allowed_tools(HangingProtocol("p", "1x1", ())) == TOOLS
    assert allowed_tools(HangingProtocol("p", "1x1", (), tools=("bidirectional",))) == (*LOOKING, "bidirectional")


def test_a_series_is_offered_by_what_qc_matched_else_by_what_it_says():
    facts = InstanceFacts(
        series_uid="1", modality="ct", series_description="ABD late arterial", image_type=("DERIVED", "SECONDARY"),
        slice_thickness_mm=2.5, position_mm=(0, 0, 0), orientation=(1, 0, 0, 0, 1, 0), body_part="LIVER",
    )  # fmt: skip
    series = series_facts([facts])
    alone = offer_series(series)
    assert (alone.modality, alone.orientation, alone.is_derived, alone.phase) == ("CT", "axial", True, "late arterial")
    assert alone.thickness_mm == (2.5,)
    assert "abdomen" in alone.regions
    wanted = SeriesRequirement("portal", contrast=Contrast("portal venous"), coverage=("pelvis",))
    matched = offer_series(series, wanted)
    assert (matched.phase, matched.matched) == ("portal venous", "portal")
    assert {"abdomen", "pelvis"} <= matched.regions


def test_presets_are_those_of_the_viewer():
    source = Path(__file__).parents[3] / "frontend/src/viewer/protocol/windows.ts"
    found = re.findall(r"name: '([^']+)'.*centre: (-?\d+), width: (\d+)", source.read_text(encoding="utf-8"))
    named = {name.lower().replace(" ", "_"): (float(centre), float(width)) for name, centre, width in found}
    assert named == PRESETS


cells = st.builds(
    HangingCell,
    st.sampled_from(["current", "prior", "baseline", "nadir"]),
    st.builds(
        SeriesSelector,
        st.sampled_from(["", "CT", "MR"]),
        st.sampled_from(["", "axial", "coronal"]),
        place=st.integers(1, 3),
    ),
)
series = st.builds(Offered, st.sampled_from("abcdef"), st.sampled_from(["CT", "MR"]), st.sampled_from(["", "axial"]))
exams = st.dictionaries(st.integers(1, 3), st.lists(series, max_size=4, unique_by=lambda one: one.uid))
known = st.fixed_dictionaries({"current": st.integers(1, 3)}, optional={"prior": st.integers(1, 3)})


@given(st.lists(cells, min_size=1, max_size=6), known, exams)
def test_whatever_is_asked_only_what_is_there_is_hung_once_and_it_fits_its_grid(listed, places, offered):
    hung = hang(HangingProtocol("p", GRIDS[-1], tuple(listed)), places, offered)
    if hung is None:
        assert all(not offered.get(places.get(one.show, 0)) for one in listed)
        return
    shown = [(one.time_point, one.series) for one in hung.cells]
    assert len(shown) == len(set(shown)) <= hung.rows * hung.columns
    assert {one.time_point for one in hung.cells} <= set(places.values())
    assert all(name in {one.uid for one in offered[number]} for number, name in shown)
    assert f"{hung.rows}x{hung.columns}" in GRIDS
    assert grid_size(GRIDS[-1]) == (2, 3)
