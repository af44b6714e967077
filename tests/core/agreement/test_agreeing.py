"""Agreement counted case by case: the parts' mean is the coefficient, cases without ratings do not count."""

import numpy as np
import pytest

from centralis.core.agreement.agreeing import Asked, count_agreeing, finish_coefficient, refuse_constant
from centralis.core.agreement.examples import build_four_raters
from centralis.core.agreement.ratings import AgreementError, RatingTable
from centralis.core.agreement.weights import Weights


def test_missing_cells_are_counted_around():
    found = count_agreeing(build_four_raters(), Weights.IDENTITY, None)
    assert (found.cases, found.twice, found.readers) == (12, 11, 4)
    assert found.seen[0] == 1
    assert found.seen[1] == pytest.approx(0.5)
    assert found.seen[-1] == 0
    assert found.prevalence.sum() == pytest.approx(1)
    assert found.parts(0.2).mean() == pytest.approx((found.observed - 0.2) / 0.8)


def test_a_single_case_has_no_standard_error():
    table = RatingTable.from_rows([("1", "a", "x"), ("1", "b", "y")])
    found = count_agreeing(table, Weights.IDENTITY, None)
    answer = finish_coefficient(Asked("m", 0.95), found, 0.0, np.zeros(1), None)
    assert (answer.se, answer.interval) == (None, None)
    assert answer.reason.startswith("One case alone")
    assert answer.parameters == {"categories": ["x", "y"], "level": 0.95}


def test_the_answer_without_a_number():
    found = count_agreeing(RatingTable.from_rows([("1", "a", 2.0), ("1", "b", 2.0)]), Weights.IDENTITY, None)
    assert refuse_constant(Asked("m", 0.95), found).reason.startswith("Every rating is 2:")


def test_words_without_an_order_take_no_weights():
    with pytest.raises(AgreementError, match="give the categories in their order"):
        count_agreeing(RatingTable.from_rows([("1", "a", "x"), ("1", "b", "y")]), Weights.LINEAR, None)
