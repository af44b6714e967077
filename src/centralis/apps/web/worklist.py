"""The core lab's worklist: one line a visit with an exam, over all trials, with its times and durations."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from centralis.apps.action import Caller, enter_access
from centralis.apps.intake import bulk as intake
from centralis.apps.people.reach import Reach, reach
from centralis.apps.qc import bulk as qc
from centralis.apps.reads import bulk as reads
from centralis.apps.sites import bulk as sites
from centralis.apps.trials import bulk as trials
from centralis.apps.web import grid, rules
from centralis.apps.web.addresses import addresses
from centralis.apps.web.rules import Milestones
from centralis.apps.web.states import state_look

PAGE = "web.worklist_page"
EXPORT = "web.worklist_export"
LINES_SHOWN = 500


@dataclass(frozen=True, slots=True)
class Line:
    """One visit with an exam. `spans` are seconds by name (see `rules.spans`); `queries` counts all ever asked."""

    trial_id: UUID
    trial: str
    site: str
    subject: str
    visit: str
    version: int
    state: str
    since: datetime
    is_mine: bool
    next_step: str
    at: Milestones
    spans: dict[str, int | None]
    queries: int
    open_queries: int
    url: str


@dataclass(frozen=True, slots=True)
class Choice:
    """What the caller asked for: one trial by protocol, one state, only what waits for the caller."""

    trial: str = ""
    state: str = ""
    mine: bool = False

    def fits(self, line: Line) -> bool:
        """Tell whether a line was asked for."""
        return self.trial in ("", line.trial) and self.state in ("", line.state) and (line.is_mine or not self.mine)


def lines(caller: Caller, choice: Choice, permission: str = PAGE) -> list[Line]:
    """Return the lines that fit, those that waited longest in their state first."""
    reached = reach(caller, permission)
    facts = grid.facts_within(reached)
    gathered = _Stations(reached)
    protocols = {row.pk: row.protocol for row in trials.trials_within(reached)}
    found = []
    for visit in facts.visits:
        version = facts.versions.get(visit.id)
        if version is None:
            continue
        standing = facts.standing(visit)
        at = gathered.of(visit, version)
        asked = gathered.queries.get(visit.id, [])
        line = Line(
            trial_id=visit.trial_id,
            trial=protocols[visit.trial_id],
            site=gathered.sites.get(visit.site_id, ""),
            subject=visit.subject,
            visit=visit.code,
            version=version.number,
            state=standing.state,
            since=_since(standing.state, version, at),
            is_mine=standing.is_turn_of(reached.roles[visit.trial_id]),
            next_step=standing.next_step,
            at=at,
            spans=rules.spans(at),
            queries=len(asked),
            open_queries=sum(1 for one in asked if one.is_open),
            url=addresses("qc_exam", "version", trial=visit.trial_id)(version.id),
        )
        if choice.fits(line):
            found.append(line)
    return sorted(found, key=lambda line: line.since)


class _Stations:
    """When every exam within reach came by each station; five queries."""

    def __init__(self, reached: Reach) -> None:
        self.sites = sites.codes(reached)
        self.queries = qc.queries_by_visit(reached)
        self.checked = qc.checks_began(reached)
        self.decided = qc.decisions(reached)
        self.reads = reads.reads_by_visit(reached)
        self.adjudications = reads.adjudications(reached)
        self.readers = trials.readers_needed(reached)

    def of(self, visit: trials.VisitFacts, version: intake.VersionFacts) -> Milestones:
        """The stations of one visit's newest exam version; a query's are those of the visit's longest one."""
        read = self.reads.get(visit.id)
        complete = read is not None and read.locked >= self.readers.get(visit.trial_id, 0)
        adjudication = self.adjudications.get(visit.subject_id)
        decided = self.decided.get(version.id)
        closed = [one for one in self.queries.get(visit.id, []) if one.closed_at is not None]
        longest = max(closed, key=lambda one: rules.seconds(one.opened_at, one.closed_at) or 0, default=None)
        return Milestones(
            received=version.arrived_at,
            checked=self.checked.get(version.id),
            decided=decided[0] if decided is not None else None,
            read=read.locked_at if read is not None and complete else None,
            adjudicated=adjudication.since if adjudication is not None and not adjudication.is_due else None,
            query_opened=longest.opened_at if longest is not None else None,
            query_closed=longest.closed_at if longest is not None else None,
        )


def _since(state: str, version: intake.VersionFacts, at: Milestones) -> datetime:
    if state in ("read", "adjudication", "locked") and at.read is not None:
        return at.read
    return version.since


# --- file ---------------------------------------------------------------------------------------------

HEADINGS = (
    "trial", "site", "subject", "visit", "version", "state", "in_state_since", "received_at", "checked_at",
    "decided_at", "read_at", "adjudicated_at", "upload_to_qc_s", "qc_to_decision_s", "decision_to_read_s",
    "read_to_adjudication_s", "longest_query_s", "queries", "open_queries", "next_step",
)  # fmt: skip


def export(caller: Caller, role: str, choice: Choice) -> Iterator[list[str]]:
    """Give the lines that fit as rows of text, headings first; that it was exported is entered in each trial."""
    found = lines(caller, choice, EXPORT)
    counts: dict[UUID, int] = {}
    for line in found:
        counts[line.trial_id] = counts.get(line.trial_id, 0) + 1
    for row in trials.trials_within(reach(caller, EXPORT)):
        if row.pk in counts:
            enter_access(EXPORT, caller, role, row, lines=counts[row.pk])
    return _rows(found)


def _rows(found: list[Line]) -> Iterator[list[str]]:
    yield list(HEADINGS)
    for line in found:
        at = line.at
        moments = (line.since, at.received, at.checked, at.decided, at.read, at.adjudicated)
        times = [moment.isoformat(timespec="seconds") if moment else "" for moment in moments]
        durations = ["" if value is None else str(value) for value in line.spans.values()]
        head = [line.trial, line.site, line.subject, line.visit, str(line.version), str(state_look(line.state).word)]
        yield [*head, *times, *durations, str(line.queries), str(line.open_queries), line.next_step]
