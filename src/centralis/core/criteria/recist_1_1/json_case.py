"""RECIST 1.1 cases as JSON, read strictly: every fault is named with its path and with what was expected there.

Numbers are read as exact decimals (use `json.loads(text, parse_float=Decimal)` to keep every digit of a file). A key
that is not known is refused, since a mistyped `new_lesions` must not read as "no new lesions".
"""

from collections.abc import Iterable, Mapping
from dataclasses import fields
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar

from centralis.core.criteria import exact
from centralis.core.criteria.findings import CaseError
from centralis.core.criteria.recist_1_1.model import (
    BaselinePet,
    Case,
    Certainty,
    NewLesion,
    NonTarget,
    NonTargetState,
    Parameters,
    Target,
    TargetState,
    TimePoint,
)

Choice = TypeVar("Choice", bound=StrEnum)


def read_case(data: object) -> Case:
    """Read a case; raises CaseError with the path and what was expected. The first time point is the baseline."""
    root = _mapping(data, "case", ("parameters", "time_points", "criterion"))
    parameters = read_parameters(root.get("parameters", {}))
    points = _sequence(root.get("time_points"), "time_points")
    if not points:
        raise CaseError("time_points", "expected at least one time point, the baseline; found none.")
    read: list[TimePoint] = []
    for index, point in enumerate(points):
        where = f"time_points[{index}]"
        read.append(read_time_point(point, where, read[0] if read else None))
        if index and read[-1].day <= read[-2].day:
            text = f"day {read[-1].day} is not after day {read[-2].day}; time points stand in order, one a day."
            raise CaseError(f"{where}.day", text)
    return Case(tuple(read), parameters)


def read_parameters(data: object) -> Parameters:
    """Read the trial's choices. Naming `confirmation_days` without `confirm` asks for confirmation (0 does not)."""
    names = {one.name: one.default for one in fields(Parameters)}
    given = _mapping(data, "parameters", tuple(names))
    values: dict[str, Any] = {}
    for name, value in given.items():
        where = f"parameters.{name}"
        if isinstance(names[name], bool):
            values[name] = _boolean(value, where)
        elif isinstance(names[name], int):
            values[name] = _integer(value, where, least=None if name == "reference_day" else 0)
        else:
            values[name] = _length(value, where)
    if "confirm" not in values and "confirmation_days" in values:
        values["confirm"] = values["confirmation_days"] > 0
    return Parameters(**values)


def read_time_point(data: object, where: str = "time_point", baseline: TimePoint | None = None) -> TimePoint:
    """Read one time point; with a baseline, its lesions must be the baseline's, and organ and node may be left out."""
    point = _mapping(data, where, ("day", "targets", "non_targets", "new_lesions", "markers_normal", "fdg_pet"))
    first = {target.id: target for target in baseline.targets} if baseline else None
    targets = [
        read_target(item, f"{where}.targets[{index}]", first)
        for index, item in enumerate(_sequence(point.get("targets", []), f"{where}.targets"))
    ]
    known = {lesion.id: lesion for lesion in baseline.non_targets} if baseline else None
    others = [
        read_non_target(item, f"{where}.non_targets[{index}]", known)
        for index, item in enumerate(_sequence(point.get("non_targets", []), f"{where}.non_targets"))
    ]
    new = [
        read_new_lesion(item, f"{where}.new_lesions[{index}]")
        for index, item in enumerate(_sequence(point.get("new_lesions", []), f"{where}.new_lesions"))
    ]
    for name, lesions in (("targets", targets), ("non_targets", others), ("new_lesions", new)):
        _unique([lesion.id for lesion in lesions], f"{where}.{name}")
    markers = point.get("markers_normal")
    return TimePoint(
        day=_integer(point.get("day"), f"{where}.day"),
        targets=tuple(targets),
        non_targets=tuple(others),
        new_lesions=tuple(new),
        markers_normal=None if markers is None else _boolean(markers, f"{where}.markers_normal"),
        fdg_pet=_choice(point.get("fdg_pet", "not_done"), BaselinePet, f"{where}.fdg_pet"),
    )


def read_target(data: object, where: str, first: Mapping[str, Target] | None) -> Target:
    item = _mapping(data, where, tuple(one.name for one in fields(Target)))
    name = _text(item.get("id"), f"{where}.id")
    if first is not None and name not in first:
        known = ", ".join(sorted(first)) or "none"
        raise CaseError(f"{where}.id", f"target {name!r} is not one of the baseline's targets ({known}).")
    origin = first[name] if first is not None else None
    state = _choice(item.get("state", "measured"), TargetState, f"{where}.state")
    parts = tuple(
        _length(part, f"{where}.parts_mm[{index}]")
        for index, part in enumerate(_sequence(item.get("parts_mm") or [], f"{where}.parts_mm"))
    )
    merged = item.get("merged_into") or ""
    diameter, slice_mm = item.get("diameter_mm"), item.get("slice_thickness_mm")
    target = Target(
        id=name,
        organ=_text(item["organ"], f"{where}.organ", empty=True)
        if "organ" in item
        else (origin.organ if origin else ""),
        node=_boolean(item["node"], f"{where}.node") if "node" in item else bool(origin and origin.node),
        state=state,
        diameter_mm=None if diameter is None else _length(diameter, f"{where}.diameter_mm"),
        parts_mm=parts,
        merged_into=_text(merged, f"{where}.merged_into", empty=True),
        slice_thickness_mm=None if slice_mm is None else _length(slice_mm, f"{where}.slice_thickness_mm"),
        chest_xray=_boolean(item.get("chest_xray", False), f"{where}.chest_xray"),
        irradiated_without_progression=_boolean(
            item.get("irradiated_without_progression", False), f"{where}.irradiated_without_progression"
        ),
    )
    _check_value(target, where)
    if origin is not None and origin.node != target.node:
        raise CaseError(f"{where}.node", f"target {name!r} is {'a' if origin.node else 'no'} node at baseline.")
    return target


def _check_value(target: Target, where: str) -> None:
    """State and numbers must say the same: a value is needed where measured, and only there."""
    value = target.diameter_mm
    if target.state is TargetState.MEASURED:
        if value is None and not target.parts_mm and not target.merged_into:
            raise CaseError(f"{where}.diameter_mm", "a measured target needs a diameter in mm; found none.")
        if value is not None and target.parts_mm and value != exact.compute_sum(target.parts_mm):
            raise CaseError(f"{where}.diameter_mm", "the diameter of a split lesion is the sum of its parts_mm.")
        if value is not None and target.merged_into:
            raise CaseError(f"{where}.diameter_mm", "a merged target has no diameter of its own; the other carries it.")
        return
    if target.parts_mm or target.merged_into:
        raise CaseError(where, f"a target that is {target.state.value} has neither parts_mm nor merged_into.")
    allowed = {TargetState.ABSENT: (None, exact.ZERO), TargetState.TOO_SMALL: (None, Decimal(5))}
    if value not in allowed.get(target.state, (None,)):
        text = f"a target that is {target.state.value} has no diameter; found {value}. Say measured, or leave it out."
        raise CaseError(f"{where}.diameter_mm", text)


def read_non_target(data: object, where: str, known: Mapping[str, NonTarget] | None) -> NonTarget:
    item = _mapping(data, where, ("id", "state", "organ", "node"))
    name = _text(item.get("id"), f"{where}.id")
    if known is not None and name not in known:
        names = ", ".join(sorted(known)) or "none"
        raise CaseError(f"{where}.id", f"non-target {name!r} is not one of the baseline's non-targets ({names}).")
    return NonTarget(
        id=name,
        state=_choice(item.get("state"), NonTargetState, f"{where}.state"),
        organ=_text(item.get("organ", ""), f"{where}.organ", empty=True),
        node=_boolean(item.get("node", False), f"{where}.node"),
    )


def read_new_lesion(data: object, where: str) -> NewLesion:
    item = _mapping(data, where, ("id", "certainty", "organ", "fdg_pet_only"))
    return NewLesion(
        id=_text(item.get("id"), f"{where}.id"),
        certainty=_choice(item.get("certainty"), Certainty, f"{where}.certainty"),
        organ=_text(item.get("organ", ""), f"{where}.organ", empty=True),
        fdg_pet_only=_boolean(item.get("fdg_pet_only", False), f"{where}.fdg_pet_only"),
    )


def _mapping(value: object, where: str, known: Iterable[str]) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise CaseError(where, f"expected an object, found {_kind(value)}.")
    names = tuple(known)
    for key in value:
        if key not in names:
            raise CaseError(
                f"{where}.{key}" if where != "case" else str(key), f"is not known; expected {', '.join(names)}."
            )
    return value


def _sequence(value: object, where: str) -> list[object]:
    if not isinstance(value, list | tuple):
        raise CaseError(where, f"expected a list, found {_kind(value)}.")
    return list(value)


def _text(value: object, where: str, empty: bool = False) -> str:
    if not isinstance(value, str) or not (value.strip() or empty):
        raise CaseError(where, f"expected a text, found {_kind(value)}.")
    return value.strip()


def _boolean(value: object, where: str) -> bool:
    if not isinstance(value, bool):
        raise CaseError(where, f"expected true or false, found {_kind(value)}.")
    return value


def _integer(value: object, where: str, least: int | None = None) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise CaseError(where, f"expected a whole number, found {_kind(value)}.")
    if least is not None and value < least:
        raise CaseError(where, f"expected {least} or more, found {value}.")
    return value


def _length(value: object, where: str) -> Decimal:
    number = exact.to_decimal(value, where)
    if number < 0:
        raise CaseError(where, f"expected 0 or more, found {number}.")
    return number


def _choice(value: object, choices: type[Choice], where: str) -> Choice:
    names = [one.value for one in choices]
    if not isinstance(value, str) or value not in names:
        raise CaseError(where, f"expected one of {', '.join(names)}; found {value!r}.")
    return choices(value)


def _unique(names: list[str], where: str) -> None:
    for name in names:
        if names.count(name) > 1:
            raise CaseError(where, f"lesion {name!r} stands there twice; each id once.")


def _kind(value: object) -> str:
    if value is None:
        return "nothing"
    return str(value) if isinstance(value, Decimal) else f"{value!r}"
