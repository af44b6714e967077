"""Pages of sites: the list, and one site with its contacts, scanners, training and approvals."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from centralis.apps.action import house
from centralis.apps.governance import queries as governance
from centralis.apps.governance import rules as governance_rules
from centralis.apps.ledger.recorded import Scope
from centralis.apps.people import queries as people
from centralis.apps.people.access import Request, attempt_form, route
from centralis.apps.sites import actions, overview, queries, rules
from centralis.apps.sites.forms import ContactForm, ScannerForm, SiteForm, TrainingForm
from centralis.apps.sites.models import Site
from centralis.apps.trials import queries as trials
from centralis.apps.trials.definition.model import Definition

_DUTIES = ("site coordinator", "technologist")


@route("sites.sites_page")
def sites(request: Request, trial: UUID) -> HttpResponse:
    """The sites of a trial, and how ready each is."""
    return _sites_page(request, trial, SiteForm())


@route("sites.open_site")
def open_site(request: Request, trial: UUID) -> HttpResponse:
    """Open a site."""
    form = SiteForm(request.POST or None)
    made = attempt_form(form, lambda v: actions.open_site(request.caller, Scope(trial), **_site_values(v)))
    if made is None:
        return _sites_page(request, trial, form, 409)
    messages.success(request, f"Site {made.code} is open. Next: register its scanners.")
    return redirect("sites_site", trial=trial, site=made.pk)


def _site_values(values: dict[str, Any]) -> dict[str, Any]:
    return {**values, "country": values["country"].upper()}


def _sites_page(request: Request, trial: UUID, form: BaseForm, status: int = 200) -> HttpResponse:
    row = trials.trial(request.caller, trial)
    standings = overview.standings(request.caller, trial)
    may = may_in(request, trial)
    waiting = sum(1 for one in standings if not one.is_ready)
    context = {
        "title": "Sites",
        "sentence": f"{len(standings)} site{'' if len(standings) == 1 else 's'}, {waiting} not ready to scan. "
        "A site is ready with a qualified scanner, current training and an ethics approval.",
        "crumbs": [(row.protocol, ""), ("Sites", "")],
        "trial_id": trial,
        "standings": standings,
        "form": form if may("sites.open_site") else None,
    }
    return render(request, "sites/sites.html", context, status=status)


@route("sites.site_page")
def site(request: Request, trial: UUID, site: UUID) -> HttpResponse:
    """One site."""
    return _site_page(request, trial, site)


@route("sites.record_contact")
def contact(request: Request, trial: UUID, site: UUID) -> HttpResponse:
    """Record a contact."""
    row, form = queries.site(request.caller, trial, site), ContactForm(request.POST or None)
    made = attempt_form(form, lambda v: actions.record_contact(request.caller, row, **v))
    if made is None:
        return _site_page(request, trial, site, 409, contact_form=form)
    messages.success(request, f"{made.name} is recorded.")
    return redirect("sites_site", trial=trial, site=site)


@route("sites.register_scanner")
def scanner(request: Request, trial: UUID, site: UUID) -> HttpResponse:
    """Register a scanner."""
    row, form = queries.site(request.caller, trial, site), ScannerForm(request.POST or None)
    made = attempt_form(
        form,
        lambda v: actions.register_scanner(
            request.caller,
            row,
            v["name"],
            v["modality"],
            (v["manufacturer"], v["model"], v["serial"]),
            software=v["software"],
            field_strength_t=v["field_strength_t"],
        ),
    )
    if made is None:
        return _site_page(request, trial, site, 409, scanner_form=form)
    messages.success(request, f"Scanner {made.name} is registered. The core lab's turn: qualify it.")
    return redirect("sites_scanner", trial=trial, site=site, scanner=made.pk)


@route("sites.record_training")
def training(request: Request, trial: UUID, site: UUID) -> HttpResponse:
    """Record a training."""
    row, form = queries.site(request.caller, trial, site), TrainingForm(_duties(trial), request.POST or None)
    username = request.POST.get("username", "").strip()
    person = people.person_by_username(username) if username else None
    if username and person is None and form.is_valid():
        form.add_error("username", "Nobody has this user name. Leave it empty for a person without an account.")
    made = attempt_form(
        form,
        lambda v: actions.record_training(
            request.caller,
            row,
            (v["person_name"], v["duty"]),
            v["module"],
            v["completed_on"],
            person_id=person.pk if person else None,
            score_percent=v["score_percent"],
            expires_on=v["expires_on"],
        ),
    )
    if made is None:
        return _site_page(request, trial, site, 409, training_form=form)
    messages.success(request, f"The training of {made.person_name} is recorded.")
    return redirect("sites_site", trial=trial, site=site)


def _site_page(request: Request, trial: UUID, site: UUID, status: int = 200, **bound: BaseForm) -> HttpResponse:
    row = queries.site(request.caller, trial, site)
    may = may_in(request, trial)
    definition = _definition(trial)
    today = house.now().date()
    standings = overview.scanner_standings(request.caller, trial, site)
    approvals = list(governance.approvals(request.caller, trial, "sites.site_page").filter(site_id=row.pk))
    standing = overview.site_standing(request.caller, trial, site)
    forms: dict[str, tuple[str, Callable[[], BaseForm]]] = {
        "contact_form": ("sites.record_contact", lambda: ContactForm()),
        "scanner_form": ("sites.register_scanner", lambda: ScannerForm()),
        "training_form": ("sites.record_training", lambda: TrainingForm(_duties(trial), initial=_module(definition))),
    }
    context: dict[str, Any] = {
        "title": f"Site {row.code}, {row.name}",
        "state": standing.state,
        "sentence": standing.sentence,
        "crumbs": [(row.trial.protocol, ""), ("Sites", reverse("sites", args=[trial])), (row.code, "")],
        "site": row,
        "standings": standings,
        "contacts": queries.contacts(request.caller, trial, site),
        "trainings": queries.trainings(request.caller, trial, site),
        "approvals": [(one, "active" if governance_rules.holds_on(one, today) else "expired") for one in approvals],
        "may_record_approval": may("governance.record_approval"),
        "acknowledgement": rules.acknowledgement(row.code, row.name, definition) if definition else "",
        "today": today,
    }
    for name, (permission, make) in forms.items():
        context[name] = (bound.get(name) or make()) if may(permission) else None
    return render(request, "sites/site.html", context, status=status)


def may_in(request: Request, trial: UUID) -> Any:
    """A test whether the caller has a permission in this trial: what a page offers."""
    held = people.standing(request.caller)
    return lambda permission: people.opens(permission, held, trial)


def crumbs_of(site: Site) -> list[tuple[str, str]]:
    """The place of a site's page."""
    return [
        (site.trial.protocol, ""),
        ("Sites", reverse("sites", args=[site.trial_id])),
        (site.code, reverse("sites_site", args=[site.trial_id, site.pk])),
    ]


def _definition(trial: UUID) -> Definition | None:
    return queries.definition_in_force(trial)


def _duties(trial: UUID) -> tuple[str, ...]:
    definition = _definition(trial)
    asked = definition.sites.training_roles if definition is not None else ()
    return tuple(dict.fromkeys((*asked, *_DUTIES)))


def _module(definition: Definition | None) -> dict[str, str]:
    return {"module": definition.sites.training_module} if definition is not None else {}
