"""`centralis measure`: the answers of the contracts, and a sentence with exit code 2 for what can't be measured."""

import json

import nibabel
import numpy as np
import pytest
from typer.testing import CliRunner

from centralis.cli import app

runner = CliRunner()


def save(path, values, affine=None):
    nibabel.save(nibabel.Nifti1Image(values, np.diag([2.0, 2.0, 2.0, 1.0]) if affine is None else affine), path)
    return str(path)


@pytest.fixture
def cube(tmp_path):
    values = np.zeros((6, 6, 6))
    values[2:4, 2:4, 2:4] = 5.0
    return save(tmp_path / "image.nii.gz", values), save(tmp_path / "mask.nii.gz", (values > 0).astype(np.uint8))


def test_a_region_is_printed_by_tag_with_units(cube):
    done = runner.invoke(app, ["measure", "roi", *cube])
    assert done.exit_code == 0
    found = json.loads(done.stdout)
    assert (found["voxels"], found["morph_vol_approx"], found["stat_mean"]) == (8, 64.0, 5.0)
    assert (found["units"]["morph_volume"], found["units"]["stat_skew"]) == ("mm3", "1")


def test_what_cannot_be_measured_is_one_sentence(cube, tmp_path):
    image, mask = cube
    cases = {
        (image, save(tmp_path / "a.nii", np.zeros((6, 6, 6)))): "the mask is empty",
        (image, save(tmp_path / "b.nii", np.ones((6, 6, 5)))): "They need one grid",
        (image, save(tmp_path / "c.nii", np.ones((6, 6, 6)), np.diag([2.0, 2, 3, 1]))): "lies elsewhere",
        (save(tmp_path / "d.nii", np.ones((4, 4))), mask): "three dimensions",
        (str(tmp_path / "none.nii"), mask): "no such file",
    }
    (tmp_path / "e.nii").write_bytes(b"not an image")
    cases[str(tmp_path / "e.nii"), mask] = "not a NIfTI image"
    for arguments, said in cases.items():
        done = runner.invoke(app, ["measure", "roi", *arguments])
        assert (done.exit_code, done.stdout) == (2, ""), said
        assert said.lower() in done.stderr.lower()
        assert len(done.stderr.strip().splitlines()) == 1


def test_a_real_series_has_its_factor(shared_data):
    folder = next((shared_data / "trial" / "acrin_nsclc_petct").glob("PT_*"))
    done = runner.invoke(app, ["measure", "suv", str(folder)])
    found = json.loads(done.stdout)
    assert (done.exit_code, found["kind"]) == (0, "SUVbw")
    assert found["factor"] == pytest.approx(0.00042111, rel=1e-5)
    assert found["inputs"]["weight_kg"] == 91.0


def test_a_series_without_uptake_says_why(shared_data, tmp_path):
    folder = next((shared_data / "trial" / "acrin_nsclc_petct").glob("CT_*"))
    done = runner.invoke(app, ["measure", "suv", str(folder)])
    found = json.loads(done.stdout)
    assert (done.exit_code, found["factor"]) == (0, None)
    assert "Units are not told" in found["reason"]
    (tmp_path / "note.txt").write_text("no image")
    refused = runner.invoke(app, ["measure", "suv", str(tmp_path)])
    assert (refused.exit_code, "note.txt" in refused.stderr) == (2, True)
    assert runner.invoke(app, ["measure", "suv", str(tmp_path / "gone")]).exit_code == 2
