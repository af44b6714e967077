"""`centralis demo`: killed half-way it is built anew, run again it is kept, and a folder of real images joins it."""

import json
import shutil
import stat
import time
from pathlib import Path

import pytest
from tests.journeys.stage import Demo, command

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


def test_the_summary_counts_the_story(demo: Demo) -> None:
    summary = dict(demo.summary)
    ledger = summary.pop("ledger")
    assert summary == {
        "trial": "CEN-301",
        "subjects": 6,
        "exams": {"received": 18, "accepted": 14, "held": 1, "queried": 2, "quarantined": 2},
        "reads": 27,
        "adjudications": 2,
    }
    assert ledger["verified"] is True
    assert ledger["entries"] > 250
    assert len(ledger["head"]) == 64


def test_a_killed_build_is_thrown_away_and_said_so(demo: Demo) -> None:
    assert "The last build was interrupted" in demo.said
    assert json.loads((demo.home / "demo.json").read_text(encoding="utf-8"))["state"] == "complete"


def test_sign_ins_are_kept_for_their_owner_alone(demo: Demo) -> None:
    path = demo.home / "demo-sign-ins.txt"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert len(demo.secrets) == 12
    assert len(set(demo.secrets.values())) == 12
    assert {"admin", "manager", "data", "qc", "reader1", "adjudicator", "site1", "inspector"} <= set(demo.secrets)


def test_the_ledger_fits_every_table(demo: Demo) -> None:
    found = command(demo.home, "ledger", "verify", "--tables")
    assert found.returncode == 0, found.stdout
    assert found.stdout.startswith("ok: ")


def test_a_timeline_tells_the_rescan(demo: Demo) -> None:
    found = command(demo.home, "timeline", "CEN-301", "01-001", "--json")
    assert found.returncode == 0, found.stderr
    items = json.loads(found.stdout)
    actions = [one["action"] for one in items]
    assert [one["at"] for one in items] == sorted(one["at"] for one in items)
    for wanted in ("qc.answer_query", "qc.decide", "reads.sign", "reads.reopen"):
        assert wanted in actions
    assert any("Three slices" in (one["reason"] or "") for one in items)


def test_a_folder_of_real_images_joins_and_a_second_run_adds_nothing(
    demo: Demo, shared_data: Path, tmp_path: Path
) -> None:
    """Two visits of one patient, a stranger that is no DICOM, and a file that broke."""
    source = shared_data / "trial" / "ms_brain_two_visits" / "MS03"
    folder = tmp_path / "folder"
    shutil.copytree(source / "V1" / "FLAIR", folder / "one")
    shutil.copytree(source / "V2" / "FLAIR", folder / "two")
    some = next(path for path in sorted((folder / "one").iterdir()) if path.suffix == ".dcm")
    (folder / "notes.txt").write_text("scanned on a Tuesday", encoding="utf-8")
    (folder / "broken.dcm").write_bytes(some.read_bytes()[:700])
    count = sum(path.is_file() for path in folder.rglob("*"))

    began = time.monotonic()
    first = command(demo.home, "demo", "--no-serve", "--home", str(demo.home), "--data", str(folder))
    assert first.returncode == 0, first.stderr
    assert time.monotonic() - began < 60
    found = json.loads(first.stdout)
    assert found["ledger"]["verified"] is True
    data = found["data"]
    assert data["trial"] == "CEN-REAL"
    assert (data["subjects"], data["exams"]["received"]) == (1, 2)
    assert data["files"] == count == data["accepted"] + data["quarantined"]
    assert data["quarantined"] == 2
    assert sum(data["reasons"].values()) == 2
    assert found["subjects"] == 7
    kept = (demo.home / "keys" / "demo-folder.json").read_text(encoding="utf-8")
    assert "MS03" not in kept

    again = command(demo.home, "demo", "--no-serve", "--home", str(demo.home), "--data", str(folder))
    assert again.returncode == 0, again.stderr
    assert "it is kept" in again.stderr
    repeated = json.loads(again.stdout)
    assert repeated["data"]["exams"] == data["exams"]
    assert repeated["data"]["accepted"] == data["accepted"]
    assert repeated["ledger"]["entries"] == found["ledger"]["entries"]


def test_a_home_in_use_is_left_alone(tmp_path: Path) -> None:
    home = tmp_path / "home"
    made = command(home, "demo", "--no-serve", "--home", str(home), "--data", str(tmp_path / "nowhere"))
    assert made.returncode == 2
    assert "can't be read" in made.stderr
    assert not (home / "demo.json").exists()
