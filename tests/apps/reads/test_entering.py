"""What was typed read back as entries: nothing lost, nothing guessed, what the form shows filled in."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from centralis.apps.reads import entering, forms
from centralis.core.catalogue import CRITERIA, find_criterion

RECIST = find_criterion("recist-1.1").open_reading({}).form()
LUGANO = find_criterion("lugano-2014").open_reading({}).form()
KL = find_criterion("kellgren-lawrence").open_reading({}).form()
EMPTY = {"targets": [], "non_targets": [], "new_lesions": []}


def read(posted, stored=EMPTY, is_baseline=True, form=RECIST):
    return entering.read(form, posted, stored, is_baseline=is_baseline)


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
    drawn = forms.draw(RECIST, found.entries, is_baseline=True, prior={})
    assert next(cell for cell in drawn.tables[0].rows[0].cells if cell.field == "diameter_mm").value == typed


def test_a_grade_is_a_whole_number():
    found = read({"joints-0-id": "right knee", "joints-0-grade": "2.5"}, {}, form=KL)
    assert found.problems == ("right knee, grade: '2.5' is no whole number from 0 to 4.",)


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


def test_a_comment_that_is_too_long_is_named_and_kept():
    found = read({"comment": "x" * 2001})
    assert found.problems == ("The comment is longer than 2000 characters.",)
    assert len(found.entries["comment"]) == 2001


def test_what_an_empty_choice_shows_is_what_is_entered():
    posted = {"targets-0-id": "T1", "targets-0-organ": "neck", "targets-0-ldi_mm": "30", "targets-0-sdi_mm": "20"}
    entries = read(posted, {}, form=LUGANO).entries
    assert entries["targets"] == [
        {"id": "T1", "organ": "neck", "ldi_mm": 30.0, "sdi_mm": 20.0, "state": "measured", "kind": "node"}
    ]
    assert (entries["fdg_avid"], entries["spleen_removed"], entries["new_foci"]) == (True, False, False)
    assert "spleen_mm" not in entries


def test_a_default_is_not_filled_in_where_the_field_does_not_count():
    form = find_criterion("cad-rads-2.0").open_reading({}).form()
    posted = {"arteries-0-state": "non_diagnostic", "arteries-1-stenosis_percent": "30", "arteries-1-state": "judged"}
    arteries = read(posted, {}, form=form).entries["arteries"]
    assert arteries[0] == {"id": "LM", "state": "non_diagnostic"}
    assert arteries[1] == {"id": "LAD", "state": "judged", "stenosis_percent": 30.0, "plaque": False}


def test_a_score_implies_that_the_site_was_scored():
    form = find_criterion("stress-perfusion").open_reading({}).form()
    segments = read({"segments-0-stress": "2", "segments-0-rest": "0"}, {}, form=form).entries["segments"]
    assert segments[0] == {"id": "1", "state": "scored", "stress": 2, "rest": 0}
    assert segments[1] == {"id": "2", "state": None}
    assert len(segments) == 17


def test_a_row_named_by_the_reader_keeps_its_name_and_one_without_is_left_to_the_checks():
    posted = {"joints-0-id": " right knee ", "joints-1-grade": "2"}
    joints = read(posted, {}, form=KL).entries["joints"]
    assert joints == [{"id": "right knee"}, {"id": "", "grade": 2, "state": "graded"}]


def test_listed_sites_and_fixed_fields_never_come_from_the_page():
    form = find_criterion("ramris-2016").open_reading({}).form()
    entries = read({"bones-0-id": "skull", "bones-0-erosion": "3"}, {}, form=form).entries
    assert entries["bones"][0] == {"id": "distal radius", "erosion": 3}
    stored = {"targets": [], "fdg_avid": False, "spleen_removed": True}
    later = read({"time_point-fdg_avid": "yes"}, stored, is_baseline=False, form=LUGANO).entries
    assert (later["fdg_avid"], later["spleen_removed"]) == (False, True)


@given(st.floats(0, 500).map(lambda number: round(number, 1)))
def test_a_diameter_survives_the_way_to_the_page_and_back(diameter_mm):
    entries = {**EMPTY, "targets": [{"id": "T1", "organ": "liver", "state": "measured", "diameter_mm": diameter_mm}]}
    (row, *_spare) = forms.draw(RECIST, entries, is_baseline=True, prior={}).tables[0].rows
    posted = {cell.name: cell.value for cell in (*row.cells, *row.more)} | {"targets-0-id": "T1"}
    assert read(posted).entries == entries


def posted_of(sheet):
    """What a browser would send of a form as it stands."""
    posted = {}
    for table in sheet.tables:
        for row in table.rows:
            posted[f"{row.name}-id"] = row.lesion
            for cell in (*row.cells, *row.more):
                if not cell.fixed and not (cell.ticks and cell.value != "yes"):
                    posted[cell.name] = cell.value
    for cell in sheet.fields:
        if not cell.fixed and not (cell.ticks and cell.value != "yes"):
            posted[cell.name] = cell.value
    return posted


@pytest.mark.parametrize("name", list(CRITERIA))
def test_every_worked_example_survives_the_way_through_the_page_and_is_assessed_alike(name):
    criterion = CRITERIA[name]
    for example in criterion.examples:
        reading = criterion.open_reading(example.case.get("parameters", {}))
        form, points = reading.form(), []
        for place, point in enumerate(example.case["time_points"]):
            told = {key: value for key, value in point.items() if key != "day"}
            start = reading.start(points)
            stored = merge(start, told, forms.growing(form, place == 0))
            sheet = forms.draw(form, stored, is_baseline=place == 0, prior=reading.prior(points))
            typed = entering.read(form, posted_of(sheet), stored, is_baseline=place == 0)
            assert typed.problems == (), (example.name, typed.problems)
            mine = reading.draft(points, point["day"], typed.entries)
            direct = reading.draft(points, point["day"], stored)
            assert mine.assessment == direct.assessment, (example.name, place)
            points.append((point["day"], told))


def merge(start, told, growing):
    """The form as started, filled in with what the example tells."""
    stored = {**start, **{name: value for name, value in told.items() if not isinstance(value, list)}}
    for name, value in told.items():
        if isinstance(value, list) and all(isinstance(one, dict) for one in value):
            rows = {one["id"]: one for one in start.get(name, [])}
            given = {one["id"]: {**rows.get(one["id"], {}), **one} for one in value}
            kept = {one: row for one, row in rows.items() if one not in given}
            stored[name] = [*given.values(), *kept.values()] if name in growing else [
                given.get(one, row) for one, row in rows.items()
            ]  # fmt: skip
        elif isinstance(value, list):
            stored[name] = value
    return stored


def names_of(form, is_baseline):
    """The name of every field that a page of this form holds, of the first two rows of each table."""
    sheet = forms.draw(form, {}, is_baseline=is_baseline, prior={})
    cells = [cell for table in sheet.tables for row in table.rows[:2] for cell in (*row.cells, *row.more)]
    return [(cell.name, [code for code, _label in cell.choices]) for cell in (*cells, *sheet.fields)]


TYPED = st.sampled_from(["", "0", "1", "2", "4.5", "12", "30", "499,9", "-1", "x", "1e9", "nan", "T1", "10; 9; 8"])


@pytest.mark.parametrize("name", list(CRITERIA))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_whatever_is_typed_is_answered_and_never_breaks_the_form(name, data):
    """Half-filled forms reach the rules while a reader types: each gives findings or an assessment, never a fault."""
    criterion = CRITERIA[name]
    reading = criterion.open_reading({})
    form, points = reading.form(), []
    example = criterion.examples[0]
    for place, point in enumerate(example.case["time_points"][:2]):
        fields = names_of(form, place == 0)
        posted = {
            one: data.draw(st.sampled_from(["", *codes]) if codes else TYPED, label=one)
            for one, codes in fields
            if data.draw(st.booleans(), label=f"{one} told")
        }
        posted |= {f"{one.rsplit('-', 1)[0]}-id": f"X{one.rsplit('-', 2)[1]}" for one in posted if one.count("-") == 2}
        typed = entering.read(form, posted, reading.start(points), is_baseline=place == 0)
        live = reading.draft(points, point["day"], typed.entries)
        assert live.assessment is not None or live.errors
        if not live.errors:
            assert reading.final(points, point["day"], typed.entries).assessment == live.assessment
        points.append((point["day"], {key: value for key, value in point.items() if key != "day"}))
