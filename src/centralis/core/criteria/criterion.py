"""What every criterion and score brings along: its identity, classes, tables, rules, worked examples, and its sources.

A criterion is a package that declares one `Declaration`; everything public (reading a case, schema, form, page) is
derived from it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from centralis.core.criteria import case_json, form, schema
from centralis.core.criteria.declared_reading import DeclaredReading
from centralis.core.criteria.findings import Finding
from centralis.core.criteria.reading import Reading, Responses, Value


@dataclass(frozen=True)
class Table:
    """A decision table as data, printed in the docs: `rows` hold the rule's id first, then one cell a column."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Source:
    """Where a group of rules comes from, and whether that text was seen: `confirmed_by` names what was, or is empty."""

    rules: str
    citation: str
    confirmed_by: str = ""


@dataclass(frozen=True)
class Example:
    """A worked example: the case as JSON values, the arithmetic in words, and the part of the answer that must come.

    `expected` holds for each time point the keys to be compared; `summary` those of the whole answer. `published`
    cites where the example was printed, when it was.
    """

    name: str
    arithmetic: str
    case: Mapping[str, Any]
    expected: tuple[Mapping[str, Any], ...]
    summary: Mapping[str, Any] = field(default_factory=dict)
    published: str = ""


@dataclass(frozen=True)
class Criterion:
    """One criterion or score by its public name. `assess` takes a case as JSON values, raises CaseError.

    kind: criterion (a response a time point) or score. rules: id → sentence of every rule that can decide.
    open_reading: the trial's parameters (JSON values; CaseError for an unknown one) → how it is read. responses: what
    the codes of a criterion mean, None for a score; values: the values of a score, headline first.
    """

    name: str
    title: str
    edition: str
    citation: str
    not_covered: str
    derive_schema: Callable[[], dict[str, Any]]
    assess: Callable[[object], dict[str, Any]]
    derive_form: Callable[[], dict[str, Any]]
    open_reading: Callable[[Mapping[str, Any]], Reading]
    kind: str = "criterion"
    tables: tuple[Table, ...] = ()
    rules: Mapping[str, str] = field(default_factory=dict)
    examples: tuple[Example, ...] = ()
    sources: tuple[Source, ...] = ()
    parameters: type | None = None
    responses: Responses | None = None
    values: tuple[Value, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """What `centralis criteria list` prints of it."""
        return {
            "name": self.name,
            "kind": self.kind,
            "title": self.title,
            "edition": self.edition,
            "citation": self.citation,
            "not_covered": self.not_covered,
            "unconfirmed": [one.rules for one in self.sources if not one.confirmed_by],
        }


def _no_findings(history: Sequence[Any], parameters: Any) -> tuple[Finding, ...]:
    return ()


def _no_rows(parameters: Any) -> Mapping[str, Mapping[str, str]]:
    return {}


def _no_summary(assessments: Sequence[Any], parameters: Any) -> dict[str, Any]:
    return {}


@dataclass(frozen=True)
class Declaration:
    """What a criterion's package declares.

    parameters, time_point: classes described by `fields`; every time point has a `day`. assess: the answers of a whole
    history, one frozen object a time point with `day`, `rule` and `sentence` (a criterion also `overall`). check: edit
    checks of the last time point of a history. summarise: keys of the answer as a whole, such as
    `best_overall_response`. checks: id → sentence. answers: key, label and unit of what the form shows. listed: the
    rows that a section always has with these parameters, id → label. responses, values: as in `Criterion`.
    """

    name: str
    title: str
    edition: str
    citation: str
    not_covered: str
    parameters: type
    time_point: type
    assess: Callable[[Sequence[Any], Any], Sequence[Any]]
    tables: tuple[Table, ...]
    rules: Mapping[str, str]
    examples: tuple[Example, ...]
    sources: tuple[Source, ...]
    answers: tuple[tuple[str, str, str], ...]
    check: Callable[[Sequence[Any], Any], Iterable[Finding]] = _no_findings
    checks: Mapping[str, str] = field(default_factory=dict)
    summarise: Callable[[Sequence[Any], Any], Mapping[str, Any]] = _no_summary
    kind: str = "criterion"
    responses: Responses | None = None
    values: tuple[Value, ...] = ()
    listed: Callable[[Any], Mapping[str, Mapping[str, str]]] = _no_rows


def declare(one: Declaration) -> Criterion:
    """Make the criterion of a declaration."""
    return Criterion(
        name=one.name,
        title=one.title,
        edition=one.edition,
        citation=one.citation,
        not_covered=one.not_covered,
        derive_schema=lambda: schema.derive_case_schema(one.name, one.title, one.time_point, one.parameters),
        assess=partial(_assess, one),
        derive_form=lambda: _derive_form(one, _list_rows(one, one.parameters())),
        open_reading=partial(_open_reading, one),
        kind=one.kind,
        tables=one.tables,
        rules=one.rules,
        examples=one.examples,
        sources=one.sources,
        parameters=one.parameters,
        responses=one.responses,
        values=one.values,
    )


def _assess(one: Declaration, data: object) -> dict[str, Any]:
    point: type[Any] = one.time_point
    choices: type[Any] = one.parameters
    history, parameters = case_json.read_case(data, one.name, point, choices)
    found = one.assess(history, parameters)
    points = [
        {
            **case_json.write_answer(answer),
            "findings": [each.to_json() for each in one.check(history[: index + 1], parameters)],
        }
        for index, answer in enumerate(found)
    ]
    return {"criterion": one.name, "time_points": points, **one.summarise(found, parameters)}


def _list_rows(one: Declaration, parameters: Any) -> Mapping[str, Mapping[str, str]]:
    return {**form.list_codes(one.time_point), **one.listed(parameters)}


def _derive_form(one: Declaration, listed: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    return form.derive_form((one.name, one.title), one.time_point, one.checks, one.answers, listed)


def _open_reading(one: Declaration, given: Mapping[str, Any]) -> Reading:
    choices: type[Any] = one.parameters
    parameters = case_json.read_parameters(given, choices)
    return DeclaredReading(
        kind=one.kind,
        time_point=one.time_point,
        parameters=parameters,
        listed=_list_rows(one, parameters),
        derive_form=partial(_derive_form, one),
        assess=one.assess,
        check=one.check,
        summarise=one.summarise,
        values=one.values,
    )
