"""The ratings of a study are checked once, each fault with a sentence that names it."""

import math

import numpy as np
import pytest

from centralis.core.agreement.mrmc.data import MrmcError, RatingRow, Ratings, derive_ratings


def _rows() -> list[RatingRow]:
    """Two readers, two tests, two cases of each truth; every rating differs."""
    return [
        RatingRow(reader, test, case, case in "cd", float(number), number + 2, {"site": "S" + case})
        for number, (reader, test, case) in enumerate(
            (reader, test, case) for reader in ("10", "9") for test in ("B", "A") for case in "dcba"
        )
    ]


def test_rows_in_any_order_give_the_same_study() -> None:
    study, turned = derive_ratings(_rows()), derive_ratings(_rows()[::-1])
    assert (study.readers, study.tests, study.cases) == (("9", "10"), ("A", "B"), ("a", "b", "c", "d"))
    assert study.truth.tolist() == [False, False, True, True]
    assert study.ratings[1, 1].tolist() == [3.0, 2.0, 1.0, 0.0]
    assert study.is_complete
    assert study.attributes["site"] == ("Sa", "Sb", "Sc", "Sd")
    assert np.array_equal(study.ratings, turned.ratings)


def test_a_missing_read_is_named_by_the_method_that_cannot_take_it() -> None:
    study = derive_ratings([row for row in _rows() if (row.reader, row.test, row.case) != ("9", "A", "c")])
    assert not study.is_complete
    assert math.isnan(study.ratings[0, 0, 2])
    with pytest.raises(MrmcError, match="reader 9 has no rating of case c under test A"):
        study.require_complete("DeLong")


def test_an_empty_rating_counts_as_not_read() -> None:
    rows = _rows()
    rows[0] = RatingRow("10", "B", "d", True, None, 2, {"site": "Sd"})
    assert math.isnan(derive_ratings(rows).ratings[1, 1, 3])


def _with(change: RatingRow) -> list[RatingRow]:
    return [*_rows(), change]


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        (_with(RatingRow("9", "A", "a", False, 1.0, 40)), "Row 40: reader 9 rated case a under test A twice"),
        (_with(RatingRow("9", "A", "e", None, 1.0, 41)), "Row 41: case e has no truth"),
        (_with(RatingRow("11", "A", "a", True, 1.0, 42)), "Row 42: case a is 1 here and 0 before it"),
        (_with(RatingRow("9", "A", "e", True, math.inf, 43)), "rating of case e under test A is infinite"),
        (_with(RatingRow("11", "A", "a", False, None, 44)), "Reader 11 has no rating at all"),
        (_with(RatingRow("9", "A", "e", True, None, 45)), "Case e was read by nobody"),
        (_with(RatingRow("9", "C", "a", False, None, 46)), "Test C has no rating at all"),
        ([row for row in _rows() if row.case != "c"], "There is 1 diseased case; the variance"),
        ([row for row in _rows() if row.case in "cd"], "There are no non-diseased cases"),
        ([], "There are no ratings"),
        (
            _with(RatingRow("11", "A", "a", False, 1.0, 47, {"site": "Sx"})),
            "Row 47: site of case a is 'Sx' here and 'Sa' before it",
        ),
    ],
)
def test_faults_are_named(rows: list[RatingRow], sentence: str) -> None:
    with pytest.raises(MrmcError) as caught:
        derive_ratings(rows)
    assert sentence in str(caught.value)


def test_ratings_that_are_all_equal_are_refused() -> None:
    rows = [RatingRow(row.reader, row.test, row.case, row.truth, 3.0) for row in _rows()]
    with pytest.raises(MrmcError, match="All ratings equal 3"):
        derive_ratings(rows)


def test_names_and_shapes_must_fit() -> None:
    truth, ratings = np.array([True, True, False, False]), np.arange(4.0).reshape(1, 1, 4)
    with pytest.raises(MrmcError, match="The case 'a' stands twice"):
        Ratings(("1",), ("1",), ("a", "a", "b", "c"), truth, ratings)
    with pytest.raises(MrmcError, match=r"ask for \(1, 1, 3\)"):
        Ratings(("1",), ("1",), ("a", "b", "c"), truth, ratings)
    with pytest.raises(MrmcError, match="'sex' has 1 words for 4 cases"):
        Ratings(("1",), ("1",), ("a", "b", "c", "d"), truth, ratings, {"sex": ("F",)})
    with pytest.raises(MrmcError, match="There is no reader"):
        Ratings((), ("1",), ("a", "b", "c", "d"), truth, ratings)


def test_a_study_cannot_be_changed() -> None:
    study = derive_ratings(_rows())
    with pytest.raises(ValueError, match="read-only"):
        study.ratings[0, 0, 0] = 5.0


def test_cases_and_tests_can_be_chosen() -> None:
    extra = [RatingRow("9", "C", case, case in "xy", 1.0 + number) for number, case in enumerate("vwxy")]
    study = derive_ratings([*_rows(), *extra])
    part = study.select_tests(["B", "A"])
    assert (part.tests, part.cases) == (("B", "A"), ("a", "b", "c", "d"))
    assert part.attributes["site"] == ("Sa", "Sb", "Sc", "Sd")
    alone = study.select_tests(["C"])
    assert (alone.readers, alone.cases) == (("9",), ("v", "w", "x", "y"))
    with pytest.raises(MrmcError, match="no test 'D'; the ratings have A, B, C"):
        study.select_tests(["D"])
    with pytest.raises(MrmcError, match="There is 1 diseased case"):
        part.select_cases(np.array([True, True, True, False]))
    more = derive_ratings([*_rows(), *[RatingRow(r, t, "e", True, 9.0) for r in ("9", "10") for t in "AB"]])
    assert more.select_cases(np.array([True, True, False, True, True])).cases == ("a", "b", "d", "e")
