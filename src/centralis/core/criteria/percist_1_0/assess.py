"""Responses by PERCIST 1.0: the hottest lesion of each scan, whichever it is, against the hottest of the baseline."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from centralis.core.criteria import exact
from centralis.core.criteria.best_response import BestResponseRule, DayResponse, derive_best_overall_response
from centralis.core.criteria.findings import Finding, Severity
from centralis.core.criteria.percist_1_0 import scan
from centralis.core.criteria.percist_1_0.model import (
    Assessment,
    Certainty,
    Lesion,
    Other,
    Parameters,
    Quality,
    Reference,
    State,
    TimePoint,
)
from centralis.core.criteria.percist_1_0.tables import RULES

CHECKS: dict[str, str] = {
    "P01": "The hottest lesion of the baseline is not measurable.",
    "P02": "The reference, mean or standard deviation, is not told.",
    "P03": "The scan does not compare with the baseline.",
    "P04": "A lesion of the baseline is not recorded here.",
    "P05": "The uptake time is not told or outside the usual.",
    "P06": "A resolved lesion is not below the reference.",
    "P07": "A lesion has grown in size under a metabolic response; verify it.",
}
_TO_RECIST = {"CMR": "CR", "PMR": "PR", "SMD": "SD", "PMD": "PD", "NE": "NE", "NED": "NED"}
_FROM_RECIST = {code: name for name, code in _TO_RECIST.items()}


@dataclass(frozen=True)
class Peak:
    """The SULpeak of one lesion."""

    lesion: str
    organ: str
    sul: Decimal


def peaks_of(point: TimePoint) -> list[Peak]:
    """The SULpeaks told of lesions that were there at baseline, hottest first."""
    told: list[Lesion | Other] = [*point.lesions, *point.other_lesions]
    peaks = [Peak(one.id, one.organ.strip().lower(), one.sul_peak) for one in told if one.sul_peak is not None]
    return sorted(peaks, key=lambda one: (-one.sul, one.lesion))


def compute_sum(peaks: Sequence[Peak], parameters: Parameters) -> Decimal | None:
    """The sum of the hottest SULpeaks, few an organ and few in all; None without any."""
    chosen: list[Peak] = []
    for peak in peaks:
        in_organ = sum(1 for one in chosen if one.organ == peak.organ)
        if len(chosen) < parameters.max_lesions and in_organ < parameters.max_per_organ:
            chosen.append(peak)
    return exact.compute_sum(one.sul for one in chosen) if chosen else None


def assess(history: Sequence[TimePoint], parameters: Parameters) -> tuple[Assessment, ...]:
    """Assess each time point of a history, baseline first."""
    return tuple(_assess(history[: index + 1], parameters) for index in range(len(history)))


def _assess(history: Sequence[TimePoint], parameters: Parameters) -> Assessment:
    baseline, point, is_baseline = history[0], history[-1], len(history) == 1
    peaks, first = peaks_of(point), _hottest(baseline)
    now = peaks[0].sul if peaks else None
    threshold = scan.compute_threshold(baseline, parameters)
    rule = "BASELINE" if is_baseline else _decide(history, parameters)
    quality = scan.judge_quality(point, baseline, parameters)
    change = None if now is None or first is None else exact.compute_change_percent(now, first)
    return Assessment(
        day=point.day,
        hottest_sul=now,
        hottest_lesion=peaks[0].lesion if peaks else None,
        baseline_sul=first,
        change_from_baseline_percent=change,
        sum_of_peaks_sul=compute_sum(peaks, parameters),
        threshold_sul=threshold,
        measurable=_is_measurable(first, threshold),
        quality=quality.value,
        overall=None if is_baseline else rule.split("-")[0],
        rule=rule,
        sentence=_sentence(rule, now, first, threshold),
    )


def _hottest(point: TimePoint) -> Decimal | None:
    return max((one.sul for one in peaks_of(point)), default=None)


def _is_measurable(first: Decimal | None, threshold: Decimal | None) -> bool | None:
    return None if threshold is None or first is None else first >= threshold


def is_risen(now: Decimal, then: Decimal, parameters: Parameters) -> bool:
    """Whether a SULpeak has risen enough for PMD, in percent and in SUL."""
    enough = now - then >= parameters.pmd_increase_sul
    return enough and exact.is_increase_of(now, then, parameters.pmd_increase_percent)


def is_fallen(now: Decimal, then: Decimal, parameters: Parameters) -> bool:
    """Whether a SULpeak has fallen enough for PMR, in percent and in SUL."""
    enough = then - now >= parameters.pmr_decrease_sul
    return enough and exact.is_decrease_of(now, then, parameters.pmr_decrease_percent)


def _decide(history: Sequence[TimePoint], parameters: Parameters) -> str:
    """The rule that decides, in the order of `tables.RESPONSES`."""
    baseline, point = history[0], history[-1]
    poor = scan.judge_quality(point, baseline, parameters) is Quality.POOR and parameters.quality_decides
    told = {one.id: one.state for one in point.lesions}
    missing = any(told.get(one.id, State.NOT_EVALUABLE) is State.NOT_EVALUABLE for one in baseline.lesions)
    known = bool(baseline.lesions or point.other_lesions)
    measurable = _is_measurable(_hottest(baseline), scan.compute_threshold(baseline, parameters))
    order = (
        ("PMD-NEW-LESION", any(one.certainty is Certainty.UNEQUIVOCAL for one in point.new_lesions)),
        ("PMD-UNEQUIVOCAL", point.unequivocal_progression),
        ("NE-QUALITY", poor),
        ("PMD-SUL", _is_sul_progression(history, parameters)),
        ("PMD-TLG", _is_tlg_progression(point, baseline, parameters)),
        ("NED", not known),
        ("NE-LESION", missing),
        ("CMR", _is_complete(point)),
        ("NE-REFERENCE", measurable is None),
        ("NE-NOT-MEASURABLE", measurable is False),
    )
    found = next((rule for rule, holds in order if holds), None)
    return found or _decide_measurable(point, baseline, parameters)


def _decide_measurable(point: TimePoint, baseline: TimePoint, parameters: Parameters) -> str:
    now, then = _hottest(point), _hottest(baseline)
    # Lesions that are all resolved without a SULpeak are CMR, so that a value is there.
    if now is None or then is None or not is_fallen(now, then, parameters):
        return "SMD"
    return "SMD-OTHER-GREW" if point.grown_by_size or _is_other_risen(point, baseline, parameters) else "PMR"


def _is_sul_progression(history: Sequence[TimePoint], parameters: Parameters) -> bool:
    """Whether the hottest SULpeak told has risen from the reference scan; what is missing could only be hotter."""
    now, before = _hottest(history[-1]), history[:1]
    if parameters.pmd_reference is Reference.NADIR:
        before = history[:-1]
    told = [value for point in before if (value := _hottest(point)) is not None]
    return now is not None and bool(told) and is_risen(now, min(told), parameters)


def _is_tlg_progression(point: TimePoint, baseline: TimePoint, parameters: Parameters) -> bool:
    now, then = point.tlg_g, baseline.tlg_g
    if now is None or not then:
        return False
    if parameters.tlg_needs_no_decline:
        hottest, first = _hottest(point), _hottest(baseline)
        if hottest is None or first is None or hottest < first:
            return False
    return (now - then) * exact.HUNDRED > parameters.tlg_increase_percent * then


def _is_complete(point: TimePoint) -> bool:
    """Every lesion resolved; a SULpeak told of one must lie below the mean of the reference of this scan."""
    if point.other_lesions or any(one.state is not State.RESOLVED for one in point.lesions):
        return False
    return not _not_below_reference(point)


def _not_below_reference(point: TimePoint) -> list[int]:
    mean = scan.reference_mean(point)
    left = [(index, one.sul_peak) for index, one in enumerate(point.lesions) if one.state is State.RESOLVED]
    return [index for index, sul in left if sul is not None and (mean is None or sul >= mean)]


def _is_other_risen(point: TimePoint, baseline: TimePoint, parameters: Parameters) -> bool:
    then = {one.lesion: one.sul for one in peaks_of(baseline)}
    return any(one.lesion in then and is_risen(one.sul, then[one.lesion], parameters) for one in peaks_of(point))


def _sentence(rule: str, now: Decimal | None, first: Decimal | None, threshold: Decimal | None) -> str:
    told = [f"Hottest {now:f} SUL"] if now is not None else []
    told += [f"baseline {first:f} SUL"] if first is not None and rule != "BASELINE" else []
    told += [f"measurable from {threshold.normalize():f} SUL"] if threshold is not None else []
    return f"{RULES[rule]} {', '.join(told)}." if told else RULES[rule]


def summarise(done: Sequence[Assessment], parameters: Parameters) -> Mapping[str, Any]:
    """Best response up to the first progression, without confirmation, and the day of that progression."""
    responses = [DayResponse(one.day, _TO_RECIST[one.overall]) for one in done if one.overall is not None]
    best = derive_best_overall_response(responses, BestResponseRule(sd_min_days=parameters.sd_min_days))
    progression = next((one.day for one in done if one.overall == "PMD"), None)
    return {
        "best_overall_response": _FROM_RECIST.get(best.response, best.response),
        "best_overall_response_day": best.day,
        "progression_day": progression,
    }


def check(history: Sequence[TimePoint], parameters: Parameters) -> Iterator[Finding]:
    """Edit checks of the last time point."""
    baseline, point, is_baseline = history[0], history[-1], len(history) == 1
    yield from _check_scan(point, parameters)
    if is_baseline:
        threshold, first = scan.compute_threshold(point, parameters), _hottest(point)
        if _is_measurable(first, threshold) is False:
            text = f"The hottest lesion has {first:f} SUL; a measurable one has at least {threshold:f} SUL."
            yield Finding("P01", Severity.WARNING, "lesions", "", text)
        return
    for field, text in scan.describe_faults(point, baseline, parameters):
        yield Finding("P03", Severity.WARNING, field, "", text)
    for name in sorted({one.id for one in baseline.lesions} - {one.id for one in point.lesions}):
        yield Finding("P04", Severity.WARNING, "", name, f"{name} is not recorded; it counts as not evaluated.")
    for index in _not_below_reference(point):
        name = point.lesions[index].id
        text = f"{name} is resolved, yet its SULpeak does not lie below a reference that was told; it is not gone."
        yield Finding("P06", Severity.WARNING, f"lesions[{index}].sul_peak", name, text)
    if point.grown_by_size and not point.unequivocal_progression:
        text = "A lesion has grown in size; verify a metabolic response on a later scan."
        yield Finding("P07", Severity.WARNING, "grown_by_size", "", text)


def _check_scan(point: TimePoint, parameters: Parameters) -> Iterator[Finding]:
    name = "blood_pool" if point.liver_diseased else "liver"
    if scan.compute_threshold(point, parameters) is None:
        text = f"Mean and standard deviation of the {name.replace('_', ' ')} are needed, the reference of this scan."
        yield Finding("P02", Severity.WARNING, f"{name}_mean", "", text)
    least, most, uptake = parameters.uptake_min_minutes, parameters.uptake_max_minutes, point.uptake_minutes
    if uptake is None or not least <= uptake <= most:
        found = "is not told" if uptake is None else f"is {uptake:f} min"
        text = f"The uptake time {found}; it should be {least:f} to {most:f} min."
        yield Finding("P05", Severity.WARNING, "uptake_minutes", "", text)
