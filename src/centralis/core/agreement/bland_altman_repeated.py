"""Limits of agreement where a case was measured several times by each reader.

Bland JM, Altman DG, Stat Methods Med Res 1999;8:135-160, section 5 (true value constant: replicates of one reader are
exchangeable; unequal numbers: 5.2), and J Biopharm Stat 2007;17:571-582 (true value varies: measurements come in
pairs). Intervals of the limits by variance recovery: Zou GY, Stat Methods Med Res 2013;22:630-642. The cardiac output
data of the 1999 paper give within-subject variances 0.1072 and 0.1379; R's BAtrending gives 0.413 as the standard
deviation of their differences within subjects.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import sqrt

import numpy as np
from scipy.special import chdtri, ndtri, stdtrit

from centralis.core.agreement.bland_altman import (
    ALL_THE_SAME,
    LimitsOfAgreement,
    compute_deviation,
    derive_multiple,
)
from centralis.core.agreement.coefficient import Interval
from centralis.core.agreement.ratings import AgreementError, Floats

_ROUNDING = 1e-26


class TrueValue(StrEnum):
    """Whether what is measured stays the same over a case's measurements."""

    CONSTANT = "constant"
    VARIES = "varies"


@dataclass(frozen=True, slots=True)
class Part:
    """One variance of the differences' variance with its degrees of freedom."""

    name: str
    variance: float
    df: int


@dataclass(frozen=True, slots=True)
class RepeatedLimits:
    """The limits with the parts of the variance of a single difference."""

    limits: LimitsOfAgreement
    true_value: TrueValue
    measurements: int
    parts: tuple[Part, ...]


def compute_constant_limits(
    first: Mapping[str, Sequence[float]],
    second: Mapping[str, Sequence[float]],
    agreement: float = 0.95,
    level: float = 0.95,
) -> RepeatedLimits:
    """Limits where the true value stays: each reader's measurements by case, in any number, without pairing.

    Var(d) = s^2(mean differences) + (1 - mean(1/m1)) s1^2 + (1 - mean(1/m2)) s2^2, m the numbers of a case.
    """
    if set(first) != set(second):
        alone = sorted(set(first) ^ set(second))[0]
        raise AgreementError(f"Case {alone} was measured by one reader alone; limits need both. Leave the case out.")
    x, y = ([np.asarray(one[case], dtype=float) for case in first] for one in (first, second))
    _check_cases(len(x))
    differences = np.array([one.mean() - other.mean() for one, other in zip(x, y, strict=True)])
    between = Part("between cases", compute_deviation(differences) ** 2, len(x) - 1)
    parts = (
        between,
        _scaled("first reader within cases", _pool(x), _unshared(x)),
        _scaled("second reader within cases", _pool(y), _unshared(y)),
    )
    limits = _derive(float(differences.mean()), parts, len(x), agreement, level)
    return RepeatedLimits(limits, TrueValue.CONSTANT, sum(map(len, x)) + sum(map(len, y)), parts)


def compute_varying_limits(
    pairs: Mapping[str, Sequence[tuple[float, float]]], agreement: float = 0.95, level: float = 0.95
) -> RepeatedLimits:
    """Limits where the true value varies: (first, second) measured at one time, several pairs a case.

    One-way analysis of variance of the differences (2007): Var(d) = between + within, the between part being
    (MS between - MS within) / ((N^2 - sum m^2) / ((n - 1) N)), not below 0; the bias is the mean of all differences.
    The intervals are of Zou's varying case around this variance.
    """
    found = [np.subtract(*np.asarray(one, dtype=float).T) for one in pairs.values()]
    _check_cases(len(found))
    m = np.array([len(one) for one in found])
    n, total = len(m), int(m.sum())
    every = np.concatenate(found)
    means = np.array([one.mean() for one in found])
    within, df = _pool(found)
    mean_square = float((m * (means - every.mean()) ** 2).sum()) / (n - 1)
    size = (total**2 - float((m**2).sum())) / ((n - 1) * total)
    between = max(0.0, (mean_square - within) / size)
    sd = sqrt(between + within) if compute_deviation(every) else 0.0
    parts = (
        Part("between cases", compute_deviation(means) ** 2, n - 1),
        _scaled("within cases", (within, df), _unshared(found)),
    )
    limits = _derive(float(every.mean()), parts, n, agreement, level, sd)
    told = (Part("between cases", between, n - 1), Part("within cases", within, df))
    return RepeatedLimits(limits, TrueValue.VARIES, total, told)


def _check_cases(n: int) -> None:
    if n < 3:
        raise AgreementError(f"{n} cases were measured by both readers; limits of agreement need three.")


def _pool(values: Sequence[Floats]) -> tuple[float, int]:
    """The pooled variance within cases and its degrees of freedom; what rounding alone can make is 0."""
    df = sum(len(one) - 1 for one in values)
    if df == 0:
        return 0.0, 0
    pooled = sum(float(((one - one.mean()) ** 2).sum()) for one in values) / df
    largest = max(float(np.abs(one).max()) for one in values)
    return (0.0 if pooled <= _ROUNDING * largest**2 else pooled), df


def _unshared(values: Sequence[Floats]) -> float:
    """The share of the within variance that the mean over a case's measurements takes away: 1 - mean(1/m)."""
    return float(1 - np.mean([1 / len(one) for one in values]))


def _scaled(name: str, pooled: tuple[float, int], share: float) -> Part:
    return Part(name, pooled[0] * share, pooled[1])


def _derive(
    bias: float, parts: Sequence[Part], cases: int, agreement: float, level: float, sd: float | None = None
) -> LimitsOfAgreement:
    """Limits and their intervals. `parts` sum to the variance of one difference; the first is that of the means."""
    z = derive_multiple(agreement, level)
    total = sum(one.variance for one in parts)
    sd = sqrt(total) if sd is None else sd
    name = "bland-altman-repeated"
    if sd == 0 or total == 0:
        return LimitsOfAgreement(name, cases, bias, sd, bias, bias, agreement, None, None, None, reason=ALL_THE_SAME)
    error = parts[0].variance / cases
    half = float(stdtrit(cases - 1, (1 + level) / 2)) * sqrt(error)
    tail = (1 - level) / 2
    up = total + sqrt(sum((one.variance * (one.df / float(chdtri(one.df, 1 - tail)) - 1)) ** 2 for one in _live(parts)))
    down = total - sqrt(sum((one.variance * (1 - one.df / float(chdtri(one.df, tail)))) ** 2 for one in _live(parts)))
    shift = float(ndtri(1 - tail)) ** 2 * error
    far = z * sd + sqrt(shift + z**2 * (sqrt(up) - sqrt(total)) ** 2)
    near = z * sd - sqrt(shift + z**2 * (sqrt(total) - sqrt(max(down, 0.0))) ** 2)
    return LimitsOfAgreement(
        method=name,
        cases=cases,
        bias=bias,
        sd=sd,
        lower=bias - z * sd,
        upper=bias + z * sd,
        agreement=agreement,
        bias_interval=Interval(bias - half, bias + half, level) if error else None,
        lower_interval=Interval(bias - far, bias - near, level),
        upper_interval=Interval(bias + near, bias + far, level),
        reason="" if error else "The cases' mean differences are all the same: the bias has no interval.",
    )


def _live(parts: Sequence[Part]) -> list[Part]:
    return [one for one in parts if one.df and one.variance]
