"""A folder is sorted by patient and day; what belongs to nobody is kept apart, and nothing is left out."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from centralis.apps.web.demo import folder
from centralis.core.simulation import SCANNERS, Acquisition, Course, Coverage, simulate_exam, simulate_subject

TINY = Acquisition(coverage=Coverage.ABDOMEN, rows=16, columns=16, slice_thickness_mm=50.0)


def put(where: Path, seed: int, on: date, scanner: str = "ge") -> int:
    where.mkdir(parents=True)
    truth = simulate_subject("X", Course.STABLE, seed, 1)
    at = datetime(on.year, on.month, on.day, 9, tzinfo=UTC)
    files = list(simulate_exam(truth, 0, SCANNERS[scanner], TINY, seed * 100 + on.day, at))
    for number, content in enumerate(files):
        (where / f"{number}.dcm").write_bytes(content)
    return len(files)


@pytest.fixture
def sorted_folder(tmp_path: Path) -> tuple[folder.Sorted, int]:
    count = put(tmp_path / "a", 1, date(2026, 3, 1)) + put(tmp_path / "b", 1, date(2026, 4, 1), "siemens")
    count += put(tmp_path / "deep" / "er", 2, date(2026, 3, 1))
    (tmp_path / "readme.txt").write_text("no images here", encoding="utf-8")
    (tmp_path / "empty.dcm").write_bytes(b"")
    (tmp_path / "loop").symlink_to(tmp_path)
    heard = []
    found = folder.sort_folder(tmp_path, lambda done, total: heard.append((done, total)))
    assert heard[-1] == (count + 2, count + 2)
    return found, count


def test_every_file_ends_in_an_exam_or_among_the_strangers(sorted_folder):
    found, count = sorted_folder
    assert found.files == count + 2
    assert sorted(path.name for path in found.strangers) == ["empty.dcm", "readme.txt"]


def test_exams_are_told_apart_by_patient_and_day_and_know_their_scanner(sorted_folder):
    found, _count = sorted_folder
    assert [group.on for group in found.groups].count(date(2026, 3, 1)) == 2
    assert len({group.patient for group in found.groups}) == 2
    machines = {group.on: group.main_machine() for group in found.groups}
    assert machines[date(2026, 4, 1)] == ("CT", "SIEMENS", "SOMATOM Definition AS (simulated)", "SIM-SI-66021")
    assert {group.modality() for group in found.groups} == {"CT"}


def test_an_exam_larger_than_an_upload_may_be_goes_in_parts(monkeypatch):
    monkeypatch.setattr(folder, "FILES_LIMIT", 3)
    group = folder.Group("P", None, [Path(str(n)) for n in range(5)], [Path("structures")])
    parts = list(folder._parts(group))
    assert [len(part.files) for part in parts] == [3, 3]
    assert parts[1].files[-1] == Path("structures")  # images first: they name the scanner
