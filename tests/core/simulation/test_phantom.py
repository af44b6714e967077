"""The torso: densities where they belong, lesions as large as they are said to be."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from centralis.core.simulation.course import SITES_MM
from centralis.core.simulation.phantom import (
    FIXED_HU,
    TISSUE_HU,
    Grid,
    LesionOrgan,
    LesionTruth,
    Plane,
    anatomy,
    paint_lesion,
    render_slice,
)

PIXEL_MM = 1.0


def axis(half_mm: float, pixel_mm: float = PIXEL_MM) -> Plane:
    return np.arange(-half_mm, half_mm + pixel_mm / 2, pixel_mm, dtype=np.float32)


def torso(z_mm: float, phase: str = "portal venous", thickness_mm: float = 1.0) -> Plane:
    grid = Grid(axis(190), axis(130), PIXEL_MM, thickness_mm)
    return render_slice(anatomy(phase), grid, z_mm)


def at(image: Plane, x_mm: int, y_mm: int) -> float:
    return float(image[y_mm + 130, x_mm + 190])


def measured_axes(share: Plane, pixel_mm: float) -> tuple[float, float]:
    """Longest and shortest diameter (mm) of an ellipse, from the second moments of its image (4·√λ)."""
    rows, columns = np.mgrid[: share.shape[0], : share.shape[1]]
    moments = np.cov(np.stack([columns.ravel(), rows.ravel()]), aweights=share.ravel(), ddof=0)
    short, long = 4 * np.sqrt(np.linalg.eigvalsh(moments)) * pixel_mm
    return float(long), float(short)


def test_organs_have_their_density_in_the_portal_venous_phase() -> None:
    hu = TISSUE_HU["portal venous"]
    assert at(torso(-65), -62, -8) == pytest.approx(hu["liver"])
    assert at(torso(-60), 96, 32) == pytest.approx(hu["spleen"])
    assert at(torso(-130), -66, 38) == pytest.approx(hu["kidney"])
    assert at(torso(50), 15, -20) == pytest.approx(hu["blood"])
    assert at(torso(100), 14, 36) == pytest.approx(hu["blood"]), "aorta"
    assert at(torso(100), -82, 0) == pytest.approx(FIXED_HU["lung"])
    assert at(torso(-105), 0, 64) == pytest.approx(FIXED_HU["marrow"])
    assert at(torso(100), 0, -110) == pytest.approx(FIXED_HU["fat"])
    assert at(torso(100), 185, 125) == pytest.approx(-1000), "air outside the body"


@pytest.mark.parametrize("phase", sorted(TISSUE_HU))
def test_contrast_phase_changes_blood_and_leaves_fat_alone(phase: str) -> None:
    image = torso(100, phase)
    assert at(image, 14, 36) == pytest.approx(TISSUE_HU[phase]["blood"])
    assert at(image, 0, -110) == pytest.approx(FIXED_HU["fat"])


def test_a_larger_body_reaches_farther() -> None:
    grid = Grid(axis(200), axis(130), PIXEL_MM, 1.0)
    for scale in (0.9, 1.1):
        middle = render_slice(anatomy("none", scale), grid, 0.0)[130]
        inside = np.flatnonzero(middle > -500)
        assert inside[-1] - inside[0] + 1 == pytest.approx(350 * scale, abs=1.5)


@pytest.mark.parametrize(("organ", "site"), [(organ, site) for organ, sites in SITES_MM.items() for site in sites])
def test_every_lesion_site_has_24_mm_of_its_organ_around_it(organ: LesionOrgan, site: tuple[int, int, int]) -> None:
    expected = {"lung": -850.0, "liver": 112.0, "lymph node": -100.0}[organ.value]
    reach = 18 if organ is LesionOrgan.LYMPH_NODE else 24  # nodes are slender: their long axis is turned along the fat
    x, y, z = site
    yy, xx = np.mgrid[-130:131, -190:191]
    for dz in range(-reach, reach + 1, 4):
        ball = (xx - x) ** 2 + (yy - y) ** 2 + dz**2 <= reach**2
        assert np.unique(torso(z + dz)[ball]).tolist() == [expected], f"other tissue {dz} mm above {site}"


@settings(max_examples=60, deadline=None)
@given(
    longest=st.floats(6, 60),
    elongation=st.floats(1.0, 2.0),
    angle=st.floats(0, 180),
    thickness=st.sampled_from([1.0, 2.5, 5.0]),
    pixel=st.sampled_from([0.78125, 1.5625]),
)
def test_diameters_measured_back_agree_within_half_a_voxel(
    longest: float, elongation: float, angle: float, thickness: float, pixel: float
) -> None:
    short = longest / elongation
    height = max(longest, 6 * thickness)  # tall against the slice, so that the middle slice shows the full diameter
    lesion = LesionTruth("T1", LesionOrgan.LUNG, (3.3, -2.1, 10.0), longest, short, height, angle)
    grid = Grid(axis(50, pixel), axis(50, pixel), pixel, thickness)
    image: Plane = np.full((grid.y_mm.size, grid.x_mm.size), -850, dtype=np.float32)
    paint_lesion(image, lesion, 50.0, grid, 10.0)
    long_seen, short_seen = measured_axes((image + 850) / 900, pixel)
    assert long_seen == pytest.approx(longest, abs=0.5 * pixel)
    assert short_seen == pytest.approx(short, abs=0.5 * pixel)


@settings(max_examples=40, deadline=None)
@given(longest=st.floats(5, 50), thickness=st.sampled_from([1.0, 3.0, 5.0, 7.0]), shift=st.floats(0, 1))
def test_volume_summed_over_slices_is_the_ellipsoids(longest: float, thickness: float, shift: float) -> None:
    """Partial volume loses nothing: the shares add up to the volume wherever the slices fall."""
    lesion = LesionTruth("T1", LesionOrgan.LIVER, (0.4, 0.7, 0.0), longest, longest * 0.8, longest * 0.9, 30.0)
    grid = Grid(axis(40), axis(40), PIXEL_MM, thickness)
    total = 0.0
    for number in range(-math.ceil(40 / thickness), math.ceil(40 / thickness) + 1):
        image: Plane = np.zeros((grid.y_mm.size, grid.x_mm.size), dtype=np.float32)
        paint_lesion(image, lesion, 1.0, grid, (number + shift) * thickness)
        total += float(image.sum()) * PIXEL_MM**2 * thickness
    # A border of finite width on a curved surface holds more outside than inside, of the order (pixel/radius)².
    assert total == pytest.approx(math.pi / 6 * longest**3 * 0.8 * 0.9, rel=0.02 + 2.5 / longest**2)


def test_an_absent_lesion_leaves_no_trace() -> None:
    grid = Grid(axis(20), axis(20), PIXEL_MM, 1.0)
    image: Plane = np.zeros((41, 41), dtype=np.float32)
    paint_lesion(image, LesionTruth("T1", LesionOrgan.LUNG, (0, 0, 0), 0.0, 0.0, 0.0), 50.0, grid, 0.0)
    assert not image.any()
