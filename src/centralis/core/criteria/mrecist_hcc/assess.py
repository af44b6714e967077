"""Responses by mRECIST: viable diameters, non-target disease, new lesions by their look."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from centralis.core.criteria import exact
from centralis.core.criteria.best_response import BestResponseRule, DayResponse, derive_best_overall_response
from centralis.core.criteria.findings import Finding, Severity
from centralis.core.criteria.mrecist_hcc.model import (
    Assessment,
    Effusion,
    Look,
    New,
    NonTargetState,
    Parameters,
    State,
    Target,
    TimePoint,
)
from centralis.core.criteria.mrecist_hcc.tables import RULES

CHECKS: dict[str, str] = {
    "H01": "A target is smaller than a target may be.",
    "H02": "There are more targets than the criteria allow.",
    "H03": "A lesion of the baseline is not recorded.",
    "H04": "A new nodule has no diameter.",
}
_RESPONSE = {"CR": "CR", "PR": "PR", "SD": "SD", "NE": "NE", "NED": "NED", "NON-TARGET-ONLY-CR": "CR"}
_RESPONSE |= {"NON-TARGET-ONLY-PERSISTS": "NON-CR/NON-PD", "NON-TARGET-ONLY-NOT-EVALUATED": "NE"}


def compute_values(point: TimePoint, baseline: TimePoint) -> list[Decimal | None]:
    """Viable diameters in mm of the baseline's targets; one without an entry was not evaluated, never 0."""
    told = {target.id: target for target in point.targets}
    return [_value(told.get(target.id)) for target in baseline.targets]


def _value(target: Target | None) -> Decimal | None:
    if target is None or target.state is State.NOT_EVALUABLE:
        return None
    return exact.ZERO if target.state is State.NO_VIABLE else target.viable_mm


def is_disease(new: New, parameters: Parameters) -> bool:
    """Whether a new lesion is progression: see the table of new lesions."""
    if new.look is Look.TYPICAL:
        return new.diameter_mm is not None and new.diameter_mm >= parameters.min_lesion_mm
    if new.look is Look.ATYPICAL:
        return new.grown_mm is not None and new.grown_mm >= parameters.growth_mm
    return new.look is Look.EXTRAHEPATIC


def assess(history: Sequence[TimePoint], parameters: Parameters) -> tuple[Assessment, ...]:
    """Assess each time point of a history, baseline first."""
    done: list[Assessment] = []
    for point in history:
        done.append(_assess(point, history[0], done, parameters))
    return tuple(done)


def _assess(point: TimePoint, baseline: TimePoint, done: Sequence[Assessment], parameters: Parameters) -> Assessment:
    values = compute_values(point, baseline)
    part = exact.compute_sum(value for value in values if value is not None)
    total = None if None in values or not values else part
    first = done[0].sum_of_viable_mm if done else total
    nadir = min((one.sum_of_viable_mm for one in done if one.sum_of_viable_mm is not None), default=None)
    target = _target(values, part, (first, nadir), parameters) if done else None
    non_target = _non_target(point, baseline) if done else None
    new = any(is_disease(one, parameters) for one in point.new_lesions)
    rule = _decide(target, non_target, point, new) if done else "BASELINE"
    return Assessment(
        day=point.day,
        sum_of_viable_mm=total,
        measured_part_mm=part,
        baseline_mm=first,
        nadir_mm=nadir,
        change_from_baseline_percent=_change(total, first),
        change_from_nadir_percent=_change(total, nadir),
        target=target and target.split("-")[0],
        non_target=non_target,
        new_lesion=new,
        overall=_overall(rule),
        rule=rule,
        sentence=_sentence(rule, part, first, nadir),
    )


def _change(value: Decimal | None, reference: Decimal | None) -> Decimal | None:
    return None if value is None or reference is None else exact.compute_change_percent(value, reference)


def _target(
    values: Sequence[Decimal | None],
    part: Decimal,
    references: tuple[Decimal | None, Decimal | None],
    parameters: Parameters,
) -> str | None:
    """The target response as a rule's id; None without targets at baseline."""
    baseline, nadir = references
    if not values:
        return None
    if nadir is not None and nadir == 0 and part > 0:
        return "PD-NADIR-ZERO"
    if nadir is not None and nadir > 0 and is_progression(part, nadir, parameters):
        return "PD-SUM-MEASURED-PART" if None in values else "PD-SUM"
    if None in values or baseline is None:
        return "NE"
    if part == 0:
        return "CR"
    return "PR" if exact.is_decrease_of(part, baseline, parameters.pr_decrease_percent) else "SD"


def is_progression(sum_mm: Decimal, nadir_mm: Decimal, parameters: Parameters) -> bool:
    """At least 20 % above the nadir, and by the least increase where the trial asks for one."""
    enough = sum_mm - nadir_mm >= parameters.pd_increase_mm
    return enough and exact.is_increase_of(sum_mm, nadir_mm, parameters.pd_increase_percent)


def _non_target(point: TimePoint, baseline: TimePoint) -> str | None:
    if not baseline.non_targets:
        return None
    told = {lesion.id: lesion.state for lesion in point.non_targets}
    states = [told.get(lesion.id, NonTargetState.NOT_EVALUABLE) for lesion in baseline.non_targets]
    if NonTargetState.UNEQUIVOCAL_PROGRESSION in states:
        return "PD"
    if NonTargetState.NOT_EVALUABLE in states:
        return "NE"
    return "NON-CR/NON-PD" if NonTargetState.PRESENT in states else "CR"


def _decide(target: str | None, non_target: str | None, point: TimePoint, new: bool) -> str:
    """The rule that decides, in the order of `tables.OVERALL`."""
    if target is not None and target.startswith("PD"):
        return target
    progression = (
        ("PD-NON-TARGET", non_target == "PD"),
        ("PD-EFFUSION", point.effusion is Effusion.CYTOLOGY_POSITIVE),
        ("PD-NEW-LESION", new),
    )
    for rule, holds in progression:
        if holds:
            return rule
    if target is None:
        only = {"CR": "CR", "NON-CR/NON-PD": "PERSISTS", "NE": "NOT-EVALUATED"}
        return f"NON-TARGET-ONLY-{only[non_target]}" if non_target else "NED"
    if target == "NE":
        return "NE-TARGET"
    return "PR-NON-TARGET-PERSISTS" if target == "CR" and non_target not in (None, "CR") else target


def _overall(rule: str) -> str | None:
    if rule == "BASELINE":
        return None
    return _RESPONSE.get(rule) or rule.split("-")[0]


def _sentence(rule: str, part: Decimal, baseline: Decimal | None, nadir: Decimal | None) -> str:
    told = [f"Viable {exact.render_mm(part)}"]
    if nadir is not None:
        told += [f"baseline {exact.render_mm(baseline)}"] if baseline is not None else []
        told += [f"nadir {exact.render_mm(nadir)}"]
    return f"{RULES[rule]} {', '.join(told)}."


def summarise(done: Sequence[Assessment], parameters: Parameters) -> Mapping[str, Any]:
    """Best overall response by the rules of RECIST 1.1, which mRECIST keeps, and the day of the first progression."""
    responses = [DayResponse(one.day, one.overall) for one in done if one.overall is not None]
    rule = BestResponseRule(
        sd_min_days=parameters.sd_min_days,
        confirmation_days=parameters.confirmation_days if parameters.confirm else None,
    )
    best = derive_best_overall_response(responses, rule)
    progression = next((one.day for one in done if one.overall == "PD"), None)
    return {
        "best_overall_response": best.response,
        "best_overall_response_sentence": best.sentence,
        "progression_day": progression,
    }


def check(history: Sequence[TimePoint], parameters: Parameters) -> Iterator[Finding]:
    """Edit checks of the last time point."""
    point = history[-1]
    if len(history) == 1:
        yield from _check_baseline(point, parameters)
        return
    told = {one.id for one in point.targets} | {one.id for one in point.non_targets}
    known = {one.id for one in history[0].targets} | {one.id for one in history[0].non_targets}
    for name in sorted(known - told):
        yield Finding("H03", Severity.WARNING, "", name, f"{name} is not recorded; it counts as not evaluated.")
    for index, new in enumerate(point.new_lesions):
        if new.look is Look.TYPICAL and new.diameter_mm is None:
            text = f"{new.id} looks typical; without a diameter it can't count. Measure it."
            yield Finding("H04", Severity.ERROR, f"new_lesions[{index}].diameter_mm", new.id, text)


def _check_baseline(point: TimePoint, parameters: Parameters) -> Iterator[Finding]:
    if len(point.targets) > parameters.max_targets:
        text = f"There are {len(point.targets)} targets; at most {parameters.max_targets} count."
        yield Finding("H02", Severity.ERROR, "targets", "", text)
    organs = [target.organ.lower() for target in point.targets]
    for organ in sorted(set(organs)):
        if organs.count(organ) > parameters.max_targets_per_organ:
            text = f"{organs.count(organ)} targets lie in {organ}; at most {parameters.max_targets_per_organ} count."
            yield Finding("H02", Severity.ERROR, "targets", "", text)
    for index, target in enumerate(point.targets):
        least = _least_mm(target, parameters)
        value = _value(target)
        if value is None or value < least:
            size = "not measured" if value is None else exact.render_mm(value)
            text = f"{target.id} is {size}; a target has at least {exact.render_mm(least)}. Make it non-target."
            yield Finding("H01", Severity.ERROR, f"targets[{index}].viable_mm", target.id, text)


def _least_mm(target: Target, parameters: Parameters) -> Decimal:
    if not target.node:
        return parameters.min_lesion_mm
    return parameters.min_portal_node_mm if "porta" in target.organ.lower() else parameters.min_node_mm
