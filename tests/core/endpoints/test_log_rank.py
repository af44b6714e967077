"""The log-rank test against what R's survdiff prints, lifelines, Cox's score test, and its own rules."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lifelines.datasets import load_lung
from lifelines.statistics import multivariate_logrank_test

from centralis.core.endpoints.cox import compare_groups
from centralis.core.endpoints.log_rank import compute_log_rank
from centralis.core.endpoints.method import StatisticsError
from centralis.core.endpoints.survival_data import check_survival_data

AML_TIME = [9, 13, 13, 18, 23, 28, 31, 34, 45, 48, 161, 5, 5, 8, 8, 12, 16, 23, 27, 30, 33, 43, 45]
AML_EVENT = [1, 1, 0, 1, 1, 0, 1, 1, 0, 1, 0, 1, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1]
AML_GROUP = ["Maintained"] * 11 + ["Nonmaintained"] * 12


def test_lung_by_sex_as_r_prints_it():
    """survdiff(Surv(time, status) ~ sex, lung), printed with more digits: N, observed, expected, chi2, p."""
    lung = load_lung()
    found = compute_log_rank(check_survival_data(lung.time, lung.status, [str(one) for one in lung.sex]))
    assert found.observed == (112, 53)
    assert [round(one, 4) for one in found.expected] == [91.5817, 73.4183]
    assert (round(found.chi2, 4), found.df, round(found.p, 8)) == (10.3267, 1, 0.00131116)


def test_aml_as_r_prints_it_and_a_group_never_at_risk_adds_nothing():
    """tests/difftest.Rout.save of R's package survival: expected 10.69 and 7.31, chi2 3.4, and a third group censored
    before the first event changes neither."""
    found = compute_log_rank(check_survival_data(AML_TIME, AML_EVENT, AML_GROUP))
    assert [round(one, 2) for one in found.expected] == [10.69, 7.31]
    assert (round(found.chi2, 1), found.df, round(found.p, 2)) == (3.4, 1, 0.07)
    early = [1, 2, 2, 3, 3, 3, 4]
    other = compute_log_rank(check_survival_data(AML_TIME + early, AML_EVENT + [0] * 7, AML_GROUP + ["Dummy"] * 7))
    assert (other.groups[0], other.expected[0], other.df) == ("Dummy", 0.0, 1)
    assert other.chi2 == pytest.approx(found.chi2)


def test_lifelines_gives_the_same_for_many_groups():
    lung = load_lung().dropna(subset=["ph.ecog"])
    peer = multivariate_logrank_test(lung.time, lung["ph.ecog"], lung.status)
    found = compute_log_rank(check_survival_data(lung.time, lung.status, [str(one) for one in lung["ph.ecog"]]))
    assert (found.df, found.chi2, found.p) == (3, pytest.approx(peer.test_statistic), pytest.approx(peer.p_value))


def test_strata_without_ties_give_the_score_test_of_cox():
    """Where no times tie within strata the log-rank test is the score test of Cox's model (as difftest.R uses it)."""
    rng = np.random.default_rng(7)
    time, event = rng.permutation(200).astype(float) + 1, rng.random(200) < 0.7
    group, stratum = rng.choice(["A", "B", "C"], 200), rng.choice(["x", "y"], 200)
    data = check_survival_data(time, event, group.tolist(), stratum.tolist())
    found = compute_log_rank(data)
    assert (found.strata, found.df) == (2, 2)
    assert found.chi2 == pytest.approx(compare_groups(data).score.chi2)


ROWS = st.lists(
    st.tuples(st.integers(1, 20), st.booleans(), st.sampled_from("AB"), st.sampled_from("xy")), min_size=4, max_size=40
)


@given(ROWS)
def test_expected_add_up_and_names_do_not_matter(rows):
    time, event, group, stratum = zip(*rows, strict=True)
    try:
        found = compute_log_rank(check_survival_data(time, event, group, stratum))
    except StatisticsError as error:
        assert "compare" in str(error)  # noqa: PT017 - either a sentence or a test
        return
    assert sum(found.observed) == pytest.approx(sum(found.expected))
    assert 0 <= found.p <= 1
    swapped = ["A" if one == "B" else "B" for one in group]
    assert compute_log_rank(check_survival_data(time, event, swapped, stratum)).chi2 == pytest.approx(found.chi2)


def test_one_group_is_refused():
    with pytest.raises(StatisticsError, match="at least two"):
        compute_log_rank(check_survival_data([1, 2], [1, 1]))


def test_groups_that_are_never_at_risk_together_are_refused():
    with pytest.raises(StatisticsError, match="nothing to compare"):
        compute_log_rank(check_survival_data([1, 2, 3, 4], [1, 1, 1, 1], ["A", "A", "B", "B"], ["x", "x", "y", "y"]))
    with pytest.raises(StatisticsError, match="nothing to compare"):
        compute_log_rank(check_survival_data([1, 2], [0, 0], ["A", "B"]))
