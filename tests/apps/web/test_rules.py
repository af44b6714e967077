"""Where a visit stands: every state is reached, the next step is said, and a site learns nothing of the reading."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from centralis.apps.web import rules
from centralis.apps.web.rules import Milestones, VisitFacts, as_site_sees, standing_of
from centralis.apps.web.states import STATES

READ = {"version": "accepted", "readers": 2, "assigned": 2, "begun": 2, "locked": 2}


@pytest.mark.parametrize(
    ("facts", "state", "words"),
    [
        ({"standing": "undated"}, "expected", "anchor date"),
        ({"standing": "ahead", "opens_on": date(2026, 3, 1)}, "expected", "opens on 2026-03-01"),
        ({"closes_on": date(2026, 3, 9)}, "expected", "by 2026-03-09"),
        ({"standing": "overdue", "days_overdue": 4}, "expected", "4 days overdue"),
        ({"standing": "unscheduled"}, "expected", "unscheduled"),
        ({"announced": True}, "expected", "announced"),
        ({"standing": "missed"}, "missed", "missed"),
        ({"version": "received"}, "received", "by themselves"),
        ({"version": "held", "hold": "The scanner is not qualified: 100 %."}, "held", "not qualified: 100 %."),
        ({"version": "in_qc"}, "in_qc", "decides"),
        ({"version": "queried", "asked": 2}, "queried", "2 queries"),
        ({"version": "in_qc", "asked": 1}, "queried", "a query"),
        ({"version": "queried", "answered": 1}, "queried", "looks at the answer"),
        ({"version": "rejected"}, "rejected", "scans again"),
        ({"version": "superseded"}, "superseded", "replaces"),
        ({"version": "accepted"}, "accepted", "no readers"),
        ({"version": "accepted", "readers": 2}, "accepted", "Assign"),
        ({**READ, "begun": 0, "locked": 0}, "in_reading", "0 of 2"),
        ({**READ, "locked": 1}, "in_reading", "1 of 2"),
        (READ, "read", "locked"),
        ({**READ, "adjudication": "due"}, "adjudication", "adjudicator"),
        ({**READ, "adjudication": "done"}, "locked", "adjudicated"),
        ({"version": "accepted", "data_locked": True}, "locked", "data are locked"),
    ],
)
def test_each_station_has_its_state_and_its_next_step(facts, state, words):
    found = standing_of(VisitFacts(**{"standing": "due", **facts}))
    assert found.state == state
    assert words in found.next_step


@pytest.mark.parametrize(
    ("facts", "role"),
    [
        ({}, "site coordinator"),
        ({"standing": "overdue"}, "site coordinator"),
        ({"version": "held"}, "data manager"),
        ({"version": "in_qc"}, "QC analyst"),
        ({"version": "in_qc", "asked": 1}, "site coordinator"),
        ({"version": "queried", "answered": 1}, "data manager"),
        ({"version": "accepted", "readers": 2}, "project manager"),
        (READ | {"adjudication": "due"}, "adjudicator"),
    ],
)
def test_somebody_is_waited_for(facts, role):
    found = standing_of(VisitFacts(**{"standing": "due", **facts}))
    assert found.is_turn_of(frozenset({role}))
    assert not found.is_turn_of(frozenset({"monitor", "inspector"}))


ANY = st.builds(
    VisitFacts,
    standing=st.sampled_from(["undated", "ahead", "due", "overdue", "missed", "unscheduled"]),
    opens_on=st.just(date(2026, 1, 1)),
    closes_on=st.just(date(2026, 1, 9)),
    days_overdue=st.integers(0, 99),
    announced=st.booleans(),
    version=st.sampled_from(["", "received", "held", "in_qc", "queried", "accepted", "rejected", "superseded"]),
    hold=st.text(max_size=20),
    asked=st.integers(0, 3),
    answered=st.integers(0, 3),
    readers=st.integers(0, 3),
    assigned=st.integers(0, 3),
    begun=st.integers(0, 3),
    locked=st.integers(0, 3),
    adjudication=st.sampled_from(["", "due", "done"]),
    data_locked=st.booleans(),
)


@given(ANY)
def test_any_facts_give_one_of_the_thirteen_states_and_a_sentence(facts):
    found = standing_of(facts)
    assert found.state in STATES
    assert found.next_step


@given(ANY, st.integers(0, 3), st.integers(0, 3), st.sampled_from(["", "due", "done"]), st.booleans())
@pytest.mark.req("IMG-8")
def test_what_happens_in_reading_changes_nothing_that_a_site_sees(facts, begun, locked, adjudication, data_locked):
    other = facts._replace(begun=begun, locked=locked, adjudication=adjudication, data_locked=data_locked)
    assert as_site_sees(standing_of(facts)) == as_site_sees(standing_of(other))


def test_durations_lie_between_stations_and_are_unknown_while_one_is_missing():
    start = datetime(2026, 11, 1, 8, tzinfo=UTC)
    at = Milestones(start, start + timedelta(hours=1), start + timedelta(hours=3))
    assert rules.spans(at) == {
        "to_qc": 3600,
        "to_decision": 7200,
        "to_read": None,
        "to_adjudication": None,
        "in_query": None,
    }
    assert rules.seconds(start, start - timedelta(seconds=1)) is None


@pytest.mark.parametrize(("days", "step"), [(0, "0–7 d"), (7, "0–7 d"), (8, "8–14 d"), (30, "15–30 d"), (31, "> 30 d")])
def test_queries_age_in_steps(days, step):
    assert rules.age_step(days) == step


@pytest.mark.parametrize("value", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_cell_of_a_file_is_a_formula(value):
    assert rules.disarmed(value) == f"'{value}"


@pytest.mark.parametrize("value", ["", "1", "a=b", "01-001"])
def test_other_cells_stay_as_they_are(value):
    assert rules.disarmed(value) == value
