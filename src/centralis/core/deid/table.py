"""Table E.1-1 of PS3.15 (edition named in the data file): which attribute must go, which stays under which option."""

import json
from dataclasses import dataclass
from functools import cache
from importlib import resources

PRIVATE = "PRIVATE"


@dataclass(frozen=True, slots=True)
class Row:
    """One attribute: its tag as printed (`x` for any digit), the basic action and the action of each option."""

    tag: str
    name: str
    retired: bool
    basic: str
    options: dict[str, str]

    @property
    def number(self) -> int | None:
        """The tag as a number; None for a repeating group and for the private row."""
        return None if self.tag == PRIVATE or "x" in self.tag else int(self.tag, 16)


@dataclass(frozen=True, slots=True)
class Table:
    """The whole table, with the edition it was taken from."""

    standard: str
    edition: str
    source: str
    rows: tuple[Row, ...]


@cache
def confidentiality_table() -> Table:
    """The table, read once from the package's own data."""
    text = resources.files(__package__).joinpath("ps315_2026d.json").read_text(encoding="utf-8")
    stored = json.loads(text)
    rows = tuple(Row(*row) for row in stored["rows"])
    return Table(stored["standard"], stored["edition"], stored["source"], rows)
