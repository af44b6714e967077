"""A read's steps from the ledger's entries: what stood when, what changed, which marks counted."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from centralis.core.reading.replay import compare_entries, replay_read

READ, NEWER = "r1", "r2"


def entry(seq: int, action: str, *changes: dict[str, Any], outcome: str = "done", **values: Any) -> dict[str, Any]:
    return {
        "seq": seq, "at": f"2026-03-02T09:00:{seq:02d}Z", "action": action, "outcome": outcome, "reason": "",
        "actor": {"name": "Rhea Reader", "role": "reader"}, "object": {"id": READ}, "changes": list(changes),
        "facts": {}, **values,
    }  # fmt: skip


def create(table: str, row: str, **values: Any) -> dict[str, Any]:
    return {"op": "create", "table": table, "id": row, "new": values}


def change(table: str, row: str, **values: Any) -> dict[str, Any]:
    return {"op": "change", "table": table, "id": row, "old": {}, "new": values}


def opened(row: str = READ, version: str = "v1", **content: Any) -> dict[str, Any]:
    return create("reads_read", row, content=content, state="open", exam_version_id=version)


def mark(row: str, lesion: str, long_mm: float = 20.0, **values: Any) -> dict[str, Any]:
    base = {
        "read_id": READ, "key": row, "lesion": lesion, "state": "current", "sop_uid": "1.2", "frame": 1,
        "points": [[0, 0, 0], [long_mm, 0, 0]], "values": {"long_mm": long_mm, "short_mm": 10.0}, "created_at": row,
    }  # fmt: skip
    return create("reads_mark", row, **{**base, **values})


def test_each_step_holds_what_was_entered_then():
    steps = replay_read(
        [
            entry(1, "reads.open_time_point", opened(targets=[])),
            entry(2, "reads.save_draft", change("reads_read", READ, content={"targets": [{"id": "T1", "mm": 20}]})),
            entry(3, "reads.save_draft", change("reads_read", READ, content={"targets": [{"id": "T1", "mm": 22}]})),
            entry(4, "reads.sign", change("reads_read", READ, state="locked")),
        ],
        [READ],
    )
    assert [one.content for one in steps] == [
        {"targets": []}, {"targets": [{"id": "T1", "mm": 20}]}, {"targets": [{"id": "T1", "mm": 22}]},
        {"targets": [{"id": "T1", "mm": 22}]},
    ]  # fmt: skip
    assert [one.state for one in steps] == ["open", "open", "open", "locked"]
    (moved,) = steps[2].differences
    assert (moved.what, moved.field, moved.before, moved.after) == ("T1", "mm", 20, 22)
    assert steps[3].differences == ()


def test_marks_are_drawn_moved_replaced_and_taken_away():
    steps = replay_read(
        [
            entry(1, "reads.open_time_point", opened()),
            entry(2, "reads.save_mark", mark("k1", "T1")),
            entry(3, "reads.save_mark", change("reads_mark", "k1", points=[[0, 0, 0], [25, 0, 0]],
                                               values={"long_mm": 25.0, "short_mm": None})),
            entry(4, "reads.save_mark", change("reads_mark", "k1", state="replaced"), mark("k2", "T1", 30.0)),
            entry(5, "reads.remove_mark", change("reads_mark", "k2", state="removed")),
        ],
        [READ],
    )  # fmt: skip
    told = [[(one.what, one.before, one.after) for one in step.differences] for step in steps]
    assert told == [
        [], [("T1", None, "20.0 × 10.0 mm")], [("T1", "20.0 × 10.0 mm", "25.0 mm")],
        [("T1", "25.0 mm", "30.0 × 10.0 mm")], [("T1", "30.0 × 10.0 mm", None)],
    ]  # fmt: skip
    assert [sorted(one.marks) for one in steps] == [[], ["T1"], ["T1"], ["T1"], []]


def test_marks_of_a_read_given_back_go_on_unless_its_images_are_others():
    for version, expected in (("v1", ["T1"]), ("v2", [])):
        steps = replay_read(
            [
                entry(1, "reads.open_time_point", opened()),
                entry(2, "reads.save_mark", mark("k1", "T1")),
                entry(3, "reads.reopen", change("reads_read", READ, state="reopened"), opened(NEWER, version)),
            ],
            [READ, NEWER],
        )
        assert sorted(steps[-1].marks) == expected
        assert steps[-1].state == "open"


def test_what_is_of_other_reads_is_left_out_and_a_refused_attempt_is_told():
    other = entry(2, "reads.save_draft", change("reads_read", "r9", content={"x": 1}), object={"id": "r9"})
    refused = entry(3, "reads.sign", outcome="refused", facts={"sentence": "It can't be signed yet."})
    steps = replay_read([entry(1, "reads.open_time_point", opened()), other, refused], [READ])
    assert [(one.number, one.outcome, one.reason) for one in steps] == [
        (1, "done", ""), (3, "refused", "It can't be signed yet."),
    ]  # fmt: skip


def test_a_row_that_comes_or_goes_is_told_field_by_field():
    before, after = {"targets": [{"id": "T1", "mm": 1}], "note": "a"}, {"targets": [{"id": "T2", "mm": 2}]}
    told = {(one.what, one.field, one.before, one.after) for one in compare_entries(before, after)}
    assert told == {("T1", "mm", 1, None), ("T2", "mm", None, 2), ("", "note", "a", None)}


_content = st.dictionaries(
    st.sampled_from(["targets", "others"]),
    st.lists(
        st.fixed_dictionaries({"id": st.sampled_from(["a", "b", "c"]), "mm": st.integers(0, 9)}),
        unique_by=lambda one: one["id"], max_size=3,
    ),
    max_size=1,
)  # fmt: skip


@given(_content, _content)
def test_what_differs_turns_one_form_into_the_other(one, other):
    def rows(content):
        return {(row["id"], "mm"): row["mm"] for name in content for row in content[name]}

    assert compare_entries(one, one) == ()
    if set(one) | set(other) == {"targets", "others"}:
        return  # rows that move between tables are told once for each
    changed = rows(one)
    for each in compare_entries(one, other):
        assert changed.pop((each.what, each.field), None) == each.before
        if each.after is not None:
            changed[(each.what, each.field)] = each.after
    assert changed == rows(other)
