"""Pseudovalues lead to the same answer as Obuchowski-Rockette with the jackknife."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from centralis.core.agreement.mrmc.covariance import Figure, compute_figures, estimate
from centralis.core.agreement.mrmc.data import MrmcError, Ratings
from centralis.core.agreement.mrmc.dbm import analyse_pseudovalues, compute_pseudovalues, derive_squares
from centralis.core.agreement.mrmc.figures import FigureOfMerit
from centralis.core.agreement.mrmc.obuchowski_rockette import analyse
from centralis.core.agreement.mrmc.results import RandomFactors

Build = Callable[..., Ratings]


def test_van_dyke_components_as_or_dbm_prints_them(van_dyke: Ratings) -> None:
    parts = analyse_pseudovalues(van_dyke).components
    assert [
        f"{value:.8f}"
        for value in (
            parts.reader,
            parts.case,
            parts.test_reader,
            parts.test_case,
            parts.reader_case,
            parts.error,
        )
    ] == ["0.00153500", "0.02724923", "0.00020040", "0.01197530", "0.01226473", "0.03997160"]


def test_van_dyke_test_as_or_dbm_prints_it(van_dyke: Ratings) -> None:
    found = analyse_pseudovalues(van_dyke)
    assert f"{found.test.f:.4f} {found.test.df2:.2f} {found.test.p:.4f}" == "4.4563 15.26 0.0517"
    assert f"{found.difference:.8f}" == "-0.04380032"


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    seed=st.integers(0, 10_000),
    tests=st.integers(2, 4),
    readers=st.integers(2, 5),
    whole=st.booleans(),
    kind=st.sampled_from(FigureOfMerit),
)
@example(seed=4912, tests=2, readers=2, whole=False, kind=FigureOfMerit.SENSITIVITY)  # readers who differ alike
@example(seed=1139, tests=2, readers=2, whole=False, kind=FigureOfMerit.SENSITIVITY)  # no variance but of rounding
def test_equals_obuchowski_rockette_with_the_jackknife(
    invented: Build, seed: int, tests: int, readers: int, whole: bool, kind: FigureOfMerit
) -> None:
    study = invented(tests, readers, 12, 15, seed, whole)
    figure = Figure(kind, None if kind is FigureOfMerit.AUC else 0.5)
    dbm = analyse_pseudovalues(study, figure=figure).test
    rockette = analyse(estimate(study, figure=figure)).test
    assert rockette is not None
    if dbm.f is None:
        assert (rockette.f, rockette.p, rockette.reason) == (None, None, dbm.reason)
        return
    assert dbm.f == pytest.approx(rockette.f, rel=1e-8)
    assert (dbm.df2 is None) == (rockette.df2 is None)
    assert dbm.df2 is None or dbm.df2 == pytest.approx(rockette.df2, rel=1e-8)
    assert dbm.p == pytest.approx(rockette.p, rel=1e-8)
    fixed = analyse_pseudovalues(study, RandomFactors.READERS, figure).test
    assert fixed.f == pytest.approx(analyse(estimate(study, figure=figure), None, RandomFactors.READERS).test.f)


def test_cases_random_has_the_degrees_of_freedom_of_tests_by_cases(van_dyke: Ratings) -> None:
    found = analyse_pseudovalues(van_dyke, RandomFactors.CASES).test
    assert f"{found.f:.5f}" == "5.47595"
    assert (found.df1, found.df2) == (1, 113.0)


def test_pseudovalues_average_to_the_figure(invented: Build) -> None:
    study = invented(2, 3, 6, 7, 4)
    assert np.allclose(compute_pseudovalues(study).mean(axis=2), compute_figures(study, Figure()))
    sensitivity = compute_pseudovalues(study, Figure(FigureOfMerit.SENSITIVITY, 0.5))
    assert sensitivity.shape == (2, 3, 6)
    assert set(np.round(sensitivity.ravel(), 9)) <= {0.0, 1.0}


def test_squares_of_a_table_worked_by_hand() -> None:
    """Cells t + 2 r + 4 c with two levels each have no crossings; each main square is 8 x (half the step) squared."""
    grid = np.indices((2, 2, 2)).astype(float)
    squares = derive_squares(grid[0] + 2 * grid[1] + 4 * grid[2])
    assert (squares.t, squares.r, squares.c) == (2.0, 8.0, 32.0)
    assert (squares.tr, squares.tc, squares.rc, squares.trc) == (0.0, 0.0, 0.0, 0.0)


def test_what_it_cannot_take_is_refused(invented: Build) -> None:
    with pytest.raises(MrmcError, match="There is one test"):
        analyse_pseudovalues(invented(1, 3, 5, 5, 1))
    with pytest.raises(MrmcError, match="There is one reader"):
        analyse_pseudovalues(invented(2, 1, 5, 5, 1))
    study = invented(2, 2, 5, 5, 1)
    ratings = study.ratings.copy()
    ratings[1, 0, 3] = np.nan
    gap = Ratings(study.readers, study.tests, study.cases, study.truth, ratings)
    with pytest.raises(MrmcError, match=r"pseudovalue analysis \(DBM\) needs .* reader R0 has no rating of case C3"):
        analyse_pseudovalues(gap)
