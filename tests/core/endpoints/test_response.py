"""Best response by dates against the published answers; exact limits against published values and a direct sum."""

import csv
from datetime import date, timedelta
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from centralis.core.criteria.best_response import BestResponseRule, Profile
from centralis.core.endpoints.progression import RecordError
from centralis.core.endpoints.response import (
    DatedResponse,
    compute_disease_control_rate,
    compute_objective_response_rate,
    compute_rate,
    derive_best_response,
    derive_duration_of_response,
    derive_response_date,
    derive_time_to_response,
)
from centralis.core.endpoints.time_to_event import TimeToEvent

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
    """test-derive_param_confirmed_bor.R, test 1 (28 days for SD and confirmation, one NE):
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


def admiral_records(folder):
    """The shared subjects and, as admiralonco's tests have it, subject 9 with PD and then SD: starts and records."""
    starts = {row["subject"]: row["reference_date"] for row in rows(folder / "best_overall_response_expected.csv")}
    starts = {subject: date.fromisoformat(day) for subject, day in starts.items()} | {"9": date(2020, 2, 1)}
    records = {subject: [] for subject in starts}
    for row in rows(folder / "best_overall_response.csv"):
        records[row["subject"]].append(DatedResponse(date.fromisoformat(row["date"]), row["response"]))
    records["9"] = [DatedResponse(date(2020, 2, 16), "PD"), DatedResponse(date(2020, 3, 6), "SD")]
    return starts, records


def shown(day):
    return day.isoformat() if day else ""


def test_admiralonco_second_test_of_confirmed_best_response(shared_data):
    """test-derive_param_confirmed_bor.R, test 2: 14 days to confirm, no NE, one SD accepted, missing as NE; subject 7
    has one assessment that was not done."""
    rule = BestResponseRule(28, 14, 0, True, True, Profile.ADMIRAL)
    starts, records = admiral_records(shared_data / "answers" / "response")
    records["7"] = [DatedResponse(date(2020, 4, 2), "ND")]
    found = [derive_best_response(records[subject], start, rule) for subject, start in starts.items()]
    answers = [(one.response, shown(one.on)) for one in found]
    assert answers == [
        ("PR", "2020-01-01"),
        ("PR", "2020-02-01"),
        ("CR", "2019-11-12"),
        ("SD", "2020-03-01"),
        ("PR", "2020-01-01"),
        ("SD", "2020-03-30"),
        ("ND", "2020-04-02"),
        ("NE", ""),
        ("PD", "2020-02-16"),
    ]


@pytest.mark.parametrize(
    ("rule", "changes", "expected"),
    [
        (BestResponseRule(0, 28, profile=Profile.ADMIRAL), {}, {"1": "2020-01-01"}),
        (
            BestResponseRule(0, 14, 0, True, profile=Profile.ADMIRAL),
            {"7": [DatedResponse(date(2020, 4, 2), "ND")]},
            {"1": "2020-01-01", "2": "2020-02-01", "3": "2019-11-12", "5": "2020-01-01"},
        ),
    ],
)
def test_admiralonco_dates_of_confirmed_response(shared_data, rule, changes, expected):
    """test-derive_param_confirmed_resp.R, tests 1 and 2: who has a confirmed response, and from when."""
    starts, records = admiral_records(shared_data / "answers" / "response")
    records |= changes
    found = {subject: shown(derive_response_date(records[subject], start, rule)) for subject, start in starts.items()}
    assert {subject: day for subject, day in found.items() if day} == expected


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


def dated(*pairs):
    return [DatedResponse(DAY + timedelta(day), code) for day, code in pairs]


def test_duration_of_response_and_time_to_it():
    """PR day 56 (after SD day 28), PD day 168: 168 - 56 + 1 = 113 days; the response comes on day 57 of the trial."""
    on = derive_response_date(dated((28, "SD"), (56, "PR"), (168, "PD")), DAY, BestResponseRule())
    end = TimeToEvent(DAY, DAY + timedelta(168), 169, True, "progression", "", "S1", "read 3")
    found = derive_duration_of_response(on, end)
    assert (found.start, found.days, found.is_event) == (DAY + timedelta(56), 113, True)
    assert (found.subject, found.provenance, found.rule) == ("S1", "read 3", "progression")
    assert found.sentence == "Response from 2026-02-26 to the event on 2026-06-18: 113 days."
    waited = derive_time_to_response(on, DAY, "S1")
    assert (waited.days, waited.is_event, waited.sentence) == (57, True, "First response on 2026-02-26, day 57.")


def test_duration_begins_at_the_first_response_that_was_confirmed():
    """The PR of day 28 was followed by SD (not confirmed); the PR of day 84 by CR on day 112, which CR confirmed."""
    rule = BestResponseRule(confirmation_days=28)
    record = dated((28, "PR"), (56, "SD"), (84, "PR"), (112, "CR"), (140, "CR"))
    assert derive_best_response(record, DAY, rule).on == DAY + timedelta(112)
    assert derive_response_date(record, DAY, rule) == DAY + timedelta(84)


def test_who_did_not_respond_has_no_duration():
    end = TimeToEvent(DAY, DAY, 1, True, "progression", "")
    assert derive_response_date(dated((28, "SD"), (56, "PD"), (84, "PR")), DAY, BestResponseRule()) is None
    assert derive_duration_of_response(None, end) is None
    assert derive_time_to_response(None, DAY) is None


def test_a_response_after_the_end_is_refused():
    end = TimeToEvent(DAY, DAY + timedelta(28), 29, False, "new-therapy", "", "S1")
    with pytest.raises(RecordError, match="Subject S1: the response on 2026-02-26 comes after"):
        derive_duration_of_response(DAY + timedelta(56), end)
    record = dated((28, "SD"), (56, "PR"))
    assert derive_response_date(record, DAY, BestResponseRule(), until=end.on) is None
    assert derive_response_date(record, DAY, BestResponseRule(), until=DAY + timedelta(56)) == DAY + timedelta(56)


CODES = st.sampled_from(["CR", "PR", "SD", "NON-CR/NON-PD", "PD", "NE", "ND"])


@given(
    st.lists(st.tuples(st.integers(0, 300), CODES), max_size=8, unique_by=lambda one: one[0]),
    st.sampled_from([None, 14, 28]),
    st.integers(0, 2),
    st.booleans(),
    st.sampled_from(Profile),
)
def test_there_is_a_first_response_exactly_when_the_best_is_one(rows, days, most, accepts, profile):
    rule = BestResponseRule(confirmation_days=days, max_ne=most, accept_sd=accepts, profile=profile)
    record = dated(*rows)
    best, on = derive_best_response(record, DAY, rule), derive_response_date(record, DAY, rule)
    assert (on is not None) == (best.response in ("CR", "PR"))
    assert on is None or on <= best.on
