"""The readers of a trial on the page of read management: may they read, what waits for them, whose turn it is."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from statistics import median
from typing import Protocol
from uuid import UUID

from centralis.apps.people.models import Person
from centralis.apps.reads.cases import Case
from centralis.apps.reads.models import Hold, ReadState, TrainingTrial
from centralis.apps.reads.running import displays
from centralis.apps.reads.running.displays import DisplayStanding
from centralis.apps.reads.running.pool import Pool, newest_qualifications
from centralis.apps.reads.running.tested import Tested, gather_given

_DAY_S = 86_400


class Turn(StrEnum):
    """What has to come next of a reader; the first that holds. The words stand in the page's template."""

    LIFT = "lift"
    QUALIFY = "qualify"
    CHECK_DISPLAY = "check_display"
    READ = "read"
    NOTHING = "nothing"


class Waits(Protocol):
    """A time point of a case as the counts take it."""

    @property
    def task_id(self) -> UUID: ...

    @property
    def state(self) -> str: ...

    @property
    def is_overdue(self) -> bool: ...

    @property
    def due_at(self) -> datetime | None: ...


@dataclass(frozen=True, slots=True)
class ReaderLine:
    """One reader: what is lacking for reading, until when the qualification holds, whether there is a certificate of
    it, the own hold (`is_trial_held`: one on all reading), cases, reads signed, waiting and overdue, the median days
    from ready to signed; the display's check; the test cases where the trial has any."""

    person: Person
    gaps: tuple[str, ...]
    valid_until: date | None
    is_certified: bool
    hold: Hold | None
    cases: int
    signed: int
    waiting: int
    overdue: int
    next_due: datetime | None
    median_days: float | None
    display: DisplayStanding
    tested: Tested | None
    is_trial_held: bool

    @property
    def turn(self) -> Turn:
        """Whose turn it is, and for what."""
        if self.hold is not None or self.is_trial_held:
            return Turn.LIFT
        if self.gaps:
            return Turn.QUALIFY
        if self.display.is_overdue:
            return Turn.CHECK_DISPLAY
        return Turn.READ if self.waiting else Turn.NOTHING


def reader_lines(
    trial_id: UUID, pool: Pool, cases: Sequence[Case], lines: Mapping[UUID, Sequence[Waits]], now: datetime
) -> Iterable[ReaderLine]:
    """Every reader of the pool by name. `lines`: the time points of each case."""
    records = newest_qualifications(trial_id)
    checks = displays.standings(trial_id, [one.pk for one in pool.persons], now)
    tested = _tested(trial_id)
    is_trial_held = any(one.reader_id is None and one.subject_id is None for one in pool.holds)
    mine: dict[UUID, list[Case]] = {}
    for case in cases:
        mine.setdefault(case.task.reader_id, []).append(case)
    for person in sorted(pool.persons, key=lambda one: one.printed_name):
        own = mine.get(person.pk, [])
        read = [line for case in own for line in lines[case.task.pk]]
        to_do = [line for line in read if line.state in ("due", "open")]
        row = records.get(person.pk)
        yield ReaderLine(
            person,
            pool.gaps[person.pk],
            row.valid_until if row else None,
            row is not None and not pool.gaps[person.pk],
            next((one for one in pool.holds if one.reader_id == person.pk), None),
            len(own),
            sum(line.state == "locked" for line in read),
            len({line.task_id for line in to_do}),
            sum(line.is_overdue for line in to_do),
            min((line.due_at for line in to_do if line.due_at), default=None),
            _median_days(own),
            checks[person.pk],
            tested(person.pk) if tested else None,
            is_trial_held,
        )


def ready_at(case: Case, number: int, since: datetime) -> list[datetime]:
    """The moments that had to come before a time point could be begun; `since`: its images were accepted."""
    before = [one.read for one in case.places if one.number == number - 1 and one.read is not None]
    return [case.task.created_at, since, *(read.state_since for read in before)]


def _tested(trial_id: UUID) -> Callable[[UUID], Tested] | None:
    named = TrainingTrial.objects.select_related("training", "reference").filter(trial_id=trial_id).first()
    return gather_given(named).of if named is not None else None


def _median_days(cases: Iterable[Case]) -> float | None:
    """The median days from ready to signed, over a reader's signed reads."""
    took = [
        (read.state_since - max(ready_at(case, place.number, read.exam_version.state_since))).total_seconds() / _DAY_S
        for case in cases
        for place in case.places
        if (read := place.read) is not None and read.state == ReadState.LOCKED
    ]
    return round(median(took), 1) if took else None
