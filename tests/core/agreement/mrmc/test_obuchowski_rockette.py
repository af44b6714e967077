"""Obuchowski-Rockette in Hillis's form, against the printed output of OR-DBM MRMC 2.51 for Van Dyke's data."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from centralis.core.agreement.mrmc.covariance import CovarianceMethod, Figure, estimate
from centralis.core.agreement.mrmc.data import MrmcError, Ratings
from centralis.core.agreement.mrmc.figures import FigureOfMerit
from centralis.core.agreement.mrmc.obuchowski_rockette import analyse
from centralis.core.agreement.mrmc.results import Analysis, RandomFactors

Build = Callable[..., Ratings]


def _analyse(study: Ratings, random: RandomFactors = RandomFactors.READERS_AND_CASES, level: float = 0.95) -> Analysis:
    return analyse(estimate(study), None, random, level)


def _shown(digits: int, *values: float | None) -> list[str]:
    return [f"{value:.{digits}f}" for value in values if value is not None]


def test_van_dyke_figures_and_mean_squares(van_dyke: Ratings) -> None:
    found = _analyse(van_dyke)
    assert _shown(8, *found.figures[0]) == ["0.91964573", "0.85877617", "0.90386473", "0.97310789", "0.82979066"]
    assert _shown(8, *found.figures[1]) == ["0.94782609", "0.90531401", "0.92173913", "0.99935588", "0.92995169"]
    squares = found.mean_squares
    assert _shown(8, squares.t, squares.r, squares.tr) == ["0.00479617", "0.00383620", "0.00055103"]
    parts = found.components
    assert _shown(8, parts.var, parts.cov1, parts.cov2, parts.cov3) == [
        "0.00080229",
        "0.00034661",
        "0.00034407",
        "0.00023903",
    ]
    assert _shown(8, found.var_r, found.var_tr) == ["0.00153500", "0.00020040"]


def test_van_dyke_readers_and_cases_random(van_dyke: Ratings) -> None:
    found = _analyse(van_dyke)
    assert found.test is not None
    assert _shown(4, found.test.f, found.test.p) == ["4.4563", "0.0517"]
    assert _shown(8, found.test.denominator) == ["0.00107626"]
    assert (found.test.df1, *_shown(2, found.test.df2)) == (1, "15.26")
    (pair,) = found.comparisons
    assert (pair.first, pair.second) == ("1", "2")
    assert _shown(5, pair.difference, pair.se, pair.p, pair.lower, pair.upper) == [
        "-0.04380",
        "0.02075",
        "0.05167",
        "-0.08796",
        "0.00036",
    ]
    assert _shown(2, pair.df, pair.statistic) == ["15.26", "-2.11"]
    one, two = found.estimates
    assert _shown(8, one.estimate, one.se, one.lower, one.upper, one.cov2, one.ms_r) == [
        "0.89703704",
        "0.03317360",
        "0.82522360",
        "0.96885048",
        "0.00048396",
        "0.00308263",
    ]
    assert _shown(8, two.estimate, two.se, two.lower, two.upper, two.cov2, two.ms_r) == [
        "0.94083736",
        "0.02156637",
        "0.89413783",
        "0.98753689",
        "0.00020419",
        "0.00130460",
    ]
    assert _shown(2, one.df, two.df) == ["12.74", "12.71"]


def test_van_dyke_cases_random(van_dyke: Ratings) -> None:
    found = _analyse(van_dyke, RandomFactors.CASES)
    assert found.test is not None
    assert _shown(5, found.test.chi2) == ["5.47595"]
    assert (found.test.df1, found.test.df2, *_shown(4, found.test.p)) == (1, None, "0.0193")
    (pair,) = found.comparisons
    assert _shown(5, pair.difference, pair.se, pair.lower, pair.upper) == [
        "-0.04380",
        "0.01872",
        "-0.08049",
        "-0.00711",
    ]
    assert _shown(2, pair.statistic) == ["-2.34"]
    one, two = found.estimates
    assert _shown(8, one.se, one.lower, one.upper, one.var) == ["0.02428971", "0.84943008", "0.94464399", "0.00101410"]
    assert _shown(8, two.se, two.lower, two.upper, two.var) == ["0.01677632", "0.90795637", "0.97371835", "0.00059047"]
    rows = [(r.reader, *_shown(5, r.difference, r.se, r.lower, r.upper)) for r in found.reader_comparisons]
    assert rows == [
        ("1", "-0.02818", "0.02551", "-0.07818", "0.02182"),
        ("2", "-0.04654", "0.02630", "-0.09809", "0.00501"),
        ("3", "-0.01787", "0.03121", "-0.07904", "0.04330"),
        ("4", "-0.02625", "0.01729", "-0.06014", "0.00764"),
        ("5", "-0.10016", "0.04406", "-0.18651", "-0.01381"),
    ]
    assert [_shown(4, r.p)[0] for r in found.reader_comparisons] == ["0.2693", "0.0768", "0.5668", "0.1290", "0.0230"]


def test_van_dyke_readers_random(van_dyke: Ratings) -> None:
    found = _analyse(van_dyke, RandomFactors.READERS)
    assert found.test is not None
    assert (*_shown(2, found.test.f), found.test.df2, *_shown(4, found.test.p)) == ("8.70", 4.0, "0.0420")
    (pair,) = found.comparisons
    assert _shown(5, pair.se, pair.lower, pair.upper) == ["0.01485", "-0.08502", "-0.00258"]
    one, two = found.estimates
    assert _shown(8, one.se, one.lower, one.upper) == ["0.02482994", "0.82809808", "0.96597599"]
    assert _shown(8, two.se, two.lower, two.upper) == ["0.01615303", "0.89598936", "0.98568536"]


def test_van_dyke_by_delong_as_mrmcaov_prints_it(van_dyke: Ratings) -> None:
    found = analyse(estimate(van_dyke, CovarianceMethod.DELONG))
    (pair,) = found.comparisons
    assert found.test is not None
    assert _shown(6, found.test.f) == ["4.484854"]
    assert _shown(5, found.test.df2) == ["15.06611"]
    assert _shown(8, found.test.p) == ["0.05123303"]
    assert _shown(7, pair.se) == ["0.0206825"]
    assert _shown(10, pair.lower, pair.upper) == ["-0.0878671960", "0.0002665519"]
    assert _shown(8, found.estimates[0].se, found.estimates[1].se) == ["0.03307642", "0.02150464"]


def test_van_dyke_sensitivity_as_mrmcaov_prints_it(van_dyke: Ratings) -> None:
    found = analyse(estimate(van_dyke, figure=Figure(FigureOfMerit.SENSITIVITY, 3.0)))
    assert found.test is not None
    assert _shown(6, found.test.f) == ["6.689493"]
    assert _shown(5, found.test.df2) == ["15.71732"]
    assert _shown(8, found.test.p, found.comparisons[0].difference) == ["0.02008822", "-0.09777778"]
    assert _shown(8, *(one.se for one in found.estimates)) == ["0.05893747", "0.03741657"]


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(seed=st.integers(0, 10_000), random=st.sampled_from(RandomFactors), data=st.data())
def test_names_order_and_scale_do_not_matter(
    invented: Build, seed: int, random: RandomFactors, data: st.DataObject
) -> None:
    study = invented(3, 3, 5, 6, seed)
    readers = data.draw(st.permutations(range(3)))
    cases = data.draw(st.permutations(range(11)))
    turned = Ratings(
        study.readers,
        study.tests,
        study.cases,
        study.truth[cases],
        np.exp(study.ratings[:, readers][:, :, cases]),
    )
    before, after = _analyse(study, random), _analyse(turned, random)
    assert before.test is not None
    assert after.test is not None
    assert after.test.f == pytest.approx(before.test.f)
    assert after.test.p == pytest.approx(before.test.p)
    for one, two in zip(before.comparisons, after.comparisons, strict=True):
        assert (two.first, two.second) == (one.first, one.second)
        assert two.difference == pytest.approx(one.difference, abs=1e-12)
        assert two.se == pytest.approx(one.se)


def test_three_tests_give_three_pairs_with_one_error(invented: Build) -> None:
    found = _analyse(invented(3, 4, 20, 20, 1))
    assert [(one.first, one.second) for one in found.comparisons] == [("T0", "T1"), ("T0", "T2"), ("T1", "T2")]
    assert len({one.se for one in found.comparisons}) == 1
    assert found.test is not None
    assert found.test.df1 == 2


def test_two_tests_give_f_as_the_square_of_t(invented: Build) -> None:
    found = _analyse(invented(2, 4, 20, 20, 2))
    (pair,) = found.comparisons
    assert found.test is not None
    assert pair.statistic is not None
    assert pair.statistic**2 == pytest.approx(found.test.f)
    assert pair.p == pytest.approx(found.test.p)


def test_a_higher_level_widens_the_interval(invented: Build) -> None:
    study = invented(2, 4, 20, 20, 2)
    narrow, wide = _analyse(study, level=0.9).comparisons[0], _analyse(study, level=0.99).comparisons[0]
    assert narrow.lower is not None
    assert wide.lower is not None
    assert wide.lower < narrow.lower


def test_one_test_gives_its_estimate_and_no_comparison(van_dyke: Ratings) -> None:
    found = _analyse(van_dyke.select_tests(["2"]))
    assert found.test is None
    assert found.comparisons == ()
    assert _shown(8, found.estimates[0].se) == ["0.02156637"]


def test_one_reader_can_stand_only_for_himself(invented: Build) -> None:
    study = invented(2, 1, 20, 20, 2)
    with pytest.raises(MrmcError, match="There is one reader"):
        _analyse(study)
    found = _analyse(study, RandomFactors.CASES)
    assert found.reader_comparisons[0].se == pytest.approx(found.comparisons[0].se)


def test_no_variance_gives_a_reason_and_no_number() -> None:
    """Both readers tell all cases apart under both tests: difference 0, and nothing to test it with."""
    truth = np.array([False, False, True, True])
    ratings = np.array([[[1.0, 2.0, 3.0, 4.0]] * 2] * 2)
    found = _analyse(Ratings(("1", "2"), ("A", "B"), ("a", "b", "c", "d"), truth, ratings))
    assert found.test is not None
    assert (found.test.f, found.test.p) == (None, None)
    assert "no variance" in found.test.reason
    assert (found.comparisons[0].lower, found.comparisons[0].difference) == (None, 0.0)
    assert "no variance" in found.comparisons[0].reason
    assert found.estimates[0].lower is None
    assert "no variance" in found.estimates[0].reason


def test_a_level_outside_its_range_is_refused(invented: Build) -> None:
    with pytest.raises(MrmcError, match="confidence level 95 is not between 0 and 1"):
        _analyse(invented(2, 2, 5, 5, 1), level=95)
