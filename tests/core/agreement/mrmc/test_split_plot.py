"""Nested designs: the design is read off the reads; published numbers where there are any, else simulated levels."""

from collections.abc import Callable

import numpy as np
import pytest

from centralis.core.agreement.mrmc.covariance import CovarianceMethod
from centralis.core.agreement.mrmc.data import MrmcError, Ratings
from centralis.core.agreement.mrmc.results import Design, RandomFactors
from centralis.core.agreement.mrmc.split_plot import assess, find_layout

Build = Callable[..., Ratings]
Rename = Callable[[str, str], Ratings]


def _shown(digits: int, *values: float | None) -> list[str]:
    return [f"{value:.{digits}f}" for value in values if value is not None]


def test_cases_nested_in_readers_as_mrmcaov_prints_it(renamed: Rename) -> None:
    found = assess(renamed("{reader}.{case}", "{reader}"))
    assert found.design is Design.CASES_IN_READERS
    assert _shown(10, found.components.var, found.components.cov1) == ["0.0008079682", "0.0003490676"]
    assert (found.components.cov2, found.components.cov3) == (0.0, 0.0)
    assert _shown(9, found.var_r) == ["0.001293517"]
    assert _shown(11, found.var_tr) == ["0.00009213005"]
    assert found.test is not None
    assert _shown(3, found.test.f) == ["8.704"]
    assert (found.test.df1, found.test.df2) == (1, 4.0)
    assert _shown(8, found.test.p, found.comparisons[0].se) == ["0.04195875", "0.01484629"]
    assert _shown(8, *(one.se for one in found.estimates)) == ["0.02482994", "0.01615303"]


def test_cases_nested_in_tests_as_mrmcaov_prints_it(renamed: Rename) -> None:
    found = assess(renamed("{test}.{case}", "{reader}"))
    assert found.design is Design.CASES_IN_TESTS
    assert _shown(10, found.components.var, found.components.cov2) == ["0.0008058382", "0.0003455973"]
    assert (found.components.cov1, found.components.cov3) == (0.0, 0.0)
    assert _shown(9, found.var_r) == ["0.001642585"]
    assert found.test is not None
    assert _shown(6, found.test.f) == ["2.104491"]
    assert _shown(5, found.test.df2) == ["68.42325"]
    assert _shown(7, found.test.p) == ["0.1514363"]
    pair = found.comparisons[0]
    assert _shown(8, pair.se, pair.lower, pair.upper) == ["0.03019283", "-0.10404242", "0.01644178"]
    assert _shown(7, *(one.lower for one in found.estimates)) == ["0.8251827", "0.8941114"]


def test_readers_nested_in_tests(renamed: Rename, van_dyke: Ratings) -> None:
    """By Hillis's formulas: MS[R(T)] is the mean of the tests' own MS(R), Cov3 over all pairs across tests."""
    found = assess(renamed("{case}", "{test}/{reader}"))
    assert found.design is Design.READERS_IN_TESTS
    crossed = assess(van_dyke)
    within = float(np.mean([one.ms_r for one in crossed.estimates if one.ms_r is not None]))
    parts = crossed.components
    cov3 = (5 * parts.cov1 + 20 * parts.cov3) / 25
    denominator = within + 5 * (parts.cov2 - cov3)
    assert found.test is not None
    assert crossed.mean_squares.t is not None
    assert found.components.cov3 == pytest.approx(cov3)
    assert found.test.f == pytest.approx(crossed.mean_squares.t / denominator)
    assert found.test.df2 == pytest.approx(denominator**2 / (within**2 / 8))
    assert found.comparisons[0].se == pytest.approx(np.sqrt(2 / 5 * denominator))
    assert [one.se for one in found.estimates] == pytest.approx([one.se for one in crossed.estimates])
    assert found.figures[0][5:] == (None,) * 5


def test_readers_and_cases_nested_in_tests_share_nothing(renamed: Rename) -> None:
    found = assess(renamed("{test}.{case}", "{test}/{reader}"))
    assert found.design is Design.READERS_AND_CASES_IN_TESTS
    assert (found.components.cov1, found.components.cov3) == (0.0, 0.0)
    one, two = found.estimates
    pooled = (one.se**2 + two.se**2) ** 0.5
    assert found.comparisons[0].se == pytest.approx(pooled, rel=1e-9)


def test_unequal_numbers_of_readers_nested_in_two_tests(renamed: Rename) -> None:
    whole = renamed("{case}", "{test}/{reader}")
    keep = [place for place, name in enumerate(whole.readers) if name not in ("1/4", "1/5")]
    study = Ratings(
        tuple(whole.readers[place] for place in keep), whole.tests, whole.cases, whole.truth, whole.ratings[:, keep]
    )
    found = assess(study)
    (pair,) = found.comparisons
    assert found.test is not None
    assert pair.statistic is not None
    assert pair.statistic**2 == pytest.approx(found.test.f)
    assert pair.difference == pytest.approx(np.mean([0.91964573, 0.85877617, 0.90386473]) - 0.94083736, abs=1e-7)
    ms = found.mean_squares.error
    assert ms is not None
    together = max(found.components.cov2 - found.components.cov3, 0)
    assert pair.se**2 == pytest.approx(ms * (1 / 3 + 1 / 5) + 2 * together)


def test_groups_of_readers_with_cases_of_their_own(invented: Build) -> None:
    study = _grouped(invented(2, 6, 20, 20, 3), groups=3)
    found = assess(study)
    assert found.design is Design.GROUPS
    figures = np.array(found.figures, dtype=float)
    gaps = (figures[0] - figures[1]).reshape(3, 2)
    error = float(((gaps - gaps.mean(axis=1, keepdims=True)) ** 2).sum()) / 2 / 3
    assert found.mean_squares.error == pytest.approx(error)
    denominator = error + 2 * max(found.components.cov2 - found.components.cov3, 0)
    assert found.test is not None
    assert found.test.denominator == pytest.approx(denominator)
    assert found.test.df2 == pytest.approx(denominator**2 / (error**2 / 3))


def _grouped(study: Ratings, groups: int) -> Ratings:
    """Readers and cases dealt into groups: readers in neighbouring blocks, cases in turn."""
    ratings = study.ratings.copy()
    reader = np.arange(len(study.readers)) * groups // len(study.readers)
    case = np.arange(len(study.cases)) % groups
    ratings[:, reader[:, None] != case[None, :]] = np.nan
    return Ratings(study.readers, study.tests, study.cases, study.truth, ratings)


def test_reads_missing_here_and_there_are_refused_with_the_first(invented: Build) -> None:
    study = invented(2, 3, 6, 6, 3)
    ratings = study.ratings.copy()
    ratings[1, 2, 7] = np.nan
    gap = Ratings(study.readers, study.tests, study.cases, study.truth, ratings)
    with pytest.raises(MrmcError, match="the first: reader R2, case C7, test T1"):
        find_layout(gap)
    ratings[1, 2] = np.nan
    one_short = Ratings(study.readers, study.tests, study.cases, study.truth, ratings)
    with pytest.raises(MrmcError, match="Reader R2 read nothing under test T1, while others read under several"):
        find_layout(one_short)
    ratings[0, 0, 0] = ratings[0, 1, 0] = np.nan
    ratings[1, :2] = np.nan
    ratings[0, 2] = np.nan
    ratings[1, 2] = study.ratings[1, 2]
    with pytest.raises(MrmcError, match="no design explains"):
        find_layout(Ratings(study.readers, study.tests, study.cases, study.truth, ratings))


def test_nested_readers_are_random_and_jackknifed(renamed: Rename) -> None:
    study = renamed("{case}", "{test}/{reader}")
    with pytest.raises(MrmcError, match=r"readers-nested-in-tests .* readers and cases random only"):
        assess(study, random=RandomFactors.CASES)
    with pytest.raises(MrmcError, match="DeLong covariance needs every reader"):
        assess(study, CovarianceMethod.DELONG)
    ratings = np.full((3, 5, len(study.cases)), np.nan)
    ratings[0, :2], ratings[1, 2:4], ratings[2, 4] = study.ratings[0, :2], study.ratings[1, 5:7], study.ratings[1, 7]
    alone = Ratings(("a", "b", "c", "d", "e"), ("1", "2", "3"), study.cases, study.truth, ratings)
    with pytest.raises(MrmcError, match="A test has one reader of its own"):
        assess(alone)


@pytest.mark.slow
@pytest.mark.parametrize("design", [Design.READERS_IN_TESTS, Design.READERS_AND_CASES_IN_TESTS, Design.GROUPS])
def test_nested_designs_hold_their_level(design: Design) -> None:
    """600 null studies of 6 readers and 80 cases with reader, case and crossed effects; rejection near 0.05."""
    draw = np.random.default_rng(20260101)
    truth = np.arange(80) % 2 == 0
    rejected = 0
    for _ in range(600):
        ratings = (
            1.5 * truth
            + 0.5 * draw.normal(size=80)
            + 0.4 * draw.normal(size=(2, 1, 80))
            + 0.4 * draw.normal(size=(6, 80))
            + 0.3 * truth * draw.normal(size=(6, 1))
            + 0.15 * truth * draw.normal(size=(2, 6, 1))
            + 0.6 * draw.normal(size=(2, 6, 80))
        )
        reader, case = np.arange(6) // 3, (np.arange(80) // 2) % 2
        if design is Design.GROUPS:
            ratings[:, reader[:, None] != case] = np.nan
        else:
            ratings[np.arange(2)[:, None] != reader] = np.nan
            if design is Design.READERS_AND_CASES_IN_TESTS:
                ratings[np.arange(2)[:, None, None] != np.broadcast_to(case, (6, 80))] = np.nan
        names = (tuple(f"R{n}" for n in range(6)), ("A", "B"), tuple(str(n) for n in range(80)))
        found = assess(Ratings(*names, truth, ratings))
        assert found.design is design
        assert found.test is not None
        assert found.test.p is not None
        rejected += found.test.p < 0.05
    assert 0.02 <= rejected / 600 <= 0.08
