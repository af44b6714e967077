"""All six intraclass correlations against Shrout and Fleiss and R's psych, and what holds for any numbers."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from centralis.core.agreement.examples import build_judges
from centralis.core.agreement.icc import Form, compute_every_icc, compute_icc, compute_mean_squares
from centralis.core.agreement.ratings import AgreementError, RatingTable

NUMBERS = st.integers(2, 4).flatmap(
    lambda k: st.lists(st.lists(st.integers(0, 20), min_size=k, max_size=k), min_size=2, max_size=8)
)


def build(rows):
    return RatingTable.from_rows(
        (str(i), f"R{j}", float(value)) for i, row in enumerate(rows) for j, value in enumerate(row)
    )


def test_shrout_and_fleiss_table_3_and_4():
    """Psychol Bull 1979;86:420-428: mean squares 11.24, 6.26, 32.49, 1.02; coefficients of six forms."""
    squares = compute_mean_squares(build_judges())
    found = [round(one, 2) for one in (squares.cases, squares.within, squares.readers, squares.residual)]
    assert found == [11.24, 6.26, 32.49, 1.02]
    forms = compute_every_icc(build_judges())
    assert [round(one.estimate, 2) for one in forms] == [0.17, 0.29, 0.71, 0.44, 0.62, 0.91]


def test_psych_prints_these_limits_f_and_p():
    """R psych, ICC() on the same data, as printed at dwoll/RExRepos, interRaterICC."""
    found = compute_every_icc(build_judges())
    assert [round(one.interval.lower, 3) for one in found] == [-0.133, 0.019, 0.342, -0.884, 0.071, 0.676]
    assert [round(one.interval.upper, 2) for one in found] == [0.72, 0.76, 0.95, 0.91, 0.93, 0.99]
    assert [round(one.f, 1) for one in found] == [1.8, 11.0, 11.0, 1.8, 11.0, 11.0]
    assert [(one.df1, one.df2) for one in found] == [(5, 18), (5, 15), (5, 15)] * 2
    assert [round(one.p, 5) for one in found] == [0.16477, 0.00013, 0.00013] * 2


def test_forms_carry_both_names_and_their_meaning():
    names = [(form.shrout_fleiss, form.mcgraw_wong) for form in Form]
    assert names[:3] == [("ICC(1,1)", "ICC(1)"), ("ICC(2,1)", "ICC(A,1)"), ("ICC(3,1)", "ICC(C,1)")]
    assert names[3:] == [("ICC(1,k)", "ICC(k)"), ("ICC(2,k)", "ICC(A,k)"), ("ICC(3,k)", "ICC(C,k)")]
    assert "consistency; the mean of all readers" in Form.ICC_3_K.meaning
    found = compute_icc(build_judges(), Form.ICC_3_1).to_json()
    assert (found["form"], found["mcgraw_wong"]) == ("ICC(3,1)", "ICC(C,1)")


@settings(deadline=None)
@given(NUMBERS, st.floats(0.01, 100), st.floats(-1000, 1000))
def test_unit_order_and_names_do_not_matter(rows, factor, shift):
    found = compute_every_icc(build(rows))
    changed = compute_every_icc(build([[value * factor + shift for value in row[::-1]] for row in rows[::-1]]))
    for one, other in zip(found, changed, strict=True):
        if one.interval is not None and other.interval is not None and one.f > 1e-3:
            assert other.estimate == pytest.approx(one.estimate, rel=1e-4, abs=1e-6)
            assert other.interval.lower == pytest.approx(one.interval.lower, rel=1e-3, abs=1e-4)


@settings(deadline=None)
@given(NUMBERS)
def test_every_number_is_there_or_a_reason_is(rows):
    for one in compute_every_icc(build(rows)):
        if one.estimate is None or one.interval is None:
            assert one.reason
        else:
            assert np.isfinite([one.estimate, one.interval.lower, one.interval.upper, one.f, one.p]).all()
            assert one.interval.lower <= one.estimate + 1e-9
            assert one.estimate <= one.interval.upper + 1e-9
            assert one.interval.upper <= 1 + 1e-9


@settings(deadline=None)
@given(NUMBERS)
def test_consistency_forgives_a_readers_shift(rows):
    shifted = [[value + 7 * place for place, value in enumerate(row)] for row in rows]
    one, other = (compute_icc(build(data), Form.ICC_3_1) for data in (rows, shifted))
    if one.estimate is not None and other.estimate is not None:
        assert other.estimate == pytest.approx(one.estimate, abs=1e-9)


def test_perfect_agreement_is_1_without_limits():
    for one in compute_every_icc(build([[0.1, 0.1], [0.2, 0.2], [0.7, 0.7]])):
        assert (one.estimate, one.interval) == (pytest.approx(1), None)
        assert "F is without bound" in one.reason


def test_a_pure_shift_of_one_reader_is_perfect_consistency_only():
    rows = [[1, 3], [2, 4], [5, 7]]
    assert compute_icc(build(rows), Form.ICC_3_1).estimate == pytest.approx(1)
    assert compute_icc(build(rows), Form.ICC_2_1).estimate < 0.8


@pytest.mark.parametrize("rows", [[[3, 3], [3, 3]], [[1, 2], [1, 2], [1, 2]]])
def test_cases_that_do_not_differ_have_a_reason(rows):
    for one in compute_every_icc(build(rows)):
        assert one.estimate is None
        assert "nothing to tell apart" in one.reason


def test_what_it_refuses():
    with pytest.raises(AgreementError, match="Reader b did not rate case 2; the intraclass correlation"):
        compute_icc(RatingTable.from_rows([("1", "a", 1.0), ("1", "b", 2.0), ("2", "a", 3.0)]))
    with pytest.raises(AgreementError, match="'PR' is not a number"):
        compute_icc(RatingTable.from_rows([("1", "a", "PR"), ("1", "b", "SD")]))
    with pytest.raises(AgreementError, match="Only one case was rated"):
        compute_icc(build([[1, 2]]))


@pytest.mark.parametrize("rows", [[[0, 5], [2, 2]], [[0, 0, 9, 20], [0, 8, 20, 6]]])
def test_limits_without_degrees_of_freedom_have_a_reason(rows):
    found = compute_icc(build(rows), Form.ICC_2_1)
    assert found.estimate < 0
    assert (found.interval, "nothing to rest on" in found.reason) == (None, True)


def test_a_mean_without_bound_has_a_reason():
    found = compute_icc(build([[0, 10], [9, 0]]), Form.ICC_2_K)
    assert (found.estimate, found.interval) == (None, None)
    assert found.reason.endswith("the coefficient of the mean is without bound.")
    assert found.f is not None
