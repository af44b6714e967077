"""Slices in space: spacing, holes, doubles, tilt, orientation."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from centralis.core.acquisition.geometry import Plane, stack_of

AXIAL = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0)


def planes(heights: list[float], shear: float = 0.0) -> list[Plane]:
    return [Plane((0.0, shear * z, z), AXIAL) for z in heights]


def test_even_stack() -> None:
    stack = stack_of(planes([10.0, 0.0, 5.0]))
    assert stack is not None
    assert stack.positions_mm == (0.0, 5.0, 10.0)
    assert (stack.spacing_mm, stack.missing, stack.irregular, stack.doubled) == (5.0, 0, False, 0)
    assert (stack.orientation, stack.tilt_deg) == ("axial", 0.0)


def test_hole_counts_the_slices_that_would_fill_it() -> None:
    stack = stack_of(planes([0, 5, 10, 25, 30, 35]))
    assert stack is not None
    assert stack.missing == 2
    assert stack.irregular


def test_uneven_without_a_hole() -> None:
    stack = stack_of(planes([0, 5, 10, 15.6, 20.6, 25.6]))
    assert stack is not None
    assert (stack.missing, stack.irregular) == (0, True)


def test_doubles_only_within_one_role() -> None:
    echo1 = [Plane((0, 0, z), AXIAL, (1.0,)) for z in (0.0, 5.0)]
    echo2 = [Plane((0, 0, z), AXIAL, (2.0,)) for z in (0.0, 5.0)]
    both, again = stack_of(echo1 + echo2), stack_of(echo1 + echo1[:1])
    assert both is not None
    assert again is not None
    assert (both.doubled, again.doubled) == (0, 1)


def test_tilt_is_the_angle_of_the_shear() -> None:
    stack = stack_of(planes([0, 5, 10, 15], shear=math.tan(math.radians(12))))
    assert stack is not None
    assert stack.tilt_deg == pytest.approx(12.0, abs=0.01)


def test_three_directions_are_mixed() -> None:
    coronal = Plane((0, 0, 0), (1, 0, 0, 0, 0, -1))
    stack = stack_of([Plane((0, 0, 0), AXIAL), coronal])
    assert stack is not None
    assert (stack.orientation, stack.parallel, stack.spacing_mm) == ("mixed", False, None)


@pytest.mark.parametrize("orientation", [(), (1, 0, 0), (0, 0, 0, 0, 0, 0), (1, 0, 0, 1, 0, 0), (math.nan,) * 6])
def test_no_stack_without_a_usable_orientation(orientation: tuple[float, ...]) -> None:
    assert stack_of([Plane((0, 0, 0), orientation)]) is None


@given(st.lists(st.integers(-500, 500), min_size=1, max_size=60, unique=True), st.randoms(use_true_random=False))
def test_order_of_arrival_does_not_matter(heights: list[int], shuffle: object) -> None:
    shuffled = list(heights)
    shuffle.shuffle(shuffled)  # type: ignore[attr-defined]
    assert stack_of(planes([float(z) for z in heights])) == stack_of(planes([float(z) for z in shuffled]))


@given(st.integers(5, 80), st.floats(0.5, 10), st.data())
def test_removing_inner_slices_is_counted_exactly(count: int, spacing: float, data: st.DataObject) -> None:
    gone = data.draw(st.integers(1, count - 2))
    stack = stack_of(planes([spacing * step for step in range(count) if step != gone]))
    assert stack is not None
    assert stack.missing == 1
