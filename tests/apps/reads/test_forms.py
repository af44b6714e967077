"""The reader's form as it is drawn: rows, spare rows, grids of listed sites, what was told before."""

import json
import re
from pathlib import Path

import pytest

from centralis.apps.reads import entering, forms
from centralis.core.catalogue import CRITERIA, find_criterion

RECIST = find_criterion("recist-1.1").open_reading({}).form()
BROWSER = Path(__file__).parents[3] / "frontend" / "tests" / "reading"
CASES = json.loads((BROWSER / "cases.json").read_text(encoding="utf-8"))
LUGANO = find_criterion("lugano-2014").open_reading({}).form()
EMPTY = {"targets": [], "non_targets": [], "new_lesions": []}


def test_a_baseline_offers_five_targets_and_no_new_lesions():
    sheet = forms.draw(RECIST, EMPTY, is_baseline=True, prior={})
    assert [(table.name, len(table.rows)) for table in sheet.tables] == [("targets", 5), ("non_targets", 3)]
    assert [row.lesion for row in sheet.tables[0].rows] == ["T1", "T2", "T3", "T4", "T5"]


def test_what_is_signed_shows_every_value_that_was_entered():
    entries = {**EMPTY, "targets": [{"id": "T1", "organ": "liver", "state": "measured", "diameter_mm": 20.5,
                                     "slice_thickness_mm": 2.5, "chest_xray": True}]}  # fmt: skip
    sheet = forms.draw(RECIST, entries, is_baseline=True, prior={}, is_final=True)
    (row,) = sheet.tables[0].rows
    assert [cell.value for cell in row.cells] == ["Liver", "Measured", "20.5"]
    assert {cell.label: cell.value for cell in row.more} == {"Slice thickness": "2.5", "Measured on chest X-ray": "Yes"}
    assert sheet.tables[1].rows == ()


def test_listed_sites_stand_in_two_parts_and_never_grow():
    reading = find_criterion("ramris-2016").open_reading({})
    sheet = forms.draw(reading.form(), reading.start([]), is_baseline=True, prior={})
    bones, joints = sheet.tables[0], sheet.tables[1]
    assert [len(part) for part in bones.parts] == [12, 11]
    assert [row.label for row in bones.rows[:2]] == ["Distal radius", "Distal ulna"]
    assert bones.heads == ("Erosion (0–10)", "Osteitis (0–3)")
    assert [len(part) for part in joints.parts] == [4, 3]
    assert not any(table.grows or row.is_spare for table in sheet.tables for row in table.rows)


def test_what_was_told_before_stands_beside_its_row_and_its_field():
    reading = find_criterion("lugano-2014").open_reading({})
    row = {"id": "T1", "organ": "neck", "state": "measured", "ldi_mm": 30, "sdi_mm": 20.5}
    earlier = [(0, {"targets": [row], "fdg_avid": True, "spleen_mm": 140})]
    sheet = forms.draw(reading.form(), reading.start(earlier), is_baseline=False, prior=reading.prior(earlier))
    targets = sheet.tables[0]
    assert targets.rows[0].prior == "baseline 30 × 20.5"
    assert targets.before == "Before (mm)"
    assert next(cell.prior for cell in sheet.fields if cell.field == "spleen_mm") == "baseline 140"
    fixed = {cell.field: cell.value for cell in sheet.fields if cell.fixed}
    assert fixed == {"fdg_avid": "Yes", "spleen_removed": "No"}
    assert [(cell.label, cell.value) for cell in targets.rows[0].cells if cell.fixed] == [
        ("Site", "neck"), ("Kind", "Node"),
    ]  # fmt: skip


def test_a_choice_that_was_told_before_stands_beside_its_field():
    reading = find_criterion("lugano-2014").open_reading({})
    row = {"id": "T1", "organ": "neck", "state": "measured", "ldi_mm": 30, "sdi_mm": 20}
    earlier = [(0, {"targets": [row], "score": "5", "marrow_uptake": "none"}), (60, {"targets": [row], "score": "4"})]
    sheet = forms.draw(reading.form(), reading.start(earlier), is_baseline=False, prior=reading.prior(earlier))
    told = {cell.field: cell.prior for cell in sheet.fields if cell.prior}
    assert told == {"score": "baseline 5, last 4", "marrow_uptake": "baseline None"}
    assert [cell.group for cell in sheet.fields if cell.group] == ["Spleen and marrow", "PET"]


def test_a_row_that_was_not_evaluable_says_so_later():
    reading = find_criterion("kellgren-lawrence").open_reading({})
    rows = [{"id": "right knee", "state": "graded", "grade": 2}], [{"id": "right knee", "state": "not_evaluable"}]
    earlier = [(day, {"joints": told}) for day, told in zip((0, 60), rows, strict=True)]
    prior = reading.prior(earlier)["joints"]["right knee"]
    assert (prior["baseline"], prior["last"]) == ("2", "Not evaluable")


def test_a_row_that_was_named_at_baseline_keeps_its_name():
    reading = find_criterion("kellgren-lawrence").open_reading({})
    earlier = [(0, {"joints": [{"id": "right knee", "state": "graded", "grade": 2}]})]
    at = {False: reading.start(earlier), True: reading.start([])}
    tables = {one: forms.draw(reading.form(), at[one], is_baseline=one, prior={}).tables[0] for one in at}
    assert [row.label for row in tables[False].rows] == ["right knee"]
    assert (tables[True].names, tables[False].names) == (True, False)


def test_a_grid_tells_scores_before_in_short_and_never_as_a_product():
    reading = find_criterion("ramris-2016").open_reading({})
    bone = reading.start([])["bones"][0]["id"]
    earlier = [(day, {"bones": [{"id": bone, "erosion": day, "osteitis": 1}]}) for day in (1, 2)]
    sheet = forms.draw(reading.form(), reading.start(earlier), is_baseline=False, prior=reading.prior(earlier))
    assert sheet.tables[0].rows[0].prior == "1 / 1 → 2 / 1"
    assert sheet.is_wide


def test_diameters_before_are_a_product_with_the_volume_after_them():
    reading = find_criterion("rano-2.0").open_reading({})
    row = {"id": "T1", "component": "enhancing", "state": "measured", "long_mm": 30, "short_mm": 20, "volume_ml": 4.2}
    prior = reading.prior([(0, {"targets": [row], "tumour": "enhancing"})])
    assert prior["targets"]["T1"] == {"baseline": "30 × 20, 4.2 mL"}


def test_listed_rows_ask_their_numbers_before_the_state_these_imply():
    form = find_criterion("stress-perfusion").open_reading({})
    (table,) = forms.draw(form.form(), form.start([]), is_baseline=True, prior={}).tables
    assert table.heads == ("Stress (0–4)", "Rest (0–4)", "State")
    assert table.picture == "left_ventricle"


def test_what_others_depend_on_is_asked_before_them():
    reading = find_criterion("mcdonald-2024").open_reading({})
    names = [cell.field for cell in forms.draw(reading.form(), reading.start([]), is_baseline=True, prior={}).fields]
    assert names.index("presentation") < names.index("attacks")


@pytest.mark.parametrize("name", list(CRITERIA))
def test_no_field_stands_twice_on_a_form(name):
    for section in find_criterion(name).open_reading({}).form()["sections"]:
        for key in ("name", "label"):
            told = [field[key] for field in section["fields"]]
            assert len(set(told)) == len(told), section["name"]


def test_an_abbreviation_stays_one():
    rows = find_criterion("cad-rads-2.0").open_reading({}).form()["sections"][0]["listed"]
    assert [one["label"] for one in rows] == ["LM", "LAD", "LCX", "RCA"]


def test_an_empty_choice_shows_what_it_means():
    reading = find_criterion("lugano-2014").open_reading({})
    sheet = forms.draw(reading.form(), reading.start([]), is_baseline=True, prior={})
    kind = next(cell for cell in sheet.tables[0].rows[0].cells if cell.field == "kind")
    assert kind.empty == "Node"
    assert next(cell for cell in sheet.fields if cell.field == "fdg_avid").empty == "Yes"
    assert next(cell for cell in sheet.fields if cell.field == "new_foci").ticks


@pytest.mark.parametrize(("name", "section", "names"), [
    ("kellgren-lawrence", "joints", True), ("rano-2010", "new_lesions", True), ("lugano-2014", "new_lesions", False),
    ("recist-1.1", "targets", False), ("stress-perfusion", "segments", False),
])  # fmt: skip
def test_rows_are_named_by_the_reader_where_the_name_is_all_there_is(name, section, names):
    sections = find_criterion(name).open_reading({}).form()["sections"]
    assert forms.names_rows(next(one for one in sections if one["name"] == section)) is names


def test_new_lesions_are_numbered_on_from_those_of_earlier_time_points():
    spare = forms.draw(LUGANO, {}, is_baseline=False, prior={"new_lesions": {"L1": {}}}).tables[2].rows
    assert [row.lesion for row in spare] == ["L2", "L3"]


@pytest.mark.parametrize("name", list(CRITERIA))
def test_every_form_can_be_drawn_and_described(name):
    reading = CRITERIA[name].open_reading({})
    form = reading.form()
    for is_baseline in (True, False):
        entries = reading.start([])
        sheet = forms.draw(form, entries, is_baseline=is_baseline, prior={})
        described = forms.describe(form, is_baseline=is_baseline)
        names = {cell.name.rsplit("-", 1)[-1] for table in sheet.tables for row in table.rows for cell in row.cells}
        told = {field["name"] for section in described for field in section["fields"]}
        assert names <= told
        assert {cell.field for cell in sheet.fields} <= told
        assert all(table.heads for table in sheet.tables)


def described_for_the_browser() -> str:
    names = sorted({case["criterion"] for case in CASES})
    forms_by_name = {name: find_criterion(name).open_reading({}).form() for name in names}
    told = {name: forms.describe(form, is_baseline=True) for name, form in forms_by_name.items()}
    return json.dumps(told, indent=1) + "\n"


def test_the_browsers_tests_check_by_the_same_description():
    path = BROWSER / "descriptions.json"
    assert path.read_text(encoding="utf-8") == described_for_the_browser(), "write described_for_the_browser() there"


@pytest.mark.parametrize("case", CASES, ids=[f"{case['criterion']}: {case['what']}" for case in CASES])
def test_the_server_finds_the_faults_that_the_browser_finds(case):
    """The same cases run in frontend/tests/reading/checks.test.ts."""
    reading = find_criterion(case["criterion"]).open_reading({})
    typed = entering.read(reading.form(), case["posted"], reading.start([]), is_baseline=True)
    live = reading.draft([], 0, typed.entries)
    fields = {re.sub(r"\[(\d+)\]\.?(.*)", r"-\1-\2", one.field) for one in live.findings if one.check == "ENTRY"}
    named = {re.sub(r"\[\d+\]$", "", one).replace("[", "-") for one in fields}
    assert {one if "-" in one else f"time_point-{one}" for one in named} == set(case["faults"])
