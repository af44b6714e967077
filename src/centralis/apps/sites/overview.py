"""How sites and subjects stand on a day, for lists and pages: read at once, told in words.

Each function takes the caller first and tells only what that caller may see.
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from centralis.apps.action import Caller, house
from centralis.apps.governance import queries as governance
from centralis.apps.governance import rules as governance_rules
from centralis.apps.governance.models import EthicsApproval
from centralis.apps.sites import queries
from centralis.apps.sites.models import QualificationState, Scanner, Site
from centralis.apps.trials import queries as trials
from centralis.apps.trials.definition.visits import VisitState
from centralis.apps.trials.models import Subject


@dataclass(frozen=True, slots=True)
class SiteStanding:
    """How ready a site is: its scanners in numbers, and what is missing, in words."""

    site: Site
    scanners: int
    qualified: int
    missing: tuple[str, ...]

    @property
    def is_ready(self) -> bool:
        return not self.missing and self.site.is_open

    @property
    def state(self) -> str:
        if not self.site.is_open:
            return "closed"
        return "active" if self.is_ready else "waiting"

    @property
    def sentence(self) -> str:
        if not self.site.is_open:
            return "Closed: nothing new can be entered for it."
        if self.is_ready:
            return (
                f"Ready: {self.qualified} of {self.scanners} scanners qualified, training and ethics approval current."
            )
        return f"Not ready to scan: {'; '.join(self.missing)}. Turn of the core lab and the site."


def standings(caller: Caller, trial_id: UUID, today: date | None = None) -> list[SiteStanding]:
    """How ready each site is that the caller may see, by code."""
    mine = list(queries.sites(caller, trial_id))
    day = today or house.now().date()
    if queries.definition_in_force(trial_id) is None:
        return [SiteStanding(row, 0, 0, ("the trial has no definition in force",)) for row in mine]
    stock = queries.Stock(trial_id)
    by_site: dict[UUID, list[queries.Standing]] = {}
    for machine in Scanner.objects.filter(site__in=[row.pk for row in mine]).select_related("site"):
        by_site.setdefault(machine.site_id, []).append(stock.standing(machine, day))
    return [_site_standing(row, by_site.get(row.pk, []), stock.why_not(row.pk, day)) for row in mine]


def site_standing(caller: Caller, trial_id: UUID, site_id: UUID) -> SiteStanding:
    """How ready one site is."""
    found = next((one for one in standings(caller, trial_id) if one.site.pk == site_id), None)
    if found is None:
        raise Site.DoesNotExist
    return found


def _site_standing(row: Site, machines: list[queries.Standing], lacks: list[str]) -> SiteStanding:
    qualified = sum(1 for one in machines if one.state == QualificationState.QUALIFIED)
    missing = lacks if qualified else ["no qualified scanner", *lacks]
    return SiteStanding(row, len(machines), qualified, tuple(missing))


def scanner_standings(caller: Caller, trial_id: UUID, site_id: UUID) -> list[tuple[Scanner, queries.Standing | None]]:
    """The scanners of a site with how each stands (None while no definition is in force)."""
    rows = list(queries.scanners(caller, trial_id).filter(site_id=site_id))
    if queries.definition_in_force(trial_id) is None:
        return [(row, None) for row in rows]
    stock, day = queries.Stock(trial_id), house.now().date()
    return [(row, stock.standing(row, day)) for row in rows]


@dataclass(frozen=True, slots=True)
class ApprovalLine:
    """A site's ethics approvals, and why it may not send images today (empty: it may)."""

    site: Site
    approvals: tuple[EthicsApproval, ...]
    why: str


def approval_lines(caller: Caller, trial_id: UUID) -> list[ApprovalLine]:
    """Each site with its approvals, for the governance page."""
    definition, day = trials.definition_for_job(trial_id), house.now().date()
    rows = list(governance.approvals(caller, trial_id))
    lines = []
    for row in queries.sites(caller, trial_id, governance.PAGE):
        own = [one for one in rows if one.site_id == row.pk]
        counted = rows if definition.governance.ethics == "central" else own
        why = governance_rules.why_not_allowed(counted, day, definition.governance.ethics)
        lines.append(ApprovalLine(row, tuple(own), why))
    return lines


@dataclass(frozen=True, slots=True)
class SubjectLine:
    """A subject in the list: site, the next visit that is due, how many are overdue, whether a consent holds."""

    subject: Subject
    site: str
    next_visit: trials.VisitLine | None
    overdue: int
    has_consent: bool


def subject_lines(caller: Caller, trial_id: UUID) -> list[SubjectLine]:
    """The subjects that the caller may see, each with what comes next."""
    codes = queries.site_codes(caller, trial_id, trials.SUBJECT_PAGE)
    by_subject: dict[UUID, list[trials.VisitLine]] = {}
    for line in trials.visits(caller, trial_id):
        by_subject.setdefault(line.visit.subject_id, []).append(line)
    consents = governance.consents(caller, trial_id).filter(withdrawn_on__isnull=True)
    consenting = set(consents.values_list("subject_id", flat=True))
    lines = []
    for row in trials.subjects(caller, trial_id):
        own = by_subject.get(row.pk, [])
        ahead = next((one for one in own if one.state in (VisitState.DUE, VisitState.AHEAD)), None)
        late = sum(1 for one in own if one.state is VisitState.OVERDUE)
        lines.append(SubjectLine(row, codes.get(row.site_id, ""), ahead, late, row.pk in consenting))
    return lines
