"""What an analysis of a multi-reader study answers with, and the t and normal limits that all of them share.

A number that cannot be given is None, and `reason` says why in a sentence.
"""

import math
from dataclasses import dataclass
from enum import StrEnum

from scipy import stats

from centralis.core.agreement.mrmc.covariance import Components, CovarianceMethod
from centralis.core.agreement.mrmc.data import MrmcError

TINY = 1e-8
"""A standard error of an accuracy below this is rounding, not variance: figures from 0 to 1 round by about 1e-16, so
what should be no variance comes out as up to some 1e-17."""

_ROUNDING = 1e-12  # of the mean squares that it stands beside

NO_VARIANCE = "The readers' figures show no variance at all, so neither a limit nor a test can be stated."


class RandomFactors(StrEnum):
    """To whom the answer applies: to other readers and cases, to these readers only, or to these cases only."""

    READERS_AND_CASES = "readers-and-cases"
    CASES = "cases"
    READERS = "readers"


class Design(StrEnum):
    """Who read what (Hillis 2014, section 6)."""

    FACTORIAL = "factorial"
    CASES_IN_READERS = "cases-nested-in-readers"
    CASES_IN_TESTS = "cases-nested-in-tests"
    READERS_IN_TESTS = "readers-nested-in-tests"
    READERS_AND_CASES_IN_TESTS = "readers-and-cases-nested-in-tests"
    GROUPS = "readers-and-cases-in-groups"
    STANDALONE = "one-reader-against-many"


@dataclass(frozen=True, slots=True)
class MeanSquares:
    """Mean squares of the readers' figures: `t` tests, `r` readers, `tr` tests by readers; None where there is none.

    Readers nested in tests have no `r` and no `tr` but `error`, MS[R(T)]; readers in groups have MS[T*R(G)] there.
    In the other designs `error` is `tr`.
    """

    t: float | None
    r: float | None
    tr: float | None
    error: float | None


@dataclass(frozen=True, slots=True)
class GlobalTest:
    """Test that all tests have the same mean figure. `df2` None: infinite, `chi2` is then df1 times `f`."""

    f: float | None
    df1: int
    df2: float | None
    p: float | None
    denominator: float
    chi2: float | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """The difference `first` minus `second` of two tests, with its two-sided interval and test of no difference.

    `reader` is set where the comparison is one reader's alone. `df` None: the normal distribution was used.
    """

    first: str
    second: str
    difference: float
    se: float
    df: float | None
    statistic: float | None
    p: float | None
    lower: float | None
    upper: float | None
    reader: str | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class MeanEstimate:
    """One test's mean figure over the readers with its interval, from that test's data alone."""

    test: str
    estimate: float
    se: float
    df: float | None
    lower: float | None
    upper: float | None
    ms_r: float | None
    var: float
    cov2: float
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Analysis:
    """An analysis of a multi-reader multi-case study. Intervals are not cut at 0 or 1.

    `figures` run (test, reader), None where a reader did not read under a test. `var_r` and `var_tr` are the variance
    components of reader and of test by reader, which may come out negative. `cases` counts the cases of the covariance.
    Comparisons are not adjusted for their number.
    """

    random: RandomFactors
    design: Design
    level: float
    figure: str
    method: CovarianceMethod
    tests: tuple[str, ...]
    readers: tuple[str, ...]
    cases: int
    figures: tuple[tuple[float | None, ...], ...]
    components: Components
    mean_squares: MeanSquares
    var_r: float | None
    var_tr: float | None
    test: GlobalTest | None
    comparisons: tuple[Comparison, ...]
    reader_comparisons: tuple[Comparison, ...]
    estimates: tuple[MeanEstimate, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Spread:
    """A standard error with its degrees of freedom (infinite: normal)."""

    se: float
    df: float


def check_level(level: float) -> None:
    """Refuse a confidence level outside 0 to 1."""
    if not 0 < level < 1:
        raise MrmcError(f"The confidence level {level:g} is not between 0 and 1; a usual one is 0.95.")


def compare(
    pair: tuple[str, str], difference: float, spread: Spread, level: float, reader: str | None = None
) -> Comparison:
    """A difference with its interval and two-sided test, by the t or the normal distribution."""
    df = finite(spread.df)
    if not spread.se > TINY:
        return Comparison(*pair, difference, 0.0, None, None, None, None, None, reader, NO_VARIANCE)
    statistic = difference / spread.se
    p = 2 * float(_sf(abs(statistic), spread.df))
    half = quantile(level, spread.df) * spread.se
    return Comparison(*pair, difference, spread.se, df, statistic, p, difference - half, difference + half, reader)


def bound(estimate: float, spread: Spread, level: float) -> tuple[float | None, float | None, str]:
    """Limits about an estimate, and the reason where there are none."""
    if not spread.se > TINY:
        return None, None, NO_VARIANCE
    half = quantile(level, spread.df) * spread.se
    return estimate - half, estimate + half, ""


def compute_test(numerator: float, denominator: float, df1: int, df2: float) -> GlobalTest:
    """F test of mean squares; with infinite `df2` the chi-squared test of df1 times F."""
    if not denominator > TINY**2:
        return GlobalTest(None, df1, None, None, denominator, None, NO_VARIANCE)
    f = numerator / denominator
    if math.isinf(df2):
        return GlobalTest(f, df1, None, float(stats.chi2.sf(f * df1, df1)), denominator, f * df1)
    return GlobalTest(f, df1, df2, float(stats.f.sf(f, df1, df2)), denominator)


def quantile(level: float, df: float) -> float:
    """The factor of a two-sided interval: of t, or of the normal distribution where df is infinite."""
    tail = (1 - level) / 2
    return float(stats.norm.isf(tail) if math.isinf(df) else stats.t.isf(tail, df))


def finite(df: float) -> float | None:
    """Degrees of freedom as results carry them: None where they are infinite."""
    return df if math.isfinite(df) else None


def hillis_df(denominator: float, mean_square: float, df: float) -> float:
    """Hillis's denominator degrees of freedom: denominator squared over (mean square squared / its df).

    Source: Hillis 2007, eq. 20 and section 5.3 (ddf_H). Infinite where the mean square is 0, but for rounding.
    """
    return math.inf if mean_square <= _ROUNDING * denominator else denominator**2 / (mean_square**2 / df)


def _sf(value: float, df: float) -> float:
    return float(stats.norm.sf(value) if math.isinf(df) else stats.t.sf(value, df))
