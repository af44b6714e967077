"""The governance page of a trial: on what ground it stands, where images go, approvals by site, consent in numbers."""

from uuid import UUID

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import redirect, render

from centralis.apps.governance import actions
from centralis.apps.governance import queries as governance
from centralis.apps.governance.forms import ApprovalForm
from centralis.apps.ledger.recorded import Scope
from centralis.apps.people.access import Request, attempt_form, route
from centralis.apps.sites import overview, queries
from centralis.apps.sites.views.places import may_in
from centralis.apps.trials import queries as trials


@route("governance.page")
def page(request: Request, trial: UUID) -> HttpResponse:
    """How governance stands."""
    return _page(request, trial)


@route("governance.record_approval")
def approval(request: Request, trial: UUID) -> HttpResponse:
    """Record an ethics approval."""
    form = ApprovalForm(_sites(request, trial), request.POST or None)
    made = attempt_form(
        form,
        lambda v: actions.record_approval(
            request.caller,
            Scope(trial, UUID(v["site"])),
            v["committee"],
            v["reference"],
            v["approved_on"],
            v["expires_on"],
        ),
    )
    if made is None:
        return _page(request, trial, 409, form)
    messages.success(request, f"Approval {made.reference} is recorded.")
    return redirect("governance", trial=trial)


def _page(request: Request, trial: UUID, status: int = 200, form: BaseForm | None = None) -> HttpResponse:
    row = trials.trial(request.caller, trial)
    definition = queries.definition_in_force(trial)
    lines = overview.approval_lines(request.caller, trial) if definition is not None else []
    stopped = [one for one in lines if one.why]
    context = {
        "title": "Governance",
        "sentence": _sentence(len(lines), len(stopped))
        if definition is not None
        else "The trial has no definition in force yet: governance stands in it.",
        "crumbs": [(row.protocol, ""), ("Governance", "")],
        "rules": definition.governance if definition is not None else None,
        "transfers": governance.transfers(definition.governance.locations) if definition is not None else [],
        "lines": lines,
        "consents": governance.consent_counts(request.caller, trial) if definition is not None else [],
        "trial_id": trial,
        "form": (form or ApprovalForm(_sites(request, trial)))
        if may_in(request, trial)("governance.record_approval")
        else None,
    }
    return render(request, "governance/page.html", context, status=status)


def _sentence(sites: int, stopped: int) -> str:
    after = "An approval that lapses stops intake by itself."
    if not stopped:
        return f"Every site may send images now. {after}"
    return f"{stopped} of {sites} sites may not send images now. The site's turn: renew the approval. {after}"


def _sites(request: Request, trial: UUID) -> list[tuple[str, str]]:
    return [(str(row.pk), f"{row.code} {row.name}") for row in queries.sites(request.caller, trial, "governance.page")]
