"""Find out who read what, and compare tests when not every reader read every case under every test.

Designs (Hillis 2014, section 6; Obuchowski, Gallas and Hillis 2012), all with readers and cases random:

- cases nested in readers (each reader has cases of his own): the factorial analysis with Cov2 = Cov3 = 0;
- cases nested in tests (each test has cases of its own): the factorial analysis with Cov1 = Cov3 = 0;
- readers nested in tests (each reader reads under one test): F = MS(T) / [MS(R(T)) + r max(Cov2 - Cov3, 0)], degrees
  of freedom denominator^2 / {MS(R(T))^2 / [t (r-1)]}; with cases of their own, Cov3 = 0;
- readers and cases in groups (the split plot: each group of readers reads cases of its own under every test):
  F = MS(T) / [MS(T*R(G)) + k max(Cov2 - Cov3, 0)], k = sum of squared group sizes / r (r/G when all are alike),
  degrees of freedom denominator^2 / {MS(T*R(G))^2 / [(t-1)(r-G)]};
- one reader of one test (an algorithm) against the readers of the other: see `standalone`.

The covariance is the jackknife's over all cases of the study, a case left out changing only the cells that read it.
Confirmed by: MRMCaov's printed output for Van Dyke's data with cases nested in readers and in tests, to every digit.
The two nestings of readers follow Hillis's algorithm; their levels are held by simulation in the tests.
"""

import math
from collections.abc import Sequence
from itertools import combinations

import numpy as np

from centralis.core.agreement.mrmc.covariance import (
    Components,
    CovarianceMethod,
    Estimates,
    Figure,
    Resampling,
    estimate,
)
from centralis.core.agreement.mrmc.data import Bools, Floats, MrmcError, Ratings
from centralis.core.agreement.mrmc.obuchowski_rockette import (
    ONE_READER,
    Layout,
    analyse,
    derive_components,
    rows_of,
)
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
from centralis.core.agreement.mrmc.standalone import analyse_standalone, is_standalone

_NESTED_READERS = (Design.READERS_IN_TESTS, Design.READERS_AND_CASES_IN_TESTS)


def assess(
    study: Ratings,
    method: CovarianceMethod = CovarianceMethod.JACKKNIFE,
    random: RandomFactors = RandomFactors.READERS_AND_CASES,
    level: float = 0.95,
    figure: Figure | None = None,
    resampling: Resampling | None = None,
) -> Analysis:
    """Analyse a study by the design that its reads show.

    Raises MrmcError: reads that follow no design, a covariance method or a choice of random factors that the design
    does not allow, one reader where readers are random.
    """
    check_level(level)
    layout = find_layout(study)
    if layout.design not in (*_NESTED_READERS, Design.GROUPS):
        return analyse(estimate(study, method, figure, resampling), layout, random, level)
    if is_standalone(np.asarray(study.read.any(axis=2))):
        return analyse_standalone(estimate(study, method, figure, resampling), random, level)
    if random is not RandomFactors.READERS_AND_CASES:
        raise MrmcError(
            f"The design is {layout.design} (read off from who read what); it is analysed with readers and cases "
            "random only."
        )
    estimates = estimate(study, method, figure, resampling)
    return _analyse_nested(estimates, layout, level)


def find_layout(study: Ratings) -> Layout:
    """The design that the reads show. Raises MrmcError where they follow none (reads missing here and there)."""
    read = study.read
    cells = read.any(axis=2)
    flat = read.reshape(cells.size, -1).astype(np.float32)
    shared = np.asarray(flat @ flat.T > 0).reshape(cells.shape * 2)
    if read.all():
        return Layout(Design.FACTORIAL, shared)
    if cells.all():
        return _crossed_layout(study, read, shared)
    if bool((cells.sum(axis=0) == 1).all()):
        return _nested_layout(study, read, shared)
    test, reader = (int(place) for place in np.argwhere(~cells)[0])
    raise MrmcError(
        f"Reader {study.readers[reader]} read nothing under test {study.tests[test]}, while others read under several "
        "tests; that is neither readers crossed with tests nor readers nested in tests. Use the U-statistic."
    )


def _crossed_layout(study: Ratings, read: Bools, shared: Bools) -> Layout:
    """Every reader reads under every test: cases nested in tests, in readers, or in groups of readers."""
    across_readers = read.all(axis=1) == read.any(axis=1)
    if bool(across_readers.all()) and bool((read.any(axis=1).sum(axis=0) == 1).all()):
        return Layout(Design.CASES_IN_TESTS, shared)
    if bool((read.all(axis=0) == read.any(axis=0)).all()):
        groups = _groups(read[0])
        if len(set(groups)) == len(groups):
            return Layout(Design.CASES_IN_READERS, shared)
        if _covers(read[0], groups):
            return Layout(Design.GROUPS, shared, groups)
    raise _no_design(study)


def _nested_layout(study: Ratings, read: Bools, shared: Bools) -> Layout:
    """Every reader reads under one test: readers nested in tests, sharing all cases or having each test's own."""
    of_reader = np.asarray(read.any(axis=0))
    if bool(of_reader.all()):
        return Layout(Design.READERS_IN_TESTS, shared)
    groups = _groups(of_reader)
    tests = tuple(int(place) for place in read.any(axis=2).argmax(axis=0))
    paired = all((tests[i] == tests[k]) == (groups[i] == groups[k]) for i, k in combinations(range(len(groups)), 2))
    if paired and _covers(of_reader, groups):
        return Layout(Design.READERS_AND_CASES_IN_TESTS, shared)
    raise _no_design(study)


def _groups(of_reader: Bools) -> tuple[int, ...]:
    """Readers (reader, case) who read the same cases stand in the same group, numbered by first appearance."""
    known: dict[bytes, int] = {}
    return tuple(known.setdefault(np.packbits(row).tobytes(), len(known)) for row in of_reader)


def _covers(of_reader: Bools, groups: Sequence[int]) -> bool:
    """Whether the groups' sets of cases are apart: each case belongs to one group."""
    firsts = [groups.index(group) for group in dict.fromkeys(groups)]
    return bool((of_reader[firsts].sum(axis=0) == 1).all())


def _no_design(study: Ratings) -> MrmcError:
    test, reader, case = (int(place) for place in np.argwhere(~study.read)[0])
    return MrmcError(
        f"Reads are missing that no design explains, the first: reader {study.readers[reader]}, case "
        f"{study.cases[case]}, test {study.tests[test]}. The analysis of variance needs a balanced design (all read "
        "all; or cases or readers nested in tests, in readers or in groups). Add the reads, leave the case out, or "
        "use the U-statistic, which takes any pattern of reads."
    )


def _analyse_nested(estimates: Estimates, layout: Layout, level: float) -> Analysis:
    held = ~np.isnan(estimates.figures)
    filled = Estimates(
        estimates.tests,
        estimates.readers,
        estimates.figures,
        np.where(np.isnan(estimates.covariance), 0.0, estimates.covariance),
        estimates.cases,
        estimates.method,
        estimates.figure,
    )
    components = _components(filled, layout, held)
    is_nested = layout.design in _NESTED_READERS
    parts = (_readers_in_tests if is_nested else _groups_of_readers)(estimates.figures, layout, components)
    squares, denominator, df, sizes = parts
    tests = len(estimates.tests)
    test = None if squares.t is None else compute_test(squares.t, denominator, tests - 1, df)
    return Analysis(
        RandomFactors.READERS_AND_CASES,
        layout.design,
        level,
        estimates.figure,
        estimates.method,
        estimates.tests,
        estimates.readers,
        estimates.cases,
        rows_of(estimates.figures),
        components,
        squares,
        None,
        None,
        test,
        _compare(estimates, denominator, df, sizes, level),
        (),
        _estimates(filled, layout, level),
        (),
    )


def _components(estimates: Estimates, layout: Layout, held: Bools) -> Components:
    """As in the factorial design, over the cells that hold a figure."""
    pairs = held[:, :, None, None] & held[None, None, :, :]
    return derive_components(estimates, Layout(layout.design, layout.shared & pairs))


def _readers_in_tests(
    figures: Floats, layout: Layout, components: Components
) -> tuple[MeanSquares, float, float, tuple[float, ...]]:
    """Mean squares, denominator, its degrees of freedom and the readers a test, for readers nested in tests.

    Two tests may have unequal numbers of readers: the denominator is then scaled by their harmonic mean, so that F is
    the squared difference over its variance.
    """
    held = ~np.isnan(figures)
    sizes = held.sum(axis=1).astype(np.float64)
    if (sizes < 2).any():
        raise MrmcError(f"A test has one reader of its own. {ONE_READER}")
    if len(sizes) > 2 and len(set(sizes.tolist())) > 1:
        raise MrmcError("With more than two tests, readers nested in tests need the same number of readers a test.")
    means = np.nanmean(figures, axis=1)
    within = float(np.nansum((figures - means[:, None]) ** 2) / (sizes - 1).sum())
    readers = float(len(sizes) / (1 / sizes).sum())
    t = float(readers * means.var(ddof=1)) if len(sizes) > 1 else None
    denominator = within + readers * max(components.cov2 - components.cov3, 0.0)
    df = hillis_df(denominator, within, float((sizes - 1).sum()))
    return MeanSquares(t, None, None, within), denominator, df, tuple(sizes.tolist())


def _groups_of_readers(
    figures: Floats, layout: Layout, components: Components
) -> tuple[MeanSquares, float, float, tuple[float, ...]]:
    """Mean squares, denominator, its degrees of freedom and the readers a test, for readers and cases in groups."""
    tests, readers = figures.shape
    groups = np.array(layout.groups)
    counts = np.bincount(groups)
    free = float((tests - 1) * (readers - len(counts)))
    error = 0.0
    for group in range(len(counts)):
        own = figures[:, groups == group]
        rest = own - own.mean(axis=1, keepdims=True) - own.mean(axis=0, keepdims=True) + own.mean()
        error += float((rest**2).sum())
    together = float((counts**2).sum()) / readers * max(components.cov2 - components.cov3, 0.0)
    if tests < 2:
        return MeanSquares(None, None, None, None), 0.0, math.inf, (float(readers),)
    error /= free
    t = float(readers * figures.mean(axis=1).var(ddof=1))
    df = hillis_df(error + together, error, free)
    return MeanSquares(t, None, None, error), error + together, df, (float(readers),) * tests


def _compare(
    estimates: Estimates, denominator: float, df: float, sizes: tuple[float, ...], level: float
) -> tuple[Comparison, ...]:
    """SE of a difference: sqrt(2/r x denominator), r the harmonic mean of the two tests' readers."""
    means = np.nanmean(estimates.figures, axis=1)
    found = []
    for i, k in combinations(range(len(sizes)), 2):
        spread = Spread(math.sqrt((1 / sizes[i] + 1 / sizes[k]) * denominator), df)
        pair = (estimates.tests[i], estimates.tests[k])
        found.append(compare(pair, float(means[i] - means[k]), spread, level))
    return tuple(found)


def _estimates(estimates: Estimates, layout: Layout, level: float) -> tuple[MeanEstimate, ...]:
    """Each test alone, from its own readers: sqrt([MS + k max(Cov2, 0)]/r), MS within groups where there are groups."""
    found = []
    for i, name in enumerate(estimates.tests):
        places = np.flatnonzero(~np.isnan(estimates.figures[i]))
        row = estimates.figures[i, places]
        groups = np.array(layout.groups)[places] if layout.groups else np.zeros(len(places), dtype=np.int64)
        counts = np.bincount(groups)
        off = ~np.eye(len(places), dtype=np.bool_) & layout.shared[i, :, i, :][np.ix_(places, places)]
        own = estimates.covariance[i, :, i, :][np.ix_(places, places)]
        cov2 = float(own[off].mean()) if off.any() else 0.0
        squares = sum(float(((row[groups == group] - row[groups == group].mean()) ** 2).sum()) for group in set(groups))
        free = len(places) - len(counts)
        ms = squares / free
        total = ms + float((counts**2).sum()) / len(places) * max(cov2, 0.0)
        spread = Spread(math.sqrt(total / len(places)), hillis_df(total, ms, float(free)))
        mean = float(row.mean())
        lower, upper, reason = bound(mean, spread, level)
        var = float(np.diag(own).mean())
        found.append(MeanEstimate(name, mean, spread.se, finite(spread.df), lower, upper, ms, var, cov2, reason))
    return tuple(found)
