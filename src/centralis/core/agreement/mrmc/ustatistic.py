"""Compare tests by U-statistics: an unbiased variance of the reader-averaged figure, whatever reads are missing.

The area under the ROC curve, averaged over readers, is a mean of successes s(reader, diseased, non-diseased) over the
triples that were read. Its variance is a sum of coefficients, which only the design decides, times eight second
moments of the successes, M1 to M8: what two triples share (reader, diseased case, non-diseased case) tells the moments
apart. Each moment has an unbiased one-shot estimate from the same data, and so has the covariance of two tests.
Sensitivity and specificity, means over (reader, case), have four such moments: M1 to M4.

Sources: Gallas, "One-shot estimate of MRMC variance: AUC", Academic Radiology 13 (2006) 353-362; Gallas and Brown,
"Reader studies for validation of CAD systems", Neural Networks 21 (2008) 387-397 (arbitrary designs); Gallas, Bandos,
Samuelson and Wagner, Communications in Statistics - Theory and Methods 38 (2009) 2586-2603, eq. 19 (components);
Obuchowski, Gallas and Hillis, Academic Radiology 19 (2012) 1508-1517 (degrees of freedom). Confirmed by the source and
by a printed result of iMRMC 4.0.0 (U.S. FDA), and by MRMCaov's printed unbiased analysis of Van Dyke's data.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import combinations
from types import MappingProxyType

import numpy as np

from centralis.core.agreement.mrmc.covariance import Figure
from centralis.core.agreement.mrmc.data import Floats, MrmcError, Ratings
from centralis.core.agreement.mrmc.figures import FigureOfMerit
from centralis.core.agreement.mrmc.pair_sums import PairSums, divide, sum_by_test, sum_cases, sum_pairs
from centralis.core.agreement.mrmc.results import (
    TINY,
    Comparison,
    RandomFactors,
    Spread,
    bound,
    check_level,
    compare,
    finite,
)

METHOD = "mrmc-u-statistic"
NORMAL_DF = 50  # iMRMC takes the normal distribution above it
UNUSABLE = (
    "The unbiased estimate of the variance is zero or negative, which happens when the data hold hardly any variation; "
    "neither a limit nor a test can be stated from it."
)


@dataclass(frozen=True, slots=True)
class UOptions:
    """What is asked for.

    `figure`: the area, sensitivity or specificity. `level` of the intervals. `random`: cases alone takes the readers as
    the only ones of interest (normal intervals), the only choice with a single reader. `whole_df` cuts the degrees of
    freedom to a whole number and takes the normal distribution above 50, as iMRMC prints its intervals;
    Satterthwaite's own are fractions.
    """

    figure: Figure = field(default_factory=Figure)
    level: float = 0.95
    random: RandomFactors = RandomFactors.READERS_AND_CASES
    whole_df: bool = False


@dataclass(frozen=True, slots=True)
class Moments:
    """The second moments (unbiased) and their coefficients; the variance, or covariance, is the sum of the products.

    Order for the area: M1 same reader and cases, M2 same reader and diseased case, M3 same reader and non-diseased
    case, M4 same reader, M5 to M8 the same with different readers. For a mean over cases of one truth: M1 same reader
    and case, M2 same reader, M3 same case, M4 none. A moment no pair exists for is 0 with coefficient 0.
    """

    values: tuple[float, ...]
    coefficients: tuple[float, ...]

    @property
    def covariance(self) -> float:
        return math.fsum(c * m for c, m in zip(self.coefficients, self.values, strict=True))


@dataclass(frozen=True, slots=True)
class UEstimate:
    """One test's figure over the readers. Where `lower` and `upper` are None, `reason` says why (`se` is 0 then).

    `df` is None for the normal distribution. Intervals are not cut at 0 and 1.
    """

    test: str
    estimate: float
    variance: float
    se: float
    df: float | None
    lower: float | None
    upper: float | None
    moments: Moments
    reason: str = ""


@dataclass(frozen=True, slots=True)
class UDifference:
    """First test minus second test, with its variance and the moments of their covariance."""

    comparison: Comparison
    variance: float
    cross: Moments


@dataclass(frozen=True, slots=True)
class UResult:
    """The analysis. `readers[test][reader]` is None where a reader read too little under that test; see `notes`."""

    method: str
    parameters: Mapping[str, str | float | bool | None]
    readers: Mapping[str, Mapping[str, float | None]]
    tests: tuple[UEstimate, ...]
    differences: tuple[UDifference, ...]
    notes: tuple[str, ...] = ()


def assess_u_statistic(study: Ratings, options: UOptions | None = None) -> UResult:
    """Reader-averaged figure of every test and every difference, with unbiased variances, intervals and p.

    Every read counts alike: a reader with more reads weighs more (iMRMC's choice). Takes missing reads of any pattern.
    Raises MrmcError: one reader only while readers are random, no two different cases or readers to set against each
    other.
    """
    asked = options or UOptions()
    _check(study, asked)
    sums = sum_cases(study, asked.figure) if asked.figure.kind is not FigureOfMerit.AUC else sum_pairs(study)
    parts = _Parts(study, sums, asked)
    count = range(len(study.tests))
    parameters = {
        "figure": str(asked.figure.kind),
        "threshold": asked.figure.threshold,
        "level": asked.level,
        "random": str(asked.random),
        "whole_df": asked.whole_df,
    }
    readers = parts.readers()
    return UResult(
        METHOD,
        MappingProxyType(parameters),
        readers,
        tuple(parts.assess(place) for place in count),
        tuple(parts.compare(one, two) for one, two in combinations(count, 2)),
        tuple(
            f"Reader {reader} has no {asked.figure.kind} under test {test}: no case of a truth that it needs was read."
            for test, figures in readers.items()
            for reader, figure in figures.items()
            if figure is None
        ),
    )


class _Parts:
    """The sums of one study, asked for a test or a pair of tests at a time."""

    def __init__(self, study: Ratings, sums: PairSums, options: UOptions) -> None:
        self.study, self.sums, self.options = study, sums, options
        self.kinds = len(sums.unmix)
        self.readers_random = options.random is RandomFactors.READERS_AND_CASES
        self.own, self.design = sum_by_test(sums.own, sums.tests), sum_by_test(sums.design, sums.tests)
        both = np.kron(np.array([[1.0, 0.0], [-1.0, 1.0]]), sums.unmix)
        self.exact_own, self.exact_design = self.own @ both.T, self.design @ both.T
        self.biased = divide(self.own, self.design)
        for place, name in enumerate(study.tests):
            if self.design[place, place, -1] <= 0:
                raise MrmcError(f"Test {name}: no reader read cases of both truths, so no figure can be stated.")
            if self.readers_random and self.exact_design[place, place, -1] <= 0:
                raise MrmcError(
                    f"Test {name}: the variance over readers and cases needs two readers with different cases of each "
                    "truth between them; add reads, or take the readers as fixed."
                )
        squares = np.sqrt(np.diagonal(self.own[:, :, -1])), np.sqrt(np.diagonal(self.design[:, :, -1]))
        self.figure: Floats = squares[0] / squares[1]

    def moments(self, one: int, two: int) -> Moments:
        values = divide(self.exact_own[one, two], self.exact_design[one, two])
        coefficients = self.exact_design[one, two] / self.design[one, two, -1]
        coefficients[-1] -= 1.0
        return Moments(tuple(float(x) for x in values), tuple(float(x) for x in coefficients))

    def covariance(self, one: int, two: int) -> float:
        if self.readers_random:
            return self.moments(one, two).covariance
        return self._covariance_of_fixed_readers(one, two)

    def _covariance_of_fixed_readers(self, one: int, two: int) -> float:
        """Over cases alone: each pair of readers' product of figures less its unbiased product moment, by weight."""
        count = len(self.study.readers)
        rows, columns = slice(one * count, (one + 1) * count), slice(two * count, (two + 1) * count)
        last = self.sums.unmix[-1]
        own = np.tensordot(last, self.sums.own[:, rows, columns], 1)
        design = np.tensordot(last, self.sums.design[:, rows, columns], 1)
        total = self.sums.design[-1, rows, columns]
        if ((design <= 0) & (total > 0)).any():
            raise MrmcError("A reader read fewer than two cases of a truth: no variance over cases can be stated.")
        parts = self.sums.own[-1, rows, columns] - total * divide(own, design)
        return float(parts.sum() / self.design[one, two, -1])

    def assess(self, place: int) -> UEstimate:
        parts = zip(self._components(place, place), self._freedom(place), strict=True)
        variance, estimate = self.covariance(place, place), float(self.figure[place])
        spread = self._spread(variance, parts, min(self._freedom(place)))
        lower, upper, reason = bound(estimate, spread, self.options.level) if spread.se else (None, None, UNUSABLE)
        moments = self.moments(place, place)
        name = self.study.tests[place]
        return UEstimate(name, estimate, variance, spread.se, finite(spread.df), lower, upper, moments, reason)

    def compare(self, one: int, two: int) -> UDifference:
        """The difference; a component that the tests do not share (other readers, other cases) enters by test."""
        freedom = list(zip(self._freedom(one), self._freedom(two), strict=True))
        first, second, cross = self._components(one, one), self._components(two, two), self._components(one, two)
        shared = self._shares(one, two) > 0
        parts: list[tuple[float, int]] = []
        for place, (of_first, of_second) in enumerate(freedom):
            if shared[place]:
                parts.append((first[place] + second[place] - 2 * cross[place], min(of_first, of_second)))
            else:
                parts += [(first[place], of_first), (second[place], of_second)]
        variance = self.covariance(one, one) + self.covariance(two, two) - 2 * self.covariance(one, two)
        spread = self._spread(variance, parts, min(map(min, freedom)))
        pair = self.study.tests[one], self.study.tests[two]
        difference = float(self.figure[one] - self.figure[two])
        if spread.se:
            comparison = compare(pair, difference, spread, self.options.level)
        else:
            comparison = Comparison(*pair, difference, 0.0, None, None, None, None, None, reason=UNUSABLE)
        return UDifference(comparison, variance, self.moments(one, two))

    def readers(self) -> Mapping[str, Mapping[str, float | None]]:
        """Each reader's own figure under each test."""
        total, read = np.diagonal(self.sums.own[-1]), np.diagonal(self.sums.design[-1])
        figures = np.sqrt(divide(total, read)).reshape(len(self.study.tests), -1)
        seen = (read > 0).reshape(figures.shape)
        names = self.study.readers
        return MappingProxyType(
            {
                test: MappingProxyType(
                    {name: float(figures[t, r]) if seen[t, r] else None for r, name in enumerate(names)}
                )
                for t, test in enumerate(self.study.tests)
            }
        )

    def _places(self) -> list[int]:
        """Where the moments stand that share one kind of case only, then the one that shares the reader only."""
        return [*range(self.kinds + (self.kinds > 2), 2 * self.kinds - 1), self.kinds - 1]

    def _components(self, one: int, two: int) -> list[float]:
        """Components of variance from the biased moments, as the mean squares of the analysis of variance hold them."""
        biased = self.biased[one, two]
        return [float(biased[place] - biased[-1]) for place in self._places()]

    def _shares(self, one: int, two: int) -> Floats:
        out: Floats = self.design[one, two, self._places()]
        return out

    def _freedom(self, place: int) -> list[int]:
        """Samples of each kind less one; the effective number of samples where reads are missing."""
        return [round(float(self.design[place, place, -1] / share)) - 1 for share in self._shares(place, place)]

    def _spread(self, variance: float, parts: Iterable[tuple[float, int]], least: int) -> Spread:
        """Standard error, 0 where the variance is of no use, and Satterthwaite's degrees of freedom, `least` at least.

        The floor follows Gaylor and Hopper, Technometrics 11 (1969) 691-706, as iMRMC applies it.
        """
        if variance <= TINY**2:
            return Spread(0.0, math.inf)
        df = math.inf
        if self.readers_random:
            denominator = math.fsum(c * c / d**3 for c, d in parts if d > 0)
            df = max(variance**2 / denominator, least) if denominator > 0 else math.inf
        if self.options.whole_df:
            df = math.inf if df > NORMAL_DF else float(math.floor(df))
        return Spread(math.sqrt(variance), df)


def _check(study: Ratings, options: UOptions) -> None:
    check_level(options.level)
    if options.random is RandomFactors.READERS:
        raise MrmcError("The U-statistic analysis takes the cases as random; for fixed cases ask for the jackknife's.")
    if options.random is RandomFactors.READERS_AND_CASES and len(study.readers) < 2:
        raise MrmcError("There is one reader, so readers cannot be random: ask for an analysis with cases random only.")
