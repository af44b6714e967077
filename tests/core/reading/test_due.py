"""Due dates: from the last thing that made a read possible, moved on by holds, which count once."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from centralis.core.reading.due import Pause, add_working_days, compute_due, is_overdue

START = datetime(2026, 3, 2, 9, tzinfo=UTC)


def day(number):
    return START + timedelta(days=number)


@pytest.mark.parametrize(
    ("pauses", "due"),
    [
        ([], 5),
        ([Pause(day(1), day(3))], 7),
        ([Pause(day(-3), day(-1))], 5),
        ([Pause(day(-3), day(2))], 7),
        ([Pause(day(1), day(3)), Pause(day(2), day(4))], 8),
        ([Pause(day(1), day(2)), Pause(day(3), day(4))], 7),
        ([Pause(day(9), day(11))], 5),
        ([Pause(day(4))], 11),
    ],
)
def test_holds_move_the_day_on_by_as_long_as_they_last(pauses, due):
    assert compute_due([day(-8), START], 5, pauses, day(10)) == day(due)


def test_a_hold_that_only_the_first_hold_brings_into_the_term_counts_too():
    assert compute_due([START], 5, [Pause(day(1), day(4)), Pause(day(6), day(8))], day(20)) == day(10)


def test_no_days_no_due_date():
    assert compute_due([START], 0, [], START) is None
    assert compute_due([], 5, [], START) is None
    assert is_overdue(None, None, START) is False


def test_overdue_is_after_the_moment_and_for_signed_reads_by_their_time():
    assert is_overdue(day(5), None, day(5)) is False
    assert is_overdue(day(5), None, day(5) + timedelta(seconds=1)) is True
    assert is_overdue(day(5), day(4), day(30)) is False
    assert is_overdue(day(5), day(6), day(30)) is True


@given(st.lists(st.tuples(st.integers(-20, 20), st.integers(0, 10)), max_size=6))
def test_a_hold_never_brings_the_day_forward(spans):
    pauses = [Pause(day(begin), day(begin + length)) for begin, length in spans]
    due = compute_due([START], 5, pauses, day(40))
    assert due is not None
    assert day(5) <= due <= day(5 + sum(length for _, length in spans))


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        ("2026-01-05", 2, "2026-01-07"),  # Monday
        ("2026-01-08", 2, "2026-01-12"),  # Thursday: Friday, Monday
        ("2026-01-09", 1, "2026-01-12"),  # Friday
        ("2026-01-10", 1, "2026-01-12"),  # Saturday
        ("2026-01-05", 0, "2026-01-05"),
    ],
)
def test_working_days_leave_out_saturday_and_sunday(start: str, days: int, due: str):
    assert add_working_days(date.fromisoformat(start), days) == date.fromisoformat(due)
