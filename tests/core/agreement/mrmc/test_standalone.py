"""An algorithm against readers: the same answer as repeating the algorithm's ratings once a reader."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from centralis.core.agreement.mrmc.covariance import estimate
from centralis.core.agreement.mrmc.data import MrmcError, Ratings
from centralis.core.agreement.mrmc.obuchowski_rockette import analyse
from centralis.core.agreement.mrmc.results import Design, RandomFactors
from centralis.core.agreement.mrmc.split_plot import assess
from centralis.core.agreement.mrmc.standalone import analyse_standalone

Build = Callable[..., Ratings]


def _split(study: Ratings, is_first: bool) -> tuple[Ratings, Ratings]:
    """The last reader becomes an algorithm: the study as it is read, and with the algorithm's ratings repeated."""
    people, machine = study.ratings[0, :-1], study.ratings[0, -1]
    count = len(people)
    tests = ("AI", "people") if is_first else ("people", "with AI")
    rows = (0, 1) if is_first else (1, 0)
    apart = np.full((2, count + 1, len(study.cases)), np.nan)
    apart[rows[0], count], apart[rows[1], :count] = machine, people
    twice = np.empty((2, count, len(study.cases)))
    twice[rows[0]], twice[rows[1]] = machine, people
    return (
        Ratings((*study.readers[:-1], "algorithm"), tests, study.cases, study.truth, apart),
        Ratings(study.readers[:-1], tests, study.cases, study.truth, twice),
    )


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    seed=st.integers(0, 10_000),
    readers=st.integers(3, 6),
    is_first=st.booleans(),
    random=st.sampled_from([RandomFactors.READERS_AND_CASES, RandomFactors.READERS]),
)
def test_equals_obuchowski_rockette_with_the_algorithm_repeated(
    invented: Build, seed: int, readers: int, is_first: bool, random: RandomFactors
) -> None:
    apart, twice = _split(invented(1, readers, 15, 20, seed), is_first)
    found, expected = assess(apart, random=random), analyse(estimate(twice), None, random)
    assert found.design is Design.STANDALONE
    assert found.test is not None
    assert expected.test is not None
    assert found.test.f == pytest.approx(expected.test.f)
    assert found.test.df2 == pytest.approx(expected.test.df2)
    assert found.test.p == pytest.approx(expected.test.p)
    one, two = found.comparisons[0], expected.comparisons[0]
    assert (one.first, one.second) == (two.first, two.second)
    for name in ("difference", "se", "df", "p", "lower", "upper"):
        assert getattr(one, name) == pytest.approx(getattr(two, name)), name


def test_the_single_tests_have_their_own_limits(invented: Build) -> None:
    study = invented(1, 4, 15, 20, 8)
    apart, _ = _split(study, is_first=True)
    found = assess(apart)
    machine, people = found.estimates
    assert (machine.test, people.test) == ("AI", "people")
    assert (machine.df, machine.reason) == (None, "")
    assert machine.se**2 == pytest.approx(estimate(study).covariance[0, 3, 0, 3])
    alone = analyse(estimate(Ratings(study.readers[:3], ("x",), study.cases, study.truth, study.ratings[:, :3])))
    assert people.se == pytest.approx(alone.estimates[0].se)
    assert "taken as fixed" in found.notes[0]
    fixed_cases = assess(apart, random=RandomFactors.READERS).estimates[0]
    assert (fixed_cases.lower, "cases fixed" in fixed_cases.reason) == (None, True)


def test_fixed_readers_take_the_normal_distribution(invented: Build) -> None:
    apart, twice = _split(invented(1, 4, 15, 20, 9), is_first=False)
    found = assess(apart, random=RandomFactors.CASES)
    assert found.test is not None
    assert (found.test.df2, found.comparisons[0].df) == (None, None)
    assert found.test.chi2 == pytest.approx(found.test.f)
    gaps = estimate(twice).covariance
    mean = sum(gaps[i, j, k, m] * (1 if i == k else -1) for i, j, k, m in np.ndindex(gaps.shape)) / 9
    assert found.comparisons[0].se ** 2 == pytest.approx(mean)


def test_other_shapes_are_refused(invented: Build) -> None:
    with pytest.raises(MrmcError, match="needs two tests, one read by a single reader"):
        analyse_standalone(estimate(invented(2, 3, 5, 5, 1)), RandomFactors.READERS_AND_CASES, 0.95)
