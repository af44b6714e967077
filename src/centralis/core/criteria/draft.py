"""Read a form that is still being filled in: every gap and fault becomes a finding, nothing is guessed.

A row that can't be read yet is left out, so that a rule counts it as not recorded; a fault in a field of the time point
as a whole leaves no time point at all. Strict reading is `case_json`.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import fields, replace
from types import SimpleNamespace
from typing import Any, Generic, TypeVar

from centralis.core.criteria import case_json
from centralis.core.criteria.fields import Conditions, Spec, label_of, specs
from centralis.core.criteria.findings import CaseError, Finding, Severity

ENTRY = "ENTRY"
"""The check of a finding that says: this entry cannot be read yet."""

T = TypeVar("T")


class Draft(Generic[T]):
    """What could be read of a time point (`point` None when it can't be assessed), and what could not."""

    def __init__(self, data: Mapping[str, Any], of: type[T], baseline: T | None) -> None:
        self.findings: list[Finding] = []
        self.unread: set[str] = set()
        self._places: dict[str, list[int]] = {}
        values: dict[str, Any] = {}
        for name, spec in specs(of).items():
            if spec.kind == "rows":
                values[name] = self._read_rows(data.get(name, []), name, spec, baseline)
        single = {name: data.get(name) for name, spec in specs(of).items() if spec.kind != "rows"}
        row = _Row(of, single, "", baseline)
        self.findings += row.findings
        self.point: T | None = None if row.findings else of(**values, **row.told)

    def keep(self, findings: Sequence[Finding]) -> tuple[Finding, ...]:
        """Edit checks of the point as findings of the form: rows by their place there; gaps are named once."""
        told = [self._place(one) for one in findings if one.lesion not in self.unread]
        return (*self.findings, *told)

    def _read_rows(self, items: object, name: str, spec: Spec, baseline: object) -> tuple[Any, ...]:
        if not isinstance(items, list | tuple):
            raise CaseError(name, f"expected a list, found {items!r}.")
        first = case_json.index_baseline(baseline, name, spec)
        found: dict[object, Any] = {}
        places: list[int] = []
        for index, item in enumerate(items):
            where = f"{name}[{index}]"
            read = _read_row(item, where, spec, first, found)
            self.findings += read.findings
            if read.findings:
                self.unread.add(read.shown)
            else:
                found[read.told.get("id", index)] = read.make()
                places.append(index)
        self._places[name] = places
        return tuple(found.values())

    def _place(self, finding: Finding) -> Finding:
        section, bracket, rest = finding.field.partition("[")
        number, _, tail = rest.partition("]")
        places = self._places.get(section, [])
        if not bracket or not number.isdecimal() or int(number) >= len(places):
            return finding
        return replace(finding, field=f"{section}[{places[int(number)]}]{tail}")


class _Row:
    """One row, or the single fields of a time point: what was told, and a finding for each gap or fault."""

    def __init__(self, of: type, item: Mapping[str, Any], where: str, origin: object) -> None:
        self.of, self.where = of, where
        self.shown = str(item.get("id") or "")
        self.told: dict[str, Any] = {}
        self.findings: list[Finding] = []
        known = specs(of)
        for name in item:
            if name not in known:
                self.fault(name, f"{self.shown or 'the time point'}: {name} is no field of this form.")
        for name, spec in known.items():
            if spec.kind != "rows":
                self._read(name, spec, item.get(name), origin)
        self.findings += list(self._check_conditions({one.field for one in self.findings}))

    def make(self) -> Any:
        """Build the row; call it only without findings."""
        return self.of(**self.told)

    def _read(self, name: str, spec: Spec, value: Any, origin: object) -> None:
        before = getattr(origin, name) if spec.fixed and origin is not None else None
        if value is None:
            if before is not None:
                self.told[name] = before
            elif spec.required:
                self.fault(name, f"{self._name(spec)} is still empty.")
            return
        try:
            self.told[name] = read = case_json.read_value(value, name, spec)
        except CaseError as error:
            self.fault(name, f"{self._name(spec)}: {error.sentence}")
            return
        if before is not None and read != before:
            self.fault(name, f"{self._name(spec)} is {read} here and {before} at baseline; it stays.")

    def _check_conditions(self, faulty: Collection[str]) -> Iterator[Finding]:
        """What other fields ask for or forbid; a field that can't be read itself is named once."""
        known = {one.name: one.default for one in fields(self.of)}
        row = SimpleNamespace(**{**known, **self.told})
        for name, spec in specs(self.of).items():
            others = [other for other, _ in (*spec.needed_when, *spec.only_when)]
            if any(self._path(one) in faulty for one in (name, *others)):
                continue
            is_told = self.told.get(name) not in (None, ())
            if spec.needed_when and not is_told and case_json.holds(row, spec.needed_when):
                yield self._finding(name, f"{self._name(spec)} is still empty.")
            if spec.only_when and is_told and not case_json.holds(row, spec.only_when):
                yield self._finding(
                    name, f"{self._name(spec)} counts only when {say_when(self.of, spec.only_when)}; leave it empty."
                )

    def _path(self, name: str) -> str:
        return f"{self.where}.{name}" if self.where else name

    def _name(self, spec: Spec) -> str:
        return f"{self.shown}: {spec.label[:1].lower()}{spec.label[1:]}" if self.shown else spec.label

    def fault(self, name: str, sentence: str) -> None:
        """Note that a field holds nothing that can be read."""
        self.findings.append(self._finding(name, sentence))

    def _finding(self, name: str, sentence: str) -> Finding:
        return Finding(ENTRY, Severity.ERROR, self._path(name), self.shown, sentence)


def say_when(of: type, conditions: Conditions) -> str:
    """Conditions between fields in the words of the form."""
    known = specs(of)
    told = []
    for name, values in conditions:
        words = [label_of(known[name], value) if value else "empty" for value in values]
        told.append(f"{known[name].label.lower()} is {' or '.join(word.lower() for word in words)}")
    return " and ".join(told)


def _read_row(
    item: object, where: str, spec: Spec, first: Mapping[str, Any] | None, found: Mapping[object, Any]
) -> _Row:
    """Read one row; `first` holds the baseline's rows by id where the rows are carried forward."""
    if spec.of is None or not isinstance(item, Mapping):
        raise CaseError(where, f"expected an object, found {item!r}.")
    shown = str(item.get("id") or "").strip()
    read = _Row(spec.of, item, where, first.get(shown) if first is not None else None)
    if first is not None and shown and shown not in first:
        read.fault("id", f"{spec.row} {shown} was not told at baseline; leave it out.")
    if shown and shown in {str(each) for each in found}:
        read.fault("id", f"{spec.row} {shown} stands there twice; each once.")
    return read
