"""Compare tests by Dorfman, Berbaum and Metz's analysis of jackknife pseudovalues, the other road to the same answer.

A pseudovalue Y_ijk = n theta_ij - (n-1) theta_ij(k) stands for case k's own part in reader j's figure under test i; the
pseudovalues enter a three-way analysis of variance. With Hillis's degrees of freedom, the F statistic with readers and
cases random equals that of Obuchowski and Rockette with the jackknife covariance.

Sources: Dorfman, Berbaum and Metz 1992; Hillis, Obuchowski, Schartz and Berbaum 2005 (equality with OR); Hillis,
Berbaum and Metz 2008 (normalised pseudovalues, reduced error terms, degrees of freedom). Confirmed by the variance
components that OR-DBM MRMC 2.51 prints for the data of Van Dyke et al. 1993.
"""

from dataclasses import dataclass

import numpy as np

from centralis.core.agreement.mrmc.covariance import Figure, compute_figures, compute_left_out
from centralis.core.agreement.mrmc.data import Floats, MrmcError, Ratings
from centralis.core.agreement.mrmc.obuchowski_rockette import ONE_READER
from centralis.core.agreement.mrmc.results import GlobalTest, RandomFactors, compute_test, hillis_df


@dataclass(frozen=True, slots=True)
class PseudovalueSquares:
    """Mean squares of the pseudovalues: t tests, r readers, c cases and their crossings."""

    t: float
    r: float
    c: float
    tr: float
    tc: float
    rc: float
    trc: float


@dataclass(frozen=True, slots=True)
class PseudovalueComponents:
    """Variance components of the pseudovalues, unconstrained, so that some may be negative.

    Reader and test by reader stand on the figure's own scale; those with a case in them on that of a pseudovalue.
    """

    reader: float
    case: float
    test_reader: float
    test_case: float
    reader_case: float
    error: float


@dataclass(frozen=True, slots=True)
class PseudovalueAnalysis:
    """The test that all tests have the same mean figure, and what it was made from."""

    random: RandomFactors
    test: GlobalTest
    squares: PseudovalueSquares
    components: PseudovalueComponents
    tests: tuple[str, ...]
    difference: float
    """First test minus second."""


def compute_pseudovalues(study: Ratings, figure: Figure | None = None) -> Floats:
    """Pseudovalues (test, reader, case), normalised so that their mean over cases is the figure itself.

    A sensitivity has them for the diseased cases alone, a specificity for the others. Every reader must have read every
    case under every test.
    """
    study.require_complete("The pseudovalue analysis (DBM)")
    of = figure or Figure()
    figures, left_out = compute_figures(study, of), compute_left_out(study, of)
    cases = left_out.shape[2]
    raw = cases * figures[:, :, None] - (cases - 1) * left_out
    out: Floats = raw + (figures - raw.mean(axis=2))[:, :, None]
    return out


def analyse_pseudovalues(
    study: Ratings, random: RandomFactors = RandomFactors.READERS_AND_CASES, figure: Figure | None = None
) -> PseudovalueAnalysis:
    """The DBM test of equal means over all tests, with the factors that are random.

    Cases random only: F on t-1 and (t-1)(n-1) degrees of freedom, where the Obuchowski-Rockette form takes chi-squared.
    Raises MrmcError: missing reads, one test, one reader.
    """
    if len(study.tests) < 2:
        raise MrmcError("There is one test; the pseudovalue analysis compares at least two.")
    if len(study.readers) < 2:
        raise MrmcError(ONE_READER)
    values = compute_pseudovalues(study, figure)
    tests, readers, cases = values.shape
    squares = derive_squares(values)
    apart = max(squares.tc - squares.trc, 0.0)
    free = float((tests - 1) * (readers - 1))
    if random is RandomFactors.READERS_AND_CASES:
        test = compute_test(squares.t, squares.tr + apart, tests - 1, hillis_df(squares.tr + apart, squares.tr, free))
    elif random is RandomFactors.READERS:
        test = compute_test(squares.t, squares.tr, tests - 1, free)
    else:
        test = compute_test(squares.t, squares.tc, tests - 1, float((tests - 1) * (cases - 1)))
    means = values.mean(axis=(1, 2))
    components = derive_pseudovalue_components(squares, values.shape[0], readers, cases)
    return PseudovalueAnalysis(random, test, squares, components, study.tests, float(means[0] - means[1]))


def derive_squares(values: Floats) -> PseudovalueSquares:
    """Mean squares of a complete three-way table (test, reader, case) with one value a cell."""
    shape = values.shape
    effects: dict[tuple[int, ...], Floats] = {(): values.mean(keepdims=True)}
    squares = {}
    for kept in ((0,), (1,), (2,), (0, 1), (0, 2), (1, 2), (0, 1, 2)):
        away = tuple(axis for axis in range(3) if axis not in kept)
        inner = [part for part in effects if set(part) < set(kept)]
        effects[kept] = values.mean(axis=away, keepdims=True) - sum(effects[part] for part in inner)
        repeated = float(np.prod([shape[axis] for axis in away]))
        free = float(np.prod([shape[axis] - 1 for axis in kept]))
        squares[kept] = repeated * float((effects[kept] ** 2).sum()) / free
    return PseudovalueSquares(
        squares[(0,)],
        squares[(1,)],
        squares[(2,)],
        squares[(0, 1)],
        squares[(0, 2)],
        squares[(1, 2)],
        squares[(0, 1, 2)],
    )


def derive_pseudovalue_components(
    squares: PseudovalueSquares, tests: int, readers: int, cases: int
) -> PseudovalueComponents:
    """Components from the expected mean squares of the three-way model (Hillis, Berbaum and Metz 2008, table 1)."""
    return PseudovalueComponents(
        reader=(squares.r - squares.tr - squares.rc + squares.trc) / (tests * cases),
        case=(squares.c - squares.tc - squares.rc + squares.trc) / (tests * readers),
        test_reader=(squares.tr - squares.trc) / cases,
        test_case=(squares.tc - squares.trc) / readers,
        reader_case=(squares.rc - squares.trc) / tests,
        error=squares.trc,
    )
