"""Progression-free survival, row by row of the rule table, with days by hand."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from centralis.core.endpoints.progression import (
    ProgressionRule,
    ReadAssessment,
    SubjectFacts,
    derive_progression_date,
    derive_progression_free_survival,
)

START = date(2026, 1, 1)
RULE = ProgressionRule(missed_visits=2, interval_days=56, window_days=7)


def on(day):
    return START + timedelta(days=day)


def record(**codes):
    return [ReadAssessment(on(int(day[1:])), code.replace("_", "/")) for day, code in codes.items()]


def survive(assessments, died=None, therapy=None, rule=RULE):
    subject = SubjectFacts(START, on(died) if died else None, on(therapy) if therapy else None)
    found = derive_progression_free_survival(assessments, subject, rule)
    assert found.days == (found.on - START).days + 1
    return (found.on - START).days, found.is_event, found.rule


def test_progression_at_a_visit():
    assert survive(record(d56="SD", d112="PD", d168="PD")) == (112, True, "progression")


def test_no_progression_is_censored_at_the_last_adequate_assessment():
    """NE on day 168 says nothing: day 112."""
    assert survive(record(d56="SD", d112="PR", d168="NE")) == (112, False, "no-progression")


def test_no_assessment_is_censored_at_the_start():
    assert survive([]) == (0, False, "no-assessment")
    assert survive(record(d56="NE")) == (0, False, "no-assessment")


def test_death_before_the_first_assessment_is_an_event():
    assert survive([], died=100) == (100, True, "death")


@pytest.mark.parametrize(("died", "expected"), [(182, (182, True, "death")), (183, (56, False, "missed-visits"))])
def test_gap_is_measured_in_time(died, expected):
    """Last adequate day 56, two missed visits allow 2 x (56 + 7) = 126 days: day 182 counts, day 183 does not."""
    assert survive(record(d56="SD"), died=died) == expected


def test_gap_counts_as_event_by_the_trials_choice():
    rule = ProgressionRule(interval_days=56, window_days=7, gap_is="event")
    assert survive(record(d56="SD"), died=183, rule=rule) == (183, True, "death")


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        ("censor", (56, False, "new-therapy")),
        ("event", (80, True, "new-therapy")),
        ("ignore", (112, True, "progression")),
    ],
)
def test_new_therapy_before_progression(choice, expected):
    rule = ProgressionRule(interval_days=56, window_days=7, new_therapy_is=choice)
    assert survive(record(d56="SD", d112="PD"), therapy=80, rule=rule) == expected


def test_new_therapy_after_progression_changes_nothing():
    assert survive(record(d56="SD", d112="PD"), therapy=120) == (112, True, "progression")


def test_an_equivocal_lesion_confirmed_later_dates_back():
    found = [*record(d56="SD"), ReadAssessment(on(112), "PD", counts_from=on(56))]
    assert derive_progression_date(found) == on(56)
    assert survive(found) == (56, True, "progression")


def test_months_and_sentence():
    found = derive_progression_free_survival(record(d112="PD"), SubjectFacts(START), RULE)
    assert found.months == pytest.approx(113 / 30.4375)
    assert found.sentence == "Progression on 2026-04-23, day 113: event."


def test_impossible_facts_are_refused():
    with pytest.raises(ValueError, match="death"):
        survive([], died=-1)
    with pytest.raises(ValueError, match="new_therapy_is"):
        survive([], rule=ProgressionRule(new_therapy_is="maybe"))


@given(
    st.dictionaries(st.integers(1, 400), st.sampled_from(["SD", "PR", "NE", "PD"]), max_size=6),
    st.none() | st.integers(1, 500),
)
def test_an_earlier_progression_never_lengthens(codes, died):
    """Add a progression: the time to the end never grows when no gap is looked at."""
    rule = ProgressionRule()
    records = [ReadAssessment(on(day), code) for day, code in codes.items()]
    with_more = [one for one in records if one.on != on(30)] + [ReadAssessment(on(30), "PD")]
    after = survive(with_more, died=died, rule=rule)
    assert after[1] is True
    assert after[0] <= 30 or after[2] == "death"
