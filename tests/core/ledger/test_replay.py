"""The tables as the ledger tells them, against tables that somebody touched."""

import pytest

from centralis.core.ledger.replay import Replay


def create(row: str, **values: object) -> dict:
    return {"op": "create", "table": "t", "id": row, "new": {"revision": 1, **values}}


def change(row: str, revision: int, old: object, new: object) -> dict:
    return {
        "op": "change",
        "table": "t",
        "id": row,
        "old": {"revision": revision, "x": old},
        "new": {"revision": revision + 1, "x": new},
    }


def told(*changes: dict) -> tuple[Replay, list[str]]:
    replay = Replay()
    faults = [f.kind for number, each in enumerate(changes, 1) for f in replay.take(f"c#{number}", {"changes": [each]})]
    return replay, [*faults, *(fault.kind for fault in replay.settle())]


def test_a_table_that_agrees_has_no_fault():
    replay, faults = told(create("1", x=1), create("2", x=5), change("1", 1, 1, 2))
    assert faults == []
    assert list(replay.compare("t", [("1", {"revision": 2, "x": 2}), ("2", {"revision": 1, "x": 5})])) == []
    assert list(replay.missing()) == []


@pytest.mark.req("P11-10E-4")
def test_rows_changed_inserted_and_deleted_are_named():
    replay, _faults = told(create("1", x=1), create("2", x=2), create("3", x=3))
    stored = [("1", {"revision": 1, "x": 9}), ("3", {"revision": 1, "x": 3}), ("4", {"revision": 1, "x": 4})]
    found = [(fault.kind, fault.place) for fault in replay.compare("t", stored)]
    assert found == [("row changed", "t 1"), ("row inserted", "t 4")]
    assert [(fault.kind, fault.place) for fault in replay.missing()] == [("row deleted", "t 2")]


def test_a_changed_row_names_its_columns():
    replay, _faults = told(create("1", x=1, y=2))
    (fault,) = replay.compare("t", [("1", {"revision": 1, "x": 9, "z": 0, "y": 2})])
    assert fault.sentence == "Changed behind the ledger's back: x, z."


def test_an_old_value_that_was_not_there_is_a_fault():
    assert told(create("1", x=1), change("1", 1, 7, 2))[1] == ["old value differs"]
    assert told(change("1", 1, 1, 2))[1] == ["change without a row"]
    assert told(create("1", x=1), create("1", x=1))[1] == ["row created twice"]


def test_changes_of_one_row_in_two_chains_fall_into_order():
    replay, faults = told(change("1", 2, 2, 3), change("1", 1, 1, 2), create("1", x=1), change("1", 3, 3, 4))
    assert faults == []
    assert replay.rows[("t", "1")] == {"revision": 4, "x": 4}


@pytest.mark.parametrize("bad", [{}, "text", {"op": "change", "table": "t", "id": "1"}, {"op": "create", "table": "t"}])
def test_a_change_in_another_form_is_a_fault_not_a_crash(bad):
    assert told(create("1", x=1), bad)[1] == ["change unreadable"]
