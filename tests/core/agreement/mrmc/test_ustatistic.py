"""The U-statistic analysis against printed results, against brute force, and under what must not change it."""

import csv
import math
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from centralis.core.agreement.mrmc.covariance import Figure
from centralis.core.agreement.mrmc.data import MrmcError, RatingRow, Ratings, derive_ratings
from centralis.core.agreement.mrmc.figures import FigureOfMerit, compute_kernel
from centralis.core.agreement.mrmc.results import RandomFactors
from centralis.core.agreement.mrmc.ustatistic import UOptions, assess_u_statistic

BOTH_TRUTHS = (0, 1)


def study(ratings: np.ndarray, diseased: int) -> Ratings:
    """A study whose first cases are the diseased ones."""
    tests, readers, cases = ratings.shape
    names = [tuple(f"{letter}{number}" for number in range(count)) for letter, count in (("t", tests), ("r", readers))]
    truth = np.arange(cases) < diseased
    return Ratings(names[1], names[0], tuple(f"c{number}" for number in range(cases)), truth, ratings)


def van_dyke(folder: Path) -> Ratings:
    with (folder / "answers" / "mrmc" / "van_dyke.csv").open(newline="") as file:
        rows = csv.DictReader(file)
        return derive_ratings(
            RatingRow(row["reader"], row["test"], row["case"], row["truth"] == "1", float(row["rating"]))
            for row in rows
        )


@pytest.fixture
def pilot() -> Ratings:
    """iMRMC's made-up pilot: yes/no reads of 150 diseased and 150 other cases, positive from the first case on.

    Positive reads by reader, test A: 150, 150, 138 diseased and 21, 54, 0 others; test B: 150 each and 132, 138, 132.
    """
    ratings = np.zeros((2, 3, 300))
    counts = (((150, 21), (150, 54), (138, 0)), ((150, 132), (150, 138), (150, 132)))
    for test, readers in enumerate(counts):
        for reader, (hits, alarms) in enumerate(readers):
            ratings[test, reader, :hits] = 1
            ratings[test, reader, 150 : 150 + alarms] = 1
    return study(ratings, 150)


def brute_covariance(one: np.ndarray, two: np.ndarray) -> float:
    """Covariance of two figures from all pairs of triples: product of the figures less the mean over disjoint pairs.

    `one`, `two`: successes (reader, diseased, non-diseased), NaN where not read.
    """
    cells = list(product(*(range(count) for count in one.shape)))
    total = [cell for cell in cells if not math.isnan(one[cell])], [cell for cell in cells if not math.isnan(two[cell])]
    apart = [one[a] * two[b] for a in total[0] for b in total[1] if all(x != y for x, y in zip(a, b, strict=True))]
    return float(np.nanmean(one) * np.nanmean(two) - np.mean(apart))


def test_the_figures_printed_by_imrmc_come_out_to_the_last_digit(pilot: Ratings) -> None:
    """iMRMC 4.0.0, statAnalysis and BDGtable of its pilot example (DIDSR/iMRMC, Accudata/home/fakepilot2...)."""
    result = assess_u_statistic(pilot, UOptions(whole_df=True))
    first, second = result.tests
    assert first.estimate == pytest.approx(9.03333333e-1, abs=5e-10)
    assert first.variance == pytest.approx(1.86122297e-3, abs=5e-12)
    assert second.variance == pytest.approx(1.82252051e-4, abs=5e-13)
    assert (first.lower, first.upper) == pytest.approx((7.17708748e-1, 1.08895792), abs=5e-9)
    assert (second.lower, second.upper) == pytest.approx((5.25722578e-1, 5.80944089e-1), abs=5e-10)
    difference = result.differences[0].comparison
    assert difference.difference == pytest.approx(0.35, abs=5e-10)
    assert result.differences[0].variance == pytest.approx(1.42393736e-3, abs=5e-12)
    assert difference.p == pytest.approx(1.14251514e-2, abs=5e-11)
    assert (difference.lower, difference.upper) == pytest.approx((1.87638992e-1, 5.12361008e-1), abs=5e-10)
    assert result.tests[0].moments.values == pytest.approx(
        (8.55000e-1, 8.25570e-1, 8.48826e-1, 8.19396e-1, 8.21667e-1, 8.14150e-1, 8.21667e-1, 8.14150e-1), abs=5e-7
    )
    assert result.tests[0].moments.coefficients == pytest.approx(
        (1.48148e-5, 2.20741e-3, 2.20741e-3, 3.28904e-1, 2.96296e-5, 4.41481e-3, 4.41481e-3, -3.42193e-1), rel=5e-6
    )
    assert result.differences[0].cross.values == pytest.approx(
        (5.04200e-1, 5.00374e-1, 5.04200e-1, 5.00374e-1, 5.04333e-1, 4.99535e-1, 5.04333e-1, 4.99535e-1), abs=5e-7
    )


def test_degrees_of_freedom_printed_by_imrmc(pilot: Ratings) -> None:
    """The same output: df(BDG) 2.11212165 and 29.4284717 for the tests, 2.39887433 for the difference."""
    result = assess_u_statistic(pilot)
    assert result.tests[0].df == pytest.approx(2.11212165, abs=5e-9)
    assert result.tests[1].df == pytest.approx(29.4284717, abs=5e-8)
    assert result.differences[0].comparison.df == pytest.approx(2.39887433, abs=5e-9)


def test_van_dyke_by_unbiased_covariances(shared_data: Path) -> None:
    """MRMCaov.m's README prints Van Dyke with unbiased covariances: with complete data the same variances.

    SE of the difference 0.020672; means 0.89704 (SE 0.033071) and 0.94084 (SE 0.021491). Fixed readers: from its
    Error 0.00078839, Cov1 0.00034167, Cov2 0.00033906, Cov3 0.00023561.
    """
    data = van_dyke(shared_data)
    result = assess_u_statistic(data)
    assert result.differences[0].comparison.difference == pytest.approx(-0.0438, abs=5e-5)
    assert result.differences[0].comparison.se == pytest.approx(0.020672, abs=5e-7)
    assert result.tests[0].estimate == pytest.approx(0.89704, abs=5e-6)
    assert result.tests[0].se == pytest.approx(0.033071, abs=5e-7)
    assert result.tests[1].se == pytest.approx(0.021491, abs=5e-7)
    assert result.readers["2"]["4"] == pytest.approx(0.99936, abs=5e-6)
    fixed = assess_u_statistic(data, UOptions(random=RandomFactors.CASES)).differences[0]
    expected = 2 / 5 * (0.00078839 - 0.00034167 + 4 * (0.00033906 - 0.00023561))
    assert fixed.variance == pytest.approx(expected, rel=2e-5)
    assert fixed.comparison.df is None


@given(st.integers(0, 2**32 - 1), st.integers(2, 3), st.sampled_from([0.0, 0.1, 0.3]))
@settings(max_examples=40, deadline=None)
def test_moments_equal_brute_force_over_all_pairs_of_triples(seed: int, readers: int, missing: float) -> None:
    """Tiny studies with any pattern of missing reads: variances and the covariance as all index sextuples give them."""
    rng = np.random.default_rng(seed)
    values = rng.integers(0, 4, (2, readers, 6)).astype(float)
    values[rng.random(values.shape) < missing] = np.nan
    try:
        ratings = study(values, 3)
        result = assess_u_statistic(ratings)
    except MrmcError:
        assert missing  # a complete study is never refused
        return
    kernel = compute_kernel(ratings.diseased, ratings.nondiseased)
    for place in range(2):
        assert result.tests[place].estimate == pytest.approx(np.nanmean(kernel[place]))
        assert result.tests[place].variance == pytest.approx(brute_covariance(kernel[place], kernel[place]), abs=1e-12)
    if result.differences[0].cross.values[-1] and result.differences[0].cross.coefficients[-1] > -1:
        expected = brute_covariance(kernel[0], kernel[1])
        assert result.differences[0].cross.covariance == pytest.approx(expected, abs=1e-12)


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=25, deadline=None)
def test_relabelling_and_monotone_transforms_change_nothing(seed: int) -> None:
    rng = np.random.default_rng(seed)
    values = rng.integers(0, 4, (2, 3, 12)).astype(float)
    values[rng.random(values.shape) < 0.1] = np.nan
    base = assess_u_statistic(study(values, 5)).differences[0]
    order = np.concatenate([rng.permutation(5), 5 + rng.permutation(7)])
    moved = assess_u_statistic(study(np.exp(values)[:, rng.permutation(3)][:, :, order], 5)).differences[0]
    assert moved.comparison.difference == pytest.approx(base.comparison.difference)
    assert moved.variance == pytest.approx(base.variance, abs=1e-12)
    swapped = assess_u_statistic(study(values[::-1], 5)).differences[0]
    assert swapped.comparison.difference == pytest.approx(-base.comparison.difference)
    assert swapped.variance == pytest.approx(base.variance, abs=1e-12)


def test_unbiased_over_many_small_studies() -> None:
    """The mean estimated variance meets the variance of the estimates (2,000 studies, missing reads and all)."""
    rng = np.random.default_rng(5)
    estimates, variances = [], []
    missing = rng.random((1, 3, 14)) < 0.15
    for _ in range(2000):
        skill = (np.arange(14) < 6) * (1 + rng.normal(size=(1, 3, 1)))
        values = rng.normal(size=(1, 3, 14)) + rng.normal(size=14) + skill
        one = assess_u_statistic(study(np.where(missing, np.nan, values), 6)).tests[0]
        estimates.append(one.estimate)
        variances.append(one.variance)
    assert np.mean(variances) == pytest.approx(np.var(estimates, ddof=1), rel=0.08)


@pytest.mark.parametrize("figure", [FigureOfMerit.SENSITIVITY, FigureOfMerit.SPECIFICITY])
def test_sensitivity_and_specificity_equal_brute_force(figure: FigureOfMerit) -> None:
    rng = np.random.default_rng(11)
    values = rng.integers(0, 4, (2, 4, 11)).astype(float)
    values[rng.random(values.shape) < 0.15] = np.nan
    ratings = study(values, 5)
    result = assess_u_statistic(ratings, UOptions(figure=Figure(figure, 2.0)))
    called = np.where(np.isnan(values), np.nan, (values >= 2).astype(float))
    parts = called[:, :, :5] if figure is FigureOfMerit.SENSITIVITY else 1 - called[:, :, 5:]
    for place in range(2):
        assert result.tests[place].estimate == pytest.approx(np.nanmean(parts[place]))
        assert result.tests[place].variance == pytest.approx(brute_covariance(parts[place], parts[place]), abs=1e-12)
    assert result.differences[0].cross.covariance == pytest.approx(brute_covariance(parts[0], parts[1]), abs=1e-12)
    assert len(result.tests[0].moments.values) == 4


def test_one_reader_of_all_cases_is_delongs_case_without_its_bias() -> None:
    """A single reader, taken as fixed: the variance is the unbiased one of two samples, below DeLong's."""
    rng = np.random.default_rng(2)
    values = np.where(np.arange(30) < 12, rng.normal(1, 1, 30), rng.normal(0, 1, 30)).reshape(1, 1, 30)
    ratings = study(values, 12)
    with pytest.raises(MrmcError, match="one reader, so readers cannot be random"):
        assess_u_statistic(ratings)
    result = assess_u_statistic(ratings, UOptions(random=RandomFactors.CASES)).tests[0]
    kernel = compute_kernel(ratings.diseased, ratings.nondiseased)[0, 0]
    delong = np.var(kernel.mean(axis=1), ddof=1) / 12 + np.var(kernel.mean(axis=0), ddof=1) / 18
    pairs = [
        kernel[i, j] * kernel[a, b]
        for i, a in product(range(12), repeat=2)
        for j, b in product(range(18), repeat=2)
        if i != a and j != b
    ]
    assert result.variance == pytest.approx(kernel.mean() ** 2 - np.mean(pairs))
    assert result.variance < delong


def test_readers_who_read_other_cases_are_taken() -> None:
    """Split-plot: each reader has cases of their own; no pair shares a case under two readers."""
    rng = np.random.default_rng(7)
    values = np.full((2, 4, 40), np.nan)
    for reader in range(4):
        own = np.arange(40) % 4 == reader
        values[:, reader, own] = rng.normal(size=(2, own.sum())) + (np.arange(40)[own] < 20)
    result = assess_u_statistic(study(values, 20))
    assert result.tests[0].moments.coefficients[4:7] == (0.0, 0.0, 0.0)
    assert result.differences[0].comparison.se > 0


def test_tests_read_by_other_readers_add_their_variances() -> None:
    rng = np.random.default_rng(3)
    values = np.full((2, 4, 24), np.nan)
    values[0, :2] = rng.normal(size=(2, 24)) + (np.arange(24) < 12)
    values[1, 2:] = rng.normal(size=(2, 24)) + (np.arange(24) < 12)
    result = assess_u_statistic(study(values, 12))
    cross = result.differences[0].cross
    assert cross.coefficients[:4] == (0.0,) * 4
    total = result.tests[0].variance + result.tests[1].variance - 2 * cross.covariance
    assert result.readers["t0"]["r2"] is None
    assert "Reader r2 has no auc under test t0: no case of a truth that it needs was read." in result.notes
    assert result.differences[0].variance == pytest.approx(total)


def test_a_variance_that_cannot_be_used_has_its_reason() -> None:
    values = np.tile(np.array([2.0, 3.0, 1.0, 2.5, 0.5, 1.5]), (2, 2, 1))
    result = assess_u_statistic(study(values, 3)).differences[0].comparison
    assert (result.difference, result.se) == (0, 0)
    assert (result.lower, result.upper, result.p, result.df) == (None, None, None, None)
    assert "variance is zero or negative" in result.reason


def test_refusals_are_sentences() -> None:
    rng = np.random.default_rng(4)
    whole = study(rng.normal(size=(1, 2, 6)), 3)
    with pytest.raises(MrmcError, match="level 1 is not between 0 and 1"):
        assess_u_statistic(whole, UOptions(level=1.0))
    with pytest.raises(MrmcError, match="takes the cases as random"):
        assess_u_statistic(whole, UOptions(random=RandomFactors.READERS))
    lopsided = np.full((1, 2, 6), np.nan)
    lopsided[0, 0, :3] = (1, 2, 3)
    lopsided[0, 1, 3:] = (1, 2, 3)
    with pytest.raises(MrmcError, match="no reader read cases of both truths"):
        assess_u_statistic(study(lopsided, 3))
    alone = np.full((1, 2, 6), np.nan)
    alone[0, 0] = range(6)
    alone[0, 1, :1] = 1
    with pytest.raises(MrmcError, match="needs two readers"):
        assess_u_statistic(study(alone, 3))
