"""The covariance over cases: published means, brute force, and agreement of the three ways."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from centralis.core.agreement.mrmc.covariance import (
    CovarianceMethod,
    Figure,
    Resampling,
    compute_jackknife_covariance,
    compute_left_out,
    estimate,
)
from centralis.core.agreement.mrmc.data import MrmcError, Ratings
from centralis.core.agreement.mrmc.figures import FigureOfMerit, compute_auc
from centralis.core.agreement.mrmc.obuchowski_rockette import Layout, derive_components
from centralis.core.agreement.mrmc.results import Design

Build = Callable[..., Ratings]
WHOLE = Layout(Design.FACTORIAL, np.ones((2, 5, 2, 5), dtype=bool))


@pytest.mark.parametrize(
    ("method", "published"),
    [
        # OR-DBM MRMC 2.51 (jackknife) and the MRMCaov user guide (jackknife and DeLong), data of Van Dyke et al. 1993
        (CovarianceMethod.JACKKNIFE, ("0.0008022883", "0.0003466137", "0.0003440748", "0.0002390284")),
        (CovarianceMethod.DELONG, ("0.0007921325", "0.0003420090", "0.0003395265", "0.0002358497")),
    ],
)
def test_published_components(van_dyke: Ratings, method: CovarianceMethod, published: tuple[str, ...]) -> None:
    found = derive_components(estimate(van_dyke, method), WHOLE)
    assert tuple(f"{value:.10f}" for value in (found.var, found.cov1, found.cov2, found.cov3)) == published


def test_published_sensitivity_at_a_threshold(van_dyke: Ratings) -> None:
    """MRMCaov user guide: binary sensitivity, rating 3 and above called positive; the jackknife over 45 cases."""
    found = estimate(van_dyke, figure=Figure(FigureOfMerit.SENSITIVITY, 3.0))
    parts = derive_components(found, WHOLE)
    assert found.cases == 45
    assert [f"{value:.3f}" for value in found.figures[0]] == ["0.889", "0.778", "0.822", "0.933", "0.689"]
    assert f"{parts.var:.10f}" == "0.0023681257"
    assert (f"{parts.cov1:.10f}", f"{parts.cov2:.10f}", f"{parts.cov3:.10f}") == (
        "0.0009943883",
        "0.0010145903",
        "0.0006604938",
    )


def test_the_bootstrap_comes_near_and_repeats_with_its_seed(van_dyke: Ratings) -> None:
    first = derive_components(estimate(van_dyke, CovarianceMethod.BOOTSTRAP, None, Resampling(2000, 7)), WHOLE)
    again = derive_components(estimate(van_dyke, CovarianceMethod.BOOTSTRAP, None, Resampling(2000, 7)), WHOLE)
    other = derive_components(estimate(van_dyke, CovarianceMethod.BOOTSTRAP, None, Resampling(2000, 8)), WHOLE)
    assert first == again
    assert first != other
    assert first.var == pytest.approx(0.00079, rel=0.06)
    assert first.cov3 == pytest.approx(0.000236, rel=0.12)


def test_the_bootstrap_of_a_specificity_is_binomial(invented: Build) -> None:
    study = invented(1, 2, 20, 40, 5)
    found = estimate(study, CovarianceMethod.BOOTSTRAP, Figure(FigureOfMerit.SPECIFICITY, 0.5), Resampling(20_000, 3))
    share = float(found.figures[0, 0])
    assert found.covariance[0, 0, 0, 0] == pytest.approx(share * (1 - share) / 40, rel=0.05)


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(seed=st.integers(0, 10_000), whole=st.booleans())
def test_leaving_out_by_placements_equals_leaving_out_by_hand(invented: Build, seed: int, whole: bool) -> None:
    study = invented(2, 2, 4, 5, seed, whole)
    left_out = compute_left_out(study)
    for case in range(len(study.cases)):
        keep = np.arange(len(study.cases)) != case
        assert np.allclose(left_out[:, :, case], compute_auc(study.select_cases(keep)))


def test_a_missing_read_changes_only_the_cell_that_lacks_it(invented: Build) -> None:
    study = invented(2, 2, 4, 5, 3)
    ratings = study.ratings.copy()
    ratings[0, 1, 2] = np.nan
    gap = Ratings(study.readers, study.tests, study.cases, study.truth, ratings)
    left_out = compute_left_out(gap)
    assert left_out[0, 1, 2] == pytest.approx(compute_auc(gap)[0, 1])
    assert np.array_equal(left_out[1], compute_left_out(study)[1])


def test_the_jackknife_of_a_mean_is_its_variance() -> None:
    values = np.array([1.0, 4.0, 2.0, 9.0])
    left_out = ((values.sum() - values) / 3).reshape(1, 1, 4)
    assert compute_jackknife_covariance(left_out)[0, 0, 0, 0] == pytest.approx(values.var(ddof=1) / 4)


def test_what_a_method_cannot_take_is_refused(invented: Build) -> None:
    study = invented(2, 2, 4, 5, 3)
    ratings = study.ratings.copy()
    ratings[0, 1, 2] = np.nan
    gap = Ratings(study.readers, study.tests, study.cases, study.truth, ratings)
    with pytest.raises(MrmcError, match=r"DeLong covariance needs .* reader R1 has no rating of case C2"):
        estimate(gap, CovarianceMethod.DELONG)
    with pytest.raises(MrmcError, match="bootstrap covariance needs every reader"):
        estimate(gap, CovarianceMethod.BOOTSTRAP)
    with pytest.raises(MrmcError, match="covariance is one of areas"):
        estimate(study, CovarianceMethod.DELONG, Figure(FigureOfMerit.SENSITIVITY, 1.0))
    ratings[0, 1, :3] = np.nan
    with pytest.raises(MrmcError, match="Reader R1 read 1 case of one truth under test T0"):
        estimate(Ratings(study.readers, study.tests, study.cases, study.truth, ratings))
    with pytest.raises(MrmcError, match="50 bootstrap draws are too few"):
        Resampling(50)
    with pytest.raises(MrmcError, match="A threshold has no meaning"):
        Figure(FigureOfMerit.AUC, 3.0)
    with pytest.raises(MrmcError, match="specificity needs a threshold"):
        Figure(FigureOfMerit.SPECIFICITY)
