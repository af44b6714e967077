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
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

import numpy as np
from scipy import stats

from centralis.core.agreement.mrmc.covariance import Figure
from centralis.core.agreement.mrmc.data import Floats, MrmcError, Ratings
from centralis.core.agreement.mrmc.figures import FigureOfMerit, compute_successes

METHOD = "mrmc-u-statistic"
MOST_CELLS = 4_000_000  # successes held at once: about 32 MB, whatever the study's size
NORMAL_DF = 50  # iMRMC takes the normal distribution above it

#: From sums over pairs that share at least these kinds of case to sums over pairs that share exactly them.
#: Rows and columns: both cases shared, the diseased one, the non-diseased one, none (Gallas 2006, appendix).
_BOTH = np.array([[1, 0, 0, 0], [-1, 1, 0, 0], [-1, 0, 1, 0], [1, -1, -1, 1]], dtype=np.float64)
_ONE = np.array([[1, 0], [-1, 1]], dtype=np.float64)


@dataclass(frozen=True, slots=True)
class UOptions:
    """What is asked for.

    `figure`: the area, sensitivity or specificity. `level` of the intervals. `readers_random`: False takes the readers
    as the only ones of interest (cases alone are random; normal intervals), the only choice with a single reader.
    `whole_df` cuts the degrees of freedom to a whole number and takes the normal distribution above 50, as iMRMC
    prints its intervals; Satterthwaite's own are fractions.
    """

    figure: Figure = field(default_factory=Figure)
    level: float = 0.95
    readers_random: bool = True
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
    """A figure, or a difference of two, with its variance; where `se`, `ci` or `p` is None, `reason` says why.

    `df` is None for the normal distribution. `p` tests a difference against 0 (two-sided) and is None for one test.
    Intervals are not cut at 0 and 1.
    """

    estimate: float
    variance: float
    se: float | None
    df: float | None
    ci: tuple[float, float] | None
    p: float | None
    reason: str


@dataclass(frozen=True, slots=True)
class UDifference:
    """First test minus second test."""

    first: str
    second: str
    result: UEstimate
    cross: Moments


@dataclass(frozen=True, slots=True)
class UResult:
    """The analysis. `readers[test][reader]` is None where a reader read no case of one truth under that test."""

    method: str
    parameters: Mapping[str, str | float | bool | None]
    readers: Mapping[str, Mapping[str, float | None]]
    tests: Mapping[str, UEstimate]
    moments: Mapping[str, Moments]
    differences: tuple[UDifference, ...]


@dataclass(frozen=True, slots=True)
class _Sums:
    """Sums of products over pairs of readings, `own` of successes and `design` of read or not: (kind, row, row).

    A row is a test and reader, test by test. `unmix` turns "at least shared" into "exactly shared".
    """

    own: Floats
    design: Floats
    unmix: Floats
    tests: int


def assess_u_statistic(study: Ratings, options: UOptions | None = None) -> UResult:
    """Reader-averaged figure of every test and every difference, with unbiased variances, intervals and p.

    Every read counts alike: a reader with more reads weighs more (iMRMC's choice). Takes missing reads of any pattern.
    Raises MrmcError: one reader only while readers are random, no two different cases or readers to set against each
    other.
    """
    asked = options or UOptions()
    _check(study, asked)
    sums = _case_sums(study, asked.figure) if asked.figure.kind is not FigureOfMerit.AUC else _pair_sums(study)
    parts = _Parts(study, sums, asked)
    tests = {name: parts.assess(place) for place, name in enumerate(study.tests)}
    differences = tuple(
        UDifference(study.tests[one], study.tests[two], parts.compare(one, two), parts.moments(one, two))
        for one in range(len(study.tests))
        for two in range(one + 1, len(study.tests))
    )
    parameters = {
        "figure": str(asked.figure.kind),
        "threshold": asked.figure.threshold,
        "level": asked.level,
        "random": "readers-and-cases" if asked.readers_random else "cases",
        "whole_df": asked.whole_df,
    }
    return UResult(
        METHOD,
        MappingProxyType(parameters),
        parts.readers(),
        MappingProxyType(tests),
        MappingProxyType({name: parts.moments(place, place) for place, name in enumerate(study.tests)}),
        differences,
    )


class _Parts:
    """The sums of one study, asked for a test or a pair of tests at a time."""

    def __init__(self, study: Ratings, sums: _Sums, options: UOptions) -> None:
        self.study, self.sums, self.options = study, sums, options
        self.kinds = len(sums.unmix)
        self.own, self.design = _by_test(sums.own, sums.tests), _by_test(sums.design, sums.tests)
        both = np.kron(np.array([[1.0, 0.0], [-1.0, 1.0]]), sums.unmix)
        self.exact_own, self.exact_design = self.own @ both.T, self.design @ both.T
        self.biased = _ratio(self.own, self.design)
        for place, name in enumerate(study.tests):
            if self.design[place, place, -1] <= 0:
                raise MrmcError(f"Test {name}: no reader read cases of both truths, so no figure can be stated.")
            if options.readers_random and self.exact_design[place, place, -1] <= 0:
                raise MrmcError(
                    f"Test {name}: the variance over readers and cases needs two readers with different cases of each "
                    "truth between them; add reads, or take the readers as fixed."
                )
        squares = np.sqrt(np.diagonal(self.own[:, :, -1])), np.sqrt(np.diagonal(self.design[:, :, -1]))
        self.figure: Floats = squares[0] / squares[1]

    def moments(self, one: int, two: int) -> Moments:
        values = _ratio(self.exact_own[one, two], self.exact_design[one, two])
        coefficients = self.exact_design[one, two] / self.design[one, two, -1]
        coefficients[-1] -= 1.0
        return Moments(tuple(float(x) for x in values), tuple(float(x) for x in coefficients))

    def covariance(self, one: int, two: int) -> float:
        if self.options.readers_random:
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
        parts = self.sums.own[-1, rows, columns] - total * _ratio(own, design)
        return float(parts.sum() / self.design[one, two, -1])

    def assess(self, place: int) -> UEstimate:
        components, freedom = self._components(place, place), self._freedom(place)
        denominator = math.fsum(c * c / d**3 for c, d in zip(components, freedom, strict=True) if d > 0)
        variance = self.covariance(place, place)
        return self._conclude(float(self.figure[place]), variance, denominator, min(freedom))

    def compare(self, one: int, two: int) -> UEstimate:
        """The difference; a component that the tests do not share (other readers, other cases) enters by test."""
        freedom = [min(pair) for pair in zip(self._freedom(one), self._freedom(two), strict=True)]
        first, second, cross = self._components(one, one), self._components(two, two), self._components(one, two)
        shared = self._shares(one, two) > 0
        terms = []
        for place, least in enumerate(freedom):
            if shared[place]:
                terms.append((first[place] + second[place] - 2 * cross[place], least))
            else:
                terms += [(first[place], self._freedom(one)[place]), (second[place], self._freedom(two)[place])]
        denominator = math.fsum(c * c / d**3 for c, d in terms if d > 0)
        variance = self.covariance(one, one) + self.covariance(two, two) - 2 * self.covariance(one, two)
        result = self._conclude(float(self.figure[one] - self.figure[two]), variance, denominator, min(freedom))
        return result if result.se is None else replace(result, p=_p(result))

    def readers(self) -> Mapping[str, Mapping[str, float | None]]:
        """Each reader's own figure under each test."""
        total, read = np.diagonal(self.sums.own[-1]), np.diagonal(self.sums.design[-1])
        figures = np.sqrt(_ratio(total, read)).reshape(len(self.study.tests), -1)
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

    def _conclude(self, estimate: float, variance: float, denominator: float, least: int) -> UEstimate:
        if variance <= 0:
            what = "negative" if variance < 0 else "zero"
            reason = (
                f"The unbiased estimate of the variance is {what}, which happens when the data hold hardly any "
                "variation; no standard error, interval or p can be stated from it."
            )
            return UEstimate(estimate, variance, None, None, None, None, reason)
        df: float | None = None
        if self.options.readers_random:
            df = max(variance**2 / denominator, least) if denominator > 0 else None
        spread = math.sqrt(variance)
        if self.options.whole_df and df is not None:
            df = None if df > NORMAL_DF else float(math.floor(df))
        half = _quantile((1 + self.options.level) / 2, df) * spread
        return UEstimate(estimate, variance, spread, df, (estimate - half, estimate + half), None, "")


def _check(study: Ratings, options: UOptions) -> None:
    if not 0 < options.level < 1:
        raise MrmcError(f"The level of the intervals is {options.level:g}; expected one between 0 and 1, such as 0.95.")
    if options.readers_random and len(study.readers) < 2:
        raise MrmcError("There is one reader: readers cannot be random. Take the reader as fixed (cases random).")


def _pair_sums(study: Ratings) -> _Sums:
    """Sums over pairs of triples for the area, with the successes made in blocks of diseased cases.

    A pair of tests and readers needs four sums, all of them products of (row, ...) matrices; that is what makes a
    study of 2 tests, 20 readers and 1,000 cases a matter of a second.
    """
    rows = len(study.tests) * len(study.readers)
    x, y = study.diseased.reshape(rows, -1), study.nondiseased.reshape(rows, -1)
    by_healthy = np.zeros(y.shape)
    by_diseased = np.zeros(x.shape)
    same = np.zeros((rows, rows))
    step = max(1, MOST_CELLS // (rows * y.shape[1]))
    for start in range(0, x.shape[1], step):
        part = x[:, start : start + step, None]
        # A comparison with NaN is false: a pair that was not read adds nothing.
        success = (part > y[:, None, :]).astype(np.float64)
        success += part >= y[:, None, :]
        success *= 0.5
        by_diseased[:, start : start + step] = success.sum(axis=2)
        by_healthy += success.sum(axis=1)
        flat = success.reshape(rows, -1)
        same += flat @ flat.T
    total = by_healthy.sum(axis=1)
    own = np.stack([same, by_diseased @ by_diseased.T, by_healthy @ by_healthy.T, np.outer(total, total)])
    seen_x, seen_y = (~np.isnan(x)).astype(np.float64), (~np.isnan(y)).astype(np.float64)
    per_x, per_y = seen_x.sum(axis=1), seen_y.sum(axis=1)
    shared_x, shared_y = seen_x @ seen_x.T, seen_y @ seen_y.T
    all_x, all_y = np.outer(per_x, per_x), np.outer(per_y, per_y)
    design = np.stack([shared_x * shared_y, shared_x * all_y, all_x * shared_y, all_x * all_y])
    return _Sums(own, design, _BOTH, len(study.tests))


def _case_sums(study: Ratings, figure: Figure) -> _Sums:
    """Sums over pairs of reads for sensitivity or specificity."""
    successes, _ = compute_successes(study, figure.kind, figure.threshold)
    flat = successes.reshape(len(study.tests) * len(study.readers), -1)
    seen = (~np.isnan(flat)).astype(np.float64)
    held = np.where(seen > 0, flat, 0.0)
    own = np.stack([held @ held.T, np.outer(held.sum(axis=1), held.sum(axis=1))])
    design = np.stack([seen @ seen.T, np.outer(seen.sum(axis=1), seen.sum(axis=1))])
    return _Sums(own, design, _ONE, len(study.tests))


def _by_test(sums: Floats, tests: int) -> Floats:
    """(test, test, kinds with one reader then kinds with any two readers) from (kind, row, row)."""
    kinds, rows = sums.shape[0], sums.shape[1]
    readers = rows // tests
    blocks = sums.reshape(kinds, tests, readers, tests, readers)
    same = np.einsum("ktrur->tuk", blocks)
    out: Floats = np.concatenate([same, np.einsum("ktrus->tuk", blocks)], axis=2)
    return out


def _ratio(top: Floats, bottom: Floats) -> Floats:
    """top / bottom, and 0 where no pair exists."""
    out: Floats = np.where(bottom > 0, top / np.where(bottom > 0, bottom, 1.0), 0.0)
    return out


def _quantile(share: float, df: float | None) -> float:
    return float(stats.norm.ppf(share) if df is None else stats.t.ppf(share, df))


def _p(result: UEstimate) -> float:
    z = abs(result.estimate) / (result.se or math.inf)
    return float(2 * (stats.norm.sf(z) if result.df is None else stats.t.sf(z, result.df)))
