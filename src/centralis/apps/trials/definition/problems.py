"""A fault in a trial file, told so that its author can mend it: place, what was expected, what was found."""

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault. `line` counts from 1; 0 means the file as a whole. `field` reads like `visits[1].window`."""

    file: str
    line: int
    field: str
    expected: str
    found: str
    sentence: str

    def __str__(self) -> str:
        """The fault on one line, place first."""
        place = f"{self.file}:{self.line}" if self.line else self.file
        where = f" {self.field}:" if self.field else ""
        return f"{place}:{where} {self.sentence} Expected {self.expected}; found {self.found}."

    def as_json(self) -> dict[str, object]:
        """The fault as plain JSON values."""
        return {
            "file": self.file,
            "line": self.line,
            "field": self.field,
            "expected": self.expected,
            "found": self.found,
            "sentence": self.sentence,
        }


@dataclass(frozen=True, slots=True)
class Source:
    """Where the parts of a trial file stand: its name and the line of each field."""

    file: str
    lines: Mapping[Path, int]

    def line(self, path: Path) -> int:
        """The line of a field, or of the nearest part around it that is there."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def problem(self, path: Path, expected: str, found: object, sentence: str) -> Problem:
        """A problem at a field."""
        return Problem(self.file, self.line(path), field_name(path), expected, shown(found), sentence)


def field_name(path: Path) -> str:
    """A path as text: `acquisition.ct_cap.series[0].rules.kvp`."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text


def nearest(name: object, known: Iterable[str]) -> str:
    """What was probably meant, or all that is known."""
    names = [str(one) for one in known]
    near = difflib.get_close_matches(str(name), names, 1)
    return f"{near[0]} (did you mean this?)" if near else "one of " + ", ".join(names)


def shown(value: object) -> str:
    """A value as a short text for a message."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list | tuple):
        return "a list"
    text = str(value).replace("\n", " ")
    return text if len(text) <= 80 else text[:77] + "..."
