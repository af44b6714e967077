"""Responses by PCWG3: bone by its own rules, soft tissue by RECIST 1.1 as told, and both together."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from centralis.core.criteria.best_response import (
    BestResponseRule,
    DayResponse,
    Profile,
    derive_best_overall_response,
)
from centralis.core.criteria.findings import Finding, Severity
from centralis.core.criteria.pcwg3 import tables
from centralis.core.criteria.pcwg3.bone import derive_bone_responses
from centralis.core.criteria.pcwg3.model import (
    Assessment,
    Bone,
    BoneScan,
    Disease,
    LesionState,
    Parameters,
    SoftTissue,
    TimePoint,
)

CHECKS: dict[str, str] = {
    "P01": "A new bone lesion is listed for the first time, yet not as present.",
    "P02": "A new bone lesion of an earlier scan is not recorded.",
    "P03": "The soft tissue response is missing.",
    "P04": "The soft tissue response doesn't go with the soft tissue disease at baseline.",
    "P05": "A soft tissue response is told at baseline.",
    "P06": "The first scan after baseline is later than the flare.",
}


def assess(history: Sequence[TimePoint], parameters: Parameters) -> tuple[Assessment, ...]:
    """Assess each time point; what a later bone scan confirms or refutes is told at the scan it is about."""
    bones = derive_bone_responses(history, parameters)
    return tuple(_assess(point, bone) for point, bone in zip(history, bones, strict=True))


def _assess(point: TimePoint, bone: Bone) -> Assessment:
    rule = "BASELINE" if bone.response is None else _decide(point, bone.response)
    told = point.soft_tissue.value if point.soft_tissue else "not told"
    why = "" if rule == "BASELINE" else f" Soft tissue {told}, bone {bone.response}."
    return Assessment(
        day=point.day,
        bone=bone,
        bone_response=bone.response,
        soft_tissue=point.soft_tissue.value if point.soft_tissue else None,
        overall=tables.OVERALL_OF.get(rule),
        rule=rule,
        sentence=f"{tables.RULES[rule]}{why}",
    )


def _decide(point: TimePoint, bone: str) -> str:
    """The rule, in the order of `tables.OVERALL`."""
    soft_tissue = point.soft_tissue
    if soft_tissue is SoftTissue.PD:
        return "PD-SOFT-TISSUE"
    if bone == "PD":
        return "PD-BONE"
    if soft_tissue is SoftTissue.NED:
        return tables.WITHOUT_SOFT_TISSUE[bone]
    if soft_tissue is not SoftTissue.CR:
        return tables.BY_SOFT_TISSUE[soft_tissue]
    if bone == "NED":
        return "CR"
    return "CR-TARGETS" if point.soft_tissue_disease is Disease.TARGETS else "CR-NO-TARGETS"


def summarise(done: Sequence[Assessment], parameters: Parameters) -> Mapping[str, Any]:
    """Confirmed best response, the day of progression, and the days on which bone and soft tissue progressed."""
    rule = BestResponseRule(
        sd_min_days=parameters.sd_min_days,
        confirmation_days=parameters.confirmation_days,
        missing_as_ne=True,
        profile=Profile.ADMIRAL,
    )
    responses = [
        DayResponse(one.day, parameters.unsettled.value if one.overall == "PDu" else one.overall)
        for one in done
        if one.overall is not None
    ]
    best = derive_best_overall_response(responses, rule)
    return {
        "best_overall_response": best.response,
        "best_overall_response_sentence": best.sentence,
        "progression_day": _first_day(one.day for one in done if one.overall == "PD"),
        "bone_progression_day": _first_day(one.day for one in done if one.bone_response == "PD"),
        "soft_tissue_progression_day": _first_day(one.day for one in done if one.soft_tissue == "PD"),
    }


def _first_day(days: Iterator[int]) -> int | None:
    return next(days, None)


def check(history: Sequence[TimePoint], parameters: Parameters) -> Iterator[Finding]:
    """Edit checks of the last time point."""
    point = history[-1]
    if len(history) == 1:
        if point.soft_tissue is not None:
            text = f"{point.soft_tissue.value} is told at baseline, which has no response. Leave it empty."
            yield Finding("P05", Severity.ERROR, "soft_tissue", "", text)
        return
    yield from _check_soft_tissue(point)
    yield from _check_lesions(history)
    judged = [one for one in history[1:] if one.bone is not BoneScan.NOT_EVALUABLE]
    if judged == [point] and point.day > parameters.flare_days:
        text = f"The first scan after baseline is of day {point.day}; a flare counts up to day {parameters.flare_days}."
        yield Finding("P06", Severity.WARNING, "day", "", text)


def _check_soft_tissue(point: TimePoint) -> Iterator[Finding]:
    told, disease = point.soft_tissue, point.soft_tissue_disease
    if told is None:
        text = "The soft tissue response is not told; tell NE when soft tissue could not be judged."
        yield Finding("P03", Severity.ERROR, "soft_tissue", "", text)
        return
    fitting = {
        Disease.NONE: {SoftTissue.NED, SoftTissue.PD, SoftTissue.NE},
        Disease.NON_TARGETS_ONLY: {SoftTissue.CR, SoftTissue.NON_CR_NON_PD, SoftTissue.PD, SoftTissue.NE},
        Disease.TARGETS: {SoftTissue.CR, SoftTissue.PR, SoftTissue.SD, SoftTissue.PD, SoftTissue.NE},
    }[disease]
    if told not in fitting:
        expected = ", ".join(one.value for one in SoftTissue if one in fitting)
        text = f"{told.value} doesn't go with baseline disease {disease.value}; expected {expected}."
        yield Finding("P04", Severity.ERROR, "soft_tissue", "", text)


def _check_lesions(history: Sequence[TimePoint]) -> Iterator[Finding]:
    point = history[-1]
    earlier = {one.id for each in history[:-1] for one in each.new_bone_lesions}
    for index, one in enumerate(point.new_bone_lesions):
        if one.id not in earlier and one.state is not LesionState.PRESENT:
            text = f"{one.id} is listed for the first time as {one.state.value}; list a lesion once it is seen."
            yield Finding("P01", Severity.ERROR, f"new_bone_lesions[{index}].state", one.id, text)
    if point.bone is BoneScan.LESIONS:
        for name in sorted(earlier - {one.id for one in point.new_bone_lesions}):
            text = f"{name} is not recorded; it counts as not judged. Record what was found of it."
            yield Finding("P02", Severity.WARNING, "new_bone_lesions", name, text)
