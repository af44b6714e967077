"""The shell's pages: home, portfolio, the grid, the core lab's worklist, my tasks; and what keeps a session going."""

import csv
import io
from collections import Counter
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from centralis.apps.people import queries as people
from centralis.apps.people.access import Request, route
from centralis.apps.people.roles import Role
from centralis.apps.trials import queries as trials
from centralis.apps.web import grid as grids
from centralis.apps.web import portfolio as portfolios
from centralis.apps.web import rules, worklist
from centralis.apps.web.addresses import address
from centralis.apps.web.states import STATES
from centralis.apps.web.tasks import tasks as tasks_of

#: role → the page that somebody sees first, the most telling role first; others see the portfolio
_FIRST_PAGES = (
    (Role.READER, "reads_worklist"),
    (Role.ADJUDICATOR, "reads_adjudications"),
    (Role.SITE_COORDINATOR, "web_tasks"),
    (Role.ADMINISTRATOR, "people"),
)


@require_GET
@route("web.home", "own")
def home(request: Request) -> HttpResponse:
    """Lead to the page where this person's work begins."""
    roles = {role for role, _trial in people.standing(request.caller)}
    lead = next((name for role, name in _FIRST_PAGES if role in roles and address(name)), "")
    if not lead:
        lead = "web_portfolio" if people.opens("web.portfolio_page", people.standing(request.caller)) else "web_tasks"
    return redirect(lead)


@require_GET
@route("web.portfolio_page", "any")
def portfolio(request: Request) -> HttpResponse:
    """One line a trial, and two small charts."""
    lines = portfolios.lines(request.caller)
    late, asked = sum(line.overdue for line in lines), sum(line.open_queries for line in lines)
    context = {
        "title": _("Portfolio"),
        "sentence": ", ".join(
            (
                ngettext("%(n)s trial", "%(n)s trials", len(lines)) % {"n": len(lines)},
                ngettext("%(n)s scan overdue", "%(n)s scans overdue", late) % {"n": late},
                ngettext("%(n)s query open", "%(n)s queries open", asked) % {"n": asked},
            )
        )
        + ".",
        "lines": lines,
        "scans": portfolios.scans_chart(lines),
        "ageing": portfolios.ageing_chart(lines),
    }
    return render(request, "web/portfolio.html", context)


@require_GET
@route("web.grid_page")
def grid(request: Request, trial: UUID) -> HttpResponse:
    """The subject × visit grid; who is ever waited for on it sees first what waits for them."""
    found = grids.grid(request.caller, trial)
    wanted = request.GET.get("show", "mine" if found.acts else "all")
    site, state = request.GET.get("site", ""), request.GET.get("state", "")
    rows = found.shown(wanted == "mine", site, state)
    protocol = trials.trial(request.caller, trial).protocol
    query = request.GET.copy()
    context = {
        "title": _("Subjects and visits"),
        "sentence": _grid_sentence(found, request.role),
        "crumbs": [(protocol, reverse("web_grid", kwargs={"trial": trial})), (_("Subjects and visits"), "")],
        "tabs": [
            _tab(query, "show", "mine", _("Needs my action"), wanted == "mine", sum(row.is_mine for row in found.rows)),
            _tab(query, "show", "all", _("All subjects"), wanted != "mine", len(found.rows)),
        ],
        "show": "mine" if wanted == "mine" else "all",
        "site": site,
        "state_wanted": state,
        "sites": sorted({row.site for row in found.rows}),
        "grid": found,
        "base": reverse("web_grid", kwargs={"trial": trial}),
        "rows": rows,
        "totals": grids.totals(found.columns, rows),
        "legend": _legend(found.rows),
        "all_url": f"?{_changed(query, 'show', 'all')}",
        "enrol_url": address("trials_enrol", trial=trial) if _may(request, "trials.enrol_subject", trial) else "",
    }
    return render(request, "web/grid.html", context)


@require_GET
@route("web.grid_page")
def grid_card(request: Request, trial: UUID, visit: UUID) -> HttpResponse:
    """What hovering a cell of the grid shows."""
    return render(request, "web/_grid_card.html", {"card": grids.card(request.caller, trial, visit)})


@require_GET
@route("web.worklist_page", "any")
def core_lab(request: Request) -> HttpResponse:
    """One line a visit with an exam, over all trials."""
    asked = _choice(request)
    every = worklist.lines(request.caller, worklist.Choice())
    found = [line for line in every if asked.fits(line)]
    query = request.GET.copy()
    mine = sum(line.is_mine for line in every)
    context = {
        "title": _("Core-lab worklist"),
        "sentence": ngettext(
            "%(all)s exams over all trials; %(mine)s waits for you. The longest in their state stand first.",
            "%(all)s exams over all trials; %(mine)s wait for you. The longest in their state stand first.",
            mine,
        )
        % {"all": len(every), "mine": mine},
        "tabs": [
            _tab(query, "show", "mine", _("Needs my action"), asked.mine, mine),
            _tab(query, "show", "all", _("All exams"), not asked.mine, len(every)),
        ],
        "show": "mine" if asked.mine else "all",
        "lines": found[: worklist.LINES_SHOWN],
        "left_off": max(0, len(found) - worklist.LINES_SHOWN),
        "found_any": bool(every),
        "choice": asked,
        "protocols": sorted({line.trial for line in every}),
        "states": [(code, look.word) for code, look in STATES.items() if any(line.state == code for line in every)],
        "secondary": [{"label": _("Export all that fit"), "url": f"{reverse('web_worklist_csv')}?{query.urlencode()}"}],
    }
    return render(request, "web/worklist.html", context)


@require_GET
@route("web.worklist_export", "any")
def core_lab_csv(request: Request) -> HttpResponse:
    """The lines that fit the filter, all of them, as a file; that it was made is entered in each trial."""
    rows = worklist.export(request.caller, request.role, _choice(request))
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    for row in rows:
        writer.writerow([rules.disarmed(value) for value in row])
    answer = HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="worklist.csv"'
    return answer


@require_GET
@route("web.tasks_page", "own")
def tasks(request: Request) -> HttpResponse:
    """What waits for this person, over all trials."""
    found = tasks_of(request.caller)
    late = sum(task.is_overdue for task in found)
    waiting = ngettext("%(count)s thing waits for you", "%(count)s things wait for you", len(found))
    sentence = f"{waiting}{_(', %(late)s late') if late else ''}." if found else _("Nothing waits for you.")
    context = {
        "title": _("My tasks"),
        "sentence": sentence % {"count": len(found), "late": late},
        "tasks": found,
        "has_roles": bool(people.standing(request.caller)),
    }
    return render(request, "web/tasks.html", context)


# --- what keeps running -----------------------------------------------------------------------------------


@never_cache
@route("web.home", "own")
def keepalive(request: Request) -> HttpResponse:
    """Count as contact, so that somebody who is typing is not signed out."""
    return HttpResponse(status=204)


@never_cache
@require_GET
@route("public", "public")
def health(request: HttpRequest) -> HttpResponse:
    """Say that the server answers, and nothing else."""
    return HttpResponse("ok", content_type="text/plain")


@require_GET
@route("public", "public")
def robots(request: HttpRequest) -> HttpResponse:
    """Keep search engines away."""
    return HttpResponse("User-agent: *\nDisallow: /\n", content_type="text/plain")


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """One answer, byte for byte, for what does not exist and for what is not the caller's."""
    return HttpResponseNotFound(render_to_string("404.html"))


# --- small things ---------------------------------------------------------------------------------------


def _choice(request: HttpRequest) -> worklist.Choice:
    form = request.GET
    return worklist.Choice(form.get("trial", ""), form.get("state", ""), form.get("show") == "mine")


def _may(request: Request, permission: str, trial: UUID) -> bool:
    return people.opens(permission, people.standing(request.caller), trial)


def _changed(query: Any, key: str, value: str) -> str:
    changed = query.copy()
    changed[key] = value
    return str(changed.urlencode())


def _tab(query: Any, key: str, value: str, label: str, active: bool, count: int) -> dict[str, object]:
    return {"label": label, "url": f"?{_changed(query, key, value)}", "active": active, "count": count}


def _legend(rows: tuple[grids.Row, ...]) -> list[tuple[str, int]]:
    counts = Counter(cell.state for row in rows for cell in row.cells if cell is not None)
    return [(code, counts[code]) for code in STATES]


def _grid_sentence(found: grids.Grid, role: str) -> str:
    cells = [cell for row in found.rows for cell in row.cells if cell is not None]
    mine = sum(cell.is_mine for cell in cells)
    facts = {"subjects": len(found.rows), "visits": len(cells), "mine": mine, "role": role}
    if not found.acts:
        return _("%(subjects)s subjects with %(visits)s visits.") % facts
    if not mine:
        return _("%(subjects)s subjects with %(visits)s visits; nothing waits for you as %(role)s.") % facts
    if mine == 1:
        return _("%(subjects)s subjects with %(visits)s visits; one visit waits for you as %(role)s.") % facts
    return _("%(subjects)s subjects with %(visits)s visits; %(mine)s visits wait for you as %(role)s.") % facts
