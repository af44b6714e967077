"""What a reader entered is laid out by the criterion's own form, for every criterion and score."""

import pytest

from centralis.apps.outcomes.entered import lay_out, show_answers, show_value
from centralis.apps.outcomes.meaning import meaning_of
from centralis.core.catalogue import CRITERIA


def test_recist_lesions_stand_by_section_with_labels_and_units():
    form = CRITERIA["recist-1.1"].open_reading({}).form()
    entries = {
        "targets": [{"id": "T1", "organ": "liver", "node": False, "state": "measured", "diameter_mm": 20.5}],
        "non_targets": [],
        "new_lesions": [],
        "comment": "seen twice",
    }
    sections, single = lay_out(form, entries)
    targets = sections[0]
    assert targets.title == "Target lesions"
    assert [one.title for one in targets.columns] == ["Lesion", "Organ", "State", "Diameter (mm)"]
    assert targets.rows == (("T1", "Liver", "Measured", "20.5"),)
    assert targets.cells[0][-1] == ("20.5", True)
    assert sections[1].rows == ()
    assert single == [("Comment", "seen twice")]


def test_listed_rows_show_only_what_was_told():
    form = CRITERIA["ramris-2016"].open_reading({}).form()
    entries = {"bones": [{"id": "distal radius", "erosion": 3}, {"id": "lunate"}], "joints": []}
    sections, _single = lay_out(form, entries)
    assert sections[0].rows == (("Distal radius", "3"),)


@pytest.mark.parametrize("name", sorted(CRITERIA))
def test_every_entry_of_the_worked_examples_is_shown(name):
    reading = CRITERIA[name].open_reading({})
    for example in CRITERIA[name].examples:
        for point in example.case["time_points"]:
            sections, single = lay_out(reading.form(), point)
            rows = sum(len(one.rows) for one in sections)
            assert rows == sum(len(value) for value in point.values() if isinstance(value, list) and value
                               and isinstance(value[0], dict))  # fmt: skip
            told = [key for key, value in point.items() if key != "day" and not isinstance(value, list | dict)]
            assert len(single) >= len([key for key in told if point[key] is not None])


def test_percents_are_cut_and_lengths_have_one_decimal():
    assert show_value(-29.9987, "%") == "-29.9"
    assert show_value(50.0, "mm") == "50.0"
    assert show_value(["a", "b"]) == "a, b"
    assert show_value("not_established") == "not established"
    assert (show_value(None), show_value(False)) == ("", "no")


def test_answers_stand_in_the_forms_order_without_the_sentence():
    meaning = meaning_of(CRITERIA["lvef"], CRITERIA["lvef"].open_reading({}))
    shown = show_answers({"ejection_percent": 58.3333, "end_diastolic_ml": 120.0, "sentence": "x"}, meaning)
    assert ("Ejection fraction (%)", "58.3") in shown
    assert ("End-diastolic volume (mL)", "120") in shown
    assert "Why" not in dict(shown)
