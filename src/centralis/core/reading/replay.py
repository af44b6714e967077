"""How a read came about, step by step, from the ledger alone: entries, marks and state after each act on it.

The entries come in their order, each with actor, time, action and changes (`core.ledger.replay` says their form). A
read that was given back goes on in a new row; its rows are named oldest first, the newest at a step counts.
Sources: 21 CFR 11.10(e), ICH E6(R3) 4.2.2: what was entered, changed and by whom must be told again.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Json = Mapping[str, Any]
READS, MARKS = "reads_read", "reads_mark"
_CURRENT = "current"
_IGNORED = frozenset({"revision", "changed_at"})


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that a step changed: which row or mark, which field, before and after (None: not there)."""

    what: str
    field: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Step:
    """One act on a read, and the read as it stood after it. `marks` are rows of marks that counted, by lesion."""

    number: int
    at: str
    actor: str
    role: str
    action: str
    outcome: str
    reason: str
    state: str
    content: Json
    marks: Mapping[str, Json]
    differences: tuple[Difference, ...]


def replay_read(entries: Iterable[Json], reads: Sequence[str]) -> tuple[Step, ...]:
    """The steps of a read. entries: bodies of the ledger's entries in order; reads: ids of its rows, oldest first.

    An entry that changes nothing of it is left out, unless it is a refused attempt at it.
    """
    rows: dict[tuple[str, str], dict[str, Any]] = {}
    steps: list[Step] = []
    for body in entries:
        touched = [_apply(rows, change, reads) for change in body.get("changes") or ()]
        is_about = body["object"].get("id") in reads
        if not any(touched) and not (is_about and body["outcome"] == "refused"):
            continue
        steps.append(_step(body, rows, reads, steps[-1] if steps else None))
    return tuple(steps)


def _apply(rows: dict[tuple[str, str], dict[str, Any]], change: Json, reads: Sequence[str]) -> bool:
    """Take in one change; says whether it is of the read or its marks."""
    key = (change["table"], change["id"])
    if key[0] == READS and key[1] in reads:
        pass
    elif key[0] != MARKS or (key not in rows and change["new"].get("read_id") not in reads):
        return False
    rows[key] = {**rows.get(key, {}), **change["new"]}
    return bool(set(change["new"]) - _IGNORED)


def _step(body: Json, rows: Mapping[tuple[str, str], Json], reads: Sequence[str], last: Step | None) -> Step:
    here = [rows[(READS, one)] for one in reads if (READS, one) in rows]
    read: Json = here[-1] if here else {}
    content: Json = read.get("content") or {}
    marks = _standing(rows, reads, read)
    before: tuple[Json, Mapping[str, Json]] = (last.content, last.marks) if last else ({}, {})
    return Step(
        number=body["seq"],
        at=body["at"],
        actor=body["actor"]["name"],
        role=body["actor"]["role"],
        action=body["action"],
        outcome=body["outcome"],
        reason=body["reason"] or str((body.get("facts") or {}).get("sentence", "")),
        state=str(read.get("state", "")),
        content=content,
        marks=marks,
        differences=(*compare_entries(before[0], content), *_compare_marks(before[1], marks)),
    )


def _standing(rows: Mapping[tuple[str, str], Json], reads: Sequence[str], read: Json) -> dict[str, Json]:
    """The marks that count: of the newest row and, on the same images, those that it left alone of older ones."""
    found: dict[str, Json] = {}
    for one in reads:
        row = rows.get((READS, one))
        if row is None or row.get("exam_version_id") != read.get("exam_version_id"):
            continue
        mine = [mark for (table, _), mark in rows.items() if table == MARKS and mark["read_id"] == one]
        for mark in sorted(mine, key=lambda mark: str(mark["created_at"])):
            found.pop(mark["key"], None)
            if mark["state"] == _CURRENT:
                found[mark["key"]] = mark
    return {mark["lesion"]: mark for mark in found.values()}


def compare_entries(before: Json, after: Json) -> tuple[Difference, ...]:
    """What differs between two states of a form: row by row by their ids, then single fields."""
    found: list[Difference] = []
    for name in dict.fromkeys([*before, *after]):
        old, new = before.get(name), after.get(name)
        if old == new:
            continue
        if isinstance(old or new, list) and all(isinstance(one, Mapping) for one in [*(old or []), *(new or [])]):
            found += _compare_rows(old or [], new or [])
        else:
            found.append(Difference("", name, old, new))
    return tuple(one for one in found if not (_is_empty(one.before) and _is_empty(one.after)))


def _is_empty(value: Any) -> bool:
    return value is None or value == "" or value == []


def _compare_rows(before: Sequence[Json], after: Sequence[Json]) -> list[Difference]:
    old = {str(one.get("id")): one for one in before}
    new = {str(one.get("id")): one for one in after}
    return [
        Difference(row, field, old.get(row, {}).get(field), new.get(row, {}).get(field))
        for row in dict.fromkeys([*old, *new])
        for field in dict.fromkeys([*old.get(row, {}), *new.get(row, {})])
        if field != "id" and old.get(row, {}).get(field) != new.get(row, {}).get(field)
    ]


def _compare_marks(before: Mapping[str, Json], after: Mapping[str, Json]) -> list[Difference]:
    """Marks that were drawn, moved, tied to another lesion or taken away, told by what they measure."""
    return [
        Difference(lesion, "mark", _lengths(before.get(lesion)), _lengths(after.get(lesion)))
        for lesion in sorted({*before, *after})
        if _drawing(before.get(lesion)) != _drawing(after.get(lesion))
    ]


def _drawing(mark: Json | None) -> Any:
    return None if mark is None else (mark["sop_uid"], mark["frame"], mark["points"], mark.get("of_lesion"))


def _lengths(mark: Json | None) -> str | None:
    """What a mark measures in words: diameters, an angle, an area with its mean, the pixels of a mask."""
    if mark is None:
        return None
    values, about = mark["values"], f" of {mark['of_lesion']}" if mark.get("of_lesion") else ""
    if "voxel_mm3" in values:
        return f"{values['count']} pixels{about}"
    if "angle_degrees" in values:
        return f"{values['angle_degrees']:.1f}°"
    if "area_mm2" in values:
        mean = f", mean {values['mean']:.1f} {values['unit']}".rstrip() if "mean" in values else ""
        return f"{values['area_mm2']:.1f} mm²{mean}{about}"
    parts = [f"{one:.1f}" for one in (values.get("long_mm"), values.get("short_mm")) if one is not None]
    return f"{' × '.join(parts)} mm" if parts else str(mark["kind"])
