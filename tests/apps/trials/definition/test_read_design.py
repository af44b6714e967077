"""Designs that hold together, and the sentence for each that does not."""

import pytest
from tests.apps.trials.definition.test_check import Edited, by

from centralis.apps.trials.definition.load import load_definition

MODE = "time_points: sequential_locked"
ON_REQUEST = "\n  on_request: {progression: {due_days: 3}}"


@pytest.mark.parametrize(
    ("old", "new"),
    [("by: choose_one", "by: read_anew"), (MODE, "time_points: with_global"), (MODE, MODE + ON_REQUEST)],
)
def test_every_design_of_the_vocabulary_is_read(edited: Edited, old: str, new: str):
    loaded = load_definition(edited(old, new))
    assert loaded.problems == ()
    assert loaded.definition is not None
    reading = loaded.definition.reading
    assert (reading.adjudicate_by == "read_anew") is ("read_anew" in new)
    assert (reading.time_points == "with_global") is ("with_global" in new)
    assert reading.confirm_progression_days == (3 if "on_request" in new else 0)


@pytest.mark.parametrize("mode", ["with_global", "all_at_once"])
def test_nothing_is_confirmed_where_no_result_stands_before_the_end(edited: Edited, mode: str):
    (problem,) = load_definition(edited(MODE, f"time_points: {mode}{ON_REQUEST}")).problems
    assert problem.field == "reading.on_request.progression"
    assert problem.sentence == "By this read design no result stands before the case is at its end."


def test_a_score_has_neither_a_whole_case_nor_a_progression(edited: Edited):
    text = by(edited, "ramris-2016", when="score differs at any time point")
    for new, field in (
        ("time_points: with_global", "reading.time_points"),
        (MODE + ON_REQUEST, "reading.on_request.progression"),
    ):
        (problem,) = load_definition(text.replace(MODE, new)).problems
        assert problem.field == field
        assert "ramris-2016 is a score; it" in problem.sentence
