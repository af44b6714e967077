"""Durations by declared sources: a rule set of one's own, several evaluators, and what the survival methods take."""

from datetime import date, timedelta

import pytest

from centralis.core.endpoints.method import StatisticsError
from centralis.core.endpoints.progression import Dated, ReadAssessment, SubjectRecord
from centralis.core.endpoints.rule_sets import EMA_2012
from centralis.core.endpoints.time_to_event import (
    EventSource,
    RuleSet,
    TimeToEvent,
    collect_times,
    derive_by_source,
    derive_time_to_event,
)

START = date(2026, 1, 1)


def on(day):
    return START + timedelta(days=day)


def test_a_rule_set_of_ones_own_decides_by_its_first_row_that_holds():
    death = EventSource("1", "death", "Death", lambda one: one.death is not None, lambda one: one.death)
    rules = RuleSet("survival", "Overall survival", "none", "", (death,), needs_schedule=False)
    found = derive_time_to_event(SubjectRecord("S1", START, death=Dated(on(30), "form 7")), rules)
    assert (found.days, found.is_event, found.provenance) == (31, True, "form 7")
    with pytest.raises(StatisticsError, match="No row of the rules survival holds for subject S2"):
        derive_time_to_event(SubjectRecord("S2", START), rules)


def test_investigator_against_central():
    """The site saw progression on day 56, the central review on day 112."""
    reads = {"site": ((56, "PD"),), "central": ((56, "SD"), (112, "PD"))}
    records = {
        source: SubjectRecord("S1", START, tuple(ReadAssessment(on(day), code, None, source) for day, code in rows))
        for source, rows in reads.items()
    }
    found = derive_by_source(records, EMA_2012)
    assert {source: (one.days, one.is_event, one.provenance) for source, one in found.items()} == {
        "site": (57, True, "site"),
        "central": (113, True, "central"),
    }


def test_durations_in_months_for_the_survival_methods():
    """365 days are 365 / 30.4375 = 11.99 months."""
    one = TimeToEvent(START, on(364), 365, True, "progression", "")
    other = TimeToEvent(START, on(0), 1, False, "no-assessment", "")
    data = collect_times([one, other], ["B", "A"])
    assert data.time.tolist() == pytest.approx([365 / 30.4375, 1 / 30.4375])
    assert (data.is_event.tolist(), data.groups) == ([True, False], ("A", "B"))
    assert round(one.months, 2) == 11.99
