"""Scoring of stored entries: the criterion's answers, gaps named, lesions carried over."""

import pytest

from centralis.apps.reads import scoring
from centralis.core.criteria.recist_1_1 import Parameters
from centralis.core.refusal import Refused

from .conftest import entries, target

P = Parameters()
BASE = (0, entries(target("T1", 20.0), target("T2", 15.0, "lung")))


def test_sums_and_changes_come_from_the_criterion():
    live = scoring.score_draft([BASE], 56, entries(target("T1", 10.0), target("T2", 10.0, "lung")), P)
    assert live.assessment["sum_of_diameters_mm"] == 20
    assert live.assessment["overall"] == "PR"
    assert live.findings == ()


def test_a_gap_is_named_once_and_never_guessed():
    form = scoring.start_form([BASE], P)
    live = scoring.score_draft([BASE], 56, form, P)
    assert [one.sentence for one in live.errors] == ["T1: state is still empty.", "T2: state is still empty."]
    assert live.assessment["sum_of_diameters_mm"] is None


def test_entries_are_carried_over_to_a_form_begun_anew():
    form = scoring.start_form([(0, entries(target("T1", 20.0), target("T3", 12.0)))], P)
    old = entries(
        target("T1", 11.0), target("T2", 9.0), new=({"id": "L1", "certainty": "unequivocal", "organ": "bone"},)
    )
    carried = scoring.carry_over({**old, "comment": "x"}, form)
    assert [(one["id"], one["diameter_mm"]) for one in carried["targets"]] == [("T1", 11.0), ("T3", None)]
    assert [one["id"] for one in carried["new_lesions"]] == ["L1"]
    assert carried["comment"] == "x"


def test_a_case_comes_to_a_best_response_and_a_progression_day():
    points = [BASE, (56, entries(target("T1", 10.0), target("T2", 10.0, "lung"))),
              (112, entries(target("T1", 30.0), target("T2", 10.0, "lung")))]  # fmt: skip
    result = scoring.score_case(points, P)
    assert (result.best_overall_response, result.progression_day) == ("PR", 112)
    assert result.overall == (None, "PR", "PD")


def test_another_criterion_is_refused_by_name():
    with pytest.raises(Refused) as refused:
        scoring.check_criterion("lugano-2014")
    assert "lugano-2014" in refused.value.sentence
