"""Responses by Lugano 2014: CT and PET at each time point, and the overall response the trial combines of them."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from centralis.core.criteria import exact
from centralis.core.criteria.best_response import BestResponseRule, DayResponse, derive_best_overall_response
from centralis.core.criteria.findings import Finding, Severity
from centralis.core.criteria.lugano_2014 import ct, pet
from centralis.core.criteria.lugano_2014.model import (
    Assessment,
    Certainty,
    Combination,
    Kind,
    NewKind,
    Parameters,
    Score,
    State,
    TimePoint,
)
from centralis.core.criteria.lugano_2014.tables import RULES

CHECKS: dict[str, str] = {
    "L01": "A target is not larger than a measurable lesion must be.",
    "L02": "The perpendicular is longer than the longest diameter.",
    "L03": "There are more targets than the criteria allow.",
    "L04": "A lesion of the baseline is not recorded here.",
    "L05": "The spleen is not measured.",
    "L06": "PET is not told in full: uptake against baseline, or marrow.",
    "L07": "A new lesion that counts by its size has none.",
    "L08": "A target that was gone is seen again, too small to count as regrowth.",
}
_OVERALL = {"CMR": "CR", "PMR": "PR", "NMR": "SD", "PMD": "PD"}


def assess(history: Sequence[TimePoint], parameters: Parameters) -> tuple[Assessment, ...]:
    """Assess each time point of a history, baseline first."""
    return tuple(_assess(history[: index + 1], parameters) for index in range(len(history)))


def _assess(history: Sequence[TimePoint], parameters: Parameters) -> Assessment:
    baseline, point = history[0], history[-1]
    part, complete = ct.compute_spd(list(ct.sizes_of(point, baseline, parameters).values()))
    first, told = ct.compute_spd(list(ct.sizes_of(baseline, baseline, parameters).values()))
    spd = part if complete and baseline.targets else None
    reference = first if told and baseline.targets else None
    is_baseline = len(history) == 1
    ct_rule = "BASELINE" if is_baseline else ct.decide(history, parameters)
    pet_rule = None if is_baseline else pet.decide(point, parameters)
    rule = "BASELINE" if is_baseline else _combine(ct_rule, pet_rule, point, parameters)
    change = None if spd is None or reference is None else exact.compute_change_percent(spd, reference)
    excess = None if point.spleen_mm is None else max(exact.ZERO, point.spleen_mm - parameters.spleen_normal_mm)
    return Assessment(
        day=point.day,
        spd_mm2=spd,
        measured_part_mm2=part,
        baseline_spd_mm2=reference,
        change_from_baseline_percent=change,
        spleen_excess_mm=excess,
        ct=None if is_baseline else ct_rule.split("-")[0],
        ct_rule=ct_rule,
        pet=pet.response_of(pet_rule),
        pet_rule=pet_rule,
        overall=_overall(rule),
        rule=rule,
        sentence=_sentence(rule, part, reference, point),
    )


def _combine(ct_rule: str, pet_rule: str | None, point: TimePoint, parameters: Parameters) -> str:
    """The rule that decides the overall response, see `tables.COMBINED`."""
    if not point.fdg_avid:
        return ct_rule
    if parameters.combination is Combination.PET_ONLY:
        return pet_rule or "NE-NO-PET"
    has_pet = pet_rule is not None and pet.response_of(pet_rule) != "NE"
    is_added = parameters.combination is Combination.PET_AND_CT_PROGRESSION and ct_rule.startswith("PD")
    if has_pet and not (is_added and pet.response_of(pet_rule) != "PMD"):
        return pet_rule or ct_rule
    return ct_rule


def _overall(rule: str) -> str | None:
    if rule == "BASELINE":
        return None
    if rule.startswith("PET-NE"):
        return "NE"
    code = rule.split("-")[0]
    return _OVERALL.get(code, code)


def _sentence(rule: str, part: Decimal, baseline: Decimal | None, point: TimePoint) -> str:
    told = [f"SPD measured {part:f} mm²"] if baseline is not None or part else []
    told += [f"baseline {baseline:f} mm²"] if baseline is not None and rule != "BASELINE" else []
    told += [f"spleen {exact.render_mm(point.spleen_mm)}"] if point.spleen_mm is not None else []
    told += [f"score {point.score.value}"] if point.score is not None else []
    return f"{RULES[rule]} {', '.join(told)}." if told else RULES[rule]


def summarise(done: Sequence[Assessment], parameters: Parameters) -> Mapping[str, Any]:
    """Best overall response without confirmation, which Lugano does not ask for, and the day of progression."""
    responses = [DayResponse(one.day, one.overall) for one in done if one.overall is not None]
    best = derive_best_overall_response(responses, BestResponseRule(sd_min_days=parameters.sd_min_days))
    progression = next((one.day for one in done if one.overall == "PD"), None)
    return {
        "best_overall_response": best.response,
        "best_overall_response_sentence": best.sentence,
        "progression_day": progression,
    }


def check(history: Sequence[TimePoint], parameters: Parameters) -> Iterator[Finding]:
    """Edit checks of the last time point."""
    baseline, point, is_baseline = history[0], history[-1], len(history) == 1
    yield from _check_sizes(point, parameters, is_baseline)
    if is_baseline and len(point.targets) > parameters.max_targets:
        text = f"There are {len(point.targets)} targets; at most {parameters.max_targets} count."
        yield Finding("L03", Severity.ERROR, "targets", "", text)
    if point.spleen_mm is None and not point.spleen_removed:
        text = "The spleen has no length; without it CT shows no complete response, and none at all when it had one."
        yield Finding("L05", Severity.WARNING, "spleen_mm", "", text)
    if is_baseline:
        return
    told = {one.id for one in point.targets} | {one.id for one in point.non_measured}
    known = {one.id for one in baseline.targets} | {one.id for one in baseline.non_measured}
    for name in sorted(known - told):
        yield Finding("L04", Severity.WARNING, "", name, f"{name} is not recorded; it counts as not evaluated.")
    yield from _check_pet(point, parameters)
    yield from _check_new(point)
    yield from _check_regrowth(history, parameters)


def _check_sizes(point: TimePoint, parameters: Parameters, is_baseline: bool) -> Iterator[Finding]:
    for index, target in enumerate(point.targets):
        place = f"targets[{index}]"
        size = ct.size_of(target, parameters)
        if size is not None and size[1] > size[0]:
            text = f"{target.id}: SDi {size[1]:f} mm is longer than LDi {size[0]:f} mm; exchange or measure again."
            yield Finding("L02", Severity.ERROR, f"{place}.sdi_mm", target.id, text)
        least = ct.least_new_mm(target.kind is Kind.NODE, parameters)
        if is_baseline and (size is None or target.state is not State.MEASURED or size[0] <= least):
            text = f"{target.id} must be measured at baseline with LDi above {least:f} mm; make it non-measured."
            yield Finding("L01", Severity.ERROR, f"{place}.ldi_mm", target.id, text)


def _check_pet(point: TimePoint, parameters: Parameters) -> Iterator[Finding]:
    if point.score in (None, Score.NOT_EVALUABLE):
        return
    if point.uptake is None and pet.is_above(point.score, parameters):
        text = f"Score {point.score} needs the uptake against baseline: reduced, unchanged or increased."
        yield Finding("L06", Severity.ERROR, "uptake", "", text)
    if point.marrow_uptake is None:
        yield Finding("L06", Severity.ERROR, "marrow_uptake", "", "PET is scored; tell the marrow as well.")


def _check_new(point: TimePoint) -> Iterator[Finding]:
    for index, new in enumerate(point.new_lesions):
        by_size = new.kind is NewKind.NODE or (new.kind is NewKind.EXTRANODAL and new.certainty is Certainty.LIKELY)
        if by_size and new.certainty is not Certainty.EQUIVOCAL and new.longest_mm is None:
            text = f"{new.id} counts by its size and has none; measure it."
            yield Finding("L07", Severity.ERROR, f"new_lesions[{index}].longest_mm", new.id, text)


def _check_regrowth(history: Sequence[TimePoint], parameters: Parameters) -> Iterator[Finding]:
    gone = {one.id for each in history[:-1] for one in each.targets if one.state is State.ABSENT}
    for index, target in enumerate(history[-1].targets):
        size = ct.size_of(target, parameters)
        least = ct.least_new_mm(target.kind is Kind.NODE, parameters)
        if target.id in gone and size is not None and 0 < max(size) <= least:
            text = (
                f"{target.id} was gone and is back at {max(size):f} mm; regrowth counts above {least:f} mm. "
                "If it is beyond doubt lymphoma outside a node, record it as a new lesion."
            )
            yield Finding("L08", Severity.WARNING, f"targets[{index}].ldi_mm", target.id, text)
