"""The subject × visit grid: gather the facts of all visits in a fixed number of queries and say where each stands."""

from collections import Counter
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist

from centralis.apps.action import Caller, house
from centralis.apps.intake import bulk as intake
from centralis.apps.outcomes import bulk as outcomes
from centralis.apps.people.reach import Reach, reach
from centralis.apps.people.roles import AT_A_SITE
from centralis.apps.qc import bulk as qc
from centralis.apps.reads import bulk as reading
from centralis.apps.sites import queries as sites
from centralis.apps.trials import bulk as trials
from centralis.apps.trials import queries as trial_queries
from centralis.apps.web import rules
from centralis.apps.web.addresses import addresses
from centralis.apps.web.rules import Standing, VisitFacts

PAGE = "web.grid_page"


class Column(NamedTuple):
    """A visit as a column of the grid."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Cell:
    """One visit of one subject: its state, the open queries, whether the caller is waited for, and where it leads."""

    visit_id: UUID
    state: str
    queries: int
    is_mine: bool
    url: str
    card_url: str


@dataclass(frozen=True, slots=True)
class Row:
    """One subject with a cell (or None) under each column."""

    subject: str
    url: str
    site: str
    cells: tuple[Cell | None, ...]

    @property
    def is_mine(self) -> bool:
        return any(cell is not None and cell.is_mine for cell in self.cells)

    def has(self, state: str) -> bool:
        """Tell whether a visit of the subject is in a state."""
        return any(cell is not None and cell.state == state for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Grid:
    """A trial's grid as one caller sees it. `acts` tells whether the caller is ever waited for on it."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    acts: bool

    def shown(self, mine: bool, site: str, state: str) -> tuple[Row, ...]:
        """Return the subjects that fit: those that wait for the caller, of one site, with a visit in one state."""
        return tuple(
            row
            for row in self.rows
            if (not mine or row.is_mine) and (not site or row.site == site) and (not state or row.has(state))
        )


@dataclass(frozen=True, slots=True)
class Facts:
    """All that was read for a caller's reach, keyed as the rooms give it."""

    visits: list[trials.VisitFacts]
    versions: dict[UUID, intake.VersionFacts]
    uploads: set[UUID]
    queries: dict[UUID, list[qc.QueryFacts]]
    reads: dict[UUID, reading.VisitReads]
    assigned: Counter[UUID]
    adjudications: dict[UUID, reading.AdjudicationFacts]
    readers: dict[UUID, int]
    locked: frozenset[UUID]

    def reads_missing(self, visit: trials.VisitFacts) -> int:
        """How many signed reads a visit lacks."""
        read = self.reads.get(visit.id)
        return max(0, self.readers.get(visit.trial_id, 0) - (read.locked if read is not None else 0))

    def standing(self, visit: trials.VisitFacts) -> Standing:
        """Where one visit stands, before anything is hidden from anybody."""
        version = self.versions.get(visit.id)
        asked = self.queries.get(visit.id, ())
        read = self.reads.get(visit.id)
        adjudication = self.adjudications.get(visit.subject_id)
        reasons = version.hold_reasons if version is not None else []
        return rules.standing_of(
            VisitFacts(
                standing=visit.standing,
                closes_on=visit.closes_on,
                opens_on=visit.opens_on,
                days_overdue=visit.days_overdue,
                announced=visit.id in self.uploads,
                version=version.state.lower().replace(" ", "_") if version is not None else "",
                hold=" ".join(str(reason.get("sentence", "")) for reason in reasons),
                asked=sum(1 for one in asked if one.state == "open"),
                answered=sum(1 for one in asked if one.state == "answered"),
                readers=self.readers.get(visit.trial_id, 0),
                assigned=self.assigned[visit.subject_id],
                begun=read.begun if read is not None else 0,
                locked=read.locked if read is not None else 0,
                adjudication=adjudication.state if adjudication is not None else "",
                data_locked=visit.trial_id in self.locked,
            )
        )


def facts_within(reached: Reach) -> Facts:
    """Read everything about the visits within reach: nine queries, whatever their number."""
    return Facts(
        visits=trials.visit_facts(reached, house.now().date()),
        versions=intake.newest_versions(reached),
        uploads=set(intake.open_uploads(reached)),
        queries=qc.queries_by_visit(reached, open_only=True),
        reads=reading.reads_by_visit(reached),
        assigned=reading.tasks_by_subject(reached),
        adjudications=reading.adjudications(reached),
        readers=trials.readers_needed(reached),
        locked=frozenset(outcomes.locked_trials(reached)),
    )


def is_site_only(roles: frozenset[str]) -> bool:
    """Tell whether somebody works at a site and has no other role here."""
    return bool(roles) and roles <= {str(role) for role in AT_A_SITE}


def grid(caller: Caller, trial_id: UUID) -> Grid:
    """Return a trial's grid as the caller may see it. Raises ObjectDoesNotExist when the trial is out of reach."""
    reached = reach(caller, PAGE).narrowed(trial_id)
    if trial_id not in reached.sites:
        raise ObjectDoesNotExist
    roles = reached.roles[trial_id]
    facts = facts_within(reached)
    codes = sites.site_codes(caller, trial_id, PAGE)
    columns = _columns(facts.visits)
    place = {column.code: index for index, column in enumerate(columns)}
    subject_url = addresses("trials_subject", "subject", trial=trial_id)
    cell_of = _CellMaker(facts, trial_id, roles)
    cells: dict[UUID, list[Cell | None]] = {}
    heads: dict[UUID, tuple[str, str]] = {}
    for visit in facts.visits:
        if visit.subject_id not in cells:
            cells[visit.subject_id] = [None] * len(columns)
            heads[visit.subject_id] = (visit.subject, codes.get(visit.site_id, ""))
        cells[visit.subject_id][place[visit.code]] = cell_of(visit)
    rows = [Row(code, subject_url(pk), site, tuple(cells[pk])) for pk, (code, site) in heads.items()]
    return Grid(columns, tuple(sorted(rows, key=lambda row: row.subject)), not roles.isdisjoint(rules.ACTING))


class _CellMaker:
    """Makes cells for one caller; the routes are resolved once."""

    def __init__(self, facts: Facts, trial_id: UUID, roles: frozenset[str]) -> None:
        self.facts = facts
        self.roles = roles
        self.site_only = is_site_only(roles)
        self.exam_url = addresses("qc_exam", "version", trial=trial_id)
        self.subject_url = addresses("trials_subject", "subject", trial=trial_id)
        self.card_url = addresses("web_grid_card", "visit", trial=trial_id)

    def __call__(self, visit: trials.VisitFacts) -> Cell:
        found = self.facts.standing(visit)
        shown = rules.as_site_sees(found) if self.site_only else found
        version = self.facts.versions.get(visit.id)
        url = (self.exam_url(version.id) if version is not None else "") or self.subject_url(visit.subject_id)
        count = len(self.facts.queries.get(visit.id, ()))
        return Cell(visit.id, shown.state, count, shown.is_turn_of(self.roles), url, self.card_url(visit.id))


def _columns(visits: list[trials.VisitFacts]) -> tuple[Column, ...]:
    order: dict[str, tuple[bool, int, str]] = {}
    names: dict[str, str] = {}
    for visit in visits:
        order.setdefault(visit.code, (visit.is_unscheduled, visit.ordinal, visit.code))
        names.setdefault(visit.code, visit.name)
    return tuple(Column(code, names[code]) for code in sorted(order, key=lambda code: order[code]))


@dataclass(frozen=True, slots=True)
class Total:
    """Of one column: visits that were received, that are accepted (or further), and all."""

    received: int
    accepted: int
    visits: int


def totals(columns: tuple[Column, ...], rows: tuple[Row, ...]) -> list[Total]:
    """Count each column's visits over the rows that are shown."""
    found = []
    for index in range(len(columns)):
        states = [cell.state for row in rows if (cell := row.cells[index]) is not None]
        accepted = sum(1 for state in states if state in ("accepted", "locked") or state in rules.READ_STATES)
        received = sum(1 for state in states if state not in ("expected", "missed"))
        found.append(Total(received, accepted, len(states)))
    return found


@dataclass(frozen=True, slots=True)
class Card:
    """What hovering a cell tells: the visit's dates, its exam's version, the queries, and the next step."""

    visit: trials.VisitFacts
    state: str
    next_step: str
    version: intake.VersionFacts | None
    queries: int


def card(caller: Caller, trial_id: UUID, visit_id: UUID) -> Card:
    """Return the card of one visit. Raises ObjectDoesNotExist when it is not the caller's to see."""
    subject_id = trial_queries.visit(caller, trial_id, visit_id, PAGE).subject_id
    reached = reach(caller, PAGE).narrowed(trial_id, subject_id)
    facts = facts_within(reached)
    visit = next(one for one in facts.visits if one.id == visit_id)
    found = facts.standing(visit)
    shown = rules.as_site_sees(found) if is_site_only(reached.roles[trial_id]) else found
    return Card(visit, shown.state, shown.next_step, facts.versions.get(visit_id), len(facts.queries.get(visit_id, ())))
