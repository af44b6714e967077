"""Edit checks of the last time point that all RANO criteria share."""

from collections.abc import Iterator, Sequence

from centralis.core.criteria.findings import Finding, Severity
from centralis.core.criteria.rano.model import Parameters, Point

CHECKS: dict[str, str] = {
    "G01": "A target lesion is smaller than the least measurable size.",
    "G02": "The perpendicular is longer than the longest diameter.",
    "G03": "There are more target lesions than the criteria allow.",
    "G04": "A lesion of the baseline is not recorded here.",
    "G05": "Corticosteroids or clinical state are not told, so that only progression can be shown.",
}


def check(history: Sequence[Point], parameters: Parameters) -> Iterator[Finding]:
    """Sizes, counts, lesions left out, and what is needed for a response."""
    point, is_baseline = history[-1], len(history) == 1
    yield from _check_sizes(point, parameters, is_baseline)
    if is_baseline:
        if len(point.targets) > parameters.max_targets:
            text = f"There are {len(point.targets)} target lesions; at most {parameters.max_targets} count."
            yield Finding("G03", Severity.ERROR, "targets", "", text)
        return
    for name in sorted(_names(history[0]) - _names(point)):
        text = f"{name} is not recorded; it counts as not evaluated. Record what was found of it."
        yield Finding("G04", Severity.WARNING, "", name, text)
    if parameters.use_clinical:
        yield from _check_clinical(point)


def _check_clinical(point: Point) -> Iterator[Finding]:
    for field, label, value in (
        ("steroids", "corticosteroids", point.steroids),
        ("clinical", "the clinical state", point.clinical),
    ):
        if value is None:
            text = f"Tell {label} of day {point.day}; without it only progression can be shown."
            yield Finding("G05", Severity.WARNING, field, "", text)


def _check_sizes(point: Point, parameters: Parameters, is_baseline: bool) -> Iterator[Finding]:
    least = parameters.min_diameter_mm
    if point.slice_thickness_mm is not None and point.slice_thickness_mm > parameters.max_slice_mm:
        least = max(least, 2 * point.slice_thickness_mm)
    for index, lesion in enumerate(point.targets):
        long_mm, short_mm = lesion.long_mm, lesion.short_mm
        if long_mm is None or short_mm is None:
            continue
        field = f"targets[{index}].short_mm"
        if short_mm > long_mm:
            text = f"{lesion.id}: the perpendicular {short_mm:f} mm is longer than the longest diameter {long_mm:f} mm."
            yield Finding("G02", Severity.ERROR, field, lesion.id, text)
        if is_baseline and min(long_mm, short_mm) < least:
            text = f"{lesion.id} is {long_mm:f} × {short_mm:f} mm; at least {least:f} × {least:f} mm is asked for."
            yield Finding("G01", Severity.ERROR, field, lesion.id, text)


def _names(point: Point) -> set[str]:
    return {one.id for one in point.targets} | {one.id for one in point.non_targets}
