"""A reader's qualification: each demand is a gap of its own, and says what is missing."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from centralis.core.reading.qualification import (
    ReaderDemand,
    ReaderRecord,
    ScoredCase,
    find_gaps,
    score_test_cases,
)

TODAY = date(2026, 3, 2)
DEMAND = ReaderDemand("radiology", "charter 2.0", 10, Decimal("0.8"))
RECORD = ReaderRecord("Radiology", "Charter  2.0", 10, Decimal("0.80"), TODAY)


@pytest.mark.req("IMG-10")
@pytest.mark.req("P11-10I-1")
@pytest.mark.parametrize(
    ("record", "said"),
    [
        (None, "no qualification is on record"),
        (replace(RECORD, specialty="cardiology"), "the specialty is cardiology, not radiology"),
        (replace(RECORD, specialty=""), "the specialty is not on record, not radiology"),
        (replace(RECORD, training="charter 1.0"), "the training on record is charter 1.0, not charter 2.0"),
        (replace(RECORD, test_cases=9), "9 of 10 test cases were read"),
        (
            replace(RECORD, agreement=Decimal("0.79")),
            "the agreement on test cases is 0.79; at least 0.8 is asked",
        ),
        (replace(RECORD, agreement=None), "the agreement on test cases is not on record; at least 0.8 is asked"),
        (replace(RECORD, valid_until=date(2026, 3, 1)), "the qualification ended on 2026-03-01"),
    ],
)
def test_each_demand_is_a_gap_of_its_own(record, said):
    assert find_gaps(DEMAND, record, TODAY) == (said,)


def test_who_meets_everything_may_read_until_the_last_day():
    assert find_gaps(DEMAND, RECORD, TODAY) == ()
    assert find_gaps(DEMAND, replace(RECORD, valid_until=None), TODAY) == ()


def test_where_nothing_is_demanded_no_record_is_needed():
    assert ReaderDemand().is_empty
    assert find_gaps(ReaderDemand(), None, TODAY) == ()


def test_several_gaps_are_all_told():
    record = replace(RECORD, specialty="", test_cases=0)
    assert len(find_gaps(DEMAND, record, TODAY)) == 2


def test_a_score_is_the_share_that_agrees_rounded_down():
    found = score_test_cases([ScoredCase("1", True), ScoredCase("2", True), ScoredCase("3", False, ("PD and SD.",))])
    assert (found.agreed, len(found.cases), found.agreement) == (2, 3, Decimal("0.6666"))
    assert find_gaps(ReaderDemand(agreement_min=Decimal("0.6667")), ReaderRecord(agreement=found.agreement), TODAY)


def test_without_a_test_case_there_is_no_agreement():
    assert score_test_cases([]).agreement is None
    assert score_test_cases([ScoredCase("1", False)]).agreement == 0
