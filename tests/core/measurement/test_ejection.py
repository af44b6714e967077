"""Volumes of the ventricle against solids whose volume is known, drawn anywhere in the patient, and by hand."""

from decimal import Decimal
from math import pi

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial.transform import Rotation

from centralis.core.measurement.ejection import (
    DISCS,
    Discs,
    compute_biplane_ml,
    compute_ejection_percent,
    compute_slices_ml,
    compute_views_ml,
    derive_discs,
    derive_stack,
)


def circle(radius_mm, height_mm=0.0, points=360):
    turn = np.linspace(0, 2 * pi, points, endpoint=False)
    return np.stack([radius_mm * np.cos(turn), radius_mm * np.sin(turn), np.full(points, height_mm)], axis=1)


def half_ellipse(radius_mm, length_mm, points=361):
    """An apical view: the border from one hinge over the apex at y = length to the other hinge, and the hinges."""
    turn = np.linspace(0, pi, points)
    border = np.stack([radius_mm * np.cos(turn), length_mm * np.sin(turn), np.zeros(points)], axis=1)
    return border, border[[0, -1]]


def place(points, seed, scale=1.0):
    """The points turned and moved somewhere in the patient."""
    turn = Rotation.random(random_state=seed).as_matrix()
    return np.asarray(points) @ turn.T * scale + np.array([80.0, -130.0, 1400.0])


def test_discs_and_slices_by_hand():
    """π/4 · 20 · 50 · 40 · 80/20 mm³ = 125.6637 ml; (1000 + 800) mm² · (8 + 2) mm = 18 ml; (120 − 48)/120 = 60 %."""
    biplane = compute_biplane_ml([Decimal(50)] * 20, [Decimal(40)] * 20, Decimal(80))
    assert biplane.quantize(Decimal("0.0001")) == Decimal("125.6637")
    assert compute_slices_ml([Decimal(1000), Decimal(800)], Decimal(8), Decimal(2)) == Decimal(18)
    assert compute_ejection_percent(Decimal(120), Decimal(48)) == Decimal(60)


@pytest.mark.parametrize(
    ("diastole", "systole", "said"), [(0, 0, "must be above 0"), (50, 51, "51.0 ml exceeds the end-diastolic 50.0 ml")]
)
def test_volumes_that_cannot_be_of_one_heart_are_refused(diastole, systole, said):
    with pytest.raises(ValueError, match=said):
        compute_ejection_percent(Decimal(diastole), Decimal(systole))


def test_views_with_different_numbers_of_discs_are_refused():
    with pytest.raises(ValueError, match="2 and 1 discs"):
        compute_biplane_ml([Decimal(1)] * 2, [Decimal(1)], Decimal(80))


def test_a_cylinder_of_slices():
    """Ten circles of 20 mm radius 8 mm apart: π · 400 · 80 mm³ = 100.53 ml; a polygon of 360 sides has 0.01 % less."""
    found = derive_stack([circle(20.0, 8.0 * number) for number in (3, 1, 2, 0, 4, 9, 8, 7, 5, 6)])
    assert found.step_mm == Decimal("8.0000")
    assert len(found.areas_mm2) == 10
    assert float(found.volume_ml) == pytest.approx(100.53, rel=2e-4)


def test_areas_stand_in_the_order_of_their_slices():
    found = derive_stack([circle(30.0, 16.0), circle(10.0, 0.0), circle(20.0, 8.0)])
    ratios = [float(area / min(found.areas_mm2)) for area in found.areas_mm2]
    assert ratios in ([pytest.approx(one) for one in (1, 4, 9)], [pytest.approx(one) for one in (9, 4, 1)])


def test_a_single_slice_needs_its_distance():
    assert float(derive_stack([circle(20.0)], 10.0).volume_ml) == pytest.approx(4 * pi, rel=2e-4)


def test_half_an_ellipsoid_in_two_views():
    """2/3 · π · 25 · 20 · 90 mm³ = 94.25 ml; discs at their middle heights overstate it by 1/(8 n²) of itself."""
    four, two = (derive_discs(*half_ellipse(radius, 90.0)) for radius in (25.0, 20.0))
    assert len(four.diameters_mm) == DISCS == 20
    assert float(four.length_mm) == pytest.approx(90.0)
    assert float(compute_views_ml(four, two)) == pytest.approx(2 / 3 * pi * 25 * 20 * 90 / 1000, rel=2e-3)
    assert list(four.diameters_mm) == sorted(four.diameters_mm, reverse=True)
    assert float(four.diameters_mm[0]) == pytest.approx(50 * (1 - 0.025**2) ** 0.5, abs=0.01)


def test_the_longer_axis_counts():
    four, two = (Discs((Decimal(50),) * 20, Decimal(length)) for length in (80, 76))
    assert compute_views_ml(two, four) == compute_biplane_ml([Decimal(50)] * 20, [Decimal(50)] * 20, Decimal(80))


@given(seed=st.integers(0, 2**31), scale=st.sampled_from([0.5, 1.0, 1.5]), backwards=st.booleans())
@settings(max_examples=40, deadline=None)
def test_where_the_heart_lies_is_irrelevant_and_volumes_scale_with_the_cube(seed, scale, backwards):
    border, hinges = half_ellipse(22.0, 80.0, 91)
    moved = place(border[::-1] if backwards else border, seed, scale)
    found = derive_discs(moved, place(hinges, seed, scale))
    plain = derive_discs(border, hinges)
    assert float(compute_views_ml(found, found)) == pytest.approx(
        float(compute_views_ml(plain, plain)) * scale**3, rel=1e-4
    )
    stack = [circle(15.0 + number, 8.0 * number, 48) for number in range(4)]
    turned = derive_stack([place(one, seed, scale) for one in stack])
    assert float(turned.volume_ml) == pytest.approx(float(derive_stack(stack).volume_ml) * scale**3, rel=1e-4)


FLAT = circle(20.0)
BORDER, HINGES = half_ellipse(20.0, 80.0)
EIGHT = [[0, 0, 0], [10, 10, 0], [10, 0, 0], [0, 10, 0]]


@pytest.mark.parametrize(
    ("derive", "said"),
    [
        (lambda: derive_stack([]), "no short-axis contour"),
        (lambda: derive_stack([FLAT]), "single slice"),
        (lambda: derive_stack([FLAT], 0.0), "must be above 0"),
        (
            lambda: derive_stack([circle(20, 0), circle(20, 8), circle(20, 24), circle(20, 32)]),
            "lie 16.00 mm apart where 8",
        ),
        (lambda: derive_stack([circle(20, 0), circle(20, 8)], 10.0), "lie 8.00 mm apart where 10.00"),
        (lambda: derive_stack([circle(20, 0), circle(18, 0)]), "drawn twice"),
        (lambda: derive_stack([circle(20, 0), circle(18, 8)[:, [2, 0, 1]]]), "not parallel"),
        (lambda: derive_stack([EIGHT], 8.0), "crosses itself"),
        (lambda: derive_discs(EIGHT, HINGES), "crosses itself"),
        (lambda: derive_discs(BORDER, HINGES, 0), "at least one"),
        (lambda: derive_discs(BORDER, HINGES[[0, 0]]), "which lie apart"),
        (lambda: derive_discs(BORDER, [*HINGES, [0, 0, 0]]), "two hinge points"),
        (lambda: derive_discs(BORDER, HINGES + np.array([0, 0, 3])), "3.00 mm off the contour's slice"),
        (lambda: derive_discs(BORDER[:, :2], HINGES), "three coordinates"),
    ],
)
def test_what_cannot_be_a_ventricle_is_said(derive, said):
    with pytest.raises(ValueError, match=said):
        derive()
