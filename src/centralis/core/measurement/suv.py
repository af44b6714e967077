"""Standardised uptake value: the factor from rescaled PET values to SUV, its inputs, or why there is none.

SUV = concentration (Bq/ml) × body measure / dose at the reference time. The way from DICOM attributes follows the
vendor-neutral calculation of QIBA (its SUV pseudo-code as printed in public copies): units BQML with decay to START or
ADMIN, CNTS with the private factors of Philips, GML; a series time after the first acquisition is not the scan's start
(post-processed series), then GE's private scan time or the frame's reference time tells it. DICOM PS3.3 C.8.9.1 says
what Units, Decay Correction and Frame Reference Time mean. Checked against the real-world-value objects of a public
GE series (tests). No factor is ever guessed: what is missing or absurd is the reason.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from math import exp, expm1, log
from typing import Any, cast

from centralis.core.measurement import body
from centralis.core.measurement.body import Sex


class Kind(StrEnum):
    """By which body measure uptake is divided."""

    BODY_WEIGHT = "SUVbw"
    LEAN_JAMES = "SUL-James"
    LEAN_JANMAHASATIAN = "SUL-Janmahasatian"
    IDEAL_WEIGHT = "SUVibw"
    BODY_SURFACE = "SUVbsa"


_STATED_KINDS = {
    "": Kind.BODY_WEIGHT,
    "BW": Kind.BODY_WEIGHT,
    "BSA": Kind.BODY_SURFACE,
    "IBW": Kind.IDEAL_WEIGHT,
    "LBM": Kind.LEAN_JAMES,
    "LBMJAMES128": Kind.LEAN_JAMES,
    "LBMJANMA": Kind.LEAN_JANMAHASATIAN,
}
#: Times of one series share the scanner's clock and seldom carry a zone; only their differences count.
CLOCK = UTC
LEAST_DOSE_BQ, MOST_DOSE_BQ = 1e6, 5e9
LEAST_WEIGHT_KG, MOST_WEIGHT_KG = 1.0, 400.0
LEAST_HEIGHT_M, MOST_HEIGHT_M = 0.3, 2.6
MOST_HALF_LIVES = 12.0
_ABSURD_TIMES = "The times of the scan and of the administration do not go together."


@dataclass(frozen=True, slots=True)
class PetFacts:
    """What a PET series says about its quantity. Times with one clock; None: not told.

    administered_at: from the date and time of injection, or on the day of the series when only a time is told (then
    `administered_day_told` is false). first_acquired_at: the earliest of all images. ge_scan_at: (0009,100D) of
    GEMS_PETD_01. frame_reference_ms, frame_duration_ms: of the earliest image. philips_suv, philips_activity:
    (7053,xx00) and (7053,xx09).
    """

    units: str = ""
    suv_type: str = ""
    corrections: frozenset[str] = field(default_factory=frozenset)
    decay: str = ""
    manufacturer: str = ""
    weight_kg: float | None = None
    height_m: float | None = None
    sex: str = ""
    dose_bq: float | None = None
    half_life_s: float | None = None
    administered_at: datetime | None = None
    administered_day_told: bool = True
    series_at: datetime | None = None
    first_acquired_at: datetime | None = None
    ge_scan_at: datetime | None = None
    frame_reference_ms: float | None = None
    frame_duration_ms: float | None = None
    philips_suv: float | None = None
    philips_activity: float | None = None


@dataclass(frozen=True, slots=True)
class SuvFactor:
    """The factor by which rescaled values become SUV (None: with a `reason`), its kind, what went in, and warnings.

    bare_reason: the reason without what the images say of patient, dose or times, fit for one who reads blind.
    """

    factor: float | None
    kind: Kind
    inputs: dict[str, Any]
    reason: str = ""
    warnings: tuple[str, ...] = ()
    bare_reason: str = ""

    def to_json(self) -> dict[str, Any]:
        """As `centralis measure suv` prints it."""
        if self.factor is None:
            return {"factor": None, "kind": self.kind.value, "reason": self.reason, "inputs": self.inputs}
        return {"factor": self.factor, "kind": self.kind.value, "inputs": self.inputs, "warnings": list(self.warnings)}


class _Missing(Exception):
    """Why no factor can be had; `bare` says it without any value of the images."""

    def __init__(self, reason: str, bare: str = "") -> None:
        super().__init__(reason)
        self.bare = bare or reason


def compute_suv_factor(facts: PetFacts, kind: Kind = Kind.BODY_WEIGHT) -> SuvFactor:
    """The factor of a series, or the reason why there is none; never raises on what the series says."""
    inputs: dict[str, Any] = {"units": facts.units, "decay_correction": facts.decay}
    warnings: list[str] = []
    try:
        factor = _factor(facts, kind, inputs, warnings)
    except _Missing as why:
        return SuvFactor(None, kind, inputs, str(why), bare_reason=why.bare)
    return SuvFactor(factor, kind, inputs, warnings=tuple(warnings))


def _factor(facts: PetFacts, kind: Kind, inputs: dict[str, Any], warnings: list[str]) -> float:
    if facts.units == "GML":
        return _from_stated(facts, kind, inputs)
    if facts.units == "CNTS" and facts.philips_suv:
        inputs["philips_suv_factor"] = facts.philips_suv
        return facts.philips_suv * _per_body_weight(facts, kind, inputs)
    scale = 1.0
    if facts.units == "CNTS" and facts.philips_activity:
        inputs["philips_activity_factor"] = scale = facts.philips_activity
    elif facts.units != "BQML":
        raise _Missing(
            f"Units are {facts.units or 'not told'}; SUV needs BQML, GML, or CNTS with Philips' factors.",
            "The units of the values are none from which SUV can be had.",
        )
    if not {"ATTN", "DECY"} <= facts.corrections:
        missing = ", ".join(sorted({"ATTN", "DECY"} - facts.corrections))
        warnings.append(f"Corrected Image does not name {missing}; the factor takes the values as corrected.")
    dose = _dose_at_reference(facts, inputs, warnings)
    return scale * _body_measure(facts, kind, inputs) / dose


def _from_stated(facts: PetFacts, kind: Kind, inputs: dict[str, Any]) -> float:
    """GML: the values are SUV already, of the kind the series names (BW when it names none)."""
    stated = _STATED_KINDS.get(facts.suv_type)
    inputs["suv_type"] = facts.suv_type or "BW by default (PS3.3 C.8.9.1)"
    if stated is None:
        raise _Missing(
            f"The values are SUV of the type {facts.suv_type}, which is not known.",
            "The values are SUV of a type that is not known.",
        )
    if stated is kind:
        return 1.0
    return _body_measure(facts, kind, inputs) / _body_measure(facts, stated, {})


def _per_body_weight(facts: PetFacts, kind: Kind, inputs: dict[str, Any]) -> float:
    if kind is Kind.BODY_WEIGHT:
        return 1.0
    return _body_measure(facts, kind, inputs) / _body_measure(facts, Kind.BODY_WEIGHT, {})


def _body_measure(facts: PetFacts, kind: Kind, inputs: dict[str, Any]) -> float:
    """Grams, or square centimetres for the body surface."""
    if kind is Kind.IDEAL_WEIGHT:
        return 1000.0 * body.compute_ideal_kg(_height(facts, inputs), _sex(facts, inputs))
    weight = _between(facts.weight_kg, LEAST_WEIGHT_KG, MOST_WEIGHT_KG, "Patient's Weight", "kg")
    inputs["weight_kg"] = weight
    if kind is Kind.BODY_WEIGHT:
        return 1000.0 * weight
    height = _height(facts, inputs)
    if kind is Kind.BODY_SURFACE:
        return 10_000.0 * body.compute_surface_du_bois_m2(weight, height)
    formulas: dict[Kind, Callable[[float, float, Sex], float]] = {
        Kind.LEAN_JAMES: body.compute_lean_james_kg,
        Kind.LEAN_JANMAHASATIAN: body.compute_lean_janmahasatian_kg,
    }
    return 1000.0 * formulas[kind](weight, height, _sex(facts, inputs))


def _height(facts: PetFacts, inputs: dict[str, Any]) -> float:
    inputs["height_m"] = height = _between(facts.height_m, LEAST_HEIGHT_M, MOST_HEIGHT_M, "Patient's Size", "m")
    return height


def _sex(facts: PetFacts, inputs: dict[str, Any]) -> Sex:
    if facts.sex not in ("M", "F"):
        raise _Missing("Patient's Sex is not told as M or F, which this kind of SUV needs.")
    inputs["sex"] = facts.sex
    return cast(Sex, facts.sex)


def _between(value: float | None, least: float, most: float, name: str, unit: str) -> float:
    if not value:
        raise _Missing(f"{name} is not told.")
    if not least <= value <= most:
        raise _Missing(
            f"{name} is {value:g} {unit}, which cannot be; {least:g} to {most:g} {unit} is expected.",
            f"{name} is told with a value that cannot be.",
        )
    return value


def _dose_at_reference(facts: PetFacts, inputs: dict[str, Any], warnings: list[str]) -> float:
    """The dose in Bq at the time to which the values are decay corrected."""
    dose = _between(facts.dose_bq, LEAST_DOSE_BQ, MOST_DOSE_BQ, "Radionuclide Total Dose", "Bq")
    inputs["dose_bq"] = dose
    if facts.decay == "ADMIN":
        return dose
    if facts.decay != "START":
        raise _Missing(
            f"Decay Correction is {facts.decay or 'not told'}; SUV needs START or ADMIN.",
            "The values are not corrected for decay to the start of the scan or to the administration.",
        )
    half_life = _between(facts.half_life_s, 60.0, 1e7, "Radionuclide Half Life", "s")
    if facts.administered_at is None:
        raise _Missing("The time of administration is not told.")
    reference = _reference_time(facts, half_life, inputs, warnings)
    administered = facts.administered_at
    if not facts.administered_day_told and administered > reference:
        administered -= timedelta(days=1)
        warnings.append("The injection time is later than the scan's; it is taken to be of the day before.")
    decay_s = (reference - administered).total_seconds()
    inputs |= {
        "half_life_s": half_life,
        "administered_at": administered.isoformat(),
        "reference_at": reference.isoformat(),
        "decay_s": decay_s,
    }
    if decay_s < 0:
        raise _Missing(f"The scan starts {-decay_s:g} s before the administration.", _ABSURD_TIMES)
    if decay_s > MOST_HALF_LIVES * half_life:
        raise _Missing(f"The scan starts {decay_s / half_life:.1f} half-lives after the administration.", _ABSURD_TIMES)
    return dose * exp(-log(2.0) * decay_s / half_life)


def _reference_time(facts: PetFacts, half_life_s: float, inputs: dict[str, Any], warnings: list[str]) -> datetime:
    """The time that START means: the series' own, unless the series was made after its first acquisition."""
    series, acquired = facts.series_at, facts.first_acquired_at
    if series is not None and (acquired is None or series <= acquired):
        inputs["reference_from"] = "series date and time"
        return series
    if facts.ge_scan_at is not None:
        inputs["reference_from"] = "GE scan date and time (0009,100D)"
        return facts.ge_scan_at
    if acquired is not None and facts.frame_reference_ms is not None and facts.frame_duration_ms:
        inputs["reference_from"] = "acquisition time less the frame's reference time"
        warnings.append("The series time is later than the first acquisition; the scan's start comes from the frame.")
        middle_s = compute_mean_decay_time_s(facts.frame_duration_ms / 1000.0, half_life_s)
        return acquired + timedelta(seconds=middle_s - facts.frame_reference_ms / 1000.0)
    raise _Missing("The series time is later than the first acquisition, and nothing else tells the scan's start.")


def compute_mean_decay_time_s(duration_s: float, half_life_s: float) -> float:
    """When within a frame the activity equals its mean over the frame: ln(λT / (1 − exp(−λT))) / λ."""
    rate = log(2.0) / half_life_s
    return log(rate * duration_s / -expm1(-rate * duration_s)) / rate


def check_stated_factor(computed: SuvFactor, stated: float, tolerance: float = 0.02) -> str | None:
    """What is wrong with a factor that another object states (a real-world value map), or None when it agrees."""
    if computed.factor is None or stated <= 0:
        return (
            "The stated factor cannot be checked." if stated > 0 else f"The stated factor {stated:g} is not positive."
        )
    ratio = stated / computed.factor
    if abs(ratio - 1.0) <= tolerance:
        return None
    for power in (-6, -3, 3, 6):
        if abs(ratio / 10.0**power - 1.0) <= tolerance:
            how = "smaller" if power < 0 else "larger"
            times = f"{10 ** abs(power):,}"
            return f"The stated factor {stated:g} is {times} times {how} than {computed.factor:g}: a wrong unit."
    return f"The stated factor {stated:g} differs from the computed {computed.factor:g} by {100 * (ratio - 1):.1f} %."
