"""Read by a declared criterion: what `reading.Reading` asks for, from the classes and rules of a declaration."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from centralis.core.criteria import case_json, exact
from centralis.core.criteria.draft import ENTRY, Draft
from centralis.core.criteria.fields import Spec, label_of, specs
from centralis.core.criteria.findings import CaseError, Finding, Severity
from centralis.core.criteria.reading import CaseResult, Entered, Live, Prior, Value, render_value, write_case

_NUMBERS = ("number", "integer")
_WORDS = ("baseline", "smallest", "last")


@dataclass(frozen=True)
class DeclaredReading:
    """A declared criterion with the trial's parameters. `listed`: ids of the rows that a section always has."""

    kind: str
    time_point: type
    parameters: Any
    listed: Mapping[str, Mapping[str, str]]
    derive_form: Callable[[Mapping[str, Mapping[str, str]]], dict[str, Any]]
    assess: Callable[[Sequence[Any], Any], Sequence[Any]]
    check: Callable[[Sequence[Any], Any], Iterable[Finding]]
    summarise: Callable[[Sequence[Any], Any], Mapping[str, Any]]
    values: tuple[Value, ...]

    def form(self) -> dict[str, Any]:
        """The form with the rows this trial lists."""
        return self.derive_form(self.listed)

    def start(self, earlier: Sequence[Entered]) -> dict[str, Any]:
        """Rows carried forward or listed, and fixed fields; no value."""
        history = self._read(earlier)
        entries: dict[str, Any] = {}
        for name, spec in specs(self.time_point).items():
            if spec.kind == "rows" and (history or spec.at != "follow_up"):
                entries[name] = self._start_rows(name, spec, history)
            elif spec.fixed and history:
                entries[name] = case_json.write_value(getattr(history[0], name))
        return {key: value for key, value in entries.items() if value is not None}

    def _start_rows(self, name: str, spec: Spec, history: Sequence[Any]) -> list[dict[str, Any]]:
        if name in self.listed:
            return [{"id": one} for one in self.listed[name]]
        if spec.of is None or not spec.carried or not history:
            return []
        points = history[:1] if spec.at != "follow_up" else history[1:]
        last = {row.id: row for point in points for row in getattr(point, name)}
        kept = [one for one, each in specs(spec.of).items() if each.fixed or each.kept or one == "id"]
        rows = ({one: case_json.write_value(getattr(row, one)) for one in kept} for row in last.values())
        return [{one: value for one, value in row.items() if value not in (None, "")} for row in rows]

    def prior(self, earlier: Sequence[Entered]) -> Prior:
        """Numbers told before, by section and row; both diameters of a lesion together."""
        history = self._read(earlier)
        found: dict[str, dict[str, Mapping[str, str]]] = {"": {}}
        for name, spec in specs(self.time_point).items() if history else ():
            if spec.kind == "rows" and spec.of is not None:
                ids = dict.fromkeys(row.id for point in history for row in getattr(point, name))
                found[name] = {str(one): _before(one, name, spec.of, history) for one in ids}
            elif spec.kind in (*_NUMBERS, "code") and not spec.fixed and name != "day":
                found[""][name] = _told([[getattr(point, name)] for point in history], {name: spec})
        return found

    def draft(self, earlier: Sequence[Entered], day: int, entries: Mapping[str, Any]) -> Live:
        """Score a form that is still being filled in."""
        try:
            history = self._read(earlier)
            read = Draft(self._scored(day, entries), self.time_point, history[0] if history else None)
            if read.point is None:
                return Live(read.keep(()), None)
            points = [*history, read.point]
            assessed = self.assess(points, self.parameters)
            return Live(read.keep(tuple(self.check(points, self.parameters))), case_json.write_answer(assessed[-1]))
        except CaseError as error:
            return Live((Finding(ENTRY, Severity.ERROR, error.where, "", error.sentence),), None)
        except ValueError as error:
            return Live((Finding(ENTRY, Severity.ERROR, "", "", str(error)),), None)

    def final(self, earlier: Sequence[Entered], day: int, entries: Mapping[str, Any]) -> Live:
        """Score a form that is to be signed. Raises CaseError."""
        points = self._read([*earlier, (day, entries)])
        assessed = self.assess(points, self.parameters)
        return Live(tuple(self.check(points, self.parameters)), case_json.write_answer(assessed[-1]))

    def case(self, points: Sequence[Entered]) -> CaseResult:
        """Score a case of signed time points. Raises CaseError."""
        assessed = self.assess(self._read(points), self.parameters)
        written = [case_json.write_answer(one) for one in assessed]
        return write_case(self.kind, written, self.summarise(assessed, self.parameters), self.values)

    def _read(self, points: Sequence[Entered]) -> list[Any]:
        history: list[Any] = []
        for place, (day, entries) in enumerate(points):
            where, baseline = f"time_points[{place}]", history[0] if history else None
            history.append(case_json.read_time_point(self._scored(day, entries), where, self.time_point, baseline))
            if place and history[-1].day <= history[-2].day:
                raise CaseError(f"{where}.day", f"day {day} is not after day {history[-2].day} of the one before.")
        return history

    def _scored(self, day: int, entries: Mapping[str, Any]) -> dict[str, Any]:
        known = specs(self.time_point)
        return {"day": day, **{name: value for name, value in entries.items() if name in known and name != "day"}}


def _before(one: str | StrEnum, section: str, of: type, history: Sequence[Any]) -> Mapping[str, str]:
    """What was told of a row: its numbers; of one without numbers, and where none was told, its state."""
    known = {name: spec for name, spec in specs(of).items() if not spec.rare and not spec.fixed}
    numbers = {name: spec for name, spec in known.items() if spec.kind in _NUMBERS}
    states = {name: spec for name, spec in known.items() if spec.kind == "code" and name == "state"}
    rows = [next((row for row in getattr(point, section) if row.id == one), None) for point in history]

    def values(row: Any, names: Iterable[str]) -> list[Any]:
        return [None if row is None else getattr(row, name) for name in names]

    told = _told([values(row, numbers) for row in rows], numbers) if numbers else {}
    stated = _told([values(row, states) for row in rows], states) if states else {}
    return {word: told.get(word) or stated[word] for word in _WORDS if told.get(word) or stated.get(word)}


def _told(values: Sequence[Sequence[Any]], known: Mapping[str, Spec]) -> Mapping[str, str]:
    """Baseline, last and, where sizes compare, the smallest: one measure, or the product of two diameters."""
    specs_of = tuple(known.values())
    told = {"baseline": _join(values[0], specs_of)}
    if len(values) > 1:
        told["last"] = _join(values[-1], specs_of)
    size = slice(2) if _is_pair(specs_of) else slice(1)
    complete = [one for one in values if None not in one[size]]
    is_size = _is_pair(specs_of) or (len(specs_of) == 1 and specs_of[0].kind in _NUMBERS)
    if complete and len(values) > 1 and is_size:
        told["smallest"] = _join(min(complete, key=lambda one: _product(one[size])), specs_of)
    return {key: told[key] for key in _WORDS if told.get(key)}


def _is_pair(known: Sequence[Spec]) -> bool:
    """Whether a row begins with two diameters."""
    return [one.unit for one in known[:2]] == ["mm", "mm"]


def _product(values: Sequence[Decimal | int | None]) -> Decimal:
    product = Decimal(1)
    for value in values:
        product *= value if value is not None else exact.ZERO
    return product


def _join(values: Sequence[Any], known: Sequence[Spec]) -> str:
    """Diameters as a product, what else was told of the row with its unit after them; other numbers side by side."""
    shown = [_show(one, spec) for one, spec in zip(values, known, strict=True)]
    if not any(shown):
        return ""
    if not _is_pair(known):
        return " / ".join(one or "–" for one in shown)
    pair = " × ".join(one or "–" for one in shown[:2]) if any(shown[:2]) else ""
    rest = [f"{one} {spec.unit}".strip() for one, spec in zip(shown[2:], known[2:], strict=True) if one]
    return ", ".join([pair, *rest] if pair else rest)


def _show(value: Any, spec: Spec) -> str | None:
    if value is None:
        return None
    if spec.kind != "code":
        return render_value(float(value))
    label = label_of(spec, str(value))
    return str(value) if label.startswith(f"{value}:") else label
