"""A read form as data, from the classes that are read: sections, fields, units, code lists, limits, edit checks.

A page renders it without knowing the criterion; the checks of single fields (limits, `required`, `needed_when`,
`only_when`) run in the browser and again on reading, those across fields (`checks`) on the server.
"""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from decimal import Decimal
from enum import StrEnum
from typing import Any

from centralis.core.criteria.fields import Spec, label_of, specs

Listed = Mapping[str, Mapping[str, str]]
"""Section → the rows it always has: id → label."""


def derive_sections(time_point: type, listed: Listed | None = None) -> list[dict[str, Any]]:
    """Tables of rows in their order, then the fields of the time point as a whole as a section without rows."""
    found = specs(time_point)
    rows = [(name, spec) for name, spec in found.items() if spec.kind == "rows"]
    sections = [_section(name, spec, (listed or {}).get(name, {})) for name, spec in rows]
    defaults = _defaults(time_point)
    names = _order({name: spec for name, spec in found.items() if spec.kind != "rows" and name != "day"})
    single = [_field(name, found[name], defaults[name]) for name in names]
    whole = {"name": "", "label": "Time point", "row": "", "id_prefix": "", "at": "both", "carried_forward": False}
    return [*sections, {**whole, "help": "", "listed": [], "fields": single}] if single else sections


def list_codes(time_point: type) -> dict[str, dict[str, str]]:
    """The rows of sections whose ids are codes, such as four arteries: each once."""
    found: dict[str, dict[str, str]] = {}
    for name, spec in specs(time_point).items():
        named = specs(spec.of).get("id") if spec.of is not None else None
        if named is not None and named.codes is not None:
            found[name] = {one.value: label_of(named, one.value) for one in named.codes}
    return found


def derive_form(
    named: tuple[str, str],
    time_point: type,
    checks: Mapping[str, str],
    answers: Sequence[tuple[str, str, str]],
    listed: Listed | None = None,
) -> dict[str, Any]:
    """The whole form as JSON values.

    named: public name and title. answers: key in the answer, label and unit of what is shown below the form. listed:
    the rows that sections always have.
    """
    criterion, title = named
    return {
        "criterion": criterion,
        "title": title,
        "sections": derive_sections(time_point, listed),
        "checks": dict(checks),
        "answers": [{"key": key, "label": label, "unit": unit} for key, label, unit in answers],
    }


def _order(found: Mapping[str, Spec]) -> list[str]:
    """Single fields in their order, one that others depend on before the first of these."""
    names = list(found)
    for name in found:
        depend = [other for other in names if name in dict((*found[other].needed_when, *found[other].only_when))]
        if depend and names.index(depend[0]) < names.index(name):
            names.remove(name)
            names.insert(names.index(depend[0]), name)
    return names


def _section(name: str, spec: Spec, listed: Mapping[str, str]) -> dict[str, Any]:
    if spec.of is None:
        raise TypeError(f"{name}: rows without a class")
    return {
        "name": name,
        "label": spec.label,
        "row": spec.row,
        "id_prefix": spec.prefix,
        "at": spec.at,
        "carried_forward": spec.carried,
        "help": spec.help,
        "listed": [{"id": one, "label": label} for one, label in listed.items()],
        "picture": spec.picture,
        "fields": [_field(one, specs(spec.of)[one], _defaults(spec.of)[one]) for one in _order_row(spec.of, listed)],
    }


def _order_row(of: type[Any], listed: Mapping[str, str]) -> list[str]:
    """A row's fields in their order; where rows are listed, a state that a number implies stands after the numbers, as
    it is chosen only where there is none."""
    found = specs(of)
    implied = {
        other
        for spec in found.values()
        for other, values in spec.needed_when
        if listed and len(spec.needed_when) == 1 and len(values) == 1
    }
    return sorted(found, key=lambda name: name in implied)


def _defaults(of: type[Any]) -> dict[str, Any]:
    """What a choice that is left empty means: a code, yes or no; None for everything else."""
    known = {one.name: one.default for one in fields(of)}
    return {name: value if isinstance(value, bool | StrEnum) else None for name, value in known.items()}


def _field(name: str, spec: Spec, default: bool | StrEnum | None) -> dict[str, Any]:
    codes = [{"code": one.value, "label": label_of(spec, one.value)} for one in spec.codes or ()]
    return {
        "name": name,
        "label": spec.label,
        "kind": spec.kind,
        "unit": spec.unit,
        "codes": codes,
        "minimum": _plain(spec.minimum),
        "maximum": _plain(spec.maximum),
        "step": _plain(spec.step),
        "required": spec.required,
        "needed_when": {other: list(values) for other, values in spec.needed_when},
        "only_when": {other: list(values) for other, values in spec.only_when},
        "fixed": spec.fixed,
        "kept": spec.kept,
        "rare": spec.rare,
        "site": spec.site,
        "quantity": spec.quantity,
        "group": spec.group,
        "default": default.value if isinstance(default, StrEnum) else default,
        "help": spec.help,
    }


def _plain(value: Decimal | None) -> float | None:
    return None if value is None else float(value)
