"""Brain volumetry of each scan: annual change, hippocampi, parenchymal fraction, lesions."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from centralis.core.criteria import exact
from centralis.core.criteria.findings import Finding, Severity
from centralis.core.scores.brain_volumetry.model import Assessment, Parameters, TimePoint

DAYS_A_YEAR = Decimal("365.25")
_PLACES = Decimal("0.000001")
RULES: dict[str, str] = {
    "BASELINE": "The first scan is the reference; nothing has changed yet.",
    "PATHOLOGICAL": "The brain shrinks by the pathological rate or faster.",
    "NOT-PATHOLOGICAL": "The brain shrinks more slowly than the pathological rate, or not at all.",
    "TOO-SHORT": "The interval is too short for a change to be stated per year.",
    "NOT-COMPARABLE": "Scanner or sequence changed: a difference may be the machine's.",
    "NO-CHANGE-TOLD": "No change of brain volume is told.",
}
CHECKS: dict[str, str] = {
    "Z01": "Brain tissue and fluid exceed the intracranial volume.",
    "Z02": "The hippocampi differ by more than a quarter.",
    "Z03": "Scanner or sequence changed since baseline.",
    "Z04": "The baseline has a change, which there can't be.",
}


def assess(history: Sequence[TimePoint], parameters: Parameters) -> tuple[Assessment, ...]:
    """What each scan comes to; the first is the baseline."""
    return tuple(_assess(point, history[0], parameters) for point in history)


def compute_annual(percent: Decimal, days: int) -> Decimal:
    """A change in percent per year: linear, × 365.25 / days. Raises ZeroDivisionError for no days."""
    return percent * DAYS_A_YEAR / days


def _assess(point: TimePoint, baseline: TimePoint, parameters: Parameters) -> Assessment:
    days = point.day - baseline.day
    rule, annual = _change(point, days, parameters)
    both, first = _hippocampus(point), _hippocampus(baseline)
    shift = None if not both or not first else exact.compute_change_percent(both, first)
    comparable = days >= parameters.least_interval_days and point.same_scanner
    lesions = [one for one in (point.new_lesions, point.enlarging_lesions) if one is not None]
    return Assessment(
        day=point.day,
        change_percent=point.change_percent if days else None,
        change_percent_per_year=annual,
        pathological=None if annual is None else annual <= parameters.pathological_percent_per_year,
        hippocampus_mm3=both,
        hippocampus_asymmetry_percent=_asymmetry(point),
        hippocampus_corrected=_corrected(both, point.intracranial_mm3, parameters),
        hippocampus_change_percent_per_year=compute_annual(shift, days) if shift is not None and comparable else None,
        brain_parenchymal_fraction=_fraction(point),
        active_lesions=sum(lesions) if len(lesions) == 2 else None,
        lesion_change_ml=_difference(point.lesion_ml, baseline.lesion_ml) if days else None,
        rule=rule,
        sentence=_sentence(rule, annual, parameters),
    )


def _change(point: TimePoint, days: int, parameters: Parameters) -> tuple[str, Decimal | None]:
    if not days:
        return "BASELINE", None
    if not point.same_scanner:
        return "NOT-COMPARABLE", None
    if point.change_percent is None:
        return "NO-CHANGE-TOLD", None
    if days < parameters.least_interval_days:
        return "TOO-SHORT", None
    annual = compute_annual(point.change_percent, days)
    return ("PATHOLOGICAL" if annual <= parameters.pathological_percent_per_year else "NOT-PATHOLOGICAL"), annual


def _hippocampus(point: TimePoint) -> Decimal | None:
    left, right = point.hippocampus_left_mm3, point.hippocampus_right_mm3
    return None if left is None or right is None else left + right


def _asymmetry(point: TimePoint) -> Decimal | None:
    """(left − right) / their mean × 100."""
    left, right = point.hippocampus_left_mm3, point.hippocampus_right_mm3
    return None if left is None or right is None else (left - right) * 200 / (left + right)


def _corrected(both: Decimal | None, intracranial: Decimal | None, parameters: Parameters) -> Decimal | None:
    """By the residual method in mm³ when the protocol gives a slope, otherwise as a share of the skull's inside."""
    if both is None or intracranial is None:
        return None
    if parameters.hippocampus_slope:
        return both - parameters.hippocampus_slope * (intracranial - parameters.mean_intracranial_mm3)
    return (both / intracranial).quantize(_PLACES)


def _fraction(point: TimePoint) -> Decimal | None:
    """(grey + white) / (grey + white + fluid)."""
    told = [one for one in (point.grey_ml, point.white_ml, point.csf_ml) if one is not None]
    total = exact.compute_sum(told)
    return ((told[0] + told[1]) / total).quantize(_PLACES) if len(told) == 3 and total else None


def _difference(now: Decimal | None, before: Decimal | None) -> Decimal | None:
    return None if now is None or before is None else now - before


def _sentence(rule: str, annual: Decimal | None, parameters: Parameters) -> str:
    if annual is None:
        return RULES[rule]
    limit = parameters.pathological_percent_per_year
    return f"{RULES[rule]} {annual.quantize(Decimal('0.001'))} % a year; pathological from {limit:f} % downwards."


def check(history: Sequence[TimePoint], parameters: Parameters) -> Iterator[Finding]:
    """Edit checks of one scan."""
    point = history[-1]
    tissues = exact.compute_sum(one for one in (point.grey_ml, point.white_ml, point.csf_ml) if one is not None)
    if point.intracranial_mm3 is not None and tissues * 1000 > point.intracranial_mm3:
        text = f"Tissues and fluid are {tissues:f} ml, the skull holds {point.intracranial_mm3 / 1000:f} ml."
        yield Finding("Z01", Severity.ERROR, "intracranial_mm3", "", text)
    asymmetry = _asymmetry(point)
    if asymmetry is not None and abs(asymmetry) > 25:
        text = f"The hippocampi differ by {exact.render_percent(asymmetry)}; is one segmented wrongly?"
        yield Finding("Z02", Severity.WARNING, "hippocampus_left_mm3", "", text)
    if not point.same_scanner:
        text = "Scanner or sequence changed since baseline: changes are not stated per year."
        yield Finding("Z03", Severity.WARNING, "same_scanner", "", text)
    if len(history) == 1 and point.change_percent is not None:
        text = "The baseline has no earlier scan to have changed from. Remove the change."
        yield Finding("Z04", Severity.ERROR, "change_percent", "", text)
