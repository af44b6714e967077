"""The portfolio: one line a trial with what is expected, what came, what waits, and how far its reading is."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from centralis.apps.action import Caller, house
from centralis.apps.intake import bulk as intake
from centralis.apps.outcomes import bulk as outcomes
from centralis.apps.people import queries as people
from centralis.apps.people.reach import Reach, reach
from centralis.apps.trials import bulk as trials
from centralis.apps.web import grid, rules
from centralis.apps.web.addresses import address
from centralis.apps.web.rooms import Standing, home_of

PAGE = "web.portfolio_page"
BACKLOG = frozenset({"received", "held", "in_qc", "queried"})
_IN_READING = rules.READ_STATES | {"locked"}
_DONE = (UUID(int=0), True)


@dataclass(frozen=True, slots=True)
class Line:
    """One trial. Scans: expected until today, received of them, overdue. `adjudicated_percent`: of subjects read."""

    id: UUID
    protocol: str
    title: str
    state: str
    is_demonstration: bool
    enrolled: int
    expected: int
    received: int
    overdue: int
    backlog: int
    held: int
    query_ages: tuple[int, ...]
    reads_due: int
    adjudications: int
    subjects_read: int
    quarantined: int
    locked: tuple[str, datetime] | None
    url: str

    @property
    def open_queries(self) -> int:
        return len(self.query_ages)

    @property
    def oldest_query_days(self) -> int | None:
        return max(self.query_ages, default=None)

    @property
    def adjudicated_percent(self) -> int | None:
        return round(100 * self.adjudications / self.subjects_read) if self.subjects_read else None

    @property
    def before_lock(self) -> int:
        """How many things are open that a data lock waits for."""
        return self.overdue + self.backlog + self.open_queries + self.reads_due

    @property
    def steps(self) -> dict[str, int]:
        """The open queries by age."""
        counts = Counter(rules.age_step(days) for days in self.query_ages)
        return {label: counts[label] for label in rules.AGE_LABELS}


def lines(caller: Caller) -> list[Line]:
    """Return the caller's trials, by protocol number, in a fixed number of queries."""
    reached = reach(caller, PAGE)
    gathered = _Gathered(reached, people.standing(caller))
    return [gathered.line(row) for row in trials.trials_within(reached)]


class _Gathered:
    """What the lines are counted from."""

    def __init__(self, reached: Reach, held: Standing) -> None:
        self.held = held
        self.facts = grid.facts_within(reached)
        self.now = house.now()
        self.states = trials.newest_states(reached)
        self.enrolled = trials.enrolment(reached)
        self.quarantines = {pk: one.files for pk, one in intake.quarantines(reached).items()}
        self.locks = outcomes.locked_trials(reached)
        self.visits: dict[UUID, list[tuple[str, str, bool]]] = {pk: [] for pk in reached.sites}
        self.ages: dict[UUID, list[int]] = {pk: [] for pk in reached.sites}
        self.adjudicated = Counter(one.trial_id for one in self.facts.adjudications.values())
        self.reads_due: Counter[UUID] = Counter()
        reading: dict[UUID, tuple[UUID, bool]] = {}
        for visit in self.facts.visits:
            state = self.facts.standing(visit).state
            if state in _IN_READING:
                done = state != "in_reading"
                reading[visit.subject_id] = (visit.trial_id, done and reading.get(visit.subject_id, _DONE)[1])
                self.reads_due[visit.trial_id] += 0 if done else self.facts.reads_missing(visit)
            self.visits[visit.trial_id].append((visit.standing, state, visit.id in self.facts.versions))
        self.subjects_read = Counter(trial_id for trial_id, done in reading.values() if done)
        for asked in self.facts.queries.values():
            for one in asked:
                self.ages[one.trial_id].append((self.now - one.opened_at).days)

    def first_page(self, trial_id: UUID) -> str:
        """The first room of a trial that is open to the caller; the grid is not for everybody."""
        return next((page for name in home_of(self.held, trial_id) if (page := address(name, trial=trial_id))), "")

    def line(self, row: Any) -> Line:
        """The line of one trial."""
        visits = self.visits[row.pk]
        states = Counter(state for _standing, state, _came in visits)
        return Line(
            id=row.pk,
            protocol=row.protocol,
            title=row.title,
            state="locked" if row.pk in self.locks else self.states.get(row.pk, "draft"),
            is_demonstration=row.is_demonstration,
            enrolled=self.enrolled.get(row.pk, 0),
            expected=sum(1 for standing, _state, came in visits if came or standing in ("due", "overdue")),
            received=sum(1 for _standing, _state, came in visits if came),
            overdue=sum(1 for standing, _state, came in visits if standing == "overdue" and not came),
            backlog=sum(states[state] for state in BACKLOG),
            held=states["held"],
            query_ages=tuple(sorted(self.ages[row.pk], reverse=True)),
            reads_due=self.reads_due[row.pk],
            adjudications=self.adjudicated[row.pk],
            subjects_read=self.subjects_read[row.pk],
            quarantined=self.quarantines.get(row.pk, 0),
            locked=self.locks.get(row.pk),
            url=self.first_page(row.pk),
        )


def _height(found: list[Line]) -> int:
    """Pixels for one bar a trial, and at least for the legend beside them."""
    return max(96, 24 * len(found))


def ageing_chart(found: list[Line]) -> dict[str, Any]:
    """Return the specification and rows of the chart of open queries by age, one bar a trial."""
    rows = [
        {"trial": line.protocol, "age": label, "order": order, "queries": count}
        for line in found
        for order, (label, count) in enumerate(line.steps.items())
        if count
    ]
    spec = {
        "height": _height(found),
        "mark": {"type": "bar", "height": 14},
        "encoding": {
            "y": {"field": "trial", "type": "nominal", "title": None},
            "x": {"field": "queries", "type": "quantitative", "title": "open queries", "axis": {"tickMinStep": 1}},
            "color": {
                "field": "age",
                "type": "ordinal",
                "sort": list(rules.AGE_LABELS),
                "title": "age",
                "scale": {"domain": list(rules.AGE_LABELS), "range": ["#c6dbef", "#6baed6", "#2171b5", "#08306b"]},
            },
            "order": {"field": "order", "type": "quantitative"},
        },
    }
    return {"spec": spec, "rows": rows, "columns": {"trial": "Trial", "age": "Age", "queries": "Open queries"}}


def scans_chart(found: list[Line]) -> dict[str, Any]:
    """Return the specification and rows of the chart of scans: received, still awaited, overdue; one bar a trial."""
    rows = [
        {"trial": line.protocol, "kind": kind, "order": order, "scans": count}
        for line in found
        for order, (kind, count) in enumerate(
            (
                ("received", line.received),
                ("awaited", max(0, line.expected - line.received - line.overdue)),
                ("overdue", line.overdue),
            )
        )
        if count
    ]
    kinds = ["received", "awaited", "overdue"]
    spec = {
        "height": _height(found),
        "mark": {"type": "bar", "height": 14},
        "encoding": {
            "y": {"field": "trial", "type": "nominal", "title": None},
            "x": {"field": "scans", "type": "quantitative", "title": "scans due until today"},
            "color": {
                "field": "kind",
                "type": "nominal",
                "title": None,
                "scale": {"domain": kinds, "range": ["#0072b2", "#bdbdbd", "#d55e00"]},
            },
            "order": {"field": "order", "type": "quantitative"},
        },
    }
    return {"spec": spec, "rows": rows, "columns": {"trial": "Trial", "kind": "Scans", "scans": "Count"}}
