"""Cases 48, 49 and 61 of the reference, by the command: names of files, DICOMDIR, a long multi-frame."""

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import typer
from pydicom import dcmread
from pydicom.fileset import FileSet
from tests.core.deid.cases.build import PERSON, leaks
from tests.core.deid.cases.multiframe import FRAME_BYTES, make_multiframe
from tests.hostile.dicom_files import ct, stored
from typer.testing import CliRunner

from centralis.cli.deid import deid

FRAMES = 400  # 210 MB
MOST_GROWTH_MB = 48

app = typer.Typer()
app.command()(deid)


def cleaned(source: Path, dest: Path, *more: str) -> list[Path]:
    """Run the command; the files it wrote."""
    result = CliRunner().invoke(app, [str(source), str(dest), "--subject", "SUBJ-0042", *more])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert result.exit_code in (0, 3), result.output
    assert "Traceback" not in result.output
    return sorted(path for path in dest.rglob("*") if path.is_file())


def test_case_48_names_of_files_and_folders(tmp_path: Path) -> None:
    folder = tmp_path / "source" / "Quistgaard^Ottilie" / "MRN-7741903 24.12.1951"
    folder.mkdir(parents=True)
    for number in range(3):
        name = f"Quistgaard_Ottilie_{number}.dcm"
        ds = ct(InstanceNumber=number, SOPInstanceUID=f"1.2.826.0.1.{number}", SourceImageSequence=[])
        ds.ImageComments = f"/archive/{name}"
        (folder / name).write_bytes(stored(ds))
    out = cleaned(tmp_path / "source", tmp_path / "out", "--report", str(tmp_path / "report.json"))
    images = [path for path in out if path.read_bytes()[128:132] == b"DICM"]
    assert len(images) == 3
    for path in out:
        assert leaks(str(path.relative_to(tmp_path / "out")).encode(), PERSON) == []
        assert leaks(path.read_bytes(), PERSON) == []
    report = json.loads((tmp_path / "report.json").read_text())
    assert [one["outcome"] for one in report["files"]] == ["cleaned"] * 3


def test_case_49_directory_is_made_anew_or_held_back_but_never_copied(tmp_path: Path) -> None:
    files = FileSet()
    for number in range(2):
        ds = ct(SOPInstanceUID=f"1.2.826.0.1.{number}", InstanceNumber=number + 1, SeriesNumber=1, StudyID="QUIST1")
        ds.StudyTime, ds.AccessionNumber, ds.StudyDescription = "101112", "ACC-1", "CT CHEST Quistgaard"
        ds.file_meta.MediaStorageSOPInstanceUID = ds.SOPInstanceUID
        files.add(ds)
    files.ID = "QUISTGAARD"
    files.write(tmp_path / "source")
    source = (tmp_path / "source" / "DICOMDIR").read_bytes()
    assert leaks(source, ("Quistgaard", "7741903")) != []
    out = cleaned(tmp_path / "source", tmp_path / "out")
    images = [path for path in out if path.read_bytes()[128:132] == b"DICM" and path.name != "DICOMDIR"]
    assert len(images) == 2
    for path in out:
        assert leaks(path.read_bytes(), (*PERSON, "QUIST1", "ACC-1", "20240305")) == []
    made = tmp_path / "out" / "DICOMDIR"
    if made.exists():
        records = FileSet(dcmread(made))
        assert sorted(Path(one.path) for one in records) == images
        assert {one.SOPInstanceUID for one in records} == {dcmread(path).SOPInstanceUID for path in images}


def test_case_61_a_long_multi_frame_is_streamed(tmp_path: Path) -> None:
    """What 4 GB take is in the benchmark; here 210 MB must not raise the process's memory by a quarter of them."""
    make_multiframe(tmp_path / "small", 2)
    make_multiframe(tmp_path / "large", FRAMES)
    with (tmp_path / "large").open("r+b") as stream:
        stream.seek(-FRAME_BYTES, 2)
        stream.write(b"\1\2" * 1_000)
    arguments = [str(tmp_path / name) for name in ("small", "large", "out")]
    command = [sys.executable, "-m", "tests.core.deid.cases.streamed", *arguments]
    said = subprocess.run(command, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[4])
    outcome, reason, growth, digest = said.stdout.split("\n")[:4]
    assert outcome == "cleaned", reason
    assert int(growth) < MOST_GROWTH_MB
    with (tmp_path / "out").open("rb") as stream:
        assert hashlib.file_digest(stream, "sha256").hexdigest() == digest
        stream.seek(0)
        header = stream.read(1024 * 1024)
        stream.seek(-FRAME_BYTES, 2)
        assert stream.read(2_000) == b"\1\2" * 1_000
    assert leaks(header, PERSON) == []
    ds = dcmread(tmp_path / "out", stop_before_pixels=True)
    assert (ds.NumberOfFrames, len(ds.PerFrameFunctionalGroupsSequence)) == (FRAMES, FRAMES)
    grown = (tmp_path / "out").stat().st_size - (tmp_path / "large").stat().st_size
    assert abs(grown) < 64 * 1024
