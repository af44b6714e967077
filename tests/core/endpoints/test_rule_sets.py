"""Every row of every rule set by its number, with days by hand; the day the start counts from is day 0 here."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from centralis.core.endpoints.method import StatisticsError
from centralis.core.endpoints.progression import Dated, ReadAssessment, SubjectRecord
from centralis.core.endpoints.rule_sets import EMA_2012, FDA_2007_A, FDA_2018_A, RULE_SETS, choose, find_rules
from centralis.core.endpoints.time_to_event import Endpoint, Gap, NewTherapy, Schedule, derive_time_to_event

START = date(2026, 1, 1)
#: two missed visits of 56 +- 7 days allow 126 days
IN_TIME = Schedule(missed_visits=2, interval_days=56, window_days=7)
PLANNED = Schedule(missed_visits=2, window_days=7, planned_days=(56, 112, 168, 224, 280))
TTP = Endpoint.TTP


def on(day):
    return START + timedelta(days=day)


def record(assessments=(), has_baseline=True, **facts):
    """Assessments as (day, response) or (day, response, day it counts from); facts as days."""
    reads = tuple(
        ReadAssessment(on(day), code, on(back[0]) if back else None, f"visit of day {day}")
        for day, code, *back in assessments
    )
    dated = {name: Dated(on(day), f"{name} form") for name, day in facts.items()}
    return SubjectRecord("S1", START, reads, has_baseline, **dated)


def decide(one, rules, schedule=IN_TIME, endpoint=Endpoint.PFS):
    found = derive_time_to_event(one, rules, schedule, endpoint)
    assert found.days == (found.on - START).days + 1
    return (found.on - START).days, found.is_event, found.rule


FDA_ROWS = [
    ("1", record(), (0, False, "no-assessment")),
    ("1", record([(56, "NE")]), (0, False, "no-assessment")),
    ("1", record([(56, "SD"), (112, "PD")], has_baseline=False), (0, False, "no-assessment")),
    ("1", record(new_therapy=30), (0, False, "no-assessment")),
    ("2", record([(56, "SD"), (112, "PD")], new_therapy=60), (56, False, "new-therapy")),
    ("2", record([(56, "SD"), (112, "SD")], new_therapy=112), (112, False, "new-therapy")),
    ("2", record([(56, "SD")], new_therapy=60, death=90), (56, False, "new-therapy")),
    ("3", record([(56, "SD")], death=183), (56, False, "missed-visits")),
    ("3", record([(56, "SD"), (112, "NE"), (168, "NE"), (224, "PD")]), (56, False, "missed-visits")),
    ("3", record(death=127), (0, False, "missed-visits")),
    ("4", record(death=126), (126, True, "death")),
    ("4", record([(56, "NE")], death=100), (100, True, "death")),
    ("5", record([(56, "SD"), (112, "PD"), (168, "PD")]), (112, True, "progression")),
    ("5", record([(56, "SD"), (84, "PD")]), (84, True, "progression")),
    ("5", record([(56, "SD"), (112, "PD", 56)]), (56, True, "progression")),
    ("5", record([(56, "SD"), (112, "PD")], new_therapy=112), (112, True, "progression")),
    ("5", record([(56, "PD")], death=56), (56, True, "progression")),
    ("6", record([(56, "SD")], death=182), (182, True, "death")),
    ("8", record([(56, "SD"), (112, "NE")], discontinued=120), (56, False, "discontinued")),
    ("9", record([(56, "SD"), (112, "PR"), (168, "NE")]), (112, False, "no-progression")),
]


@pytest.mark.parametrize("rules", [FDA_2007_A, FDA_2018_A], ids=lambda one: one.name)
@pytest.mark.parametrize(("number", "one", "expected"), FDA_ROWS)
def test_fda_table_a_row_by_row(rules, number, one, expected):
    assert decide(one, rules) == expected
    assert expected[2] in [row.name for row in rules.rows if row.number == number]


EMA_ROWS = [
    ("1", record(), (0, False, "no-assessment")),
    ("4", record(death=300), (300, True, "death")),
    ("5", record([(56, "SD"), (112, "PD")], new_therapy=60), (112, True, "progression")),
    ("5", record([(56, "SD"), (112, "NE"), (168, "NE"), (224, "PD")]), (224, True, "progression")),
    ("6", record([(56, "SD")], death=400), (400, True, "death")),
    ("6", record([(56, "SD")], new_therapy=60, death=90), (90, True, "death")),
    ("8", record([(56, "SD")], discontinued=60, new_therapy=60), (56, False, "discontinued")),
    ("9", record([(56, "SD"), (112, "SD")], new_therapy=60), (112, False, "no-progression")),
]


@pytest.mark.parametrize(("number", "one", "expected"), EMA_ROWS)
def test_ema_row_by_row(number, one, expected):
    assert decide(one, EMA_2012, None) == expected
    assert expected[2] in [row.name for row in EMA_2012.rows if row.number == number]


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (record([(56, "SD")], death=90), (56, False, "death-without-progression")),
        (record([(56, "SD"), (112, "PD")], death=150), (112, True, "progression")),
        (record(death=50), (0, False, "no-assessment")),
        (record([(56, "SD"), (200, "PD")], death=210), (56, False, "missed-visits")),
    ],
)
def test_a_death_is_no_event_of_time_to_progression(one, expected):
    """Row 7, and what a death leaves of the other rows."""
    assert decide(one, FDA_2007_A, IN_TIME, TTP) == expected


@pytest.mark.parametrize(
    ("assessments", "event", "expected"),
    [
        ([(56, "SD")], 176, (56, False, "missed-visits")),
        ([(56, "SD")], 175, (175, True, "death")),
        ([(50, "SD")], 176, (50, False, "missed-visits")),
        ([(106, "SD")], 231, (231, True, "death")),
        ([(104, "SD")], 176, (104, False, "missed-visits")),
        ([(56, "SD"), (112, "NE")], 176, (56, False, "missed-visits")),
    ],
)
def test_missed_visits_by_count(assessments, event, expected):
    """Windows 49-63, 105-119, 161-175, 217-231. Day 176 leaves 112 and 168 missed after day 56, day 175 only 112. An
    assessment on day 106 lies in the window of 112; on day 231 only 168 is over. NE is a missed visit."""
    assert decide(record(assessments, death=event), FDA_2007_A, PLANNED) == expected


def test_sentences_and_provenance():
    found = derive_time_to_event(record([(56, "SD"), (112, "PD", 84)]), FDA_2007_A, IN_TIME)
    assert (found.sentence, found.provenance, found.subject) == (
        "Progression was first seen on 2026-03-26, day 85: event.",
        "visit of day 112",
        "S1",
    )
    found = derive_time_to_event(record([(56, "SD")], death=183), FDA_2007_A, IN_TIME)
    assert found.sentence == (
        "Progression or death does not count, since it came 127 days after the last adequate assessment, more than "
        "126: censored at the last adequate assessment on 2026-02-26, day 57."
    )
    assert found.provenance == "visit of day 56"
    found = derive_time_to_event(record([(56, "SD")], death=176), FDA_2007_A, PLANNED)
    assert "2 planned visits were missed before it (days 112, 168)" in found.sentence
    found = derive_time_to_event(record([(56, "SD")], death=60), FDA_2007_A, IN_TIME)
    assert (found.sentence, found.provenance) == ("Death on 2026-03-02, day 61: event.", "death form")
    assert derive_time_to_event(record(), EMA_2012).sentence.endswith("and no event: censored at the start.")


@pytest.mark.parametrize(
    ("therapy", "gap", "expected"),
    [
        (NewTherapy.CENSOR, Gap.CENSOR, (56, False, "new-therapy")),
        (NewTherapy.EVENT, Gap.CENSOR, (60, True, "new-therapy")),
        (NewTherapy.IGNORE, Gap.CENSOR, (56, False, "missed-visits")),
        (NewTherapy.IGNORE, Gap.IGNORE, (224, True, "progression")),
    ],
)
def test_a_trials_own_choices(therapy, gap, expected):
    """Sensitivity analyses: rows 2 and 3 of either set give way to the choice."""
    one = record([(56, "SD"), (224, "PD")], new_therapy=60)
    for rules in (FDA_2007_A, EMA_2012):
        chosen = choose(rules, therapy, gap)
        assert decide(one, chosen) == expected
        assert chosen.name == f"{rules.name}, new therapy: {therapy}, missed visits: {gap}"
    assert choose(EMA_2012, NewTherapy.IGNORE, Gap.IGNORE).rows == EMA_2012.rows
    assert choose(EMA_2012, NewTherapy.CENSOR, Gap.CENSOR).rows == FDA_2007_A.rows
    assert decide(record(new_therapy=30), choose(EMA_2012, NewTherapy.EVENT, Gap.IGNORE)) == (30, True, "new-therapy")


def test_rules_by_name_and_without_a_schedule():
    assert find_rules("ema-2012") is EMA_2012
    with pytest.raises(StatisticsError, match="expected one of fda-2007-a, fda-2018-a, ema-2012"):
        find_rules("fda")
    with pytest.raises(StatisticsError, match="planned days or its visit interval"):
        derive_time_to_event(record(), FDA_2007_A)


CODES = st.sampled_from(["CR", "PR", "SD", "PD", "NE"])
RECORDS = st.builds(
    record,
    st.lists(st.tuples(st.integers(0, 400), CODES), max_size=8, unique_by=lambda one: one[0]),
    st.booleans(),
)


@given(
    RECORDS, st.sampled_from([None, 401, 450]), st.sampled_from([None, 0, 100, 300]), st.sampled_from(list(RULE_SETS))
)
def test_rules_of_every_duration(one, death, therapy, name):
    """It lies within the record, an event needs a fact, EMA never ends before FDA, PFS never after TTP's event."""
    facts = {key: Dated(on(day)) for key, day in (("death", death), ("new_therapy", therapy)) if day is not None}
    one = SubjectRecord(one.subject, one.start, one.assessments, one.has_baseline, **facts)
    found = derive_time_to_event(one, RULE_SETS[name], IN_TIME)
    dates = {START, *(read.on for read in one.assessments), *(fact.on for fact in facts.values())}
    assert found.on in dates
    assert found.sentence.endswith(".")
    assert (found.subject, found.rules) == ("S1", name)
    if found.is_event:
        assert any(read.response == "PD" for read in one.assessments) or death is not None
    assert derive_time_to_event(one, EMA_2012).on >= derive_time_to_event(one, FDA_2007_A, IN_TIME).on
    progressed = derive_time_to_event(one, RULE_SETS[name], IN_TIME, TTP)
    if progressed.is_event:
        assert (progressed.on, found.is_event) == (found.on, True)
    turned = SubjectRecord(one.subject, one.start, one.assessments[::-1], one.has_baseline, **facts)
    assert derive_time_to_event(turned, RULE_SETS[name], IN_TIME) == found
