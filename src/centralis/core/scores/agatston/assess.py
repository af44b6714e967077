"""Agatston score, calcium volume and mass of each scan."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from centralis.core.criteria import exact
from centralis.core.criteria.findings import Finding, Severity
from centralis.core.measurement.calcium import STANDARD_THICKNESS_MM, weight_of
from centralis.core.scores.agatston.model import Assessment, Island, Parameters, TimePoint, Vessel
from centralis.core.scores.agatston.tables import RULES

CHECKS: dict[str, str] = {
    "A01": "An island is below the threshold or too small, and does not count.",
    "A02": "The slices are not 3 mm thick.",
    "A03": "An island's mean exceeds its peak.",
}
_STANDARD = Decimal(str(STANDARD_THICKNESS_MM))
_ORDER = (Vessel.LEFT_MAIN, Vessel.DESCENDING, Vessel.CIRCUMFLEX, Vessel.RIGHT)


def assess(history: Sequence[TimePoint], parameters: Parameters) -> tuple[Assessment, ...]:
    """The score of each scan."""
    return tuple(_assess(point, parameters) for point in history)


def counts(island: Island, parameters: Parameters) -> bool:
    """Whether an island reaches threshold and area."""
    area, peak = island.area_mm2 or exact.ZERO, island.peak_hu or exact.ZERO
    return area >= parameters.least_area_mm2 and peak >= parameters.threshold_hu


def compute_score(island: Island, factor: Decimal) -> Decimal:
    """Area times weight by the peak."""
    return (island.area_mm2 or exact.ZERO) * weight_of(float(island.peak_hu or 0)) * factor


def _assess(point: TimePoint, parameters: Parameters) -> Assessment:
    if not point.evaluable:
        nothing = (None,) * 7
        return Assessment(point.day, *nothing, "NOT-EVALUABLE", RULES["NOT-EVALUABLE"])
    thickness = point.slice_thickness_mm or exact.ZERO
    factor = thickness / _STANDARD if parameters.scale_by_thickness else Decimal(1)
    counted = [island for island in point.islands if counts(island, parameters)]
    by_vessel = {
        vessel: exact.compute_sum(compute_score(one, factor) for one in counted if one.vessel is vessel)
        for vessel in _ORDER
    }
    total = exact.compute_sum(by_vessel.values())
    rule = _category(total)
    parts = " + ".join(f"{vessel.value} {score:f}" for vessel, score in by_vessel.items())
    return Assessment(
        day=point.day,
        agatston=total,
        left_main=by_vessel[Vessel.LEFT_MAIN],
        lad=by_vessel[Vessel.DESCENDING],
        lcx=by_vessel[Vessel.CIRCUMFLEX],
        rca=by_vessel[Vessel.RIGHT],
        volume_mm3=exact.compute_sum((one.area_mm2 or exact.ZERO) * thickness for one in counted),
        mass_mg=_mass_mg(counted, thickness, point.mg_per_mm3_hu),
        rule=rule,
        sentence=f"{parts} = {total:f}. {RULES[rule]}",
    )


def _mass_mg(counted: Sequence[Island], thickness: Decimal, calibration: Decimal | None) -> Decimal | None:
    """Σ area × thickness × mean HU × calibration; None without a calibration or with a mean missing."""
    if calibration is None or any(one.mean_hu is None for one in counted):
        return None
    return exact.compute_sum(
        (one.area_mm2 or exact.ZERO) * thickness * (one.mean_hu or exact.ZERO) * calibration for one in counted
    )


def _category(total: Decimal) -> str:
    steps = (("EXTENSIVE", 400), ("MODERATE", 100))
    return next((rule for rule, least in steps if total >= least), "MILD" if total > 0 else "NONE")


def check(history: Sequence[TimePoint], parameters: Parameters) -> Iterator[Finding]:
    """What does not count, what is not standard, what contradicts itself."""
    point = history[-1]
    if point.slice_thickness_mm != _STANDARD:
        text = f"The slices are {point.slice_thickness_mm} mm thick; the score was defined for 3 mm."
        yield Finding("A02", Severity.WARNING, "slice_thickness_mm", "", text)
    for index, island in enumerate(point.islands):
        if not counts(island, parameters):
            text = f"{island.id}: {island.area_mm2} mm² with a peak of {island.peak_hu} HU does not count."
            yield Finding("A01", Severity.WARNING, f"islands[{index}]", island.id, text)
        if island.mean_hu is not None and island.peak_hu is not None and island.mean_hu > island.peak_hu:
            text = f"{island.id}: the mean {island.mean_hu} HU exceeds the peak {island.peak_hu} HU."
            yield Finding("A03", Severity.ERROR, f"islands[{index}].mean_hu", island.id, text)
