"""Kellgren-Lawrence: the grade the features describe, and what contradicts it."""

import pytest

from centralis.core.catalogue import find_criterion
from centralis.core.criteria.findings import CaseError

KELLGREN = find_criterion("kellgren-lawrence")
NAMES = ("osteophytes", "narrowing", "sclerosis", "deformity")


def joint(grade, *features, name="right knee"):
    told = dict(zip(NAMES, features, strict=True)) if features else {}
    return {"id": name, "state": "graded", "grade": grade, **told}


def assess(*points):
    told = [{"day": day, "joints": list(joints)} for day, *joints in points]
    return KELLGREN.assess({"time_points": told})["time_points"]


@pytest.mark.parametrize(
    ("features", "grade"),
    [
        (("none", "none", "none", "none"), 0),
        (("possible", "none", "none", "none"), 1),
        (("none", "doubtful", "none", "none"), 1),
        (("definite", "possible", "none", "none"), 2),
        (("multiple", "definite", "none", "none"), 2),
        (("multiple", "definite", "some", "possible"), 3),
        (("large", "marked", "severe", "possible"), 3),
        (("large", "marked", "severe", "definite"), 4),
    ],
)
def test_the_features_describe_one_grade(features, grade):
    assert assess((0, joint(grade, *features)))[0]["findings"] == []
    other = (grade + 1) % 5
    (finding,) = assess((0, joint(other, *features)))[0]["findings"]
    assert (finding["check"], f"describe grade {grade}" in finding["sentence"]) == ("K01", True)


def test_a_grade_that_falls_is_named():
    found = assess((0, joint(3)), (365, joint(2)))[1]
    assert [one["check"] for one in found["findings"]] == ["K02"]


def test_osteoarthritis_counts_from_the_trials_grade():
    case = {"time_points": [{"day": 0, "joints": [joint(2)]}], "parameters": {"osteoarthritis_from_grade": 3}}
    assert KELLGREN.assess(case)["time_points"][0]["osteoarthritis"] == 0


def test_a_joint_left_out_later_was_not_graded():
    found = assess((0, joint(2), joint(1, name="left knee")), (365, joint(2)))[1]
    assert (found["worst_grade"], found["rule"]) == (None, "NOT-EVALUABLE")


@pytest.mark.parametrize("grade", [-1, 5, 2.5, None])
def test_a_grade_off_the_scale_is_refused(grade):
    with pytest.raises(CaseError, match=r"joints\[0\]\.grade"):
        assess((0, joint(grade)))
