"""Edit checks of IMWG 2016: what the baseline must tell, contradictions, lesions left out."""

from collections.abc import Iterator, Sequence

from centralis.core.criteria.findings import Finding, Severity
from centralis.core.criteria.imwg_2016 import measured
from centralis.core.criteria.imwg_2016.model import Fixation, Parameters, TimePoint

CHECKS: dict[str, str] = {
    "M01": "The baseline does not tell what is measurable.",
    "M02": "Nothing is measurable at baseline.",
    "M03": "Immunofixation is negative, yet electrophoresis shows M-protein.",
    "M04": "The perpendicular is longer than the longest diameter.",
    "M05": "A lesion of the baseline is not recorded although others are.",
    "M06": "Only one of the two light chains is recorded.",
    "M07": "A value that was measurable at baseline is missing.",
}

_ORDER = (
    "serum_m_protein_g_per_dl",
    "urine_m_protein_mg_per_24h",
    "kappa_flc_mg_per_dl",
    "lambda_flc_mg_per_dl",
    "marrow_plasma_cells_percent",
)


def check(history: Sequence[TimePoint], parameters: Parameters) -> Iterator[Finding]:
    """Edit checks of the last time point."""
    point = history[-1]
    yield from _check_contradictions(point)
    for index, lesion in enumerate(point.lesions):
        if lesion.long_mm is not None and lesion.short_mm is not None and lesion.short_mm > lesion.long_mm:
            text = f"{lesion.id}: perpendicular {lesion.short_mm:f} mm, longest diameter {lesion.long_mm:f} mm."
            yield Finding("M04", Severity.ERROR, f"lesions[{index}].short_mm", lesion.id, text)
    disease = measured.describe_disease(history[0], parameters)
    if len(history) == 1:
        yield from _check_baseline(point, disease)
        return
    if point.lesions:
        for name in sorted({one.id for one in history[0].lesions} - {one.id for one in point.lesions}):
            text = f"{name} is not recorded; it counts as not evaluated. Record what was found of it."
            yield Finding("M05", Severity.WARNING, "lesions", name, text)
    wanted = {
        "serum_m_protein_g_per_dl": bool(disease.serum),
        "urine_m_protein_mg_per_24h": bool(disease.urine),
        "kappa_flc_mg_per_dl": disease.by == "flc",
        "lambda_flc_mg_per_dl": disease.by == "flc",
    }
    for name, is_wanted in wanted.items():
        if is_wanted and getattr(point, name) is None:
            text = "This value was measurable at baseline and is missing; without it no response can be told."
            yield Finding("M07", Severity.WARNING, name, "", text)


def _check_baseline(baseline: TimePoint, disease: measured.Disease) -> Iterator[Finding]:
    if disease.by == "unknown":
        text = "The baseline needs serum and urine M-protein; if neither is measurable both light chains, else marrow."
        place = next((name for name in _ORDER if getattr(baseline, name) is None), _ORDER[-1])
        yield Finding("M01", Severity.ERROR, place, "", text)
    elif disease.by == "nothing":
        text = "Nothing is measurable at baseline; only complete response and progression can be told."
        yield Finding("M02", Severity.WARNING, "serum_m_protein_g_per_dl", "", text)


def _check_contradictions(point: TimePoint) -> Iterator[Finding]:
    pairs = (
        ("serum_m_protein_g_per_dl", "serum_immunofixation"),
        ("urine_m_protein_mg_per_24h", "urine_immunofixation"),
    )
    for value, fixation in pairs:
        if getattr(point, value) and getattr(point, fixation) is Fixation.NEGATIVE:
            text = "Immunofixation is negative, yet M-protein is recorded; one of the two must be wrong."
            yield Finding("M03", Severity.ERROR, fixation, "", text)
    if (point.kappa_flc_mg_per_dl is None) != (point.lambda_flc_mg_per_dl is None):
        missing = "kappa_flc_mg_per_dl" if point.kappa_flc_mg_per_dl is None else "lambda_flc_mg_per_dl"
        text = "One light chain is recorded without the other; neither ratio nor difference can be told."
        yield Finding("M06", Severity.WARNING, missing, "", text)
