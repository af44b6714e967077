"""Put an entry's changes into words: the fields by their labels, the choices by theirs, other rows by their names."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Any, overload

from django.db import models
from django.utils.functional import Promise

from centralis.apps.ledger.recorded import recorded_models, table_of

#: Columns that count and date the changes themselves; the entry says the same.
BOOKKEEPING = frozenset({"id", "revision", "created_at", "changed_at"})
SHORT = 160


@dataclass(frozen=True, slots=True)
class Change:
    """One field of one row: `thing` names the kind of row, `row` the row itself where its name is known, `id` always;
    `old` is empty where the row was new."""

    thing: str
    row: str
    field: str
    old: str
    new: str
    id: str = ""

    @property
    def line(self) -> str:
        return f"{self.field}: {self.old} → {self.new}" if self.old else f"{self.field}: {self.new}"


@dataclass(frozen=True, slots=True)
class RowChange:
    """The changes of one row in one entry."""

    name: str
    is_new: bool
    fields: tuple[Change, ...]

    @property
    def line(self) -> str:
        """Say them in a line: "exam version 01-001 V1 v1, state: In QC → Accepted"."""
        return f"{self.name}{' (new)' if self.is_new else ''}, {'; '.join(field.line for field in self.fields)}"


def by_row(changes: Iterable[Change]) -> list[RowChange]:
    """Gather the changes of each row, in the order they were made."""
    found = []
    for (thing, row, _id, is_new), fields in groupby(
        changes, lambda each: (each.thing, each.row, each.id, not each.old)
    ):
        found.append(RowChange(f"{thing} {row}".strip(), is_new, tuple(fields)))
    return found


def changes_in_words(
    changes: Iterable[Mapping[str, Any]], names: Mapping[str, str], limit: int | None = SHORT
) -> Iterator[Change]:
    """Yield the changes field by field; `names` are the labels of rows by id, `limit` shortens long values."""
    for change in changes:
        table = _table(change["table"])
        row = names.get(change["id"], "")
        old, new = change.get("old", {}), change["new"]
        for column, value in new.items():
            if column in BOOKKEEPING or (not old and value in (None, "", [], {})):
                continue
            if not old and limit is not None and _is_id(value) and value not in names:
                continue  # a new row's link to a row that nothing here names says nothing to a person
            label, choices = table.fields.get(column) or (column.replace("_", " "), {})
            before = _shown(old[column], choices, names, limit) if column in old else ""
            yield Change(table.thing, row, label, before, _shown(value, choices, names, limit), change["id"])


class ChangesInWords(Sequence[Change]):
    """An entry's changes (their JSON text), parsed and put into words only when somebody looks at them."""

    __slots__ = ("_raw", "_words")

    def __init__(self, changes: str, names: Mapping[str, str], limit: int | None = SHORT) -> None:
        self._raw = (changes, names, limit)
        self._words: tuple[Change, ...] | None = None

    def _told(self) -> tuple[Change, ...]:
        if self._words is None:
            changes, names, limit = self._raw
            self._words = tuple(changes_in_words(json.loads(changes), names, limit))
        return self._words

    @overload
    def __getitem__(self, index: int) -> Change: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Change, ...]: ...
    def __getitem__(self, index: int | slice) -> Change | tuple[Change, ...]:
        return self._told()[index]

    def __len__(self) -> int:
        return len(self._told())


@dataclass(frozen=True, slots=True)
class _Table:
    thing: str
    fields: Mapping[str, tuple[str, Mapping[str, str]]]


@cache
def _table(name: str) -> _Table:
    """Look up what a table's rows and columns are called; a table that is gone keeps its own name."""
    model = next((each for each in recorded_models() if table_of(each) == name), None)
    if model is None:
        return _Table(name.replace("_", " "), {})
    fields = {str(field.column): (_label(field), _choices(field)) for field in model._meta.concrete_fields}
    return _Table(str(model._meta.verbose_name), fields)


def _label(field: models.Field[Any, Any]) -> str:
    text = str(field.verbose_name)
    return text[:-3] if text.endswith(" id") else text


def _choices(field: models.Field[Any, Any]) -> dict[str, str]:
    """The words of a field's choices; a word that was made from the value alone keeps the value's own letters."""
    found = {str(value): str(word) for value, word in field.flatchoices if isinstance(word, str | Promise)}
    return {
        value: value[:1].upper() + value[1:] if word.casefold() == value.casefold() else word
        for value, word in found.items()
    }


def _is_id(value: object) -> bool:
    return isinstance(value, str) and len(value) == 36 and value.count("-") == 4


def _shown(value: Any, choices: Mapping[str, str], names: Mapping[str, str], limit: int | None) -> str:
    if value is None or value == "":
        return "(empty)"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict | list):
        text = json.dumps(value, ensure_ascii=False)
    else:
        text = str(value)
        if text in choices:
            return choices[text]
        if _is_id(text):
            return names.get(text, text if limit is None else f"…{text[-8:]}")
    return text if limit is None or len(text) <= limit else f"{text[:limit]}…"
