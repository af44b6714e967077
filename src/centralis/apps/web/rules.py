"""What state a visit is in, what comes next and whose turn it is: pure, from facts that the rooms below give.

The thirteen states are those of look.md; a visit has exactly one. The order of the questions is the life of an image,
read from its end: what is locked is locked whatever else is true of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from centralis.apps.people.roles import Role

READ_STATES = frozenset({"in_reading", "read", "adjudication"})


class VisitFacts(NamedTuple):
    """All that a visit's state rests on.

    standing: undated, ahead, due, overdue, missed or unscheduled; version: state of the newest exam version ("": none);
    answered: queries that wait for the core lab, asked: for the site; readers: how many the definition asks for;
    assigned: readers who have the subject; begun, locked: reads of this visit; adjudication: "", due or done.
    """

    standing: str
    closes_on: date | None = None
    opens_on: date | None = None
    days_overdue: int = 0
    announced: bool = False
    version: str = ""
    hold: str = ""
    asked: int = 0
    answered: int = 0
    readers: int = 0
    assigned: int = 0
    begun: int = 0
    locked: int = 0
    adjudication: str = ""
    data_locked: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a visit stands: its state, the roles whose turn it is, and the next step; said in words when asked for."""

    state: str
    words: str
    turn: frozenset[str] = frozenset()
    values: Mapping[str, object] | None = None

    @property
    def next_step(self) -> str:
        """The next step in the reader's language."""
        said = gettext(self.words) if self.words else ""
        return said % self.values if self.values else said

    def is_turn_of(self, roles: frozenset[str]) -> bool:
        """Tell whether somebody with these roles is waited for."""
        return not self.turn.isdisjoint(roles)


_NOBODY: frozenset[str] = frozenset()
_SITE = frozenset({str(Role.SITE_COORDINATOR)})
_QC = frozenset({str(Role.QC_ANALYST)})
_REVIEWERS = frozenset({str(Role.QC_ANALYST), str(Role.DATA_MANAGER)})
_MANAGERS = _REVIEWERS | {str(Role.PROJECT_MANAGER)}
_READER = frozenset({str(Role.READER)})
_UMPIRE = frozenset({str(Role.ADJUDICATOR)})
_PLANNER = frozenset({str(Role.PROJECT_MANAGER)})
#: Roles that are ever waited for on the grid; for the others "needs my action" says nothing.
ACTING = _SITE | _MANAGERS


def standing_of(facts: VisitFacts) -> Standing:
    """Return the state of a visit, what comes next, and whose turn it is."""
    if not facts.version or facts.version == "superseded":
        return _without_image(facts)
    if facts.version == "accepted":
        return _accepted(facts)
    return _in_quality_control(facts)


def _without_image(facts: VisitFacts) -> Standing:
    if facts.version == "superseded":
        return Standing("superseded", _("Wait for the version that replaces it"), _SITE)
    if facts.standing == "missed":
        return Standing("missed", _("Nothing: the visit was marked as missed"))
    if facts.standing == "undated":
        return Standing("expected", _("Set the subject's anchor date; the windows follow from it"), _SITE)
    if facts.announced:
        return Standing("expected", _("The site finishes the upload it announced"), _SITE)
    if facts.standing == "ahead":
        return Standing("expected", _("Wait until the window opens on %(day)s"), _NOBODY, {"day": facts.opens_on})
    if facts.standing == "overdue":
        words = _("The site sends the exam, %(days)s days overdue, or says that the visit was missed")
        return Standing("expected", words, _SITE, {"days": facts.days_overdue})
    if facts.standing == "due":
        return Standing("expected", _("The site sends the exam by %(day)s"), _SITE, {"day": facts.closes_on})
    return Standing("expected", _("The site sends the exam of this unscheduled visit"), _SITE)


def _in_quality_control(facts: VisitFacts) -> Standing:
    if facts.version == "held":
        if not facts.hold:
            return Standing("held", _("Resolve why the exam is held"), _MANAGERS)
        return Standing("held", _("Resolve why it is held. %(reasons)s"), _MANAGERS, {"reasons": facts.hold})
    if facts.version == "rejected":
        return Standing("rejected", _("The site scans again and sends the exam anew"), _SITE)
    if facts.asked:
        words = _("The site answers %(count)s queries") if facts.asked > 1 else _("The site answers a query")
        turn = _SITE | _REVIEWERS if facts.answered else _SITE
        return Standing("queried", words, turn, {"count": facts.asked})
    if facts.version == "queried" or facts.answered:
        return Standing("queried", _("The core lab looks at the answer and closes the query"), _REVIEWERS)
    if facts.version == "received":
        return Standing("received", _("The checks run by themselves"))
    return Standing("in_qc", _("The QC analyst decides on the exam"), _QC)


def _accepted(facts: VisitFacts) -> Standing:
    if facts.data_locked:
        return Standing("locked", _("Nothing: the trial's data are locked"))
    if facts.readers and facts.locked >= facts.readers:
        if facts.adjudication == "due":
            return Standing("adjudication", _("The adjudicator decides between the two reads"), _UMPIRE)
        if facts.adjudication == "done":
            return Standing("locked", _("Nothing: read and adjudicated"))
        return Standing("read", _("Nothing until the data are locked"))
    if facts.begun or (facts.assigned and facts.assigned >= facts.readers):
        words = _("%(locked)s of %(readers)s reads are signed")
        return Standing("in_reading", words, _READER, {"locked": facts.locked, "readers": facts.readers})
    if facts.readers:
        return Standing("accepted", _("Assign the subject to readers; the baseline must be accepted first"), _PLANNER)
    return Standing("accepted", _("Nothing: the definition asks for no readers"))


def as_site_sees(standing: Standing) -> Standing:
    """Hide from a site what happens after acceptance: that a case is adjudicated would tell of a progression."""
    if standing.state in READ_STATES or standing.state in ("accepted", "locked"):
        return Standing("accepted", _("Nothing: the core lab accepted the exam"))
    return standing


# --- durations --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Milestones:
    """When an exam reached each station; None: not yet."""

    received: datetime | None = None
    checked: datetime | None = None
    decided: datetime | None = None
    read: datetime | None = None
    adjudicated: datetime | None = None
    query_opened: datetime | None = None
    query_closed: datetime | None = None


def spans(at: Milestones) -> dict[str, int | None]:
    """Return the seconds between an exam's stations; None where one of the two has not been reached."""
    return {
        "to_qc": seconds(at.received, at.checked),
        "to_decision": seconds(at.checked, at.decided),
        "to_read": seconds(at.decided, at.read),
        "to_adjudication": seconds(at.read, at.adjudicated),
        "in_query": seconds(at.query_opened, at.query_closed),
    }


def seconds(start: datetime | None, end: datetime | None) -> int | None:
    """Return the whole seconds from one moment to a later one; None when either is missing or they are reversed."""
    if start is None or end is None or end < start:
        return None
    return int((end - start).total_seconds())


AGE_STEPS = ((7, "0–7 d"), (14, "8–14 d"), (30, "15–30 d"))


def age_step(days: int) -> str:
    """Return the step of the ageing of queries that a number of days falls into."""
    return next((label for limit, label in AGE_STEPS if days <= limit), "> 30 d")


AGE_LABELS = (*(label for _limit, label in AGE_STEPS), "> 30 d")


# --- files --------------------------------------------------------------------------------------------


def disarmed(value: str) -> str:
    """Return a cell of a CSV file that no spreadsheet takes for a formula: a quote is put before = + - @ tab and CR."""
    return f"'{value}" if value[:1] in "=+-@\t\r" and value[:1] else value
