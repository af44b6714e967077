"""Read by any criterion in one way: the form, what a reader starts from, the checks while typing, the whole case.

How to use it (this is the interface; no other module need be known):

    reading = find_criterion(name).open_reading(parameters)   # catalogue; CaseError for a parameter that is unknown
    reading.form()                                            # the form as JSON values, see `criteria.form`
    reading.start(earlier)                                    # entries of a new time point: rows and fixed fields
    reading.prior(earlier)                                    # section → row id → baseline, smallest, last, as text
    reading.draft(earlier, day, entries)                      # Live: findings, and an assessment if one can be made
    reading.final(earlier, day, entries)                      # Live; raises CaseError for an entry that can't be read
    reading.case(points)                                      # CaseResult of a whole case

`earlier` and `points` are time points as entered: (day, entries), baseline first, days counted from the reference day.
Entries are JSON values by the names of the form; keys that are no field of the criterion, such as a comment, are left
aside. `CaseResult.overall` holds one text a time point: a response code (None at baseline), or the headline value of a
score (None where it has none). `headline` is the best overall response, or the last value of a score; "" for none.
`progression_day` is None for scores. `time_points` are the assessments as JSON values, `values` those of a score by
key. What the codes mean for endpoints stands in `Criterion.responses` (`Responses`), the values of a score in
`Criterion.values` (`Value`, headline first).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from centralis.core.criteria.findings import Finding, Severity

Entered = tuple[int, Mapping[str, Any]]
"""A time point as entered: its day, counted from the reference day, and the entries."""

Prior = Mapping[str, Mapping[str, Mapping[str, str]]]
"""Section → row id → what was told before: `baseline`, `smallest` (one measure or two diameters) and `last`. Fields of
the time point as a whole stand in section "" by their name."""


@dataclass(frozen=True)
class Responses:
    """What the codes of a criterion mean. `ranking`: every code of an overall response, best first, NE among them.

    responding: an objective response. stable: disease control without one. progression: codes that show progression
    for good; unconfirmed: codes of a progression that later scans must confirm. rule: when progression counts and from
    which day, as `progression_day` is derived; source: where that comes from. burden, change: keys of the assessment
    with the tumour burden and its change from baseline in percent, empty where the criterion has no single one.
    """

    ranking: tuple[str, ...]
    responding: tuple[str, ...]
    stable: tuple[str, ...]
    progression: tuple[str, ...]
    rule: str
    source: str
    unconfirmed: tuple[str, ...] = ()
    burden: str = ""
    change: str = ""
    note: str = ""


@dataclass(frozen=True)
class Value:
    """A value of a score: its key in the assessment, label and unit, and which way is worse (higher, lower or "").

    codes: the order of values that are words, best first; empty for numbers.
    """

    key: str
    label: str
    unit: str = ""
    worse: str = ""
    codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Live:
    """What the rules say of a form: the checks that did not pass, and the assessment when one can be made."""

    findings: tuple[Finding, ...]
    assessment: dict[str, Any] | None

    @property
    def errors(self) -> tuple[Finding, ...]:
        return tuple(one for one in self.findings if one.severity is Severity.ERROR)


@dataclass(frozen=True)
class CaseResult:
    """What a whole case came to; see the module's first lines."""

    kind: str
    overall: tuple[str | None, ...]
    headline: str
    progression_day: int | None
    time_points: tuple[Mapping[str, Any], ...] = ()
    values: tuple[Mapping[str, Any], ...] = ()
    summary: Mapping[str, Any] = field(default_factory=dict)


class Reading(Protocol):
    """A criterion with a trial's parameters, ready to be read by."""

    def form(self) -> dict[str, Any]:
        """The form with the trial's limits and the rows it lists."""
        ...

    def start(self, earlier: Sequence[Entered]) -> dict[str, Any]:
        """The entries a reader starts from: rows carried forward or listed, fixed fields, no value."""
        ...

    def prior(self, earlier: Sequence[Entered]) -> Prior:
        """What was told before, to be shown beside its field."""
        ...

    def draft(self, earlier: Sequence[Entered], day: int, entries: Mapping[str, Any]) -> Live:
        """Score a form that is still being filled in; what can't be read yet is named and never guessed."""
        ...

    def final(self, earlier: Sequence[Entered], day: int, entries: Mapping[str, Any]) -> Live:
        """Score a form that is to be signed. Raises CaseError for an entry that can't be read."""
        ...

    def case(self, points: Sequence[Entered]) -> CaseResult:
        """Score a case of signed time points in their order. Raises CaseError."""
        ...


def write_case(
    kind: str, time_points: Sequence[Mapping[str, Any]], summary: Mapping[str, Any], values: Sequence[Value]
) -> CaseResult:
    """Put a case's answer (time points and summary as JSON values) into the one shape."""
    if kind != "score":
        overall = tuple(point["overall"] for point in time_points)
        best = str(summary["best_overall_response"])
        return CaseResult(kind, overall, best, summary.get("progression_day"), tuple(time_points), (), dict(summary))
    told = tuple({one.key: point[one.key] for one in values} for point in time_points)
    shown = tuple(render_value(point[values[0].key]) for point in time_points)
    last = next((one for one in reversed(shown) if one is not None), "")
    return CaseResult(kind, shown, last, None, tuple(time_points), told, dict(summary))


def render_value(value: object) -> str | None:
    """A value as text: numbers without needless zeros, at most four decimals; None stays None."""
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.4f}".rstrip("0").rstrip(".")
    return str(value)
