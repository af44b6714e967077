"""What a run remembers: a key made once, entries by job, one run at a time, nobody else's eyes."""

import stat
from pathlib import Path

import pytest

from centralis.core.deid import Profile
from centralis.core.deid.identifiers import Identifiers
from centralis.edge.journal import AnotherRun, Journal, job_mark, private_folder, run_mark, write_private

KEY = b"k" * 32


def test_the_key_is_made_once_and_entries_are_found_again(tmp_path: Path) -> None:
    dest = tmp_path / "out"
    with Journal(dest) as journal:
        key = journal.key()
        journal.keep("job", {"output": "a"})
        journal.keep("job", {"output": "b"})
    with Journal(dest) as journal:
        assert journal.key() == key
        assert journal.entry("job") == {"output": "b"}
        assert journal.entry("other") is None
    folder = private_folder(dest)
    assert folder == tmp_path / "out-private"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}


def test_a_line_cut_short_by_a_crash_is_left_out(tmp_path: Path) -> None:
    with Journal(tmp_path / "out") as journal:
        journal.keep("whole", {"output": "a"})
        path = journal.folder / "journal.jsonl"
    path.write_bytes(path.read_bytes() + b'{"job": "cut", "ent')
    with Journal(tmp_path / "out") as journal:
        assert journal.entry("whole") == {"output": "a"}
        assert journal.entry("cut") is None


def test_two_runs_on_one_destination_are_refused(tmp_path: Path) -> None:
    with Journal(tmp_path / "out"), pytest.raises(AnotherRun):
        Journal(tmp_path / "out")


def test_a_private_text_replaces_one_that_others_could_read(tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    path.write_text("old")
    path.chmod(0o644)
    write_private(path, "new \udcff")
    assert path.read_text() == "new \\udcff"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_marks_differ_by_everything_that_decides_on_an_output() -> None:
    runs = {
        run_mark(Profile(), KEY, ""), run_mark(Profile(), KEY, "S"), run_mark(Profile(), b"x" * 32, ""),
        run_mark(Profile(text="remove"), KEY, ""),
    }  # fmt: skip
    assert len(runs) == 4
    known = Identifiers(names=frozenset({"a^b"}))
    jobs = {job_mark("r", "s", Identifiers(), ""), job_mark("r", "s", known, ""), job_mark("r", "t", known, ""),
            job_mark("r", "s", known, "i")}  # fmt: skip
    assert len(jobs) == 4
    assert job_mark("r", "s", known, "") == job_mark("r", "s", known, "")
