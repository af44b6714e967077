"""An iUPD and what becomes of it: opened, kept open, confirmed, or ended, which sets the bar anew.

Seymour 2017, Table 2; EORTC questions on iRECIST. Later growth is always measured from the first scan of the iUPD, so
that increases add up (EORTC "How do new lesions define progression?"). An early scan never changes what an open iUPD
rests on.
"""

from dataclasses import dataclass, replace
from decimal import Decimal

from centralis.core.criteria.irecist import tables
from centralis.core.criteria.irecist.facts import (
    Facts,
    compute_growth,
    has_increased_new,
    has_increased_non_target,
)
from centralis.core.criteria.irecist.model import Parameters
from centralis.core.criteria.recist_1_1.tables import derive_row

_BETTER = ("CR", "PR", "SD", "NON-CR/NON-PD", "PD")


@dataclass(frozen=True)
class Series:
    """An iUPD from its first scan on. rests_on: target, non_target, new; known: new lesions there then or before."""

    first: Facts
    progression_day: int
    rests_on: frozenset[str]
    known: frozenset[str]
    is_confirmed: bool = False

    @property
    def day(self) -> int:
        return self.first.day


@dataclass(frozen=True)
class Step:
    """The answer at a time point: response, every rule that speaks for progression (the leading one first), series."""

    overall: str
    rules: tuple[str, ...]
    series: Series | None


def decide(facts: Facts, series: Series | None, progression_day: int, parameters: Parameters) -> Step:
    """The response at a time point. progression_day: from which an iUPD opened here would count."""
    if series is None:
        rules = _opening(facts)
        if not rules:
            return _respond(facts)
        known = facts.seen | facts.accepted
        return Step("iUPD", tuple(rules), Series(facts, progression_day, frozenset(rules.values()), known))
    reasons = _further(facts, series, parameters)
    if reasons:
        return _confirm(facts, series, reasons, parameters)
    return _keep_or_end(facts, series, parameters)


def _opening(facts: Facts) -> dict[str, str]:
    """Rules that open an iUPD → the category each rests on."""
    found: dict[str, str] = {}
    if facts.target.response == "PD":
        found[tables.UNCONFIRMED[facts.target.rule]] = "target"
    if facts.non_target == "PD":
        found["UPD-NON-TARGET"] = "non_target"
    if facts.seen - facts.accepted:
        found["UPD-NEW-LESION"] = "new"
    if facts.does_new_progress:
        found["UPD-NEW-LESION-GROWS"] = "new"
    return found


def _further(facts: Facts, series: Series, parameters: Parameters) -> list[str]:
    """Rules by which disease has progressed further since the first scan of the iUPD."""
    found: list[str] = []
    if "target" in series.rests_on and is_at_least(compute_target_growth(facts, series), parameters):
        found.append("CPD-TARGET")
    if "non_target" in series.rests_on and has_increased_non_target(facts):
        found.append("CPD-NON-TARGET")
    if "new" in series.rests_on:
        if is_at_least(compute_new_growth(facts, series), parameters):
            found.append("CPD-NEW-LESION-SUM")
        if has_increased_new(facts):
            found.append("CPD-NEW-LESION-INCREASE")
        if facts.seen - series.known:
            found.append("CPD-NEW-LESION-MORE")
    return found + (["CPD-CATEGORY"] if _find_categories(facts, series) - series.rests_on else [])


def _find_categories(facts: Facts, series: Series) -> set[str]:
    """Categories in progression by RECIST 1.1; a new lesion counts when it was not there at the iUPD."""
    found = {"target"} if facts.target.response == "PD" else set()
    if facts.non_target == "PD":
        found.add("non_target")
    if facts.seen - series.known or facts.does_new_progress:
        found.add("new")
    return found


def is_at_least(growth: Decimal | None, parameters: Parameters) -> bool:
    """Whether a growth in mm is enough to confirm."""
    return growth is not None and growth >= parameters.further_increase_mm


def compute_target_growth(facts: Facts, series: Series) -> Decimal | None:
    """Growth in mm of the targets since the first scan of the iUPD."""
    return compute_growth(facts.burden.values, series.first.burden.values)


def compute_new_growth(facts: Facts, series: Series) -> Decimal | None:
    """Growth in mm of the new targets since the first scan of the iUPD."""
    return compute_growth(facts.new_values, series.first.new_values)


def _confirm(facts: Facts, series: Series, reasons: list[str], parameters: Parameters) -> Step:
    if series.is_confirmed:
        return Step("iCPD", ("CPD-STAYS", *reasons), series)
    if facts.day - series.day >= parameters.window_min_days - parameters.window_tolerance_days:
        return Step("iCPD", tuple(reasons), replace(series, is_confirmed=True))
    early = facts.point.made_for_symptoms and parameters.early_new_lesion_confirms
    if early and facts.seen - series.known:
        return Step("iCPD", ("CPD-EARLY-NEW-LESION", *reasons), replace(series, is_confirmed=True))
    return Step("iUPD", ("UPD-TOO-EARLY", *reasons), series)


def _keep_or_end(facts: Facts, series: Series, parameters: Parameters) -> Step:
    """Nothing has progressed further: the iUPD stands, can't be judged, or has ended."""
    stays = Step("iCPD", ("CPD-STAYS",), series) if series.is_confirmed else Step("iUPD", ("UPD-UNCHANGED",), series)
    if facts.target.response == "PD" or facts.non_target == "PD":
        return stays
    rests_on_new = "new" in series.rests_on
    there = (facts.seen & series.known) if rests_on_new else frozenset()
    if "non_target" in series.rests_on and facts.non_target == "NE":
        return stays if there else Step("NE", ("NE-PROGRESSION",), series)
    if rests_on_new and facts.left and not _is_improved(facts, series, parameters):
        return stays if there else Step("NE", ("NE-PROGRESSION",), series)
    answer = _respond(facts)
    return replace(answer, series=series) if answer.overall == "NE" else answer


def _is_improved(facts: Facts, series: Series, parameters: Parameters) -> bool:
    """Whether disease of the baseline has shrunk since the first scan of the iUPD, so that it ends beside new lesions.

    A better target or non-target response, or a target sum smaller by `reset_decrease_mm` (EORTC scenarios B and F:
    further shrinkage after the new lesion ends an iUPD, no change does not; the figure is ours).
    """
    pairs = ((facts.target.by_sum, series.first.target.by_sum), (facts.non_target, series.first.non_target))
    if any(now in _BETTER and then in _BETTER and _BETTER.index(now) < _BETTER.index(then) for now, then in pairs):
        return True
    now_mm, then_mm = facts.burden.sum_of_diameters, series.first.burden.sum_of_diameters
    return now_mm is not None and then_mm is not None and then_mm - now_mm >= parameters.reset_decrease_mm > 0


def _respond(facts: Facts) -> Step:
    """The response without progression: RECIST 1.1's table, and no complete response beside new lesions."""
    row = derive_row(facts.target.response, facts.non_target)
    overall, rule = row.overall, row.rule
    if facts.target.rule == "PR-KEPT":
        rule = "PR-KEPT"
    if facts.left and facts.target.response == "CR":
        overall, rule = "PR", "PR-NEW-LESION-PERSISTS"
    elif facts.left and overall == "CR":
        overall, rule = "NON-CR/NON-PD", "NON-TARGET-ONLY-NEW-LESION-PERSISTS"
    return Step(tables.CODES[overall] or "NE", (rule,), None)
