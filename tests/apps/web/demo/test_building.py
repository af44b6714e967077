"""When a demonstration may be built, and what is thrown away of a build that was interrupted."""

import json

import pytest

from centralis.apps.action import Caller
from centralis.apps.ledger.recorded import SYSTEM
from centralis.apps.people import actions as people
from centralis.apps.web.demo import building


def told(*_args):
    """Nobody listens."""


def test_a_home_that_holds_others_people_is_left_alone(db, tmp_path):
    people.create_person(Caller.system("test"), SYSTEM, "somebody", "Some Body", secret="a quiet morning in march")
    with pytest.raises(building.DemoFault, match="holds people or trials already"):
        building.ensure_demo(tmp_path, told)
    assert building.read_marker(tmp_path) == ""


def test_a_whole_demonstration_is_kept(db, tmp_path, monkeypatch):
    monkeypatch.setattr(building, "_build", pytest.fail)
    (tmp_path / building.MARKER).write_text(json.dumps({"state": "complete"}), encoding="utf-8")
    assert building.ensure_demo(tmp_path, told) is building.Built.BEFORE


def test_a_half_one_is_thrown_away_first_and_marked_whole_at_the_end(db, tmp_path, monkeypatch):
    (tmp_path / building.MARKER).write_text(json.dumps({"state": "building"}), encoding="utf-8")
    done = []
    monkeypatch.setattr(building, "_throw_away", lambda home: done.append(("away", home)))
    monkeypatch.setattr(building, "_build", lambda home, tell: done.append((building.read_marker(home), home)))
    assert building.ensure_demo(tmp_path, told) is building.Built.ANEW
    assert done == [("away", tmp_path), ("building", tmp_path)]
    assert building.read_marker(tmp_path) == "complete"


def test_a_build_that_fails_stays_marked_as_half(db, tmp_path, monkeypatch):
    def fail(home, tell):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(building, "_build", fail)
    with pytest.raises(RuntimeError):
        building.ensure_demo(tmp_path, told)
    assert building.read_marker(tmp_path) == "building"


def test_a_folder_that_cannot_be_read_is_named(tmp_path):
    with pytest.raises(building.DemoFault, match="nowhere"):
        building.check_folder(tmp_path / "nowhere")
