"""The JSON Schema (draft 2020-12) of a case, from the classes that are read.

Rules across fields are stated in descriptions and checked on reading.
"""

from decimal import Decimal
from enum import StrEnum
from typing import Any

from centralis.core.criteria.fields import Choice, Conditions, Spec, choices, label_of, specs


def derive_case_schema(criterion: str, title: str, time_point: type, parameters: type) -> dict[str, Any]:
    """The schema of what `case_json.read_case` accepts."""
    points = {"type": "array", "minItems": 1, "items": _rows_of(time_point)}
    properties = {"criterion": {"const": criterion}, "parameters": derive_parameters_schema(parameters)}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"{title}: a case",
        "description": "One subject as one reader saw it. The first time point is the baseline; days increase.",
        **_object({**properties, "time_points": points}, ["time_points"]),
    }


def derive_parameters_schema(parameters: type) -> dict[str, Any]:
    """The schema of a trial's choices with the published defaults."""
    properties = {name: _parameter(default, meaning) for name, (default, meaning) in choices(parameters).items()}
    return {**_object(properties, []), "default": {}}


def _rows_of(of: type) -> dict[str, Any]:
    found = specs(of)
    required = [name for name, spec in found.items() if spec.required and (not spec.fixed or name == "id")]
    return _object({name: _field(spec) for name, spec in found.items()}, required)


def _field(spec: Spec) -> dict[str, Any]:
    if spec.kind == "rows" and spec.of is not None:
        return {"type": "array", "items": _rows_of(spec.of), "description": _words(spec)}
    if spec.kind == "code" and spec.codes is not None:
        codes: list[str | None] = [one.value for one in spec.codes]
        words = "; ".join(f"{one.value}: {label_of(spec, one.value)}" for one in spec.codes)
        return {"enum": codes if spec.required else [*codes, None], "description": f"{_words(spec)} {words}."}
    limits = {} if spec.minimum is None else {"minimum": _plain(spec.minimum)}
    limits |= {} if spec.maximum is None else {"maximum": _plain(spec.maximum)}
    if spec.kind == "numbers":
        return {"type": ["array", "null"], "items": {"type": "number", **limits}, "description": _words(spec)}
    kind = {"text": "string", "boolean": "boolean", "integer": "integer", "number": "number"}[spec.kind]
    length = {"minLength": 1} if spec.kind == "text" else {}
    return {"type": kind if spec.required else [kind, "null"], **limits, **length, "description": _words(spec)}


def _words(spec: Spec) -> str:
    said = [spec.label + (f", {spec.unit}" if spec.unit and spec.unit != "day" else "") + ".", spec.help]
    if spec.at != "both":
        said.append("Only at the baseline." if spec.at == "baseline" else "Only after the baseline.")
    if spec.fixed:
        said.append("Told at baseline; stays.")
    if spec.needed_when:
        said.append(f"Needed when {_conditions(spec.needed_when)}.")
    if spec.only_when:
        said.append(f"Only when {_conditions(spec.only_when)}.")
    return " ".join(part for part in said if part)


def _conditions(conditions: Conditions) -> str:
    return " and ".join(f"{name} is {' or '.join(values)}" for name, values in conditions)


def _parameter(default: Any, meaning: Choice) -> dict[str, Any]:
    about = {"description": meaning.sentence + (f" In {meaning.unit}." if meaning.unit else "")}
    if isinstance(default, bool):
        return {"type": "boolean", "default": default, **about}
    if isinstance(default, StrEnum):
        return {"enum": [one.value for one in type(default)], "default": default.value, **about}
    if isinstance(default, str):
        return {"type": "string", "default": default, **about}
    least = {} if meaning.minimum is None else {"minimum": _plain(meaning.minimum)}
    kind = "integer" if isinstance(default, int) else "number"
    return {"type": kind, "default": _plain(default), **least, **about}


def _object(properties: dict[str, Any], required: list[str]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def _plain(value: Decimal | int) -> float | int:
    return int(value) if value == int(value) else float(value)
