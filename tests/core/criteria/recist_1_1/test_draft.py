"""A form being filled in: carried forward without values, read with gaps, never guessed."""

from decimal import Decimal as D

import pytest

from centralis.core.criteria.findings import CaseError
from centralis.core.criteria.recist_1_1 import (
    Certainty,
    NewLesion,
    NonTarget,
    NonTargetState,
    Parameters,
    Target,
    TargetState,
    TimePoint,
    assess_time_point,
    derive_next_time_point,
    read_draft,
)

BASELINE = TimePoint(
    0,
    (Target("T1", "liver", diameter_mm=D(50)), Target("T2", "lymph_node", True, diameter_mm=D(20))),
    (NonTarget("N1", NonTargetState.PRESENT, "bone"),),
)
WEEK_8 = TimePoint(
    56,
    (Target("T1", "liver", diameter_mm=D(30)), Target("T2", "lymph_node", True, TargetState.NOT_EVALUABLE)),
    BASELINE.non_targets,
    (NewLesion("L1", Certainty.EQUIVOCAL, "lung"),),
)


def test_lesions_are_carried_forward_without_values():
    form = derive_next_time_point([BASELINE, WEEK_8], Parameters())
    assert form["targets"][1] == {"id": "T2", "organ": "lymph_node", "node": True, "state": None, "diameter_mm": None}
    assert form["non_targets"] == [{"id": "N1", "organ": "bone", "node": False, "state": None}]
    assert form["new_lesions"] == [{"id": "L1", "organ": "lung", "certainty": None}]
    assert form["prior_mm"] == {
        "T1": {"baseline_mm": 50.0, "smallest_mm": 30.0, "last_mm": 30.0},
        "T2": {"baseline_mm": 20.0, "smallest_mm": 20.0, "last_mm": None},
    }


def test_an_untouched_form_reads_as_not_evaluated():
    form = derive_next_time_point([BASELINE], Parameters())
    form.pop("prior_mm")
    draft, findings = read_draft({"day": 56, **form}, BASELINE)
    assert (draft.targets, draft.non_targets) == ((), ())
    assert [finding.lesion for finding in findings] == ["T1", "T2", "N1"]
    assert findings[0].field == "targets[0].state"
    found = assess_time_point([BASELINE, draft], Parameters())
    assert (found.overall, found.sum_of_diameters_mm) == ("NE", None)


def test_what_is_filled_in_counts_at_once():
    """T1 grows 50 -> 90 while T2 is still empty: 90 alone is 20 mm and 28.5 % above nadir 70: PD already."""
    data = {"day": 56, "targets": [{"id": "T1", "state": "measured", "diameter_mm": 90}, {"id": "T2", "state": None}]}
    draft, findings = read_draft(data, BASELINE)
    assert [finding.field for finding in findings] == ["targets[1].state"]
    assert assess_time_point([BASELINE, draft], Parameters()).overall == "PD"


def test_a_lesion_twice_and_an_unknown_one_are_named():
    item = {"id": "T1", "state": "measured", "diameter_mm": 30}
    _, findings = read_draft({"day": 56, "targets": [item, item, {**item, "id": "T9"}]}, BASELINE)
    assert [finding.field for finding in findings] == ["targets[1].id", "targets[2].id"]


def test_a_draft_of_a_baseline_has_no_baseline():
    draft, findings = read_draft({"day": 0, "targets": [{"id": "T1", "organ": "liver", "diameter_mm": 12}]}, None)
    assert findings == ()
    assert draft.targets[0].diameter_mm == D(12)


def test_a_time_point_without_a_day_is_refused():
    with pytest.raises(CaseError, match="day"):
        read_draft({"targets": []}, BASELINE)
    with pytest.raises(CaseError, match="list"):
        read_draft({"day": 1, "targets": {}}, BASELINE)
