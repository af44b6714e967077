"""Compare a test with one reader of its own, such as an algorithm, with a test that several readers read.

The algorithm's figure is one number, not a sample of readers: each reader's figure minus the algorithm's is formed, and
the mean of these differences is tested as one test's mean is, with the covariance of the differences over cases. The
answer applies to other readers and cases (or to one of both), and to this algorithm.

Sources: Hillis 2007, section 5.3 (one test); Hupse et al., European Radiology 23 (2013) 93-100 and Kooi et al. 2016
(its use for stand-alone detection); the same as Obuchowski-Rockette with the algorithm's ratings repeated as often as
there are readers, which the tests show.
"""

import math
from dataclasses import replace

import numpy as np

from centralis.core.agreement.mrmc.covariance import Components, Estimates
from centralis.core.agreement.mrmc.data import Bools, Floats, MrmcError
from centralis.core.agreement.mrmc.obuchowski_rockette import analyse, rows_of
from centralis.core.agreement.mrmc.results import (
    Analysis,
    Comparison,
    Design,
    GlobalTest,
    MeanEstimate,
    MeanSquares,
    RandomFactors,
    Spread,
    bound,
    compare,
)

FIXED = "Test {test} has one reader of its own, who is taken as fixed, as an algorithm is: the answer is for this one."
NO_SAMPLE = "With the cases fixed, one reader's figure is a number without an error."


def is_standalone(held: Bools) -> bool:
    """Whether of two tests one has a single reader and the other two or more, none in common; (test, reader)."""
    counts = sorted(held.sum(axis=1).tolist())
    return len(counts) == 2 and counts[0] == 1 < counts[1] and not bool(held.all(axis=0).any())


def analyse_standalone(estimates: Estimates, random: RandomFactors, level: float) -> Analysis:
    """The readers' mean against the one reader's figure; the comparison is first test minus second test.

    The components are those of the differences reader minus single reader: Var and Cov2, the others 0.
    """
    held = ~np.isnan(estimates.figures)
    if not is_standalone(held):
        raise MrmcError("This analysis needs two tests, one read by a single reader and the other by two or more.")
    alone = int(held.sum(axis=1).argmin())
    machine, people = int(np.flatnonzero(held[alone])[0]), np.flatnonzero(held[1 - alone])
    readers = tuple(estimates.readers[place] for place in people)
    cov = estimates.covariance
    own, of_people = float(cov[alone, machine, alone, machine]), cov[1 - alone, :, 1 - alone, :][np.ix_(people, people)]
    across = cov[1 - alone, people, alone, machine]
    one, many = float(estimates.figures[alone, machine]), estimates.figures[1 - alone, people]
    gap_covariance = of_people - across[:, None] - across[None, :] + own
    found = analyse(_as_one_test(estimates, readers, many - one, gap_covariance), None, random, level)
    (gap,) = found.estimates
    (mean,) = analyse(_as_one_test(estimates, readers, many, of_people), None, random, level).estimates
    of_machine = _estimate_machine(estimates.tests[alone], one, own, random, level)
    of_readers = replace(mean, test=estimates.tests[1 - alone])
    pair = _compare(estimates.tests, gap, 1.0 if alone == 1 else -1.0, level)
    return replace(
        found,
        design=Design.STANDALONE,
        tests=estimates.tests,
        readers=estimates.readers,
        figures=rows_of(estimates.figures),
        components=Components(found.components.var, 0.0, found.components.cov2, 0.0),
        mean_squares=MeanSquares(None, gap.ms_r, None, gap.ms_r),
        test=_test(pair, len(readers)),
        comparisons=(pair,),
        estimates=(of_machine, of_readers) if alone == 0 else (of_readers, of_machine),
        notes=(FIXED.format(test=estimates.tests[alone]),),
    )


def _as_one_test(estimates: Estimates, readers: tuple[str, ...], figures: Floats, covariance: Floats) -> Estimates:
    """Figures (reader,) with their covariance (reader, reader) as a study of a single test."""
    return Estimates(
        ("difference",),
        readers,
        figures[None, :],
        covariance[None, :, None, :],
        estimates.cases,
        estimates.method,
        estimates.figure,
    )


def _estimate_machine(test: str, figure: float, variance: float, random: RandomFactors, level: float) -> MeanEstimate:
    """The single reader's figure with the normal interval over other cases; none where the cases are fixed."""
    if random is RandomFactors.READERS:
        return MeanEstimate(test, figure, 0.0, None, None, None, None, variance, 0.0, NO_SAMPLE)
    spread = Spread(math.sqrt(max(variance, 0.0)), math.inf)
    lower, upper, reason = bound(figure, spread, level)
    return MeanEstimate(test, figure, spread.se, None, lower, upper, None, variance, 0.0, reason)


def _compare(tests: tuple[str, ...], gap: MeanEstimate, sign: float, level: float) -> Comparison:
    spread = Spread(gap.se, math.inf if gap.df is None else gap.df)
    return compare((tests[0], tests[1]), sign * gap.estimate, spread, level)


def _test(pair: Comparison, readers: int) -> GlobalTest:
    """The square of t, or of z where the readers are fixed."""
    if pair.statistic is None:
        return GlobalTest(None, 1, None, None, 0.0, None, pair.reason)
    f = pair.statistic**2
    return GlobalTest(f, 1, pair.df, pair.p, readers * pair.se**2, f if pair.df is None else None)
