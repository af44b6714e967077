"""Mayo endoscopic subscore: the worst segment counts; findings and score must fit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from centralis.core.catalogue import find_criterion
from centralis.core.criteria.findings import CaseError

MES = find_criterion("mayo-endoscopic")


def assess(segments, **parameters):
    told = [{"id": f"S{n}", "state": "scored", **one} for n, one in enumerate(segments)]
    return MES.assess({"time_points": [{"day": 0, "segments": told}], "parameters": parameters})["time_points"][0]


@given(scores=st.lists(st.integers(0, 3), min_size=1, max_size=6), more=st.integers(0, 3))
def test_the_worst_counts_and_a_further_segment_never_improves(scores, more):
    before = assess([{"score": one} for one in scores])
    assert before["score"] == max(scores)
    assert assess([{"score": one} for one in scores[::-1]])["score"] == before["score"]
    assert assess([{"score": one} for one in [*scores, more]])["score"] >= before["score"]


@pytest.mark.parametrize(
    ("told", "least"),
    [
        ({"friability": "mild"}, 1), ({"friability": "present"}, 2), ({"erosions": True}, 2),
        ({"spontaneous_bleeding": True}, 3), ({"ulceration": True}, 3),
    ],
)  # fmt: skip
def test_a_score_below_what_was_told_is_an_error(told, least):
    assert assess([{"score": least, **told}])["findings"] == []
    (finding,) = assess([{"score": least - 1, **told}])["findings"]
    assert (finding["check"], finding["severity"], finding["field"]) == ("M01", "error", "segments[0].score")


def test_mild_friability_counts_as_two_where_the_trial_says_so():
    assert assess([{"score": 1, "friability": "mild"}], mild_friability_is_two=True)["findings"][0]["check"] == "M01"


def test_no_segment_is_an_error_and_no_zero():
    found = MES.assess({"time_points": [{"day": 0}]})["time_points"][0]
    assert (found["score"], found["findings"][0]["check"]) == (None, "M02")


@pytest.mark.parametrize("score", [4, -1, 1.5])
def test_a_score_off_the_scale_is_refused(score):
    with pytest.raises(CaseError, match=r"segments\[0\]\.score"):
        assess([{"score": score}])
