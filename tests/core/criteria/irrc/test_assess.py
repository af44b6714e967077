"""irRC: thresholds at, below and above in exact decimals; what must never change or improve a response."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from centralis.core.catalogue import find_criterion
from centralis.core.criteria.irrc.assess import RANKING

IRRC = find_criterion("irrc")
SIZES = st.decimals(min_value=5, max_value=100, places=1)


def lesion(name, long_mm, short_mm):
    return {"id": name, "organ": f"organ {name}", "state": "measured", "long_mm": long_mm, "short_mm": short_mm}


def point(day, lesions, **more):
    return {"day": day, "index_lesions": lesions, **more}


def responses(*points, **parameters):
    answer = IRRC.assess({"time_points": list(points), "parameters": parameters})
    return [one["overall"] for one in answer["time_points"]]


@pytest.mark.parametrize(
    ("short_mm", "overall"),
    [("12.4999", "irSD"), ("12.5", "irPD"), ("12.5001", "irPD"), ("5.0001", "irSD"), ("5", "irPR"), ("4.9999", "irPR")],
)
def test_thresholds_are_inclusive_and_exact(short_mm, overall):
    """Baseline 10 × 10 = 100 mm²: 125 mm² is exactly +25 %, 50 mm² exactly -50 %."""
    later = [lesion("T1", 10, Decimal(short_mm))]
    assert responses(point(0, [lesion("T1", 10, 10)]), point(42, later)) == [None, overall]


@st.composite
def histories(draw):
    """Two to four time points of the same one to four lesions."""
    names = [f"T{n}" for n in range(draw(st.integers(1, 4)))]
    days = sorted(draw(st.sets(st.integers(1, 400), min_size=1, max_size=3)))
    return [point(day, [lesion(name, draw(SIZES), draw(SIZES)) for name in names]) for day in [0, *days]]


@given(history=histories())
def test_the_order_of_lesions_is_irrelevant(history):
    turned = [{**one, "index_lesions": one["index_lesions"][::-1]} for one in history]
    assert responses(*turned) == responses(*history)


@given(history=histories(), factor=st.sampled_from([Decimal("0.5"), Decimal(2), Decimal("3.3")]))
def test_scaling_all_lengths_changes_no_response(history, factor):
    def scaled(one):
        return {**one, "long_mm": one["long_mm"] * factor, "short_mm": one["short_mm"] * factor}

    larger = [{**one, "index_lesions": [scaled(each) for each in one["index_lesions"]]} for one in history]
    assert responses(*larger) == responses(*history)


@given(history=histories(), long_mm=SIZES, state=st.sampled_from(["measurable", "not_measurable"]))
def test_a_new_lesion_never_improves_the_response_it_is_seen_at(history, long_mm, state):
    size = {"long_mm": long_mm, "short_mm": 5} if state == "measurable" else {}
    with_new = [*history[:-1], {**history[-1], "new_lesions": [{"id": "L1", "state": state, **size}]}]
    before, after = responses(*history)[-1], responses(*with_new)[-1]
    assert RANKING.index(after) >= RANKING.index(before)


@given(history=histories(), data=st.data())
def test_a_lesion_that_is_not_told_is_never_counted_as_gone(history, data):
    left_out = data.draw(st.integers(0, len(history[0]["index_lesions"]) - 1))
    kept = [one for n, one in enumerate(history[-1]["index_lesions"]) if n != left_out]
    answer = IRRC.assess({"time_points": [*history[:-1], {**history[-1], "index_lesions": kept}]})["time_points"][-1]
    assert answer["burden_mm2"] is None
    assert answer["overall"] in ("NE", "irPD")
    assert [one["check"] for one in answer["findings"] if one["lesion"] == f"T{left_out}"] == ["I04"]
