"""The left rail: which rooms a person sees. A room is shown when the permission map opens its first page."""

from dataclasses import dataclass
from uuid import UUID

from centralis.apps.people import queries as people
from centralis.apps.web.addresses import address


@dataclass(frozen=True, slots=True)
class Room:
    """One line of the rail: `url_name` takes the trial's id, unless `everywhere`."""

    label: str
    url_name: str
    permission: str
    icon: str
    everywhere: bool = False


ROOMS = (
    Room("Portfolio", "web_portfolio", "web.portfolio_page", "layout-dashboard", everywhere=True),
    Room("My tasks", "web_tasks", "web.tasks_page", "checklist", everywhere=True),
    Room("Core-lab worklist", "web_worklist", "web.worklist_page", "list-details", everywhere=True),
    Room("My reading", "reads_worklist", "reads.worklist_page", "eye", everywhere=True),
    Room("Adjudication", "reads_adjudications", "reads.adjudicate", "scale", everywhere=True),
    Room("People", "people", "people.people_page", "users", everywhere=True),
    Room("Subjects and visits", "web_grid", "web.grid_page", "grid-dots"),
    Room("Subjects", "trials_subjects", "trials.subject_page", "list-details"),
    Room("Uploads", "intake_uploads", "intake.upload_page", "upload"),
    Room("Quarantine", "intake_quarantine", "intake.quarantine_page", "shield-exclamation"),
    Room("Queries", "qc_queries", "qc.queries_page", "message"),
    Room("Read management", "reads_manage", "reads.manage_page", "eye-check"),
    Room("Central review", "reads_requests", "reads.requests_page", "message"),
    Room("Findings", "reads_findings", "reads.handle_finding", "alert-triangle"),
    Room("Outcomes", "outcomes", "outcomes.page", "chart-bar"),
    Room("Sites", "sites", "sites.sites_page", "building-hospital"),
    Room("Definition", "trials_definition", "trials.definition_page", "file-text"),
    Room("Governance", "governance", "governance.page", "scale"),
    Room("Residual risk", "intake_residual", "intake.cleaning_page", "alert-triangle"),
    Room("Audit trail", "ledger_search", "ledger.search_page", "history"),
    Room("Verification", "ledger_verification", "ledger.verification_page", "shield-check"),
    Room("Access", "people_access", "people.access_page", "key"),
)


Standing = frozenset[tuple[str, UUID | None]]


def home_of(held: Standing, trial_id: UUID | None = None) -> list[str]:
    """Return the url names of the trial rooms that a standing opens, in the order of the rail; `None`: in any trial."""
    return [room.url_name for room in ROOMS if not room.everywhere and people.opens(room.permission, held, trial_id)]


def rooms_of(held: Standing, trial_id: UUID | None, path: str) -> list[dict[str, object]]:
    """Return the rail's lines for a standing: label, url, icon and whether the page is in that room."""
    lines = []
    for room in ROOMS:
        if not room.everywhere and trial_id is None:
            continue
        if not people.opens(room.permission, held, None if room.everywhere else trial_id):
            continue
        url = address(room.url_name) if room.everywhere else address(room.url_name, trial=trial_id)
        if url:
            lines.append({"label": room.label, "url": url, "icon": room.icon, "active": False})
    here = max((line for line in lines if path.startswith(str(line["url"]))), key=_length, default=None)
    if here is not None:
        here["active"] = True
    return lines


def _length(line: dict[str, object]) -> int:
    return len(str(line["url"]))
