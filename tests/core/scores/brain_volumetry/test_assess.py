"""Brain volumetry: rates at their threshold, what is not stated, and values that cannot be."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from centralis.core.catalogue import find_criterion
from centralis.core.criteria.findings import CaseError

BRAIN = find_criterion("brain-volumetry")


def assess(*points, **parameters):
    return BRAIN.assess({"time_points": [{"day": 0}, *points], "parameters": parameters})["time_points"]


@pytest.mark.parametrize(
    ("percent", "rule"),
    [("-1.5999", "NOT-PATHOLOGICAL"), ("-1.6", "PATHOLOGICAL"), ("-1.6001", "PATHOLOGICAL"), ("1", "NOT-PATHOLOGICAL")],
)
def test_the_rate_is_exact_at_its_threshold(percent, rule):
    """1461 days are four years of 365.25: -1.6 % is exactly -0.4 % a year."""
    assert assess({"day": 1461, "change_percent": Decimal(percent)})[1]["rule"] == rule


@pytest.mark.parametrize(("day", "rule"), [(179, "TOO-SHORT"), (180, "PATHOLOGICAL")])
def test_the_least_interval_counts(day, rule):
    assert assess({"day": day, "change_percent": -1})[1]["rule"] == rule


@given(left=st.integers(100, 10000), right=st.integers(100, 10000))
def test_asymmetry_changes_its_sign_with_the_sides(left, right):
    one = assess({"day": 400, "hippocampus_left_mm3": left, "hippocampus_right_mm3": right})[1]
    other = assess({"day": 400, "hippocampus_left_mm3": right, "hippocampus_right_mm3": left})[1]
    assert one["hippocampus_asymmetry_percent"] == -other["hippocampus_asymmetry_percent"]
    assert one["hippocampus_mm3"] == left + right


def test_what_is_not_told_is_never_zero():
    found = assess({"day": 400, "new_lesions": 2, "hippocampus_left_mm3": 3000, "grey_ml": 600})[1]
    for name in ("active_lesions", "hippocampus_mm3", "brain_parenchymal_fraction", "lesion_change_ml", "pathological"):
        assert found[name] is None, name


def test_what_cannot_be_is_named():
    first = {"day": 0, "change_percent": -1, "intracranial_mm3": 1000000, "grey_ml": 600, "white_ml": 500, "csf_ml": 1}
    found = BRAIN.assess({"time_points": [first]})["time_points"][0]["findings"]
    assert [one["check"] for one in found] == ["Z01", "Z04"]
    later = {"day": 400, "hippocampus_left_mm3": 4000, "hippocampus_right_mm3": 3000, "same_scanner": False}
    assert [one["check"] for one in assess(later)[1]["findings"]] == ["Z02", "Z03"]


@pytest.mark.parametrize("told", [{"change_percent": -31}, {"hippocampus_left_mm3": 50}, {"lesion_ml": -1}])
def test_absurd_values_are_refused_by_name(told):
    with pytest.raises(CaseError, match=next(iter(told))):
        assess({"day": 400, **told})
