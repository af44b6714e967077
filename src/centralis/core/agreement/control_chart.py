"""Control charts of a reader's agreement: a p-chart by period, and an EWMA of single cases for slow drift.

p-chart: each period's share of agreeing cases against limits that chance alone crosses as rarely as three standard
deviations do (0.135 % a side), exact binomial (Montgomery DC, Introduction to Statistical Quality Control, 7th edition
2013, section 7.3). Each period's own interval: Wilson EB, J Am Stat Assoc 1927;22:209-212, or exact. EWMA: Roberts SW,
Technometrics 1959;1:239-250; limits Lucas JM, Saccucci MS, Technometrics 1990;32:1-12, equation 3.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import sqrt

import numpy as np
from scipy.special import bdtr, ndtri

from centralis.core.agreement.coefficient import Interval
from centralis.core.agreement.ratings import AgreementError, check_level
from centralis.core.endpoints.response import compute_rate

_TAIL = 0.00135
"""What lies beyond three standard deviations on one side."""


class ShareInterval(StrEnum):
    """How the interval of a period's share is had."""

    WILSON = "wilson"
    EXACT = "exact"


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of a reader's work (a month, a batch of 30): how many of its cases agreed."""

    name: str
    agreed: int
    cases: int


@dataclass(frozen=True, slots=True)
class ControlPoint:
    """One period on the chart. `lower` and `upper`: control limits for so many cases; beyond them it `is_out`."""

    name: str
    agreed: int
    cases: int
    share: float
    interval: Interval
    lower: float
    upper: float
    is_out: bool


@dataclass(frozen=True, slots=True)
class ControlChart:
    """A p-chart: the centre (0 to 1) and the points in time order."""

    reader: str
    centre: float
    points: tuple[ControlPoint, ...]

    @property
    def out(self) -> tuple[ControlPoint, ...]:
        return tuple(one for one in self.points if one.is_out)


@dataclass(frozen=True, slots=True)
class DriftPoint:
    """The moving average after one case, and the limits it should stay within."""

    case: str
    average: float
    lower: float
    upper: float

    @property
    def is_out(self) -> bool:
        return not self.lower <= self.average <= self.upper


@dataclass(frozen=True, slots=True)
class Drift:
    """EWMA of agreement case by case; `signal`: the first case after which the average lay beyond its limits."""

    reader: str
    target: float
    points: tuple[DriftPoint, ...]
    signal: DriftPoint | None

    @property
    def fall(self) -> DriftPoint | None:
        """The first case after which the average lay below its limits, whatever it did before."""
        return next((one for one in self.points if one.average < one.lower), None)


def build_control_chart(
    reader: str,
    periods: Sequence[Period],
    target: float | None = None,
    interval: ShareInterval = ShareInterval.WILSON,
    level: float = 0.95,
) -> ControlChart:
    """A p-chart over periods in time order; periods without cases are left out.

    `target`: the share to hold (0 to 1), e.g. that of the reader's qualification; without it the mean over all periods.
    Raises AgreementError where no period has cases, and for counts that cannot be.
    """
    check_level(level)
    for one in periods:
        if not 0 <= one.agreed <= one.cases:
            raise AgreementError(f"{one.name}: {one.agreed} of {one.cases} cases agreed; expected 0 to {one.cases}.")
    held = [one for one in periods if one.cases]
    if not held:
        raise AgreementError(f"{reader} has no cases in any period; a control chart needs some.")
    if target is not None and not 0 < target < 1:
        raise AgreementError(f"The target is {target}; expected a share between 0 and 1, such as 0.8.")
    centre = sum(one.agreed for one in held) / sum(one.cases for one in held) if target is None else target
    return ControlChart(reader, centre, tuple(_point(one, centre, interval, level) for one in held))


def track_drift(
    reader: str, cases: Sequence[tuple[str, bool]], target: float, weight: float = 0.1, width: float = 2.7
) -> Drift:
    """EWMA over (case, agreed) in the order of reading, starting at the target.

    `weight`: of the newest case; `width`: limits in standard deviations (0.1 with 2.7 is Lucas and Saccucci's pair for
    small shifts, in control for about 500 cases). A target of 1 leaves chance no room: the limits lie at 1, and the
    first case that differs is below them. Raises AgreementError for no cases or parameters out of range.
    """
    if not cases:
        raise AgreementError(f"{reader} has no cases; drift needs some.")
    if not 0 < target <= 1 or not 0 < weight <= 1 or width <= 0:
        raise AgreementError("Target must lie above 0 and up to 1, weight above 0 and up to 1, width above 0.")
    points: list[DriftPoint] = []
    average = target
    for number, (case, agreed) in enumerate(cases, start=1):
        average += weight * (agreed - average)  # in this form an average of 1 stays exactly 1
        spread = target * (1 - target) * weight / (2 - weight) * (1 - (1 - weight) ** (2 * number))
        half = width * sqrt(spread)
        points.append(DriftPoint(case, average, max(0.0, target - half), min(1.0, target + half)))
    return Drift(reader, target, tuple(points), next((one for one in points if one.is_out), None))


def derive_share_interval(count: int, of: int, kind: ShareInterval, level: float) -> Interval:
    """Interval of a share of `of` cases (at least one)."""
    if kind is ShareInterval.EXACT:
        rate = compute_rate(count, of, level)
        return Interval(rate.lower, rate.upper, level)
    z = float(ndtri((1 + level) / 2))
    share = count / of
    middle = (share + z**2 / (2 * of)) / (1 + z**2 / of)
    half = z / (1 + z**2 / of) * sqrt(share * (1 - share) / of + z**2 / (4 * of**2))
    lower = 0.0 if count == 0 else middle - half
    return Interval(lower, 1.0 if count == of else middle + half, level)


def _point(one: Period, centre: float, interval: ShareInterval, level: float) -> ControlPoint:
    lower, upper = _control_limits(one.cases, centre)
    return ControlPoint(
        name=one.name,
        agreed=one.agreed,
        cases=one.cases,
        share=one.agreed / one.cases,
        interval=derive_share_interval(one.agreed, one.cases, interval, level),
        lower=lower / one.cases,
        upper=upper / one.cases,
        is_out=not lower <= one.agreed <= upper,
    )


def _control_limits(n: int, centre: float) -> tuple[int, int]:
    """The counts between which chance keeps all but 0.135 % on each side, exact binomial."""
    if centre in (0, 1):
        return round(centre * n), round(centre * n)
    counts = np.arange(n + 1)
    below = bdtr(counts, n, centre)
    above = np.append(1.0, 1 - below[:-1])
    return int(counts[below > _TAIL][0]), int(counts[above > _TAIL][-1])
