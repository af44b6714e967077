"""RAMRIS: sums over the sites a trial scores, in any order; a site without a score leaves no total."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from centralis.core.catalogue import find_criterion
from centralis.core.criteria.findings import CaseError
from centralis.core.scores.ramris_2016 import tables
from centralis.core.scores.ramris_2016.examples import EXAMPLES

RAMRIS = find_criterion("ramris-2016")
BONES = (*tables.WRIST_BONES, *tables.FINGER_BONES)
FULL = EXAMPLES[0].case["time_points"][0]


def assess(point, **parameters):
    case = {"time_points": [{**FULL, **point}], "parameters": parameters}
    return RAMRIS.assess(case)["time_points"][0]


def test_the_sites_are_as_many_as_published():
    assert (len(tables.WRIST_BONES), len(tables.FINGER_BONES)) == (15, 8)
    assert (len(tables.WRIST_JOINTS), len(tables.FINGER_JOINTS), len(tables.WRIST_SPACES)) == (3, 4, 17)
    assert (len(tables.WRIST_TENDONS), len(tables.FINGER_TENDONS)) == (9, 4)


@given(scores=st.lists(st.integers(0, 10), min_size=23, max_size=23))
@settings(max_examples=30)
def test_erosion_is_the_sum_in_any_order(scores):
    bones = [{"id": site, "erosion": score, "osteitis": 0} for site, score in zip(BONES, scores, strict=True)]
    assert assess({"bones": bones})["erosion"] == assess({"bones": bones[::-1]})["erosion"] == sum(scores)


@pytest.mark.parametrize(("coverage", "total"), [("wrist_and_fingers", 23), ("wrist", 15), ("fingers", 8)])
def test_only_the_sites_of_the_trial_count(coverage, total):
    bones = [{"id": site, "erosion": 1, "osteitis": 0} for site in BONES]
    assert assess({"bones": bones}, coverage=coverage)["erosion"] == total


@pytest.mark.parametrize("left_out", range(0, 23, 5))
def test_a_bone_without_a_score_leaves_no_total_and_is_named(left_out):
    bones = [{"id": s, "erosion": None if n == left_out else 1, "osteitis": 0} for n, s in enumerate(BONES)]
    found = assess({"bones": bones})
    assert (found["erosion"], found["osteitis"], found["rule"]) == (None, 0, "SOME-TOTALS")
    assert [(one["check"], one["lesion"]) for one in found["findings"]] == [("J01", BONES[left_out])]


def test_an_unknown_site_and_a_shrinking_erosion_are_named():
    joints = [*FULL["joints"], {"id": "MCP 1", "synovitis": 3}]
    assert [one["check"] for one in assess({"joints": joints})["findings"]] == ["J02"]
    first = {**FULL, "bones": [{**one, "erosion": 2} for one in FULL["bones"]]}
    found = RAMRIS.assess({"time_points": [first, {**FULL, "day": 365}]})["time_points"][1]
    assert {one["check"] for one in found["findings"]} == {"J03"}
    assert found["erosion_change"] == -46


@pytest.mark.parametrize(
    ("table", "row"),
    [
        ("bones", {"erosion": 11}),
        ("bones", {"osteitis": 4}),
        ("joints", {"synovitis": -1}),
        ("spaces", {"narrowing": 5}),
    ],
)
def test_scores_off_the_scale_are_refused(table, row):
    with pytest.raises(CaseError, match=rf"{table}\[0\]\.{next(iter(row))}"):
        assess({table: [{"id": "x", **row}]})
