"""Diameters, angles and areas of marks against shapes measured by hand, wherever they lie in the patient."""

from math import cos, hypot, pi, radians, sin, sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial.transform import Rotation

from centralis.core.measurement.diameters import (
    Line,
    cross_at,
    derive_positions_mm,
    measure_angle_between_degrees,
    measure_angle_degrees,
    measure_area_mm2,
    measure_diameters,
    measure_extent,
    measure_length_mm,
    measure_longest,
    split_length_mm,
)

RECTANGLE = np.array([[0, 0, 5], [40, 0, 5], [40, 30, 5], [0, 30, 5]], dtype=float)
#: A horseshoe: two arms of 4 mm, 30 mm long, joined by a bar; open between x = 4 and 16.
HORSESHOE = np.array(
    [[0, 0, 0], [20, 0, 0], [20, 34, 0], [16, 34, 0], [16, 4, 0], [4, 4, 0], [4, 34, 0], [0, 34, 0]], dtype=float
)


def ellipse(a_mm, b_mm, points=720, height_mm=0.0):
    turn = np.linspace(0, 2 * pi, points, endpoint=False)
    return np.stack([a_mm * np.cos(turn), b_mm * np.sin(turn), np.full(points, height_mm)], axis=1)


def test_a_rectangle_by_hand():
    """Diagonal of 40 × 30: 50. A corner beside it lies 40²/50 = 32 along it and 40·30/50 = 24 off it; on the other
    side, whose corner lies 18 along, the contour is there 24·(50 − 32)/32 = 13.5 off: the chord is 37.5."""
    found = measure_diameters(RECTANGLE)
    assert found.long.length_mm == pytest.approx(50.0)
    assert found.short.length_mm == pytest.approx(37.5)
    assert found.product_mm2 == pytest.approx(1875.0)
    assert measure_area_mm2(RECTANGLE) == pytest.approx(1200.0)


def test_an_ellipse_has_its_two_axes_at_a_right_angle():
    found = measure_diameters(ellipse(25.0, 10.0))
    assert found.long.length_mm == pytest.approx(50.0)
    assert found.short.length_mm == pytest.approx(20.0)
    long, short = (np.subtract(one.end, one.start) for one in (found.long, found.short))
    assert abs(long @ short) < 1e-9
    assert measure_area_mm2(ellipse(25.0, 10.0)) == pytest.approx(pi * 250, rel=1e-4)


def test_the_short_axis_stays_inside_a_contour_that_bends():
    """The long diameter runs from a foot to the other arm's tip, √(20² + 34²); no chord across jumps the gap."""
    found = measure_diameters(HORSESHOE)
    assert found.long.length_mm == pytest.approx(hypot(20, 34))
    assert measure_area_mm2(HORSESHOE) == pytest.approx(20 * 34 - 12 * 30)
    flat = HORSESHOE[:, :2]
    assert cross_at(flat, 10.0) == pytest.approx(4.0)  # through the bar alone
    assert cross_at(flat, 2.0) == pytest.approx(34.0)
    assert cross_at(flat[:, ::-1], 20.0) == pytest.approx(8.0)  # through both arms, the gap left out
    assert cross_at(flat, 25.0) == 0.0
    start, end = np.array(found.short.start), np.array(found.short.end)
    for share in np.linspace(0.01, 0.99, 25):
        x, y, _ = start + share * (end - start)
        assert not (4 + 1e-6 < x < 16 - 1e-6 and y > 4 + 1e-6), "the chord crosses the gap"


shapes = st.lists(st.floats(4.0, 30.0), min_size=5, max_size=24)


def star(radii_mm):
    turn = np.linspace(0, 2 * pi, len(radii_mm), endpoint=False)
    radii = np.array(radii_mm)
    return np.stack([radii * np.cos(turn), radii * np.sin(turn), np.zeros(len(radii))], axis=1)


@given(radii=shapes, seed=st.integers(0, 2**31), scale=st.sampled_from([0.5, 2.0, 3.0]))
@settings(max_examples=60, deadline=None)
def test_where_a_lesion_lies_does_not_change_its_size_and_sizes_scale(radii, seed, scale):
    contour = star(radii)
    turn = Rotation.random(random_state=seed).as_matrix()
    moved = contour @ turn.T * scale + np.array([-120.0, 40.0, 900.0])
    one, other = measure_diameters(contour), measure_diameters(moved)
    assert other.long.length_mm == pytest.approx(scale * one.long.length_mm, rel=1e-9)
    assert measure_area_mm2(moved) == pytest.approx(scale**2 * measure_area_mm2(contour), rel=1e-9)
    apart = np.linalg.norm(contour[:, None] - contour[None], axis=2)
    if np.sort(np.unique(apart.round(6)))[-1] - np.sort(np.unique(apart.round(6)))[-2] > 1e-3 and (
        np.isclose(apart, apart.max(), atol=1e-4).sum() == 2
    ):  # one longest diameter only: else either of two may be taken
        assert other.short.length_mm == pytest.approx(scale * one.short.length_mm, rel=1e-6)


@given(radii=shapes, roll=st.integers(0, 30), backwards=st.booleans())
@settings(max_examples=60, deadline=None)
def test_the_short_axis_never_exceeds_the_long_one_and_direction_is_irrelevant(radii, roll, backwards):
    contour = star(radii)
    other = np.roll(contour[::-1] if backwards else contour, roll, axis=0)
    found = measure_diameters(contour)
    assert 0 < found.short.length_mm <= found.long.length_mm + 1e-9
    assert measure_diameters(other).long.length_mm == pytest.approx(found.long.length_mm)
    assert measure_area_mm2(other) == pytest.approx(measure_area_mm2(contour))


def test_many_points_give_the_same_longest_line_as_all_pairs():
    rng = np.random.default_rng(3)
    cloud = rng.normal(size=(900, 3)) * [20, 8, 3]
    apart = np.linalg.norm(cloud[:, None] - cloud[None], axis=2).max()
    assert measure_longest(cloud).length_mm == pytest.approx(apart)
    assert measure_longest(ellipse(25.0, 10.0, 2000)).length_mm == pytest.approx(50.0)


def test_lines_and_angles_by_hand():
    assert measure_length_mm([[0, 0, 0], [3, 4, 0], [3, 4, 12]]) == pytest.approx(17.0)
    assert measure_angle_degrees([1, 0, 0], [0, 0, 0], [0, 0, 2]) == pytest.approx(90.0)
    assert measure_angle_degrees([1, 0, 0], [0, 0, 0], [-3, 0, 0]) == pytest.approx(180.0)
    turned = [cos(radians(130)), sin(radians(130)), 0]
    assert measure_angle_degrees([5, 0, 0], [0, 0, 0], turned) == pytest.approx(130.0)
    assert measure_angle_between_degrees([[0, 0, 9], [5, 0, 9]], [[0, 0, 0], turned]) == pytest.approx(50.0)


@given(degrees=st.floats(0.001, 179.999))
def test_small_and_large_angles_keep_their_digits(degrees):
    corner = np.array([100.0, -50.0, 20.0])
    there = corner + np.array([cos(radians(degrees)), sin(radians(degrees)), 0])
    assert measure_angle_degrees(corner + np.array([7, 0, 0]), corner, there) == pytest.approx(degrees, abs=1e-9)


def test_a_line_splits_into_the_slice_and_across():
    assert split_length_mm(Line((0, 0, 0), (3, 4, 5)), (0, 0, -2)) == pytest.approx((5.0, 5.0))
    inclined = (0, 1 / sqrt(2), 1 / sqrt(2))
    assert split_length_mm(Line((0, 0, 0), (0, 0, 10)), inclined) == pytest.approx((10 / sqrt(2), 10 / sqrt(2)))


def test_a_lesion_over_its_slices():
    contours = [ellipse(radius, 5.0, height_mm=height) for radius, height in ((8, 0.0), (12, 2.5), (9, 5.0))]
    found = measure_extent([*contours, ellipse(3, 2, height_mm=5.0) + np.array([30, 0, 0])], 2.5)
    assert (found.index, found.slices) == (1, 3)
    assert found.diameters.long.length_mm == pytest.approx(24.0)
    assert found.out_of_plane_mm == pytest.approx(7.5)
    assert measure_extent(contours[:1], 2.5).out_of_plane_mm == pytest.approx(2.5)
    steps = np.diff(derive_positions_mm(contours))
    assert np.abs(steps) == pytest.approx([2.5, 2.5])


@pytest.mark.parametrize(
    ("measure", "given_points", "said"),
    [
        (measure_diameters, [[0, 0, 0], [1, 1, 1], [2, 2, 2], [5, 5, 5]], "lie on one line"),
        (measure_diameters, [[0, 0, 0]] * 4, "lie on one line"),
        (measure_diameters, [[0, 0, 0], [10, 0, 0], [10, 10, 1], [0, 10, 0]], "leaves its plane by 0.2"),
        (measure_diameters, [[0, 0, 0], [1, 0, 0]], "has 2 points; it needs at least 3"),
        (measure_diameters, [[0, 0], [1, 0], [1, 1]], "three coordinates"),
        (measure_diameters, [[0, 0, 0], [1, 0, 0], [0, float("nan"), 0]], "not a number"),
        (measure_area_mm2, [[0, 0, 0], [10, 10, 0], [10, 0, 0], [0, 10, 0]], "crosses itself"),
        (measure_longest, [[1, 2, 3], [1, 2, 3]], "All points are the same"),
        (measure_length_mm, [[1, 2, 3]], "has 1 points"),
        (lambda points: measure_angle_degrees(*points), [[0, 0, 0], [0, 0, 0], [1, 0, 0]], "the same"),
        (lambda one: measure_extent([one, np.array(one)[:, [2, 0, 1]]], 1.0), RECTANGLE.tolist(), "not parallel"),
        (lambda one: measure_extent([one], 0.0), RECTANGLE.tolist(), "above 0"),
        (lambda one: measure_extent(one, 1.0), [], "no contour"),
        (lambda normal: split_length_mm(Line((0, 0, 0), (1, 0, 0)), normal), [0, 0, 0], "slice normal"),
    ],
)
def test_what_cannot_be_measured_is_said(measure, given_points, said):
    with pytest.raises(ValueError, match=said):
        measure(given_points)
