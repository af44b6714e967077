"""Read a case as JSON by the description of its classes, strictly: every fault is named with path and expectation.

Numbers are read as exact decimals (use `json.loads(text, parse_float=Decimal)` to keep every digit of a file). A key
that is not known is refused, since a mistyped `new_lesions` must not read as "no new lesions".
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar

from centralis.core.criteria import exact
from centralis.core.criteria.fields import Choice, Conditions, Spec, choices, specs
from centralis.core.criteria.findings import CaseError

T = TypeVar("T")
P = TypeVar("P")


def read_case(data: object, criterion: str, time_point: type[T], parameters: type[P]) -> tuple[tuple[T, ...], P]:
    """Read time points (the first is the baseline, days increase) and parameters. Raises CaseError."""
    root = _mapping(data, "", ("criterion", "parameters", "time_points"))
    if root.get("criterion", criterion) != criterion:
        raise CaseError("criterion", f"expected {criterion!r}, found {root['criterion']!r}.")
    chosen = read_parameters(root.get("parameters", {}), parameters)
    points = _sequence(root.get("time_points"), "time_points")
    if not points:
        raise CaseError("time_points", "expected at least one time point; found none.")
    read: list[Any] = []
    for index, point in enumerate(points):
        where = f"time_points[{index}]"
        read.append(read_time_point(point, where, time_point, read[0] if read else None))
        if index and read[-1].day <= read[-2].day:
            text = f"day {read[-1].day} is not after day {read[-2].day}; time points stand in order, one a day."
            raise CaseError(f"{where}.day", text)
    return tuple(read), chosen


def read_parameters(data: object, of: type[P]) -> P:
    """Read the trial's choices; what is not named keeps its published default."""
    known = choices(of)
    given = _mapping(data, "parameters", known)
    return of(**{name: _parameter(value, f"parameters.{name}", *known[name]) for name, value in given.items()})


def read_time_point(data: object, where: str, of: type[T], baseline: T | None = None) -> T:
    """Read one time point; its carried rows must be the baseline's, whose fixed fields may be left out."""
    point = _mapping(data, where, specs(of))
    values: dict[str, Any] = {}
    for name, spec in specs(of).items():
        if spec.kind == "rows":
            values[name] = _rows(point.get(name, []), f"{where}.{name}", spec, index_baseline(baseline, name, spec))
            _check_place(values[name], f"{where}.{name}", spec, baseline is None)
        elif spec.fixed and baseline is not None:
            values[name] = _carried(point, name, spec, where, getattr(baseline, name))
        else:
            values[name] = _told(point, name, spec, where)
    return _made(of, values, where)


def index_baseline(baseline: object, name: str, spec: Spec) -> dict[str, Any] | None:
    """The baseline's rows of a section by id; None where a time point's rows are its own."""
    if baseline is None or not spec.carried or spec.at == "follow_up":
        return None
    return {row.id: row for row in getattr(baseline, name)}


def _check_place(found: Sequence[object], where: str, spec: Spec, is_baseline: bool) -> None:
    if found and spec.at == ("follow_up" if is_baseline else "baseline"):
        place = "after the baseline" if is_baseline else "at the baseline"
        raise CaseError(where, f"{spec.label.lower()} are recorded only {place}.")


def _rows(data: object, where: str, spec: Spec, first: Mapping[str, Any] | None) -> tuple[Any, ...]:
    of = spec.of
    if of is None:
        raise TypeError(f"{where}: rows without a class")
    read = [_row(item, f"{where}[{index}]", of, spec, first) for index, item in enumerate(_sequence(data, where))]
    names = [row.id for row in read if hasattr(row, "id")]
    for name in names:
        if names.count(name) > 1:
            raise CaseError(where, f"{spec.row} {name!r} stands there twice; each id once.")
    return tuple(read)


def _row(data: object, where: str, of: type, spec: Spec, first: Mapping[str, Any] | None) -> Any:
    item = _mapping(data, where, specs(of))
    origin = None
    if first is not None:
        name = _text(item.get("id"), f"{where}.id")
        if name not in first:
            known = ", ".join(sorted(first)) or "none"
            raise CaseError(f"{where}.id", f"{spec.row} {name!r} is not one of the baseline's ({known}).")
        origin = first[name]
    values = {
        name: _carried(item, name, one, where, getattr(origin, name))
        if one.fixed and origin is not None
        else _told(item, name, one, where)
        for name, one in specs(of).items()
    }
    return _made(of, values, where)


def _carried(item: Mapping[str, Any], name: str, spec: Spec, where: str, origin: Any) -> Any:
    value = _told(item, name, spec, where) if item.get(name) is not None else origin
    if value != origin:
        raise CaseError(f"{where}.{name}", f"is {value} here and {origin} at baseline; {spec.label.lower()} stays.")
    return value


def _told(item: Mapping[str, Any], name: str, spec: Spec, where: str) -> Any:
    """The value of one field; None when it is not told, so that the class keeps its default."""
    place = f"{where}.{name}" if where else name
    value = item.get(name)
    if value is None:
        if spec.required:
            raise CaseError(place, f"is needed: {spec.label.lower()}; found nothing.")
        return None
    return read_value(value, place, spec)


def _made(of: type[T], values: dict[str, Any], where: str) -> T:
    """Build the row: fields that were not told keep their default; conditions between fields are checked."""
    told = {name: value for name, value in values.items() if value is not None}
    row = of(**told)
    for name, spec in specs(of).items():
        is_told = values[name] is not None and values[name] != ()
        if spec.needed_when and not is_told and holds(row, spec.needed_when):
            raise CaseError(f"{where}.{name}", f"is needed {_when(spec.needed_when)}; found nothing.")
        if spec.only_when and is_told and not holds(row, spec.only_when):
            raise CaseError(f"{where}.{name}", f"may stand only {_when(spec.only_when)}.")
    return row


def holds(row: object, conditions: Conditions) -> bool:
    """Whether fields of a row have the values that conditions name."""
    return all(_word(getattr(row, name)) in values for name, values in conditions)


def _word(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) or value is None else str(value)


def _when(conditions: Conditions) -> str:
    return "when " + " and ".join(f"{name} is {' or '.join(values)}" for name, values in conditions)


def read_value(value: object, where: str, spec: Spec) -> Any:
    """Read one value by its description: kind, codes, limits. Raises CaseError."""
    if spec.kind == "text":
        return _text(value, where)
    if spec.kind == "boolean":
        return _boolean(value, where)
    if spec.kind == "code" and spec.codes is not None:
        return _code(value, where, spec.codes)
    if spec.kind == "integer":
        return _limited(_integer(value, where), where, spec)
    if spec.kind == "numbers":
        items = _sequence(value, where)
        return tuple(
            _limited(exact.to_decimal(one, f"{where}[{index}]"), f"{where}[{index}]", spec)
            for index, one in enumerate(items)
        )
    return _limited(exact.to_decimal(value, where), where, spec)


def _limited(value: Any, where: str, spec: Spec) -> Any:
    unit = f" {spec.unit}" if spec.unit else ""
    if spec.minimum is not None and value < spec.minimum:
        raise CaseError(where, f"expected {spec.minimum:f}{unit} or more, found {value}.")
    if spec.maximum is not None and value > spec.maximum:
        raise CaseError(where, f"expected {spec.maximum:f}{unit} or less, found {value}.")
    return value


def _parameter(value: object, where: str, default: Any, meaning: Choice) -> Any:
    read: Any
    if isinstance(default, bool):
        return _boolean(value, where)
    if isinstance(default, StrEnum):
        return _code(value, where, type(default))
    if isinstance(default, int):
        read = _integer(value, where)
    elif isinstance(default, Decimal):
        read = exact.to_decimal(value, where)
    else:
        return _text(value, where)
    if meaning.minimum is not None and read < meaning.minimum:
        raise CaseError(where, f"expected {meaning.minimum:f} or more, found {read}.")
    return read


def write_answer(one: Any) -> dict[str, Any]:
    """A frozen answer as JSON values: lengths exact, `_percent` cut to four decimals, None stays None."""
    return {each.name: _written(getattr(one, each.name), each.name) for each in fields(one)}


def write_value(value: Any) -> Any:
    """One value as it stands in entries: numbers as JSON numbers, codes as text, None stays None."""
    return _written(value, "")


def _written(value: Any, name: str) -> Any:
    if isinstance(value, Decimal):
        return exact.to_number(value, 4 if "_percent" in name else None)
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, tuple | list):
        return [_written(each, name) for each in value]
    if isinstance(value, Mapping):
        return {str(key): _written(each, str(key)) for key, each in value.items()}
    return write_answer(value) if hasattr(value, "__dataclass_fields__") else value


def _mapping(value: object, where: str, known: Iterable[str]) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise CaseError(where or "case", f"expected an object, found {_kind(value)}.")
    names = tuple(known)
    for key in value:
        if key not in names:
            place = f"{where}.{key}" if where else str(key)
            raise CaseError(place, f"is not known; expected {', '.join(names) or 'nothing'}.")
    return value


def _sequence(value: object, where: str) -> list[object]:
    if not isinstance(value, list | tuple):
        raise CaseError(where, f"expected a list, found {_kind(value)}.")
    return list(value)


def _text(value: object, where: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise CaseError(where, f"expected a text, found {_kind(value)}.")
    return value.strip()


def _boolean(value: object, where: str) -> bool:
    if not isinstance(value, bool):
        raise CaseError(where, f"expected true or false, found {_kind(value)}.")
    return value


def _integer(value: object, where: str) -> int:
    if isinstance(value, Decimal) and value == value.to_integral_value():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        raise CaseError(where, f"expected a whole number, found {_kind(value)}.")
    return value


def _code(value: object, where: str, codes: type[StrEnum]) -> StrEnum:
    names = [one.value for one in codes]
    if not isinstance(value, str) or value not in names:
        raise CaseError(where, f"expected one of {', '.join(names)}; found {value!r}.")
    return codes(value)


def _kind(value: object) -> str:
    if value is None:
        return "nothing"
    return str(value) if isinstance(value, Decimal) else f"{value!r}"
