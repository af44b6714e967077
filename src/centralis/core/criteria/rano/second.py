"""RANO 2.0: parts measured by area or volume, preliminary progression soon after radiation, mixed tumours.

After a preliminary progression the nadir is sought from its scan on, so that progression is confirmed by growth from
that scan (by the threshold of progression), by a further new lesion or by another sign seen again. Progression that is
confirmed counts from the preliminary day.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from centralis.core.criteria.findings import Finding, Severity
from centralis.core.criteria.rano import checks, decide, rules
from centralis.core.criteria.rano.burden import Burden, Thresholds, compute_product, measure
from centralis.core.criteria.rano.model import Flair, State
from centralis.core.criteria.rano.second_model import (
    Component,
    Measure,
    SecondAssessment,
    SecondParameters,
    SecondTarget,
    SecondTimePoint,
    Tumour,
)
from centralis.core.criteria.rano.second_tables import RULES

CHECKS = {
    **checks.CHECKS,
    "G06": "T2/FLAIR counts in this trial and is not told, so that only progression can be shown.",
    "G07": "There are more target lesions of one part than the criteria allow.",
    "G08": "A target lesion belongs to a part that is not followed in this tumour.",
    "G09": "The baseline scan is too early or too late after radiation.",
    "G10": "A measured lesion lacks what this trial measures.",
}

_PARTS = {
    Tumour.ENHANCING: (Component.ENHANCING,),
    Tumour.NON_ENHANCING: (Component.NON_ENHANCING,),
    Tumour.MIXED: (Component.ENHANCING, Component.NON_ENHANCING),
}


def assess(history: Sequence[SecondTimePoint], parameters: SecondParameters) -> tuple[SecondAssessment, ...]:
    """Assess each time point, baseline first; what lasts or is confirmed later is marked so."""
    done: list[SecondAssessment] = []
    since, pending = 0, None
    for index, point in enumerate(history):
        burdens = _measure(history[: index + 1], [one.burdens for one in done], since, parameters)
        if index == 0:
            rule, overall, from_day, sign = "BASELINE", None, None, None
        else:
            known = {one.id for each in history[since:index] for one in each.new_lesions} if since else set()
            rule, overall, from_day, sign = _decide(point, history[0], burdens, (known, pending), parameters)
        if overall == "PPD" and pending is None:
            since, pending = index, point.day
        elif pending is not None and _is_settled(overall, point.day - pending, parameters):
            pending = None
        sentence = rules.explain(RULES, rule, burdens, sign)
        done.append(SecondAssessment(point.day, overall, None, from_day, rule, sentence, burdens))
    dated = {one.progression_day for one in done}
    marked = [replace(one, confirmed=one.day in dated) if one.overall == "PPD" else one for one in done]
    return decide.confirm(marked, parameters)


def _is_settled(overall: str | None, days: int, parameters: SecondParameters) -> bool:
    return overall == "PD" or (overall != "NE" and days >= parameters.confirmation_days)


def _measure(
    points: Sequence[SecondTimePoint],
    earlier: Sequence[tuple[Burden, ...]],
    since: int,
    parameters: SecondParameters,
) -> tuple[Burden, ...]:
    unit = "mL" if parameters.measure is Measure.VOLUME else "mm²"
    parts = _PARTS[points[0].tumour or Tumour.ENHANCING]
    return tuple(
        measure(
            (part.value, unit),
            {one.id: _size(one, parameters.measure) for one in points[-1].targets if one.component is part},
            [one.id for one in points[0].targets if one.component is part],
            ([each[number] for each in earlier], since),
            _thresholds(part, parameters),
        )
        for number, part in enumerate(parts)
    )


def _size(target: SecondTarget, measure_by: Measure) -> Decimal | None:
    if measure_by is Measure.AREA or target.state is not State.MEASURED:
        return compute_product(target)
    return target.volume_ml


def _thresholds(part: Component, parameters: SecondParameters) -> Thresholds:
    is_minor = part is Component.NON_ENHANCING
    if parameters.measure is Measure.VOLUME:
        minor = parameters.volume_mr_decrease_percent if is_minor else None
        return Thresholds(parameters.volume_pr_decrease_percent, minor, parameters.volume_pd_increase_percent)
    minor = parameters.mr_decrease_percent if is_minor else None
    return Thresholds(parameters.pr_decrease_percent, minor, parameters.pd_increase_percent)


def _decide(
    point: SecondTimePoint,
    baseline: SecondTimePoint,
    burdens: tuple[Burden, ...],
    course: tuple[set[str], int | None],
    parameters: SecondParameters,
) -> tuple[str, str, int | None, str | None]:
    """Rule, response, the day a progression counts from, and the sign of it.

    course: new lesions known since a preliminary progression, and the day of the one that waits for confirmation.
    """
    known, pending = course
    is_new = any(one.grown or one.id not in known for one in point.new_lesions)
    flair = "PD-FLAIR" if parameters.flair_counts and point.flair is Flair.INCREASED else None
    sign = decide.find_sign(point, burdens, is_new, flair, parameters)
    if sign is None:
        return *_respond(point, baseline, burdens, parameters), None, None
    if decide.is_proven(point):
        return "PD-PROVEN", "PD", point.day if pending is None else pending, sign
    if pending is not None:
        is_late = point.day - pending >= parameters.confirmation_days
        return ("PD-CONFIRMED", "PD", pending, sign) if is_late else ("PPD", "PPD", None, sign)
    if parameters.confirm_always or decide.is_early(point, parameters.early_days):
        return "PPD", "PPD", None, sign
    return sign, "PD", point.day, sign


def _respond(
    point: SecondTimePoint, baseline: SecondTimePoint, burdens: tuple[Burden, ...], parameters: SecondParameters
) -> tuple[str, str]:
    unknown = "NE-FLAIR" if parameters.flair_counts and decide.is_flair_unknown(point.flair) else None
    gap = decide.find_gap(point, burdens, unknown, parameters)
    if gap is not None:
        return gap, "NE"
    rule, response = burdens[0].rule, burdens[0].response or "NE"
    if len(burdens) > 1:
        rule, response = _combine(response, burdens[1].response or "NE")
    return decide.check_complete_response(point, baseline, parameters) if response == "CR" else (rule, response)


def _combine(one: str, other: str) -> tuple[str, str]:
    """Both parts of a mixed tumour, by `second_tables.MIXED`."""
    if one == other:
        return "MIXED-SAME", one
    if "CR" in (one, other):
        return "MIXED-CR", other if one == "CR" else one
    if "SD" in (one, other):
        return "MIXED-SD", other if one == "SD" else one
    return "MIXED-LESSER", "MR"


def check(history: Sequence[SecondTimePoint], parameters: SecondParameters) -> Iterator[Finding]:
    """Edit checks of the last time point."""
    yield from checks.check(history, parameters)
    point = history[-1]
    yield from _check_measured(point, parameters)
    if len(history) == 1:
        yield from _check_parts(point, parameters)
        yield from _check_baseline_day(point, parameters)
    elif parameters.flair_counts and point.flair is None:
        text = f"Tell T2/FLAIR of day {point.day}; without it only progression can be shown."
        yield Finding("G06", Severity.WARNING, "flair", "", text)


def _check_measured(point: SecondTimePoint, parameters: SecondParameters) -> Iterator[Finding]:
    is_volume = parameters.measure is Measure.VOLUME
    for index, one in enumerate(point.targets):
        if one.state is State.MEASURED and _size(one, parameters.measure) is None:
            name = "volume_ml" if is_volume else ("long_mm" if one.long_mm is None else "short_mm")
            text = f"{one.id} is told as measured without {'its volume' if is_volume else 'both diameters'}."
            text += " It counts as not evaluated."
            yield Finding("G10", Severity.ERROR, f"targets[{index}].{name}", one.id, text)


def _check_parts(point: SecondTimePoint, parameters: SecondParameters) -> Iterator[Finding]:
    followed = _PARTS[point.tumour or Tumour.ENHANCING]
    for index, one in enumerate(point.targets):
        if one.component not in followed:
            text = f"{one.id} is {one.component.value}; this tumour is followed as {point.tumour}."
            yield Finding("G08", Severity.ERROR, f"targets[{index}].component", one.id, text)
    for part in followed:
        count = sum(1 for one in point.targets if one.component is part)
        if count > parameters.max_targets_of_part:
            text = f"There are {count} {part.value} target lesions; at most {parameters.max_targets_of_part} count."
            yield Finding("G07", Severity.ERROR, "targets", "", text)


def _check_baseline_day(point: SecondTimePoint, parameters: SecondParameters) -> Iterator[Finding]:
    least, most = parameters.baseline_min_days, parameters.baseline_max_days
    if point.radiation_end_day is not None and not least <= point.day - point.radiation_end_day <= most:
        days = point.day - point.radiation_end_day
        text = f"The baseline scan is {days} days after radiation; {least} to {most} are asked for."
        yield Finding("G09", Severity.WARNING, "radiation_end_day", "", text)
