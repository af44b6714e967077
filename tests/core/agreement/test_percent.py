"""Percent agreement and PABAK against irrCAC, exact limits for two readers."""

import pytest

from centralis.core.agreement.examples import (
    ABSTRACTORS,
    build_four_raters,
    build_pairs_table,
    build_psychiatrists,
    expand_counts,
)
from centralis.core.agreement.percent import compute_pabak, compute_percent_agreement
from centralis.core.agreement.ratings import AgreementError, RatingTable
from centralis.core.agreement.weights import Weights


def test_irrcac_prints_this_for_four_raters_with_missing_cells():
    """R irrCAC 1.0, pa.coeff.raw and bp.coeff.raw (cac.raw4raters); bp.coeff.dist (distrib.6raters)."""
    found = compute_percent_agreement(build_four_raters())
    assert (round(found.estimate, 7), round(found.se, 5)) == (0.8181818, 0.12561)
    assert (round(found.interval.lower, 3), found.interval.upper) == (0.542, 1)
    pabak = compute_pabak(build_four_raters())
    assert (round(pabak.estimate, 5), round(pabak.se, 5), round(pabak.interval.lower, 3)) == (0.77273, 0.14472, 0.454)
    six = compute_pabak(build_psychiatrists())
    assert (round(six.estimate, 7), round(six.se, 8)) == (0.4388889, 0.08312142)
    assert (round(six.interval.lower, 3), round(six.interval.upper, 3)) == (0.261, 0.617)


def test_two_readers_have_exact_limits():
    found = compute_percent_agreement(build_pairs_table(expand_counts(ABSTRACTORS)))
    assert (found.estimate, round(found.se, 8)) == (0.89, 0.03128898)
    assert found.parameters["interval"] == "clopper-pearson"
    assert (found.interval.lower, found.interval.upper) == (
        pytest.approx(0.81170, abs=1e-5),
        pytest.approx(0.94379, abs=1e-5),
    )


def test_two_categories_make_pabak_twice_agreement_minus_1():
    table = build_pairs_table([(1.0, 1.0)] * 40 + [(1.0, 2.0)] * 9 + [(2.0, 2.0)])
    assert compute_pabak(table).estimate == pytest.approx(2 * 0.82 - 1)


def test_declared_categories_count_for_pabak():
    table = build_pairs_table([(1.0, 1.0), (2.0, 1.0)])
    assert compute_pabak(table, (1.0, 2.0, 3.0, 4.0)).estimate == pytest.approx((0.5 - 0.25) / 0.75)


def test_perfect_and_constant_ratings():
    same = build_pairs_table([(1.0, 1.0), (2.0, 2.0), (2.0, 2.0)])
    assert compute_percent_agreement(same).interval.upper == 1
    assert compute_pabak(same).estimate == 1
    assert "do not differ in their agreement" in compute_pabak(same).reason
    constant = build_pairs_table([(1.0, 1.0)] * 3)
    assert compute_percent_agreement(constant).estimate == 1
    assert compute_pabak(constant).estimate is None
    assert "Every rating is 1" in compute_pabak(constant).reason


def test_weights_give_part_agreement():
    table = build_pairs_table([(1.0, 2.0), (1.0, 3.0)])
    assert compute_percent_agreement(table, Weights.LINEAR).estimate == pytest.approx(0.25)


def test_no_case_in_common_is_refused():
    with pytest.raises(AgreementError, match="No case was rated by two readers"):
        compute_percent_agreement(RatingTable.from_rows([("1", "a", "x"), ("2", "b", "x")]))
