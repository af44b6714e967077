"""The documentation page of a criterion or score, rendered from the very objects that assess: nothing is told twice."""

import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Any

from centralis.core.criteria.criterion import Criterion, Example
from centralis.core.criteria.fields import choices


def render_page(criterion: Criterion) -> str:
    """The page as Markdown."""
    parts = [
        f"# {criterion.title} ({criterion.name})",
        f"Edition {criterion.edition}. {criterion.citation}.",
        f"**Not covered.** {criterion.not_covered}",
        *_tables(criterion),
        "## Rules that decide",
        _table(("rule", "what it says"), sorted(criterion.rules.items())),
        *_reading(criterion),
        *_parameters(criterion),
        *_sources(criterion),
        *(part for example in criterion.examples for part in _example(example)),
        "## Use",
        f"`centralis criteria schema {criterion.name}` prints the JSON Schema of a case, "
        f"`centralis criteria assess {criterion.name} CASE.json` assesses one. This page is made from the code; "
        "Centralis is not a medical device.",
    ]
    return "\n\n".join(parts) + "\n"


def render_index(criteria: Iterable[Criterion]) -> str:
    """The list of all pages, and every group of rules that no source has confirmed yet."""
    known = sorted(criteria, key=lambda one: one.name)
    rows = [(f"[{one.name}]({one.name}.md)", one.kind, one.title, one.edition, one.citation) for one in known]
    open_rules = [(one.name, each.rules) for one in known for each in one.sources if not each.confirmed_by]
    parts = [
        "# Criteria and scores",
        _table(("name", "kind", "title", "edition", "citation"), rows),
        "## Rules that no source has confirmed yet",
        _table(("name", "rules"), open_rules) if open_rules else "None.",
    ]
    return "\n\n".join(parts) + "\n"


def _tables(criterion: Criterion) -> Iterable[str]:
    for one in criterion.tables:
        yield f"## {one.title}"
        yield _table(("rule", *one.columns), one.rows)


def _reading(criterion: Criterion) -> Iterable[str]:
    """What a trial makes of the answers: the meaning of the codes, or the values of a score."""
    meaning = criterion.responses
    if meaning is not None:
        yield "## What the responses mean"
        rows = [
            ("Overall responses, best first", ", ".join(meaning.ranking)),
            ("Objective response", ", ".join(meaning.responding)),
            ("Disease control besides", ", ".join(meaning.stable)),
            ("Progression", ", ".join(meaning.progression)),
            ("Progression not yet confirmed", ", ".join(meaning.unconfirmed) or "none"),
            ("Progression counts", f"{meaning.rule} ({meaning.source})"),
        ]
        yield _table(("meaning", "codes"), [*rows, ("Note", meaning.note)] if meaning.note else rows)
    if criterion.values:
        yield "## What is compared between readers and visits"
        told = [(one.label, one.unit, one.worse, ", ".join(one.codes)) for one in criterion.values]
        yield _table(("value, the headline first", "unit", "worse when", "order of its codes"), told)


def _parameters(criterion: Criterion) -> Iterable[str]:
    if criterion.parameters is None:
        return
    rows = [
        (f"`{name}`", _plain(default), meaning.unit, meaning.sentence)
        for name, (default, meaning) in choices(criterion.parameters).items()
    ]
    if rows:
        yield "## What a trial may choose"
        yield _table(("parameter", "default", "unit", "decides"), rows)


def _sources(criterion: Criterion) -> Iterable[str]:
    yield "## Where the rules come from"
    rows = [(one.rules, one.citation, one.confirmed_by or "**not confirmed**") for one in criterion.sources]
    yield _table(("rules", "source", "confirmed by"), rows)


def _example(example: Example) -> Iterable[str]:
    yield f"## Example: {example.name}"
    yield example.arithmetic + (f" Published: {example.published}." if example.published else "")
    yield f"```json\n{json.dumps(example.case, indent=1, ensure_ascii=False)}\n```"
    columns = tuple(dict.fromkeys(key for point in example.expected for key in point))
    yield _table(columns, [tuple(_plain(point.get(key)) for key in columns) for point in example.expected])
    if example.summary:
        yield _summary(example.summary)


def _summary(summary: Mapping[str, Any]) -> str:
    return "; ".join(f"{key.replace('_', ' ')}: {_plain(value)}" for key, value in summary.items()) + "."


def _table(columns: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    head = list(columns)
    lines = [_line(head), _line("---" for _ in head)]
    return "\n".join([*lines, *(_line(row) for row in rows)])


def _line(cells: Iterable[object]) -> str:
    return "| " + " | ".join(str(cell).replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"


def _plain(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, StrEnum):
        return value.value
    return f"{value:f}" if isinstance(value, Decimal) else str(value)
