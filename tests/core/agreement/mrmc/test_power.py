"""Sample size and power, against the expected values of RJafroc's tests for Van Dyke's data."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from centralis.core.agreement.mrmc.covariance import estimate
from centralis.core.agreement.mrmc.data import MrmcError, Ratings
from centralis.core.agreement.mrmc.obuchowski_rockette import analyse
from centralis.core.agreement.mrmc.power import (
    Pilot,
    Plan,
    Power,
    compute_power,
    derive_cases,
    derive_pilot,
    derive_readers,
    derive_table,
)
from centralis.core.agreement.mrmc.results import RandomFactors

OBSERVED = Plan(-0.043800322)
VAN_DYKE = Pilot(0.0002004025, 0.0008022883, 0.0003466137, 0.0003440748, 0.0002390284, 114)
"""The components that MRMCaov prints for Van Dyke's data (its user guide)."""


@pytest.mark.parametrize(
    ("readers", "cases", "random", "published", "digits"),
    [
        (6, 111, RandomFactors.READERS_AND_CASES, 0.5526116, 7),
        (6, 251, RandomFactors.READERS_AND_CASES, 0.801, 3),
        (10, 165, RandomFactors.READERS_AND_CASES, 0.80541995, 8),
        (10, 131, RandomFactors.CASES, 0.80091813, 8),
        (10, 53, RandomFactors.READERS, 0.80496663, 8),
    ],
)
def test_published_power(
    van_dyke: Ratings, readers: int, cases: int, random: RandomFactors, published: float, digits: int
) -> None:
    pilot = derive_pilot(analyse(estimate(van_dyke)))
    found = compute_power(pilot, readers, cases, replace(OBSERVED, random=random))
    assert round(found.power, digits) == published


def test_published_number_of_cases(van_dyke: Ratings) -> None:
    found = derive_cases(derive_pilot(analyse(estimate(van_dyke))), 6, OBSERVED)
    assert found.cases == 251
    assert compute_power(VAN_DYKE, 6, 250, OBSERVED).power < 0.8


def test_too_few_readers_are_told_so() -> None:
    most = max(compute_power(VAN_DYKE, 3, cases, OBSERVED).power for cases in range(10, 2000, 10))
    with pytest.raises(MrmcError, match="3 readers never reach a power") as caught:
        derive_cases(VAN_DYKE, 3, OBSERVED)
    assert f"the most is {most:.3f}" in str(caught.value)
    with pytest.raises(MrmcError, match="40 cases never reach a power"):
        derive_readers(VAN_DYKE, 40, OBSERVED)
    three, six = derive_table(VAN_DYKE, [3, 6], OBSERVED)
    assert isinstance(three, str)
    assert isinstance(six, Power)
    assert six.cases == 251


def test_the_fewest_readers_are_found() -> None:
    found = derive_readers(VAN_DYKE, 251, OBSERVED)
    assert (found.readers, found.cases) == (6, 251)


@settings(max_examples=40, deadline=None)
@given(
    readers=st.integers(2, 30),
    cases=st.integers(20, 2000),
    effect=st.floats(0.01, 0.2),
    random=st.sampled_from(RandomFactors),
    margin=st.one_of(st.none(), st.floats(0.01, 0.2)),
)
def test_more_is_never_less(
    readers: int, cases: int, effect: float, random: RandomFactors, margin: float | None
) -> None:
    plan = Plan(effect, 0.05, margin, random)
    base = compute_power(VAN_DYKE, readers, cases, plan).power
    assert 0 < base <= 1
    slack = 1e-9
    assert compute_power(VAN_DYKE, readers + 1, cases, plan).power >= base - slack
    assert compute_power(VAN_DYKE, readers, cases, replace(plan, effect=effect * 1.2)).power >= base - slack
    assert compute_power(VAN_DYKE, readers, cases, replace(plan, alpha=0.1)).power >= base - slack


def test_with_few_readers_more_cases_can_lose_power_and_the_first_crossing_is_found() -> None:
    plan = Plan(0.125)
    assert compute_power(VAN_DYKE, 2, 268, plan).power < compute_power(VAN_DYKE, 2, 258, plan).power
    best = max(compute_power(VAN_DYKE, 2, cases, plan).power for cases in range(150, 260))
    found = derive_cases(VAN_DYKE, 2, plan, best - 0.001)
    assert compute_power(VAN_DYKE, 2, found.cases - 1, plan).power < best - 0.001 <= found.power
    assert compute_power(VAN_DYKE, 2, 2000, plan).power < best - 0.001


@settings(max_examples=20, deadline=None)
@given(readers=st.integers(4, 20), effect=st.floats(0.04, 0.1), random=st.sampled_from(RandomFactors))
def test_the_fewest_cases_are_the_fewest(readers: int, effect: float, random: RandomFactors) -> None:
    plan = Plan(effect, random=random)
    try:
        found = derive_cases(VAN_DYKE, readers, plan)
    except MrmcError:
        assert compute_power(VAN_DYKE, readers, 100_000, plan).power < 0.8
        return
    assert found.power >= 0.8
    assert found.cases == 10 or compute_power(VAN_DYKE, readers, found.cases - 1, plan).power < 0.8


def test_noninferiority_at_the_border_has_the_size_of_the_test() -> None:
    plan = Plan(-0.05 + 1e-9, 0.05, 0.05)
    assert compute_power(VAN_DYKE, 6, 251, plan).power == pytest.approx(0.025, abs=1e-6)
    assert compute_power(VAN_DYKE, 6, 251, Plan(0.0, 0.05, 0.05)).power > 0.8


def test_a_margin_with_equal_tests_is_like_that_difference_one_sided() -> None:
    """For a large shift the two-sided test's other tail is nothing."""
    both = compute_power(VAN_DYKE, 8, 300, Plan(0.06)).power
    one = compute_power(VAN_DYKE, 8, 300, Plan(0.0, 0.05, 0.06)).power
    assert one == pytest.approx(both, abs=1e-5)


def test_a_negative_component_counts_as_none() -> None:
    negative = replace(VAN_DYKE, var_tr=-0.0005)
    none = replace(VAN_DYKE, var_tr=0.0)
    assert compute_power(negative, 6, 111, OBSERVED) == compute_power(none, 6, 111, OBSERVED)


def test_a_pilot_of_one_test_is_none(invented: Callable[..., Ratings]) -> None:
    with pytest.raises(MrmcError, match="A pilot is a factorial study"):
        derive_pilot(analyse(estimate(invented(1, 3, 10, 10, 1))))


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: Plan(0.0), "A difference of 0 can never be found"),
        (lambda: Plan(0.05, 5), "The level 5 is not between 0 and 1"),
        (lambda: Plan(-0.06, margin=0.05), "the new test is not non-inferior"),
        (lambda: Plan(1.5), "lies between -1 and 1"),
        (lambda: replace(VAN_DYKE, cov1=0.01), "Cov1 (0.01) is not below"),
        (lambda: replace(VAN_DYKE, cases=5), "at least 10 cases"),
        (lambda: compute_power(VAN_DYKE, 1, 100, OBSERVED), "1 readers and 100 cases cannot be planned"),
        (lambda: derive_cases(VAN_DYKE, 6, OBSERVED, 80), "A power of 80 is not between 0 and 1"),
    ],
)
def test_what_makes_no_sense_is_refused(make: Callable[[], object], sentence: str) -> None:
    with pytest.raises(MrmcError) as caught:
        make()
    assert sentence in str(caught.value)
