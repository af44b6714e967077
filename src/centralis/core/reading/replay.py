"""How a read came about, step by step, from the ledger alone: entries, marks and state after each act on it.

The entries come in their order, each with actor, time, action and changes (`core.ledger.replay` says their form). A
read that was given back goes on in a new row; its rows are named oldest first, the newest at a step counts.
Sources: 21 CFR 11.10(e), ICH E6(R3) 4.2.2: what was entered, changed and by whom must be told again.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Json = Mapping[str, Any]
READS, MARKS, KEYS = "reads_read", "reads_mark", "reads_keyimage"
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
    """One act on a read, and the read as it stood after it. `marks` are rows of marks that counted, by lesion; `keys`
    rows of key images that were chosen; `view` how the images were shown, which stands from the signature on."""

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
    keys: tuple[Json, ...]
    view: Json
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
    """Take in one change; says whether it is of the read, its marks or its key images."""
    key = (change["table"], change["id"])
    if key[0] == READS and key[1] in reads:
        pass
    elif key[0] not in (MARKS, KEYS) or (key not in rows and change["new"].get("read_id") not in reads):
        return False
    rows[key] = {**rows.get(key, {}), **change["new"]}
    return bool(set(change["new"]) - _IGNORED)


def _step(body: Json, rows: Mapping[tuple[str, str], Json], reads: Sequence[str], last: Step | None) -> Step:
    here = [rows[(READS, one)] for one in reads if (READS, one) in rows]
    read: Json = here[-1] if here else {}
    content: Json = read.get("content") or {}
    marks, keys = _standing(rows, reads, read), _chosen(rows, reads, read)
    before: tuple[Json, Mapping[str, Json], Sequence[Json]] = (
        (last.content, last.marks, last.keys) if last else ({}, {}, ())
    )
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
        keys=keys,
        view=read.get("view") or {},
        differences=(
            *compare_entries(before[0], content),
            *_compare_marks(before[1], marks),
            *_compare_keys(before[2], keys),
        ),
    )


def _standing(rows: Mapping[tuple[str, str], Json], reads: Sequence[str], read: Json) -> dict[str, Json]:
    """The marks that count: of the newest row and, on the same images, those that it left alone of older ones."""
    found: dict[str, Json] = {}
    for mark in _on_these_images(rows, reads, read, MARKS):
        found.pop(mark["key"], None)
        if mark["state"] == _CURRENT:
            found[mark["key"]] = mark
    return {mark["lesion"]: mark for mark in found.values()}


def _chosen(rows: Mapping[tuple[str, str], Json], reads: Sequence[str], read: Json) -> tuple[Json, ...]:
    """The key images that stand chosen, by series and frame; the newest word on a frame counts."""
    found = {_place(one): one for one in _on_these_images(rows, reads, read, KEYS)}
    return tuple(found[place] for place in sorted(found) if found[place]["is_chosen"])


def _place(key: Json) -> tuple[str, str, int]:
    return key["series_uid"], key["sop_uid"], key["frame"]


def _on_these_images(
    rows: Mapping[tuple[str, str], Json], reads: Sequence[str], read: Json, table: str
) -> Iterator[Json]:
    """A table's rows on the images that the newest row of a read stands on, oldest first."""
    for one in reads:
        row = rows.get((READS, one))
        if row is None or row.get("exam_version_id") != read.get("exam_version_id"):
            continue
        mine = [each for (name, _), each in rows.items() if name == table and each["read_id"] == one]
        yield from sorted(mine, key=lambda each: str(each["created_at"]))


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


def _compare_keys(before: Sequence[Json], after: Sequence[Json]) -> list[Difference]:
    """How many key images were chosen before and after, where it is not the same ones."""
    if {_place(one) for one in before} == {_place(one) for one in after}:
        return []
    return [Difference("", "key images", str(len(before)), str(len(after)))]


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
