"""The checked table of ratings: what it holds, and each sentence with which it refuses."""

import numpy as np
import pytest

from centralis.core.agreement.ratings import (
    AgreementError,
    RatingTable,
    check_level,
    derive_categories,
    name_category,
    read_categories,
)

ROWS = [("1", "a", "CR"), ("1", "b", "PR"), ("2", "b", "PR"), ("3", "a", "SD"), ("3", "b", "SD")]


def test_rows_become_a_table_by_case_and_reader():
    table = RatingTable.from_rows(ROWS)
    assert (table.cases, table.readers) == (("1", "2", "3"), ("a", "b"))
    assert table.values == (("CR", "PR"), (None, "PR"), ("SD", "SD"))
    assert table.ratings() == ("CR", "PR", "PR", "SD", "SD")
    assert table.pairs("b", "a") == (("PR", "CR"), ("SD", "SD"))
    assert table.reader_pairs() == (("a", "b"),)
    assert table.counts(("CR", "PR", "SD")).tolist() == [[1, 1, 0], [0, 1, 0], [0, 0, 2]]


def test_numbers_keep_missing_cells_as_nan():
    table = RatingTable.from_rows([("1", "a", 1.5), ("1", "b", 2.0), ("2", "a", 3.0)])
    assert np.array_equal(table.numbers(), [[1.5, 2.0], [3.0, np.nan]], equal_nan=True)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([], "no ratings"),
        ([("1", "a", "CR")], "Only reader a has ratings"),
        ([("1", "a", "CR"), ("1", "a", "PR")], "Reader a rated case 1 twice"),
        ([("1", "a", float("nan")), ("1", "b", 1.0)], "expected a finite number"),
        ([("1", "a", 1.0), ("1", "b", "CR")], "Some ratings are text and some are numbers"),
    ],
)
def test_rows_that_make_no_table_are_refused(rows, said):
    with pytest.raises(AgreementError, match=said):
        RatingTable.from_rows(rows)


def test_what_a_method_cannot_take_is_named():
    table = RatingTable.from_rows(ROWS)
    with pytest.raises(AgreementError, match="Reader a did not rate case 2; the test needs every reader's rating"):
        table.require_complete("the test")
    with pytest.raises(AgreementError, match="'CR' is not a number"):
        table.numbers()
    with pytest.raises(AgreementError, match="no reader c; the readers are a, b"):
        table.pairs("a", "c")


def test_categories_are_sorted_or_as_declared():
    assert derive_categories([10.0, 2.0, 2.0]) == (2.0, 10.0)
    assert derive_categories(["b", "a"]) == ("a", "b")
    assert derive_categories(["PR"], ["CR", "PR"]) == ("CR", "PR")
    with pytest.raises(AgreementError, match="The rating XX is not among the categories CR, PR"):
        derive_categories(["XX"], ["CR", "PR"])
    with pytest.raises(AgreementError, match="stands twice in 1, 1"):
        derive_categories([1.0], [1.0, 1.0])


def test_measured_values_are_no_categories():
    with pytest.raises(AgreementError, match=r"1,001 different ratings, more than the 1,000 categories"):
        derive_categories(float(n) for n in range(1001))
    assert len(derive_categories((float(n) for n in range(1001)), most=None)) == 1001


def test_typed_ratings_are_numbers_only_where_all_are():
    assert read_categories(["1", "1.0", "2e1"]) == (1.0, 1.0, 20.0)
    assert read_categories(["1", "CR"]) == ("1", "CR")
    assert read_categories(["nan", "1"]) == ("nan", "1")
    with pytest.raises(AgreementError, match=r"decimal comma; expected a decimal point: 1\.5"):
        read_categories(["1,5", "2"])
    assert (name_category(2.0), name_category("CR")) == ("2", "CR")


@pytest.mark.parametrize("level", [0, 1, -0.5, 95])
def test_a_level_lies_between_0_and_1(level):
    with pytest.raises(AgreementError, match="between 0 and 1"):
        check_level(level)
