"""Expected visits: dates from the anchor, and what stands where on a day."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import centralis.apps.trials.definition as package
from centralis.apps.trials.definition import Definition, VisitState, definition_or_raise, expected_visits
from centralis.apps.trials.definition.visits import visits_on

ANCHOR = date(2026, 3, 2)
EXAMPLE = definition_or_raise(Path(package.__file__).with_name("example.yaml").read_bytes())


def states(found: tuple[object, ...]) -> dict[str, str]:
    return {one.visit: one.state.value for one in found}  # type: ignore[attr-defined]


def test_windows_are_dated_from_the_anchor(example: Definition) -> None:
    baseline, week8, *_ = expected_visits(example, ANCHOR, ANCHOR)
    assert (baseline.due, baseline.opens, baseline.closes) == (ANCHOR, date(2026, 2, 2), ANCHOR)
    assert (week8.due, week8.opens, week8.closes) == (date(2026, 4, 27), date(2026, 4, 20), date(2026, 5, 4))
    assert baseline.baseline
    assert not week8.baseline
    assert (week8.window.visit, week8.window.opens, week8.window.unscheduled) == ("W8", date(2026, 4, 20), False)


@pytest.mark.parametrize(
    ("on", "expected"),
    [(date(2026, 2, 1), "ahead"), (date(2026, 2, 2), "due"), (ANCHOR, "due"), (date(2026, 3, 3), "overdue")],
)
def test_both_ends_of_a_window_belong_to_it(example: Definition, on: date, expected: str) -> None:
    assert states(expected_visits(example, ANCHOR, on))["BL"] == expected


def test_overdue_counts_days(example: Definition) -> None:
    found = {one.visit: one for one in expected_visits(example, ANCHOR, date(2026, 5, 10), {"BL": ["ct_cap"]})}
    assert (found["W8"].state, found["W8"].days_overdue) == (VisitState.OVERDUE, 6)
    assert (found["BL"].state, found["BL"].days_overdue) == (VisitState.RECEIVED, 0)
    assert found["W16"].state is VisitState.AHEAD


def test_without_an_anchor_nothing_is_overdue(example: Definition) -> None:
    found = expected_visits(example, None, date(2026, 5, 10))
    assert states(found) == {"BL": "undated", "W8": "undated", "W16": "undated", "W24": "undated"}
    assert found[0].opens is None


@pytest.mark.req("IMG-4")
def test_unscheduled_visits_show_only_when_something_came(example: Definition) -> None:
    found = expected_visits(example, ANCHOR, ANCHOR, {"UNS": ["ct_cap"]})
    assert states(found)["UNS"] == "unscheduled"
    assert found[-1].window.unscheduled
    assert "UNS" not in states(expected_visits(example, ANCHOR, ANCHOR))


def test_after_leaving_nothing_more_is_expected(example: Definition) -> None:
    found = states(expected_visits(example, ANCHOR, date(2026, 9, 1), {"BL": ["ct_cap"]}, left=date(2026, 5, 1)))
    assert found == {"BL": "received", "W8": "missed"}


def test_beyond_the_calendar_is_undated_not_a_crash(example: Definition) -> None:
    assert set(states(expected_visits(example, date.max, date(2026, 1, 1))).values()) == {"undated", "ahead"}


@given(st.integers(-100, 300))
def test_a_day_belongs_to_one_visit_at_most(offset: int) -> None:
    made = ANCHOR + timedelta(days=offset)
    found = visits_on(EXAMPLE, ANCHOR, made)
    assert len(found) <= 1
    for visit in EXAMPLE.visits:
        if visit.day is not None:
            inside = visit.day + visit.window[0] <= offset <= visit.day + visit.window[1]
            assert (visit in found) is inside


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.integers(-400, 800))
def test_a_window_holds_its_due_day_and_states_follow_the_calendar(anchor: date, offset: int) -> None:
    on = anchor + timedelta(days=offset)
    for one in expected_visits(EXAMPLE, anchor, on):
        assert one.opens is not None
        assert one.due is not None
        assert one.closes is not None
        assert one.opens <= one.due <= one.closes
        late = (on - one.closes).days
        assert one.days_overdue == max(0, late)
        assert (one.state is VisitState.OVERDUE) == (late > 0)
        assert (one.state is VisitState.AHEAD) == (on < one.opens)
