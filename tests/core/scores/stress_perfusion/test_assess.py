"""Stress perfusion: sums in any order, grades at their thresholds, missing segments, the trial's choices."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from centralis.core.catalogue import find_criterion
from centralis.core.scores.stress_perfusion.tables import NAMES, VESSELS

PERFUSION = find_criterion("stress-perfusion")
SCORES = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=17, max_size=17)


def assess(pairs, **parameters):
    rows = [{"id": str(n), "state": "scored", "stress": a, "rest": b} for n, (a, b) in enumerate(pairs, start=1)]
    return run(rows, **parameters)


def run(rows, **parameters):
    return PERFUSION.assess({"time_points": [{"day": 0, "segments": rows}], "parameters": parameters})["time_points"][0]


def test_every_segment_has_one_vessel_and_a_name():
    assert sorted(n for numbers in VESSELS.values() for n in numbers) == list(range(1, 18)) == list(NAMES)


@given(pairs=SCORES)
def test_sums_are_sums(pairs):
    found = assess(pairs)
    assert found["summed_stress"] == sum(a for a, _ in pairs)
    assert found["summed_rest"] == sum(b for _, b in pairs)
    assert found["summed_difference"] == sum(max(0, a - b) for a, b in pairs)
    plain = assess(pairs, floor_differences=False)
    assert plain["summed_difference"] == found["summed_stress"] - found["summed_rest"]


@given(pairs=SCORES, place=st.integers(0, 16))
def test_a_worse_segment_never_lowers_the_grade(pairs, place):
    order = ["NORMAL", "MILD", "MODERATE", "SEVERE"]
    worse = [*pairs]
    worse[place] = (min(4, pairs[place][0] + 1), pairs[place][1])
    assert order.index(assess(worse)["rule"]) >= order.index(assess(pairs)["rule"])


@pytest.mark.parametrize(
    ("stress", "rule"), [(3, "NORMAL"), (4, "MILD"), (8, "MILD"), (9, "MODERATE"), (13, "MODERATE"), (14, "SEVERE")]
)
def test_grades_at_their_thresholds(stress, rule):
    pairs = [(min(4, max(0, stress - 4 * n)), 0) for n in range(17)]
    assert (assess(pairs)["summed_stress"], assess(pairs)["rule"]) == (stress, rule)


def test_missing_twice_and_unknown_segments_are_named():
    rows = [{"id": str(n), "state": "scored", "stress": 0, "rest": 0} for n in range(1, 17)]
    found = run([*rows, {"id": "18", "state": "scored", "stress": 4, "rest": 0}])
    assert [(one["check"], one["lesion"]) for one in found["findings"]] == [("P01", "17"), ("P02", "18")]
    assert (found["summed_stress"], found["rule"]) == (None, "NOT-EVALUABLE")
    assert run(rows, model="16")["findings"] == []


def test_a_segment_worse_at_rest_is_looked_at_again():
    found = assess([(0, 2)] + [(0, 0)] * 16)
    assert [one["check"] for one in found["findings"]] == ["P03"]
