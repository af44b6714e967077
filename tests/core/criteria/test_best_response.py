"""Best overall response: the pairs of Table 3, both profiles, intervening assessments, properties."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from centralis.core.criteria.best_response import (
    RANKING,
    RESPONSES,
    BestResponseRule,
    DayResponse,
    Profile,
    derive_best_overall_response,
)

CONFIRMED = BestResponseRule(confirmation_days=28)
ADMIRAL = BestResponseRule(confirmation_days=28, profile=Profile.ADMIRAL)


def best(rule, *pairs):
    return derive_best_overall_response([DayResponse(day, code) for day, code in pairs], rule)


@pytest.mark.parametrize(
    ("first", "second", "late", "early"),
    [
        ("CR", "CR", "CR", "CR"),
        ("CR", "PR", "SD", "PD"),
        ("CR", "SD", "SD", "PD"),
        ("CR", "PD", "SD", "PD"),
        ("CR", "NE", "SD", "NE"),
        ("PR", "CR", "PR", "PR"),
        ("PR", "PR", "PR", "PR"),
        ("PR", "SD", "SD", "SD"),
        ("PR", "PD", "SD", "PD"),
        ("PR", "NE", "SD", "NE"),
        ("NE", "NE", "NE", "NE"),
        ("NE", "CR", "SD", "SD"),
    ],
)
def test_table_3(first, second, late, early):
    """The pair on days 56 and 112 (minimum 42 days met at once), and on days 14 and 56 (only the second meets it)."""
    assert best(CONFIRMED, (56, first), (112, second)).response == late
    assert best(CONFIRMED, (14, first), (56, second)).response == early


def test_the_profiles_differ_after_a_complete_response():
    """CR day 14, then SD day 56: disease was seen again, PD by RECIST; admiralonco takes the SD of day 56."""
    assert best(CONFIRMED, (14, "CR"), (56, "SD")).response == "PD"
    found = best(ADMIRAL, (14, "CR"), (56, "SD"))
    assert (found.response, found.day) == ("SD", 56)


def test_partial_before_and_after_a_complete_response_does_not_confirm():
    """PR day 50, CR day 60, PR day 90: the PR of day 90 does not confirm day 50 across a CR."""
    assert best(ADMIRAL, (50, "PR"), (60, "CR"), (90, "PR")).response == "SD"


@pytest.mark.parametrize(("accept", "expected"), [(True, "PR"), (False, "SD")])
def test_one_stable_disease_between_by_the_trials_choice(accept, expected):
    rule = BestResponseRule(confirmation_days=28, accept_sd=accept)
    assert best(rule, (56, "PR"), (84, "SD"), (112, "PR")).response == expected


def test_two_stable_diseases_between_do_not_confirm():
    rule = BestResponseRule(confirmation_days=28, accept_sd=True)
    assert best(rule, (56, "PR"), (70, "SD"), (84, "SD"), (112, "PR")).response == "SD"


def test_answer_carries_the_day_and_what_confirmed_it():
    found = best(CONFIRMED, (56, "PR"), (84, "PR"))
    assert (found.day, found.confirmed_on_day) == (56, 84)
    assert found.sentence == "PR on day 56, confirmed by PR on day 84."


def test_nothing_on_or_after_the_reference():
    assert best(CONFIRMED, (-3, "CR")).response == "MISSING"
    assert best(BestResponseRule(missing_as_ne=True)).response == "NE"


def test_bad_responses_are_refused():
    with pytest.raises(ValueError, match="iCR"):
        best(CONFIRMED, (1, "iCR"))
    with pytest.raises(ValueError, match="day 1"):
        best(CONFIRMED, (1, "CR"), (1, "PR"))


records = st.dictionaries(st.integers(0, 400), st.sampled_from(RESPONSES), max_size=6)
rules = st.builds(
    BestResponseRule,
    confirmation_days=st.none() | st.integers(1, 60),
    sd_min_days=st.integers(0, 60),
    profile=st.sampled_from(Profile),
)


@given(records, rules)
def test_confirmation_never_improves(record, rule):
    plain = best(BestResponseRule(sd_min_days=rule.sd_min_days), *record.items())
    asked = best(rule, *record.items())
    assert RANKING.index(asked.response) >= RANKING.index(plain.response)


@given(records, rules)
def test_order_does_not_matter_and_what_follows_progression_neither(record, rule):
    found = best(rule, *record.items())
    assert best(rule, *reversed(record.items())) == found
    progressed = [day for day, code in record.items() if code == "PD"]
    if progressed:
        kept = {day: code for day, code in record.items() if day <= min(progressed)}
        assert best(rule, *kept.items()) == found
