"""Values of a score by visit: points, change from the first value, and summaries worked by hand."""

import math

from hypothesis import given
from hypothesis import strategies as st

from centralis.apps.outcomes.meaning import Measure
from centralis.apps.outcomes.values import points_of, summarise, summarise_by_visit

TOTAL = Measure("total", "Total")


def stored(*values, key="total", step=28):
    return [
        {"visit": f"V{place}", "name": f"Visit {place}", "day": place * step, "answers": {key: value}}
        for place, value in enumerate(values)
    ]


def test_points_have_their_change_from_the_first_value_and_leave_out_what_is_missing():
    points = points_of("01-001", stored(None, 4, 6.5, None, 9), TOTAL)
    assert [(one.visit, one.value, one.change) for one in points] == [("V1", 4, None), ("V2", 6.5, 2.5), ("V4", 9, 5)]


def test_a_change_has_no_change_and_words_are_kept_as_words():
    yearly = Measure("change_percent", "Change", "%")
    assert [one.change for one in points_of("01-001", stored(-0.2, -0.6, key="change_percent"), yearly)] == [None, None]
    words = Measure("category", "Category", codes=("0", "1", "2"))
    points = points_of("01-001", stored("2", "0", "", key="category"), words)
    assert [(one.value, one.change) for one in points] == [("2", None), ("0", None)]


def test_a_visit_is_summarised_by_hand():
    points = [point for code, values in (("a", (4, 8)), ("b", (6, 7)), ("c", (5,))) for point in
              points_of(code, stored(*values), TOTAL)]  # fmt: skip
    first, second = summarise_by_visit(points, TOTAL)
    # 4, 6, 5: mean 5, deviation 1; t(0.975, 2) = 4.302653; half width 4.302653 / sqrt(3) = 2.484138
    assert (first.values.count, first.values.mean, first.values.deviation) == (3, 5.0, 1.0)
    assert (first.values.median, first.values.smallest, first.values.largest) == (5.0, 4.0, 6.0)
    assert round(first.values.lower, 5) == 2.51586
    assert first.changes is None
    # changes 4 and 1: mean 2.5, deviation 2.12132; t(0.975, 1) = 12.7062; half width 12.7062 * 1.5 = 19.0593
    assert (second.changes.count, second.changes.mean) == (2, 2.5)
    assert (round(second.changes.lower, 4), round(second.changes.upper, 4)) == (-16.5593, 21.5593)


def test_one_subject_has_a_mean_without_an_interval_and_nobody_has_none():
    one = summarise([3.0])
    assert (one.mean, one.deviation, one.lower, one.upper) == (3.0, None, None, None)
    assert summarise([]) is None


def test_words_are_counted_in_their_own_order():
    words = Measure("category", "Category", codes=("0", "1", "2", "4A"))
    points = [point for code, value in (("a", "4A"), ("b", "0"), ("c", "4A")) for point in
              points_of(code, stored(value, key="category"), words)]  # fmt: skip
    (visit,) = summarise_by_visit(points, words)
    assert visit.counts == (("0", 1), ("4A", 2))
    assert visit.values is None


@given(st.lists(st.floats(min_value=-1e6, max_value=1e6), min_size=2, max_size=30))
def test_the_mean_lies_within_its_range_and_its_interval(numbers):
    found = summarise(numbers)
    slack = 1e-6 * max(1.0, abs(found.mean))
    assert found.smallest - slack <= found.mean <= found.largest + slack
    assert found.lower <= found.mean <= found.upper
    assert not math.isnan(found.lower)
