"""`centralis deid-confirm`: lists what waits, releases what was looked at, and brings the report up to date."""

import hashlib
import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from centralis.cli.deid_confirm import deid_confirm
from centralis.core.deid import Profile
from centralis.edge.journal import Journal, write_private
from centralis.edge.report import report_of, write_report
from centralis.edge.review import review_folder

app = typer.Typer()
app.command()(deid_confirm)
runner = CliRunner()


@pytest.fixture
def out(tmp_path: Path) -> Path:
    out = tmp_path / "out"
    out.mkdir()
    with Journal(out) as journal:
        folder = review_folder(journal.folder) / "1"
        folder.mkdir()
        (folder / "000000.dcm").write_bytes(b"cleaned")
        digest = hashlib.sha256(b"cleaned").hexdigest()
        entry = {"source": "s0", "sha256": digest, "series": "1", "subject": "S", "modality": "CT"}
        waits = entry | {"waits": "000000.dcm", "face": "removed", "job": "j", "outcome": "cleaned"}
        record = {"outcome": "removed", "why": "A face was found.", "numbers": {"brain_voxels_lost": 0}}
        write_private(folder / "review.json", json.dumps(record | {"entries": [waits]}))
        held = entry | {"outcome": "quarantined", "output": None, "code": "awaiting_confirmation", "face": "awaiting"}
        write_report(journal.folder / "report.json", report_of(Profile(), [held], 1.0, True))
    return out


def test_what_waits_is_listed_and_nothing_moves(out: Path) -> None:
    result = runner.invoke(app, [str(out)])
    assert result.exit_code == 3
    assert "series 1: 1 files, removed. A face was found." in result.output
    assert "brain_voxels_lost 0" in result.output
    assert list(out.iterdir()) == []


def test_a_look_by_name_releases_and_the_report_says_so(out: Path) -> None:
    result = runner.invoke(app, [str(out), "--series", "1", "--looked-by", "A. Reader"])
    assert result.exit_code == 0, result.output
    assert [path.read_bytes() for path in out.iterdir()] == [b"cleaned"]
    (entry,) = json.loads((out.with_name("out-private") / "report.json").read_text())["files"]
    assert (entry["outcome"], entry["confirmed_by"], entry["face"]) == ("cleaned", "A. Reader", "removed")
    assert (out / entry["output"]).exists()
    assert "faces_removed" in (out.with_name("out-private") / "residual-risk.md").read_text()
    assert runner.invoke(app, [str(out)]).exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [(["--series", "1"], "--looked-by"), (["--series", "7", "--looked-by", "A"], "No series 7 waits")],
)
def test_a_release_without_a_name_or_of_nothing_is_refused(out: Path, arguments: list[str], said: str) -> None:
    result = runner.invoke(app, [str(out), *arguments])
    assert result.exit_code == 2
    assert said in result.output
    assert list(out.iterdir()) == []


def test_a_folder_nothing_was_cleaned_into_is_refused(tmp_path: Path) -> None:
    assert runner.invoke(app, [str(tmp_path / "never")]).exit_code == 2
    assert not list(tmp_path.iterdir())
