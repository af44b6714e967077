"""What changed between two versions of a trial, told by meaning: which visit, rule or reader, old and new, in words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from enum import Enum, StrEnum

from centralis.apps.trials.definition.model import Definition
from centralis.apps.trials.definition.problems import Path, field_name
from centralis.core.acquisition.requirements import Range
from centralis.core.reading.adjudication import Condition
from centralis.core.reading.eligibility import Rule


class Area(StrEnum):
    """The part of trial life a change touches."""

    TRIAL = "trial"
    VISITS = "visits"
    ACQUISITION = "acquisition"
    SITES = "sites"
    DEIDENTIFICATION = "deidentification"
    QC = "qc"
    READING = "reading"
    ENDPOINTS = "endpoints"
    DELIVERY = "delivery"
    GOVERNANCE = "governance"


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. `path` names the field by id (`acquisition.ct_cap.axial_soft.kvp`); empty text: not there."""

    path: str
    old: str
    new: str
    touches: Area
    sentence: str

    def as_json(self) -> dict[str, str]:
        """The change as plain JSON values."""
        return {
            "path": self.path, "old": self.old, "new": self.new, "touches": self.touches.value,
            "sentence": self.sentence,
        }  # fmt: skip


_VERSION_FIELDS = frozenset({"version", "amends", "reason"})
_KEYS = ("id", "name", "parameter", "variable", "role")
"""By which field the parts of a list are told apart, so that moving an entry is no change of its neighbours."""


def diff(old: Definition, new: Definition) -> tuple[Change, ...]:
    """Every difference between two definitions; empty when they ask for the same. The version's own number is none."""
    found: list[Change] = []
    for one in fields(Definition):
        if one.name not in _VERSION_FIELDS:
            area = Area.VISITS if one.name == "anchor" else Area(one.name)
            for path, a, b in _walk((one.name,), getattr(old, one.name), getattr(new, one.name)):
                found.append(_change(path, a, b, area))
    return tuple(found)


def _walk(path: Path, a: object, b: object) -> Iterator[tuple[Path, object, object]]:
    if a == b:
        return
    if isinstance(a, Range | Condition | Rule) or isinstance(b, Range | Condition | Rule):
        yield path, a, b
    elif is_dataclass(a) and is_dataclass(b) and type(a) is type(b):
        for one in fields(a):
            yield from _walk((*path, one.name), getattr(a, one.name), getattr(b, one.name))
    elif isinstance(a, Mapping) and isinstance(b, Mapping):
        for key in [*a, *(key for key in b if key not in a)]:
            yield from _walk((*path, str(key)), a.get(key), b.get(key))
    elif isinstance(a, tuple) and isinstance(b, tuple) and _keyed(a) and _keyed(b):
        yield from _listed(path, a, b)
    else:
        yield path, a, b


def _listed(path: Path, a: tuple[object, ...], b: tuple[object, ...]) -> Iterator[tuple[Path, object, object]]:
    # Lists of rules and series are a detail of the model: their names stand directly under their owner.
    stem = path[:-1] if path[-1] in ("rules", "series") else path
    before, after = {_key(one): one for one in a}, {_key(one): one for one in b}
    for name in [*before, *(name for name in after if name not in before)]:
        yield from _walk((*stem, name), _plain(before.get(name)), _plain(after.get(name)))
    kept_before = [name for name in before if name in after]
    kept_after = [name for name in after if name in before]
    if kept_before != kept_after:
        yield (*path, "order"), ", ".join(kept_before), ", ".join(kept_after)


def _plain(value: object) -> object:
    """The meaning of a (name, meaning) pair; anything else as it is."""
    return value[1] if isinstance(value, tuple) and len(value) == 2 else value


def _keyed(values: tuple[object, ...]) -> bool:
    keys = [_key(value) for value in values]
    return all(keys) and len(set(keys)) == len(keys)


def _key(value: object) -> str:
    if isinstance(value, tuple) and len(value) == 2 and isinstance(value[0], str) and isinstance(value[1], str):
        return value[0]
    if is_dataclass(value):
        names = [getattr(value, name, "") for name in _KEYS]
        return next((str(name) for name in names if name), "")
    return ""


def _change(path: Path, a: object, b: object, area: Area) -> Change:
    name, old, new = field_name(path), _said(a), _said(b)
    if a is None or old == "":
        sentence = f"{_named(path)} is new: {new}."
    elif b is None or new == "":
        sentence = f"{_named(path)} is gone; it was {old}."
    else:
        sentence = f"{_named(path)} changes from {old} to {new}."
    return Change(name, old, new, area, sentence)


def _named(path: Path) -> str:
    return " › ".join(str(part).replace("_", " ") for part in path)


def _said(value: object) -> str:
    """A value in words that are equal only for equal values."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, Range):
        return value.words()
    if isinstance(value, Condition | Rule):
        return value.text
    if isinstance(value, tuple):
        return "[" + ", ".join(_said(part) for part in value) + "]"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {_said(part)}" for key, part in value.items()) + "}"
    if is_dataclass(value):
        parts = [(one.name, _said(getattr(value, one.name))) for one in fields(value)]
        return "; ".join(f"{name.replace('_', ' ')} {text}" for name, text in parts if text not in ("", "[]", "no"))
    return str(value)
