"""Intake's pages of what was kept apart, and the two ways to resolve it."""

from typing import Any
from uuid import UUID

from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from centralis.apps.intake import actions, queries
from centralis.apps.intake.forms import ReasonForm
from centralis.apps.intake.models import QuarantinedFile
from centralis.apps.intake.preparing import store
from centralis.apps.intake.releasing import release as release_file
from centralis.apps.people.access import Request, attempt, route
from centralis.apps.people.queries import trials_of

_PAGE = 500


def _may(request: Request, permission: str, trial: UUID) -> bool:
    return trial in trials_of(request.caller, permission)


@require_GET
@route("intake.quarantine_page")
def quarantine(request: Request, trial: UUID) -> HttpResponseBase:
    """Files that were received but not taken; those that wait for a person first."""
    rows = list(queries.quarantined(request.caller, trial)[:_PAGE])
    waiting = sum(queries.quarantine_counts(request.caller, trial).values())
    words = ngettext(
        "%(n)s file waits for a decision: it is taken after all, or dismissed, with a reason.",
        "%(n)s files wait for a decision: each is taken after all, or dismissed, with a reason.",
        waiting,
    ) % {"n": waiting}
    context = {
        "title": _("Quarantine"),
        "sentence": words if waiting else _("No file waits for a decision."),
        "rows": rows,
        "trial_id": trial,
    }
    return render(request, "intake/quarantine.html", context)


@require_GET
@route("intake.quarantine_page")
def quarantined_file(request: Request, trial: UUID, file: UUID) -> HttpResponseBase:
    """One quarantined file: why, from where, and the two ways to resolve it."""
    return _quarantined(request, trial, queries.quarantined_file(request.caller, trial, file), ReasonForm(), 200)


def _quarantined(
    request: Request, trial: UUID, row: QuarantinedFile, form: ReasonForm, status: int
) -> HttpResponseBase:
    context: dict[str, Any] = {
        "title": _("Quarantined file %(n)s") % {"n": row.ordinal},
        "state": "quarantined" if row.state == "open" else row.state,
        "since": row.changed_at,
        "sentence": row.sentence,
        "row": row,
        "form": form,
        "may_release": _may(request, "intake.release_quarantined", trial) and row.receipt.transmittal_id is not None,
        "may_dismiss": _may(request, "intake.dismiss_quarantined", trial),
        "trial_id": trial,
        "crumbs": [(_("Quarantine"), reverse("intake_quarantine", args=[trial])), (_("File"), "")],
    }
    return render(request, "intake/quarantined_file.html", context, status=status)


@require_POST
@route("intake.dismiss_quarantined")
def dismiss(request: Request, trial: UUID, file: UUID) -> HttpResponseBase:
    """Decide that a file is not taken."""
    row = queries.quarantined_file(request.caller, trial, file)
    form = ReasonForm(request.POST)

    def act() -> bool:
        actions.dismiss_quarantined(request.caller, row, form.cleaned_data["reason"])
        return True

    if form.is_valid() and attempt(request, act, _("The file was dismissed; its bytes stay sealed.")):
        return redirect("intake_quarantine", trial=trial)
    return _quarantined(request, trial, row, form, 409)


@require_POST
@route("intake.release_quarantined")
def release(request: Request, trial: UUID, file: UUID) -> HttpResponseBase:
    """Take a file after all."""
    row = queries.quarantined_file(request.caller, trial, file)
    form = ReasonForm(request.POST)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        made = attempt(request, lambda: release_file(request.caller, row, reason, store()), _("The file was taken."))
        if made is not None:
            return redirect("intake_receipt", trial=trial, receipt=made.pk)
    return _quarantined(request, trial, row, form, 409)
