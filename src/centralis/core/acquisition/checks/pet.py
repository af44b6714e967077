"""Can an uptake value be computed and compared: weight, dose, times, corrections and uptake time of a PET series.

Source: QIBA FDG-PET/CT profile and EANM 1.0/2.0 guidance on what a standardised uptake value needs; DICOM PS3.3
C.8.9.1 (Corrected Image, Decay Correction, Units) and C.8.9.2 (radiopharmaceutical).
"""

from collections.abc import Iterator

from centralis.core.acquisition.facts import SeriesFacts
from centralis.core.acquisition.findings import Verdict
from centralis.core.acquisition.outcome import Outcome, judged
from centralis.core.acquisition.registry import Case, check, each_series, ruled
from centralis.core.acquisition.requirements import Range, Rule, SeriesRequirement, Severity
from centralis.core.acquisition.rules import evaluate

ESSENTIALS = (
    Rule("weight_kg", Range(1, 400), present=True),
    Rule("dose_bq", Range(1e5, 5e9), present=True),
    Rule("injection_time", present=True),
    Rule("acquisition_time", present=True),
    Rule("corrected", includes=("ATTN", "DECY"), present=True),
    Rule("decay_correction", one_of=("START", "ADMIN"), present=True),
)
"""Without each of these no uptake value can be trusted. The spans only catch wrong units (MBq for Bq, g for kg)."""

RULED = (
    "weight_kg", "height_m", "dose_bq", "uptake_min", "injection_time", "acquisition_time", "corrected",
    "decay_correction", "pixel_units",
)  # fmt: skip


@check("pet-essentials", "1", Severity.CRITICAL, "A PET series carries everything an uptake value is computed from.")
def pet_essentials(case: Case) -> Iterator[Outcome]:
    """Looked at for every PET series, whether the charter sets rules or not; a missing fact fails."""

    def look(wanted: SeriesRequirement, series: SeriesFacts) -> Iterator[Outcome]:
        if series.modality != "PT":
            return
        for rule in ESSENTIALS:
            outcome = evaluate(rule, series)
            yield Outcome(
                outcome.verdict, outcome.expected, outcome.observed, outcome.unit, outcome.evidence, None,
                outcome.parameter,
            )  # fmt: skip

    yield from each_series(case, look)


@check("pet-rules", "1", Severity.MAJOR, "Uptake time, dose, weight and corrections are as the charter asks.", RULED)
def pet_rules(case: Case) -> Iterator[Outcome]:
    """Hold the charter's rules on the facts of a PET series."""
    yield from ruled(case, RULED)


@check("pet-times-in-order", "1", Severity.CRITICAL, "Injection comes before acquisition, and not by more than a day.")
def pet_times(case: Case) -> Iterator[Outcome]:
    """A negative uptake time is a date shifted alone, a clock set wrong or a series re-dated by post-processing."""

    def look(wanted: SeriesRequirement, series: SeriesFacts) -> Iterator[Outcome]:
        if series.modality != "PT":
            return
        minutes = series.values("uptake_min")
        if not minutes:
            yield judged(None, "injection before acquisition", "not recorded")
            return
        verdict = Verdict.PASS if 0 <= minutes[0] < 24 * 60 else Verdict.FAIL
        evidence = (("injected", str(series.injected_at)), ("acquired", str(series.acquired_at)))
        yield Outcome(
            verdict, "injection before acquisition, within a day", f"{minutes[0]:g}", "min", evidence, None,
            "uptake_min",
        )  # fmt: skip

    yield from each_series(case, look)
