"""The reader's form: rows to draw, and what was typed read back without losing or guessing anything."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from centralis.apps.reads import forms
from centralis.core.criteria.recist_1_1 import derive_form

SPEC = derive_form()
EMPTY = {"targets": [], "non_targets": [], "new_lesions": []}


def read(posted, stored=EMPTY, is_baseline=True):
    return forms.read(SPEC, posted, stored, is_baseline=is_baseline)


def test_a_baseline_offers_five_targets_and_no_new_lesions():
    sheet = forms.draw(SPEC, EMPTY, is_baseline=True, prior={})
    assert [(table.name, len(table.rows)) for table in sheet.tables] == [("targets", 5), ("non_targets", 3)]
    assert [row.lesion for row in sheet.tables[0].rows] == ["T1", "T2", "T3", "T4", "T5"]


def test_empty_rows_are_no_lesions():
    assert read({"targets-0-id": "T1", "targets-0-organ": " ", "targets-3-id": "T4"}).entries == EMPTY


def test_a_comma_is_a_point_and_a_node_in_a_lymph_node_is_one():
    posted = {"targets-0-id": "T1", "targets-0-organ": "lymph_node", "targets-0-diameter_mm": "17,25"}
    (lesion,) = read(posted).entries["targets"]
    assert lesion == {"id": "T1", "organ": "lymph_node", "diameter_mm": 17.25, "state": "measured", "node": True}


@pytest.mark.parametrize("typed", ["x", "1e9", "-3", "nan", "inf", "12 mm", "1.2.3", "=1+1", "\u0661\u0662x"])
def test_what_is_no_diameter_stays_as_typed_and_is_named(typed):
    found = read({"targets-0-id": "T1", "targets-0-diameter_mm": typed})
    assert found.entries["targets"][0]["diameter_mm"] == typed
    assert "no number from 0 to 500 mm" in found.problems[0]
    drawn = forms.draw(SPEC, found.entries, is_baseline=True, prior={})
    assert next(cell for cell in drawn.tables[0].rows[0].cells if cell.field == "diameter_mm").value == typed


def test_parts_of_a_split_lesion_are_read_one_by_one():
    stored = {**EMPTY, "targets": [{"id": "T1", "organ": "liver", "node": False}]}
    (lesion,) = read({"targets-0-parts_mm": "12,5 + 8"}, stored, is_baseline=False).entries["targets"]
    assert (lesion["parts_mm"], lesion["organ"]) == ([12.5, 8.0], "liver")


def test_a_follow_up_neither_adds_nor_drops_a_carried_lesion():
    stored = {**EMPTY, "targets": [{"id": "T1", "organ": "liver", "node": False, "state": None}]}
    posted = {"targets-0-id": "X", "targets-0-organ": "lung", "targets-1-id": "T2", "targets-1-diameter_mm": "9"}
    assert read(posted, stored, is_baseline=False).entries["targets"] == [
        {"id": "T1", "organ": "liver", "node": False, "state": None}
    ]


def test_what_is_signed_shows_every_value_that_was_entered():
    entries = {**EMPTY, "targets": [{"id": "T1", "organ": "liver", "state": "measured", "diameter_mm": 20.5,
                                     "slice_thickness_mm": 2.5, "chest_xray": True}]}  # fmt: skip
    sheet = forms.draw(SPEC, entries, is_baseline=True, prior={}, is_final=True)
    (row,) = sheet.tables[0].rows
    assert [cell.value for cell in row.cells] == ["Liver", "Measured", "20.5"]
    assert {cell.label: cell.value for cell in row.more} == {"Slice thickness": "2.5", "Measured on chest X-ray": "Yes"}
    assert sheet.tables[1].rows == ()


def test_a_comment_that_is_too_long_is_named_and_kept():
    found = read({"comment": "x" * 2001})
    assert found.problems == ("The comment is longer than 2000 characters.",)
    assert len(found.entries["comment"]) == 2001


@given(st.floats(0, 500).map(lambda number: round(number, 1)))
def test_a_diameter_survives_the_way_to_the_page_and_back(diameter_mm):
    entries = {**EMPTY, "targets": [{"id": "T1", "organ": "liver", "state": "measured", "diameter_mm": diameter_mm}]}
    (row, *_spare) = forms.draw(SPEC, entries, is_baseline=True, prior={}).tables[0].rows
    posted = {cell.name: cell.value for cell in (*row.cells, *row.more)} | {"targets-0-id": "T1"}
    assert read(posted).entries == entries
