"""Compare tests by Obuchowski and Rockette's analysis of variance with correlated errors, in Hillis's form.

theta_ij = mu + tau_i + R_j + (tau R)_ij + e_ij for test i and reader j, the errors correlated through the cases they
share: Var, Cov1 (same reader, other test), Cov2 (same test, other reader), Cov3 (both differ). Three analyses:

- readers and cases random: F = MS(T) / [MS(TR) + r max(Cov2 - Cov3, 0)], Hillis's degrees of freedom;
- cases random, readers fixed: X2 = (t-1) MS(T) / [Var - Cov1 + (r-1) max(Cov2 - Cov3, 0)], t-1 degrees of freedom;
- readers random, cases fixed: F = MS(T) / MS(TR) on t-1 and (t-1)(r-1).

Sources: Obuchowski and Rockette 1995; Hillis, Obuchowski, Schartz and Berbaum 2005; Hillis 2007 (degrees of freedom,
single tests, section 5.3); Hillis 2014 (nested cases). Confirmed by the output of OR-DBM MRMC 2.51 and of MRMCaov for
the data of Van Dyke et al. 1993, to every printed digit.
"""

import math
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from centralis.core.agreement.mrmc.covariance import Components, Estimates
from centralis.core.agreement.mrmc.data import Bools, Floats, MrmcError
from centralis.core.agreement.mrmc.results import (
    Analysis,
    Comparison,
    Design,
    MeanEstimate,
    MeanSquares,
    RandomFactors,
    Spread,
    bound,
    check_level,
    compare,
    compute_test,
    finite,
    hillis_df,
)

ONE_READER = (
    "There is one reader, so nothing is known of how readers differ; ask for an analysis with the cases random only "
    "(its answer applies to this reader)."
)


@dataclass(frozen=True, slots=True)
class Layout:
    """Who read what: `shared` (test, reader, test, reader) tells which pairs of cells have cases in common."""

    design: Design
    shared: Bools
    groups: tuple[int, ...] = ()


def derive_components(estimates: Estimates, layout: Layout) -> Components:
    """Var, Cov1, Cov2, Cov3: the means over pairs of cells that share cases; 0 where no pair does."""
    tests, readers = estimates.figures.shape
    test = np.arange(tests)[:, None] == np.arange(tests)
    reader = np.arange(readers)[:, None] == np.arange(readers)
    same_test, same_reader = test[:, None, :, None], reader[None, :, None, :]
    kinds = (
        same_test & same_reader,
        ~same_test & same_reader,
        same_test & ~same_reader,
        ~same_test & ~same_reader,
    )
    return Components(*(_mean(estimates.covariance, kind & layout.shared) for kind in kinds))


def derive_mean_squares(figures: Floats) -> MeanSquares:
    """Mean squares of figures (test, reader) of a study in which every reader read under every test."""
    tests, readers = figures.shape
    of_test, of_reader, grand = figures.mean(axis=1), figures.mean(axis=0), figures.mean()
    rest = figures - of_test[:, None] - of_reader[None, :] + grand
    t = float(readers * ((of_test - grand) ** 2).sum() / (tests - 1)) if tests > 1 else None
    r = float(tests * ((of_reader - grand) ** 2).sum() / (readers - 1)) if readers > 1 else None
    tr = float((rest**2).sum() / ((tests - 1) * (readers - 1))) if tests > 1 and readers > 1 else None
    return MeanSquares(t, r, tr, tr)


def analyse(
    estimates: Estimates,
    layout: Layout | None = None,
    random: RandomFactors = RandomFactors.READERS_AND_CASES,
    level: float = 0.95,
) -> Analysis:
    """Analyse figures in which every reader read under every test; without a layout all cells share their cases.

    With one test there is no comparison, only its estimate. Raises MrmcError: one reader where readers are random, a
    level outside 0 to 1, a missing figure.
    """
    check_level(level)
    tests, readers = estimates.figures.shape
    if np.isnan(estimates.figures).any():
        raise MrmcError("Not every reader read under every test; use the analysis of split-plot designs.")
    if readers < 2 and random is not RandomFactors.CASES:
        raise MrmcError(ONE_READER)
    of = layout or Layout(Design.FACTORIAL, np.ones(estimates.covariance.shape, dtype=np.bool_))
    components, squares = derive_components(estimates, of), derive_mean_squares(estimates.figures)
    var_r, var_tr = _variance_components(components, squares, tests)
    denominator, df = _error_term(components, squares, readers, tests, random)
    test = compute_test(squares.t, denominator, tests - 1, df) if squares.t is not None else None
    return Analysis(
        random,
        of.design,
        level,
        estimates.figure,
        estimates.method,
        estimates.tests,
        estimates.readers,
        estimates.cases,
        rows_of(estimates.figures),
        components,
        squares,
        var_r,
        var_tr,
        test,
        _compare_tests(estimates, Spread(math.sqrt(2 / readers * denominator), df), level),
        _compare_within_readers(estimates, of, level) if random is RandomFactors.CASES else (),
        _estimate_tests(estimates, of, random, level),
        (),
    )


def rows_of(figures: Floats) -> tuple[tuple[float | None, ...], ...]:
    """Figures (test, reader) as plain numbers, None where there is none."""
    return tuple(tuple(None if math.isnan(value) else float(value) for value in row) for row in figures)


def _error_term(
    components: Components, squares: MeanSquares, readers: int, tests: int, random: RandomFactors
) -> tuple[float, float]:
    """The denominator of F and its degrees of freedom (infinite: chi-squared); (0, inf) with one test."""
    apart = max(components.cov2 - components.cov3, 0.0)
    if tests < 2:
        return 0.0, math.inf
    if random is RandomFactors.CASES:
        return max(components.var - components.cov1 + (readers - 1) * apart, 0.0), math.inf
    tr = squares.tr or 0.0
    df = float((tests - 1) * (readers - 1))
    if random is RandomFactors.READERS:
        return tr, df
    return tr + readers * apart, hillis_df(tr + readers * apart, tr, df)


def _variance_components(components: Components, squares: MeanSquares, tests: int) -> tuple[float | None, float | None]:
    """Variance of readers and of tests by readers, unconstrained as OR-DBM MRMC prints them (Hillis 2006, table 1)."""
    if squares.r is None or squares.tr is None:
        return None, None
    var_tr = squares.tr - components.var + components.cov1 + components.cov2 - components.cov3
    return (squares.r - squares.tr) / tests - components.cov1 + components.cov3, var_tr


def _compare_tests(estimates: Estimates, spread: Spread, level: float) -> tuple[Comparison, ...]:
    means = estimates.figures.mean(axis=1)
    return tuple(
        compare((estimates.tests[i], estimates.tests[k]), float(means[i] - means[k]), spread, level)
        for i, k in combinations(range(len(estimates.tests)), 2)
    )


def _compare_within_readers(estimates: Estimates, layout: Layout, level: float) -> tuple[Comparison, ...]:
    """Each reader's own differences: SE = sqrt(2 (Var_j - Cov1_j)) with that reader's variance and covariance."""
    tests, readers = estimates.figures.shape
    found = []
    for j in range(readers):
        own, shared = estimates.covariance[:, j, :, j], layout.shared[:, j, :, j]
        var, cov1 = float(np.diag(own).mean()), _mean(own, shared & ~np.eye(tests, dtype=np.bool_))
        spread = Spread(math.sqrt(max(2 * (var - cov1), 0.0)), math.inf)
        for i, k in combinations(range(tests), 2):
            gap = float(estimates.figures[i, j] - estimates.figures[k, j])
            pair = (estimates.tests[i], estimates.tests[k])
            found.append(compare(pair, gap, spread, level, estimates.readers[j]))
    return tuple(found)


def _estimate_tests(
    estimates: Estimates, layout: Layout, random: RandomFactors, level: float
) -> tuple[MeanEstimate, ...]:
    """Each test alone: sqrt([MS(R) + r max(Cov2, 0)]/r) and its kin (Hillis 2007, section 5.3)."""
    readers = len(estimates.readers)
    found = []
    for i, name in enumerate(estimates.tests):
        row, own, shared = estimates.figures[i], estimates.covariance[i, :, i, :], layout.shared[i, :, i, :]
        var, cov2 = float(np.diag(own).mean()), _mean(own, shared & ~np.eye(readers, dtype=np.bool_))
        ms = float(row.var(ddof=1)) if readers > 1 else None
        together = max(cov2, 0.0)
        if random is RandomFactors.CASES:
            spread = Spread(math.sqrt(max(var + (readers - 1) * together, 0.0) / readers), math.inf)
        elif random is RandomFactors.READERS:
            spread = Spread(math.sqrt((ms or 0.0) / readers), readers - 1.0)
        else:
            total = (ms or 0.0) + readers * together
            spread = Spread(math.sqrt(total / readers), hillis_df(total, ms or 0.0, readers - 1.0))
        mean = float(row.mean())
        lower, upper, reason = bound(mean, spread, level)
        found.append(MeanEstimate(name, mean, spread.se, finite(spread.df), lower, upper, ms, var, cov2, reason))
    return tuple(found)


def _mean(values: Floats, keep: Bools) -> float:
    return float(values[keep].mean()) if keep.any() else 0.0
