"""Responses by irRC: tumour burden of index and new measurable lesions, confirmed by consecutive assessments."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from centralis.core.criteria import exact
from centralis.core.criteria.findings import Finding, Severity
from centralis.core.criteria.irrc import tables
from centralis.core.criteria.irrc.model import (
    Assessment,
    Index,
    New,
    NewState,
    NonIndexState,
    Parameters,
    Site,
    State,
    TimePoint,
)

RANKING = ("irCR", "irPR", "irSD", "irPD", "NE")
CHECKS: dict[str, str] = {
    "I01": "An index lesion is smaller than the least measurable size.",
    "I02": "The perpendicular is longer than the longest diameter.",
    "I03": "There are more index lesions than the criteria allow.",
    "I04": "A lesion of an earlier time point is not recorded here.",
}


def compute_burden(point: TimePoint, before: Sequence[TimePoint]) -> tuple[Decimal, bool]:
    """The measured part of the burden in mm², and whether all of it was evaluated.

    A lesion of the baseline, or a measurable new one of an earlier time point, that has no entry was not evaluated.
    """
    lesions: list[Index | New] = [*point.index_lesions, *point.new_lesions]
    products = [_product(lesion) for lesion in lesions]
    told = {lesion.id for lesion in lesions}
    followed = {lesion.id for lesion in (before[0].index_lesions if before else ())}
    followed |= {one.id for each in before for one in each.new_lesions if one.state is NewState.MEASURABLE}
    measured = exact.compute_sum(one for one in products if one is not None)
    return measured, None not in products and followed <= told


def _product(lesion: Index | New) -> Decimal | None:
    if lesion.state in (State.NOT_EVALUABLE, NewState.NOT_EVALUABLE):
        return None
    if lesion.long_mm is None or lesion.short_mm is None:
        return exact.ZERO
    return lesion.long_mm * lesion.short_mm


def assess(history: Sequence[TimePoint], parameters: Parameters) -> tuple[Assessment, ...]:
    """Assess each time point of a history, baseline first; what a later assessment confirms is marked so."""
    done: list[Assessment] = []
    for index, point in enumerate(history):
        done.append(_assess(point, history[:index], done, parameters))
    return tuple(
        replace(one, confirmed=_is_confirmed(index, done, parameters))
        if one.overall in ("irCR", "irPR", "irPD")
        else one
        for index, one in enumerate(done)
    )


def _assess(
    point: TimePoint, before: Sequence[TimePoint], done: Sequence[Assessment], parameters: Parameters
) -> Assessment:
    part, complete = compute_burden(point, before)
    burden = part if complete else None
    baseline = done[0].burden_mm2 if done else burden
    nadir = min((one.burden_mm2 for one in done if one.burden_mm2 is not None), default=None)
    rule, overall = ("BASELINE", None) if not done else _decide(point, part, complete, (baseline, nadir), parameters)
    return Assessment(
        day=point.day,
        burden_mm2=burden,
        measured_part_mm2=part,
        baseline_mm2=baseline,
        nadir_mm2=nadir,
        change_from_baseline_percent=_change(burden, baseline),
        change_from_nadir_percent=_change(burden, nadir),
        overall=overall,
        confirmed=None,
        rule=rule,
        sentence=_sentence(rule, part, baseline, nadir),
    )


def _change(value: Decimal | None, reference: Decimal | None) -> Decimal | None:
    return None if value is None or reference is None else exact.compute_change_percent(value, reference)


def _decide(
    point: TimePoint,
    part: Decimal,
    complete: bool,
    references: tuple[Decimal | None, Decimal | None],
    parameters: Parameters,
) -> tuple[str, str]:
    """Rule and response, in the order of `tables.RESPONSES`."""
    baseline, nadir = references
    if nadir is not None and nadir == 0 and part > 0:
        return "PD-NADIR-ZERO", "irPD"
    if nadir is not None and nadir > 0 and exact.is_increase_of(part, nadir, parameters.pd_increase_percent):
        return ("PD-BURDEN" if complete else "PD-BURDEN-MEASURED-PART"), "irPD"
    if not complete or baseline is None:
        return "NE-BURDEN", "NE"
    if part == 0:
        return ("CR", "irCR") if _is_rest_gone(point) else ("PR-REST-PERSISTS", "irPR")
    if exact.is_decrease_of(part, baseline, parameters.pr_decrease_percent):
        return "PR", "irPR"
    return "SD", "irSD"


def _is_rest_gone(point: TimePoint) -> bool:
    others = all(lesion.state is NonIndexState.ABSENT for lesion in point.non_index_lesions)
    return others and all(lesion.state in (NewState.ABSENT, NewState.MEASURABLE) for lesion in point.new_lesions)


def _is_confirmed(index: int, done: Sequence[Assessment], parameters: Parameters) -> bool:
    """Whether the next assessments, up to the first far enough away, all say the same (irCR also confirms irPR)."""
    one = done[index]
    same = {"irCR", "irPR"} if one.overall == "irPR" else {one.overall}
    for later in done[index + 1 :]:
        if later.overall not in same:
            return False
        if later.day - one.day >= parameters.confirmation_days:
            return True
    return False


def _sentence(rule: str, part: Decimal, baseline: Decimal | None, nadir: Decimal | None) -> str:
    from_baseline = f", baseline {baseline:f} mm²" if baseline is not None and rule != "BASELINE" else ""
    from_nadir = f", nadir {nadir:f} mm²" if nadir is not None else ""
    return f"{tables.RULES[rule]} Burden measured {part:f} mm²{from_baseline}{from_nadir}."


def summarise(done: Sequence[Assessment], parameters: Parameters) -> Mapping[str, Any]:
    """Best overall response from what was confirmed, up to the first confirmed progression, and its day.

    An irCR or irPR that is not confirmed counts as irSD. An irPD that nothing follows counts, unconfirmed; one that
    is followed by another response does not (our reading; the paper asks for confirmation and is silent on it).
    """
    best, progression_day = "NE", None
    for index, one in enumerate(done):
        if one.overall is None:
            continue
        code = one.overall
        if code == "irPD" and (one.confirmed or index == len(done) - 1):
            progression_day = one.day
        elif code == "irPD":
            continue
        elif code in ("irCR", "irPR") and not one.confirmed:
            code = "irSD"
        best = min(best, code, key=RANKING.index)
        if progression_day is not None:
            break
    return {"best_overall_response": best, "progression_day": progression_day}


def check(history: Sequence[TimePoint], parameters: Parameters) -> Iterator[Finding]:
    """Edit checks of the last time point."""
    point, is_baseline = history[-1], len(history) == 1
    for index, lesion in enumerate(point.index_lesions):
        yield from _check_size(f"index_lesions[{index}]", lesion, parameters, is_baseline)
    for index, new in enumerate(point.new_lesions):
        yield from _check_size(f"new_lesions[{index}]", new, parameters, True)
    if is_baseline:
        yield from _check_counts(point, parameters)
        return
    for name in sorted(_names(history[0]) - _names(point)):
        text = f"{name} is not recorded; it counts as not evaluated. Record what was found of it."
        yield Finding("I04", Severity.WARNING, "", name, text)


def _names(point: TimePoint) -> set[str]:
    return {one.id for one in point.index_lesions} | {one.id for one in point.non_index_lesions}


def _check_size(place: str, lesion: Index | New, parameters: Parameters, is_first: bool) -> Iterator[Finding]:
    long_mm, short_mm = lesion.long_mm, lesion.short_mm
    if long_mm is None or short_mm is None:
        return
    if short_mm > long_mm:
        text = f"{lesion.id}: the perpendicular {short_mm:f} mm is longer than the longest diameter {long_mm:f} mm."
        yield Finding("I02", Severity.ERROR, f"{place}.short_mm", lesion.id, text)
    if is_first and min(long_mm, short_mm) < parameters.min_diameter_mm:
        least = parameters.min_diameter_mm
        text = f"{lesion.id} is {long_mm:f} × {short_mm:f} mm; at least {least:f} × {least:f} mm is asked for."
        yield Finding("I01", Severity.ERROR, f"{place}.short_mm", lesion.id, text)


def _check_counts(point: TimePoint, parameters: Parameters) -> Iterator[Finding]:
    limits = ((Site.VISCERAL, parameters.max_visceral), (Site.CUTANEOUS, parameters.max_cutaneous))
    for site, most in limits:
        count = sum(1 for lesion in point.index_lesions if lesion.site is site)
        if count > most:
            text = f"There are {count} {site.value} index lesions; at most {most} count. Make the rest non-index."
            yield Finding("I03", Severity.ERROR, "index_lesions", "", text)
    organs = [lesion.organ.lower() for lesion in point.index_lesions if lesion.site is Site.VISCERAL]
    for organ in sorted(set(organs)):
        if organs.count(organ) > parameters.max_per_organ:
            text = f"{organs.count(organ)} index lesions lie in {organ}; at most {parameters.max_per_organ} count."
            yield Finding("I03", Severity.ERROR, "index_lesions", "", text)
