"""Pieces that the trial file's JSON Schema is put together from: closed mappings, lists, numbers, kinds of text."""

from typing import Any

Schema = dict[str, Any]


def text(pattern: str, description: str) -> Schema:
    """Text of one form; the description is what a person is told to write."""
    # `$` alone would let a trailing line feed through in some engines.
    return {"type": "string", "pattern": f"^{pattern}$(?!\\n)", "description": description}


ID = text("[A-Za-z][A-Za-z0-9_-]{0,63}", "a name of letters, digits, _ and -, beginning with a letter")
LINE = text(r"[^\u0000-\u001f\u007f]{1,300}", "one line of text")


def mapping(properties: Schema, required: tuple[str, ...] = (), **more: object) -> Schema:
    """A mapping of these fields alone: one that is not known is a fault, never ignored."""
    return {
        "type": "object", "properties": properties, "required": list(required), "additionalProperties": False, **more,
    }  # fmt: skip


def entries(items: Schema, least: int = 0, most: int = 200) -> Schema:
    """A list, each entry once where entries are plain values."""
    listed = {"type": "array", "items": items, "minItems": least, "maxItems": most}
    # Comparing every mapping with every other is slow on hostile files; `check` compares their ids instead.
    return listed if items.get("type") == "object" else {**listed, "uniqueItems": True}


def some_of(names: tuple[str, ...], least: int = 0) -> Schema:
    """A list of these words."""
    return entries({"enum": list(names)}, least)


def number(low: float | None = None, high: float | None = None) -> Schema:
    """A number between bounds, both included."""
    bounds = {"minimum": low, "maximum": high}
    return {"type": "number", **{name: bound for name, bound in bounds.items() if bound is not None}}


def whole(low: int, high: int) -> Schema:
    """A whole number between bounds, both included."""
    return {"type": "integer", "minimum": low, "maximum": high}


def interval(end: Schema | None = None) -> Schema:
    """An interval by `min`, `max` or both."""
    one = end or {"type": "number"}
    return mapping({"min": one, "max": one}, minProperties=1)
