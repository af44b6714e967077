"""The face goes and nothing else does."""

import numpy as np
import pytest
from tests.core.deid.faces.phantom import Pose, axial, tissue, volume

from centralis.core.deid.faces.carve import remove_face
from centralis.core.deid.faces.find import FaceFinding, find_face
from centralis.core.deid.faces.picture import render_head

NOSE = (0.0, -118.0, -68.0)
LIPS = (0.0, -95.0, -100.0)
CHIN = (0.0, -97.0, -128.0)
CHEEK = (40.0, -75.0, -85.0)


@pytest.fixture(scope="module", params=["CT", "T1"])
def case(request):
    affine, shape = axial(2.5, 3.0)
    head, brain = volume(request.param, Pose(), affine, shape)
    finding = find_face(head)
    return head, brain, finding, remove_face(head, finding, 11)


def _voxel(head, place):
    column, row, slice_ = np.linalg.solve(head.affine[:3, :3], np.array(place) - head.affine[:3, 3])
    return round(slice_), round(row), round(column)


def test_nose_lips_chin_and_cheeks_go(case):
    head, _, _, removal = case
    for place in (NOSE, LIPS, CHIN, CHEEK):
        assert removal.changed[_voxel(head, place)]
        assert removal.samples[_voxel(head, place)] == removal.fill[0]
    assert removal.numbers["face_surface_fraction_removed"] > 0.95
    assert removal.numbers["surface_voxels_removed_before_brain"] > 1000


def test_ears_stay_unless_asked_for(case):
    head, _, _, removal = case
    assert not removal.changed[_voxel(head, (86.0, 20.0, -40.0))]


def test_no_voxel_of_the_true_brain_changes(case):
    head, brain, _, removal = case
    assert brain.sum() > 50_000
    assert np.array_equal(removal.samples[brain], head.samples[brain])
    assert removal.numbers["brain_voxels_lost"] == 0


def test_what_is_not_named_changed_is_what_it_was(case):
    head, _, _, removal = case
    assert removal.samples.dtype == head.samples.dtype
    assert np.array_equal(removal.samples[~removal.changed], head.samples[~removal.changed])
    assert int(removal.changed.sum()) == removal.numbers["changed_voxels"]
    behind = head.affine[1, 3] + head.affine[1, 1] * np.arange(head.samples.shape[1]) > 0
    assert not removal.changed[:, behind].any()


def test_no_face_is_found_afterwards_and_the_nose_is_gone_from_the_picture(case):
    head, _, finding, removal = case
    cleared = head.with_samples(removal.samples)
    again = find_face(cleared)
    assert again.present is False
    assert again.numbers["protrusion_mm"] < finding.numbers["protrusion_mm"] - 20
    before, after = render_head(head, finding.head), render_head(cleared, finding.head)
    assert before.dtype == np.uint8
    assert before.shape == after.shape
    profile = before.shape[1] // 3 + np.arange(before.shape[1] // 3)
    assert (after[:, profile] > 0).sum() < (before[:, profile] > 0).sum() - 300


def test_air_takes_the_place_of_tissue(case):
    head, _, _, removal = case
    air = tissue(np.zeros((3, 1)) + np.array([[0.0], [-125.0], [95.0]]), Pose())[0]
    value = removal.fill[0] * head.slope[0] + head.intercept[0]
    assert air == 0
    assert -1024 <= value <= -950 if head.modality == "CT" else 0 <= value < 20


@pytest.mark.parametrize("case", ["CT"], indirect=True)
def test_the_seed_moves_the_surface_and_repeats_it(case):
    head, _, finding, one = case
    same, other = (remove_face(head, finding, seed) for seed in (11, 12))
    assert np.array_equal(one.samples, same.samples)
    assert 200 < int((one.changed != other.changed).sum()) < 0.3 * int(one.changed.sum())


def test_padding_stays_and_ears_go_on_request():
    head, _ = volume("CT", Pose(), *axial(4.0, 4.0))
    corner = head.samples.copy()
    corner[:, :3] = 4000
    padded = type(head)(corner, head.affine, "CT", head.slope, head.intercept, 4000, "")
    finding = find_face(padded)
    without = remove_face(padded, finding, 5, ears=True)
    assert (without.samples[:, :3] == 4000).all()
    ear = _voxel(padded, (86.0, 20.0, -40.0))
    assert without.changed[ear]


def test_without_a_face_there_is_nothing_to_remove():
    head, _ = volume("CT", Pose(), *axial(4.0, 4.0))
    with pytest.raises(ValueError, match="no face"):
        remove_face(head, FaceFinding(False, "none", {}), 1)
