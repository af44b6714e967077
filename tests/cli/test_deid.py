"""`centralis deid`: exit codes, the report of every file, and nothing half-done on bad input."""

import hashlib
import json
import os
import stat
from pathlib import Path

import pytest
import typer
from click.testing import Result
from pydicom import dcmread
from tests.hostile.dicom_files import ct, stored
from typer.testing import CliRunner

from centralis.cli.deid import deid
from centralis.core.deid.directory import Member, directory
from centralis.core.dicom.elements import parse

app = typer.Typer()
app.command()(deid)
runner = CliRunner()


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "Quistgaard"
    folder.mkdir()
    for number in range(3):
        (folder / f"MRN-7741903-{number}.dcm").write_bytes(stored(ct(InstanceNumber=number)))
    return folder


def test_a_clean_folder_ends_with_exit_0_and_a_full_report(source: Path, tmp_path: Path) -> None:
    (tmp_path / "key").write_bytes(b"0123456789abcdef")
    arguments = [str(source), str(tmp_path / "out"), "--subject", "S-1", "--key-file", str(tmp_path / "key")]
    result = runner.invoke(app, [*arguments, "--report", str(tmp_path / "report.json"), "--workers", "2"])
    assert result.exit_code == 0
    report = json.loads((tmp_path / "report.json").read_text())
    assert set(report) >= {"profile", "files", "seconds", "engine", "residual"}
    assert [Path(one["source"]).name for one in report["files"]] == sorted(path.name for path in source.iterdir())
    for one in report["files"]:
        assert one["outcome"] == "cleaned"
        written = (tmp_path / "out" / one["output"]).read_bytes()
        assert hashlib.sha256(written).hexdigest() == one["sha256"]
        assert one["actions"]["U"] >= 3
    assert {path.name for path in (tmp_path / "out").iterdir()} == {one["output"] for one in report["files"]}
    claimed = {code["code"] for code in report["profile"]["carried_out"]}
    assert claimed >= {"113100", "113101", "113103", "113104", "113105"}
    assert report["profile"]["not_carried_out"] == []
    again = runner.invoke(app, [*arguments[:1], str(tmp_path / "again"), *arguments[2:]])
    assert again.exit_code == 0
    assert {path.name for path in (tmp_path / "again").iterdir()} == {one["output"] for one in report["files"]}


def test_one_file_and_neither_names_nor_numbers_in_output_paths(source: Path, tmp_path: Path) -> None:
    result = runner.invoke(app, [str(sorted(source.iterdir())[0]), str(tmp_path / "out")])
    assert result.exit_code == 0
    (output,) = (tmp_path / "out").iterdir()
    assert "7741903" not in output.name
    assert str(dcmread(output).PatientID).startswith("P")


def test_a_file_held_back_gives_exit_3_a_reason_and_no_output(source: Path, tmp_path: Path) -> None:
    (source / "notes.txt").write_text("call Ottilie")
    result = runner.invoke(
        app, ["--workers", "1", str(source), str(tmp_path / "out"), "--report", str(tmp_path / "r.json")]
    )
    assert result.exit_code == 3
    (held,) = [one for one in json.loads((tmp_path / "r.json").read_text())["files"] if one["outcome"] != "cleaned"]
    assert (held["output"], held["sha256"], held["code"]) == (None, None, "not_dicom")
    assert held["reason"].startswith("This is not a DICOM file.")
    assert len(list((tmp_path / "out").iterdir())) == 3


@pytest.mark.parametrize(
    ("profile", "said"),
    [
        ("options: [clean_everything]", "clean_everything"),
        ("dates: sometimes", "keep, shift or remove"),
        ("must_survive: [PatientWeight]\noptions: []", "PatientWeight"),
        ("must_survive: [NoSuchKeyword]", "NoSuchKeyword"),
        ("- just\n- a list", "holds no profile"),
        ("options: [", "not well-formed YAML"),
    ],
)
def test_a_wrong_profile_is_exit_2_and_writes_nothing(source: Path, tmp_path: Path, profile: str, said: str) -> None:
    (tmp_path / "profile.yaml").write_text(profile)
    result = runner.invoke(
        app, ["--workers", "1", str(source), str(tmp_path / "out"), "--profile", str(tmp_path / "profile.yaml")]
    )
    assert result.exit_code == 2
    assert said in result.output
    assert not (tmp_path / "out").exists()


def test_a_trial_file_serves_as_profile(source: Path, tmp_path: Path) -> None:
    (tmp_path / "trial.yaml").write_text("trial: X\ndeidentification:\n  dates: keep\n  options: [clean_descriptors]\n")
    result = runner.invoke(
        app, ["--workers", "1", str(source), str(tmp_path / "out"), "--profile", str(tmp_path / "trial.yaml")]
    )
    assert result.exit_code == 0
    assert dcmread(next((tmp_path / "out").iterdir())).StudyDate == "20240305"


def test_wrong_paths_and_keys_are_exit_2(source: Path, tmp_path: Path) -> None:
    (tmp_path / "short").write_bytes(b"short")
    (tmp_path / "empty").mkdir()
    calls = [
        [str(tmp_path / "none"), str(tmp_path / "out")],
        [str(tmp_path / "empty"), str(tmp_path / "out")],
        [str(source), str(source / "out")],
        [str(source), str(tmp_path / "out"), "--key-file", str(tmp_path / "short")],
        [str(source), str(tmp_path / "out"), "--key-file", str(tmp_path / "absent")],
        [str(source), str(tmp_path / "out"), "--subject", "A^B"],
        [str(source), str(tmp_path / "out"), "--workers", "0"],
        [str(source)],
    ]
    for arguments in calls:
        assert runner.invoke(app, arguments).exit_code == 2, arguments
    assert not (tmp_path / "out").exists()


def run(*arguments: object) -> Result:
    return runner.invoke(app, ["--workers", "1", *(str(one) for one in arguments)])


def outputs(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_second_run_goes_on_where_the_first_stopped(source: Path, tmp_path: Path) -> None:
    out, private = tmp_path / "out", tmp_path / "out-private"
    assert run(source, out).exit_code == 0
    first = outputs(out)
    lost, *kept = sorted(out.iterdir())
    lost.unlink()
    (out / ".partial-1-0").write_bytes(b"half")
    before = {path: path.stat().st_mtime_ns for path in kept}
    (source / "note.txt").write_text("no image")
    assert run(source, out, "--report", tmp_path / "r.json").exit_code == 3
    assert outputs(out) == first
    assert {path: path.stat().st_mtime_ns for path in kept} == before
    report = json.loads((tmp_path / "r.json").read_text())
    assert sorted(one.get("resumed", False) for one in report["files"]) == [False, False, True, True]
    for path in (tmp_path / "r.json", private / "key", private / "report.json", private / "journal.jsonl"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert "# Residual risk" in (tmp_path / "r.residual-risk.md").read_text()
    assert "Quistgaard" not in (private / "residual-risk.md").read_text()


def test_a_name_in_one_file_is_hunted_in_the_others(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a").write_bytes(stored(ct()))
    (folder / "b").write_bytes(
        stored(ct(PatientName="", SeriesDescription="chest Quistgaard", SeriesInstanceUID="1.9"))
    )
    assert run(folder, tmp_path / "out").exit_code == 0
    assert not any(b"quistgaard" in content.lower() for content in outputs(tmp_path / "out").values())


def test_one_code_for_files_of_two_patients_is_refused(source: Path, tmp_path: Path) -> None:
    other = ct(PatientID="OTHER", PatientName="Else^Some", StudyInstanceUID="1.2.3", PatientBirthDate="19700101")
    (source / "other.dcm").write_bytes(stored(other))
    result = run(source, tmp_path / "out", "--subject", "S-1")
    assert result.exit_code == 2
    assert "2 patients (3 and 1 files), but --subject names one" in result.output
    assert not (tmp_path / "out").exists()
    assert not (tmp_path / "out-private").exists()


def test_strange_things_in_a_folder_are_accounted_for(source: Path, tmp_path: Path) -> None:
    os.mkfifo(source / "pipe")
    (source / "loop").symlink_to(source)
    (source / os.fsdecode(b"bad\xff\x1b[31m")).write_bytes(b"x" * 200)
    (source / "empty").touch()
    result = run(source, tmp_path / "out", "--report", tmp_path / "r.json")
    assert result.exit_code == 3
    assert "\x1b" not in result.output
    report = json.loads((tmp_path / "r.json").read_text())
    codes = sorted(str(one["code"]) for one in report["files"])
    assert codes == ["None", "None", "None", "empty", "not_dicom", "unreadable", "unreadable"]
    assert all(one["reason"] and one["output"] is None for one in report["files"] if one["outcome"] != "cleaned")


def test_a_dicomdir_is_built_anew(source: Path, tmp_path: Path) -> None:
    members = [
        Member(("IMAGES", "A", f"{number}"), parse(stored(ct(InstanceNumber=number)))) for number in range(3)
    ]  # fmt: skip
    (source / "DICOMDIR").write_bytes(directory(members))
    assert run(source, tmp_path / "out", "--report", tmp_path / "r.json").exit_code == 0
    written = outputs(tmp_path / "out")
    ds = dcmread(tmp_path / "out" / "DICOMDIR")
    listed = {"/".join(one.ReferencedFileID) for one in ds.DirectoryRecordSequence if "ReferencedFileID" in one}
    assert listed == set(written) - {"DICOMDIR"}
    assert not any(b"Quistgaard" in content for content in written.values())
    entries = json.loads((tmp_path / "r.json").read_text())["files"]
    (entry,) = [one for one in entries if one["source"].endswith("DICOMDIR")]
    assert (entry["outcome"], entry["output"]) == ("cleaned", "DICOMDIR")
    assert entry["sha256"] == hashlib.sha256(written["DICOMDIR"]).hexdigest()


@pytest.mark.parametrize("place", ["destination", "report", "inside"])
def test_nothing_is_written_where_it_must_not(source: Path, tmp_path: Path, place: str) -> None:
    calls = {
        "destination": (source, source / "MRN-7741903-0.dcm"),
        "report": (source, tmp_path / "out", "--report", tmp_path / "none" / "r.json"),
        "inside": (source / "MRN-7741903-0.dcm", source),
    }
    before = outputs(tmp_path)
    assert run(*calls[place]).exit_code == 2
    assert outputs(tmp_path) == before
