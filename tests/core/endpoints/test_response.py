"""Best response by dates against the published answers; exact limits against published values and a direct sum."""

import csv
from datetime import date, timedelta
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from centralis.core.criteria.best_response import BestResponseRule, Profile
from centralis.core.endpoints.progression import TimeToEvent
from centralis.core.endpoints.response import (
    DatedResponse,
    SubjectBestResponse,
    compute_disease_control_rate,
    compute_objective_response_rate,
    compute_rate,
    derive_best_response,
    derive_duration_of_response,
)

DAY = date(2026, 1, 1)


def rows(path):
    with path.open(newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.mark.parametrize("profile", list(Profile))
def test_published_answers_without_confirmation(shared_data, profile):
    """The eight subjects of the shared answers: every response and date is met, by either profile."""
    folder = shared_data / "answers" / "response"
    records = rows(folder / "best_overall_response.csv")
    rule = BestResponseRule(sd_min_days=28, profile=profile)
    expected = rows(folder / "best_overall_response_expected.csv")
    assert len(expected) == 8
    for row in expected:
        own = [
            DatedResponse(date.fromisoformat(one["date"]), one["response"])
            for one in records
            if one["subject"] == row["subject"]
        ]
        found = derive_best_response(own, date.fromisoformat(row["reference_date"]), rule)
        shown = found.on.isoformat() if found.on else ""
        assert (found.response, shown) == (row["best_response"], row["date"])


def test_published_rules_with_confirmation(shared_data):
    """Worked by admiralonco's documented rules (28 days for SD and confirmation, one NE):
    1 CR 02-01 -> CR 03-01 is 29 days with one NE between: CR. 2 PR 02-01, SD between: SD. 3 CR 11-12 -> 12-02 is 20
    days: SD, first day >= 28 is 01-01. 4 two SD between: SD 03-01. 5 all CR/PR/SD too early: NON-CR/NON-PD. 6 CR then
    PR: SD 03-30. 7 both too early: NE. 8 none: MISSING.
    """
    folder = shared_data / "answers" / "response"
    records = rows(folder / "best_overall_response.csv")
    rule = BestResponseRule(sd_min_days=28, confirmation_days=28, profile=Profile.ADMIRAL)
    answers = []
    for row in rows(folder / "best_overall_response_expected.csv"):
        own = [
            DatedResponse(date.fromisoformat(one["date"]), one["response"])
            for one in records
            if one["subject"] == row["subject"]
        ]
        found = derive_best_response(own, date.fromisoformat(row["reference_date"]), rule)
        answers.append((found.response, found.on.isoformat() if found.on else ""))
    assert answers == [
        ("CR", "2020-02-01"),
        ("SD", "2020-02-01"),
        ("SD", "2020-01-01"),
        ("SD", "2020-03-01"),
        ("NON-CR/NON-PD", "2020-05-15"),
        ("SD", "2020-03-30"),
        ("NE", "2020-02-06"),
        ("MISSING", ""),
    ]


@pytest.mark.parametrize(
    ("responders", "subjects", "lower", "upper"),
    [(0, 10, 0.0, 0.3085), (10, 10, 0.6915, 1.0), (4, 10, 0.1216, 0.7376), (1, 1, 0.025, 1.0)],
)
def test_exact_limits(responders, subjects, lower, upper):
    """Textbook values; 0 of 10: upper = 1 - 0.025**(1/10) = 0.3085."""
    found = compute_rate(responders, subjects)
    assert (round(found.lower, 4), round(found.upper, 4)) == (lower, upper)


def tail(successes, subjects, rate):
    return sum(comb(subjects, k) * rate**k * (1 - rate) ** (subjects - k) for k in successes)


@given(st.integers(1, 40), st.data(), st.sampled_from([0.8, 0.9, 0.95, 0.99]))
def test_limits_leave_half_of_the_rest_in_each_tail(subjects, data, level):
    """By definition: at the lower limit P(X >= x) = (1 - level)/2, at the upper P(X <= x); summed here directly."""
    responders = data.draw(st.integers(0, subjects))
    found = compute_rate(responders, subjects, level)
    if responders:
        assert tail(range(responders, subjects + 1), subjects, found.lower) == pytest.approx((1 - level) / 2, rel=1e-6)
    if responders < subjects:
        assert tail(range(responders + 1), subjects, found.upper) == pytest.approx((1 - level) / 2, rel=1e-6)
    assert found.lower <= found.rate <= found.upper


@pytest.mark.parametrize(("responders", "subjects", "level"), [(1, 0, 0.95), (-1, 5, 0.95), (6, 5, 0.95), (1, 5, 1.0)])
def test_counts_that_cannot_be_are_refused(responders, subjects, level):
    with pytest.raises(ValueError, match=r"expected|needs"):
        compute_rate(responders, subjects, level)


def test_rates_count_their_responses_and_keep_the_missing_in():
    best = ["CR", "PR", "SD", "NON-CR/NON-PD", "PD", "NE", "MISSING", "PR"]
    assert compute_objective_response_rate(best).responders == 3
    assert compute_disease_control_rate(best).responders == 5
    assert compute_objective_response_rate(best).subjects == 8


def test_duration_of_response():
    """PR day 56 (after SD day 28), PD day 168: 168 - 56 + 1 = 113 days."""
    records = [DatedResponse(DAY + timedelta(days), code) for days, code in [(28, "SD"), (56, "PR"), (168, "PD")]]
    best = derive_best_response(records, DAY, BestResponseRule())
    end = TimeToEvent(DAY, DAY + timedelta(168), 169, True, "progression", "")
    found = derive_duration_of_response(records, best, end)
    assert (found.start, found.days, found.is_event) == (DAY + timedelta(56), 113, True)


def test_who_did_not_respond_has_no_duration():
    end = TimeToEvent(DAY, DAY, 1, True, "progression", "")
    assert derive_duration_of_response([], SubjectBestResponse("SD", DAY, ""), end) is None
