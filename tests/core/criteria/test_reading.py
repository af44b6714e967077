"""Every criterion and score is read in one way: form, start, draft, final and whole case, over its own examples."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from centralis.core.catalogue import CRITERIA, find_criterion
from centralis.core.criteria.findings import CaseError
from centralis.core.criteria.reading import render_value

EVERY = [pytest.param(one, id=name) for name, one in CRITERIA.items()]


def points_of(example):
    return [(point["day"], {key: value for key, value in point.items() if key != "day"}) for point in
            example.case["time_points"]]  # fmt: skip


@pytest.mark.parametrize("criterion", EVERY)
def test_a_case_read_step_by_step_answers_as_its_worked_examples(criterion):
    for example in criterion.examples:
        reading = criterion.open_reading(example.case.get("parameters", {}))
        points = points_of(example)
        answer = criterion.assess(example.case)
        result = reading.case(points)
        assert [dict(one) for one in result.time_points] == [
            {key: value for key, value in point.items() if key != "findings"} for point in answer["time_points"]
        ]
        assert result.progression_day == answer.get("progression_day")
        if criterion.kind == "criterion":
            assert result.headline == answer["best_overall_response"]
            assert result.overall == tuple(point["overall"] for point in answer["time_points"])
        for place, (day, entries) in enumerate(points):
            live = reading.final(points[:place], day, {**entries, "comment": "seen"})
            assert [one.to_json() for one in live.findings] == answer["time_points"][place]["findings"]
            draft = reading.draft(points[:place], day, entries)
            assert draft.findings == live.findings, example.name


@pytest.mark.parametrize("criterion", EVERY)
def test_every_form_starts_without_a_value_and_names_its_gaps(criterion):
    for example in criterion.examples:
        reading = criterion.open_reading(example.case.get("parameters", {}))
        points = points_of(example)
        for place in range(len(points)):
            start = reading.start(points[:place])
            json.dumps([start, reading.form(), reading.prior(points[:place])])
            known = {section["name"] for section in reading.form()["sections"]}
            assert {name for name, value in start.items() if isinstance(value, list)} <= known
            live = reading.draft(points[:place], points[place][0], start)
            assert all(one.sentence for one in live.findings)


@pytest.mark.parametrize("criterion", EVERY)
def test_what_the_codes_mean_covers_every_code_of_the_examples(criterion):
    if criterion.kind == "score":
        assert criterion.responses is None
        assert criterion.values
        return
    meaning = criterion.responses
    seen = {
        point["overall"] for one in criterion.examples for point in criterion.assess(one.case)["time_points"]
    } - {None}  # fmt: skip
    assert seen <= set(meaning.ranking)
    named = meaning.responding + meaning.stable + meaning.progression + meaning.unconfirmed
    assert set(named) <= set(meaning.ranking)
    assert len(set(named)) == len(named)
    assert meaning.rule
    assert meaning.source
    keys = set(criterion.assess(criterion.examples[0].case)["time_points"][0])
    assert {key for key in (meaning.burden, meaning.change) if key} <= keys


@pytest.mark.parametrize("criterion", EVERY)
def test_progression_days_rest_on_a_code_that_shows_it(criterion):
    if criterion.responses is None:
        return
    codes = set(criterion.responses.progression + criterion.responses.unconfirmed)
    for example in criterion.examples:
        answer = criterion.assess(example.case)
        overall = {point["overall"] for point in answer["time_points"]}
        if answer["progression_day"] is not None:
            assert overall & codes, example.name


def test_an_unknown_parameter_is_named():
    with pytest.raises(CaseError, match=r"parameters\.stickiness"):
        find_criterion("lugano-2014").open_reading({"stickiness": True})


def test_rows_are_carried_forward_with_what_is_fixed_and_nothing_else():
    reading = find_criterion("lugano-2014").open_reading({})
    baseline = {
        "targets": [{"id": "T1", "organ": "neck", "kind": "node", "state": "measured", "ldi_mm": 30, "sdi_mm": 20}],
        "non_measured": [],
        "fdg_avid": True,
        "spleen_removed": False,
        "spleen_mm": 120,
    }
    start = reading.start([(0, baseline)])
    assert start["targets"] == [{"id": "T1", "organ": "neck", "kind": "node"}]
    assert (start["fdg_avid"], start["spleen_removed"]) == (True, False)
    assert "spleen_mm" not in start
    prior = reading.prior([(0, baseline)])
    assert prior["targets"]["T1"] == {"baseline": "30 × 20"}
    assert prior[""]["spleen_mm"] == {"baseline": "120"}


def test_the_smallest_of_two_diameters_is_that_of_their_product():
    reading = find_criterion("lugano-2014").open_reading({})

    def point(day, ldi_mm, sdi_mm):
        row = {"id": "T1", "organ": "neck", "state": "measured", "ldi_mm": ldi_mm, "sdi_mm": sdi_mm}
        return day, {"targets": [row]}

    prior = reading.prior([point(0, 30, 20), point(50, 18, 16), point(100, 25, 11)])
    assert prior["targets"]["T1"] == {"baseline": "30 × 20", "smallest": "25 × 11", "last": "25 × 11"}


def test_every_gap_is_named_by_its_label_and_left_out_of_the_assessment():
    reading = find_criterion("lugano-2014").open_reading({})
    rows = [
        {"id": "T1", "organ": "neck", "state": "measured", "ldi_mm": 30},
        {"id": "T2", "organ": "axilla", "state": "absent", "ldi_mm": 12},
        {"id": "T3", "organ": "groin", "state": "measured", "ldi_mm": 20, "sdi_mm": 26},
        {"id": "T3", "organ": "groin", "state": "measured", "ldi_mm": 20, "sdi_mm": 16},
        {"id": "T4"},
    ]
    live = reading.draft([], 0, {"targets": rows, "spleen_mm": 120})
    assert [(one.field, one.sentence) for one in live.errors] == [
        ("targets[0].sdi_mm", "T1: shortest perpendicular is still empty."),
        ("targets[1].ldi_mm", "T2: longest diameter counts only when state is measured; leave it empty."),
        ("targets[3].id", "target lesion T3 stands there twice; each once."),
        ("targets[4].organ", "T4: site is still empty."),
        ("targets[4].state", "T4: state is still empty."),
    ]
    assert live.assessment["measured_part_mm2"] == 520.0


def test_findings_point_at_the_row_as_it_stands_in_the_form():
    reading = find_criterion("lugano-2014").open_reading({})
    rows = [{"id": "T1"}, {"id": "T2", "organ": "groin", "state": "measured", "ldi_mm": 20, "sdi_mm": 26}]
    live = reading.draft([], 0, {"targets": rows, "spleen_mm": 120})
    assert [one.field for one in live.findings if one.lesion == "T2"] == ["targets[1].sdi_mm"]


def test_a_gap_of_the_whole_time_point_leaves_no_assessment():
    live = find_criterion("pcwg3").open_reading({}).draft([], 0, {})
    assert live.assessment is None
    assert [one.sentence for one in live.findings] == [
        "Soft tissue disease at baseline is still empty.",
        "Bone scan is still empty.",
    ]


def test_a_score_lists_its_sites_by_the_trials_choice():
    wrist = find_criterion("ramris-2016").open_reading({"coverage": "wrist", "tenosynovitis": False})
    start = wrist.start([])
    assert [len(start[name]) for name in ("bones", "joints", "spaces")] == [15, 3, 17]
    assert start["tendons"] == []
    hand = find_criterion("ramris-2016").open_reading({}).form()["sections"]
    assert {section["name"]: len(section["listed"]) for section in hand if section["name"]} == {
        "bones": 23, "joints": 7, "spaces": 21, "tendons": 13,
    }  # fmt: skip
    assert len(find_criterion("stress-perfusion").open_reading({"model": "16"}).start([])["segments"]) == 16
    arteries = find_criterion("cad-rads-2.0").open_reading({}).start([])["arteries"]
    assert [one["id"] for one in arteries] == ["LM", "LAD", "LCX", "RCA"]


def test_new_lesions_that_are_followed_come_back_with_what_is_kept():
    reading = find_criterion("irecist").open_reading({})
    baseline = {"targets": [{"id": "T1", "organ": "liver", "diameter_mm": 30}]}
    second = {
        "targets": [{"id": "T1", "diameter_mm": 28}],
        "new_lesions": [{"id": "L1", "organ": "lung", "kind": "target", "diameter_mm": 12}],
    }
    (new,) = reading.start([(0, baseline), (60, second)])["new_lesions"]
    assert new == {"id": "L1", "organ": "lung", "node": False, "kind": "target"}


def test_a_score_has_a_value_at_each_time_point_and_no_progression():
    reading = find_criterion("kellgren-lawrence").open_reading({})

    def point(day, grade):
        return day, {"joints": [{"id": "right knee", "state": "graded", "grade": grade}]}

    result = reading.case([point(0, 1), point(365, 2)])
    assert (result.kind, result.overall, result.headline, result.progression_day) == ("score", ("1", "2"), "2", None)
    assert [one["worst_grade"] for one in result.values] == [1, 2]


def test_entries_that_are_no_list_are_told_apart_from_gaps():
    live = find_criterion("lugano-2014").open_reading({}).draft([], 0, {"targets": "T1"})
    assert live.assessment is None
    assert "expected a list" in live.findings[0].sentence


@given(st.floats(-1e6, 1e6).map(lambda number: round(number, 2)))
def test_a_value_reads_back_from_its_text(number):
    assert float(render_value(number)) == number
