"""`centralis receive`: what a site's folder becomes, what is printed, and how it ends."""

import importlib
import json
from pathlib import Path

import pytest
import typer
from tests.apps.intake.conftest import Bench, bench, dicom, sealed_store  # noqa: F401 - fixtures of the rooms
from typer.testing import CliRunner

from centralis.apps.intake import preparing
from centralis.apps.intake.models import ExamVersion, QuarantinedFile, Receipt
from centralis.apps.ledger.models import Entry

pytestmark = pytest.mark.django_db

module = importlib.import_module("centralis.cli.receive")  # its name in the package is the command

HERE = ["--trial", "CEN-301", "--site", "101", "--subject", "101-001", "--visit", "SCR"]


@pytest.fixture(autouse=True)
def _children_stay(monkeypatch):
    monkeypatch.setattr(module, "end_children", lambda: None)
    yield
    preparing.cleaners.cache_clear()


def run(*arguments: str):
    app = typer.Typer()
    app.command()(module.receive)
    return CliRunner().invoke(app, list(arguments))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    images = tmp_path / "images"
    (images / "deeper").mkdir(parents=True)
    (images / "a").write_bytes(dicom(InstanceNumber=1))
    (images / "deeper" / "b").write_bytes(dicom(InstanceNumber=2))
    return images


@pytest.mark.req("IMG-5")
def test_a_folder_becomes_an_exam_and_a_receipt(bench: Bench, folder: Path):  # noqa: F811
    done = run(str(folder), *HERE, "--json")
    assert done.exit_code == 0, done.output
    answer = json.loads(done.stdout)
    assert (answer["files"], answer["accepted"], answer["instances"], answer["quarantined"]) == (2, 2, 2, 0)
    assert [one["file"] for one in answer["outcomes"]] == ["a", "deeper/b"]
    assert answer["digest"] == ExamVersion.objects.get().manifest_digest
    assert all(path.is_file() for path in (folder / "a", folder / "deeper" / "b"))


def test_some_bad_files_end_with_3_and_their_reasons(bench: Bench, folder: Path):  # noqa: F811
    (folder / "notes.txt").write_text("a list of names")
    (folder / "nothing").touch()
    done = run(str(folder), *HERE)
    assert done.exit_code == 3
    assert "notes.txt: This is not a DICOM file." in done.output
    assert "nothing: The file is empty." in done.output
    assert QuarantinedFile.objects.count() == 2
    assert (folder / "notes.txt").read_text() == "a list of names"


def test_the_same_folder_twice_has_one_receipt(bench: Bench, folder: Path):  # noqa: F811
    first = json.loads(run(str(folder), *HERE, "--json").stdout)
    assert json.loads(run(str(folder), *HERE, "--json").stdout)["receipt"] == first["receipt"]
    assert Receipt.objects.count() == 1


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        (("--trial", "NONE"), "There is no trial NONE"),
        (("--site", "999"), "has no site 999"),
        (("--site", "102"), "does not belong to site 102"),
        (("--subject", "X-1"), "has no subject X-1"),
        (("--visit", "W99"), "has no visit W99"),
    ],
)
def test_what_is_not_known_is_said_and_nothing_is_written(bench: Bench, folder: Path, changed, words):  # noqa: F811
    arguments = dict(zip(HERE[::2], HERE[1::2], strict=True)) | {changed[0]: changed[1]}
    done = run(str(folder), *[part for pair in arguments.items() for part in pair])
    assert done.exit_code == 2
    assert words in done.output
    assert Receipt.objects.count() == 0


def test_an_empty_folder_is_bad_input(bench: Bench, tmp_path: Path):  # noqa: F811
    (tmp_path / "void").mkdir()
    done = run(str(tmp_path / "void"), *HERE)
    assert done.exit_code == 2
    assert "There are no files" in done.output


@pytest.mark.slow
def test_ten_thousand_files_with_three_bad_ones(bench: Bench, tmp_path: Path):  # noqa: F811
    images = tmp_path / "many"
    images.mkdir()
    first = b"100001"  # of the instance's number and of the end of its two UIDs
    template = dicom(InstanceNumber=first.decode(), SOPInstanceUID=f"1.2.3.4.7.{first.decode()}")
    assert template.count(first) == 3
    for number in range(9_997):
        (images / f"{number:05}").write_bytes(template.replace(first, b"%d" % (100_001 + number)))
    for number in range(3):
        (images / f"bad{number}").write_bytes(b"no image %d" % number * 40)
    done = run(str(images), *HERE, "--json")
    assert done.exit_code == 3
    answer = json.loads(done.stdout)
    assert (answer["files"], answer["accepted"], answer["quarantined"]) == (10_000, 9_997, 3)
    assert [one["file"] for one in answer["outcomes"] if one["outcome"] == "quarantined"] == ["bad0", "bad1", "bad2"]
    assert Entry.objects.filter(action="intake.receive").count() == 1
