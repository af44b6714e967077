"""Ejection fraction of each examination, graded by sex."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from centralis.core.criteria import exact
from centralis.core.criteria.findings import Finding, Severity
from centralis.core.measurement.ejection import compute_biplane_ml, compute_ejection_percent, compute_slices_ml
from centralis.core.scores.lvef.model import Assessment, Method, Parameters, Sex, TimePoint

RULES: dict[str, str] = {
    "NORMAL": "The ejection fraction is in the normal range of the sex.",
    "MILD": "The ejection fraction is mildly abnormal.",
    "MODERATE": "The ejection fraction is moderately abnormal.",
    "SEVERE": "The ejection fraction is severely abnormal.",
    "UNGRADED": "The sex is not told, and it decides between normal and mildly abnormal.",
    "REFUSED": "The volumes cannot be those of one heart.",
}
CHECKS: dict[str, str] = {
    "V01": "The numbers of discs differ from each other or from the protocol's.",
    "V02": "The lengths of the two views differ by more than the protocol allows.",
    "V03": "The numbers of slices differ between diastole and systole.",
    "V04": "The end-systolic volume exceeds the end-diastolic one.",
}
_PLACES = Decimal("0.0001")


def assess(history: Sequence[TimePoint], parameters: Parameters) -> tuple[Assessment, ...]:
    """The ejection fraction of each examination."""
    return tuple(_assess(point, parameters) for point in history)


def compute_volumes_ml(point: TimePoint) -> tuple[Decimal, Decimal]:
    """End-diastolic and end-systolic volume by the examination's method. Raises ValueError."""
    if point.method is Method.BIPLANE:
        return (
            _biplane(point.diastole_four_chamber_mm, point.diastole_two_chamber_mm, _lengths(point)[0]),
            _biplane(point.systole_four_chamber_mm, point.systole_two_chamber_mm, _lengths(point)[1]),
        )
    if point.method is Method.SHORT_AXIS:
        thickness, gap = point.slice_thickness_mm or exact.ZERO, point.slice_gap_mm or exact.ZERO
        both = (point.diastole_areas_mm2, point.systole_areas_mm2)
        diastole, systole = (compute_slices_ml(areas, thickness, gap) for areas in both)
        return diastole, systole
    if point.end_diastolic_ml is None or point.end_systolic_ml is None:
        raise ValueError("A volume is missing.")
    return point.end_diastolic_ml, point.end_systolic_ml


def _biplane(four: Sequence[Decimal], two: Sequence[Decimal], lengths: tuple[Decimal, Decimal]) -> Decimal:
    return compute_biplane_ml(four, two, max(lengths))


def _lengths(point: TimePoint) -> tuple[tuple[Decimal, Decimal], tuple[Decimal, Decimal]]:
    zero = exact.ZERO
    diastole = point.diastole_four_length_mm or zero, point.diastole_two_length_mm or zero
    return diastole, (point.systole_four_length_mm or zero, point.systole_two_length_mm or zero)


def _assess(point: TimePoint, parameters: Parameters) -> Assessment:
    try:
        diastolic, systolic = compute_volumes_ml(point)
        percent = compute_ejection_percent(diastolic, systolic)
    except ValueError as why:
        return Assessment(point.day, None, None, None, None, None, None, "REFUSED", f"{RULES['REFUSED']} {why}")
    rule = _grade(percent, point.sex, parameters)
    surface = _surface_m2(point)
    words = f"({diastolic:.1f} − {systolic:.1f}) / {diastolic:.1f} ml = {exact.cut_percent(percent)} %."
    return Assessment(
        day=point.day,
        end_diastolic_ml=diastolic.quantize(_PLACES),
        end_systolic_ml=systolic.quantize(_PLACES),
        stroke_ml=(diastolic - systolic).quantize(_PLACES),
        ejection_percent=percent,
        end_diastolic_ml_per_m2=None if surface is None else (diastolic / surface).quantize(_PLACES),
        end_systolic_ml_per_m2=None if surface is None else (systolic / surface).quantize(_PLACES),
        rule=rule,
        sentence=f"{words} {RULES[rule]}",
    )


def _surface_m2(point: TimePoint) -> Decimal | None:
    """Body surface area by Mosteller, in decimals."""
    if point.weight_kg is None or point.height_cm is None:
        return None
    return (point.weight_kg * point.height_cm / 3600).sqrt()


def _grade(percent: Decimal, sex: Sex | None, parameters: Parameters) -> str:
    if percent < parameters.moderate_from_percent:
        return "SEVERE"
    if percent < parameters.mild_from_percent:
        return "MODERATE"
    normal = {Sex.MALE: parameters.normal_from_male_percent, Sex.FEMALE: parameters.normal_from_female_percent}
    if sex is None:
        return "NORMAL" if percent >= max(normal.values()) else "UNGRADED"
    return "NORMAL" if percent >= normal[sex] else "MILD"


def check(history: Sequence[TimePoint], parameters: Parameters) -> Iterator[Finding]:
    """Edit checks of one examination."""
    point = history[-1]
    if point.method is Method.BIPLANE:
        yield from _check_discs(point, parameters)
    elif point.method is Method.SHORT_AXIS and len(point.diastole_areas_mm2) != len(point.systole_areas_mm2):
        text = f"{len(point.diastole_areas_mm2)} slices in diastole, {len(point.systole_areas_mm2)} in systole."
        yield Finding("V03", Severity.WARNING, "systole_areas_mm2", "", f"{text} Say 0 for a slice without cavity.")
    try:
        diastolic, systolic = compute_volumes_ml(point)
    except ValueError:
        return
    if systolic > diastolic:
        text = f"The ventricle is {systolic:.1f} ml in systole and {diastolic:.1f} ml in diastole. Were they swapped?"
        yield Finding("V04", Severity.ERROR, "method", "", text)


def _check_discs(point: TimePoint, parameters: Parameters) -> Iterator[Finding]:
    for name in ("diastole_four_chamber", "diastole_two_chamber", "systole_four_chamber", "systole_two_chamber"):
        count = len(getattr(point, f"{name}_mm"))
        if count != parameters.discs:
            text = f"{name.replace('_', ' ').capitalize()} has {count} discs; {parameters.discs} are asked for."
            yield Finding("V01", Severity.ERROR, f"{name}_mm", "", text)
    for phase, lengths in zip(("diastole", "systole"), _lengths(point), strict=True):
        shorter, longer = sorted(lengths)
        if shorter and (longer - shorter) * 100 > parameters.length_difference_percent * longer:
            text = f"In {phase} the lengths are {lengths[0]:f} and {lengths[1]:f} mm: one view may be foreshortened."
            yield Finding("V02", Severity.WARNING, f"{phase}_two_length_mm", "", text)
