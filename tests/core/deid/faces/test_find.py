"""A face is found in every kind of acquisition, and only where there is one or there may be one."""

import numpy as np
import pytest
from scipy.spatial.transform import Rotation
from tests.core.deid.faces.phantom import Pose, axial, volume

from centralis.core.deid.faces.find import find_face
from centralis.core.deid.faces.volume import HeadVolume


def _tilted():
    affine, shape = axial(3.0, 3.0)
    affine[1, 2] = -3.0 * np.tan(np.radians(18))
    affine[1, 3] += 50 * np.tan(np.radians(18))
    return affine, shape


def _feet_first():
    """Lying the other way round, on the belly: rows and columns run against the patient's axes, slices downwards."""
    affine, shape = axial(3.0, 3.0)
    turned = np.diag([-1.0, -1.0, 1.0, 1.0])
    turned[:2, 3] = shape[2] - 1, shape[1] - 1
    down = np.eye(4)
    down[2, 2], down[2, 3] = -1, shape[0] - 1
    return affine @ turned @ down, shape


def _sagittal(slices=60):
    affine = np.zeros((4, 4))
    affine[:3, 0], affine[:3, 1], affine[:3, 2] = (0, 3, 0), (0, 0, -3), (4, 0, 0)
    affine[:, 3] = -2 * slices, -138, 110, 1
    return affine, (slices, 90, 85)


def _double_oblique():
    rotation = Rotation.from_euler("xyz", (25, -15, 35), degrees=True).as_matrix()
    affine = np.eye(4)
    affine[:3, :3] = rotation * 3.0
    affine[:3, 3] = -rotation @ np.array([140.0, 140.0, 150.0])
    return affine, (100, 95, 95)


WHOLE_BODY = np.array([[4.0, 0, 0, -224], [0, 4.0, 0, -200], [0, 0, 4, -520], [0, 0, 0, 1.0]])


@pytest.mark.parametrize(
    ("contrast", "pose", "grid"),
    [
        ("CT", Pose(nod=-12, turn=-15), axial(3.0, 3.0)),
        ("CT", Pose(), _tilted()),
        ("T2", Pose(nod=10), _feet_first()),
        ("CT", Pose(), _double_oblique()),
        ("T1", Pose(), _sagittal()),
        ("CT", Pose(), axial(3.0, 3.0, high_mm=-25)),
        ("CT", Pose(has_trunk=True), (WHOLE_BODY, (156, 112, 112))),
    ],
    ids=["turned", "tilted gantry", "feet first", "double oblique", "sagittal", "skull cut off", "head on a thorax"],
)
def test_a_face_is_found(contrast, pose, grid):
    finding = find_face(volume(contrast, pose, *grid)[0])
    assert finding.present is True
    assert finding.numbers["face_tissue_before_brain_ml"] > 20
    assert 25 < finding.numbers["protrusion_mm"] < 60


def test_a_trunk_without_a_head_shows_no_face():
    finding = find_face(volume("CT", Pose(has_trunk=True), WHOLE_BODY, (85, 112, 112))[0])
    assert finding.present is False
    assert "trunk" in finding.why


def test_a_field_that_ends_above_the_face_shows_none():
    finding = find_face(volume("CT", Pose(), *axial(3.0, 3.0, low_mm=15))[0])
    assert finding.present is False
    assert finding.numbers["brain_ml"] > 400


def test_a_face_without_brain_is_left_to_a_person():
    """Teeth and sinuses alone: geometry finds no brain, and the header's word for the part does not count as none."""
    grid = axial(3.0, 3.0, low_mm=-150, high_mm=-95)
    assert find_face(volume("CT", Pose(), *grid)[0]).present is None
    assert find_face(volume("CT", Pose(), *grid, body_part="HEAD")[0]).present is None


def test_the_header_cannot_talk_a_face_away():
    finding = find_face(volume("CT", Pose(), *axial(4.0, 4.0), body_part="ABDOMEN")[0])
    assert finding.present is True


@pytest.mark.parametrize(("modality", "spacing", "present"), [("PT", 4.0, False), ("PT", 1.5, None), ("XA", 1.0, None)])
def test_other_modalities(modality, spacing, present):
    plain = HeadVolume(
        np.zeros((10, 8, 8), np.int16), np.diag([spacing] * 3 + [1.0]), modality, np.ones(10), np.zeros(10)
    )
    assert find_face(plain).present is present


def test_single_slices_are_told_by_size_or_left_to_a_person():
    affine = np.diag([2.0, 2.0, 5.0, 1.0])
    j, i = np.meshgrid(np.arange(200) * 2.0, np.arange(200) * 2.0, indexing="ij")
    trunk = np.where(((i - 200) / 170) ** 2 + ((j - 200) / 110) ** 2 <= 1, 40, -1000).astype(np.int16)[None]
    head = np.where(((i - 200) / 80) ** 2 + ((j - 200) / 100) ** 2 <= 1, 40, -1000).astype(np.int16)[None]
    assert find_face(HeadVolume(trunk, affine, "CT", np.ones(1), np.zeros(1))).present is False
    assert find_face(HeadVolume(head, affine, "CT", np.ones(1), np.zeros(1))).present is None
    assert find_face(HeadVolume(head, affine, "CT", np.ones(1), np.zeros(1), None, "KNEE")).present is False


def test_air_alone_is_left_to_a_person():
    empty = HeadVolume(np.full((20, 30, 30), -1000, np.int16), np.diag([3.0, 3, 3, 1]), "CT", np.ones(20), np.zeros(20))
    assert find_face(empty).present is None


def test_a_small_part_of_a_brain_rules_no_face_out():
    top = volume("CT", Pose(), *axial(3.0, 3.0, low_mm=45))[0]
    assert find_face(top).present is None


def test_a_frontal_scout_shows_no_profile_and_a_lateral_one_may():
    plane = np.full((1, 90, 90), 40, np.int16)
    frontal = np.array([[3.0, 0, 0, 0], [0, 0, 1, 0], [0, -3, 0, 0], [0, 0, 0, 1]])
    lateral = np.array([[0, 0, 1.0, 0], [3, 0, 0, 0], [0, -3, 0, 0], [0, 0, 0, 1]])
    assert find_face(HeadVolume(plane, frontal, "CT", np.ones(1), np.zeros(1))).present is False
    assert find_face(HeadVolume(plane, lateral, "CT", np.ones(1), np.zeros(1))).present is None
