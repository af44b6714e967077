"""Hold a document against the published schema and tell every fault with its line, field and what was expected."""

from collections.abc import Iterator
from functools import cache
from itertools import islice
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from centralis.apps.trials.definition.document import Document
from centralis.apps.trials.definition.problems import Path, Problem, Source, nearest, shown
from centralis.apps.trials.definition.schema import definition_schema

PROBLEMS_LIMIT = 100
_TYPES = {
    "object": "a mapping", "array": "a list", "string": "text (put it in quotes)", "number": "a number",
    "integer": "a whole number", "boolean": "true or false", "null": "nothing",
}  # fmt: skip


@cache
def _validator() -> Draft202012Validator:
    return Draft202012Validator(definition_schema())


def validate(document: Document) -> list[Problem]:
    """Every fault of a document against the schema, in the order of its lines; at most a hundred."""
    found: list[Problem] = []
    for error in _validator().iter_errors(document.value):
        found.extend(_explain(error, document.source))
        if len(found) >= PROBLEMS_LIMIT:
            break
    return sorted(found, key=lambda problem: (problem.line, problem.field))[:PROBLEMS_LIMIT]


def _explain(error: ValidationError, source: Source) -> Iterator[Problem]:
    path: Path = tuple(error.absolute_path)
    keyword, schema = str(error.validator), error.schema if isinstance(error.schema, dict) else {}
    if keyword == "additionalProperties":
        yield from _unknown_fields(error.instance, schema, path, source)
    elif keyword == "required":
        # jsonschema reports each missing field by itself: its name is the first quoted word of the message.
        name = error.message.split("'")[1]
        expected = _expected_part(schema.get("properties", {}).get(name, {})) or "a value"
        yield source.problem((*path, name), expected, None, f"The field {name} is missing.")
    elif keyword == "uniqueItems":
        entries = error.instance[:1000] if isinstance(error.instance, list) else []  # lists hold 200 at most
        second = next((place for place, one in enumerate(entries) if one in entries[:place]), 0)
        yield source.problem((*path, second), "each entry once", entries[second], "An entry stands twice.")
    elif keyword == "dependentRequired":
        yield source.problem(
            (*path, "reason"), "text", None, "A version that amends another must say why, as `reason`."
        )
    elif "propertyNames" in error.absolute_schema_path:
        name = str(error.instance)
        expected = "a name of letters, digits, _ and -, beginning with a letter"
        yield source.problem((*path, name), expected, name, "The name cannot be used.")
    else:
        yield source.problem(
            path, _expected(keyword, error.validator_value, schema, error.instance), error.instance, _sentence(keyword)
        )


def _unknown_fields(instance: Any, schema: dict[str, Any], path: Path, source: Source) -> Iterator[Problem]:
    known = schema.get("properties", {})
    for name in islice((one for one in instance if one not in known), PROBLEMS_LIMIT):
        yield source.problem((*path, name), nearest(name, known), name, f"The field {name} is not known here.")


def _expected(keyword: str, wanted: Any, schema: dict[str, Any], found: object = None) -> str:
    match keyword:
        case "type":
            names = wanted if isinstance(wanted, list) else [wanted]
            return " or ".join(_TYPES[name] for name in names)
        case "enum":
            return nearest(found, [str(one) for one in wanted])
        case "const":
            return "present, or a mapping such as {max: 5}" if wanted == "present" else shown(wanted)
        case "minimum" | "maximum":
            return f"at {'least' if keyword == 'minimum' else 'most'} {wanted:g}"
        case "minItems" | "maxItems" | "minProperties" | "maxProperties":
            return f"{_bound(keyword)} {wanted} entr{'y' if wanted == 1 else 'ies'}"
        case "minLength" | "maxLength":
            return f"{_bound(keyword)} {wanted} characters"
        case "pattern":
            return str(schema.get("description", f"text like {wanted}"))
    return str(schema.get("description", "a value the schema allows"))


def _expected_part(schema: dict[str, Any]) -> str:
    if "const" not in schema and "description" in schema:
        return str(schema["description"])
    for keyword in ("const", "enum", "type"):
        if keyword in schema:
            return _expected(keyword, schema[keyword], schema)
    return ""


def _bound(keyword: str) -> str:
    return "at least" if keyword.startswith("min") else "at most"


def _sentence(keyword: str) -> str:
    sentences = {
        "type": "The value is of the wrong kind.",
        "enum": "The word is not one this field knows.",
        "const": "The value is not the one this field must have.",
        "minimum": "The number is too small.",
        "maximum": "The number is too large.",
        "pattern": "The text has the wrong form.",
        "minItems": "The list is too short.",
        "maxItems": "The list is too long.",
    }
    return sentences.get(keyword, "The value does not fit this field.")
