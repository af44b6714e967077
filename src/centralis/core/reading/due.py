"""When a read is due: the definition's days counted from the moment when it could first be begun.

A time point can be begun when its images are accepted, the case is given out, and the time point before it is signed;
the clock starts at the last of these and stands still while reading is on hold. Times are aware datetimes (UTC).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

_SATURDAY = 5


@dataclass(frozen=True)
class Pause:
    """A hold: from when, and until when (None: it holds)."""

    began_at: datetime
    ended_at: datetime | None = None


def compute_due(ready_at: Iterable[datetime], due_days: int, pauses: Iterable[Pause], now: datetime) -> datetime | None:
    """When a read is due, or None where the definition sets no days (0) or nothing made it ready.

    Each hold after the start moves it on by as long as it lasted; holds that overlap count once.
    """
    moments = list(ready_at)
    if due_days <= 0 or not moments:
        return None
    start = max(moments)
    due = start + timedelta(days=due_days)
    for began, ended in _merge(pauses, now):
        if ended > start and began < due:
            due += ended - max(began, start)
    return due


def add_working_days(start: date, days: int) -> date:
    """The day that lies `days` working days (Monday to Friday; holidays are not known) after a day."""
    due, left = start, days
    while left > 0:
        due += timedelta(days=1)
        left -= due.weekday() < _SATURDAY
    return due


def is_overdue(due: datetime | None, done_at: datetime | None, now: datetime) -> bool:
    """Whether a read was signed after it was due or, unsigned, is due no longer in the future."""
    return due is not None and (done_at or now) > due


def _merge(pauses: Iterable[Pause], now: datetime) -> list[tuple[datetime, datetime]]:
    merged: list[tuple[datetime, datetime]] = []
    for began, ended in sorted((one.began_at, one.ended_at or now) for one in pauses):
        if merged and began <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], ended))
        elif ended > began:
            merged.append((began, ended))
    return merged
