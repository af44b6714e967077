"""The brain is found where it is, and nothing else is taken for one."""

import numpy as np
import pytest
from scipy import ndimage
from tests.core.deid.faces.phantom import Pose, axial, volume

from centralis.core.deid.faces.brain import coarse, find_brain
from centralis.core.deid.faces.volume import HeadVolume

TRUE_ML = 4 / 3 * np.pi * 66 * 89 * 78 / 1000


@pytest.mark.parametrize("contrast", ["CT", "T1", "T2"])
def test_the_brain_of_a_head_is_found_with_its_size_and_direction(contrast):
    head, _ = volume(contrast, Pose(nod=12, turn=10), *axial(4.0, 4.0))
    brain = find_brain(coarse(head), head.modality)
    assert brain is not None
    assert 0.8 * TRUE_ML < brain.volume_ml < 1.15 * TRUE_ML
    assert np.linalg.norm(brain.centre_mm) < 6
    forward = -brain.axes[1]
    nod, turn = np.radians(12), np.radians(10)
    truth = np.array([np.sin(turn), -np.cos(turn) * np.cos(nod), -np.sin(nod)])
    assert forward @ truth > np.cos(np.radians(8)) or forward @ (truth * [-1, 1, 1]) > np.cos(np.radians(8))


def test_a_liver_behind_ribs_is_no_brain():
    shape = (60, 100, 120)
    k, j, i = np.meshgrid(*[np.arange(one) * 4.0 for one in shape], indexing="ij")
    body = ((i - 240) / 200) ** 2 + ((j - 200) / 140) ** 2 <= 1
    wall = ndimage.binary_erosion(body, np.ones((1, 3, 3)), iterations=4)
    values = np.where(body, 30, -1000)
    ribs = wall & ~ndimage.binary_erosion(wall, np.ones((1, 3, 3)), iterations=2) & (k % 24 < 12)
    values[ribs] = 700
    values[((i - 160) / 90) ** 2 + ((j - 200) / 90) ** 2 + ((k - 110) / 80) ** 2 <= 1] = 60
    trunk = HeadVolume(values.astype(np.int16), np.diag([4.0, 4, 4, 1]), "CT", np.ones(60), np.zeros(60))
    assert find_brain(coarse(trunk), "CT") is None
