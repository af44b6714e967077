"""The left rail: which rooms a person sees. A room is shown when the permission map opens its first page."""

from dataclasses import dataclass
from uuid import UUID

from django.urls import NoReverseMatch, reverse

from centralis.apps.action import Caller
from centralis.apps.people import queries as people


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
    Room("People", "people", "people.people_page", "users", everywhere=True),
    Room("Subjects and visits", "web_grid", "web.grid_page", "grid-dots"),
    Room("Uploads", "intake_uploads", "intake.upload_page", "upload"),
    Room("Quarantine", "intake_quarantine", "intake.quarantine_page", "shield-exclamation"),
    Room("Queries", "qc_queries", "qc.queries_page", "message"),
    Room("Read management", "reads_manage", "reads.manage_page", "eye-check"),
    Room("Outcomes", "outcomes", "outcomes.page", "chart-bar"),
    Room("Sites", "sites", "sites.sites_page", "building-hospital"),
    Room("Definition", "trials_definition", "trials.definition_page", "file-text"),
    Room("Governance", "governance", "governance.page", "scale"),
    Room("Audit trail", "ledger_search", "ledger.search_page", "history"),
    Room("Verification", "ledger_verification", "ledger.verification_page", "shield-check"),
    Room("Access", "people_access", "people.access_page", "key"),
)


def rooms_of(caller: Caller, trial_id: UUID | None, path: str) -> list[dict[str, object]]:
    """Return the rail's lines for a caller: label, url, icon and whether the page is in that room."""
    held = people.standing(caller)
    lines = []
    for room in ROOMS:
        if not room.everywhere and trial_id is None:
            continue
        if not people.opens(room.permission, held, None if room.everywhere else trial_id):
            continue
        try:
            url = reverse(room.url_name) if room.everywhere else reverse(room.url_name, kwargs={"trial": trial_id})
        except NoReverseMatch:
            continue
        active = path == url or (path.startswith(url) and url != "/")
        lines.append({"label": room.label, "url": url, "icon": room.icon, "active": active})
    return lines
