"""Readers on the page of read management: display, test cases, load, whose turn it is; in a fixed number of queries."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.apps.reads.conftest import entries, target
from tests.apps.reads.running.test_displays import asks, check
from tests.apps.reads.test_reader_views import browser

from centralis.apps.action import house
from centralis.apps.reads import reactions
from centralis.apps.reads.models import DisplayCheck
from centralis.apps.reads.running import actions as running
from centralis.apps.reads.running import managing
from centralis.apps.reads.running.displays import DisplayStanding
from centralis.apps.reads.running.readers import Turn

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)


def standing(days: int, ago_days: int | None, *, is_passed: bool = True) -> tuple[bool, bool, int | None]:
    """(overdue, due soon, days from now until which the check counts) of a check made some days ago."""
    last = None if ago_days is None else DisplayCheck(is_passed=is_passed, checked_at=NOW - timedelta(days=ago_days))
    found = DisplayStanding.of(last, days, NOW)
    return found.is_overdue, found.is_due_soon, None if found.until is None else (found.until - NOW).days


def test_a_check_is_due_by_the_definitions_days():
    assert standing(30, None) == (True, False, None), "never checked"
    assert standing(30, 1) == (False, False, 29)
    assert standing(30, 23) == (False, True, 7)
    assert standing(30, 30) == (True, False, 0), "it counts for thirty days and no longer"
    assert standing(30, 1, is_passed=False) == (True, False, None)
    assert standing(0, None) == standing(0, 400) == (False, False, None), "none is asked"


def lines(reading):
    found = managing.managed(reading.world.caller("project manager"), reading.trial_id)
    return {one.person.printed_name: one for one in found.readers}, found


@pytest.mark.django_db
def test_each_readers_next_step_is_told_with_the_check_of_the_display(started):
    asks(started, 30)
    task, other = (started.task("01-001", number) for number in (1, 2))
    check(started.caller(task))
    mine, theirs = (lines(started)[0][one.reader.printed_name] for one in (task, other))
    assert (mine.turn, mine.waiting, mine.display.is_overdue) == (Turn.READ, 1, False)
    assert theirs.turn is Turn.CHECK_DISPLAY
    page = browser(started, "project manager").get(f"/t/{started.trial_id}/reads/").content.decode()
    today, ends = house.now().date(), house.now().date() + timedelta(days=30)
    assert f"passed {today}, due {ends}" in page
    assert "overdue: never checked" in page
    assert "Reader: check the display" in page
    running.place_hold(started.world.caller("project manager"), started.world.trial, "a holiday", task.reader)
    assert lines(started)[0][task.reader.printed_name].turn is Turn.LIFT
    page = browser(started, "project manager").get(f"/t/{started.trial_id}/reads/").content.decode()
    assert "You: lift the hold" in page


@pytest.mark.django_db
def test_the_page_asks_as_often_for_many_cases_as_for_few(started):
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            lines(started)
        return len(asked)

    started.read(started.task("01-001", 1), 1, entries(target("T1", 20.0)))
    few = queries()
    for subject in ("01-002", "02-001"):
        started.accept(subject, "BL")
        started.accept(subject, "W8")
    reactions.assign_due(started.trial_id)
    started.read(started.task("01-001", 2), 1, entries(target("T1", 20.0)))
    assert len(lines(started)[1].reads) > 4
    assert queries() == few


@pytest.mark.django_db
def test_a_hold_on_all_reading_is_every_readers_next_step(started):
    running.place_hold(started.world.caller("project manager"), started.world.trial, "an amendment")
    assert {one.turn for one in lines(started)[0].values()} == {Turn.LIFT}


@pytest.mark.django_db
def test_whether_anything_is_noted_is_asked_once_and_not_for_every_row(started, monkeypatch):
    asked = []
    noted = managing.Managed.has_notes.fget
    monkeypatch.setattr(managing.Managed, "has_notes", property(lambda self: asked.append(1) or noted(self)))
    browser(started, "project manager").get(f"/t/{started.trial_id}/reads/")
    assert len(asked) == 1
