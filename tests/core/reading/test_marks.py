"""The server's own lengths of a mark: any plane, any anisotropic spacing, and what is refused."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from centralis.core.measurement.spacing import Source, Spacing
from centralis.core.reading.marks import FramePlane, Lengths, MarkKind, locate_mark, measure_mark, read_mark_points

FLAT = FramePlane((0.0, 0.0, 0.0), (1.0, 0.0, 0.0, 0.0, 1.0, 0.0), (0.8, 0.5), 80, 128)
SPACING = Spacing(Source.PIXEL_SPACING, 0.8, 0.5, True, "Pixel Spacing")


def lengths(points, plane=FLAT, kind=MarkKind.BIDIRECTIONAL):
    return measure_mark(kind, locate_mark(points, plane), SPACING)


def test_an_ellipse_of_40_by_20_mm_on_anisotropic_pixels():
    points = [(10, 30, 0), (50, 30, 0), (30, 20, 0), (30, 40, 0)]
    assert lengths(points) == Lengths(40.0, 20.0)
    assert locate_mark(points, FLAT)[1] == pytest.approx((100.0, 37.5))


def test_a_longer_second_axis_counts_as_the_long_one():
    assert lengths([(30, 20, 0), (30, 40, 0), (10, 30, 0), (50, 30, 0)]) == Lengths(40.0, 20.0)


@given(
    st.integers(0, 2**32 - 1), st.floats(0.2, 2.0), st.floats(0.2, 2.0),
    st.tuples(st.floats(0, 99), st.floats(0, 99)), st.tuples(st.floats(0, 99), st.floats(0, 99)),
)  # fmt: skip
def test_a_length_is_the_distance_in_the_patient_however_the_slice_lies(seed, row_mm, column_mm, start, end):
    axes = np.linalg.qr(np.random.default_rng(seed).normal(size=(3, 3)))[0]
    plane = FramePlane((12.5, -40.0, 7.0), (*axes[0], *axes[1]), (row_mm, column_mm), 100, 100)
    lift = [
        np.array(plane.position_mm) + column * column_mm * axes[0] + row * row_mm * axes[1]
        for column, row in (start, end)
    ]
    distance = float(np.linalg.norm(lift[1] - lift[0]))
    spacing = Spacing(Source.PIXEL_SPACING, row_mm, column_mm, True, "Pixel Spacing")
    pixels = locate_mark([tuple(one) for one in lift], plane)
    if distance < 1e-3:
        return
    assert measure_mark(MarkKind.LENGTH, pixels, spacing).long_mm == pytest.approx(distance, abs=1e-3)


@pytest.mark.parametrize(
    ("points", "word"),
    [
        ([(10, 30, 0), (50, 30, 0.2), (30, 20, 0), (30, 40, 0)], "0.20 mm off"),
        ([(-0.3, 30, 0), (50, 30, 0), (30, 20, 0), (30, 40, 0)], "outside"),
        ([(10, 30, 0), (50, 30, 0), (30, 20, 0), (40, 40, 0)], "right angles"),
        ([(10, 30, 0), (10, 30, 0), (30, 20, 0), (30, 40, 0)], "same point"),
    ],
)
def test_what_is_refused(points, word):
    with pytest.raises(ValueError, match=word):
        lengths(points)


def test_uncalibrated_pixels_give_no_millimetres():
    with pytest.raises(ValueError, match="detector"):
        measure_mark(MarkKind.LENGTH, [(0, 0), (10, 0)], Spacing(Source.IMAGER, 1, 1, False, "x", "At the detector."))


@pytest.mark.parametrize(
    "given_", [None, [], [[0, 0, 0]], [[0, 0], [1, 1]], [[0, 0, "1"], [1, 1, 1]], [[0, 0, True], [1, 1, 1]],
               [[0, 0, float("nan")], [1, 1, 1]], [[0, 0, 0]] * 3],
)  # fmt: skip
def test_points_of_another_shape_are_refused(given_):
    with pytest.raises(ValueError, match=r"points|coordinates"):
        read_mark_points(MarkKind.LENGTH, given_)


def test_the_diameter_that_counts():
    assert Lengths(40.0, 20.0).diameter_mm(is_node=False) == 40.0
    assert Lengths(40.0, 20.0).diameter_mm(is_node=True) == 20.0
    with pytest.raises(ValueError, match="both diameters"):
        Lengths(40.0).diameter_mm(is_node=True)
