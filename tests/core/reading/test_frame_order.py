"""Frames by place: whatever order a multi-frame object stores its slices in."""

from hypothesis import given
from hypothesis import strategies as st

from centralis.core.reading.frame_order import order_frames

AXIAL, SAGITTAL = (1.0, 0, 0, 0, 1.0, 0), (0, 1.0, 0, 0, 0, -1.0)


def at(*positions, orientation=AXIAL):
    return [((0.0, 0.0, float(z)), orientation) for z in positions]


def test_interleaved_and_backward_slices_come_in_their_order():
    assert order_frames(at(0, 5, 10, 2.5, 7.5)) == [0, 3, 1, 4, 2]
    assert order_frames(at(3, 2, 1)) == [2, 1, 0]
    sagittal = [((x, 4.0, 7.0), SAGITTAL) for x in (0.0, 3.0, -3.0)]
    assert order_frames(sagittal) == [1, 0, 2]  # the normal of these axes points to -x


def test_what_is_no_stack_of_places_apart_stays_as_stored():
    assert order_frames(at(5, 0, 5, 0)) == [0, 1, 2, 3]
    assert order_frames([*at(5), ((), ())]) == [0, 1]
    assert order_frames([*at(5), ((0, 0, 0), SAGITTAL)]) == [0, 1]
    assert order_frames([((), ()), *at(5, 0)]) == [0, 1, 2]
    assert order_frames(at(5, 0, orientation=(1.0, 0, 0, 1.0, 0, 0))) == [0, 1]
    assert order_frames([]) == []


@given(st.permutations(range(12)))
def test_any_order_of_one_stack_is_gone_through_alike(stored):
    assert [stored[one] for one in order_frames(at(*(2.5 * one - 7 for one in stored)))] == list(range(12))
