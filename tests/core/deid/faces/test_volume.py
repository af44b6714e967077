"""Images of a series become volumes that lie where the scanner said, in whatever order they came."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from centralis.core.deid.faces.volume import PlacedImage, assemble

AXIAL = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0)
SAGITTAL = (0.0, 1.0, 0.0, 0.0, 0.0, -1.0)


def _images(places, shear=0.0, orientation=AXIAL, axis=2):
    images = []
    for number, place in enumerate(places):
        position = [0.0, shear * place, 0.0]
        position[axis] = float(place)
        samples = np.full((4, 6), 10 * number, np.int16)
        images.append(PlacedImage(tuple(position), orientation, (2.0, 1.5), samples))
    return images


@settings(max_examples=40, deadline=None)
@given(st.permutations(range(8)))
def test_the_order_of_the_files_makes_no_difference(order):
    images = _images([5.0 * index for index in range(8)])
    (stack,) = assemble([images[index] for index in order], "CT")
    assert [stack.volume.samples[index, 0, 0] for index in range(8)] == [10 * index for index in range(8)]
    assert [order[members[0]] for members in stack.members] == list(range(8))
    assert stack.volume.affine[:3, 2] == pytest.approx([0, 0, 5.0])
    assert stack.volume.affine[:3, 0] == pytest.approx([1.5, 0, 0])
    assert stack.volume.affine[:3, 1] == pytest.approx([0, 2.0, 0])


def test_a_tilted_gantry_shears_the_volume():
    (stack,) = assemble(_images([3.0 * index for index in range(10)], shear=0.3), "CT")
    assert stack.volume.affine[:3, 2] == pytest.approx([0, 0.9, 3.0])


def test_a_missing_slice_is_interpolated_and_belongs_to_no_image():
    (stack,) = assemble(_images([0, 3, 6, 12, 15, 18, 21]), "CT")
    assert stack.volume.samples.shape[0] == 8
    assert stack.members[3] == ()
    assert stack.volume.samples[3, 0, 0] == 25


@pytest.mark.parametrize(
    ("places", "why"),
    [([0, 3, 6, 10.4, 13, 19.1], "unevenly"), ([0, 3, 6, 9, 60, 63, 66], "missing")],
)
def test_what_is_no_even_volume_is_told(places, why):
    (stack,) = assemble(_images(places), "CT")
    assert stack.volume is None
    assert why in stack.why


def test_echoes_at_one_place_are_one_slice_of_several_images():
    (stack,) = assemble(_images([0, 3, 6, 0, 3, 6]), "MR")
    assert stack.members == ((0, 3), (1, 4), (2, 5))
    assert stack.volume.samples[:, 0, 0].tolist() == [15, 25, 35]


def test_planes_of_other_directions_are_stacks_of_their_own():
    mixed = [*_images([0, 3, 6]), *_images([0, 4, 8], orientation=SAGITTAL, axis=0)]
    stacks = assemble(mixed, "MR")
    assert [stack.members for stack in stacks] == [((0,), (1,), (2,)), ((5,), (4,), (3,))]
    assert stacks[1].volume.affine[:3, 2] == pytest.approx([-4, 0, 0])
