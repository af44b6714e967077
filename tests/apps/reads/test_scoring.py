"""How a trial reads: any criterion of the catalogue with its parameters, and entries carried over."""

from dataclasses import replace

import pytest

from centralis.apps.reads import scoring
from centralis.apps.trials.definition.model import ReadDesign
from centralis.core.catalogue import CRITERIA
from centralis.core.refusal import Refused

from .conftest import entries, target

DESIGN = ReadDesign("recist-1.1", 2, "sequential_locked", ())
BASE = (0, entries(target("T1", 20.0), target("T2", 15.0, "lung")))
READING = scoring.reading_of(DESIGN)


def test_sums_and_changes_come_from_the_criterion():
    live = READING.draft([BASE], 56, entries(target("T1", 10.0), target("T2", 10.0, "lung")))
    assert live.assessment["sum_of_diameters_mm"] == 20
    assert live.assessment["overall"] == "PR"
    assert live.findings == ()


def test_a_gap_is_named_once_and_never_guessed():
    live = READING.draft([BASE], 56, READING.start([BASE]))
    assert [one.sentence for one in live.errors] == ["T1: state is still empty.", "T2: state is still empty."]
    assert live.assessment["sum_of_diameters_mm"] is None


def test_entries_are_carried_over_to_a_form_begun_anew():
    start = READING.start([(0, entries(target("T1", 20.0), target("T3", 12.0)))])
    old = entries(
        target("T1", 11.0), target("T2", 9.0), new=({"id": "L1", "certainty": "unequivocal", "organ": "bone"},)
    )
    carried = scoring.carry_over({**old, "comment": "x"}, start, {"new_lesions"})
    assert [(one["id"], one["diameter_mm"]) for one in carried["targets"]] == [("T1", 11.0), ("T3", None)]
    assert [one["id"] for one in carried["new_lesions"]] == ["L1"]
    assert carried["comment"] == "x"


def test_a_fixed_field_is_that_of_the_baseline_signed_anew():
    carried = scoring.carry_over({"targets": [], "fdg_avid": True, "spleen_mm": 120}, {"fdg_avid": False}, ())
    assert carried == {"targets": [], "spleen_mm": 120, "fdg_avid": False}


def test_a_case_comes_to_a_best_response_and_a_progression_day():
    points = [BASE, (56, entries(target("T1", 10.0), target("T2", 10.0, "lung"))),
              (112, entries(target("T1", 30.0), target("T2", 10.0, "lung")))]  # fmt: skip
    result = READING.case(points)
    assert (result.headline, result.progression_day) == ("PR", 112)
    assert result.overall == (None, "PR", "PD")


@pytest.mark.parametrize("name", list(CRITERIA))
def test_every_criterion_of_the_catalogue_can_be_read(name):
    reading = scoring.reading_of(replace(DESIGN, criterion=name))
    assert reading.form()["criterion"] == name


def test_another_criterion_is_refused_by_name():
    with pytest.raises(Refused) as refused:
        scoring.reading_of(replace(DESIGN, criterion="choi-2007"))
    assert "choi-2007" in refused.value.sentence


def test_a_parameter_that_this_version_does_not_know_is_refused_by_name():
    with pytest.raises(Refused) as refused:
        scoring.reading_of(replace(DESIGN, parameters={"stickiness": True}))
    assert "parameters.stickiness" in refused.value.sentence
