"""Put an entry's changes into words: the fields by their labels, the choices by theirs, other rows by their names."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, overload

from django.db import models
from django.utils.functional import Promise

from centralis.apps.ledger.recorded import recorded_models, table_of

#: Columns that count and date the changes themselves; the entry says the same.
BOOKKEEPING = frozenset({"id", "revision", "created_at", "changed_at"})
SHORT = 160


@dataclass(frozen=True, slots=True)
class Change:
    """One field of one row: `thing` names the kind of row, `old` is empty where the row was new."""

    thing: str
    row: str
    field: str
    old: str
    new: str


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
            label, choices = table.fields.get(column) or (column.replace("_", " "), {})
            before = _shown(old[column], choices, names, limit) if column in old else ""
            yield Change(table.thing, row, label, before, _shown(value, choices, names, limit))


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
    return {str(value): str(word) for value, word in field.flatchoices if isinstance(word, str | Promise)}


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
        if len(text) == 36 and text.count("-") == 4:
            return names.get(text, text if limit is None else f"…{text[-8:]}")
    return text if limit is None or len(text) <= limit else f"{text[:limit]}…"
