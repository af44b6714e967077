"""Which rules of a criterion its worked examples reach, and which rows of its tables: proof that none is untried."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from centralis.core.criteria.criterion import Criterion


@dataclass(frozen=True)
class Coverage:
    """The ids of a criterion's rules and of its tables' rows, and those that decide in some worked example."""

    name: str
    examples: int
    rules: frozenset[str]
    rows: tuple[str, ...]
    reached: frozenset[str]

    @property
    def missing(self) -> tuple[str, ...]:
        """Rules that no example reaches, sorted."""
        return tuple(sorted(self.rules - self.reached))

    @property
    def line(self) -> tuple[str, str, str, str]:
        """Name, examples, rules reached and rows reached, in words."""
        rules = f"{len(self.rules & self.reached)} of {len(self.rules)} rules"
        rows = f"{sum(row in self.reached for row in self.rows)} of {len(self.rows)} rows of tables"
        return self.name, f"{self.examples} examples", rules, rows


def measure_coverage(criterion: Criterion) -> Coverage:
    """Run every worked example and gather the rules that decided a time point or a part of it."""
    reached: set[str] = set()
    for example in criterion.examples:
        reached |= set(_find_rules(criterion.assess(example.case)["time_points"]))
    rows = tuple(row[0] for table in criterion.tables for row in table.rows)
    return Coverage(criterion.name, len(criterion.examples), frozenset(criterion.rules), rows, frozenset(reached))


def render_report(criteria: Iterable[Criterion]) -> str:
    """The report as text: a line for each criterion, and below it the rules that no example reaches."""
    found = [measure_coverage(one) for one in sorted(criteria, key=lambda one: one.name)]
    widths = [max(len(one.line[place]) for one in found) for place in range(4)]
    lines = []
    for one in found:
        lines.append("  ".join(cell.ljust(width) for cell, width in zip(one.line, widths, strict=True)).rstrip())
        lines += [f"  not reached: {', '.join(one.missing)}"] if one.missing else []
    return "\n".join(lines) + "\n"


def _find_rules(value: object) -> Iterable[str]:
    """Every rule at any depth: parts of an answer, such as a joint or a bone scan, decide by rules of their own."""
    if isinstance(value, Mapping):
        for key, each in value.items():
            if key == "rule" and isinstance(each, str):
                yield each
            yield from _find_rules(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _find_rules(each)
