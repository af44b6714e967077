"""Output names: of the digest alone, fit for a DICOMDIR when asked, and never one name for two contents."""

import errno
import hashlib
from pathlib import Path

import pytest

from centralis.edge.naming import Names, move


def test_names_are_of_the_digest_and_media_names_fit_a_dicomdir(tmp_path: Path) -> None:
    digest = hashlib.sha256(b"content").hexdigest()
    assert Names(tmp_path, False).name(digest) == f"{digest[:32]}.dcm"
    parts = Names(tmp_path, True).name(digest).split("/")
    assert parts[0] == "IMAGES"
    assert all(len(part) <= 8 and part == part.upper() and part.isalnum() for part in parts)


def test_two_contents_whose_digests_begin_alike_get_two_names(tmp_path: Path) -> None:
    names = Names(tmp_path, True)
    one, two = "ab" * 32, "ab" * 5 + "cd" * 27
    assert names.name(one) != names.name(two)
    assert names.name(one) == names.name(one)


def test_publishing_moves_and_the_same_content_twice_is_one_file(tmp_path: Path) -> None:
    digest = hashlib.sha256(b"x").hexdigest()
    for name in ("a", "b"):
        (tmp_path / name).write_bytes(b"x")
        assert (tmp_path / Names(tmp_path, True).publish(tmp_path / name, digest)).read_bytes() == b"x"
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1


def test_a_move_to_another_file_system_is_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a").write_bytes(b"y" * 3_000_000)
    rename = Path.replace

    def replace(self: Path, target: Path) -> Path:
        if self.name == "a":
            raise OSError(errno.EXDEV, "across")
        return rename(self, target)

    monkeypatch.setattr(Path, "replace", replace)
    move(tmp_path / "a", tmp_path / "b")
    assert [path.name for path in tmp_path.iterdir()] == ["b"]
    assert (tmp_path / "b").read_bytes() == b"y" * 3_000_000
