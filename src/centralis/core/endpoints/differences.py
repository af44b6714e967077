"""The difference of two independent proportions (response rates of two arms) with its limits.

Sources: Miettinen O, Nurminen M, Stat Med 1985;4:213-226 (score limits: the variance at the restricted maximum
likelihood under the limit's difference, times N/(N - 1)); Newcombe RG, Stat Med 1998;17:873-890, method 10 (hybrid of
two Wilson limits, no continuity correction). Newcombe's table II prints both for eight tables; the tests hold them.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from scipy.optimize import brentq
from scipy.special import ndtri

from centralis.core.endpoints.method import StatisticsError

_STEP = 1e-9


class DifferenceMethod(StrEnum):
    """How the limits are found."""

    MIETTINEN_NURMINEN = "miettinen-nurminen"
    NEWCOMBE = "newcombe"


@dataclass(frozen=True)
class Difference:
    """First proportion minus the second, with limits, all between -1 and 1."""

    rates: tuple[float, float]
    difference: float
    lower: float
    upper: float
    level: float
    method: DifferenceMethod


def compute_difference(
    first: tuple[int, int],
    second: tuple[int, int],
    method: DifferenceMethod = DifferenceMethod.MIETTINEN_NURMINEN,
    level: float = 0.95,
) -> Difference:
    """Responders and subjects of two arms; raises StatisticsError for counts that cannot be."""
    for responders, subjects in (first, second):
        if subjects < 1:
            raise StatisticsError(f"There are {subjects} subjects; expected at least one in each arm.")
        if not 0 <= responders <= subjects:
            raise StatisticsError(f"There are {responders} responders among {subjects}; expected 0 to {subjects}.")
    if not 0 < level < 1:
        raise StatisticsError(f"The level is {level}; expected a number between 0 and 1, such as 0.95.")
    z = float(ndtri((1 + level) / 2))
    limits = _newcombe if method is DifferenceMethod.NEWCOMBE else _miettinen_nurminen
    lower, upper = limits(first, second, z)
    rates = first[0] / first[1], second[0] / second[1]
    return Difference(rates, rates[0] - rates[1], lower, upper, level, method)


def _wilson(responders: int, subjects: int, z: float) -> tuple[float, float]:
    middle = 2 * responders + z * z
    half = z * math.sqrt(z * z + 4 * responders * (1 - responders / subjects))
    below = 2 * (subjects + z * z)
    return (middle - half) / below, (middle + half) / below


def _newcombe(first: tuple[int, int], second: tuple[int, int], z: float) -> tuple[float, float]:
    """Newcombe 1998, method 10."""
    p1, p2 = first[0] / first[1], second[0] / second[1]
    (low1, high1), (low2, high2) = _wilson(*first, z), _wilson(*second, z)
    lower = p1 - p2 - math.hypot(p1 - low1, high2 - p2)
    upper = p1 - p2 + math.hypot(high1 - p1, p2 - low2)
    return max(lower, -1.0), min(upper, 1.0)


def _miettinen_nurminen(first: tuple[int, int], second: tuple[int, int], z: float) -> tuple[float, float]:
    """Where the score statistic reaches z on either side of the observed difference."""
    observed = first[0] / first[1] - second[0] / second[1]

    def beyond(delta: float) -> float:
        return (observed - delta) ** 2 - z * z * _variance(first, second, delta)

    return _limit(beyond, observed, -1.0), _limit(beyond, observed, 1.0)


def _limit(beyond: Callable[[float], float], observed: float, end: float) -> float:
    """The root between the observed difference and an end; the end itself when the statistic stays within."""
    near = observed + math.copysign(_STEP, end)
    if abs(near) >= 1 or beyond(near) >= 0:
        return min(max(observed, -1.0), 1.0)
    if beyond(end) <= 0:
        return end
    return float(brentq(beyond, near, end, xtol=1e-13))


def _variance(first: tuple[int, int], second: tuple[int, int], delta: float) -> float:
    """Variance of the difference at the estimates that are restricted to a difference `delta`."""
    n1, n2 = first[1], second[1]
    total = n1 + n2
    p2 = _restricted(first, second, delta)
    p1 = min(max(p2 + delta, 0.0), 1.0)
    return max(p1 * (1 - p1) / n1 + p2 * (1 - p2) / n2, 0.0) * total / (total - 1)


def _restricted(first: tuple[int, int], second: tuple[int, int], delta: float) -> float:
    """The second proportion's maximum likelihood estimate when the difference is `delta`: a root of a cubic."""
    (x1, n1), (x2, n2) = first, second
    total, events = n1 + n2, x1 + x2
    l2 = (n1 + 2 * n2) * delta - total - events
    l1 = (n2 * delta - total - 2 * x2) * delta + events
    l0 = x2 * delta * (1 - delta)
    third = l2 / (3 * total)
    q = third**3 - l1 * l2 / (6 * total * total) + l0 / (2 * total)
    p = math.copysign(math.sqrt(max(third * third - l1 / (3 * total), 0.0)), q)
    if p == 0:
        return min(max(-third, 0.0), 1.0)
    angle = (math.pi + math.acos(min(max(q / p**3, -1.0), 1.0))) / 3
    return min(max(2 * p * math.cos(angle) - third, 0.0, -delta), 1.0, 1.0 - delta)
