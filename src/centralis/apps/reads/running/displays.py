"""Check a reader's display: the pattern to be read, what was read of it, and whether it is time for the next check.

The definition says for how many days a check counts (`reading.display_check_days`); without that nothing is asked, and
a check that somebody makes all the same is recorded with what they sign. A check is a person's, whatever they read.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from centralis.apps.action import Act, Caller, DoorRefusal, action, house
from centralis.apps.people.models import Person
from centralis.apps.people.queries import person_of, trials_of
from centralis.apps.reads.cases import design_of
from centralis.apps.reads.keys import token_key
from centralis.apps.reads.models import DisplayCheck
from centralis.apps.reads.refusals import ReadsRefusal
from centralis.apps.trials.models import Definition, DefinitionState
from centralis.core.reading.display import VERSION, Field, derive_pattern, judge
from centralis.core.refusal import Refused

PAGE = "reads.display_page"
SOON = timedelta(days=7)
SCREEN = ("width_px", "height_px", "pixel_ratio", "colour_bits")


@dataclass(frozen=True, slots=True)
class Looked:
    """What a person typed and told: letters by field, the display's name, the day of its calibration, its screen."""

    number: int
    letters: dict[str, str]
    display: str
    calibrated_on: Any
    screen: dict[str, float]


@dataclass(frozen=True, slots=True)
class DisplayPage:
    """The pattern to be read now, the check before, and for how many days a check counts (0: none is asked)."""

    number: int
    pattern: tuple[Field, ...]
    last: DisplayCheck | None
    days: int
    until: datetime | None

    @property
    def is_due(self) -> bool:
        return self.days > 0 and self.until is None


@dataclass(frozen=True, slots=True)
class DisplayStanding:
    """How a person's display stands in a trial: the newest check, the moment until which it counts where the trial
    asks for checks, and whether a check is overdue now or within the next week."""

    last: DisplayCheck | None
    until: datetime | None
    is_overdue: bool
    is_due_soon: bool

    @classmethod
    def of(cls, last: DisplayCheck | None, days: int, now: datetime) -> "DisplayStanding":
        """By a person's newest check, where a check counts for some days (0: none is asked)."""
        if not days:
            return cls(last, None, is_overdue=False, is_due_soon=False)
        until = last.checked_at + timedelta(days=days) if last is not None and last.is_passed else None
        is_overdue = until is None or until <= now
        return cls(last, until, is_overdue, not is_overdue and until is not None and until <= now + SOON)


@action("reads.check_display")
def check_display(do: Act, person: Person, looked: Looked) -> DisplayCheck:
    """Record what somebody read of the pattern on their own display; a failed check is recorded too."""
    if person.pk != do.caller.person_id:
        raise Refused(DoorRefusal.NOT_PERMITTED)
    number = next_number(person.pk)
    if looked.number != number:
        raise Refused(DoorRefusal.STALE)
    if not looked.display.strip():
        raise Refused(ReadsRefusal.DISPLAY_UNNAMED)
    found = judge(derive_pattern(token_key(), str(person.pk), number), looked.letters)
    return do.create(
        DisplayCheck,
        person=person,
        number=number,
        pattern_version=VERSION,
        display=looked.display.strip()[:120],
        calibrated_on=looked.calibrated_on,
        screen=looked.screen,
        finest_percent=dict(found.finest_percent),
        is_passed=found.is_passed,
        checked_at=do.at,
    )


def display_page(caller: Caller) -> DisplayPage:
    """What the caller's page of the display check shows."""
    person = person_of(caller)
    asked = min(filter(None, map(_days, trials_of(caller, PAGE))), default=0)
    number = next_number(person.pk)
    last = newest(person.pk)
    until = None
    if asked and last is not None and last.is_passed:
        ends = last.checked_at + timedelta(days=asked)
        until = ends if ends > house.now() else None
    return DisplayPage(number, derive_pattern(token_key(), str(person.pk), number), last, asked, until)


def newest(person_id: UUID | None) -> DisplayCheck | None:
    """A person's latest check, passed or failed."""
    return None if person_id is None else DisplayCheck.objects.filter(person_id=person_id).order_by("-number").first()


def standings(trial_id: UUID, person_ids: Sequence[UUID], now: datetime) -> dict[UUID, DisplayStanding]:
    """How the display of each of some persons stands in a trial; each person's newest check counts."""
    days = _days(trial_id)
    newest_first = DisplayCheck.objects.filter(person_id__in=person_ids).order_by("number")
    last = {one.person_id: one for one in newest_first}
    return {one: DisplayStanding.of(last.get(one), days, now) for one in person_ids}


def next_number(person_id: UUID) -> int:
    """The number of a person's next check."""
    last = newest(person_id)
    return last.number + 1 if last else 1


def require(trial_id: UUID, person_id: UUID | None, now: datetime) -> None:
    """Refuse who reads or adjudicates in a trial that asks for a check of the display, and has none that counts."""
    lacks = _gap(trial_id, person_id, now)
    if lacks:
        raise Refused(ReadsRefusal.READER_NOT_READY, why=lacks)


def _gap(trial_id: UUID, person_id: UUID | None, now: datetime) -> str:
    days = _days(trial_id)
    if not days:
        return ""
    last = newest(person_id)
    if last is None:
        return "your display was not checked yet. Check it on the page Display, then go on."
    if not last.is_passed:
        return "the last check of your display failed. Put the display right, check it again, then go on."
    if last.checked_at + timedelta(days=days) <= now:
        return f"your display was checked more than {days} days ago. Check it on the page Display, then go on."
    return ""


def _days(trial_id: UUID) -> int:
    """For how many days a trial lets a check count; 0 where it asks for none or has no definition in force."""
    in_force = Definition.objects.filter(trial_id=trial_id, state=DefinitionState.ACTIVE)
    return design_of(trial_id).display_check_days if in_force.exists() else 0


def told(check: DisplayCheck | None) -> dict[str, Any]:
    """A check as it stands in what is signed: which, when, on what, and what could be seen."""
    if check is None:
        return {}
    return {
        "check": check.number,
        "display": check.display,
        "checked_at": check.checked_at.isoformat(),
        "calibrated_on": check.calibrated_on.isoformat() if check.calibrated_on else None,
        "finest_percent": check.finest_percent,
        "is_passed": check.is_passed,
    }
