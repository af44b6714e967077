"""The answer of a coefficient of agreement: estimate, standard error, interval, method, or the reason."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from scipy.special import ndtr, ndtri, stdtrit

Parameter = str | float | int | bool | None | list[str]


@dataclass(frozen=True, slots=True)
class Interval:
    """Confidence limits at a level (0.95: 95 %)."""

    lower: float
    upper: float
    level: float

    def to_json(self) -> list[float]:
        return [self.lower, self.upper]


@dataclass(frozen=True, slots=True)
class NullTest:
    """A test that the coefficient is 0: its standard error under that hypothesis, z, and the two-sided p."""

    se: float
    z: float
    p: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Coefficient:
    """A coefficient of agreement with what it rests on.

    `observed` and `expected`: agreement seen and expected by chance (0 to 1), where the method has them. Where a number
    cannot be had it is None and `reason` says why; it is never NaN.
    """

    method: str
    estimate: float | None
    cases: int
    readers: int
    se: float | None = None
    interval: Interval | None = None
    observed: float | None = None
    expected: float | None = None
    test: NullTest | None = None
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    reason: str = ""

    def to_json(self) -> dict[str, Any]:
        """The answer as JSON values, without method and parameters, which the caller prints beside them."""
        found: dict[str, Any] = {
            "estimate": self.estimate,
            "se": self.se,
            "ci": self.interval.to_json() if self.interval else None,
            "cases": self.cases,
            "readers": self.readers,
        }
        if self.observed is not None:
            found |= {"observed_agreement": self.observed, "expected_agreement": self.expected}
        if self.test:
            found["test"] = {"se_null": self.test.se, "z": self.test.z, "p": self.test.p}
        if self.reason:
            found["reason"] = self.reason
        return found


def derive_normal_interval(estimate: float, se: float, level: float) -> Interval:
    """Estimate ± z se, cut at -1 and 1, beyond which no coefficient of agreement lies."""
    return _derive_interval(estimate, float(ndtri((1 + level) / 2)) * se, level)


def derive_t_interval(estimate: float, se: float, df: float, level: float) -> Interval:
    """Estimate ± t se with `df` degrees of freedom, cut at -1 and 1."""
    return _derive_interval(estimate, float(stdtrit(df, (1 + level) / 2)) * se, level)


def derive_null_test(estimate: float, se: float) -> NullTest:
    """The two-sided normal test of estimate = 0."""
    z = estimate / se
    return NullTest(se, z, float(2 * ndtr(-abs(z))))


def _derive_interval(estimate: float, half: float, level: float) -> Interval:
    return Interval(max(-1.0, estimate - half), min(1.0, estimate + half), level)
