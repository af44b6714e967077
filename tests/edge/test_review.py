"""Series with faces: nothing is an output before a person confirmed it, and only what was looked at is released."""

import hashlib
from pathlib import Path
from typing import Any

import pytest

from centralis.edge.journal import Journal
from centralis.edge.naming import Names
from centralis.edge.review import WrongReview, release, settle, waiting


class Faces:
    """Stands in for the children: answers what it is told, and writes what it says it wrote."""

    def __init__(self, outcome: str) -> None:
        self.outcome = outcome

    def faces(self, files: list[tuple[str, str]], folder: Path) -> dict[str, Any]:
        answer: dict[str, Any] = {"outcome": self.outcome, "why": "Because.", "numbers": {"n": 1.0}, "files": {},
                                  "written": {}}  # fmt: skip
        if self.outcome == "removed":
            for number, (name, path) in enumerate(files):
                new = folder / f"{number:06d}.dcm"
                new.write_bytes(Path(path).read_bytes() + b" without face")
                content = new.read_bytes()
                answer["files"][name] = str(new)
                answer["written"][name] = {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}
            (folder / "before.png").write_bytes(b"before")
            answer["before"] = str(folder / "before.png")
        return answer


@pytest.fixture
def held(tmp_path: Path) -> list[dict[str, Any]]:
    (tmp_path / "out").mkdir()
    (tmp_path / "held").mkdir()
    entries: list[dict[str, Any]] = [{"source": "readme", "outcome": "quarantined", "output": None}]
    for number in range(3):
        content = b"slice %d" % number
        path = tmp_path / "held" / f"{number}.dcm"
        path.write_bytes(content)
        entries.append({
            "source": f"s{number}", "outcome": "cleaned", "output": None, "held": str(path), "job": f"j{number}",
            "series": "1", "subject": "S", "sha256": hashlib.sha256(content).hexdigest(), "code": None, "reason": None,
        })  # fmt: skip
    return entries


def outputs(tmp_path: Path) -> set[bytes]:
    return {path.read_bytes() for path in (tmp_path / "out").iterdir()}


def test_a_series_without_a_face_goes_on(tmp_path: Path, held: list[dict[str, Any]]) -> None:
    with Journal(tmp_path / "out") as journal:
        settle(held, Faces("no_face"), Names(tmp_path / "out", False), journal)
        assert waiting(journal.folder) == []
        assert journal.folder.joinpath("review").exists()
    assert [one["outcome"] for one in held] == ["quarantined", "cleaned", "cleaned", "cleaned"]
    assert outputs(tmp_path) == {b"slice 0", b"slice 1", b"slice 2"}
    assert {one["face"] for one in held[1:]} == {"none"}


def test_a_removed_face_waits_and_is_released_by_name(tmp_path: Path, held: list[dict[str, Any]]) -> None:
    names = Names(tmp_path / "out", False)
    with Journal(tmp_path / "out") as journal:
        settle(held, Faces("removed"), names, journal)
        assert outputs(tmp_path) == set()
        assert {(one["outcome"], one["output"], one["code"]) for one in held[1:]} == {
            ("quarantined", None, "awaiting_confirmation")
        }
        assert not list((tmp_path / "held").iterdir())
        (one,) = waiting(journal.folder)
        assert (one.folder / "before.png").read_bytes() == b"before"
        released = release(one, names, journal, "A. Reader", "2026-01-02T03:04:05+00:00")
        assert waiting(journal.folder) == []
    assert outputs(tmp_path) == {b"slice %d without face" % number for number in range(3)}
    assert {(one["outcome"], one["face"], one["confirmed_by"]) for one in released} == {
        ("cleaned", "removed", "A. Reader")
    }
    with Journal(tmp_path / "out") as journal:
        assert journal.entry("j1")["output"] == released[1]["output"]


def test_what_was_changed_after_the_look_is_not_released(tmp_path: Path, held: list[dict[str, Any]]) -> None:
    names = Names(tmp_path / "out", False)
    with Journal(tmp_path / "out") as journal:
        settle(held, Faces("removed"), names, journal)
        (one,) = waiting(journal.folder)
        (one.folder / one.entries[2]["waits"]).write_bytes(b"another")
        with pytest.raises(WrongReview, match="no longer as it was written"):
            release(one, names, journal, "A", "now")
    assert outputs(tmp_path) == set()


def test_what_cannot_be_decided_waits_with_its_reason(tmp_path: Path, held: list[dict[str, Any]]) -> None:
    with Journal(tmp_path / "out") as journal:
        settle(held, Faces("undecided"), Names(tmp_path / "out", False), journal)
        (one,) = waiting(journal.folder)
    assert (one.outcome, one.why, len(one.entries)) == ("undecided", "Because.", 3)
    assert all("Because." in entry["reason"] and entry["code"] == "face_undecided" for entry in held[1:])
    assert outputs(tmp_path) == set()
