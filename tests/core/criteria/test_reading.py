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


def test_a_score_has_a_value_at_each_time_point_and_no_progression():
    reading = find_criterion("kellgren-lawrence").open_reading({})

    def point(day, grade):
        return day, {"joints": [{"id": "right knee", "state": "graded", "grade": grade}]}

    result = reading.case([point(0, 1), point(365, 2)])
    assert (result.kind, result.overall, result.headline, result.progression_day) == ("score", ("1", "2"), "2", None)
    assert [one["worst_grade"] for one in result.values] == [1, 2]


@given(st.floats(-1e6, 1e6).map(lambda number: round(number, 2)))
def test_a_value_reads_back_from_its_text(number):
    assert float(render_value(number)) == number
