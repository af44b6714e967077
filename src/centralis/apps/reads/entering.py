"""What a reader typed into the form, read back as entries. No database.

A value that cannot be kept as it is stays as typed and is named in a sentence. Rows that are carried forward or listed
come from what is stored, never from the page. Two things are filled in because the form shows them: what an empty
choice says it means (`default`), and the state that a measurement implies (a diameter means: measured).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any

from centralis.apps.reads.forms import MOST_ROWS, Form, Section, is_growing, names_rows, shown_sections

_TEXT, _ID, _NAME, _COMMENT = 60, 12, 40, 2000
_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)(e[+-]?[0-9]+)?", re.IGNORECASE)
_LYMPH_NODE = "lymph_node"


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed, read: the entries, and a sentence for each value that cannot be kept as it is."""

    entries: dict[str, Any]
    problems: tuple[str, ...]


def read(form: Form, posted: Mapping[str, str], stored: Mapping[str, Any], *, is_baseline: bool) -> Typed:
    """Read what was typed at a time point whose stored entries are `stored`."""
    entries: dict[str, Any] = {section["name"]: [] for section in form["sections"] if section["name"]}
    problems: list[str] = []
    for section in shown_sections(form, is_baseline):
        if section["name"]:
            entries[section["name"]] = _read_table(section, posted, stored, is_baseline, problems)
        else:
            entries |= _read_single(section, posted, stored, is_baseline, problems)
    comment = posted.get("comment", "").strip()
    if len(comment) > _COMMENT:
        problems.append(f"The comment is longer than {_COMMENT} characters.")
    if comment:
        entries["comment"] = comment
    return Typed(entries, tuple(problems))


def _read_single(
    section: Section, posted: Mapping[str, str], stored: Mapping[str, Any], is_baseline: bool, problems: list[str]
) -> dict[str, Any]:
    asked = [one for one in section["fields"] if is_baseline or not one["fixed"]]
    found = {one["name"]: stored[one["name"]] for one in section["fields"] if one["name"] in stored}
    found = {name: value for name, value in found.items() if name not in {one["name"] for one in asked}}
    found |= _read_fields(asked, "time_point", posted, "", problems)
    return _complete(section, found)


def _read_table(
    section: Section, posted: Mapping[str, str], stored: Mapping[str, Any], is_baseline: bool, problems: list[str]
) -> list[dict[str, Any]]:
    kept: Sequence[Mapping[str, Any]] = stored.get(section["name"], [])
    if section["listed"] and not kept:
        kept = [{"id": one["id"]} for one in section["listed"]]
    if not is_growing(section, is_baseline):
        rows = [_read_kept(section, place, row, posted, problems) for place, row in enumerate(kept)]
        return [_complete(section, row) for row in rows]
    found = [_read_new(section, f"{section['name']}-{place}", posted, problems) for place in range(MOST_ROWS)]
    return [_complete(section, row) for row in found if row is not None]


def _read_kept(
    section: Section, place: int, row: Mapping[str, Any], posted: Mapping[str, str], problems: list[str]
) -> dict[str, Any]:
    fixed = [one["name"] for one in section["fields"] if one["fixed"] or one["name"] == "id"]
    asked = [one for one in section["fields"] if one["name"] not in fixed]
    typed = _read_fields(asked, f"{section['name']}-{place}", posted, str(row.get("id", "")), problems)
    state = {"state": None} if any(one["name"] == "state" for one in asked) else {}
    return {**{name: row[name] for name in fixed if name in row}, **state, **typed}


def _read_new(section: Section, name: str, posted: Mapping[str, str], problems: list[str]) -> dict[str, Any] | None:
    """One row of the page, or None where nothing was told: a tick or the id alone makes no row, a typed name does."""
    shown = posted.get(f"{name}-id", "").strip()
    asked = [one for one in section["fields"] if one["name"] != "id"]
    row = _read_fields(asked, name, posted, shown or name, problems)
    is_told = any(value is not False and field != "node" for field, value in row.items())
    if names_rows(section):
        return {"id": shown[:_NAME], **row} if is_told or shown else None
    return {"id": shown[:_ID] or name, **row} if is_told else None


def _read_fields(
    asked: Sequence[Mapping[str, Any]], name: str, posted: Mapping[str, str], row: str, problems: list[str]
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for one in asked:
        typed = posted.get(f"{name}-{one['name']}", "").strip()
        if typed:
            found[one["name"]] = _value(one, typed, f"{row}, {one['label'].lower()}" if row else one["label"], problems)
    return found


def _complete(section: Section, row: dict[str, Any]) -> dict[str, Any]:
    """Fill in what measurements imply, then what an empty choice says."""
    for one in section["fields"]:
        if one["name"] in row and len(one["needed_when"]) == 1:
            ((other, values),) = one["needed_when"].items()
            if len(values) == 1 and row.get(other) is None:
                row[other] = values[0]
    organs = any(one["name"] == "organ" and one["codes"] for one in section["fields"])
    if row.get("organ") == _LYMPH_NODE and section["at"] != "follow_up" and organs:
        row.setdefault("node", True)
    for one in section["fields"]:
        default = one.get("default")
        if default is not None and row.get(one["name"]) is None and holds(section, row, one["only_when"]):
            row[one["name"]] = default
    return row


def holds(section: Section, row: Mapping[str, Any], conditions: Mapping[str, Sequence[str]]) -> bool:
    """Whether the other fields of a row have the values that a field's conditions name."""
    fields = {one["name"]: one for one in section["fields"]}
    return all(_word(row.get(name), fields.get(name, {})) in values for name, values in conditions.items())


def _word(value: Any, field: Mapping[str, Any]) -> str:
    told = field.get("default") if value is None else value
    if told is None:
        return "" if field.get("kind") == "text" else "none"
    return str(told).lower() if isinstance(told, bool) else str(told)


def _value(field: Mapping[str, Any], typed: str, what: str, problems: list[str]) -> Any:
    if field["kind"] == "boolean":
        return typed == "yes"
    if field["kind"] == "numbers":
        parts = typed.replace("+", ";").replace(";", " ").split()
        return [_number(field, part, what, problems) for part in parts]
    if field["kind"] in ("number", "integer"):
        return _number(field, typed, what, problems)
    return typed[:_TEXT]


def _number(field: Mapping[str, Any], typed: str, what: str, problems: list[str]) -> float | int | str:
    """Read a number; a decimal comma counts as a point. What is none is kept as typed and named."""
    least, most = field["minimum"], field["maximum"]
    whole = field["kind"] == "integer"
    text = typed.replace(",", ".")
    number = float(text) if _NUMBER.fullmatch(text) else float("nan")
    is_within = (least is None or number >= least) and (most is None or number <= most)
    if isfinite(number) and is_within and not (whole and number != int(number)):
        return int(number) if number == int(number) else number
    problems.append(f"{what}: {typed[:40]!r} is no {'whole number' if whole else 'number'}{_limits(field)}.")
    return typed[:40]


def _limits(field: Mapping[str, Any]) -> str:
    least, most, unit = field["minimum"], field["maximum"], f" {field['unit']}" if field["unit"] else ""
    if least is not None and most is not None:
        return f" from {least:g} to {most:g}{unit}"
    return f" of {least:g}{unit} or more" if least is not None else f" of {most:g}{unit} or less" if most else ""
