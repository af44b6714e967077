"""RUST and modified RUST: sums, hidden cortices, thresholds, and what must be looked at again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from centralis.core.catalogue import find_criterion
from centralis.core.criteria.findings import CaseError
from centralis.core.scores.rust.assess import CORTICES


def assess(name, *points, **parameters):
    told = [{"day": day, **dict(zip(CORTICES, values, strict=True)), **more} for day, values, more in points]
    return find_criterion(name).assess({"time_points": told, "parameters": parameters})["time_points"]


@pytest.mark.parametrize(("name", "most"), [("rust", 3), ("mrust", 4)])
@given(data=st.data())
def test_the_total_is_the_sum_in_any_order_and_grows_with_each_point(name, most, data):
    points = data.draw(st.lists(st.integers(1, most), min_size=4, max_size=4))
    (found,) = assess(name, (0, points, {}))
    (turned,) = assess(name, (0, points[::-1], {}))
    assert found["total"] == turned["total"] == sum(points)
    assert 4 <= found["total"] <= 4 * most


@pytest.mark.parametrize(("name", "threshold"), [("rust", 10), ("mrust", 11)])
def test_union_counts_from_the_threshold_on(name, threshold):
    for change, united in ((-1, False), (0, True)):
        rest = threshold + change - 6
        (found,) = assess(name, (0, [3, 3, rest // 2, rest - rest // 2], {}))
        assert (found["total"], found["united"]) == (threshold + change, united)
    (own,) = assess(name, (0, [3, 3, 2, 1], {}), united_from_total=9)
    assert own["united"] is True


@given(hidden=st.sets(st.sampled_from(range(4)), min_size=1))
def test_a_hidden_cortex_leaves_no_total(hidden):
    points = [None if place in hidden else 3 for place in range(4)]
    (found,) = assess("rust", (0, points, {"hardware_hides": True}))
    assert (found["total"], found["united"], found["findings"]) == (None, None, [])
    (unexplained,) = assess("rust", (0, points, {}))
    assert [one["check"] for one in unexplained["findings"]] == ["R01"] * len(hidden)


def test_a_cortex_that_loses_points_is_named():
    found = assess("rust", (0, [2, 2, 2, 2], {}), (42, [3, 1, 2, 2], {}))[1]
    assert [(one["check"], one["field"]) for one in found["findings"]] == [("R02", "lateral")]


@pytest.mark.parametrize(("name", "value"), [("rust", 0), ("rust", 4), ("mrust", 5), ("rust", 1.5)])
def test_points_off_the_scale_are_refused(name, value):
    with pytest.raises(CaseError, match=r"time_points\[0\]\.medial"):
        assess(name, (0, [value, 1, 1, 1], {}))
