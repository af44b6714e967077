"""Adjudication counted by cause and by reader, and what cannot be counted."""

import json

import pytest

from centralis.core.agreement.adjudication import ReviewedCase, summarise_adjudication
from centralis.core.agreement.ratings import AgreementError

BEST, DATE = "best_overall_response differs", "progression_date differs by more than 14 days"
READERS = ("R1", "R2")


def cases():
    return [
        ReviewedCase("1", READERS),
        ReviewedCase("2", READERS, (BEST, DATE), ("R1",)),
        ReviewedCase("3", READERS, (DATE,), ("R1", "R2")),
        ReviewedCase("4", READERS, (DATE,), ()),
        ReviewedCase("5", ("R3", "R1"), (BEST,), None),
    ]


def test_rates_by_cause_and_reader():
    found = summarise_adjudication(cases())
    assert (found.cases, found.pending, found.rate.rate.rate) == (5, 1, 0.8)
    assert [(one.cause, one.share.rate.responders) for one in found.causes] == [(DATE, 3), (BEST, 2)]
    table = {one.reader: (one.cases, one.adjudicated) for one in found.readers}
    assert table == {"R1": (5, 3), "R2": (4, 3), "R3": (1, 0)}
    first, second, third = found.readers
    assert (first.agreed.rate.responders, first.overruled.rate.responders) == (2, 1)
    assert (second.agreed.rate.responders, second.overruled.rate.responders) == (1, 2)
    assert (third.agreed.rate, third.agreed.reason) == (None, "No adjudication of R3's cases is done yet.")


def test_json_has_limits_or_a_reason():
    found = json.loads(json.dumps(summarise_adjudication(cases()).to_json(), allow_nan=False))
    assert found["adjudication_rate"]["count"] == 4
    assert found["adjudication_rate"]["ci"][0] < 0.8 < found["adjudication_rate"]["ci"][1]
    assert found["readers"]["R3"]["overruled"]["rate"] is None
    assert set(found["causes"]) == {BEST, DATE}


def test_no_adjudication_at_all():
    found = summarise_adjudication([ReviewedCase("1", READERS)])
    assert (found.rate.rate.rate, found.causes) == (0, ())


@pytest.mark.parametrize(
    ("cases", "said"),
    [
        ([], "no cases"),
        ([ReviewedCase("1", READERS)] * 2, "Case 1 stands twice"),
        ([ReviewedCase("1", ("R1", "R1"))], "was read by R1 alone"),
        ([ReviewedCase("1", READERS, (), ("R1",))], "adjudicated without a cause"),
        ([ReviewedCase("1", READERS, (BEST,), ("R9",))], "followed R9, who did not read it"),
    ],
)
def test_what_it_refuses(cases, said):
    with pytest.raises(AgreementError, match=said):
        summarise_adjudication(cases)
