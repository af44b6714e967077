"""What a report holds: from form, entries and marks; nothing that was entered is lost."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from centralis.core.catalogue import CRITERIA, find_criterion
from centralis.core.reading.report import codes
from centralis.core.reading.report.plan import Drawn, Entries, Place, plan_assessment, plan_groups

FORM = find_criterion("recist-1.1").open_reading({}).form()
PLACE = Place("1.2", "1.2.3", "1.2.3.4", "1.2.840.10008.5.1.4.1.1.2", None, "1.2.9")


def target(name="T1", **values):
    return {"id": name, "organ": "liver", "node": False, "state": "measured", "diameter_mm": 21.5, **values}


def groups(content, marks=None, form=FORM):
    return {
        one["identifier"]: one for one in plan_groups(Entries(form, content, marks or {}, lambda name: f"2.{name}"))
    }


def numbers(group):
    return [(one["name"][2], one["value"], one["unit"][0]) for one in group["numbers"]]


def answers(group):
    return {name[2]: value[2] for name, value in group["answers"]}


def test_a_typed_diameter_is_the_long_axis_of_a_lesion_and_the_short_one_of_a_node():
    found = groups({"targets": [target(), target("T2", organ="lymph_node", node=True)]})
    assert numbers(found["T1"]) == [("Diameter", 21.5, "mm"), ("Long axis", 21.5, "mm")]
    assert numbers(found["T2"]) == [("Diameter", 21.5, "mm"), ("Short axis", 21.5, "mm")]
    assert answers(found["T1"])["How the lesion was measured"].startswith("A number was typed")
    assert all("points" not in one for one in found["T1"]["numbers"])


def test_parts_of_a_split_lesion_are_told_each():
    found = groups({"targets": [target(diameter_mm=None, parts_mm=[10.0, 12.5])]})
    assert numbers(found["T1"])[:2] == [("Diameter", 10.0, "mm"), ("Diameter", 12.5, "mm")]


@given(st.lists(st.floats(-200, 200), min_size=12, max_size=12))
def test_the_longer_line_of_a_mark_is_its_long_axis(parts):
    points = [parts[at : at + 3] for at in range(0, 12, 3)]
    one, other = math.dist(*points[:2]), math.dist(*points[2:])
    drawn = Drawn(PLACE, points, [[0, 0]] * 4, max(one, other), min(one, other))
    long, short = drawn.axes()
    assert long["name"] == codes.LONG_AXIS.to_json()
    assert math.dist(*long["points"]) >= math.dist(*short["points"])
    assert sorted([*long["points"], *short["points"]]) == sorted(points)


def test_a_line_alone_has_no_short_axis_and_a_region_none():
    line = Drawn(PLACE, [[0, 0, 0], [3, 4, 0]], [[0, 0], [3, 4]], 5.0, None)
    assert [(one["name"][2], one["value"]) for one in line.axes()] == [("Long axis", 5.0)]
    assert list(Drawn(PLACE, [[0, 0, 0]] * 5, [[0, 0]] * 5, None, None).axes()) == []


def test_a_drawn_lesion_names_its_image_and_says_so():
    drawn = Drawn(PLACE, [[0, 0, 0], [3, 4, 0]], [[0, 0], [3, 4]], 5.0, None)
    found = groups({"non_targets": [{"id": "N1", "organ": "other", "state": "present"}]}, {"N1": drawn})["N1"]
    assert found["image"]["sop_uid"] == "1.2.3.4"
    assert answers(found)["How the lesion was measured"].startswith("Drawn")
    assert found["site"] is None
    assert found["texts"] == [[["site", codes.OWN, "Site as entered"], "other"]]


def test_the_whole_time_point_tells_response_comment_and_what_was_signed():
    entered = Entries(FORM, {"comment": "thin slices", "markers_normal": True}, {}, lambda name: f"2.{name}")
    told = (("content_sha256", "SHA-256 of what was signed", "ab"), ("x", "Empty", ""))
    assessment = {
        "overall": "PD",
        "target": "SD",
        "sum_of_diameters_mm": 43.0,
        "new_lesion": True,
        "sentence": "So it is",
    }
    found = plan_assessment(entered, assessment, told)
    assert answers(found) == {
        "Tumour markers normal": "Yes", "Target response": "Target Lesion Stable Disease", "New lesion": "Yes",
        "Current Response": "Progressive disease",
    }  # fmt: skip
    assert numbers(found) == [("Sum of diameters", 43.0, "mm")]
    assert [text for _, text in found["texts"]] == ["So it is", "thin slices", "ab"]


@pytest.mark.parametrize("name", sorted(CRITERIA))
def test_nothing_entered_in_an_example_of_any_criterion_is_lost(name):
    form = CRITERIA[name].open_reading({}).form()
    tables = {one["name"] for one in form["sections"] if one["name"]}
    for example in CRITERIA[name].examples:
        for point in example.case["time_points"]:
            found = plan_groups(Entries(form, point, {}, str))
            rows = [str(row["id"]) for table in tables for row in point.get(table, []) if row.get("id")]
            assert sorted(one["identifier"] for one in found) == sorted(rows)
            entered = [value for table in tables for row in point.get(table, []) for value in row.values()]
            typed = {float(one) for one in entered if isinstance(one, int | float) and not isinstance(one, bool)}
            assert typed <= {number["value"] for one in found for number in one["numbers"]}
