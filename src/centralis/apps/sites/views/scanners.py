"""Pages of one scanner: how it stands, every decision, change, suspension, and the signed qualification."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import redirect, render

from centralis.apps.action import at_revision
from centralis.apps.people.access import Request, attempt, attempt_form, route, signing
from centralis.apps.sites import actions, queries, rules
from centralis.apps.sites.forms import ChangeScannerForm, QualifyForm
from centralis.apps.sites.models import Scanner
from centralis.apps.sites.views.places import crumbs_of, may_in
from centralis.apps.trials import queries as trials
from centralis.apps.trials.forms import ReasonForm
from centralis.core.ledger.canonical import content_digest

_FIELDS = ("name", "manufacturer", "model", "serial", "software", "field_strength_t")


@route("sites.site_page")
def scanner(request: Request, trial: UUID, site: UUID, scanner: UUID) -> HttpResponse:
    """One scanner."""
    return _page(request, _row(request, trial, site, scanner))


@route("sites.change_scanner")
def change(request: Request, trial: UUID, site: UUID, scanner: UUID) -> HttpResponse:
    """Change what is known of a scanner."""
    row = _row(request, trial, site, scanner)
    form = ChangeScannerForm(request.POST or None)

    def act(values: dict[str, Any]) -> Scanner:
        fresh = at_revision(_row(request, trial, site, scanner), request.POST.get("revision"))
        return actions.change_scanner(request.caller, fresh, {name: values[name] for name in _FIELDS}, values["reason"])

    if attempt_form(form, act) is None:
        return _page(request, row, 409, change_form=form)
    messages.success(request, "The change is recorded.")
    return redirect("sites_scanner", trial=trial, site=site, scanner=scanner)


@route("sites.suspend_scanner")
def suspend(request: Request, trial: UUID, site: UUID, scanner: UUID) -> HttpResponse:
    """Take the qualification back."""
    row, form = _row(request, trial, site, scanner), ReasonForm(request.POST or None)
    if attempt_form(form, lambda v: actions.suspend_scanner(request.caller, row, v["reason"])) is None:
        return _page(request, row, 409, suspend_form=form)
    messages.success(request, "Suspended: exams made on this scanner are held until it is qualified again.")
    return redirect("sites_scanner", trial=trial, site=site, scanner=scanner)


@route("sites.qualify_scanner")
def qualify(request: Request, trial: UUID, site: UUID, scanner: UUID) -> HttpResponse:
    """Decide on a scanner: first the evidence is typed and shown as it will be signed, then it is signed."""
    row = _row(request, trial, site, scanner)
    version = trials.active_version(request.caller, trial)
    form = QualifyForm(trials.parsed(version).sites.requires, request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _page(request, row, 409 if form.errors else 200, qualify_form=form)
    state, reason, evidence = form.cleaned_data["state"], form.cleaned_data["reason"], form.evidence()
    if "secret" in request.POST:
        made = attempt(
            request,
            lambda: actions.qualify_scanner(signing(request), row, state, evidence, reason),
            f"Decided and signed: {state}.",
        )
        if made is not None:
            return redirect("sites_scanner", trial=trial, site=site, scanner=scanner)
    content = queries.qualification_content(row, version, state, evidence, reason)
    context = {
        "title": f"Sign: scanner {row.name} is {state}",
        "sentence": f"For version {version.version_label} of the definition. Exams made on it are "
        + ("accepted for QC once you sign." if state == rules.QUALIFIED else "held."),
        "crumbs": [*crumbs_of(row.site), (row.name, ""), ("Sign", "")],
        "scanner": row,
        "content": content,
        "digest": content_digest(content),
        "meaning": rules.MEANING,
        "hidden": [(name, value) for name, value in request.POST.items() if name in form.fields],
    }
    return render(request, "sites/qualify.html", context, status=409 if "secret" in request.POST else 200)


def _page(request: Request, row: Scanner, status: int = 200, **bound: BaseForm) -> HttpResponse:
    trial = row.site.trial_id
    may = may_in(request, trial)
    standing = queries.standing_of_or_none(row)
    definition = queries.definition_in_force(trial)
    newest = queries.newest_qualification(row)
    steps = definition.sites.requires if definition is not None else ()
    initial = {name: getattr(row, name) for name in _FIELDS}
    context: dict[str, Any] = {
        "title": f"Scanner {row.name}",
        "state": standing.state if standing else "not qualified",
        "sentence": _sentence(standing),
        "since": newest.decided_at if newest is not None else row.created_at,
        "crumbs": [*crumbs_of(row.site), (row.name, "")],
        "scanner": row,
        "standing": standing,
        "history": queries.history_of(request.caller, trial, row.pk),
        "change_form": (bound.get("change_form") or ChangeScannerForm(initial=initial))
        if may("sites.change_scanner")
        else None,
        "qualify_form": (bound.get("qualify_form") or QualifyForm(steps))
        if may("sites.qualify_scanner") and definition is not None
        else None,
        "suspend_form": (bound.get("suspend_form") or ReasonForm())
        if may("sites.suspend_scanner") and newest is not None and newest.state == rules.QUALIFIED
        else None,
    }
    return render(request, "sites/scanner.html", context, status=status)


def _sentence(standing: queries.Standing | None) -> str:
    if standing is None:
        return "The trial has no definition in force yet: a scanner is qualified for one."
    if standing.is_ready:
        until = standing.newest.valid_until if standing.newest is not None else None
        return f"Exams made on it go to QC{f', until {until.isoformat()}' if until else ''}."
    return "Exams made on it are held. The core lab's turn: look at the reasons below and decide on it."


def _row(request: Request, trial: UUID, site: UUID, scanner: UUID) -> Scanner:
    row = queries.scanner(request.caller, trial, scanner)
    if row.site_id != site:
        raise Scanner.DoesNotExist
    return row
