"""What PERCIST asks of scans: a reference, a measurable lesion at baseline, and follow-ups that compare with it."""

from collections.abc import Iterator
from decimal import Decimal

from centralis.core.criteria import exact
from centralis.core.criteria.percist_1_0.model import Parameters, Quality, TimePoint


def reference_mean(point: TimePoint) -> Decimal | None:
    """The mean SUL of the liver, or of the blood pool where the liver is diseased."""
    return point.blood_pool_mean if point.liver_diseased else point.liver_mean


def compute_threshold(point: TimePoint, parameters: Parameters) -> Decimal | None:
    """The SULpeak a lesion must reach to be measurable; None when mean or deviation was not told."""
    mean = reference_mean(point)
    deviation = point.blood_pool_deviation if point.liver_diseased else point.liver_deviation
    if mean is None or deviation is None:
        return None
    factor = parameters.blood_pool_factor if point.liver_diseased else parameters.liver_factor
    return factor * mean + parameters.deviations * deviation


def judge_quality(point: TimePoint, baseline: TimePoint, parameters: Parameters) -> Quality:
    """Whether a follow-up compares with the baseline; a fault that was told outweighs what was not."""
    if any(describe_faults(point, baseline, parameters)):
        return Quality.POOR
    told = (
        reference_mean(point), reference_mean(baseline), point.uptake_minutes, baseline.uptake_minutes
    )  # fmt: skip
    return Quality.NOT_TOLD if None in told else Quality.GOOD


def describe_faults(point: TimePoint, baseline: TimePoint, parameters: Parameters) -> Iterator[tuple[str, str]]:
    """Field and sentence of everything that keeps a scan from being compared with the baseline."""
    now, then = reference_mean(point), reference_mean(baseline)
    name = "blood_pool_mean" if point.liver_diseased else "liver_mean"
    if now is not None and then is not None:
        apart = abs(now - then)
        by_percent = apart * exact.HUNDRED > parameters.reference_change_percent * then
        if by_percent or apart >= parameters.reference_change_sul:
            yield (
                name,
                (
                    f"The reference mean is {now:f} SUL, {then:f} at baseline; at most "
                    f"{parameters.reference_change_percent:f} % and less than "
                    f"{parameters.reference_change_sul:f} SUL apart."
                ),
            )
    if point.uptake_minutes is not None and baseline.uptake_minutes is not None:
        apart = abs(point.uptake_minutes - baseline.uptake_minutes)
        if apart > parameters.uptake_change_minutes:
            most = parameters.uptake_change_minutes
            yield "uptake_minutes", f"The uptake time is {apart:f} min from that of the baseline; at most {most:f}."
    if point.technique_differs:
        yield "technique_differs", "Scanner, reconstruction or dose differ from the baseline."
