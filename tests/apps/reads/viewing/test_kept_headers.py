"""Headers kept on disk: found again, trusted only where nobody changed them, thrown away without harm."""

from pathlib import Path

import pytest
from django.conf import LazySettings

from centralis.apps.reads.viewing import kept_headers

MINE = [f"{number:064x}" for number in range(100)]
OTHER = [*MINE[:99], "f" * 64]
TOLD = [{"rows": 64, "frames": [{"position_mm": [0.0, 0.0, number * 2.5]}]} for number in range(100)]


@pytest.fixture(autouse=True)
def home(settings: LazySettings, tmp_path: Path) -> Path:
    settings.HOME = tmp_path
    return tmp_path


def files(home: Path) -> list[Path]:
    return [one for one in (home / "cache").rglob("*") if one.is_file()]


def test_what_was_read_is_found_again_and_only_for_its_objects(home: Path):
    assert kept_headers.find_kept(MINE) is None
    kept_headers.keep(MINE, TOLD)
    assert kept_headers.find_kept(MINE) == TOLD
    assert kept_headers.find_kept(OTHER) is None
    assert kept_headers.find_kept(MINE[::-1]) is None
    assert len(files(home)) == 1, "no draft is left"


def test_a_file_that_was_changed_or_swapped_is_not_trusted(home: Path):
    kept_headers.keep(MINE, TOLD)
    (mine,) = files(home)
    whole = mine.read_bytes()
    kept_headers.keep(OTHER, TOLD[::-1] * 2)
    (other,) = (one for one in files(home) if one != mine)
    mine.write_bytes(other.read_bytes())
    assert kept_headers.find_kept(MINE) is None, "another exam's positions"
    for place in (0, 40, len(whole) - 1):
        mine.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        assert kept_headers.find_kept(MINE) is None
    mine.write_bytes(b"")
    assert kept_headers.find_kept(MINE) is None


def test_what_other_code_read_is_read_anew(monkeypatch: pytest.MonkeyPatch):
    kept_headers.keep(MINE, TOLD)
    monkeypatch.setattr(kept_headers, "_code", lambda: b"a later release")
    assert kept_headers.find_kept(MINE) is None


def test_few_are_not_kept_and_a_full_disk_harms_nobody(home: Path):
    kept_headers.keep(MINE, TOLD[:5])
    assert not (home / "cache").exists()
    (home / "cache").write_text("in the way", encoding="ascii")
    kept_headers.keep(MINE, TOLD)
    assert kept_headers.find_kept(MINE) is None
