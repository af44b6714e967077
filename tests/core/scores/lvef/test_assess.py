"""Ejection fraction: grades at their thresholds, geometry by hand, and volumes that cannot be."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from centralis.core.catalogue import find_criterion
from centralis.core.criteria.findings import CaseError

LVEF = find_criterion("lvef")
SIZES = st.decimals(min_value=10, max_value=80, places=1)


def assess(**told):
    return LVEF.assess({"time_points": [{"day": 0, **told}]})["time_points"][0]


def volumes(end_diastolic, end_systolic, **more):
    return assess(method="volumes", end_diastolic_ml=end_diastolic, end_systolic_ml=end_systolic, **more)


@pytest.mark.parametrize(
    ("percent", "sex", "rule"),
    [
        ("52", "M", "NORMAL"), ("51.9999", "M", "MILD"), ("54", "F", "NORMAL"), ("53.9999", "F", "MILD"),
        ("41", "F", "MILD"), ("40.9999", "M", "MODERATE"), ("30", "M", "MODERATE"), ("29.9999", "F", "SEVERE"),
        ("54", None, "NORMAL"), ("53.9999", None, "UNGRADED"), ("40", None, "MODERATE"),
    ],
)  # fmt: skip
def test_grades_at_their_thresholds(percent, sex, rule):
    assert volumes(100, Decimal(100) - Decimal(percent), sex=sex)["rule"] == rule


@given(diameters=st.lists(SIZES, min_size=20, max_size=20), length=SIZES)
def test_a_ventricle_that_shrinks_alike_in_all_directions_ejects_by_the_cube(diameters, length):
    told = {"method": "biplane", "sex": "M"}
    for phase, factor in (("diastole", 1), ("systole", Decimal("0.8"))):
        for view in ("four", "two"):
            told[f"{phase}_{view}_chamber_mm"] = [one * factor for one in diameters]
            told[f"{phase}_{view}_length_mm"] = length * factor
    assert assess(**told)["ejection_percent"] == pytest.approx(100 * (1 - 0.8**3), abs=1e-4)


def test_foreshortened_views_and_missing_discs_are_named():
    told = {"method": "biplane"}
    for phase in ("diastole", "systole"):
        told |= {f"{phase}_{view}_chamber_mm": [40] * 20 for view in ("four", "two")}
        told |= {f"{phase}_four_length_mm": 80, f"{phase}_two_length_mm": 64}
    assert assess(**told)["findings"] == []  # exactly 20 % apart
    told["diastole_two_length_mm"] = 63.9
    assert [one["check"] for one in assess(**told)["findings"]] == ["V02"]
    told["systole_two_chamber_mm"] = [40] * 19
    found = assess(**told)
    assert [one["check"] for one in found["findings"]] == ["V01", "V02"]
    assert (found["rule"], found["ejection_percent"]) == ("REFUSED", None)


def test_swapped_phases_are_an_error():
    assert [one["check"] for one in volumes(50, 120)["findings"]] == ["V04"]


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"method": "volumes", "end_diastolic_ml": 0, "end_systolic_ml": 0}, "end_diastolic_ml"),
        ({"method": "volumes", "end_diastolic_ml": 100}, "end_systolic_ml"),
        ({"method": "volumes", "end_diastolic_ml": 100, "end_systolic_ml": 50, "slice_gap_mm": 1}, "slice_gap_mm"),
        ({"method": "short_axis", "diastole_areas_mm2": [100]}, "systole_areas_mm2"),
    ],
)
def test_what_is_missing_or_out_of_place_is_refused_by_name(told, field):
    with pytest.raises(CaseError, match=field):
        assess(**told)
