"""Margins: one-sided tests that agree with the interval."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy import stats

from centralis.core.agreement.mrmc.covariance import estimate
from centralis.core.agreement.mrmc.data import MrmcError, Ratings
from centralis.core.agreement.mrmc.noninferiority import assess_margin
from centralis.core.agreement.mrmc.obuchowski_rockette import analyse
from centralis.core.agreement.mrmc.results import RandomFactors

Build = Callable[..., Ratings]


def test_van_dyke_spin_echo_is_not_inferior_to_cine(van_dyke: Ratings) -> None:
    """The two-sided interval that OR-DBM prints for 1 - 2, turned round, decides."""
    found = assess_margin(analyse(estimate(van_dyke)), "2", "1", 0.05)
    assert (f"{found.difference:.5f}", f"{found.lower:.5f}", f"{found.upper:.5f}") == ("0.04380", "-0.00036", "0.08796")
    assert (found.is_noninferior, found.is_superior) == (True, False)
    assert found.p_superior == pytest.approx(0.05167 / 2, abs=5e-6)
    expected = stats.t.sf((0.04380032 + 0.05) / 0.02074862, 15.259675)
    assert found.p_noninferior == pytest.approx(expected, rel=1e-5)


def test_the_other_way_round_is_inferior(van_dyke: Ratings) -> None:
    found = assess_margin(analyse(estimate(van_dyke)), "1", "2", 0.05)
    assert (found.is_noninferior, found.is_superior) == (False, False)
    assert found.difference == pytest.approx(-0.04380032)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    seed=st.integers(0, 10_000),
    margin=st.floats(0.005, 0.3),
    alpha=st.sampled_from([0.025, 0.05]),
    random=st.sampled_from(RandomFactors),
)
def test_the_lower_limit_decides(
    invented: Build, seed: int, margin: float, alpha: float, random: RandomFactors
) -> None:
    analysis = analyse(estimate(invented(3, 3, 15, 15, seed)), None, random)
    found = assess_margin(analysis, "T2", "T0", margin, alpha)
    assert found.lower is not None
    assert found.is_noninferior == (found.lower > -margin)
    assert found.is_superior == (found.lower > 0)
    wider = assess_margin(analysis, "T2", "T0", margin + 0.1, alpha)
    assert wider.is_noninferior >= found.is_noninferior


def test_superiority_by_a_margin_is_harder(van_dyke: Ratings) -> None:
    analysis = analyse(estimate(van_dyke), None, RandomFactors.CASES)
    assert assess_margin(analysis, "2", "1", 0.05).is_superior
    assert not assess_margin(analysis, "2", "1", 0.05, superiority_margin=0.02).is_superior


def test_no_variance_shows_nothing() -> None:
    truth = np.array([False, False, True, True])
    study = Ratings(("1", "2"), ("A", "B"), ("a", "b", "c", "d"), truth, np.array([[[1.0, 2.0, 3.0, 4.0]] * 2] * 2))
    found = assess_margin(analyse(estimate(study)), "A", "B", 0.05)
    assert (found.is_noninferior, found.lower, found.p_noninferior) == (False, None, None)
    assert "no variance" in found.reason


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("2", "1", -0.05), "The margin -0.05 is not between 0 and 1"),
        (("2", "2", 0.05), "both '2'; name two tests"),
        (("3", "1", 0.05), "There is no test '3'; the ratings have 1, 2"),
        (("2", "1", 0.05, 0.6), "one-sided level 0.6"),
        (("2", "1", 0.05, 0.025, -1.0), "superiority margin -1"),
    ],
)
def test_what_makes_no_sense_is_refused(van_dyke: Ratings, arguments: tuple[str, str, float], sentence: str) -> None:
    with pytest.raises(MrmcError) as caught:
        assess_margin(analyse(estimate(van_dyke)), *arguments)
    assert sentence in str(caught.value)
