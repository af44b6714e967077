"""Gwet's AC1 and AC2 against irrCAC, and what holds for any ratings."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from centralis.core.agreement.examples import (
    ABSTRACTORS,
    build_four_raters,
    build_pairs_table,
    build_psychiatrists,
    expand_counts,
)
from centralis.core.agreement.gwet import compute_gwet
from centralis.core.agreement.ratings import AgreementError, RatingTable
from centralis.core.agreement.weights import Weights

GRADES = st.lists(st.tuples(st.integers(1, 4), st.integers(1, 4)), min_size=2, max_size=30)


def test_irrcac_prints_these():
    """R irrCAC 1.0: gwet.ac1.raw (cac.raw4raters), .dist (distrib.6raters), .table (cont3x3abstractors)."""
    four = compute_gwet(build_four_raters())
    assert (round(four.estimate, 5), round(four.se, 5)) == (0.77544, 0.14295)
    assert (round(four.interval.lower, 3), four.interval.upper) == (0.461, 1)
    assert (round(four.observed, 7), round(four.expected, 7)) == (0.8181818, 0.1903212)
    six = compute_gwet(build_psychiatrists())
    assert (round(six.estimate, 7), round(six.se, 8)) == (0.4448007, 0.08418757)
    assert (round(six.interval.lower, 3), round(six.interval.upper, 3)) == (0.264, 0.625)
    assert round(six.expected, 7) == 0.1914815
    two = compute_gwet(build_pairs_table(expand_counts(ABSTRACTORS)))
    assert round(two.estimate, 7) == 0.8493305
    assert two.se * (99 / 100) ** 0.5 == pytest.approx(0.04321747, abs=1e-8)  # the table form divides by n, not n - 1


def test_a_rare_category_does_not_pull_it_down():
    """118 of 125 agree, one category rare: kappa collapses, AC1 does not (Gwet 2008's paradox)."""
    pairs = [(1.0, 1.0)] * 118 + [(1.0, 2.0)] * 5 + [(2.0, 1.0)] * 2
    assert compute_gwet(build_pairs_table(pairs)).estimate == pytest.approx(0.9409, abs=5e-4)


@settings(deadline=None)
@given(GRADES, st.sampled_from(Weights))
def test_swapping_readers_and_cases_changes_nothing(pairs, weights):
    ratings = [(float(a), float(b)) for a, b in pairs]
    scale = (1.0, 2.0, 3.0, 4.0)
    found = compute_gwet(build_pairs_table(ratings), weights, scale)
    other = compute_gwet(build_pairs_table([(b, a) for a, b in ratings][::-1]), weights, scale)
    assert other.estimate == pytest.approx(found.estimate)
    assert found.estimate <= 1 + 1e-12
    assert (found.estimate == pytest.approx(1)) == all(a == b for a, b in ratings)
    assert found.interval or found.reason


def test_ac2_over_two_categories_is_ac1():
    table = build_pairs_table([(1.0, 1.0), (1.0, 2.0), (2.0, 2.0), (1.0, 1.0)])
    plain, linear = compute_gwet(table), compute_gwet(table, Weights.LINEAR)
    assert (plain.method, linear.method) == ("gwet-ac1", "gwet-ac2")
    assert linear.estimate == pytest.approx(plain.estimate)
    assert linear.se == pytest.approx(plain.se)


def test_ac2_by_hand():
    """Three grades, linear weights, T = 5: pa 0.75, prevalence 3/4 1/8 1/8 ... by the formula."""
    table = build_pairs_table([(1.0, 1.0), (1.0, 2.0), (3.0, 1.0), (1.0, 1.0)])
    observed = (1 + 0.5 + 0 + 1) / 4
    shares = (6 / 8, 1 / 8, 1 / 8)
    expected = 5 / 6 * sum(p * (1 - p) for p in shares)
    assert compute_gwet(table, Weights.LINEAR).estimate == pytest.approx((observed - expected) / (1 - expected))


def test_constant_ratings_have_a_reason():
    found = compute_gwet(build_pairs_table([(1.0, 1.0)] * 3))
    assert (found.estimate, found.reason[:19]) == (None, "Every rating is 1: ")
    assert compute_gwet(build_pairs_table([(1.0, 1.0)] * 3), categories=(1.0, 2.0)).estimate == 1


def test_words_need_their_order_for_ac2():
    table = RatingTable.from_rows([("1", "a", "SD"), ("1", "b", "PD")])
    with pytest.raises(AgreementError, match="whose order is not known"):
        compute_gwet(table, Weights.QUADRATIC)
