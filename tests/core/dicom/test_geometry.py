"""A series as a stack: order, gaps and duplicates do not depend on the order of arrival."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from centralis.core.dicom.facts import InstanceFacts
from centralis.core.dicom.geometry import normal_of, stack_of

AXIAL = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0)


def at(z: float, orientation: tuple[float, ...] = AXIAL) -> InstanceFacts:
    return InstanceFacts(position_mm=(10.0, -5.0, z), orientation=orientation)


@given(st.integers(3, 40), st.floats(0.5, 10), st.randoms())
def test_a_regular_stack_has_its_spacing_and_extent(count: int, step_mm: float, rng: random.Random) -> None:
    objects = [at(number * step_mm) for number in range(count)]
    rng.shuffle(objects)
    stack = stack_of(objects)
    assert stack.spacing_mm == pytest.approx(step_mm)
    assert stack.extent_mm == pytest.approx(count * step_mm)
    assert (stack.gaps, stack.duplicates, stack.left_out) == ((), (), ())
    assert [objects[index].position_mm[2] for index in stack.order] == sorted(one.position_mm[2] for one in objects)


def test_a_missing_and_a_doubled_slice_are_named() -> None:
    stack = stack_of([at(z) for z in (0.0, 3.0, 6.0, 6.0, 12.0, 15.0)])
    assert stack.gaps == ((6.0, 12.0),)
    assert stack.duplicates == (6.0,)
    assert stack.spacing_mm == 3.0


def test_a_localizer_and_a_slice_without_position_are_left_out() -> None:
    sagittal = (0.0, 1.0, 0.0, 0.0, 0.0, -1.0)
    stack = stack_of([at(0.0), at(5.0), at(2.0, sagittal), InstanceFacts()])
    assert stack.left_out == (2, 3)
    assert stack.order == (0, 1)


def test_directions_that_span_no_plane_have_no_normal() -> None:
    assert normal_of(AXIAL) == (0.0, 0.0, 1.0)
    assert normal_of((1.0, 0.0, 0.0, 1.0, 0.0, 0.0)) is None
    assert normal_of((1.0, 0.0, 0.0)) is None
    assert stack_of([]).extent_mm is None
