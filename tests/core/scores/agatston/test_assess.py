"""Agatston: categories at their thresholds, order, growth, and what is flagged."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from centralis.core.catalogue import find_criterion
from centralis.core.criteria.findings import CaseError

AGATSTON = find_criterion("agatston")
ISLANDS = st.lists(
    st.tuples(st.sampled_from(["LM", "LAD", "LCX", "RCA"]), st.decimals(0, 100, places=1), st.integers(0, 2000)),
    max_size=6,
)


def assess(islands, **told):
    rows = [{"id": f"I{n}", "vessel": v, "area_mm2": a, "peak_hu": p} for n, (v, a, p) in enumerate(islands)]
    return read(rows, **told)


def read(rows, **told):
    point = {"day": 0, "slice_thickness_mm": 3, "islands": rows, **told}
    return AGATSTON.assess({"time_points": [point]})["time_points"][0]


@pytest.mark.parametrize(
    ("area", "rule"),
    [("24.9999", "MILD"), ("25", "MODERATE"), ("99.9999", "MODERATE"), ("100", "EXTENSIVE"), ("1", "MILD")],
)
def test_categories_at_their_thresholds(area, rule):
    """A peak of 400 HU weighs 4: 25 mm² is exactly 100, 100 mm² exactly 400."""
    assert assess([("LAD", Decimal(area), 400)])["rule"] == rule


@given(islands=ISLANDS)
def test_order_is_irrelevant_and_vessels_add_up(islands):
    found = assess(islands)
    assert assess(islands[::-1])["agatston"] == pytest.approx(found["agatston"])
    assert found["agatston"] == pytest.approx(sum(found[name] for name in ("left_main", "lad", "lcx", "rca")))


@given(islands=ISLANDS, area=st.decimals(1, 100, places=1), peak=st.integers(130, 2000))
def test_a_further_island_never_lowers_the_score(islands, area, peak):
    assert assess([*islands, ("RCA", area, peak)])["agatston"] > assess(islands)["agatston"]


def test_mass_needs_calibration_and_means():
    rows = [{"id": "I1", "vessel": "LAD", "area_mm2": 10, "peak_hu": 500, "mean_hu": 300}]
    assert read(rows, mg_per_mm3_hu=Decimal("0.001"))["mass_mg"] == 9.0
    assert read(rows)["mass_mg"] is None
    del rows[0]["mean_hu"]
    assert read(rows, mg_per_mm3_hu=Decimal("0.001"))["mass_mg"] is None


def test_what_does_not_count_or_contradicts_itself_is_flagged():
    rows = [
        {"id": "I1", "vessel": "LAD", "area_mm2": 10, "peak_hu": 129},
        {"id": "I2", "vessel": "LAD", "area_mm2": 10, "peak_hu": 200, "mean_hu": 201},
    ]
    found = read(rows, slice_thickness_mm=2.5)["findings"]
    assert [(one["check"], one["lesion"]) for one in found] == [("A02", ""), ("A01", "I1"), ("A03", "I2")]


def test_a_scan_without_thickness_or_with_a_negative_area_is_refused():
    with pytest.raises(CaseError, match="slice_thickness_mm"):
        assess([], slice_thickness_mm=None)
    with pytest.raises(CaseError, match=r"islands\[0\]\.area_mm2"):
        assess([("LAD", -1, 200)])
