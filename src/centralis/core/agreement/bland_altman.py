"""Bland and Altman's limits of agreement for one pair of numbers a case, with limits' own confidence intervals.

Bland JM, Altman DG, Lancet 1986;1:307-310 and Stat Methods Med Res 1999;8:135-160 (section 2; approximate intervals of
the limits: section 2.1). Exact intervals: Carkeet A, Optom Vis Sci 2015;92:e71-80, from the noncentral t distribution
(one-sided tolerance factors). Repeated measurements: `bland_altman_repeated`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from math import inf, sqrt
from typing import Any

import numpy as np
from scipy.special import nctdtrit, ndtri, stdtr, stdtrit

from centralis.core.agreement.coefficient import Interval
from centralis.core.agreement.ratings import AgreementError, Floats, check_level

NAME = "bland-altman"
ALL_THE_SAME = "Every difference is the same: the limits lie on the bias, and no interval can be given."
_FEWEST = 3
_ROUNDING = 1e-13


class LimitMethod(StrEnum):
    """How the intervals of the limits are had: exact by the noncentral t, or approximate as in 1999."""

    EXACT = "exact"
    APPROXIMATE = "approximate"


@dataclass(frozen=True, slots=True)
class Slope:
    """Least-squares line of difference on mean: a slope that is not 0 says that the bias depends on the size."""

    slope: float
    intercept: float
    p: float


@dataclass(frozen=True, slots=True)
class LimitsOfAgreement:
    """Bias (first minus second), the limits around it, and the interval of each, in the unit of the values.

    `agreement`: the share of differences that the limits are to hold. `slope` is None where it cannot be had. Where
    the differences do not vary the intervals are None and `reason` says so.
    """

    method: str
    cases: int
    bias: float
    sd: float
    lower: float
    upper: float
    agreement: float
    bias_interval: Interval | None
    lower_interval: Interval | None
    upper_interval: Interval | None
    slope: Slope | None = None
    reason: str = ""

    def to_json(self) -> dict[str, Any]:
        def ci(one: Interval | None) -> list[float] | None:
            return one.to_json() if one else None

        found: dict[str, Any] = {
            "cases": self.cases,
            "bias": self.bias,
            "bias_ci": ci(self.bias_interval),
            "sd": self.sd,
            "lower_limit": self.lower,
            "lower_limit_ci": ci(self.lower_interval),
            "upper_limit": self.upper,
            "upper_limit_ci": ci(self.upper_interval),
        }
        if self.slope:
            found["slope"] = {"slope": self.slope.slope, "intercept": self.slope.intercept, "p": self.slope.p}
        return found | {"reason": self.reason} if self.reason else found


def compute_limits(
    pairs: Sequence[tuple[float, float]],
    agreement: float = 0.95,
    level: float = 0.95,
    method: LimitMethod = LimitMethod.APPROXIMATE,
) -> LimitsOfAgreement:
    """Limits of agreement of two readers' numbers, one pair a case; refuses fewer than three pairs."""
    if len(pairs) < _FEWEST:
        raise AgreementError(f"{len(pairs)} cases were measured by both readers; limits of agreement need {_FEWEST}.")
    x, y = np.asarray(pairs, dtype=float).T
    differences = x - y
    sd = compute_deviation(differences)
    found = derive_limits(float(differences.mean()), sd, len(pairs), agreement, level, method)
    return replace(found, slope=fit_slope(differences, (x + y) / 2))


def derive_limits(
    bias: float,
    sd: float,
    cases: int,
    agreement: float = 0.95,
    level: float = 0.95,
    method: LimitMethod = LimitMethod.APPROXIMATE,
) -> LimitsOfAgreement:
    """Limits from the mean and the standard deviation of the differences of so many cases."""
    z = derive_multiple(agreement, level)
    if sd == 0:
        return LimitsOfAgreement(NAME, cases, bias, 0.0, bias, bias, agreement, None, None, None, reason=ALL_THE_SAME)
    t = float(stdtrit(cases - 1, (1 + level) / 2))
    near, far = _approximate(z, cases, t) if method is LimitMethod.APPROXIMATE else _exact(z, cases, level)
    half = t * sd / sqrt(cases)
    return LimitsOfAgreement(
        method=NAME,
        cases=cases,
        bias=bias,
        sd=sd,
        lower=bias - z * sd,
        upper=bias + z * sd,
        agreement=agreement,
        bias_interval=Interval(bias - half, bias + half, level),
        lower_interval=Interval(bias - far * sd, bias - near * sd, level),
        upper_interval=Interval(bias + near * sd, bias + far * sd, level),
    )


def derive_multiple(agreement: float, level: float) -> float:
    """How many standard deviations hold the share `agreement` of differences (1.96 for 0.95); checks both shares."""
    check_level(level)
    if not 0 < agreement < 1:
        raise AgreementError(f"The agreement is {agreement}; expected a share between 0 and 1, such as 0.95.")
    return float(ndtri((1 + agreement) / 2))


def compute_deviation(values: Floats) -> float:
    """Standard deviation with n - 1; what rounding alone can make is 0."""
    sd = float(values.std(ddof=1))
    return 0.0 if sd <= _ROUNDING * float(np.abs(values).max()) else sd


def fit_slope(differences: Floats, means: Floats) -> Slope | None:
    """Difference on mean by least squares, with the two-sided t test of slope 0; None where it cannot be had."""
    n = len(means)
    spread = float(((means - means.mean()) ** 2).sum())
    if n < _FEWEST or compute_deviation(means) == 0 or compute_deviation(differences) == 0:
        return None
    slope = float(((means - means.mean()) * differences).sum()) / spread
    intercept = float(differences.mean()) - slope * float(means.mean())
    left = float(((differences - intercept - slope * means) ** 2).sum()) / (n - 2)
    t = abs(slope) / sqrt(left / spread) if left > 0 else inf
    return Slope(slope, intercept, float(2 * stdtr(n - 2, -t)))


def _exact(z: float, n: int, level: float) -> tuple[float, float]:
    """Factors of the standard deviation between which the limit lies, by the noncentral t distribution."""
    away = z * sqrt(n)
    near, far = (float(nctdtrit(n - 1, away, p)) for p in ((1 - level) / 2, (1 + level) / 2))
    return near / sqrt(n), far / sqrt(n)


def _approximate(z: float, n: int, t: float) -> tuple[float, float]:
    """The same by the limit's large-sample standard error, sqrt(1/n + z^2 / (2 (n - 1)))."""
    half = t * sqrt(1 / n + z**2 / (2 * (n - 1)))
    return z - half, z + half
