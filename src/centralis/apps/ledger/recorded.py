"""The base of every recorded table: readable by all code, writable only through the door.

`save()`, `update()`, `delete()` and the bulk methods raise `BehindTheDoor`; `apps/action.py` alone calls `insert` and
`amend`, in the transaction that also appends the ledger entry.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import Enum
from typing import Any, NoReturn
from uuid import UUID

from django.db import models

from centralis.core.ledger.canonical import as_json


class BehindTheDoor(Exception):
    """A recorded table was about to be written without an entry in the ledger. Use an @action."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What an act is about: its trial (the chain), its site (for roles held at one site) and its subject's code."""

    trial_id: UUID | None = None
    site_id: UUID | None = None
    subject: str = ""

    @property
    def chain(self) -> str:
        return f"trial:{self.trial_id}" if self.trial_id else "system"


SYSTEM = Scope()


def _refuse(*_args: object, **_kwargs: object) -> NoReturn:
    raise BehindTheDoor("recorded tables are written only through an @action")


class RecordedQuerySet(models.QuerySet[Any]):
    """Reads as any other; every way to write raises."""

    update = _refuse
    delete = _refuse
    create = _refuse
    get_or_create = _refuse
    update_or_create = _refuse
    bulk_create = _refuse
    bulk_update = _refuse


class Recorded(models.Model):
    """A row whose whole history stands in the ledger. `revision` counts its changes: a stale form is found by it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    revision = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    objects = RecordedQuerySet.as_manager()

    class Meta:
        abstract = True

    def scope(self) -> Scope:
        """Say which trial, site and subject this row belongs to."""
        return SYSTEM

    def label(self) -> str:
        """Name the row as a person would, for the ledger and for pages; never a personal identifier of a patient."""
        return f"{self._meta.verbose_name} {str(self.pk)[:8]}"

    save = _refuse
    delete = _refuse
    save_base = _refuse
    asave = _refuse
    adelete = _refuse


def table_of(model: type[Recorded] | Recorded) -> str:
    return model._meta.db_table


def column_value(field: models.Field[Any, Any], value: Any) -> Any:
    """Turn one field's Python value into the JSON value that the ledger keeps, the same before and after storage."""
    if value is None:
        return None
    if isinstance(field, models.ForeignKey):
        return as_json(value)
    if isinstance(field, models.DecimalField):
        return f"{Decimal(str(value)):.{field.decimal_places}f}"
    return as_json(value.value if isinstance(value, Enum) else value)


def columns_of(row: Recorded, names: frozenset[str] | None = None) -> dict[str, Any]:
    """Return a row's columns (all, or those named by attribute) as JSON values keyed by column name."""
    return {
        str(field.column): column_value(field, getattr(row, field.attname))
        for field in row._meta.concrete_fields
        if names is None or field.attname in names or field.name in names
    }


def insert(row: Recorded, at: datetime) -> dict[str, Any]:
    """Insert a row and return its change for the ledger. Only the door calls this."""
    row.created_at = row.changed_at = at
    row.revision = 1
    models.Model.save_base(row, force_insert=True)
    return {"op": "create", "table": table_of(row), "id": str(row.pk), "new": columns_of(row)}


def amend(row: Recorded, values: dict[str, Any], at: datetime) -> dict[str, Any] | None:
    """Change some columns of a row if nobody changed it meanwhile; return the change, or None when the row is stale.

    Only the door calls this. The row object takes the new values only when the database did.
    """
    names = frozenset(values) | {"revision", "changed_at"}
    old = columns_of(row, names)
    fresh = {**values, "revision": row.revision + 1, "changed_at": at}
    manager: models.QuerySet[Any] = models.QuerySet(type(row))
    if not models.QuerySet.update(manager.filter(pk=row.pk, revision=row.revision), **fresh):
        return None
    for name, value in fresh.items():
        setattr(row, name, value)
    new = columns_of(row, names)
    same = [column for column, value in new.items() if old[column] == value]
    for column in same:
        del old[column], new[column]
    return {"op": "change", "table": table_of(row), "id": str(row.pk), "old": old, "new": new}


def recorded_models() -> list[type[Recorded]]:
    """List every concrete recorded table."""
    found: list[type[Recorded]] = []
    pending: list[type[Recorded]] = [Recorded]  # type: ignore[type-abstract]
    while pending:
        for child in pending.pop().__subclasses__():
            pending.append(child)
            if not child._meta.abstract:
                found.append(child)
    return sorted(found, key=table_of)
