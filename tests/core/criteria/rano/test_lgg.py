"""RANO-LGG 2011: thresholds at, below and above in exact decimals; enhancement; what must never improve a response."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from centralis.core.catalogue import find_criterion

RANO = find_criterion("rano-lgg-2011")
SIZES = st.decimals(min_value=10, max_value=100, places=1)
WELL = {"enhancement": "none", "steroids": "none", "clinical": "stable"}
GOOD_TO_BAD = ("CR", "PR", "MR", "SD", "NE", "PD")


def lesion(name, long_mm, short_mm):
    return {"id": name, "state": "measured", "long_mm": long_mm, "short_mm": short_mm}


def point(day, targets, **more):
    return {"day": day, "targets": targets, **(WELL if day else {}), **more}


def assess(*points, **parameters):
    return RANO.assess({"time_points": list(points), "parameters": parameters})


def responses(*points, **parameters):
    return [one["overall"] for one in assess(*points, **parameters)["time_points"]]


@pytest.mark.parametrize(
    ("short_mm", "overall"),
    [
        ("12.5001", "PD"),
        ("12.5", "PD"),
        ("12.4999", "SD"),
        ("7.5001", "SD"),
        ("7.5", "MR"),
        ("7.4999", "MR"),
        ("5.0001", "MR"),
        ("5", "PR"),
        ("4.9999", "PR"),
    ],
)
def test_thresholds_are_inclusive_and_exact(short_mm, overall):
    """Baseline 10 × 10 = 100 mm²: 125 mm² is exactly +25 %, 75 mm² -25 %, 50 mm² -50 %."""
    later = [lesion("T1", 10, Decimal(short_mm))]
    assert responses(point(0, [lesion("T1", 10, 10)]), point(90, later)) == [None, overall]


@pytest.mark.parametrize(
    ("enhancement", "overall"),
    [
        ("none", "SD"),
        ("lower", "SD"),
        ("stable", "SD"),
        ("new_or_increased", "PD"),
        ("not_evaluable", "NE"),
        (None, "NE"),
    ],
)
def test_enhancement_at_a_stable_size(enhancement, overall):
    targets = [lesion("T1", 20, 20)]
    assert responses(point(0, targets), point(90, targets, enhancement=enhancement)) == [None, overall]


def test_a_minor_response_that_does_not_last_is_stable_disease():
    small, back = [lesion("T1", 20, 15)], [lesion("T1", 20, 18)]
    answer = assess(point(0, [lesion("T1", 20, 20)]), point(90, small), point(180, back))
    assert [one["overall"] for one in answer["time_points"]] == [None, "MR", "SD"]
    assert answer["best_overall_response"] == "SD"


@st.composite
def histories(draw):
    """Two to four time points of the same one to three lesions."""
    names = [f"T{n}" for n in range(draw(st.integers(1, 3)))]
    days = sorted(draw(st.sets(st.integers(1, 400), min_size=1, max_size=3)))
    return [point(day, [lesion(name, draw(SIZES), draw(SIZES)) for name in names]) for day in [0, *days]]


@settings(max_examples=50)
@given(history=histories())
def test_the_order_of_lesions_is_irrelevant(history):
    turned = [{**one, "targets": one["targets"][::-1]} for one in history]
    assert responses(*turned) == responses(*history)


@settings(max_examples=50)
@given(history=histories(), factor=st.sampled_from([Decimal("0.5"), Decimal(2), Decimal("3.3")]))
def test_scaling_all_lengths_changes_no_response(history, factor):
    def scaled(one):
        return {**one, "long_mm": one["long_mm"] * factor, "short_mm": one["short_mm"] * factor}

    larger = [{**one, "targets": [scaled(each) for each in one["targets"]]} for one in history]
    assert responses(*larger) == responses(*history)


@settings(max_examples=50)
@given(history=histories())
def test_a_new_lesion_never_improves_the_response_it_is_seen_at(history):
    with_new = [*history[:-1], {**history[-1], "new_lesions": [{"id": "L1"}]}]
    before, after = responses(*history)[-1], responses(*with_new)[-1]
    assert GOOD_TO_BAD.index(after) >= GOOD_TO_BAD.index(before)
    assert after == "PD"


@settings(max_examples=50)
@given(history=histories(), data=st.data())
def test_a_lesion_that_is_not_told_is_never_counted_as_gone(history, data):
    left_out = data.draw(st.integers(0, len(history[0]["targets"]) - 1))
    kept = [one for n, one in enumerate(history[-1]["targets"]) if n != left_out]
    answer = assess(*history[:-1], {**history[-1], "targets": kept})["time_points"][-1]
    assert answer["sum_mm2"] is None
    assert answer["overall"] in ("NE", "PD")
