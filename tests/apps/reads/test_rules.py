"""Rules of the reading room: orders, draws, names, and what is hidden of days."""

import json
import re
from datetime import date, timedelta

import pytest

from centralis.apps.reads import rules
from centralis.core.catalogue import CRITERIA

SEED = bytes(range(32))


def fact(name, ordinal, on=None, ready=True, unscheduled=False):
    return rules.VisitFact(name, ordinal, on, ready and on is not None, unscheduled)


def names(visits, last=None):
    return [one.visit_id for one in rules.order_to_come(visits, last)]


def test_time_points_come_by_the_day_of_the_scan_and_unscheduled_ones_between():
    day = date(2026, 1, 1)
    visits = [fact("W16", 2, day + timedelta(112)), fact("BL", 0, day), fact("W8", 1, day + timedelta(56)),
              fact("UNS", 4, day + timedelta(80), unscheduled=True)]  # fmt: skip
    assert names(visits) == ["BL", "W8", "UNS", "W16"]


def test_a_planned_visit_without_a_date_holds_back_what_is_planned_after_it():
    day = date(2026, 1, 1)
    assert names([fact("W16", 2, day), fact("W8", 1), fact("BL", 0)]) == ["BL", "W8", "W16"]
    assert names([fact("W16", 2, day), fact("UNS", 3, unscheduled=True)]) == ["W16", "UNS"]


def test_what_lies_before_a_read_time_point_is_not_to_come():
    day = date(2026, 1, 1)
    assert names([fact("W8", 1, day), fact("W16", 2, day + timedelta(56))], last=day) == ["W16"]


def test_a_case_name_tells_nothing_but_its_token():
    assert rules.name_case("token a") == rules.name_case("token a") != rules.name_case("token b")
    assert len(rules.name_case("token a")) == 6


@pytest.mark.req("IMG-9")
def test_days_become_time_points_and_checks_of_days_are_left_out():
    text = "Day 56 and day -3, day 99"
    assert rules.hide_days(text, [-3, 56]) == "time point 2 and time point 1, an earlier time point"
    kept = {"check": "F10", "field": "targets", "sentence": "CR on day 56"}
    findings = [{"check": "F05", "field": "day", "sentence": "Day 5"}, kept]
    assert rules.show_findings(findings, [-3, 56], hides_dates=True) == [{**kept, "sentence": "CR on time point 2"}]
    assert rules.show_findings(findings, [-3, 56], hides_dates=False) == findings
    assessment = {"day": 56, "progression_day": 56, "overall": "PD", "sentence": "first seen on day -3"}
    assert rules.show_assessment(assessment, [-3, 56], hides_dates=True) == {
        "overall": "PD",
        "sentence": "first seen on time point 1",
    }


@pytest.mark.req("IMG-9")
def test_days_inside_an_answer_intervals_and_rates_are_hidden_too():
    assessment = {
        "bone": {"reference_day": 0, "new": 2, "sentence": "New since the scan of day 0: 2. Settled by day 56."},
        "change_percent_per_year": -0.6,
        "change_percent": -0.3,
        "regions": ["spinal_cord"],
        "sentence": "The iUPD of day 0 lies 56 days back; -0.612 % a year.",
    }
    assert rules.show_assessment(assessment, [0, 56], hides_dates=True) == {
        "bone": {"new": 2, "sentence": "New since the scan of time point 1: 2. Settled by time point 2."},
        "change_percent": -0.3,
        "regions": ["spinal_cord"],
        "sentence": "The iUPD of time point 1 lies some days back; its rate.",
    }
    assert not rules.is_date_field("progression_days")
    assert rules.is_date_field("radiation_end_day")


@pytest.mark.req("IMG-9")
@pytest.mark.parametrize("name", list(CRITERIA))
def test_no_worked_example_tells_a_reader_a_day_or_an_interval(name):
    for example in CRITERIA[name].examples:
        answer = CRITERIA[name].assess(example.case)
        days = [point["day"] for point in answer["time_points"]]
        for point in answer["time_points"]:
            shown = rules.show_assessment(point, days, hides_dates=True)
            told = rules.show_findings(point["findings"], days, hides_dates=True)
            text = json.dumps([shown, told])
            assert not re.search(r"_day\"|\bday -?\d|\d days|\d % (a|per) year", text, re.IGNORECASE), text


def test_free_numbers_fill_the_gaps():
    assert rules.free_numbers([2], 3) == (1, 3)
