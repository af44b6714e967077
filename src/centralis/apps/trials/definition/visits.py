"""Which visits a subject is expected at, when each window opens and closes, and what stands where on a given day.

Days count from the anchor date (day 0). Both ends of a window are included. All dates are plain calendar days: the
site's day, without a zone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from centralis.apps.trials.definition.model import Definition, Visit
from centralis.core.acquisition.context import VisitWindow


class VisitState(StrEnum):
    """Where an expected visit stands on a day."""

    UNDATED = "undated"  # the anchor is not known yet
    AHEAD = "ahead"
    DUE = "due"
    OVERDUE = "overdue"
    RECEIVED = "received"
    MISSED = "missed"
    UNSCHEDULED = "unscheduled"


@dataclass(frozen=True, slots=True)
class ExpectedVisit:
    """One visit of one subject: its dates, and where it stands."""

    visit: str
    name: str
    required: tuple[str, ...]
    state: VisitState
    due: date | None = None
    opens: date | None = None
    closes: date | None = None
    days_overdue: int = 0
    baseline: bool = False

    @property
    def window(self) -> VisitWindow:
        """The window as acquisition checks take it."""
        return VisitWindow(self.visit, self.opens, self.closes, self.state is VisitState.UNSCHEDULED)


def window_of(visit: Visit, anchor: date | None) -> tuple[date, date, date] | None:
    """Due day, first and last day of a visit's window; None without an anchor, a day, or beyond the calendar."""
    if anchor is None or visit.day is None:
        return None
    try:
        due = anchor + timedelta(days=visit.day)
        return due, due + timedelta(days=visit.window[0]), due + timedelta(days=visit.window[1])
    except OverflowError:
        return None


def expected_visits(
    definition: Definition,
    anchor: date | None,
    on: date,
    received: Mapping[str, Sequence[str]] | None = None,
    left: date | None = None,
) -> tuple[ExpectedVisit, ...]:
    """The visits of a subject as they stand on a day.

    Args:
        definition: the version in force for the subject.
        anchor: the subject's day 0; None while it is not known.
        on: the day that is asked about.
        received: visit id → ids of the acquisitions received; a visit counts as received when all it requires are.
        left: the day the subject left the trial; windows that opened after it are no longer expected.

    Returns:
        Dated visits in order of their day, then unscheduled ones that have received something.

    """
    arrived = received or {}
    baseline = definition.baseline
    dated = sorted((visit for visit in definition.visits if not visit.unscheduled), key=lambda visit: visit.day or 0)
    found = []
    for visit in dated:
        window = window_of(visit, anchor)
        complete = bool(visit.required) and set(visit.required) <= set(arrived.get(visit.id, ()))
        if window is not None and left is not None and window[1] > left and not arrived.get(visit.id):
            continue
        due, opens, closes = window or (None, None, None)
        state = VisitState.RECEIVED if complete else _state(opens, closes, on, left)
        late = (on - closes).days if closes is not None and state is VisitState.OVERDUE else 0
        found.append(
            ExpectedVisit(visit.id, visit.name, visit.required, state, due, opens, closes, late, visit == baseline)
        )
    extra = [visit for visit in definition.visits if visit.unscheduled and arrived.get(visit.id)]
    found += [ExpectedVisit(one.id, one.name, one.required, VisitState.UNSCHEDULED) for one in extra]
    return tuple(found)


def visits_on(definition: Definition, anchor: date, made: date) -> tuple[Visit, ...]:
    """The scheduled visits whose window holds a day: one at most in a checked definition; none means unscheduled."""
    found = []
    for visit in definition.visits:
        window = window_of(visit, anchor) if not visit.unscheduled else None
        if window is not None and window[1] <= made <= window[2]:
            found.append(visit)
    return tuple(found)


def _state(opens: date | None, closes: date | None, on: date, left: date | None) -> VisitState:
    if opens is None or closes is None:
        return VisitState.UNDATED
    if on < opens:
        return VisitState.AHEAD
    if on <= closes:
        return VisitState.DUE
    # Once the subject has left, what did not come will not come.
    return VisitState.MISSED if left is not None and on > left else VisitState.OVERDUE
