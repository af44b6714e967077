"""Read YAML from strangers into plain values with the line of every field, within hard limits.

YAML 1.2 core values only: text, whole and decimal numbers, true, false, null, lists and mappings. Anchors, aliases and
tags are refused, so that nothing can be multiplied or constructed; size, depth and the number of values are bounded
before anything is built. A number that is not finite is refused.
"""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from centralis.apps.trials.definition.problems import Path, Problem, Source, field_name, shown

SIZE_LIMIT = 1024 * 1024
DEPTH_LIMIT = 24
VALUES_LIMIT = 20_000
DIGITS_LIMIT = 15
KEY_LIMIT = 200

_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]*)")
# A leading zero makes a code, not a number: site 007 stays text.
_DECIMAL = re.compile(r"[-+]?(\.[0-9]+|(0|[1-9][0-9]*)(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_WORDS: dict[str, bool | None] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Document:
    """The plain value of a file and where its parts stand."""

    value: object
    source: Source


class Unreadable(Exception):
    """The file cannot be read as a document; carries the problem."""

    def __init__(self, problem: Problem) -> None:
        """Keep the problem and say it."""
        super().__init__(str(problem))
        self.problem = problem


@dataclass(slots=True)
class _Open:
    """A list or mapping being filled."""

    items: list[object] | None = None
    fields: dict[str, object] | None = None
    key: str | None = None


@dataclass(slots=True)
class _Builder:
    file: str
    lines: dict[Path, int] = field(default_factory=dict)
    path: list[str | int] = field(default_factory=list)
    open: list[_Open] = field(default_factory=list)
    value: object = None
    values: int = 0
    documents: int = 0

    def refuse(self, line: int, expected: str, found: object, sentence: str) -> Unreadable:
        return Unreadable(Problem(self.file, line, field_name(tuple(self.path)), expected, shown(found), sentence))

    def place(self, value: object, line: int) -> None:
        """Put a finished or opened value where it belongs and remember its line."""
        if not self.open:
            self.value = value
            self.lines[()] = line
            return
        top = self.open[-1]
        if top.items is not None:
            self.path.append(len(top.items))
            self.lines[tuple(self.path)] = line
            top.items.append(value)
        elif top.fields is not None and top.key is not None:
            top.fields[top.key] = value
            top.key = None

    def left(self) -> None:
        """A value is complete: step out of its field."""
        if self.open:
            self.path.pop()

    def expects_key(self) -> bool:
        return bool(self.open) and self.open[-1].fields is not None and self.open[-1].key is None

    def key(self, event: ScalarEvent, line: int) -> None:
        fields, name = self.open[-1].fields or {}, str(event.value)
        if not name or len(name) > KEY_LIMIT:
            raise self.refuse(line, f"a field name of 1 to {KEY_LIMIT} characters", name, "A field has no usable name.")
        if name in fields:
            raise self.refuse(line, "each field once", name, f"The field {name} stands twice.")
        self.open[-1].key = name
        self.path.append(name)
        self.lines[tuple(self.path)] = line


def read_document(content: bytes | str, file: str = "definition.yaml") -> Document:
    """Read a YAML document.

    Raises:
        Unreadable: with the one problem that stopped the reading (size, encoding, syntax, depth, alias, tag).

    """
    build = _Builder(file)
    for event in _events(_decoded(content, build), build):
        line = event.start_mark.line + 1 if event.start_mark is not None else 0
        if isinstance(event, DocumentStartEvent):
            build.documents += 1
            if build.documents > 1:
                raise build.refuse(line, "one document", "a second document", "The file holds more than one document.")
        elif isinstance(event, MappingEndEvent | SequenceEndEvent):
            build.open.pop()
            build.left()
        elif isinstance(event, NodeEvent):
            _node(build, event, line)
    return Document(build.value, Source(file, build.lines))


def _decoded(content: bytes | str, build: _Builder) -> str:
    if len(content) > SIZE_LIMIT:
        raise build.refuse(0, f"at most {SIZE_LIMIT} bytes", f"{len(content)} bytes", "The file is too large.")
    if isinstance(content, str):
        return content
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise build.refuse(
            content[: fault.start].count(b"\n") + 1, "UTF-8 text", f"byte {fault.start}", "The file is not UTF-8 text."
        ) from fault


def _events(text: str, build: _Builder) -> Iterator[Event]:
    try:
        yield from YAML(typ="safe", pure=True).parse(text)
    except MarkedYAMLError as fault:
        mark = fault.problem_mark or fault.context_mark
        line = mark.line + 1 if mark is not None else 0
        raise build.refuse(
            line, "YAML", fault.problem or "a syntax fault", "The file is not well-formed YAML."
        ) from fault
    except (YAMLError, ValueError, RecursionError) as fault:
        raise build.refuse(0, "YAML", type(fault).__name__, "The file is not well-formed YAML.") from fault


def _node(build: _Builder, event: NodeEvent, line: int) -> None:
    build.values += 1
    if build.values > VALUES_LIMIT:
        raise build.refuse(line, f"at most {VALUES_LIMIT} values", "more", "The file holds too many values.")
    if isinstance(event, AliasEvent) or event.anchor is not None:
        raise build.refuse(line, "plain values", f"anchor or alias {event.anchor}", "Anchors and aliases are refused.")
    if (tag := getattr(event, "tag", None)) is not None:
        raise build.refuse(line, "plain values", f"tag {tag}", "Tags are refused.")
    if build.expects_key():
        if not isinstance(event, ScalarEvent):
            raise build.refuse(line, "a field name", "a list or mapping", "A field name must be plain text.")
        build.key(event, line)
    elif isinstance(event, ScalarEvent):
        build.place(_scalar(build, event, line), line)
        build.left()
    else:
        if len(build.open) >= DEPTH_LIMIT:
            raise build.refuse(line, f"at most {DEPTH_LIMIT} levels", "more", "The file is nested too deeply.")
        is_list = isinstance(event, SequenceStartEvent)
        made = _Open(items=[]) if is_list else _Open(fields={})
        build.place(made.items if is_list else made.fields, line)
        build.open.append(made)


def _scalar(build: _Builder, event: ScalarEvent, line: int) -> object:
    text = str(event.value)
    if not event.implicit[0]:  # quoted or block text
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        if len(text) > DIGITS_LIMIT:
            raise build.refuse(line, f"a number of at most {DIGITS_LIMIT} digits", text, "The number is too long.")
        return int(text)
    if _DECIMAL.fullmatch(text) or _NOT_FINITE.fullmatch(text):
        number = float(text) if _DECIMAL.fullmatch(text) else math.inf
        if not math.isfinite(number):
            raise build.refuse(line, "a finite number", text, "The number is not finite.")
        return number
    return text
