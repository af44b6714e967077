"""What a reader entered, laid out by the criterion's form: a table a section, and the fields of the time point. Pure.

The form is that of the definition under which the read was signed. Only columns in which something was entered stand;
a key that the form does not know is kept under its own name.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from centralis.apps.outcomes.meaning import Meaning, find_value
from centralis.core.criteria.exact import cut_percent
from centralis.core.criteria.reading import render_value


@dataclass(frozen=True, slots=True)
class Column:
    """A column's heading with its unit, and whether numbers stand in it."""

    title: str
    is_number: bool


@dataclass(frozen=True, slots=True)
class Section:
    """One section of a form as it was filled in; each row's first cell names it."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def cells(self) -> list[list[tuple[str, bool]]]:
        """The rows with each cell's kind: is it a number."""
        kinds = [one.is_number for one in self.columns]
        return [list(zip(row, kinds, strict=True)) for row in self.rows]


def show_answers(assessment: Mapping[str, Any], meaning: Meaning) -> list[tuple[str, str]]:
    """An assessment as (label with unit, text), in the form's order; its sentence stands elsewhere."""
    return [
        (f"{label} ({unit})" if unit else label, show_value(find_value(assessment, key), unit))
        for key, label, unit in meaning.answers
        if key != "sentence"
    ]


def show_value(value: object, unit: str = "") -> str:
    """A value as its unit is read: percents and millimetres with one decimal, percents cut and never rounded up."""
    if isinstance(value, list):
        return ", ".join(show_value(one, unit) for one in value)
    if isinstance(value, float) and unit.startswith("%"):
        return str(cut_percent(Decimal(str(value))))
    if isinstance(value, float) and unit == "mm":
        return f"{value:.1f}"
    text = render_value(value) or ""
    return text.replace("_", " ") if isinstance(value, str) else text


def show_result(text: str, meaning: Meaning) -> str:
    """A response or a headline as the pages show it: codes as they are, a score's numbers and words by their unit."""
    if meaning.responses is not None or not text:
        return text
    measure = meaning.measures[0]
    return show_value(text if measure.codes else float(text), measure.unit)


def lay_out(form: Mapping[str, Any], entries: Mapping[str, Any]) -> tuple[tuple[Section, ...], list[tuple[str, str]]]:
    """The sections with rows, and the single fields as (label, value) pairs."""
    sections, single = [], []
    known: set[str] = set()
    for section in form["sections"]:
        if section["name"]:
            known.add(section["name"])
            rows = entries.get(section["name"]) or []
            sections.append(_section(section, rows))
            continue
        for field in section["fields"]:
            known.add(field["name"])
            text = _text(entries.get(field["name"]), field)
            if text:
                single.append((_title(field), text))
    other = ((key, render_value(value)) for key, value in entries.items() if key not in known and key != "day")
    return tuple(sections), [*single, *((key.capitalize(), text) for key, text in other if text)]


def _section(section: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> Section:
    fields = [one for one in section["fields"] if one["name"] == "id" or any(_has(row, one["name"]) for row in rows)]
    labels = {one["id"]: one["label"] for one in section["listed"]}
    told = [row for row in rows if not labels or any(_has(row, one["name"]) for one in fields if one["name"] != "id")]
    columns = tuple(Column(_title(one), one["kind"] in ("number", "integer")) for one in fields)
    return Section(section["label"], columns, tuple(tuple(_cell(row, one, labels) for one in fields) for row in told))


def _cell(row: Mapping[str, Any], field: Mapping[str, Any], labels: Mapping[str, str]) -> str:
    if field["name"] == "id":
        return labels.get(row.get("id", ""), str(row.get("id") or ""))
    return _text(row.get(field["name"]), field)


def _has(row: Mapping[str, Any], name: str) -> bool:
    value = row.get(name)
    return not (value is None or value is False or value in ("", []))


def _title(field: Mapping[str, Any]) -> str:
    return f"{field['label']} ({field['unit']})" if field["unit"] else str(field["label"])


def _text(value: object, field: Mapping[str, Any]) -> str:
    codes = {one["code"]: one["label"] for one in field["codes"]}
    if isinstance(value, list):
        return ", ".join(_text(one, field) for one in value)
    if isinstance(value, str):
        return str(codes.get(value, value))
    return render_value(value) or ""
