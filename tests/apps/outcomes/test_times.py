"""A subject's times by its central result, in the codes of any criterion; worked by hand."""

from datetime import date, timedelta

import pytest

from centralis.apps.outcomes.meaning import meaning_of
from centralis.apps.outcomes.times import Settled, derive_times, find_response, record_of
from centralis.core.catalogue import CRITERIA
from centralis.core.endpoints.rule_sets import RULE_SETS
from centralis.core.endpoints.time_to_event import Schedule

DAY_0 = date(2026, 1, 10)
SCHEDULE = Schedule(missed_visits=2, window_days=7, planned_days=(56, 112, 168, 224))
FDA, EMA = RULE_SETS["fda-2018-a"], RULE_SETS["ema-2012"]
PARAMETERS = {"confirm": True, "confirmation_days": 28, "sd_min_days": 49}


def meaning(name="recist-1.1"):
    return meaning_of(CRITERIA[name], CRITERIA[name].open_reading({}))


def settled(headline, points, progressed=None, parameters=PARAMETERS):
    """(day, response, answers) after a baseline on day -7."""
    stored = [
        {"on": (DAY_0 + timedelta(day)).isoformat(), "name": f"day {day}", "response": response, "signed_by": "R",
         "answers": answers[0] if answers else {}}
        for day, response, *answers in [(-7, ""), *points]
    ]  # fmt: skip
    on = None if progressed is None else DAY_0 + timedelta(progressed)
    return Settled("01-001", DAY_0, headline, None, on, stored, parameters)


def times(one, rules=FDA, name="recist-1.1"):
    return derive_times(one, meaning(name), rules, SCHEDULE)


def test_a_response_lasts_from_the_scan_that_was_confirmed_to_the_progression():
    found = times(settled("PR", [(56, "PR"), (112, "PR"), (168, "PD")], progressed=168))
    assert (found.progression_free.days, found.progression_free.is_event) == (169, True)
    assert found.to_response.days == 57
    assert (found.of_response.days, found.of_response.is_event) == (113, True)


def test_an_unconfirmed_response_does_not_begin_the_duration():
    # PR on day 56, not confirmed (SD on 112); PR on 168, confirmed on 224
    one = settled("PR", [(56, "PR"), (112, "SD"), (168, "PR"), (224, "CR")])
    assert find_response(one, meaning(), DAY_0 + timedelta(224)) == DAY_0 + timedelta(168)
    # the same without confirmation
    bare = settled("CR", [(56, "PR"), (112, "SD")], parameters={"confirm": False, "confirmation_days": 28})
    assert find_response(bare, meaning(), DAY_0 + timedelta(112)) == DAY_0 + timedelta(56)


def test_who_did_not_respond_has_no_duration_and_is_censored_at_the_last_adequate_scan():
    found = times(settled("SD", [(56, "SD"), (112, "SD"), (168, "NE")]))
    assert (found.progression_free.on, found.progression_free.is_event) == (DAY_0 + timedelta(112), False)
    assert (found.to_response, found.of_response) == (None, None)


def test_two_missed_visits_censor_by_fda_and_not_by_ema():
    one = settled("SD", [(56, "SD"), (224, "PD")], progressed=224)  # days 112 and 168 were missed
    first, second = times(one), times(one, EMA)
    assert (first.progression_free.on, first.progression_free.is_event) == (DAY_0 + timedelta(56), False)
    assert first.progression_free.rule == "missed-visits"
    assert (second.progression_free.days, second.progression_free.is_event) == (225, True)


def test_a_progression_that_dates_back_ends_the_time_there():
    one = settled("SD", [(56, "SD"), (84, "PR"), (112, "PD")], progressed=84)
    assert times(one).progression_free.on == DAY_0 + timedelta(84)
    assert times(one).progression_free.days == 85


def test_an_unconfirmed_progression_is_an_assessment_until_it_is_confirmed():
    # iUPD on 56 settled as iPR on 112: no progression; iUPD on 168 confirmed on 200: counts from 168
    points = [(56, "iUPD"), (112, "iPR"), (168, "iUPD"), (200, "iCPD")]
    one = settled("iPR", points, progressed=168, parameters={"confirm": False})
    record = record_of(one, meaning("irecist"))
    assert [(a.response, a.counts_from) for a in record.assessments] == [
        ("SD", None), ("PR", None), ("PD", None), ("SD", None)]  # fmt: skip
    found = times(one, name="irecist")
    assert (found.progression_free.on, found.progression_free.is_event) == (DAY_0 + timedelta(168), True)
    assert found.to_response.days == 113


@pytest.mark.parametrize(("answers", "expected"), [
    ([{"confirmed": False}, {"confirmed": True}], 112),
    ([{"confirmed": True}, {"confirmed": False}], 56),
])  # fmt: skip
def test_a_criterion_that_says_what_lasted_is_taken_at_its_word(answers, expected):
    one = settled("PR", [(56, "PR", answers[0]), (112, "PR", answers[1])], parameters={})
    assert find_response(one, meaning("rano-2010"), DAY_0 + timedelta(112)) == DAY_0 + timedelta(expected)


def test_myeloma_counts_a_response_by_what_it_was_confirmed_as():
    as_pr = {"confirmed_as": "PR"}
    points = [(28, "PR", {"confirmed_as": None}), (56, "VGPR", as_pr), (84, "PR", as_pr)]
    one = settled("PR", points, parameters={})
    assert find_response(one, meaning("imwg-2016"), DAY_0 + timedelta(84)) == DAY_0 + timedelta(56)


@pytest.mark.parametrize("name", sorted(one for one in CRITERIA if CRITERIA[one].kind == "criterion"))
def test_every_worked_example_has_times_and_a_responder_a_date(name):
    """What the criterion calls progression is the event; who responds by the headline has a first response."""
    for example in CRITERIA[name].examples:
        parameters = example.case.get("parameters", {})
        reading = CRITERIA[name].open_reading(parameters)
        found = meaning_of(CRITERIA[name], reading)
        result = reading.case([(point["day"], point) for point in example.case["time_points"]])
        first = example.case["time_points"][0]["day"]
        start = DAY_0 + timedelta(first)
        stored = [
            {"on": (DAY_0 + timedelta(point["day"])).isoformat(), "name": "x", "signed_by": "R",
             "response": point["overall"] or "", "answers": point}
            for point in result.time_points
        ]  # fmt: skip
        day = result.progression_day
        on = None if day is None else DAY_0 + timedelta(day)
        defaults = {key: getattr(CRITERIA[name].parameters(), key, None) for key in PARAMETERS}
        told = {key: value for key, value in {**defaults, **parameters}.items() if value is not None}
        one = Settled("x", start, result.headline, None, on, stored, told)
        times = derive_times(one, found, EMA, SCHEDULE)
        assert times.progression_free.is_event == (on is not None), example.name
        if on is not None:
            assert times.progression_free.on == on, example.name
        assert (times.to_response is not None) == (result.headline in found.responding), example.name
