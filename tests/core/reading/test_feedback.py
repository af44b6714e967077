"""Pairs of lesions and differences, by hand and by rule."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from centralis.core.reading.feedback import MarkedAt, pair_lesions, place_mark, tell_difference


def at(x_mm: float, long_mm: float = 20.0, time_point: int = 1) -> MarkedAt:
    return MarkedAt(time_point, (x_mm, 0.0, 0.0), long_mm)


def test_lesions_are_paired_by_where_they_were_marked_whatever_their_names():
    mine = {"T1": at(0), "T2": at(100), "T3": at(300)}
    theirs = {"T1": at(104), "T2": at(3), "T4": at(500)}
    assert pair_lesions(mine, theirs) == (("T1", "T2"), ("T2", "T1"), ("T3", ""), ("", "T4"))


def test_marks_are_of_one_lesion_up_to_half_the_longer_diameter():
    assert pair_lesions({"T1": at(0, 20)}, {"T2": at(10, 8)}) == (("T1", "T2"),)
    assert pair_lesions({"T1": at(0, 20)}, {"T2": at(10.1, 8)}) == (("T1", ""), ("", "T2"))
    assert pair_lesions({"T1": at(0)}, {"T2": at(0, time_point=2)}) == (("T1", ""), ("", "T2"))


def test_the_closest_are_paired_first():
    assert pair_lesions({"T1": at(0), "T2": at(6)}, {"T1": at(5)}) == (("T1", ""), ("T2", "T1"))


def test_names_pair_only_what_was_not_marked_by_both():
    assert pair_lesions({"T1": None}, {"T1": at(0)}) == (("T1", "T1"),)
    assert pair_lesions({"T1": at(100)}, {"T1": at(0)}) == (("T1", ""), ("", "T1"))
    assert pair_lesions({"T1": at(0), "T2": None}, {"T2": at(0)}) == (("T1", "T2"), ("T2", ""))


@given(
    st.dictionaries(st.sampled_from("abcdef"), st.none() | st.builds(at, st.integers(0, 60)), max_size=6),
    st.dictionaries(st.sampled_from("abcdef"), st.none() | st.builds(at, st.integers(0, 60)), max_size=6),
)
def test_every_lesion_stands_once(mine, theirs):
    pairs = pair_lesions(mine, theirs)
    assert [one for one, _other in pairs if one] == list(mine)
    assert sorted(other for _one, other in pairs if other) == sorted(theirs)
    assert ("", "") not in pairs


def test_a_mark_lies_in_the_middle_of_its_points():
    assert place_mark(2, [[0, 0, 5], [10, 4, 5]], 10.8) == MarkedAt(2, (5.0, 2.0, 5.0), 10.8)
    with pytest.raises(ValueError, match="three coordinates"):
        place_mark(1, [], 1.0)


def test_differences_are_the_readers_less_the_experts():
    found = tell_difference(Decimal("26"), Decimal("20"))
    assert (found.by, found.percent) == (6, 30)
    assert tell_difference(Decimal("18"), Decimal("20")).percent == -10
    assert tell_difference(Decimal("3"), Decimal(0)).percent is None
    assert tell_difference(Decimal(-10), Decimal(-20)).percent == 50
