"""Marks and lesions: what is taken in, and the sentence for every fault."""

import math

import numpy as np
import pytest

from centralis.core.agreement.mrmc.data import MrmcError
from centralis.core.agreement.mrmc.marks import Mark, TrueLesion, derive_marks, read_marks
from centralis.core.endpoints.table import TableError

LESIONS = "case,lesion\nc1,\nc2,\nc10,a\nc10,b\nc3,a\n"
MARKS = "reader,test,case,lesion,rating\nr1,t1,c1,,2\nr1,t1,c1,,5\nr1,t1,c10,b,4\nr2,t1,c3,,1\nr2,t1,c3,a,3\n"


def test_two_files_make_a_study() -> None:
    study = read_marks([MARKS], [LESIONS])
    assert study.cases == ("c1", "c2", "c3", "c10")
    assert study.readers == ("r1", "r2")
    assert study.lesions == ("c3/a", "c10/a", "c10/b")
    assert study.lesion_case.tolist() == [2, 3, 3]
    assert study.weights.tolist() == [1.0, 0.5, 0.5]
    assert study.diseased.tolist() == [False, False, True, True]
    nothing = -math.inf
    assert study.noise[0].tolist() == [[5, nothing, nothing, nothing], [nothing, nothing, 1, nothing]]
    assert study.found[0].tolist() == [[nothing, nothing, 4], [3, nothing, nothing]]


def test_weights_of_the_lesions_are_taken() -> None:
    study = read_marks([MARKS], ["case,lesion,weight\nc1,,\nc2,,\nc10,a,0.9\nc10,b,0.1\nc3,a,1\n"])
    assert study.weights.tolist() == [1.0, 0.9, 0.1]


@pytest.mark.parametrize(
    ("lesions", "sentence"),
    [
        ("case,lesion\nc1,\nc2,\nc3,a\nc3,a\n", "Row 5: lesion a of case c3 stands twice"),
        ("case,lesion\nc1,\nc1,\nc3,a\n", "Row 3: case c1 without lesions stands twice"),
        ("case,lesion\nc1,\nc1,a\nc3,a\n", "Row 2: case c1 stands as a case without lesions and has some"),
        ("case,lesion\n", "There are no cases"),
        ("case,lesion\nc1,\nc2,\nc3,a\n", "There is 1 case with lesions"),
        ("case,lesion\nc10,a\nc3,a\n", "There are no cases without lesions"),
        ("case,lesion,weight\nc1,,\nc2,,\nc10,a,1\nc10,b,\nc3,a,1\n", "Row 5: lesion b of case c10 has no weight"),
        ("case,lesion,weight\nc1,,\nc2,,\nc10,a,2\nc10,b,-1\nc3,a,1\n", "Row 5: .* has the weight -1"),
        ("case,lesion,weight\nc1,,\nc2,,\nc10,a,0.5\nc10,b,0.4\nc3,a,1\n", "case c10 add up to 0.9"),
    ],
)
def test_a_faulty_table_of_lesions(lesions: str, sentence: str) -> None:
    with pytest.raises(MrmcError, match=sentence):
        read_marks([MARKS], [lesions])


@pytest.mark.parametrize(
    ("marks", "sentence"),
    [
        ("r1,t1,c9,,2\n", "Row 2: case c9 is not in the table of lesions"),
        ("r1,t1,c3,z,2\n", "Row 2: case c3 has no lesion z"),
        ("r1,t1,c3,a,2\nr1,t1,c3,a,4\n", "Row 3: reader r1 localised lesion a of case c3 under test t1 twice"),
        ("r1,t1,c3,a,2\nr2,t2,c3,a,4\n", "Reader r2 has no mark at all under test t1"),
        ("", "There are no marks"),
    ],
)
def test_a_faulty_table_of_marks(marks: str, sentence: str) -> None:
    with pytest.raises(MrmcError, match=sentence):
        read_marks(["reader,test,case,lesion,rating\n" + marks], [LESIONS])


def test_a_rating_that_is_no_number_is_refused_with_row_and_column() -> None:
    with pytest.raises(TableError, match="row 2, column rating"):
        read_marks(["reader,test,case,lesion,rating\nr1,t1,c1,,high\n"], [LESIONS])
    truth = [TrueLesion("c1", ""), TrueLesion("c2", ""), TrueLesion("c3", "a"), TrueLesion("c4", "a")]
    with pytest.raises(MrmcError, match="no finite number"):
        derive_marks([Mark("r", "t", "c1", "", np.inf)], truth)
