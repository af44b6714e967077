"""The 2024 McDonald criteria on each day of a history, with all evidence gathered up to it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from centralis.core.criteria.findings import Finding, Severity
from centralis.core.scores.mcdonald import evidence
from centralis.core.scores.mcdonald.evidence import Truth, all_of, any_of, at_least, render_truth
from centralis.core.scores.mcdonald.model import Diagnosis, Region
from centralis.core.scores.mcdonald_2024.model import Assessment, Parameters, Presentation, TimePoint
from centralis.core.scores.mcdonald_2024.tables import RULES

CHECKS: dict[str, str] = {
    **evidence.SHARED_CHECKS,
    "M05": "Further support is asked for at this age or risk, and was not shown.",
}


@dataclass(frozen=True)
class _Shown:
    """What the visits up to a day show. `regions`: the names of the involved ones."""

    regions: tuple[str, ...]
    involved: tuple[Truth, ...]
    cord: Truth
    space: Truth
    time: Truth
    csf: Truth
    veins: Truth
    rims: Truth


def assess(history: Sequence[TimePoint], parameters: Parameters) -> tuple[Assessment, ...]:
    """The diagnosis on each day."""
    return tuple(_assess(history[: index + 1], parameters) for index in range(len(history)))


def _assess(history: Sequence[TimePoint], parameters: Parameters) -> Assessment:
    point, shown = history[-1], _gather(history, parameters)
    asked = is_support_asked(point, parameters)
    support = any_of([shown.cord, shown.csf, shown.veins])
    if point.better_explanation:
        rule, diagnosis = evidence.BETTER_EXPLANATION, Diagnosis.NOT_ESTABLISHED
    else:
        rule, diagnosis = evidence.decide(_ways(point, shown, parameters))
        if diagnosis is Diagnosis.ESTABLISHED and asked and parameters.support_needed and not support:
            is_open = support is None
            rule = evidence.OPEN if is_open else "SUPPORT-MISSING"
            diagnosis = Diagnosis.OPEN if is_open else Diagnosis.NOT_ESTABLISHED
    return Assessment(
        day=point.day,
        diagnosis=diagnosis,
        regions=shown.regions,
        dissemination_in_space=shown.space,
        dissemination_in_time=shown.time,
        csf_positive=shown.csf,
        rule=rule,
        sentence=f"{RULES[rule]} {_render(shown, asked, support)}",
        central_veins=shown.veins,
        paramagnetic_rims=shown.rims,
        support_asked=asked,
        support_found=support,
    )


def _gather(history: Sequence[TimePoint], parameters: Parameters) -> _Shown:
    found = evidence.find_involved(history, parameters.least_periventricular)
    optic = is_optic_nerve_involved(history)
    involved = (*found.values(), optic)
    space = at_least(involved, parameters.regions_for_space)
    if history[-1].presentation is Presentation.PROGRESSION:
        space = any_of([space, evidence.has_lesions(history, Region.CORD, parameters.cord_lesions)])
    again = any((visit.attacks or 0) >= 2 for visit in history)
    names = [region.value for region, is_involved in found.items() if is_involved]
    return _Shown(
        regions=tuple([*names, "optic_nerve"] if optic else names),
        involved=involved,
        cord=found[Region.CORD],
        space=space,
        time=any_of([again, evidence.is_disseminated_in_time(history)]),
        csf=is_fluid_positive(history, parameters),
        veins=_latest_or_shown([has_vein_sign(visit, parameters) for visit in history]),
        rims=_latest_or_shown([_has_rims(visit, parameters) for visit in history]),
    )


def is_optic_nerve_involved(history: Sequence[TimePoint]) -> Truth:
    """Shown by any test on any day; excluded when tests were done and none showed it."""
    tests = [(visit.optic_nerve_mri, visit.optic_nerve_oct, visit.optic_nerve_vep) for visit in history]
    return _latest_or_shown([one for three in tests for one in three])


def is_fluid_positive(history: Sequence[TimePoint], parameters: Parameters) -> Truth:
    """Bands or the kappa index; either test excludes it when it was the only one done."""
    indices = [visit.kappa_index for visit in history if visit.kappa_index is not None]
    kappa = any(index >= parameters.kappa_index_from for index in indices) if indices else None
    return _latest_or_shown([evidence.has_bands(history), kappa])


def has_vein_sign(visit: TimePoint, parameters: Parameters) -> Truth:
    """Six lesions with a central vein; below ten judged lesions, more with than without one."""
    positive, negative = visit.lesions_with_vein, visit.lesions_without_vein
    if positive is None:
        return None
    if negative is None:
        return None if positive < parameters.central_veins else True
    if positive + negative < parameters.majority_below_lesions:
        return positive > negative
    return positive >= parameters.central_veins


def _has_rims(visit: TimePoint, parameters: Parameters) -> Truth:
    return None if visit.lesions_with_rim is None else visit.lesions_with_rim >= parameters.paramagnetic_rims


def _latest_or_shown(values: Sequence[Truth]) -> Truth:
    """Shown once is shown; otherwise no as soon as something was looked at."""
    told = [value for value in values if value is not None]
    return any(told) if told else None


def _ways(point: TimePoint, shown: _Shown, parameters: Parameters) -> list[tuple[str, Truth]]:
    """Each way to the diagnosis in the order of `tables.WAYS`."""
    is_progression = point.presentation is Presentation.PROGRESSION
    long_enough = not is_progression or (point.progression_days or 0) >= parameters.progression_days
    is_typical = long_enough and point.presentation is not Presentation.SILENT
    many, one = at_least(shown.involved, parameters.regions_without_time), at_least(shown.involved, 1)
    marker, support = any_of([shown.veins, shown.rims]), any_of([shown.time, shown.csf])
    return [
        ("FOUR-REGIONS", all_of([is_typical, many])),
        ("SPACE-TIME", all_of([long_enough, shown.space, shown.time])),
        ("SPACE-CSF", all_of([long_enough, shown.space, shown.csf])),
        ("SPACE-VEINS", all_of([long_enough, shown.space, shown.veins])),
        ("ONE-REGION", all_of([is_typical, one, marker, support])),
    ]


def is_support_asked(point: TimePoint, parameters: Parameters) -> bool:
    """From 50 years on, or with vascular risk."""
    is_old = point.age_years is not None and point.age_years >= parameters.support_from_years
    return is_old or bool(point.vascular_risk)


def _render(shown: _Shown, asked: bool, support: Truth) -> str:
    regions = ", ".join(one.replace("_", " ") for one in shown.regions) or "none"
    facts = [
        f"Regions involved: {len(shown.regions)} of 5 ({regions})",
        f"disseminated in space: {render_truth(shown.space)}, in time: {render_truth(shown.time)}",
        f"spinal fluid positive: {render_truth(shown.csf)}",
        f"central vein sign: {render_truth(shown.veins)}",
        f"paramagnetic rim: {render_truth(shown.rims)}",
    ]
    return "; ".join([*facts, f"support asked for, found: {render_truth(support)}"] if asked else facts) + "."


def check(history: Sequence[TimePoint], parameters: Parameters) -> Iterator[Finding]:
    """Edit checks of the last visit."""
    yield from evidence.check_visit(history)
    answer = _assess(history, parameters)
    if answer.support_asked and not answer.support_found and not history[-1].better_explanation:
        text = (
            "Age or vascular risk asks for a spinal cord lesion, positive spinal fluid or central veins; none is shown."
        )
        yield Finding("M05", Severity.WARNING, "age_years", "", text)
