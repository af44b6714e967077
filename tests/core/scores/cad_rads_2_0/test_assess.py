"""CAD-RADS 2.0: categories at their thresholds, plaque, modifiers in order, growth never lowers a category."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from centralis.core.catalogue import find_criterion

CAD_RADS = find_criterion("cad-rads-2.0")
NAMES = ("LM", "LAD", "LCX", "RCA")
ORDER = ["0", "1", "2", "3", "4A", "4B", "5"]
PERCENTS = st.lists(st.integers(0, 100), min_size=4, max_size=4)


def assess(percents, parameters=None, **more):
    arteries = [
        {"id": name, "state": "judged", "stenosis_percent": value, "plaque": True}
        for name, value in zip(NAMES, percents, strict=True)
        if value is not None
    ]
    point = {"day": 0, "arteries": arteries, **more}
    return CAD_RADS.assess({"time_points": [point], "parameters": parameters or {}})["time_points"][0]


@pytest.mark.parametrize(
    ("percent", "category"),
    [
        ("0", "1"), ("0.0001", "1"), ("24.9999", "1"), ("25", "2"), ("49.9999", "2"), ("50", "3"), ("69.9999", "3"),
        ("70", "4A"), ("99.9999", "4A"), ("100", "5"),
    ],
)  # fmt: skip
def test_categories_at_their_thresholds(percent, category):
    assert assess([0, Decimal(percent), 0, 0])["category"] == category


@pytest.mark.parametrize(("percent", "category"), [("49.9999", "2"), ("50", "4B")])
def test_the_left_main_has_its_own_threshold(percent, category):
    assert assess([Decimal(percent), 0, 0, 0])["category"] == category
    assert assess([60, 0, 0, 0], {"left_main_from_percent": 61})["category"] == "3"


@given(percents=PERCENTS, place=st.integers(0, 3), more=st.integers(0, 100))
def test_a_narrower_artery_never_lowers_the_category(percents, place, more):
    worse = [*percents]
    worse[place] = min(100, percents[place] + more)
    assert ORDER.index(assess(worse)["category"]) >= ORDER.index(assess(percents)["category"])


@pytest.mark.parametrize(
    ("calcium", "segments", "plaque"),
    [
        (0, None, ""), (1, None, "P1"), (100, None, "P1"), (101, None, "P2"), (300, None, "P2"), (301, None, "P3"),
        (999, None, "P3"), (1000, None, "P4"), (None, 2, "P1"), (None, 3, "P2"), (None, 5, "P3"), (None, 8, "P4"),
        (1, 8, "P4"), (1000, 1, "P4"),
    ],
)  # fmt: skip
def test_plaque_burden(calcium, segments, plaque):
    assert assess([0, 30, 0, 0], calcium_score=calcium, involved_segments=segments)["plaque"] == plaque


def test_modifiers_stand_in_order():
    everything = {"spotty_calcium": True, "low_attenuation": True, "stent": True, "graft": True, "exception": True}
    found = assess([None, 60, 0, 0], ischaemia="borderline", **everything)
    assert found["reported"] == "CAD-RADS 3/N/HRP/I+/-/S/G/E"
    assert assess([0, 60, 0, 0], spotty_calcium=True)["modifiers"] == []


def test_an_artery_that_is_not_listed_is_not_diagnostic():
    found = assess([None, 30, 0, 0])
    assert (found["category"], [one["check"] for one in found["findings"]]) == ("N", ["D01"])


def test_contradictions_are_flagged():
    arteries = [{"id": name, "state": "judged", "stenosis_percent": 30} for name in NAMES]
    found = CAD_RADS.assess({"time_points": [{"day": 0, "arteries": arteries, "calcium_score": 5,
                                              "ischaemia": "negative"}]})["time_points"][0]  # fmt: skip
    assert [one["check"] for one in found["findings"]] == ["D02"] * 4 + ["D03", "D04"]
