"""Cohen's kappa, plain and weighted, against printed output, and what holds for any ratings."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from centralis.core.agreement.examples import ABSTRACTORS, SKIN_CONDITION, expand_counts
from centralis.core.agreement.kappa import compute_kappa, compute_pairwise_kappa
from centralis.core.agreement.ratings import AgreementError, RatingTable
from centralis.core.agreement.weights import Weights

#: R irr documentation data (two raters, 100 subjects), as printed by kappa2 at dwoll/RExRepos, interRaterICC
THREE_GRADES = ((53, 5, 2), (11, 14, 5), (1, 6, 3))
SIX_GRADES = (
    (5, 8, 1, 2, 4, 2), (3, 5, 3, 5, 5, 0), (1, 2, 6, 11, 2, 1), (0, 1, 5, 4, 3, 3), (0, 0, 1, 2, 5, 2),
    (0, 0, 1, 2, 1, 4),
)  # fmt: skip

PAIRS = st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), min_size=2, max_size=40)
GRADES = st.lists(st.tuples(st.integers(1, 4), st.integers(1, 4)), min_size=2, max_size=40)


def test_sas_prints_this_for_the_skin_condition_data():
    """SAS/STAT User's Guide, PROC FREQ, agreement study: kappa, ASE, limits, ASE under H0, Z."""
    found = compute_kappa(expand_counts(SKIN_CONDITION))
    assert round(found.estimate, 4) == 0.3449
    assert round(found.se, 4) == 0.0724
    assert (round(found.interval.lower, 4), round(found.interval.upper, 4)) == (0.2030, 0.4868)
    assert (round(found.test.se, 4), round(found.test.z, 4)) == (0.0612, 5.6366)
    assert found.test.p < 0.0001
    assert (found.cases, found.readers, found.method) == (88, 2, "cohen-kappa")


def test_irrcac_prints_this_for_the_abstractors():
    """R irrCAC 1.0, kappa2.table(cont3x3abstractors)."""
    found = compute_kappa(expand_counts(ABSTRACTORS))
    assert (round(found.estimate, 7), round(found.se, 8)) == (0.7964094, 0.05891072)


def test_irr_prints_these_kappas_and_z():
    """R irr, kappa2: 0.429, z 5.46, p 4.79e-08; with equal weights 0.316, z 5.38, p 7.3e-08."""
    plain = compute_kappa(expand_counts(THREE_GRADES))
    assert (round(plain.estimate, 3), round(plain.test.z, 2), f"{plain.test.p:.2e}") == (0.429, 5.46, "4.79e-08")
    linear = compute_kappa(expand_counts(SIX_GRADES), Weights.LINEAR)
    assert (round(linear.estimate, 3), round(linear.test.z, 2), f"{linear.test.p:.1e}") == (0.316, 5.38, "7.3e-08")


def test_sas_weighted_kappa_by_hand():
    """Linear weights on the skin data from the formula: 1 - sum(v p) / sum(v p_i. p_.j), v the distances."""
    counts, n = SKIN_CONDITION, 88
    rows, columns = [sum(row) for row in counts], [sum(column) for column in zip(*counts, strict=True)]
    seen = sum(abs(i - j) * counts[i][j] for i in range(4) for j in range(4)) / n
    chance = sum(abs(i - j) * rows[i] * columns[j] for i in range(4) for j in range(4)) / n**2
    assert compute_kappa(expand_counts(counts), Weights.LINEAR).estimate == pytest.approx(1 - seen / chance)


@settings(deadline=None)
@given(PAIRS)
def test_swapping_readers_or_renaming_categories_changes_nothing(pairs):
    found = compute_kappa(pairs)
    swapped = compute_kappa([(b, a) for a, b in pairs])
    renamed = compute_kappa(
        [(a.translate(str.maketrans("abc", "zxy")), b.translate(str.maketrans("abc", "zxy"))) for a, b in pairs]
    )
    reversed_cases = compute_kappa(pairs[::-1])
    for other in (swapped, renamed, reversed_cases):
        assert other.estimate == (None if found.estimate is None else pytest.approx(found.estimate, abs=1e-12))
        assert other.se == (None if found.se is None else pytest.approx(found.se, abs=1e-9))


@settings(deadline=None)
@given(GRADES)
def test_weights_over_two_grades_are_plain_kappa(pairs):
    two = [(float(a > 2), float(b > 2)) for a, b in pairs]
    plain, linear, quadratic = (
        compute_kappa(two, weights) if len({*sum(two, ())}) > 1 else None for weights in Weights
    )
    if plain is not None:
        assert linear.estimate == pytest.approx(plain.estimate)
        assert quadratic.estimate == pytest.approx(plain.estimate)


@settings(deadline=None)
@given(GRADES, st.sampled_from(Weights))
def test_an_answer_is_at_most_1_and_none_has_a_reason(pairs, weights):
    ratings = [(float(a), float(b)) for a, b in pairs]
    if len({value for pair in ratings for value in pair}) < 2:
        found = compute_kappa(ratings, Weights.IDENTITY)
        assert found.estimate is None
        assert "chance alone agrees fully" in found.reason
        return
    found = compute_kappa(ratings, weights)
    assert -1 <= found.estimate <= 1 + 1e-12
    assert (found.estimate == pytest.approx(1)) == all(a == b for a, b in ratings)
    assert found.interval or found.reason


def test_perfect_agreement_is_1_without_an_interval_and_says_why():
    found = compute_kappa([("CR", "CR"), ("PD", "PD"), ("PD", "PD")])
    assert (found.estimate, found.se, found.interval) == (1.0, None, None)
    assert "agree in all 3 cases" in found.reason


def test_constant_ratings_have_a_reason_and_no_number():
    found = compute_kappa([("PD", "PD")] * 4)
    assert found.estimate is None
    assert found.reason.startswith("Both readers gave PD in every case")


def test_one_constant_reader_is_kappa_0():
    found = compute_kappa([("PD", "PD"), ("PD", "SD"), ("PD", "PD")])
    assert found.estimate == pytest.approx(0)


def test_what_kappa_refuses():
    with pytest.raises(AgreementError, match="No case was rated by both readers"):
        compute_kappa([])
    with pytest.raises(AgreementError, match="whose order is not known"):
        compute_kappa([("PD", "SD")], Weights.LINEAR)
    with pytest.raises(AgreementError, match="The rating PD is not among"):
        compute_kappa([("PD", "SD")], categories=("CR", "SD"))


def test_words_with_their_order_take_weights():
    found = compute_kappa([("low", "mid"), ("high", "high"), ("low", "low")], Weights.LINEAR, ("low", "mid", "high"))
    assert found.estimate == compute_kappa([(0.0, 1.0), (2.0, 2.0), (0.0, 0.0)], Weights.LINEAR).estimate


def test_pairwise_kappa_and_its_mean():
    rows = [("1", "a", "x"), ("1", "b", "x"), ("1", "c", "y"), ("2", "a", "y"), ("2", "b", "y"), ("2", "c", "y")]
    rows += [("3", "a", "x"), ("3", "b", "y"), ("3", "c", "x"), ("4", "a", "y"), ("4", "b", "y")]
    found = compute_pairwise_kappa(RatingTable.from_rows(rows))
    assert [(one.first, one.second, one.left_out) for one in found.pairs] == [
        ("a", "b", 0),
        ("a", "c", 1),
        ("b", "c", 1),
    ]
    assert found.mean == pytest.approx(sum(one.kappa.estimate for one in found.pairs) / 3)


def test_pairwise_kappa_without_common_cases_or_with_a_constant_pair():
    with pytest.raises(AgreementError, match="Readers a and b rated no case in common"):
        compute_pairwise_kappa(RatingTable.from_rows([("1", "a", "x"), ("2", "b", "x")]))
    rows = [("1", "a", "x"), ("1", "b", "x"), ("2", "c", "y"), ("2", "a", "x"), ("1", "c", "x"), ("2", "b", "x")]
    found = compute_pairwise_kappa(RatingTable.from_rows(rows))
    assert found.mean is None
    assert "Readers a and b have no kappa" in found.reason


def test_rounding_is_no_standard_error():
    pairs = [("a", "c"), ("b", "c"), ("b", "c"), ("b", "c"), ("c", "c"), ("c", "c")]
    for ratings in (pairs, [(b, a) for a, b in pairs]):
        found = compute_kappa(ratings)
        assert (found.se, found.interval) == (None, None)
        assert found.estimate == pytest.approx(0, abs=1e-12)
        assert "no interval can be given" in found.reason
