"""What regions and angles measure: known shapes on anisotropic pixels, and what is refused."""

from math import cos, pi, radians, sin

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from centralis.core.measurement.spacing import Source, Spacing
from centralis.core.reading.marks import MarkKind
from centralis.core.reading.regions import cover, describe_values, measure_angle, measure_area_mm2

SPACING = Spacing(Source.PIXEL_SPACING, 0.8, 0.5, True, "Pixel Spacing")
SQUARE = Spacing(Source.PIXEL_SPACING, 1.0, 1.0, True, "Pixel Spacing")
ELLIPSE, FREEHAND = MarkKind.ELLIPSE, MarkKind.FREEHAND


def turned(angle: float, half_mm=(10.0, 5.0), middle=(60.0, 40.0), spacing=SPACING):
    """The four points (column, row) of an ellipse whose axes are turned by an angle in mm."""
    ways = [(cos(angle), sin(angle)), (-sin(angle), cos(angle))]
    return [
        (middle[0] + sign * half * x / spacing.column_mm, middle[1] + sign * half * y / spacing.row_mm)
        for (x, y), half in zip(ways, half_mm, strict=True)
        for sign in (-1, 1)
    ]


@given(st.floats(0.0, 2 * pi))
def test_an_ellipse_has_its_area_and_holds_the_pixels_within_however_it_is_turned(angle):
    points = turned(angle)
    assert measure_area_mm2(ELLIPSE, points, SPACING) == pytest.approx(pi * 10 * 5, abs=0.01)
    held = int(cover(ELLIPSE, points, 80, 128).sum())
    assert held * 0.4 == pytest.approx(pi * 50, rel=0.03)


def test_a_freehand_region_of_a_rectangle_and_the_pixels_within():
    points = [(9.5, 4.5), (19.5, 4.5), (19.5, 9.5), (9.5, 9.5)]
    assert measure_area_mm2(FREEHAND, points, SPACING) == pytest.approx(10 * 0.5 * 5 * 0.8)
    held = cover(FREEHAND, points, 80, 128)
    assert np.argwhere(held).min(axis=0).tolist() == [5, 10]
    assert np.argwhere(held).max(axis=0).tolist() == [9, 19]
    assert int(held.sum()) == 50


def test_a_hollow_freehand_region_leaves_its_bay_out():
    points = [(0, 0), (20, 0), (20, 20), (15, 20), (15, 5), (5, 5), (5, 20), (0, 20)]
    assert measure_area_mm2(FREEHAND, points, SQUARE) == pytest.approx(20 * 20 - 10 * 15)
    held = cover(FREEHAND, points, 30, 30)
    assert not held[10, 10]
    assert held[10, 2]
    assert held[2, 10]


def test_a_line_that_crosses_itself_is_refused():
    with pytest.raises(ValueError, match="crosses itself"):
        measure_area_mm2(FREEHAND, [(0, 0), (10, 10), (10, 0), (0, 10)], SQUARE)


def test_four_points_that_are_no_ellipse_are_refused():
    with pytest.raises(ValueError, match="not the two axes"):
        measure_area_mm2(ELLIPSE, [(0, 0), (10, 0), (5, -5), (9, 5)], SQUARE)


def test_a_region_without_area_or_without_a_pixel_is_refused():
    with pytest.raises(ValueError, match="no area"):
        measure_area_mm2(FREEHAND, [(0, 0), (5, 5), (9, 9)], SQUARE)
    with pytest.raises(ValueError, match="no pixel"):
        cover(FREEHAND, [(0.1, 0.1), (0.4, 0.1), (0.4, 0.4)], 9, 9)


def test_no_area_where_millimetres_are_not_valid():
    uncalibrated = Spacing(Source.IMAGER, 1.0, 1.0, False, "Imager Pixel Spacing", "Magnification is not told.")
    with pytest.raises(ValueError, match="not told"):
        measure_area_mm2(ELLIPSE, turned(0.0, spacing=SQUARE), uncalibrated)


@given(st.floats(1.0, 179.0))
def test_an_angle_is_that_of_the_patient_on_anisotropic_pixels(degrees):
    turn = radians(degrees)
    points = [(10.0 / 0.5, 0.0), (0.0, 0.0), (7 * cos(turn) / 0.5, 7 * sin(turn) / 0.8)]
    assert measure_angle(points, SPACING) == pytest.approx(degrees, abs=0.01)


def test_an_angle_of_two_points_is_refused():
    with pytest.raises(ValueError, match="same"):
        measure_angle([(1, 1), (1, 1), (5, 5)], SPACING)


def test_statistics_are_those_of_the_values_with_their_unit():
    told = describe_values(np.array([1.0, 2.0, 3.0, 6.0]), "HU")
    assert (told.count, told.mean, told.min, told.max, told.unit) == (4, 3.0, 1.0, 6.0, "HU")
    assert told.sd == pytest.approx(np.std([1, 2, 3, 6]), abs=1e-3)
