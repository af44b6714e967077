"""Score a case by its criterion: what was entered goes in as stored JSON, what the rules say comes out. No database.

Only the criteria of `CRITERIA` can be read here; the arithmetic itself lives in `core.criteria`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from centralis.apps.reads.refusals import ReadsRefusal
from centralis.core.criteria import recist_1_1 as recist
from centralis.core.criteria.findings import CaseError, Finding, Severity
from centralis.core.refusal import Refused

CRITERIA = ("recist-1.1",)
LESIONS = ("targets", "non_targets", "new_lesions")
_SCORED = (*LESIONS, "markers_normal", "fdg_pet")
_NO_ENTRY = frozenset({"F01", "F04"})
Scored = tuple[int, Mapping[str, Any]]
"""A time point as stored: its day, counted from the reference day, and what was entered."""


@dataclass(frozen=True, slots=True)
class Live:
    """What the rules say of a form: the checks that did not pass, and the assessment when one can be made."""

    findings: tuple[Finding, ...]
    assessment: dict[str, Any] | None

    @property
    def errors(self) -> tuple[Finding, ...]:
        return tuple(one for one in self.findings if one.severity is Severity.ERROR)


def check_criterion(name: str) -> None:
    """Refuse a criterion that this version cannot read."""
    if name not in CRITERIA:
        raise Refused(ReadsRefusal.UNKNOWN_CRITERION, criterion=name)


def parameters_of(given: Mapping[str, object]) -> recist.Parameters:
    """The trial's choices among what the criterion leaves open."""
    return recist.read_parameters(dict(given))


def start_form(earlier: Sequence[Scored], parameters: recist.Parameters) -> dict[str, Any]:
    """The entries a reader starts from: nothing at baseline; later each lesion carried forward, without values."""
    if not earlier:
        return {name: [] for name in LESIONS}
    form = recist.derive_next_time_point(_history(earlier), parameters)
    return {name: form[name] for name in LESIONS}


def carry_over(entries: Mapping[str, Any], form: Mapping[str, Any]) -> dict[str, Any]:
    """Fill a form anew started with what was entered before, lesion by lesion; lesions that are gone are left out."""
    carried: dict[str, Any] = {name: value for name, value in entries.items() if name not in LESIONS}
    for name in LESIONS:
        old = {one["id"]: one for one in entries.get(name, []) if one.get("id")}
        rows = [{**row, **old.pop(row["id"], {})} for row in form[name]]
        carried[name] = [*rows, *old.values()] if name == "new_lesions" else rows
    return carried


def prior_values(earlier: Sequence[Scored], parameters: recist.Parameters) -> dict[str, dict[str, float | None]]:
    """Baseline, smallest and last value of each target in mm, to be shown beside its field."""
    if not earlier:
        return {}
    prior: dict[str, dict[str, float | None]] = recist.derive_next_time_point(_history(earlier), parameters)["prior_mm"]
    return prior


def score_draft(earlier: Sequence[Scored], day: int, entries: Mapping[str, Any], parameters: recist.Parameters) -> Live:
    """Score a form that is still being filled in; what cannot be read yet counts as not evaluated and is named."""
    history = _history(earlier)
    try:
        point, unread = recist.read_draft(_scored(day, entries), history[0] if history else None)
        points = [*history, point]
        checked = recist.check_time_point(points, parameters) if history else recist.check_baseline(point, parameters)
        assessed = recist.assess_time_points(points, parameters)
    except CaseError as error:
        return Live((Finding("ENTRY", Severity.ERROR, error.where, "", error.sentence),), None)
    except ValueError as error:
        return Live((Finding("ENTRY", Severity.ERROR, "", "", str(error)),), None)
    named = {one.lesion for one in unread}
    told = [one for one in checked if one.check not in _NO_ENTRY or one.lesion not in named]
    return Live((*map(_as_gap, unread), *told), recist.write_assessment(assessed[-1]))


def _as_gap(finding: Finding) -> Finding:
    """Say of a field that nobody filled in yet that it is empty, in place of what could not be read there."""
    if not finding.sentence.endswith(("found None.", "found none.", "found nothing.")):
        return finding
    field = finding.field.rsplit(".", 1)[-1].removesuffix("_mm").replace("_", " ")
    return replace(finding, sentence=f"{finding.lesion or 'A lesion'}: {field} is still empty.")


def score_final(earlier: Sequence[Scored], day: int, entries: Mapping[str, Any], parameters: recist.Parameters) -> Live:
    """Score a form that is to be signed. Raises CaseError for an entry that cannot be read."""
    history = _history(earlier)
    point = recist.read_time_point(_scored(day, entries), "time_point", history[0] if history else None)
    points = [*history, point]
    checked = recist.check_time_point(points, parameters) if history else recist.check_baseline(point, parameters)
    return Live(checked, recist.write_assessment(recist.assess_time_points(points, parameters)[-1]))


@dataclass(frozen=True, slots=True)
class CaseResult:
    """What a whole case came to. `progression_day` counts from the reference day."""

    best_overall_response: str
    progression_day: int | None
    overall: tuple[str | None, ...]


def score_case(points: Sequence[Scored], parameters: recist.Parameters) -> CaseResult:
    """Score a case of signed time points in their order."""
    assessed = recist.assess_time_points(_history(points), parameters)
    best = recist.derive_best_overall_response(assessed, parameters)
    progression = recist.derive_progression_day(assessed)
    return CaseResult(best.response, progression, tuple(one.overall for one in assessed))


def _scored(day: int, entries: Mapping[str, Any]) -> dict[str, Any]:
    return {"day": day, **{name: entries[name] for name in _SCORED if name in entries}}


def _history(points: Sequence[Scored]) -> list[recist.TimePoint]:
    history: list[recist.TimePoint] = []
    for place, (day, entries) in enumerate(points):
        first = history[0] if history else None
        history.append(recist.read_time_point(_scored(day, entries), f"time_points[{place}]", first))
    return history
